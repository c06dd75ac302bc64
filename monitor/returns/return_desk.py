"""Answers tills about goods that another till sold: the sale, and a permit to take them back.

A permit is given once for the same goods. The right to take them back is the selling till's, with its
connection up or down, and moves only by its own signed entry: it is asked for it, and until its entry
is in our database nobody else gets a permit. No clock and no silence replaces it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Connection, Row, select

from monitor.devices.devices import ONLINE_MS, Device, find_device, lock_device, spend_nonce
from monitor.refusals import Refused
from monitor.returns.goods_returns import Sold, read_sold
from monitor.returns.releases import ask_release
from monitor.returns.restoring import taken_back_in_dispute
from monitor.returns.return_permits import Permit, drop_permits, keep_permit
from monitor.store import tables
from monitor.store.engine import Store
from pos.crypto.keys import DeviceKey
from pos.domain.calendar import business_date
from pos.domain.returns.facts import ReturnFacts
from pos.domain.returns.mirror import (
    NOTHING_BEFORE,
    ReturnedBefore,
    ReturnTerms,
    left_to_return,
    return_goods,
)
from pos.domain.shifts.shift import return_number
from pos.errors import RuleBroken
from sync.protocol.messages import ReturnReply, ReturnRequest, SaleReply, SaleRequest, WirePromise

_NOT_WRITTEN: Final = "-"


class ReturnDesk:
    """Answers devices about sales of other ledgers."""

    def __init__(self, store: Store, key: DeviceKey) -> None:
        self._store = store
        self._key = key

    def sale(self, request: SaleRequest, device: Device, *, nonce: str, now_ms: int) -> SaleReply:
        """The sale's bytes and what came back. Raises Refused when we have no such sale."""

        def work(connection: Connection) -> SaleReply:
            spend_nonce(connection, lock_device(connection, device), nonce, now_ms=now_ms)
            sold = _sold(connection, request.sale_no, device)
            promised = _promised(sold, now_ms=now_ms)
            before = _all_back(sold, promised)
            asker = (device.store_id, device.till_id, device.epoch)
            return SaleReply(
                payload=sold.payload,
                returned={str(number): quantity for number, quantity in before.quantities.items()},
                refunded=dict(before.refunds),
                at_ms=now_ms,
                own={
                    name: _wire_promise(facts)
                    for name, facts in promised.items()
                    if sold.permits[name].asker == asker
                },
            )

        return self._store.write(work)

    def permit(self, request: ReturnRequest, device: Device, *, nonce: str, now_ms: int) -> ReturnReply:
        """Promise goods of a sale to a till. Raises Refused.

        The same id again is the same promise; with other quantities it is a new one in its place.
        """

        def work(connection: Connection) -> ReturnReply | Refused:
            locked = lock_device(connection, device)
            spend_nonce(connection, locked, nonce, now_ms=now_ms)
            if locked.retired_ms is not None:
                raise Refused("epoch.retired", f"epoch {device.epoch} of till {device.till_id} was replaced")
            sold = _sold(connection, request.sale_no, device)
            asker = (device.store_id, device.till_id, device.epoch)
            quantities = {_line(number): quantity for number, quantity in request.quantities.items()}
            given = sold.permits.get(request.return_id)
            if given is not None and given.asker != asker:
                raise Refused("return.not_yours", "another till has a return of this id")
            drop_permits(connection, asker, sold.sale.sale_no, set(request.withdrawn) - {request.return_id})
            if given is not None and given.quantities == quantities:
                known_then = {number: back for number, back in given.returned.items() if back}
                if given.is_used or _known(request) == known_then:
                    return ReturnReply(request.return_id, now_ms)
            home = _lock_home(connection, sold, request)
            sold = _sold(connection, request.sale_no, device)  # Read again: under the lock it cannot change.
            before = _before(sold, request, now_ms=now_ms)
            if given is not None and given.is_used:
                raise Refused("return.changed", "this return has been booked")
            _check(sold, quantities, before, request)
            told_number = ask_release(connection, self._key, sold.holder, request.sale_no, now_ms=now_ms)
            if home.retired_ms is None and (why := _not_released(connection, sold, home, now_ms=now_ms)):
                return why  # Not raised: that it was asked for stays in the books.
            keep_permit(
                connection,
                Permit(
                    holder=sold.holder,
                    sale_no=request.sale_no,
                    return_id=request.return_id,
                    asker=asker,
                    asked_ms=now_ms,
                    quantities=quantities,
                    returned=before.quantities,
                    refunded=before.refunds,
                    told_number=told_number,
                ),
            )
            return ReturnReply(request.return_id, now_ms)

        answer = self._store.write(work)
        if isinstance(answer, Refused):
            raise answer
        return answer


def _sold(connection: Connection, sale_no: str, device: Device) -> Sold:
    found = read_sold(connection, {sale_no}, device).get(sale_no)
    if found is None:
        raise Refused("sale.unknown", f"no sale {sale_no}, or not yet")
    return found


def _lock_home(connection: Connection, sold: Sold, request: ReturnRequest) -> Row[Any]:
    """Keep the till that sold it still: what it sends waits until we have answered. Its row."""
    _store_id, till_id, epoch = sold.holder
    if till_id == request.till_id and epoch == request.epoch:
        raise Refused("return.own_sale", "this sale stands in your own ledger")
    home = find_device(connection, till_id, epoch)
    assert home is not None, f"a sale without a device: {sold.holder}"
    return connection.execute(
        select(tables.device)
        .where(*(tables.device.c[name] == value for name, value in home.key.items()))
        .with_for_update()
    ).one()


def _before(sold: Sold, request: ReturnRequest, *, now_ms: int) -> ReturnedBefore:
    """What came back so far, and what others were promised."""
    without = {name: permit for name, permit in sold.permits.items() if name != request.return_id}
    others = Sold(sold.sale, sold.holder, sold.payload, sold.returns, without)
    return _all_back(others, _promised(others, now_ms=now_ms))


def _not_released(connection: Connection, sold: Sold, home: Row[Any], *, now_ms: int) -> Refused | None:
    """Why no other till may pay the goods back yet; None when the selling till released them."""
    store_id, till_id, _epoch = sold.holder
    who = f"till {till_id} of store {store_id}"
    if sold.released_at is not None:
        if taken_back_in_dispute(connection, sold.holder, sold.sale.sale_no, before=sold.released_at):
            return Refused("return.not_released", f"{who} took goods of it back, in an entry under dispute")
        return None
    if home.contact_ms is None or now_ms - home.contact_ms >= ONLINE_MS:
        return Refused("return.home_silent", f"{who} does not answer")
    if home.told_sequence > home.head_sequence:
        return Refused("return.home_pending", f"{who} has entries to send")
    return Refused("return.not_released", f"{who} was asked to let it go")


def _check(sold: Sold, quantities: dict[int, int], before: ReturnedBefore, request: ReturnRequest) -> None:
    if _known(request) != {number: quantity for number, quantity in before.quantities.items() if quantity}:
        raise Refused("return.changed", "something came back since you asked")
    left = left_to_return(sold.sale, before.quantities)
    if any(quantity > left.get(number, 0) for number, quantity in quantities.items()):
        raise Refused("return.too_much", f"{quantities} of {left}")


def _known(request: ReturnRequest) -> dict[int, int]:
    """What the till knew to have come back, by line number."""
    return {_line(number): quantity for number, quantity in request.known.items() if quantity}


def _promised(sold: Sold, *, now_ms: int) -> dict[str, ReturnFacts]:
    """What some till may bring back any moment, as if it had, by the return's id."""
    returns = {}
    for permit in sold.permits.values():
        if permit.is_used:
            continue
        date = business_date(now_ms)
        number = return_number(permit.asker[1], date, 1)
        terms = ReturnTerms(number, _NOT_WRITTEN, date, _NOT_WRITTEN, _NOT_WRITTEN, elsewhere=True)
        try:
            returns[permit.return_id] = return_goods(sold.sale, permit.quantities, permit.before, terms)
        except RuleBroken as error:  # It was promised, and then the till that sold it took it back.
            raise Refused("return.changed", f"{permit.return_id}: {error}") from error
    return returns


def _all_back(sold: Sold, promised: Mapping[str, ReturnFacts]) -> ReturnedBefore:
    """What came back, and what was promised, as one."""
    returns = [*sold.returns, *promised.values()]
    return sold.before(returns) if returns else NOTHING_BEFORE


def _wire_promise(facts: ReturnFacts) -> WirePromise:
    refunded: dict[str, int] = defaultdict(int)
    for each in facts.refunds:
        refunded[each.kind.value] += each.amount
    return WirePromise({str(line.number): line.quantity for line in facts.lines}, dict(refunded))


def _line(number: str) -> int:
    if not (number.isascii() and number.isdigit()):
        raise Refused("request.unreadable", f"no line number: {number[:20]!a}")
    return int(number)
