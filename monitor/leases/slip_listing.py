"""Lists make-good slips for people: how far each is, and whom it waits for. It decides nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Row, and_, func, or_, select

from monitor.leases.slip_states import SlipState, WaitsFor
from monitor.store.lease_tables import make_good, make_good_wait
from pos.domain.calendar import Month
from pos.domain.money import Fen
from pos.domain.scanning.codes import card_tail

LISTED: Final = 50


class Place(NamedTuple):
    """Where a page of the list ends: the slips after it are older."""

    sold_ms: int
    credit_id: str


@dataclass(frozen=True, slots=True)
class ListedSlip:
    """One slip. `waits_for` are tills, `paid_at` the till that hands it out or did; amounts in fen."""

    slip_no: str
    sale_no: str
    card_tail: str
    month: Month
    reason: str
    sold_ms: int
    till_id: str
    state: SlipState
    why: str | None
    waits_for: tuple[str, ...]
    amount: Fen
    paid_at: str | None
    paid_ms: int | None
    credit_id: str


@dataclass(frozen=True, slots=True)
class StateSum:
    """How many slips are in a state, and what they come to in fen."""

    state: SlipState
    slips: int
    amount: Fen


def slip_sums(connection: Connection) -> list[StateSum]:
    """Each state, also those that no slip is in, in the order of a slip's way."""
    found = connection.execute(
        select(make_good.c.state, func.count(), func.sum(make_good.c.amount)).group_by(make_good.c.state)
    )
    known = {state: (count, amount) for state, count, amount in found}
    return [StateSum(each, known.get(each, (0, 0))[0], int(known.get(each, (0, 0))[1])) for each in SlipState]


def list_slips(
    connection: Connection, *, state: SlipState | None = None, older_than: Place | None = None
) -> tuple[list[ListedSlip], Place | None]:
    """The newest slips, of one state or of all; and where the next page begins, None at the end."""
    query = select(make_good).order_by(make_good.c.sold_ms.desc(), make_good.c.credit_id.desc())
    if state is not None:
        query = query.where(make_good.c.state == state.value)
    if older_than is not None:
        at = make_good.c.sold_ms
        same = and_(at == older_than.sold_ms, make_good.c.credit_id < older_than.credit_id)
        query = query.where(or_(at < older_than.sold_ms, same))
    rows = connection.execute(query.limit(LISTED + 1)).all()
    shown = rows[:LISTED]
    waits = _waits(connection, shown)
    listed = [_listed(row, waits) for row in shown]
    last = shown[-1] if len(rows) > LISTED else None
    return listed, None if last is None else Place(last.sold_ms, last.credit_id)


def _waits(connection: Connection, rows: Sequence[Row[Any]]) -> dict[tuple[str, str], list[str]]:
    """The tills that a card's slips of a month wait for."""
    cards = sorted({row.card_no for row in rows if row.state == SlipState.WAITING})
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    if cards:
        wait = make_good_wait
        query = select(wait).where(wait.c.card_no.in_(cards)).order_by(wait.c.store_id, wait.c.till_id)
        for row in connection.execute(query):
            found[row.card_no, row.month].append(row.till_id)
    return found


def _listed(row: Row[Any], waits: dict[tuple[str, str], list[str]]) -> ListedSlip:
    state = SlipState(row.state)
    is_waiting = state is SlipState.WAITING and row.why in (WaitsFor.UNHEARD.value, WaitsFor.RECALL.value)
    return ListedSlip(
        slip_no=row.slip_no,
        sale_no=row.sale_no,
        card_tail=card_tail(row.card_no),
        month=row.month,
        reason=row.reason,
        sold_ms=row.sold_ms,
        till_id=row.till_id,
        state=state,
        why=row.why,
        waits_for=tuple(dict.fromkeys(waits.get((row.card_no, row.month), ()))) if is_waiting else (),
        amount=row.amount,
        paid_at=row.paying_till_id,
        paid_ms=row.paid_ms,
        credit_id=row.credit_id,
    )
