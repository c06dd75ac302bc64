"""Asks the platform for the rights of a card that is shown, on connections of their own.

Neither a round nor the wait for recalls may hold up a cardholder. What comes with an answer is taken in
by the same delivery as that of a round.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final

from pos.errors.platform import MonitorUnreachable
from sync.client.delivery import Delivery
from sync.client.platform import Platform
from sync.client.ports import SyncIdentity, Transport
from sync.protocol.lease_messages import TAP_WAIT_MS_MAX, TapReply, TapRequest
from sync.protocol.messages import PROTOCOL

CONNECT_S: Final = 1.5  # Longer is a line that is down, for somebody who waits at the counter.
SILENCE_S: Final = 3.0  # Of the line: the platform holds its answer for at most a second.
_LEASES: Final = "leases"


class Taps:
    """One request at a time on each connection; one that is free is kept open. Any thread may call."""

    def __init__(
        self,
        connect: Callable[[], Transport],
        delivery: Delivery,
        identity: SyncIdentity,
        *,
        now_ms: Callable[[], int],
    ) -> None:
        self._connect, self._delivery, self._identity = connect, delivery, identity
        self._now_ms = now_ms
        self._lock = threading.Lock()
        self._idle: Platform | None = None
        self._stopping = threading.Event()

    def tap(self, ask_id: str, card_no: str, month: str, *, wait_ms: int) -> TapReply:
        """Ask; held by the platform up to `wait_ms` while nothing changes. The leases that came are adopted.

        Raises what `Platform` raises, and what is wrong with a document that came.
        """
        who = self._identity
        reply = self._ask(
            TapRequest(
                PROTOCOL,
                who.till_id,
                who.epoch,
                ask_id,
                card_no,
                month,
                wait_ms=min(wait_ms, TAP_WAIT_MS_MAX),
                have=self._delivery.have()[_LEASES],
            )
        )
        done = self._delivery.deliver(reply.documents, stopping=self._stopping.is_set)
        if done.problems:
            raise done.problems[0]
        return reply

    def withdraw(self, ask_id: str, card_no: str, month: str) -> None:
        """The wish is over. Raises what `Platform` raises."""
        who = self._identity
        self._ask(TapRequest(PROTOCOL, who.till_id, who.epoch, ask_id, card_no, month, withdrawn=True))

    def close(self) -> None:
        """End without waiting for the platform: what it still says is dropped."""
        self._stopping.set()
        with self._lock:
            idle, self._idle = self._idle, None
        if idle is not None:
            idle.close()
        self._delivery.rest()

    def _ask(self, request: TapRequest) -> TapReply:
        if self._stopping.is_set():
            raise MonitorUnreachable(reason="stopped")
        with self._lock:
            kept, self._idle = self._idle, None
        if kept is not None:
            try:
                return self._over(kept, request)
            except MonitorUnreachable:  # It may have been closed at the other end: once more, from the start.
                if self._stopping.is_set():
                    raise
        return self._over(Platform(self._connect(), self._identity, now_ms=self._now_ms), request)

    def _over(self, platform: Platform, request: TapRequest) -> TapReply:
        try:
            reply = platform.ask_tap(request)
        except BaseException:
            platform.close()
            raise
        with self._lock:
            spare, self._idle = self._idle, platform
            if self._stopping.is_set():
                spare, self._idle = platform, None
        if spare is not None:
            spare.close()
        return reply
