"""Detects a till that runs twice: a copied disk, with both copies at work (DESIGN 5.5).

A till names the start of its program with every request. A restart says which starts it followed in
the same place; a copy cannot say that truthfully, for its place is another one. Nothing here decides
about money: it finds two living starts, once, and tells a person.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Connection, bindparam, exists, insert, select, update

from monitor.alerts.alert_book import keep_alerts
from monitor.alerts.alerts import Alert
from monitor.store import tables
from monitor.store.columns import of_till, till_values
from sync.protocol.request_signing import StartClaim

# A connected till speaks every 30 s. One that has been silent for this long may have ended without a
# word; if it was alive all the same, it speaks again and is found then.
LIVING_MS: Final = 120_000


def note_start(
    connection: Connection, key: dict[str, Any], start: StartClaim | None, *, asked_ms: int, now_ms: int
) -> None:
    """Remember which start spoke; when another one lives beside it, mark the installation as forked.

    `key` names the device's row, which the caller holds; `asked_ms` is the request's own time. A
    till of the first releases names no start and cannot be distinguished from its copy.
    """
    if start is None:
        return
    if _spoke_last(connection, key, start, now_ms=now_ms):
        return
    seen = tables.device_start
    known = {
        row.start_id: row
        for row in connection.execute(select(seen).where(*(seen.c[name] == key[name] for name in key)))
    }
    device = tables.device
    ours = [device.c[name] == value for name, value in key.items()]
    current_id = connection.execute(select(device.c.start_id).where(*ours)).scalar_one()
    current = known.get(current_id)
    if start.start_id in known:
        # What the one before had on its way when it ended arrives late, and says nothing about now.
        if current is not None and current_id != start.start_id and asked_ms <= current.began_at_ms:
            return
        connection.execute(
            update(seen)
            .where(*(seen.c[name] == key[name] for name in key), seen.c.start_id == start.start_id)
            .values(last_ms=now_ms)
        )
    else:
        connection.execute(
            insert(seen).values(
                **key, start_id=start.start_id, began_at_ms=asked_ms, first_ms=now_ms, last_ms=now_ms
            )
        )
    if current is None or current_id == start.start_id:
        two = False
    elif start.start_id in known:
        two = True  # It was followed by another one, and is still there.
    else:
        two = current_id not in start.before and now_ms - current.last_ms <= LIVING_MS
    if start.start_id != current_id:
        connection.execute(update(device).where(*ours).values(start_id=start.start_id))
    if two and current is not None:
        _fork(connection, key, began_ms=current.first_ms, now_ms=now_ms)


_SPOKE_LAST: Final = (
    update(tables.device_start)
    .where(
        *of_till(tables.device_start),
        tables.device_start.c.start_id == bindparam("this_start"),
        exists().where(*of_till(tables.device), tables.device.c.start_id == bindparam("this_start")),
    )
    .values(last_ms=bindparam("now_ms"))
)


def _spoke_last(connection: Connection, key: dict[str, Any], start: StartClaim, *, now_ms: int) -> bool:
    """Whether it was this start that spoke last, as nearly always; then it only spoke again."""
    asked = {**till_values(**key), "this_start": start.start_id, "now_ms": now_ms}
    return connection.execute(_SPOKE_LAST, asked).rowcount == 1


def is_forked(connection: Connection, key: dict[str, Any]) -> bool:
    """Whether two starts of this installation were ever found running at the same time."""
    device = tables.device
    forked = select(device.c.forked_ms).where(*(device.c[name] == value for name, value in key.items()))
    return connection.execute(forked).scalar_one() is not None


def _fork(connection: Connection, key: dict[str, Any], *, began_ms: int, now_ms: int) -> None:
    device = tables.device
    marked = connection.execute(
        update(device)
        .where(*(device.c[name] == value for name, value in key.items()), device.c.forked_ms.is_(None))
        .values(forked_ms=now_ms)
    )
    if marked.rowcount != 1:
        return
    alert = Alert(
        code="till.two_starts",
        store_id=key["store_id"],
        till_id=key["till_id"],
        about=f"{key['till_id']}/{key['epoch']}",
        facts={"epoch": key["epoch"], "since_ms": began_ms},
        raised_ms=now_ms,
    )
    keep_alerts(connection, [alert])
