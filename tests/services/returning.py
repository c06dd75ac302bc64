"""Words of the stories about returns: sell, give back, approve; and a platform with other tills' sales."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pos.domain.calendar import business_date, month_of
from pos.domain.paying.tender import TenderKind
from pos.domain.people.permission import Act
from pos.domain.returns.mirror import till_of
from pos.errors.platform import MonitorUnreachable
from pos.errors.returns import ReturnChanged, SaleNotAtPlatform, SellerNotHeard
from pos.ledger.ledger import Ledger
from pos.ledger.verifying.replay import Bad
from pos.ledger.verifying.verify import verify_ledger
from pos.services.installation.shipped import load_default_programme
from pos.services.ports import Promised, SaleElsewhere
from pos.services.returns.return_state import CompletedReturn
from pos.services.till import Till
from tests.shop import MANAGER, MANAGER_PIN, Shop

ONE = 1_000
WRONG = "买错了"


def ledger_of(till: Till) -> Ledger:
    """The till's ledger."""
    return till.checkout._parts.recorder.ledger


def sell(
    till: Till, *codes: str, card: str | None = None, pay: tuple[tuple[TenderKind, str | None], ...] = ()
) -> str:
    """Sell goods (`3*` before a code is its quantity); paid in cash to the fen unless said otherwise."""
    for code in codes:
        if code.endswith("*"):
            till.checkout.set_next_quantity(code[:-1])
        else:
            till.checkout.scan(code)
    if card is not None:
        till.checkout.attach_card(card)
    for kind, amount in pay or ((TenderKind.CASH, None),):
        if till.checkout.state.paid_so_far.due:
            till.checkout.pay(kind, amount, said_by=till.people.signed_in)
    return till.checkout.done().sale_no


def return_goods(
    till: Till, sale_no: str, wanted: Mapping[int, int], *, reason: str = WRONG, token: str | None = None
) -> CompletedReturn:
    """Take goods back as the cashier, the manager standing by."""
    till.permissions.approve(Act.RETURN_GOODS, MANAGER, MANAGER_PIN)
    said_by = till.people.signed_in
    return till.returns.return_goods(sale_no, wanted, reason, token=token, refunded_by=said_by)


def left(till: Till, card_no: str) -> dict[str, int]:
    """What this till may still give a card this month, by pool."""
    month = month_of(business_date(till.clock.now_ms()))
    return {lease.pool: lease.left for lease in ledger_of(till).leases(card_no, month)}


def money(done: CompletedReturn) -> dict[str, int]:
    """What went back by way of paying."""
    return {refund.kind.value: refund.amount for refund in done.done.refunds}


def first_bad(shop: Shop) -> Bad | None:
    """What `verify` finds in a shop's ledger."""
    path, programmes = shop.folder / "ledger.db", (load_default_programme(),)
    return verify_ledger(path, public_key=None, default_programmes=programmes).first_bad


@dataclass
class FakePlatform:
    """Knows the sales of other tills; can be cut off."""

    sales: dict[str, SaleElsewhere] = field(default_factory=dict)
    permitted: dict[str, tuple[str, dict[int, int]]] = field(default_factory=dict)
    online: bool = True
    released: bool = True  # Whether the till that sold has signed its right away.

    def sale(self, sale_no: str) -> SaleElsewhere:
        if not self.online:
            raise MonitorUnreachable(reason="offline")
        if sale_no not in self.sales:
            raise SaleNotAtPlatform(sale_no=sale_no)
        return self.sales[sale_no]

    def permit_return(
        self,
        return_id: str,
        sale_no: str,
        quantities: Mapping[int, int],
        *,
        known: Mapping[int, int],
        withdrawn: Sequence[str] = (),
    ) -> None:
        if not self.online:
            raise MonitorUnreachable(reason="offline")
        if not self.released:
            raise SellerNotHeard(till=till_of(sale_no))
        for name in {*withdrawn, return_id} & set(self.permitted):
            self._promise(sale_no, name, self.permitted.pop(name)[1], sign=-1)
        told = {number: back for number, back in self.sales[sale_no].returned.items() if back}
        if {number: back for number, back in known.items() if back} != told:
            raise ReturnChanged(sale_no=sale_no)
        # From now on they are promised, as if they were back.
        self._promise(sale_no, return_id, quantities, sign=1)
        self.permitted[return_id] = (sale_no, dict(quantities))

    def _promise(self, sale_no: str, return_id: str, quantities: Mapping[int, int], *, sign: int) -> None:
        told = self.sales[sale_no]
        returned = {
            n: told.returned.get(n, 0) + sign * quantities.get(n, 0) for n in {*told.returned, *quantities}
        }
        own = {name: each for name, each in told.own.items() if name != return_id}
        if sign > 0:
            own[return_id] = Promised(dict(quantities), {})
        self.sales[sale_no] = replace(told, returned=returned, own=own)


def sold_elsewhere(
    platform: FakePlatform,
    folder: Path,
    *codes: str,
    pay: tuple[tuple[TenderKind, str | None], ...] = (),
) -> str:
    """A public sale of the store's other till, which the platform has in its books; its number."""
    selling = Shop(folder / "other", till_id="S01-2").start_selling()
    sale_no = sell(selling, *codes, pay=pay)
    stored = ledger_of(selling).sale(sale_no)
    assert stored is not None
    platform.sales[sale_no] = SaleElsewhere(stored.sealed.payload, {}, {})
    selling.close()
    return sale_no
