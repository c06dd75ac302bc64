"""Tells a till the platform's figures of one of its days, so that a manager signs what both ends have."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from monitor.days.contribution import last_contribution
from monitor.devices.devices import Device, lock_device, spend_nonce
from monitor.store import tables
from monitor.store.day_tables import day_total
from monitor.store.engine import Store
from sync.protocol.messages import DayReply, DayRequest, WireContribution

_SUMS = (
    *("entries", "sales", "late_sales", "returns"),
    *("market", "discount", "subsidy", "payable", "rounding", "made_good"),
)


class DayAnswers:
    """Answers a till's question about one of its days."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def answer(self, request: DayRequest, device: Device, *, nonce: str, now_ms: int) -> DayReply:
        """The day as the platform counts it. Raises Refused for a request that was seen before."""

        def work(connection: Connection) -> DayReply:
            locked = lock_device(connection, device)  # No batch comes between head and figures.
            spend_nonce(connection, locked, nonce, now_ms=now_ms)
            return _answer(connection, locked, request.business_date, now_ms=now_ms)

        return self._store.write(work)


def _answer(connection: Connection, device: Device, date: str, *, now_ms: int) -> DayReply:
    row = connection.execute(
        select(*(day_total.c[name] for name in _SUMS)).where(
            *(day_total.c[name] == value for name, value in device.key.items()),
            day_total.c.business_date == date,
        )
    ).one_or_none()
    sums = dict.fromkeys(_SUMS, 0) if row is None else row._asdict()
    last = _last_entry(connection, device, date)
    published = last_contribution(connection, date)
    return DayReply(
        business_date=date,
        quarantined=_quarantined(connection, device, date) if device.quarantined else 0,
        last_sequence=last[0],
        last_hash=last[1],
        head_sequence=device.head.sequence,
        head_hash=device.head.entry_hash,
        contribution=None if published is None else WireContribution(published.month, published.per_10000),
        at_ms=now_ms,
        **sums,
    )


def _last_entry(connection: Connection, device: Device, date: str) -> tuple[int, bytes]:
    entry = tables.entry
    row = connection.execute(
        select(entry.c.sequence, entry.c.entry_hash)
        .where(
            *(entry.c[name] == value for name, value in device.key.items()),
            entry.c.business_date == date,
        )
        .order_by(entry.c.sequence.desc())  # Backwards: days are asked for while they are young.
        .limit(1)
    ).one_or_none()
    return (0, bytes(32)) if row is None else (row.sequence, row.entry_hash)


def _quarantined(connection: Connection, device: Device, date: str) -> int:
    item, entry = tables.quarantine, tables.entry
    return connection.execute(
        select(func.count())
        .select_from(item)
        .join(
            entry,
            (entry.c.store_id == item.c.store_id)
            & (entry.c.till_id == item.c.till_id)
            & (entry.c.epoch == item.c.epoch)
            & (entry.c.sequence == item.c.sequence),
        )
        .where(
            *(item.c[name] == value for name, value in device.key.items()),
            item.c.in_chain,
            entry.c.business_date == date,
        )
    ).scalar_one()
