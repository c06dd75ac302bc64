"""Sends the journal batch by batch, and keeps the platform's counter-signature. It never drops an entry."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from pos.crypto.statements import head_statement
from pos.errors.platform import MonitorRefused
from sync.client.platform import Platform
from sync.client.ports import Outbox, SyncIdentity
from sync.client.verification import check_reply, own_hash
from sync.protocol import messages as wire
from sync.protocol.compact import compact
from sync.protocol.errors import UploadStalled

_log = logging.getLogger(__name__)

BATCH_BYTES_MAX: Final = 2 * 1024 * 1024  # Of payloads, before packing; some 200 kB on the line.

_UNKNOWN: Final = "page.unknown"  # What a platform says of a path it does not have.
_UNPROVEN: Final = "batch.unproven"


@dataclass(frozen=True, slots=True)
class Upload:
    """The result of one batch: the platform's mark, and what it stores but does not count."""

    sent: int
    mark: int
    quarantined: tuple[wire.Quarantined, ...]


class Uploader:
    """Brings the platform up to the head of the journal."""

    def __init__(
        self,
        outbox: Outbox,
        platform: Platform,
        identity: SyncIdentity,
        *,
        entries_max: int = wire.ENTRIES_MAX,
        bytes_max: int = BATCH_BYTES_MAX,
    ) -> None:
        assert 0 < entries_max <= wire.ENTRIES_MAX
        self._outbox = outbox
        self._platform = platform
        self._identity = identity
        self._entries_max = entries_max
        self._bytes_max = bytes_max
        self._only_in_full = False

    def upload_all(self, *, stopping: Callable[[], bool], moved: Callable[[], None]) -> Upload:
        """Send until the platform has everything; at least one batch (maybe empty), for the equality check.

        `moved` is called after each batch. `stopping` is asked after each answer; from then on
        nothing is touched. Raises MonitorLied, UploadStalled, and what `Platform` raises; entries
        acknowledged before stay so.
        """
        after = self._outbox.acknowledged()
        went_back = False
        while True:
            done = self.upload_once(after, stopping=stopping)
            if stopping():
                return done
            moved()
            if done.mark >= self._outbox.head()[0]:
                return done
            if done.mark < after and not went_back:
                # It may have lost its end, once (a restored backup): then it gets everything again.
                went_back = True
                _log.warning("the platform is back at entry %d, sending again from there", done.mark)
            elif done.mark < after or (done.mark == after and done.sent):
                raise UploadStalled(sequence=after)
            after = done.mark

    def upload_once(self, after: int, *, stopping: Callable[[], bool] = lambda: False) -> Upload:
        """Send one batch of what follows entry `after`, verify the answer, and keep it if it is new."""
        batch = self._batch(after)
        reply = self._send(batch)
        if stopping():
            return Upload(len(batch.entries), after, ())
        check_reply(reply, self._outbox, self._identity)
        # An older or already stored mark is not written again.
        if reply.acknowledged_sequence > self._outbox.acknowledged():
            self._outbox.acknowledge(
                reply.acknowledged_sequence, reply.acknowledged_hash, reply.countersignature, reply.at_ms
            )
        return Upload(len(batch.entries), reply.acknowledged_sequence, tuple(reply.quarantined))

    def _send(self, batch: wire.Batch) -> wire.BatchReply:
        """Send in the compact form, and in full what the platform does not take like that.

        A platform of an earlier release does not know the form; it is not asked again by this program
        run. One that does may refuse a batch that is not proven: then each entry shows its signature.
        """
        if batch.entries and not self._only_in_full:
            try:
                return self._platform.send_compact(compact(batch))
            except MonitorRefused as error:
                if error.facts["reason"] not in (_UNKNOWN, _UNPROVEN):
                    raise
                self._only_in_full = error.facts["reason"] == _UNKNOWN
                _log.warning("the platform wants the batch in full: %s", error.facts["reason"])
        return self._platform.send_batch(batch)

    def _batch(self, after: int) -> wire.Batch:
        entries = self._outbox.entries_after(after, entries_max=self._entries_max, bytes_max=self._bytes_max)
        assert len(entries) <= self._entries_max
        first = entries[0].sealed if entries else None
        previous_hash = first.previous_hash if first else own_hash(self._outbox, self._identity, after)
        last = entries[-1].sealed if entries else None
        head = head_statement(
            till_id=self._identity.till_id,
            epoch=self._identity.epoch,
            sequence=last.sequence if last else after,
            entry_hash=last.entry_hash if last else previous_hash,
        )
        return wire.Batch(
            protocol=wire.PROTOCOL,
            till_id=self._identity.till_id,
            epoch=self._identity.epoch,
            previous_sequence=after,
            previous_hash=previous_hash,
            entries=[
                wire.WireEntry(
                    each.sealed.sequence,
                    each.sealed.entry_id,
                    each.sealed.payload,
                    each.sealed.entry_hash,
                    each.signature,
                    each.sealed.suite,
                )
                for each in entries
            ],
            head_signature=self._identity.sign(head),
        )
