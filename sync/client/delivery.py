"""Opens documents that came from the platform, and applies those that are authentic, for this till, and new.

They come by three ways: with a round, to the listener for recalls, with the answer to a card that is
shown. One lock makes one order of them.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pos.crypto.documents import DocumentBody, SignedDocument, open_document
from pos.errors import PosError
from pos.errors.platform import DocumentForged
from sync.client.ports import Inbox, SyncIdentity
from sync.protocol.messages import WireDocument

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Delivered:
    """What was applied (kind and number), and what was wrong with the rest."""

    applied: tuple[tuple[str, int], ...]
    problems: tuple[PosError, ...]


class Delivery:
    """Hands documents to the inbox. Safe from any thread."""

    def __init__(self, inbox: Inbox, identity: SyncIdentity) -> None:
        self._inbox = inbox
        self._identity = identity
        self._lock = threading.Lock()

    def have(self) -> dict[str, int]:
        """The number of the newest document applied, for every kind that is wanted."""
        return dict(self._inbox.have())

    def deliver(
        self, documents: Sequence[WireDocument], *, stopping: Callable[[], bool] = lambda: False
    ) -> Delivered:
        """Verify and apply. A bad document never blocks a good one of another kind.

        Once `stopping` says so, nothing more is applied. What is wrong with single documents is in the
        answer: DocumentForged, or the reason why the till could not apply an authentic one.
        """
        opened, problems = self._open_all(documents)
        applied: list[tuple[str, int]] = []
        held_up: set[str] = set()
        with self._lock:
            have = self.have()
            for body, document in opened:
                if stopping():
                    break
                if body.kind not in have or body.number <= have[body.kind] or body.kind in held_up:
                    # Of a later release, delivered twice, or resting on one that could not be applied.
                    _log.info("document %s %d is not applied", body.kind, body.number)
                    continue
                try:
                    self._inbox.apply(body, document)
                except PosError as error:
                    problems.append(error)
                    held_up.add(body.kind)
                    continue
                have[body.kind] = body.number
                applied.append((body.kind, body.number))
        return Delivered(tuple(applied), tuple(problems))

    def rest(self) -> None:
        """Wait until nothing is being applied: whoever stops may then close the ledger."""
        with self._lock:
            return

    def _open_all(
        self, documents: Sequence[WireDocument]
    ) -> tuple[list[tuple[DocumentBody, SignedDocument]], list[PosError]]:
        opened: list[tuple[DocumentBody, SignedDocument]] = []
        forged: list[PosError] = []
        for each in documents:
            document = SignedDocument(each.kind, each.payload, each.signature, each.suite)
            try:
                body = open_document(document, self._identity.federation_key, audience=self._identity.till_id)
            except DocumentForged as error:
                forged.append(error)
                continue
            opened.append((body, document))
        # Each document of a kind may rest on the one before it (a list's changes), so: by number.
        opened.sort(key=lambda pair: pair[0].number)
        return opened, forged
