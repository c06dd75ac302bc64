"""Answers a card that is shown at a till, and the listeners of those who are asked for it.

Each look is a short transaction with the card's row locked; in between a request waits without a thread.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection, case, update
from starlette.concurrency import run_in_threadpool

from monitor.devices.devices import Device, lock_device, spend_nonce
from monitor.devices.starts import is_forked
from monitor.leases.allocator import Holder, months_to_open
from monitor.leases.card_months import lock_cards, note_change, read_books, take_free, version_of
from monitor.leases.credits import payable_credits
from monitor.leases.deciding import TapDecision, TapState, decide_tap
from monitor.leases.lease_documents import leases_after
from monitor.leases.month_opening import grant_on_tap
from monitor.leases.recalls import ask_holder, recalls_after, till_topic
from monitor.leases.release_booking import card_topic
from monitor.leases.rolling import roll_over_card
from monitor.leases.waker import Waker
from monitor.refusals import Refused
from monitor.store import tables
from monitor.store.engine import Store
from pos.crypto.documents import SignedDocument
from pos.crypto.keys import DeviceKey
from sync.protocol.lease_messages import RecallWait, TapReply, TapRequest
from sync.protocol.messages import DownReply, WireDocument

_LOOK_AGAIN_S: Final = 0.2  # For what another process of the platform booked.
_LISTEN_AGAIN_S: Final = 0.5
_UNPAID: Final = (TapState.STOPPED, TapState.WITHDRAWN)


class TapDesk:
    """Taps and recalls of authenticated devices."""

    def __init__(self, store: Store, key: DeviceKey, waker: Waker) -> None:
        self._store = store
        self._key = key
        self._waker = waker

    async def tap(self, request: TapRequest, device: Device, *, nonce: str, now_ms: int) -> TapReply:
        """Grant, or ask and wait for the holder up to `wait_ms`. Raises Refused."""
        began = time.monotonic()
        with self._waker.waiter(card_topic(request.card_no, request.month)) as waiter:
            reply, version = await run_in_threadpool(self._look, request, device, nonce=nonce, now_ms=now_ms)
            while reply.state == TapState.ASKING:
                left_s = request.wait_ms / 1000 - (time.monotonic() - began)
                if left_s <= 0:
                    break
                await waiter.wait(min(left_s, _LOOK_AGAIN_S))
                if await run_in_threadpool(self._version, request) == version:
                    continue
                later_ms = now_ms + int((time.monotonic() - began) * 1000)
                reply, version = await run_in_threadpool(
                    self._look, request, device, nonce=None, now_ms=later_ms
                )
        return reply

    async def recalls(self, request: RecallWait, device: Device, *, nonce: str, now_ms: int) -> DownReply:
        """What the till is asked for, as soon as there is something. Raises Refused."""
        began = time.monotonic()
        with self._waker.waiter(till_topic(device.till_id, device.epoch)) as waiter:
            await run_in_threadpool(self._contact, device, nonce=nonce, now_ms=now_ms)
            documents = await run_in_threadpool(self._recalls, request)
            while not documents:
                left_s = request.wait_ms / 1000 - (time.monotonic() - began)
                if left_s <= 0:
                    break
                await waiter.wait(min(left_s, _LISTEN_AGAIN_S))
                documents = await run_in_threadpool(self._recalls, request)
        return DownReply(_wire(documents), now_ms + int((time.monotonic() - began) * 1000))

    def _version(self, request: TapRequest) -> int:
        return self._store.read(lambda connection: version_of(connection, request.month, request.card_no))

    def _recalls(self, request: RecallWait) -> list[SignedDocument]:
        return self._store.read(
            lambda connection: recalls_after(connection, request.till_id, request.epoch, request.after)
        )

    def _contact(self, device: Device, *, nonce: str, now_ms: int) -> None:
        def work(connection: Connection) -> bool:
            return _is_forked_now(connection, device, nonce=nonce, now_ms=now_ms)

        if self._store.write(work):
            raise _forked(device)

    def _look(
        self, request: TapRequest, device: Device, *, nonce: str | None, now_ms: int
    ) -> tuple[TapReply, int]:
        asker = Holder(device.store_id, device.till_id, device.epoch)

        def work(connection: Connection) -> tuple[TapReply, int, TapDecision] | None:
            if _is_forked_now(connection, device, nonce=nonce, now_ms=now_ms):
                return None  # Not refused here: what was just found must stay written.
            decision = self._decide(connection, request, asker, now_ms=now_ms)
            documents, sent = leases_after(connection, device, after=request.have, now_ms=now_ms)
            _note_sent(connection, device, sent)
            is_paid = decision.state not in _UNPAID
            payable = payable_credits(connection, device, request.card_no) if is_paid else []
            reply = TapReply(decision.state.value, _wire(documents), payable, decision.holder_seen_ms, now_ms)
            return reply, version_of(connection, request.month, request.card_no), decision

        found = self._store.write(work)
        if found is None:
            raise _forked(device)
        reply, version, decision = found
        self._waker.ring(till_topic(holder.till_id, holder.epoch) for holder in decision.ask)
        return reply, version

    def _decide(
        self, connection: Connection, request: TapRequest, asker: Holder, *, now_ms: int
    ) -> TapDecision:
        """Decide, and store what was decided."""
        if request.withdrawn:
            return TapDecision(TapState.WITHDRAWN)
        if request.month not in months_to_open(now_ms):
            return TapDecision(TapState.NOT_LISTED)
        card_no, month = request.card_no, request.month
        roll_over_card(connection, month, card_no, now_ms=now_ms)
        lock_cards(connection, month, [card_no])
        books, leases = read_books(connection, month, card_no)
        decision = decide_tap(books, asker, now_ms=now_ms)
        if decision.grant:
            take_free(connection, month, card_no)
            grant_on_tap(
                connection,
                self._key,
                asker,
                card_no=card_no,
                month=month,
                pools=decision.grant,
                ordinal=leases + 1,
                moved_from=f"tap {request.ask_id}",
                at_ms=now_ms,
            )
            note_change(connection, month, card_no)
        for holder in decision.ask:
            ask_holder(
                connection, self._key, holder, card_no=card_no, month=month, asker=asker, now_ms=now_ms
            )
        return decision


def _is_forked_now(connection: Connection, device: Device, *, nonce: str | None, now_ms: int) -> bool:
    """Note the contact; whether the installation lives twice. Raises Refused when it was replaced."""
    locked = lock_device(connection, device)
    if locked.retired_ms is not None:
        raise Refused("epoch.retired", f"epoch {device.epoch} of till {device.till_id} was replaced")
    if nonce is not None:
        spend_nonce(connection, locked, nonce, now_ms=now_ms)
        mine = [tables.device.c[name] == value for name, value in device.key.items()]
        connection.execute(update(tables.device).where(*mine).values(contact_ms=now_ms))
    return is_forked(connection, locked.key)


def _note_sent(connection: Connection, device: Device, sent: int) -> None:
    known = tables.device.c.leases_sent
    mine = [tables.device.c[name] == value for name, value in device.key.items()]
    connection.execute(
        update(tables.device).where(*mine).values(leases_sent=case((known < sent, sent), else_=known))
    )


def _forked(device: Device) -> Refused:
    return Refused("epoch.forked", f"epoch {device.epoch} of till {device.till_id} lives twice")


def _wire(documents: Sequence[SignedDocument]) -> list[WireDocument]:
    return [WireDocument(each.kind, each.payload, each.signature, each.suite) for each in documents]
