"""Fetches the federation's documents; `delivery` verifies and applies them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from sync.client.delivery import Delivered, Delivery
from sync.client.platform import Platform
from sync.client.ports import SyncIdentity
from sync.protocol import messages as wire

_REQUESTS_MAX: Final = 50  # In one round. A platform that has always something new must not keep the till.


class Downloader:
    """Asks until nothing new comes."""

    def __init__(self, delivery: Delivery, platform: Platform, identity: SyncIdentity) -> None:
        self._delivery = delivery
        self._platform = platform
        self._identity = identity

    def download_all(self, *, last_sequence: int, stopping: Callable[[], bool] = lambda: False) -> Delivered:
        """Ask again while there is something new and nothing wrong, because each answer is limited in size.

        Raises as `download`; what was applied before stays.
        """
        applied: list[tuple[str, int]] = []
        for _request in range(_REQUESTS_MAX):
            part = self.download(last_sequence=last_sequence, stopping=stopping)
            applied += part.applied
            if not part.applied or part.problems or stopping():
                return Delivered(tuple(applied), part.problems)
        return Delivered(tuple(applied), ())  # The rest comes with the next round.

    def download(self, *, last_sequence: int, stopping: Callable[[], bool] = lambda: False) -> Delivered:
        """Ask, verify, apply. `last_sequence` tells the platform how far this till's journal is.

        Raises what `Platform` raises; what is wrong with single documents is in the answer.
        """
        reply = self._platform.ask_documents(
            wire.DownRequest(
                protocol=wire.PROTOCOL,
                till_id=self._identity.till_id,
                epoch=self._identity.epoch,
                last_sequence=last_sequence,
                have=self._delivery.have(),
            )
        )
        return self._delivery.deliver(reply.documents, stopping=stopping)
