"""A week of phone payments over a network that loses things: every fen is received, reversed or open."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pos.domain.paying.tender import TenderKind
from pos.domain.people.permission import Act
from pos.errors import PosError
from pos.errors.ledger import EntryWrong
from pos.services.paying.payment_simulator import Customer, Script
from pos.services.paying.payments import PersonSays
from pos.services.till import Till
from tests.services.payments import ALIPAY, WECHAT, PayingShop, code, follow, pass_time, paying_shop, state_of
from tests.shop import SOY

small = st.integers(0, 2)
scripts = st.builds(
    Script,
    customer=st.sampled_from(Customer),
    password_ms=st.sampled_from([0, 12_000, 70_000]),
    unclear=st.booleans(),
    charge_lost=st.booleans(),
    charge_late_ms=st.sampled_from([0, 0, 20_000, 100_000, 150_000]),
    reply_lost=st.booleans(),
    queries_lost=small,
    reverses_lost=small,
    reverses_empty=small,
)
# What the cashier does while the payment is open, or the world: the till is killed.
deeds = st.sampled_from(
    ["wait", "reverse", "aside", "cancel", "cash", "kill", "hold", "query", "hand over", "take back", "look"]
)
customers = st.tuples(
    scripts,
    st.sampled_from([WECHAT, ALIPAY]),
    st.booleans(),  # The answer comes late, after the deeds.
    st.lists(st.tuples(deeds, st.sampled_from([0, 5, 30])), max_size=3),
)


class Week:
    """Customers one after another; nobody is lost."""

    def __init__(self, folder: Path) -> None:
        self.shop: PayingShop = paying_shop(folder)
        self.till: Till = self.shop.start_selling()
        self.codes = 0

    def serve(self, script: Script, kind: TenderKind, *, late: bool, acts: list[tuple[str, int]]) -> None:
        """One customer with a phone; whoever is left owing pays cash."""
        self.till.checkout.scan(SOY)
        self.till.checkout.begin_payment()
        self.shop.scripts, self.codes = [script], self.codes + 1
        errand = self.till.payments.ask(kind, None, code=code(self.codes, kind))
        said = errand.run()
        if not late:
            self.till.payments.took(errand, said)
        for deed, seconds in acts:
            self.do(deed)
            pass_time(self.till, self.shop, seconds)
        if late and errand.payment_id in self.till.payments._busy:
            self.till.payments.took(errand, said)
        self.finish()

    def do(self, deed: str) -> None:
        """A deed that does not fit just now is refused, and nothing happens."""
        checkout, desk = self.till.checkout, self.till.payments
        try:
            if deed == "kill":
                self.till.close()
                self.till = self.shop.start_selling()
            elif deed == "cash" and checkout.state.paid_so_far.due:
                checkout.pay(TenderKind.CASH, None)
            elif deed == "cancel":
                checkout.cancel()
            elif deed == "hold":
                checkout.hold()
                checkout.recall(checkout.held()[0].number)
            elif deed == "reverse":
                desk.reverse()
            elif deed == "aside":
                desk.set_aside()
            elif deed == "hand over":
                self.till.permissions.approve(Act.FINISH_UNPAID, "2001", "8888")
                desk.finish_unpaid()
            elif deed == "take back":
                number = len(checkout.state.basket.tenders)
                desk.take_back(number, refunded_by=self.till.people.signed_in)
            elif deed == "look":
                self.look()
            elif deed == "query":
                errand = desk.query()
                desk.took(errand, errand.run())
        except EntryWrong:
            raise  # The desk wrote what the ledger cannot take: no refusal, a bug.
        except PosError:
            pass

    def look(self) -> None:
        """Somebody finds the money on the merchant's phone."""
        for each in self.till.payments.open():
            if each.payment_id in self.shop.money and not each.reversing:
                self.till.permissions.approve(Act.RESOLVE_PAYMENT, "2001", "8888")
                self.till.payments.resolve(each.payment_id, PersonSays.RECEIVED)

    def finish(self) -> None:
        """The sale is paid and done, if there is one."""
        state = self.till.checkout.state
        if state.basket.lines:
            if state.paid_so_far.due:
                self.till.checkout.pay(TenderKind.CASH, None)
            self.till.checkout.done()

    def books(self) -> tuple[dict[str, int], dict[str, int]]:
        """What the ledger says is at the providers: in finished sales, and listed as too much.

        Goods that were handed over for money that never came are the shop's loss, not money.
        """
        ledger = self.till.checkout._parts.recorder.ledger
        sold = {
            tender.payment_id: tender.amount
            for sale in ledger.recent_sales(100)
            for tender in sale.facts.tenders
            if tender.payment_id is not None and state_of(self.till, tender.payment_id) == "settled"
        }
        listed = {each.payment_id: each.amount for each in self.till.payments.open()}
        return sold, listed


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(week=st.lists(customers, min_size=1, max_size=6))
def test_every_fen_is_in_a_sale_or_listed_and_none_is_twice(
    week: list[tuple[Script, TenderKind, bool, list[tuple[str, int]]]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        run = Week(Path(folder))
        try:
            for script, kind, late, acts in week:
                run.serve(script, kind, late=late, acts=acts)
            check(run)
        finally:
            run.till.close()


def check(run: Week) -> None:
    """Money at the providers is money in the books, when all is known; what is too much can go back."""
    for _minute in range(12):
        run.shop.clock.forward(seconds=60)
        follow(run.till)
    sold, listed = run.books()
    assert not sold.keys() & listed.keys(), "the same money twice"
    assert sold | listed == run.shop.money
    assert all(each.is_too_much for each in run.till.payments.open()), "everything is known by now"
    for each in run.till.payments.open():
        run.till.payments.reverse(each.payment_id)
    for _minute in range(6):
        run.shop.clock.forward(seconds=60)
        follow(run.till)
    assert (run.till.payments.open(), run.shop.money) == ((), sold)
