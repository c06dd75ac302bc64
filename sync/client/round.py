"""One round of syncing: entries up, then documents down. The worker decides when to do one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pos.errors import PosError
from pos.errors.platform import BenefitDisputed
from sync.client.delivery import Delivery
from sync.client.downloader import Downloader
from sync.client.platform import Platform
from sync.client.ports import Outbox, SyncIdentity
from sync.client.uploader import Uploader
from sync.protocol.errors import EntriesQuarantined

_OF_A_LEASE: Final = "lease."  # How the codes begin that say a benefit was not this till's to give.


class SyncRound:
    """One whole sync of a till with its platform, from the first entry to the last document."""

    def __init__(
        self, outbox: Outbox, delivery: Delivery, platform: Platform, identity: SyncIdentity
    ) -> None:
        self._outbox = outbox
        self._platform = platform
        self._uploader = Uploader(outbox, platform, identity)
        self._downloader = Downloader(delivery, platform, identity)

    def pending(self) -> int:
        """How many entries the platform has not acknowledged."""
        return self._outbox.head()[0] - self._outbox.acknowledged()

    def close(self) -> None:
        """Close the connection to the platform."""
        self._platform.close()

    def run(
        self, *, documents: bool, stopping: Callable[[], bool], moved: Callable[[], None]
    ) -> tuple[PosError, ...]:
        """Do a round, with or without asking for documents; return what is wrong although it went well.

        Raises what `Uploader.upload_all` and `Downloader.download_all` raise. When the upload fails,
        nothing is fetched: a till whose ledger is disputed must not get new leases.
        """
        upload = self._uploader.upload_all(stopping=stopping, moved=moved)
        problems: list[PosError] = []
        if documents and not stopping():
            download = self._downloader.download_all(last_sequence=upload.mark, stopping=stopping)
            problems += download.problems
            if download.applied and not stopping():
                # The adopted documents are in the journal now; the round ends with both ends equal.
                upload = self._uploader.upload_all(stopping=stopping, moved=moved)
        if upload.quarantined:
            first = upload.quarantined[0]
            problems.append(
                EntriesQuarantined(count=len(upload.quarantined), sequence=first.sequence, reason=first.code)
            )
        for each in upload.quarantined:
            if each.code.startswith(_OF_A_LEASE):
                problems.append(BenefitDisputed(sequence=each.sequence, reason=each.code))
                break
        return tuple(problems)
