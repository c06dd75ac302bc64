"""The lease documents of one installation, in their order."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, select

from monitor.devices.devices import Device
from monitor.documents.publishing import LEASES
from monitor.leases.allocator import months_to_open
from monitor.store import tables
from pos.crypto.documents import SignedDocument

_DOCUMENTS_MAX: Final = 20


def leases_after(
    connection: Connection, device: Device, *, after: int, now_ms: int
) -> tuple[list[SignedDocument], int]:
    """Leases of this very installation, and the last one's number (0: none).

    What a former installation was sent may be spent already (DESIGN 5).
    """
    document = tables.document
    rows = connection.execute(
        select(document)
        .where(
            document.c.kind == LEASES,
            document.c.audience == device.till_id,
            document.c.epoch == device.epoch,
            document.c.month >= months_to_open(now_ms)[0],
            document.c.number > after,
        )
        .order_by(document.c.number)
        .limit(_DOCUMENTS_MAX)
    ).all()
    documents = [SignedDocument(row.kind, row.payload, row.signature, row.suite) for row in rows]
    return documents, max((row.number for row in rows), default=0)
