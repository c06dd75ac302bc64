"""Has slips decided when something came that they may have waited for, each card in its own transaction.

Nothing is lost when the platform is killed in between: what waits is looked at again with the next word of
those who are waited for, and all of it when the platform starts.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection

from monitor.devices.devices import Device, lock_device, spend_nonce
from monitor.devices.starts import is_forked
from monitor.leases.credits import payable_credits, promise, waiting_slips, withdraw
from monitor.leases.late_releases import after_late_releases
from monitor.leases.release_booking import card_topic
from monitor.leases.slip_crediting import (
    CardMonthKey,
    all_waiting,
    decide_card,
    is_waiting,
    waits_of,
    with_slips,
)
from monitor.leases.waker import Waker
from monitor.refusals import Refused
from monitor.store.engine import Store
from pos.crypto.keys import DeviceKey
from sync.protocol.lease_messages import CreditReply, CreditRequest, CreditsReply, CreditsRequest


class SlipDesk:
    """Slips and credits of authenticated devices."""

    def __init__(self, store: Store, key: DeviceKey, waker: Waker) -> None:
        self._store = store
        self._key = key
        self._waker = waker

    def heard(self, device: Device, *, touched: Collection[CardMonthKey] = (), now_ms: int) -> None:
        """An installation told something: of these cards, or only that there is nothing more."""

        def look(connection: Connection) -> set[CardMonthKey]:
            waiting = waits_of(connection, device.store_id, device.till_id, device.epoch)
            return waiting | with_slips(connection, touched)

        self._decide(self._store.read(look), now_ms=now_ms)

    def decide_all(self, *, now_ms: int) -> None:
        """Look at everything that waits."""
        self._decide(self._store.read(all_waiting), now_ms=now_ms)

    def credit(self, request: CreditRequest, device: Device, *, nonce: str, now_ms: int) -> CreditReply:
        """Promise a credit to this installation, or take the promise back. Raises Refused."""

        def work(connection: Connection) -> CreditReply | None:
            locked = lock_device(connection, device)
            if locked.retired_ms is not None:
                raise Refused("epoch.retired", f"epoch {device.epoch} of till {device.till_id} was replaced")
            spend_nonce(connection, locked, nonce, now_ms=now_ms)
            if is_forked(connection, locked.key):
                return None  # Not refused here: what was just found must stay written.
            if not request.withdrawn:
                amount = promise(connection, locked, request.credit_id, now_ms=now_ms)
                return CreditReply(request.credit_id, amount, now_ms)
            amount, card_no, month = withdraw(connection, locked, request.credit_id)
            decide_card(connection, self._key, month, card_no, now_ms=now_ms)  # Goods may have come back.
            return CreditReply(request.credit_id, amount, now_ms)

        reply = self._store.write(work)
        if reply is None:
            raise Refused("epoch.forked", f"epoch {device.epoch} of till {device.till_id} lives twice")
        return reply

    def credits(self, request: CreditsRequest, device: Device, *, nonce: str, now_ms: int) -> CreditsReply:
        """What a card can be paid at this installation. Raises Refused."""

        def work(connection: Connection) -> CreditsReply | None:
            locked = lock_device(connection, device)
            if locked.retired_ms is not None:
                raise Refused("epoch.retired", f"epoch {device.epoch} of till {device.till_id} was replaced")
            spend_nonce(connection, locked, nonce, now_ms=now_ms)
            if is_forked(connection, locked.key):
                return None  # Not refused here: what was just found must stay written.
            payable = payable_credits(connection, locked, request.card_no)
            return CreditsReply(payable, waiting_slips(connection, request.card_no), now_ms)

        reply = self._store.write(work)
        if reply is None:
            raise Refused("epoch.forked", f"epoch {device.epoch} of till {device.till_id} lives twice")
        return reply

    def _decide(self, cards: Collection[CardMonthKey], *, now_ms: int) -> None:
        for month, card_no in sorted(cards):

            def work(connection: Connection, month: str = month, card_no: str = card_no) -> set[str]:
                waited = is_waiting(connection, month, card_no)
                asked = decide_card(connection, self._key, month, card_no, now_ms=now_ms)
                if waited and not is_waiting(connection, month, card_no):
                    # What is left of a month that is over may roll over now.
                    after_late_releases(connection, self._key, {month: {card_no}}, now_ms=now_ms)
                return asked

            asked = self._store.write(work)
            self._waker.ring(asked | {card_topic(card_no, month)})
