"""A card that has something coming: told in the background, promised, handed out on a yes, in the books."""

from __future__ import annotations

import pytest

from pos.domain.calendar import business_date
from pos.domain.cards.lease_moves import MakeGoodPaid, paid_entry_id
from pos.domain.days.day import DayFigures
from pos.domain.journal.entries import EntryKind
from pos.domain.paying.tender import TenderKind
from pos.domain.people.permission import Act
from pos.errors.cards import (
    CreditElsewhere,
    CreditFenced,
    CreditNotAsked,
    CreditOffline,
    CreditPaid,
    CreditUnknown,
    CreditWhilePaying,
)
from pos.errors.people import ApprovalNeeded
from pos.errors.platform import MonitorUnreachable
from pos.ledger.print_jobs import JobKind, PrintJob
from pos.services.days.day_slip import DayOnPaper, day_slip
from pos.services.make_goods.credit_watch import Asked
from pos.services.shifts.shift_slips import x_slip
from pos.services.till import Till
from tests.devices.strategies import texts_of
from tests.services.credits import SLIP_NO, FakeCredits, known_to
from tests.services.returning import first_bad
from tests.services.telling import entries_of, sell_soy
from tests.shop import (
    CASHIER,
    CASHIER_PIN,
    LAN,
    MANAGER,
    MANAGER_PIN,
    OIL,
    TRAINEE,
    TRAINEE_PIN,
    Shop,
)


@pytest.fixture
def platform(till: Till) -> FakeCredits:
    """The till knows a platform that has something for every card."""
    return known_to(till)


def show(till: Till) -> None:
    """The card is shown on a sale, and the platform has answered."""
    till.checkout.attach_card(LAN)
    assert till.make_goods.watch.wait_until_told(20)


def figures_of(till: Till, shop: Shop) -> DayFigures:
    """Today's, looked at by a manager."""
    till.permissions.approve(Act.BROWSE_JOURNAL, MANAGER, MANAGER_PIN)
    return till.days.figures(business_date(shop.clock.now_ms()))


def paid(till: Till) -> list[MakeGoodPaid]:
    return [each.facts(MakeGoodPaid) for each in entries_of(till, EntryKind.MAKE_GOOD_PAID)]


def test_what_the_card_has_coming_is_told_while_the_cashier_scans_on(
    till: Till, platform: FakeCredits
) -> None:
    platform.may_answer.clear()
    till.checkout.scan(OIL)
    till.checkout.attach_card(LAN)
    till.checkout.scan(OIL)

    coming = till.make_goods.coming()
    assert coming is not None and (coming.asked, coming.total) == (Asked.ASKING, 0)
    platform.may_answer.set()
    assert till.make_goods.watch.wait_until_told(20)
    coming = till.make_goods.coming()
    assert coming is not None
    assert (coming.tail, coming.total, coming.waiting) == (LAN[-4:], 407, 1)
    assert till.take_news() is not None, "the fronts are told"


def test_the_money_is_promised_handed_out_on_a_yes_and_stands_in_the_drawers_books(
    shop: Shop, till: Till, platform: FakeCredits
) -> None:
    show(till)
    handing = till.make_goods.promise(SLIP_NO)
    assert paid(till) == [], "nothing is written before the customer's yes"
    done = till.make_goods.handed_out()

    (fact,) = paid(till)
    assert (handing.amount, done.amount, fact.amount) == (407, 407, 407)
    assert (fact.slip_no, fact.credit_id, fact.card_no) == (SLIP_NO, "B-1", LAN)
    assert fact.rule == "pay_make_good.cashier.allowed"
    coming = till.make_goods.coming()
    assert coming is not None and coming.credits == ()
    job = PrintJob("job", JobKind.MAKE_GOOD_PAID, paid_entry_id(fact.credit_id), 0, 0)
    paper = till.receipts.compose(job, again=False)
    text = "\n".join(text for row in paper.rows for text in texts_of(row))
    assert "4.07" in text and "肆元零柒分" in text and done.short_hash in text and paper.opens_drawer
    assert not till.receipts.compose(job, again=True).opens_drawer

    sell_soy(till)
    figures = figures_of(till, shop)
    cash = figures.takings[0]
    assert figures.made_good and (figures.made_good.count, figures.made_good.amount) == (1, 407)
    assert figures.payable == cash.sold == 990 and cash.refunded == 0, "it is no sale and no refund"
    assert cash.expected == 50_000 + 990 - 407
    till.shifts.count("cash", "505.83")
    ended = till.shifts.close("")
    assert ended.figures.made_good == figures.made_good
    till.close()
    assert first_bad(shop) is None


def test_the_same_money_is_handed_out_once(till: Till, platform: FakeCredits) -> None:
    show(till)
    till.make_goods.promise()
    till.make_goods.handed_out()
    with pytest.raises(CreditNotAsked):
        till.make_goods.handed_out()

    till.make_goods.ask(LAN)  # The platform has not heard of it yet and names it again.
    coming = till.make_goods.coming()
    assert coming is not None and coming.credits == ()
    with pytest.raises(CreditPaid):
        till.make_goods.promise(SLIP_NO)
    with pytest.raises(CreditUnknown):
        till.make_goods.promise()
    assert len(paid(till)) == 1


def test_who_does_not_want_it_now_has_it_coming_still(till: Till, platform: FakeCredits) -> None:
    show(till)
    till.make_goods.promise()
    assert till.make_goods.give_back()
    assert platform.asked[-1] == "withdraw B-1"

    till.make_goods.promise()
    platform.problem = MonitorUnreachable(reason="timeout")
    assert not till.make_goods.give_back(), "it stays promised to this till"
    platform.problem = None
    till.make_goods.promise()
    assert till.make_goods.handed_out().amount == 407


def test_without_a_line_it_is_later(till: Till, platform: FakeCredits) -> None:
    platform.problem = MonitorUnreachable(reason="connection")
    show(till)
    coming = till.make_goods.coming()
    assert coming is not None and coming.asked is Asked.UNREACHABLE and not coming.is_worth_saying
    with pytest.raises(CreditOffline):
        till.make_goods.promise()

    platform.problem = None
    till.make_goods.ask(LAN)
    platform.problem = MonitorUnreachable(reason="timeout")
    with pytest.raises(CreditOffline):
        till.make_goods.promise()
    assert paid(till) == []


def test_another_till_that_is_paying_is_said(till: Till, platform: FakeCredits) -> None:
    show(till)
    platform.problem = CreditElsewhere(credit_id="B-1")
    with pytest.raises(CreditElsewhere):
        till.make_goods.promise()


def test_money_of_a_sale_is_taken_first_and_a_trainee_asks(till: Till, platform: FakeCredits) -> None:
    till.checkout.scan(OIL)
    show(till)
    till.checkout.begin_payment()
    with pytest.raises(CreditWhilePaying):
        till.make_goods.promise()
    till.checkout.pay(TenderKind.CASH, None)
    till.checkout.done()

    till.people.sign_in(TRAINEE, TRAINEE_PIN)
    till.make_goods.promise()
    with pytest.raises(ApprovalNeeded):
        till.make_goods.handed_out()
    till.people.sign_in(CASHIER, CASHIER_PIN)
    assert till.make_goods.handed_out().amount == 407


def test_a_till_whose_books_are_in_doubt_hands_nothing_out(
    till: Till, platform: FakeCredits, monkeypatch: pytest.MonkeyPatch
) -> None:
    show(till)
    till.make_goods.promise()
    monkeypatch.setattr(till.make_goods, "_fenced", lambda: True)
    with pytest.raises(CreditFenced):
        till.make_goods.handed_out()
    with pytest.raises(CreditFenced):
        till.make_goods.promise()


def test_a_till_without_a_platform_knows_of_nothing(till: Till) -> None:
    till.checkout.attach_card(LAN)
    assert till.make_goods.coming() is None
    assert till.make_goods.ask(LAN) is None
    with pytest.raises(CreditOffline):
        till.make_goods.promise()


def test_a_second_card_is_asked_for_after_the_first_and_only_it_is_told(
    till: Till, platform: FakeCredits
) -> None:
    platform.may_answer.clear()
    watch = till.make_goods.watch
    watch.look(LAN)
    watch.look("6201000000009999")
    watch.look("6201000000009999")
    platform.may_answer.set()
    assert watch.wait_until_told(20)

    coming = till.make_goods.coming()
    assert coming is not None and coming.tail == "9999"
    assert platform.asked == [f"credits {LAN[-4:]}", "credits 9999"]


def test_the_day_slip_names_it_on_a_line_of_its_own(shop: Shop, till: Till, platform: FakeCredits) -> None:
    show(till)
    till.make_goods.promise()
    till.make_goods.handed_out()
    report = till.shifts.x_report()
    assert report.made_good is not None and report.made_good.amount == 407
    assert report.cash_out == 0
    figures = figures_of(till, shop)
    assert figures.cash_out == 0
    paper = day_slip(DayOnPaper(figures, shop.clock.now_ms()), till.receipts.shop, lambda staff: staff)
    assert ["补差付款 1 笔", "4.07"] in [texts_of(row) for row in paper.rows]
    x_paper = x_slip(report, till.receipts.shop, lambda staff: staff)
    assert ["补差付款 1 笔", "4.07"] in [texts_of(row) for row in x_paper.rows]
