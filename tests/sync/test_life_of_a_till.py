"""The life of a till and a bad network: whatever happens, both ends become equal and nothing is lost.

The real uploader and downloader talk to an honest platform over a line that loses, doubles, cuts,
flips and reorders; now and then the platform lies, forgets or restarts, and the till's owner
restores a backup. The last tests break one part each and see this machine notice.
"""

from __future__ import annotations

import contextlib
from typing import Any

import msgspec
import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from pos.crypto.keys import DeviceKey
from pos.crypto.statements import countersign_statement
from pos.crypto.suite import SUITES
from pos.domain.journal.chain import SUITE_1
from pos.errors import OperatingError, PosError
from sync.client.delivery import Delivery
from sync.client.downloader import Downloader
from sync.client.platform import Platform
from sync.client.uploader import Uploader
from sync.protocol import messages as wire
from tests.sync.fakes import IDENTITY, FakeInbox, FakeOutbox, FaultyTransport, HonestMonitor, document
from tests.sync.samples import AT_MS, EPOCH, FEDERATION_KEY, TILL

NEVER = False


def changed(reply: Any, **fields: Any) -> Any:
    return msgspec.structs.replace(reply, **fields) if isinstance(reply, wire.BatchReply) else reply


def signed_anew(reply: Any, **fields: Any) -> Any:
    """A lie with the federation's true signature under it: the platform itself is wrong."""
    if not isinstance(reply, wire.BatchReply):
        return reply
    reply = changed(reply, **fields)
    statement = countersign_statement(
        till_id=TILL,
        epoch=EPOCH,
        sequence=reply.acknowledged_sequence,
        entry_hash=reply.acknowledged_hash,
        at_ms=reply.at_ms,
    )
    return changed(reply, countersignature=FEDERATION_KEY.sign(statement))


def with_more(sums: wire.WireSums, **more: int) -> wire.WireSums:
    return msgspec.structs.replace(sums, **{name: getattr(sums, name) + n for name, n in more.items()})


LIES = {
    "payable": lambda reply: changed(reply, sums=with_more(reply.sums, payable=1)),
    "subsidy": lambda reply: changed(reply, sums=with_more(reply.sums, subsidy=1, payable=-1)),
    "count": lambda reply: changed(reply, sums=with_more(reply.sums, entries=1)),
    "hash": lambda reply: signed_anew(reply, acknowledged_hash=b"\x07" * 32),
    "beyond": lambda reply: signed_anew(reply, acknowledged_sequence=reply.acknowledged_sequence + 1_000),
    "countersignature": lambda reply: changed(reply, countersignature=b"\x07" * 64),
    "other_time": lambda reply: changed(reply, at_ms=reply.at_ms + 1),
    "quarantined_beyond": lambda reply: changed(reply, quarantined=[wire.Quarantined(9_999, "x", "")]),
    "quarantined_twice": lambda reply: changed(reply, quarantined=[wire.Quarantined(1, "x", "")] * 2),
}
assert all(callable(lie) for lie in LIES.values())


class LifeOfATill(RuleBasedStateMachine):
    """A till that sells, a line that fails, a platform that must end up equal."""

    monitor_type: type[HonestMonitor] = HonestMonitor

    @initialize()
    def open_the_shop(self) -> None:
        self.outbox = FakeOutbox()
        self.inbox = FakeInbox()
        self.monitor = self.monitor_type()
        self.line = FaultyTransport(self.monitor.handle)
        nonces = iter(range(10**9))
        self.platform = Platform(
            self.line, IDENTITY, now_ms=lambda: AT_MS, new_nonce=lambda: f"{next(nonces):032x}"
        )
        self.downloader = Downloader(Delivery(self.inbox, IDENTITY), self.platform, IDENTITY)
        self.countersigned = 0  # The furthest the platform ever held.
        self.proven: set[tuple[int, bytes, bytes, int]] = set()  # Countersignatures that were checked.

    def sync(self, entries_max: int) -> bool:
        uploader = Uploader(self.outbox, self.platform, IDENTITY, entries_max=entries_max)
        try:
            uploader.upload_all(stopping=lambda: NEVER, moved=lambda: None)
            Downloader(Delivery(self.inbox, IDENTITY), self.platform, IDENTITY).download_all(
                last_sequence=self.outbox.mark
            )
        except PosError:
            return False
        finally:
            self.countersigned = max(self.countersigned, len(self.monitor.entries))
        return True

    @rule(payable=st.integers(0, 3), times=st.integers(1, 4))
    def sell(self, payable: int, times: int) -> None:
        for _sale in range(times):
            self.outbox.sell(payable=payable)

    @rule()
    def write_something_that_is_no_sale(self) -> None:
        self.outbox.note()

    @rule(entries_max=st.integers(1, 5), sold_meanwhile=st.integers(0, 2))
    def sync_on_a_good_line(self, entries_max: int, sold_meanwhile: int) -> None:
        self.line.meanwhile = [self.outbox.sell] * sold_meanwhile
        assert self.sync(entries_max)
        self.line.meanwhile.clear()
        assert self.outbox.mark >= len(self.outbox.entries) - 1  # One may come with the last request.

    @rule(
        fault=st.sampled_from(FaultyTransport.FAULTS),
        bit=st.integers(0, 5_000),
        entries_max=st.integers(1, 5),
    )
    def sync_on_a_bad_line(self, fault: str, bit: int, entries_max: int) -> None:
        self.line.fault, self.line.bit = fault, bit
        # The line may fail, but nobody must be accused of lying or forging for it.
        uploader = Uploader(self.outbox, self.platform, IDENTITY, entries_max=entries_max)
        with contextlib.suppress(OperatingError):
            uploader.upload_all(stopping=lambda: NEVER, moved=lambda: None)
            download = Downloader(Delivery(self.inbox, IDENTITY), self.platform, IDENTITY).download(
                last_sequence=0
            )
            assert download.problems == ()
        self.line.fault = None
        self.countersigned = max(self.countersigned, len(self.monitor.entries))

    @rule(lie=st.sampled_from(sorted(LIES)))
    def the_platform_lies(self, lie: str) -> None:
        before = self.outbox.mark
        self.monitor.rewrite = lambda reply: LIES[lie](reply) if isinstance(reply, wire.BatchReply) else reply
        assert not self.sync(5)
        assert self.outbox.mark == before, "a lie was believed"
        self.monitor.rewrite = lambda reply: reply

    @rule()
    def the_platform_restarts(self) -> None:
        self.monitor.nonces.clear()

    @rule(lost=st.integers(1, 5))
    def the_platform_is_restored_from_a_backup(self, lost: int) -> None:
        del self.monitor.entries[-lost:]
        kept = len(self.monitor.entries)
        self.monitor.quarantined = {n: each for n, each in self.monitor.quarantined.items() if n <= kept}

    @rule()
    def the_platform_stops_counting_sales_of_three_fen(self) -> None:
        self.monitor.not_counted = lambda entry: b"3" in entry.payload

    @rule()
    def a_restored_backup_of_the_till_forgets_what_was_sent(self) -> None:
        self.outbox.mark = 0
        self.outbox.countersignatures.clear()

    @rule(kind=st.sampled_from(["programme", "cards", "leases", "of_a_later_release"]))
    def the_federation_publishes(self, kind: str) -> None:
        self.monitor.documents.append(document(kind, 1 + sum(d.kind == kind for d in self.monitor.documents)))

    @rule(kind=st.sampled_from(["programme", "leases"]), audience=st.sampled_from(["*", "S99-1"]))
    def somebody_forges_a_document(self, kind: str, audience: str) -> None:
        # Either with another key, or a true one for another till.
        key = DeviceKey(SUITE_1, b"\x63" * 32) if audience == "*" else FEDERATION_KEY
        honest = list(self.monitor.documents)
        self.monitor.documents.insert(0, document(kind, 1_000, audience=audience, key=key))
        numbers = dict(self.inbox.numbers)
        if self.sync(5):
            assert all(number < 1_000 for number in self.inbox.numbers.values())
            assert all(self.inbox.numbers[kind] >= numbers[kind] for kind in numbers)
        self.monitor.documents = honest

    @invariant()
    def the_platform_holds_a_true_prefix(self) -> None:
        held = [(entry.sequence, entry.payload, entry.entry_hash) for entry in self.monitor.entries]
        mine = [(e.sealed.sequence, e.sealed.payload, e.sealed.entry_hash) for e in self.outbox.entries]
        assert held == mine[: len(held)]
        assert self.monitor.alerts == []

    @invariant()
    def nothing_is_acknowledged_that_the_platform_never_had(self) -> None:
        assert self.outbox.mark <= self.countersigned

    @invariant()
    def every_countersignature_kept_is_true(self) -> None:
        for kept in {*self.outbox.countersignatures} - self.proven:
            sequence, entry_hash, signature, at_ms = kept
            assert entry_hash == self.outbox.entries[sequence - 1].sealed.entry_hash
            statement = countersign_statement(
                till_id=TILL, epoch=EPOCH, sequence=sequence, entry_hash=entry_hash, at_ms=at_ms
            )
            assert SUITES[SUITE_1].verify(FEDERATION_KEY.public_key, statement, signature)
            self.proven.add(kept)

    @invariant()
    def documents_came_from_the_federation_each_once(self) -> None:
        applied = [(body.kind, body.number) for body in self.inbox.applied]
        assert len(applied) == len(set(applied))
        assert all(number < 1_000 for _kind, number in applied)

    def teardown(self) -> None:
        if not hasattr(self, "outbox"):
            return
        self.line.fault = None
        assert self.sync(5)
        assert [e.payload for e in self.monitor.entries] == [e.sealed.payload for e in self.outbox.entries]
        assert self.outbox.mark == len(self.outbox.entries)
        for kind, number in self.inbox.numbers.items():
            assert number == sum(each.kind == kind for each in self.monitor.documents)


TestLifeOfATill = LifeOfATill.TestCase


# ── The machine bites ──────────────────────────────────────────────────────────────────────


def fails(machine: type[LifeOfATill]) -> None:
    with pytest.raises(AssertionError):
        run_state_machine_as_test(
            machine,
            # That it fails is enough here; the shortest story is not needed.
            settings=settings(max_examples=300, phases=[Phase.generate], report_multiple_bugs=False),
        )


class DoublingMonitor(HonestMonitor):
    """Has lost the branch "I already have this"."""

    def store(self, entry: wire.WireEntry) -> None:
        self.entries.append(entry)


class KeepingTheFirstOnly(HonestMonitor):
    """Says it has the whole batch and keeps one entry of it."""

    def take(self, batch: wire.Batch) -> wire.BatchReply:
        before = len(self.entries)
        reply = super().take(batch)
        del self.entries[before + 1 :]
        return reply


@pytest.mark.parametrize("broken", [DoublingMonitor, KeepingTheFirstOnly])
def test_a_broken_platform_is_noticed(broken: type[HonestMonitor]) -> None:
    class Broken(LifeOfATill):
        monitor_type = broken

    fails(Broken)


@pytest.mark.parametrize(
    "mutation",
    [
        ("sync.client.uploader.check_reply", lambda *_: None),
        ("sync.client.verification.counted_sums", lambda outbox, mark, _: outbox.sums_upto(mark)),
        ("sync.client.delivery.open_document", None),
    ],
    ids=["replies are not checked", "quarantine is not subtracted", "documents are not verified"],
)
def test_a_broken_till_is_noticed(mutation: tuple[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    from pos.crypto.documents import read_document

    name, replacement = mutation
    monkeypatch.setattr(name, replacement or (lambda document, _key, *, audience: read_document(document)))
    fails(LifeOfATill)
