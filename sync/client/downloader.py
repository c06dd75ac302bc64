"""Fetches the federation's documents, and passes on those that are authentic, for this till, and new."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from pos.crypto.documents import DocumentBody, SignedDocument, open_document
from pos.errors import PosError
from pos.errors.platform import DocumentForged
from sync.client.platform import Platform
from sync.client.ports import Inbox, SyncIdentity
from sync.protocol import messages as wire

_log = logging.getLogger(__name__)

_REQUESTS_MAX: Final = 50  # In one round. A platform that has always something new must not keep the till.


@dataclass(frozen=True, slots=True)
class Download:
    """What was applied (kind and number), and what was wrong with the rest."""

    applied: tuple[tuple[str, int], ...]
    problems: tuple[PosError, ...]


class Downloader:
    """Asks until nothing new comes. A bad document never blocks a good one of another kind."""

    def __init__(self, inbox: Inbox, platform: Platform, identity: SyncIdentity) -> None:
        self._inbox = inbox
        self._platform = platform
        self._identity = identity

    def download_all(self, *, last_sequence: int, stopping: Callable[[], bool] = lambda: False) -> Download:
        """Ask again while there is something new and nothing wrong, because each answer is limited in size.

        Raises as `download`; what was applied before stays.
        """
        applied: list[tuple[str, int]] = []
        for _request in range(_REQUESTS_MAX):
            part = self.download(last_sequence=last_sequence, stopping=stopping)
            applied += part.applied
            if not part.applied or part.problems or stopping():
                return Download(tuple(applied), part.problems)
        return Download(tuple(applied), ())  # The rest comes with the next round.

    def download(self, *, last_sequence: int, stopping: Callable[[], bool] = lambda: False) -> Download:
        """Ask, verify, apply. `last_sequence` tells the platform how far this till's journal is.

        Once `stopping` says so, nothing more is applied. Raises what `Platform` raises. What is
        wrong with single documents is in the answer: DocumentForged, or the reason why the till
        could not apply an authentic one.
        """
        have = dict(self._inbox.have())
        reply = self._platform.ask_documents(
            wire.DownRequest(
                protocol=wire.PROTOCOL,
                till_id=self._identity.till_id,
                epoch=self._identity.epoch,
                last_sequence=last_sequence,
                have=have,
            )
        )
        opened, problems = self._open_all(reply)
        applied: list[tuple[str, int]] = []
        held_up: set[str] = set()
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
        return Download(tuple(applied), tuple(problems))

    def _open_all(
        self, reply: wire.DownReply
    ) -> tuple[list[tuple[DocumentBody, SignedDocument]], list[PosError]]:
        opened: list[tuple[DocumentBody, SignedDocument]] = []
        forged: list[PosError] = []
        for each in reply.documents:
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
