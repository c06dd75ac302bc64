"""Introduces the tills of a store to each other, by a signed document to each, when something changed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from monitor.devices.devices import Device
from monitor.documents.publishing import newest_body, store_document
from monitor.store import tables
from pos.crypto.documents import SignedDocument
from pos.crypto.keys import DeviceKey
from pos.crypto.slices import NEIGHBOURS, Neighbour, neighbours_to_data


def introduce(
    connection: Connection, key: DeviceKey, device: Device, *, after: int, now_ms: int
) -> list[SignedDocument]:
    """The document that names this installation's neighbours, when it is newer than `after`.

    A till that was retired or runs twice is named no more: nothing is taken in from it.
    """
    body = neighbours_to_data(_living(connection, device))
    told = newest_body(connection, NEIGHBOURS, audience=device.till_id, epoch=device.epoch)
    if told != body and (body["tills"] or told is not None):
        store_document(
            connection,
            key,
            kind=NEIGHBOURS,
            body=body,
            at_ms=now_ms,
            audience=device.till_id,
            epoch=device.epoch,
        )
    document = tables.document
    row: Any = connection.execute(
        select(document)
        .where(
            document.c.kind == NEIGHBOURS,
            document.c.audience == device.till_id,
            document.c.epoch == device.epoch,
            document.c.number > after,
        )
        .order_by(document.c.number.desc())
        .limit(1)
    ).one_or_none()
    return [] if row is None else [SignedDocument(row.kind, row.payload, row.signature, row.suite)]


def _living(connection: Connection, device: Device) -> tuple[Neighbour, ...]:
    other = tables.device
    rows = connection.execute(
        select(other.c.till_id, other.c.epoch, other.c.suite, other.c.public_key)
        .where(
            other.c.store_id == device.store_id,
            other.c.till_id != device.till_id,
            other.c.retired_ms.is_(None),
            other.c.forked_ms.is_(None),
        )
        .order_by(other.c.till_id, other.c.epoch)
    )
    return tuple(Neighbour(row.till_id, row.epoch, row.suite, row.public_key) for row in rows)
