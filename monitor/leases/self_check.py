"""The platform checks its own books of cards after each batch: each finding is an alert with its evidence.

Of the invariants of DESIGN 5, here, for the cards that a batch moved something of:

- I1: of a pool of a card's month, leases and make-goods together are no more than the month ever was under
  a programme that could lease it, with what rolled over; and what was used is no more than the leases.
- I2: of each lease, what was spent is not below nothing, and with what was signed away not above the grant.
- A closed month does not move any more.

Elsewhere, and so not here: I3, that nothing counts twice, by the keys of what is stored, by the equality of
counts and sums in each sync, and by `python -m monitor verify`, which reads all again from the exact bytes;
I4, that a return mirrors its sale, entry by entry before it is counted (`monitor/returns`); I5, that a
fork is found, by each request's start and each batch's place in the chain (`monitor/devices/starts`,
`monitor/journal/placing`); I6, that a public sale waits for nobody, is a matter of the till and of its tests.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

from sqlalchemy import Connection, and_, func, or_, select

from monitor.alerts.alert_book import keep_alerts
from monitor.alerts.alerts import Alert
from monitor.devices.devices import Device
from monitor.journal.examining import Examined
from monitor.leases.card_months import Leased, leased_of
from monitor.leases.month_caps import most_of_month
from monitor.leases.month_states import sums_of
from monitor.leases.rolled_rests import rolled_of, with_rolled
from monitor.store import tables
from monitor.store.month_tables import closed_month
from pos.domain.calendar import Month

_CARDS_AT_ONCE: Final = 500
_EVIDENCE_MAX: Final = 5  # Rows of evidence that an alert names.


def touched_cards(examined: Iterable[Examined]) -> set[tuple[Month, str]]:
    """The cards and months that a batch moved something of."""
    touched = set()
    for each in examined:
        said = each.sale or each.goods_return
        moved = each.released or each.received or each.claim
        card = moved if said is None else said.card
        if card is not None:
            touched.add((card.month, card.card_no))
    return touched


def check_cards(
    connection: Connection, device: Device, cards: Collection[tuple[Month, str]], *, now_ms: int
) -> int:
    """Raise an alert for everything that does not add up in these card-months; return how many."""
    by_month: dict[Month, list[str]] = defaultdict(list)
    for month, card_no in sorted(cards):
        by_month[month].append(card_no)
    found: list[Alert] = []
    for month, numbers in by_month.items():
        for start in range(0, len(numbers), _CARDS_AT_ONCE):
            part = numbers[start : start + _CARDS_AT_ONCE]
            leased = leased_of(connection, month, part)
            found += _used_too_much(connection, device, month, part, leased, now_ms)
            found += _leased_too_much(connection, device, month, part, leased, now_ms)
            found += _overspent_leases(connection, month, part, now_ms)
        found += _moved_after_close(connection, device, month, now_ms)
    keep_alerts(connection, found)
    return len(found)


def _used_too_much(
    connection: Connection,
    device: Device,
    month: Month,
    cards: Sequence[str],
    leased: Mapping[str, Leased],
    now_ms: int,
) -> Iterator[Alert]:
    spend = tables.card_spend.c
    used = connection.execute(
        select(spend.card_no, spend.pool_id, func.sum(spend.amount).label("amount"))
        .where(spend.month == month, spend.card_no.in_(cards))
        .group_by(spend.card_no, spend.pool_id)
        .order_by(spend.card_no, spend.pool_id)
    )
    for row in used:
        limit = leased.get(row.card_no, Leased({}, 0)).amounts.get(row.pool_id, 0)
        if not 0 <= row.amount <= limit:
            yield _alert(
                "card.over_month", device, row.card_no, month, row.pool_id, int(row.amount), limit, now_ms
            )


def _leased_too_much(
    connection: Connection,
    device: Device,
    month: Month,
    cards: Sequence[str],
    leased: Mapping[str, Leased],
    now_ms: int,
) -> Iterator[Alert]:
    most = most_of_month(connection, month)
    rolled = rolled_of(connection, month, cards)
    for card_no, known in leased.items():
        whole = with_rolled(most, rolled.get(card_no, {}))
        for pool in sorted(known.amounts.keys() | known.credited.keys()):
            taken, credited = known.taken(pool), known.credited.get(pool, 0)
            if credited < 0 or taken > whole.get(pool, 0):
                code = "card.over_credited" if credited else "card.over_leased"
                evidence = _leases_told(connection, month, card_no, pool)
                yield _alert(code, device, card_no, month, pool, taken, whole.get(pool, 0), now_ms, evidence)


def _overspent_leases(
    connection: Connection, month: Month, cards: Sequence[str], now_ms: int
) -> Iterator[Alert]:
    lease, use = tables.lease, tables.lease_use
    same = ("store_id", "till_id", "epoch", "lease_id", "pool_id")
    rows = connection.execute(
        select(lease, use.c.spent)
        .join(use, and_(*(use.c[name] == lease.c[name] for name in same)))
        .where(
            lease.c.month == month,
            lease.c.card_no.in_(cards),
            or_(use.c.spent < 0, use.c.spent + lease.c.released > lease.c.granted),
        )
        .order_by(lease.c.card_no, lease.c.lease_id, lease.c.pool_id)
    )
    for row in rows:
        yield Alert(
            code="lease.over_spent",
            store_id=row.store_id,
            till_id=row.till_id,
            about=f"{row.lease_id}/{row.pool_id}/{row.till_id}/{row.epoch}",
            facts={
                "tail": row.card_no[-4:],
                "month": month,
                "used": int(row.spent),
                "limit": int(row.granted - row.released),
                "evidence": _document_words(row.till_id, row.epoch, row.document_number),
                "leases": row.lease_id,
            },
            raised_ms=now_ms,
        )


def _moved_after_close(connection: Connection, device: Device, month: Month, now_ms: int) -> Iterator[Alert]:
    closed = {
        row.pool_id: row
        for row in connection.execute(select(closed_month).where(closed_month.c.month == month))
    }
    if not closed:
        return
    for each in sums_of(connection, month):
        row = closed.get(each.pool_id)
        was = (0, 0) if row is None else (row.leased, row.used)
        if was != (each.leased, each.used):
            yield Alert(
                code="month.closed_moved",
                store_id=device.store_id,
                till_id=device.till_id,
                about=f"{month}/{each.pool_id}/{each.leased}/{each.used}",
                facts={"month": month, "pool": each.pool_id, "used": each.used, "limit": was[1]},
                raised_ms=now_ms,
            )


def _leases_told(connection: Connection, month: Month, card_no: str, pool: str) -> dict[str, str | int]:
    """The rows behind a sum, the last ones first: in words, and by their ids for whoever reads the books."""
    lease = tables.lease.c
    rows = connection.execute(
        select(lease.lease_id, lease.till_id, lease.epoch, lease.document_number)
        .where(lease.card_no == card_no, lease.month == month, lease.pool_id == pool)
        .order_by(lease.document_number.desc(), lease.lease_id)
        .limit(_EVIDENCE_MAX)
    ).all()
    return {
        "evidence": "、".join(_document_words(row.till_id, row.epoch, row.document_number) for row in rows),
        "leases": "、".join(row.lease_id for row in rows),
    }


def _document_words(till_id: str, epoch: int, number: int) -> str:
    return f"{till_id.rpartition('-')[2]} 号机 {till_id} 第 {epoch} 次登记的第 {number} 份额度文件"


def _alert(
    code: str,
    device: Device,
    card_no: str,
    month: Month,
    pool: str,
    used: int,
    limit: int,
    now_ms: int,
    evidence: Mapping[str, str | int] | None = None,
) -> Alert:
    facts: dict[str, str | int] = {"tail": card_no[-4:], "month": month, "used": used, "limit": limit}
    return Alert(
        code=code,
        store_id=device.store_id,
        till_id=device.till_id,
        about=f"{card_no}/{month}/{pool}",
        facts=facts | dict(evidence or {}),
        raised_ms=now_ms,
    )
