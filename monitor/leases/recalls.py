"""Asks holders for a card's rights, by a numbered and signed document to that very installation."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, insert, select

from monitor.cards.chains import former_cards
from monitor.documents.publishing import RECALLS, store_document
from monitor.leases.allocator import Holder
from monitor.store import tables
from monitor.store.lease_tables import lease_recall
from pos.crypto.documents import SignedDocument
from pos.crypto.keys import DeviceKey
from pos.domain.calendar import Month

_DOCUMENTS_MAX: Final = 20


def ask_holder(
    connection: Connection,
    key: DeviceKey,
    holder: Holder,
    *,
    card_no: str,
    month: Month,
    asker: Holder,
    now_ms: int,
) -> int:
    """Ask an installation for what it holds of a card; return the document's number. The card is locked.

    With a card that replaced others it is asked for those as well: each has its own question and answer.
    """
    for former in _held_former(connection, holder, card_no, month):
        _ask(connection, key, holder, card_no=former, month=month, asker=asker, now_ms=now_ms)
    return _ask(connection, key, holder, card_no=card_no, month=month, asker=asker, now_ms=now_ms)


def _held_former(connection: Connection, holder: Holder, card_no: str, month: Month) -> list[str]:
    former = former_cards(connection, [card_no]).get(card_no, [])
    if not former:
        return []
    lease = tables.lease
    held = (
        select(lease.c.card_no)
        .distinct()
        .where(
            lease.c.card_no.in_(former),
            lease.c.month == month,
            lease.c.store_id == holder.store_id,
            lease.c.till_id == holder.till_id,
            lease.c.epoch == holder.epoch,
        )
    )
    return sorted(connection.execute(held).scalars())


def _ask(
    connection: Connection,
    key: DeviceKey,
    holder: Holder,
    *,
    card_no: str,
    month: Month,
    asker: Holder,
    now_ms: int,
) -> int:
    number = store_document(
        connection,
        key,
        kind=RECALLS,
        audience=holder.till_id,
        epoch=holder.epoch,
        month=month,
        body={"recalls": [{"card_no": card_no, "month": month}]},
        at_ms=now_ms,
    )
    connection.execute(
        insert(lease_recall).values(
            card_no=card_no,
            month=month,
            store_id=holder.store_id,
            till_id=holder.till_id,
            epoch=holder.epoch,
            number=number,
            asker_till_id=asker.till_id,
            asker_epoch=asker.epoch,
            asked_ms=now_ms,
            is_in_use=False,
        )
    )
    return number


def recalls_after(connection: Connection, till_id: str, epoch: int, number: int) -> list[SignedDocument]:
    """What an installation is asked, newer than a document it knows."""
    document = tables.document
    rows = connection.execute(
        select(document)
        .where(
            document.c.kind == RECALLS,
            document.c.audience == till_id,
            document.c.epoch == epoch,
            document.c.number > number,
        )
        .order_by(document.c.number)
        .limit(_DOCUMENTS_MAX)
    )
    return [SignedDocument(row.kind, row.payload, row.signature, row.suite) for row in rows]


def till_topic(till_id: str, epoch: int) -> str:
    """The topic of the listener of an installation."""
    return f"recalls {till_id} {epoch}"
