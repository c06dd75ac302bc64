"""Returns beside their sales: what was returned before, and whether a new one fits. It writes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlalchemy import Connection, Row, and_, select

from monitor.journal.day_facts import SaleReleased
from monitor.journal.examining import Examined, Trouble, trouble_of
from monitor.returns.releases import read_releases
from monitor.returns.return_permits import Key, Permit, read_permits
from monitor.store import tables
from monitor.store.day_tables import goods_return
from pos.domain.calendar import month_of
from pos.domain.cards.lease import LeaseSpend
from pos.domain.decoding import decode_entry
from pos.domain.money import Fen
from pos.domain.quantity import Thousandths
from pos.domain.returns.checks_return import check_return
from pos.domain.returns.facts import ReturnFacts
from pos.domain.returns.mirror import ReturnedBefore, date_of, restorations, till_of
from pos.domain.selling.sale import SaleFacts


@dataclass(slots=True)
class Sold:
    """A sale with returns: the installation that sold it, and its counted returns so far."""

    sale: SaleFacts
    holder: Key
    payload: bytes = b""  # Its entry, when it was read from the books.
    returns: list[ReturnFacts] = field(default_factory=list)
    permits: dict[str, Permit] = field(default_factory=dict)  # By the id of the return's entry.
    released_at: int | None = None  # In the holder's journal; from there on it takes nothing back itself.

    def before(self, returns: Iterable[ReturnFacts]) -> ReturnedBefore:
        """Add up some of its returns, in the order they came."""
        quantities: dict[int, Thousandths] = defaultdict(int)
        refunds: dict[str, Fen] = defaultdict(int)
        restored: list[LeaseSpend] = []
        for each in returns:
            restored += self.undone(each, restored)
            for line in each.lines:
                quantities[line.number] += line.quantity
            for refund in each.refunds:
                refunds[refund.way] += refund.amount
        return ReturnedBefore(quantities, restored, refunds)

    def undone(self, facts: ReturnFacts, restored_before: Sequence[LeaseSpend]) -> Sequence[LeaseSpend]:
        """Which debits of leases a return undoes, also when it was made where they are not held."""
        card = self.sale.card
        if not facts.elsewhere or card is None or month_of(date_of(facts.return_no)) != card.month:
            return facts.restorations
        return restorations(self.sale, facts.lines, restored_before)


class HasKey(Protocol):
    """An installation of a till: a `Device`, or its row."""

    @property
    def store_id(self) -> str: ...
    @property
    def till_id(self) -> str: ...
    @property
    def epoch(self) -> int: ...


class ReturnBook:
    """The sales that the returns of a batch name; sales and returns of the batch itself are added to it."""

    def __init__(self, device: HasKey, wanted: Collection[str], sold: dict[str, Sold]) -> None:
        self._holder = (device.store_id, device.till_id, device.epoch)
        self._wanted = wanted
        self._sold = sold

    def undone(self, facts: ReturnFacts) -> Sequence[LeaseSpend]:
        """The debits of leases that a return undoes; asked before it is noted."""
        sold = self._sold[facts.sale_no]
        return sold.undone(facts, sold.before(sold.returns).restorations)

    def check(self, each: Examined) -> Trouble | None:
        """Whether a return fits its sale and what came back before."""
        facts = each.goods_return
        assert facts is not None
        sold = self._sold.get(facts.sale_no)
        if sold is None:
            return trouble_of("return.sale_unknown", facts.sale_no)
        if facts.elsewhere:
            return _elsewhere_trouble(facts, sold, sold.permits.get(each.wire.entry_id), self._holder)
        if sold.holder != self._holder:
            return trouble_of("return.elsewhere", f"{facts.sale_no} stands in {sold.holder}")
        if sold.released_at is not None and each.wire.sequence > sold.released_at:
            return trouble_of("return.released", f"{facts.sale_no} was let go with entry {sold.released_at}")
        # The till reckons with what it took back itself; what others did is ours to add.
        own = _trouble(facts, sold, sold.before(each for each in sold.returns if not each.elsewhere))
        return own or _too_much(facts, sold)

    def note(self, each: Examined) -> None:
        """Note a counted entry, because later ones of the same batch may name it."""
        if each.sale is not None and each.sale.sale_no in self._wanted:
            self._sold[each.sale.sale_no] = Sold(each.sale, self._holder)
        released = self._sold.get(each.fact.sale_no) if isinstance(each.fact, SaleReleased) else None
        if released is not None and released.holder == self._holder and released.released_at is None:
            released.released_at = each.wire.sequence
        if each.goods_return is not None:
            self._sold[each.goods_return.sale_no].returns.append(each.goods_return)


def _elsewhere_trouble(facts: ReturnFacts, sold: Sold, permit: Permit | None, asker: Key) -> Trouble | None:
    """A return of another ledger's sale must be what was permitted, computed from what was known then."""
    quantities = {line.number: line.quantity for line in facts.lines}
    if permit is None or permit.asker != asker or permit.quantities != quantities:
        return trouble_of("return.not_granted", f"{facts.return_no} of {facts.sale_no}")
    return _trouble(facts, sold, permit.before) or _too_much(facts, sold)


def _trouble(facts: ReturnFacts, sold: Sold, before: ReturnedBefore) -> Trouble | None:
    findings = check_return(facts, sold.sale, before.quantities, before.restorations, before.refunds)
    return trouble_of(findings[0].code, findings[0].detail) if findings else None


def _too_much(facts: ReturnFacts, sold: Sold) -> Trouble | None:
    """More of a line than was sold, whoever took it back."""
    back = sold.before(sold.returns).quantities
    whole = {line.number: line.quantity for line in sold.sale.lines}
    for line in facts.lines:
        if back.get(line.number, 0) + line.quantity > whole[line.number]:
            return trouble_of("return.too_much", f"line {line.number}: {line.quantity}")
    return None


def open_return_book(connection: Connection, device: HasKey, batch: Sequence[Examined]) -> ReturnBook:
    """Read the sales that the returns of a batch name, and what came back of them."""
    wanted = {each.goods_return.sale_no for each in batch if each.goods_return is not None}
    return ReturnBook(device, wanted, read_sold(connection, wanted, device) if wanted else {})


def read_sold(
    connection: Connection, numbers: Collection[str], device: HasKey, *, before: Row[Any] | None = None
) -> dict[str, Sold]:
    """Sales by number: of this installation if it has them, else of the newest one that has.

    With the returns that count and, if asked, were booked before a row of `entry`.
    """
    sale, till = tables.sale, tables.till
    homes = connection.execute(
        select(till.c.store_id, till.c.till_id).where(till.c.till_id.in_({till_of(each) for each in numbers}))
    ).all()
    found = connection.execute(
        _with_payload(sale)
        .where(
            sale.c.store_id.in_({home.store_id for home in homes}),
            sale.c.till_id.in_({home.till_id for home in homes}),
            sale.c.sale_no.in_(numbers),
        )
        .order_by(sale.c.epoch, sale.c.sequence)
    ).all()
    own = (device.store_id, device.till_id, device.epoch)
    sold: dict[str, Sold] = {}
    for row in found:
        holder = (row.store_id, row.till_id, row.epoch)
        if row.sale_no in sold and sold[row.sale_no].holder == own != holder:
            continue
        entry = decode_entry(row.payload)
        sold[row.sale_no] = Sold(entry.facts(SaleFacts), holder, row.payload)
    # Of any store: goods come back where people please.
    returns = connection.execute(_with_payload(goods_return).where(goods_return.c.sale_no.in_(sold))).all()
    for row in sorted(returns, key=_booked):
        if before is None or _booked(row) < _booked(before):
            sold[row.sale_no].returns.append(decode_entry(row.payload).facts(ReturnFacts))
    for permit in read_permits(connection, sold, {each.holder[0] for each in sold.values()}):
        if permit.holder == sold[permit.sale_no].holder:
            sold[permit.sale_no].permits[permit.return_id] = permit
    for (holder, sale_no), sequence in read_releases(
        connection, sold, {each.holder[0] for each in sold.values()}
    ).items():
        if holder == sold[sale_no].holder:
            sold[sale_no].released_at = sequence
    return sold


def _booked(row: Row[Any]) -> tuple[int, str, str, int, int]:
    """The order in which entries came."""
    return (row.received_ms, row.store_id, row.till_id, row.epoch, row.sequence)


def _with_payload(table: Any) -> Any:
    entry = tables.entry
    same = (entry.c[name] == table.c[name] for name in ("store_id", "till_id", "epoch", "sequence"))
    return select(table, entry.c.payload, entry.c.received_ms).join(entry, and_(*same))
