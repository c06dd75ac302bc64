"""Sends a till every signed document that is newer than those it has. `publishing` makes them."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, select

from monitor.days.contribution import publish_contribution
from monitor.devices.devices import Device, lock_device, note_contact, note_released, spend_nonce
from monitor.devices.starts import is_forked
from monitor.documents.publishing import CARDS, CATEGORIES, CONTRIBUTION, LEASES, PROGRAMME, RECALLS, RELEASED
from monitor.leases.lease_documents import leases_after
from monitor.leases.month_opening import MonthOpener
from monitor.leases.recalls import recalls_after
from monitor.leases.slip_desk import SlipDesk
from monitor.refusals import Refused
from monitor.returns.restoring import restore_elsewhere
from monitor.store import tables
from monitor.store.engine import Store
from monitor.tills.introducing import introduce
from pos.crypto.documents import EVERY_TILL, SignedDocument, sign_document
from pos.crypto.keys import DeviceKey
from pos.crypto.slices import NEIGHBOURS
from sync.protocol.messages import DownReply, DownRequest, WireDocument

# Bounded, so that an answer never outgrows the wire; the till asks again until nothing new comes.
_CARDS_MAX: Final = 20_000
_DOCUMENTS_MAX: Final = 20


class Downlink:
    """Answers a till's request for documents."""

    def __init__(self, store: Store, key: DeviceKey, opener: MonthOpener, slips: SlipDesk) -> None:
        self._store = store
        self._slips = slips
        self._key = key
        self._opener = opener

    def answer(self, request: DownRequest, device: Device, *, nonce: str, now_ms: int) -> DownReply:
        """Collect the documents the till lacks.

        Raises Refused for an installation that was replaced, or that runs twice.
        """
        _check_not_retired(device)
        self._opener.open_due(now_ms)

        def work(connection: Connection) -> list[SignedDocument] | None:
            locked = lock_device(connection, device)
            spend_nonce(connection, locked, nonce, now_ms=now_ms)
            # Asked again under the lock: what a retired installation was not sent goes to the next one.
            _check_not_retired(locked)
            if is_forked(connection, locked.key):
                return None  # Not refused here: what was just found must stay written.
            released = request.have.get(RELEASED)
            if released is not None and request.last_sequence <= locked.head.sequence:
                # It adopted these, and whatever it took back before that has come.
                note_released(connection, locked, released)
                restore_elsewhere(connection, self._key, at_ms=now_ms)
            publish_contribution(connection, self._key, at_ms=now_ms)
            leases, sent = leases_after(connection, device, after=request.have.get(LEASES, 0), now_ms=now_ms)
            note_contact(
                connection, locked, last_sequence=request.last_sequence, leases_sent=sent, now_ms=now_ms
            )
            return [
                *_stored(connection, PROGRAMME, after=request.have.get(PROGRAMME, 0)),
                *_newest(connection, CATEGORIES, after=request.have.get(CATEGORIES, 0)),
                *self._cards(connection, since=request.have.get(CARDS, 0), now_ms=now_ms),
                *leases,
                *_contribution(connection, request.have.get(CONTRIBUTION)),
                *([] if released is None else _released(connection, device, after=released)),
                *_recalls(connection, device, request.have.get(RECALLS)),
                *self._neighbours(connection, locked, request.have.get(NEIGHBOURS), now_ms=now_ms),
            ]

        documents = self._store.write(work)
        if documents is None:
            raise Refused("epoch.forked", f"epoch {device.epoch} of till {device.till_id} lives twice")
        self._slips.heard(device, now_ms=now_ms)
        return DownReply([WireDocument(d.kind, d.payload, d.signature, d.suite) for d in documents], now_ms)

    def _neighbours(
        self, connection: Connection, device: Device, after: int | None, *, now_ms: int
    ) -> list[SignedDocument]:
        """Who the other tills of its store are; only for a till that knows the kind."""
        return [] if after is None else introduce(connection, self._key, device, after=after, now_ms=now_ms)

    def _cards(self, connection: Connection, *, since: int, now_ms: int) -> list[SignedDocument]:
        card = tables.card
        changed = connection.execute(
            select(card).where(card.c.change_number > since).order_by(card.c.change_number).limit(_CARDS_MAX)
        ).all()
        if not changed:
            return []
        rows = [[c.card_no, c.masked_name, c.valid_from, c.valid_to, c.status] for c in changed]
        return [
            sign_document(
                self._key,
                kind=CARDS,
                number=changed[-1].change_number,
                issued_at_ms=now_ms,
                audience=EVERY_TILL,
                body={"since": since, "cards": rows},
            )
        ]


def _contribution(connection: Connection, after: int | None) -> list[SignedDocument]:
    """The figures of past months; only for a till that knows the kind."""
    return [] if after is None else _stored(connection, CONTRIBUTION, after=after)


def _recalls(connection: Connection, device: Device, after: int | None) -> list[SignedDocument]:
    """What it is asked to let go; only for a till that knows the kind."""
    return [] if after is None else recalls_after(connection, device.till_id, device.epoch, after)


def _check_not_retired(device: Device) -> None:
    if device.retired_ms is not None:
        raise Refused("epoch.retired", f"epoch {device.epoch} of till {device.till_id} was replaced")


def _stored(connection: Connection, kind: str, *, after: int) -> list[SignedDocument]:
    document = tables.document
    rows = connection.execute(
        select(document)
        .where(document.c.kind == kind, document.c.audience == EVERY_TILL, document.c.number > after)
        .order_by(document.c.number)
        .limit(_DOCUMENTS_MAX)
    )
    return [SignedDocument(row.kind, row.payload, row.signature, row.suite) for row in rows]


def _newest(connection: Connection, kind: str, *, after: int) -> list[SignedDocument]:
    document = tables.document
    row = connection.execute(
        select(document)
        .where(document.c.kind == kind, document.c.audience == EVERY_TILL, document.c.number > after)
        .order_by(document.c.number.desc())
        .limit(1)
    ).one_or_none()
    return [] if row is None else [SignedDocument(row.kind, row.payload, row.signature, row.suite)]


def _released(connection: Connection, device: Device, *, after: int) -> list[SignedDocument]:
    """Sales of this very installation that others take goods of back; only for a till that knows the kind."""
    document = tables.document
    rows = connection.execute(
        select(document)
        .where(
            document.c.kind == RELEASED,
            document.c.audience == device.till_id,
            document.c.epoch == device.epoch,
            document.c.number > after,
        )
        .order_by(document.c.number)
        .limit(_DOCUMENTS_MAX)
    )
    return [SignedDocument(row.kind, row.payload, row.signature, row.suite) for row in rows]
