"""Replaces damaged stored bytes when the till sends the right ones again, only if they are proven."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, select, update

from monitor.alerts.alert_book import keep_alerts
from monitor.alerts.alerts import Alert
from monitor.devices.devices import Device
from monitor.documents.approved import ApprovedCategories
from monitor.documents.publishing import read_programmes
from monitor.ingest.booking import QUARANTINED, book
from monitor.journal.examining import UNSIGNED, examine, stored_id
from monitor.store import tables
from monitor.store.columns import of_till
from pos.crypto.statements import entry_statement
from sync.protocol.messages import WireEntry

_ITEM: Final = tables.quarantine
_COMPARED: Final = ("sequence", "entry_id", "payload", "signature", "suite", "state")
_STORED: Final[Any] = (  # Rows of its columns, by name.
    select(
        *(tables.entry.c[name] for name in _COMPARED),
        _ITEM.c.code,
    )
    .outerjoin(
        _ITEM,
        (_ITEM.c.store_id == tables.entry.c.store_id)
        & (_ITEM.c.till_id == tables.entry.c.till_id)
        & (_ITEM.c.epoch == tables.entry.c.epoch)
        & (_ITEM.c.sequence == tables.entry.c.sequence)
        & _ITEM.c.in_chain,
    )
    .where(*of_till(tables.entry), tables.entry.c.sequence.between(bindparam("first"), bindparam("last")))
)


def repair(
    connection: Connection,
    device: Device,
    known: Sequence[WireEntry],
    approved: ApprovedCategories,
    *,
    now_ms: int,
) -> Device:
    """Compare entries we hold with what came again; return the changed device.

    `known` have the hash that we hold in their place. Bytes that differ give way to those that make
    this hash and carry the device's own signature; what did not count for want of it is decided anew.
    An entry of the compact form has no signature to compare: the hash alone says that its bytes are right,
    and a signature that is stored stays.
    """
    wrong = _stored_otherwise(connection, device, known)
    verify = device.verifier() if wrong else None
    for wire in known:
        row = wrong.get(wire.sequence)
        if row is None or verify is None:
            continue
        if wire.signature and not verify(entry_statement(wire.entry_hash), wire.signature):
            continue
        if row.state == QUARANTINED and row.code == UNSIGNED and wire.signature:
            examined = examine(
                wire,
                till_id=device.till_id,
                epoch=device.epoch,
                programmes=read_programmes(connection),
                approved=approved.in_force(connection),
            )
            device = book(connection, device, [examined], now_ms=now_ms, is_repair=True)
        else:
            _write_bytes(connection, device, wire)
        _tell(connection, device, wire, now_ms=now_ms)
    return device


def _stored_otherwise(
    connection: Connection, device: Device, known: Sequence[WireEntry]
) -> dict[int, Row[Any]]:
    """Rows whose bytes are not those that came, by sequence, each with why it does not count."""
    if not known:
        return {}
    came = {each.sequence: each for each in known}
    rows = connection.execute(_STORED, {**device.of, "first": min(came), "last": max(came)})
    return {
        row.sequence: row for row in rows.all() if row.sequence in came and _differs(row, came[row.sequence])
    }


def _differs(row: Row[Any], wire: WireEntry) -> bool:
    """Whether something is stored otherwise than it came.

    A signature that did not come says nothing; one that is not stored is missing only where the entry
    does not count for want of it, for others came in the compact form.
    """
    is_missed = row.signature or row.code == UNSIGNED
    if wire.signature and is_missed and row.signature != wire.signature:
        return True
    return (row.payload, row.entry_id, row.suite) != (wire.payload, stored_id(wire.entry_id), wire.suite)


def _write_bytes(connection: Connection, device: Device, wire: WireEntry) -> None:
    entry = tables.entry
    connection.execute(
        update(entry)
        .where(
            *(entry.c[name] == value for name, value in device.key.items()),
            entry.c.sequence == wire.sequence,
        )
        .values(
            entry_id=stored_id(wire.entry_id),
            payload=wire.payload,
            suite=wire.suite,
            **({"signature": wire.signature} if wire.signature else {}),
        )
    )


def _tell(connection: Connection, device: Device, wire: WireEntry, *, now_ms: int) -> None:
    repaired = Alert(
        code="entry.repaired",
        store_id=device.store_id,
        till_id=device.till_id,
        about=f"{device.till_id}/{device.epoch}/{wire.sequence}",
        raised_ms=now_ms,
        facts={"sequence": wire.sequence},
    )
    keep_alerts(connection, [repaired])
