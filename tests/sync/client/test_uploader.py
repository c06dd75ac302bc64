"""The uploader believes an answer only when the till's own books say the same; it gives up no entry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import msgspec
import pytest

from pos.crypto.keys import DeviceKey
from pos.crypto.statements import countersign_statement
from pos.domain.journal.chain import SUITE_1
from pos.errors.platform import MonitorLied, MonitorRefused, MonitorUnreachable, TillClockOff, TillRetired
from sync.client.platform import Platform
from sync.client.ports import WireRequest, WireResponse
from sync.client.uploader import Upload, Uploader
from sync.protocol import codec
from sync.protocol import messages as wire
from sync.protocol.errors import UploadStalled, WireUnreadable
from tests.sync.fakes import IDENTITY, FakeOutbox, FaultyTransport, HonestMonitor, as_signed
from tests.sync.samples import AT_MS, EPOCH, FEDERATION_KEY, TILL


class Shop:
    """A till with some entries, its line and its platform."""

    def __init__(self, *, entries: int = 0, entries_max: int = 500, bytes_max: int = 10**6) -> None:
        self.outbox = FakeOutbox()
        for _entry in range(entries):
            self.outbox.sell()
        self.monitor = HonestMonitor()
        self.line = FaultyTransport(self.monitor.handle)
        platform = Platform(self.line, IDENTITY, now_ms=lambda: AT_MS)
        self.uploader = Uploader(
            self.outbox, platform, IDENTITY, entries_max=entries_max, bytes_max=bytes_max
        )
        self.moves: list[int] = []

    def upload(self, *, stop_after: int = 10**6) -> Upload:
        return self.uploader.upload_all(
            stopping=lambda: len(self.monitor.batches) >= stop_after,
            moved=lambda: self.moves.append(self.outbox.mark),
        )


def test_a_backlog_goes_in_batches_and_each_is_acknowledged() -> None:
    shop = Shop(entries=7, entries_max=3)
    done = shop.upload()
    assert shop.monitor.batches == [3, 3, 1]
    assert shop.moves == [3, 6, 7]
    assert (done.mark, done.quarantined) == (7, ())
    assert [e.payload for e in shop.monitor.entries] == [e.sealed.payload for e in shop.outbox.entries]


def paths(shop: Shop) -> list[str]:
    return [request.path for request in shop.line.carried]


def test_entries_go_with_one_signature_and_the_comparison_in_full() -> None:
    shop = Shop(entries=5, entries_max=3)
    shop.upload()
    shop.upload()
    assert paths(shop) == [wire.PATH_COMPACT, wire.PATH_COMPACT, wire.PATH_BATCHES]
    kept = [bool(entry.signature) for entry in shop.monitor.entries]
    assert kept == [False, False, True, False, True]
    assert shop.monitor.alerts == []


def test_a_platform_of_the_first_release_gets_every_entry_signed_and_is_asked_once() -> None:
    shop = Shop(entries=5, entries_max=3)
    shop.monitor.is_of_the_first_release = True
    assert shop.upload().mark == 5
    assert paths(shop) == [wire.PATH_COMPACT, wire.PATH_BATCHES, wire.PATH_BATCHES]
    assert [e.signature for e in shop.monitor.entries] == [e.signature for e in shop.outbox.entries]


def test_what_one_signature_does_not_prove_is_sent_again_with_every_signature() -> None:
    shop = Shop(entries=6, entries_max=2)
    shop.monitor.unproven = lambda batch: batch.previous_sequence == 2
    assert shop.upload().mark == 6
    assert paths(shop) == [wire.PATH_COMPACT, wire.PATH_COMPACT, wire.PATH_BATCHES, wire.PATH_COMPACT]
    assert shop.monitor.alerts == []


def test_a_refusal_of_another_kind_is_not_answered_with_the_full_form() -> None:
    shop = Shop(entries=1)
    refusal = WireResponse(422, b'{"code":"entry.unreadable"}')
    shop.line.handle = lambda request: as_signed(request, refusal)
    with pytest.raises(MonitorRefused):
        shop.upload()
    assert paths(shop) == [wire.PATH_COMPACT]


def test_a_batch_is_bounded_in_bytes_but_a_long_entry_still_goes() -> None:
    shop = Shop(entries=1, bytes_max=200)
    shop.outbox.note("x" * 1_000)
    for _entry in range(4):
        shop.outbox.note("y" * 60)
    shop.upload()
    assert shop.monitor.batches == [1, 1, 2, 2]


def test_with_nothing_new_the_books_are_still_compared() -> None:
    shop = Shop(entries=2)
    shop.upload()
    shop.upload()
    assert shop.monitor.batches == [2, 0]
    assert len(shop.outbox.countersignatures) == 1
    shop.monitor.rewrite = lambda reply: msgspec.structs.replace(
        reply, sums=msgspec.structs.replace(reply.sums, payable=0)
    )
    with pytest.raises(MonitorLied, match="sums"):
        shop.upload()


def test_a_till_that_never_sold_asks_with_its_genesis() -> None:
    shop = Shop()
    assert shop.upload().mark == 0
    assert shop.monitor.batches == [0]
    assert shop.monitor.alerts == []


@pytest.mark.parametrize("entries", [0, 1])
def test_entries_written_while_a_batch_is_under_way_go_with_the_next(entries: int) -> None:
    shop = Shop(entries=entries)
    sold = iter([True])

    def sell_meanwhile(request: WireRequest) -> WireResponse:
        if next(sold, False):
            shop.outbox.sell()
        return shop.monitor.handle(request)

    shop.line.handle = sell_meanwhile
    assert shop.upload().mark == entries + 1
    assert shop.monitor.batches == [entries, 1]


def test_a_reply_that_was_lost_is_learned_with_the_next_batch() -> None:
    shop = Shop(entries=4, entries_max=2)
    shop.line.fault = "reply_lost"
    with pytest.raises(MonitorUnreachable):
        shop.upload()
    assert shop.outbox.mark == 0
    shop.line.fault = None
    shop.upload()
    assert shop.outbox.mark == 4
    assert len(shop.monitor.entries) == 4


def test_a_till_that_forgot_what_it_sent_is_told_and_sends_nothing_twice() -> None:
    shop = Shop(entries=6, entries_max=2)
    shop.upload()
    shop.outbox.mark = 0
    shop.monitor.batches.clear()
    assert shop.upload().mark == 6
    assert shop.monitor.batches == [2]
    assert shop.outbox.mark == 6


def test_a_platform_that_lost_its_end_gets_it_again() -> None:
    shop = Shop(entries=6, entries_max=2)
    shop.upload()
    del shop.monitor.entries[1:]
    assert shop.upload().mark == 6
    assert shop.outbox.mark == 6
    assert [e.sequence for e in shop.monitor.entries] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("goes_back_to", [0, 1, 2])
def test_a_platform_that_takes_nothing_more_does_not_keep_the_till_busy(goes_back_to: int) -> None:
    shop = Shop(entries=6, entries_max=2)
    shop.upload(stop_after=1)
    stuck = HonestMonitor(entries=shop.monitor.entries[:goes_back_to]).reply()
    shop.monitor.rewrite = lambda _reply: stuck
    shop.outbox.mark = 2
    with pytest.raises(UploadStalled):
        shop.upload()
    assert shop.outbox.mark == 2


def test_what_the_platform_does_not_count_is_taken_off_the_comparison_and_told() -> None:
    shop = Shop()
    for payable in (1, 3, 3, 1, 3, 1):
        shop.outbox.sell(payable=payable)
    shop.monitor.not_counted = lambda entry: b"3" in entry.payload
    done = shop.upload()
    assert [each.sequence for each in done.quarantined] == [2, 3, 5]
    assert shop.outbox.mark == 6, "quarantine blocks nothing"


def test_an_entry_in_quarantine_cannot_hide_another_difference() -> None:
    shop = Shop(entries=3)
    shop.monitor.rewrite = lambda reply: msgspec.structs.replace(
        reply, quarantined=[wire.Quarantined(2, "sale.quote", "")]
    )
    with pytest.raises(MonitorLied, match="sums"):
        shop.upload()


def signed(reply: wire.BatchReply, key: DeviceKey, **fields: object) -> wire.BatchReply:
    reply = msgspec.structs.replace(reply, **fields)
    statement = countersign_statement(
        till_id=TILL,
        epoch=EPOCH,
        sequence=reply.acknowledged_sequence,
        entry_hash=reply.acknowledged_hash,
        at_ms=reply.at_ms,
    )
    return msgspec.structs.replace(reply, countersignature=key.sign(statement))


STRANGER = DeviceKey(SUITE_1, b"\x11" * 32)


@pytest.mark.parametrize(
    ("lie", "reason"),
    [
        (lambda reply: signed(reply, STRANGER), "countersignature"),
        (lambda reply: msgspec.structs.replace(reply, at_ms=1), "countersignature"),
        (lambda reply: signed(reply, FEDERATION_KEY, acknowledged_sequence=4), "beyond"),
        (lambda reply: signed(reply, FEDERATION_KEY, acknowledged_sequence=2), "hash"),
        (lambda reply: signed(reply, FEDERATION_KEY, acknowledged_hash=bytes(32)), "hash"),
        (
            lambda reply: signed(reply, FEDERATION_KEY, acknowledged_sequence=0, acknowledged_hash=bytes(32)),
            "hash",
        ),
        (
            lambda reply: msgspec.structs.replace(
                reply, quarantined=[wire.Quarantined(2, "a", ""), wire.Quarantined(1, "a", "")]
            ),
            "quarantined",
        ),
        (
            lambda reply: msgspec.structs.replace(reply, quarantined=[wire.Quarantined(4, "a", "")]),
            "quarantined",
        ),
        (lambda reply: msgspec.structs.replace(reply, sums=wire.WireSums(3, 3, 1, 0, 0, 1)), "sums"),
        (lambda reply: msgspec.structs.replace(reply, sums=wire.WireSums(0, 0, 0, 0, 0, 0)), "sums"),
    ],
)
def test_an_answer_that_contradicts_the_till_is_not_believed(
    lie: Callable[[wire.BatchReply], wire.BatchReply], reason: str
) -> None:
    shop = Shop(entries=3)
    shop.monitor.rewrite = lie
    with pytest.raises(MonitorLied) as caught:
        shop.upload()
    assert caught.value.facts["reason"] == reason
    assert shop.outbox.mark == 0
    assert shop.outbox.countersignatures == []


def test_the_answer_to_an_older_request_acknowledges_what_it_proves_and_no_more() -> None:
    shop = Shop(entries=2)
    shop.upload()
    honest, older = shop.monitor.rewrite, shop.monitor.reply()
    shop.monitor.rewrite = lambda _reply: older
    shop.outbox.sell()
    with pytest.raises(UploadStalled):
        shop.upload()
    assert shop.outbox.mark == 2
    shop.monitor.rewrite = honest
    assert shop.upload().mark == 3


def test_a_stop_between_question_and_answer_leaves_the_ledger_alone() -> None:
    shop = Shop(entries=3)
    shop.upload(stop_after=1)
    assert len(shop.monitor.entries) == 3
    assert shop.outbox.mark == 0
    assert shop.moves == []


def test_a_refusal_says_why() -> None:
    shop = Shop(entries=1)
    refusal = WireResponse(403, b'{"code":"till.retired"}')
    shop.line.handle = lambda request: as_signed(request, refusal)
    with pytest.raises(MonitorRefused) as caught:
        shop.upload()
    assert caught.value.facts == {"status": 403, "reason": "till.retired"}


REFUSALS = [
    WireResponse(status, body)
    for status in (302, 401, 403, 404)
    for body in (b"", b"<html>moved</html>", b"\xff" * 10, b"{}", b'{"code":"epoch.retired"}')
]


@pytest.mark.parametrize("refusal", REFUSALS)
def test_a_refusal_that_is_not_signed_for_this_request_is_nobodys(refusal: WireResponse) -> None:
    shop = Shop(entries=1)
    stranger = DeviceKey.generate()
    seen: list[WireRequest] = []

    def kept(request: WireRequest) -> WireResponse:
        seen.append(request)
        return as_signed(seen[0], refusal)  # The platform's own signature, for an earlier request.

    shop.line.handle = kept
    with pytest.raises((MonitorRefused, TillRetired)):
        shop.upload()
    for handle in (
        kept,
        lambda _request: refusal,
        lambda request: as_signed(request, refusal, key=stranger),
        lambda request: replace(as_signed(request, refusal), status=400),
        lambda request: replace(as_signed(request, refusal), body=b'{"code":"epoch.forked"}'),
    ):
        shop.line.handle = handle
        with pytest.raises(MonitorUnreachable):
            shop.upload()


def test_a_good_answer_with_a_false_signature_is_no_answer() -> None:
    shop = Shop(entries=1)
    honest = shop.line.handle
    shop.line.handle = lambda request: replace(honest(request), signature=b"x" * 64)
    with pytest.raises(WireUnreadable):
        shop.upload()


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 599])
def test_what_may_pass_is_unreachable_not_refused(status: int) -> None:
    shop = Shop(entries=1)
    shop.line.handle = lambda _request: WireResponse(status, b'{"code":"till.retired"}')
    with pytest.raises(MonitorUnreachable):
        shop.upload()


def test_a_till_with_a_wrong_clock_can_say_so() -> None:
    shop = Shop(entries=1)
    shop.monitor.now_ms = AT_MS + 86_400_000
    with pytest.raises(TillClockOff) as caught:
        shop.upload()
    assert caught.value.facts == {"till_ms": AT_MS, "platform_ms": AT_MS + 86_400_000}


def test_a_platform_that_calls_a_right_clock_wrong_is_only_refusing() -> None:
    shop = Shop(entries=1)
    shop.line.handle = lambda request: as_signed(request, shop.monitor.refuse(401, "request.stale"))
    with pytest.raises(MonitorRefused):
        shop.upload()


def test_an_answer_of_another_kind_is_unreadable() -> None:
    shop = Shop(entries=1)
    shop.line.handle = lambda _request: WireResponse(200, codec.encode(wire.DownReply([], 1)))
    with pytest.raises(WireUnreadable):
        shop.upload()
