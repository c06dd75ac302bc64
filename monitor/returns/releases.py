"""Releases of sales: which a selling till was asked to sign, and where in its journal it did."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final

from sqlalchemy import Connection, select, update

from monitor.devices.devices import Device, find_device
from monitor.documents.publishing import RELEASED, store_document
from monitor.journal.day_facts import SaleReleased
from monitor.journal.examining import Examined
from monitor.returns.return_permits import Key
from monitor.store.day_tables import sale_release
from monitor.store.rows import insert_once
from pos.crypto.keys import DeviceKey

_KEY: Final = ("store_id", "till_id", "epoch")


def ask_release(connection: Connection, key: DeviceKey, holder: Key, sale_no: str, *, now_ms: int) -> int:
    """Ask the selling till, once, to release a sale; returns the document's number, 0 if the till is gone."""
    row = connection.execute(select(sale_release).where(*_is(holder, sale_no))).one_or_none()
    if row is not None:
        return int(row.told_number)
    home = find_device(connection, holder[1], holder[2])
    if home is None or home.retired_ms is not None:
        return 0
    number = store_document(
        connection,
        key,
        kind=RELEASED,
        audience=home.till_id,
        epoch=home.epoch,
        body={"sales": [sale_no]},
        at_ms=now_ms,
    )
    insert_once(connection, sale_release, [_row(holder, sale_no, asked_ms=now_ms, told_number=number)])
    return number


def book_releases(connection: Connection, device: Device, counted: Sequence[Examined]) -> None:
    """Store which sale a till released, by its own entry."""
    holder = (device.store_id, device.till_id, device.epoch)
    for each in counted:
        if not isinstance(each.fact, SaleReleased):
            continue
        sale_no, sequence = each.fact.sale_no, each.wire.sequence
        insert_once(connection, sale_release, [_row(holder, sale_no)])
        connection.execute(
            update(sale_release)
            .where(*_is(holder, sale_no), sale_release.c.released_sequence.is_(None))
            .values(released_sequence=sequence)
        )


def read_releases(
    connection: Connection, sales: Collection[str], stores: Collection[str]
) -> dict[tuple[Key, str], int]:
    """Where in the selling till's journal each sale was released, of those that were."""
    table = sale_release.c
    rows = connection.execute(
        select(sale_release).where(
            table.store_id.in_(stores), table.sale_no.in_(sales), table.released_sequence.is_not(None)
        )
    )
    return {((row.store_id, row.till_id, row.epoch), row.sale_no): int(row.released_sequence) for row in rows}


def _is(holder: Key, sale_no: str) -> list[Any]:
    same = [sale_release.c[name] == value for name, value in zip(_KEY, holder, strict=True)]
    return [*same, sale_release.c.sale_no == sale_no]


def _row(holder: Key, sale_no: str, *, asked_ms: int = 0, told_number: int = 0) -> dict[str, Any]:
    return {
        **dict(zip(_KEY, holder, strict=True)),
        "sale_no": sale_no,
        "asked_ms": asked_ms,
        "told_number": told_number,
        "released_sequence": None,
    }
