"""A round brings both ends level, and a dispute about the books ends it before anything is fetched."""

from __future__ import annotations

import msgspec
import pytest

from pos.errors import PosError
from pos.errors.platform import MonitorLied
from sync.client.delivery import Delivery
from sync.client.platform import Platform
from sync.client.round import SyncRound
from sync.protocol import messages as wire
from tests.sync.fakes import IDENTITY, FakeInbox, FakeOutbox, FaultyTransport, HonestMonitor, document
from tests.sync.samples import AT_MS


class Shop:
    def __init__(self) -> None:
        self.outbox, self.inbox, self.monitor = FakeOutbox(), FakeInbox(), HonestMonitor()
        self.line = FaultyTransport(self.monitor.handle)
        platform = Platform(self.line, IDENTITY, now_ms=lambda: AT_MS)
        self.round = SyncRound(self.outbox, Delivery(self.inbox, IDENTITY), platform, IDENTITY)

    def run(self, *, documents: bool = True) -> tuple[PosError, ...]:
        return self.round.run(documents=documents, stopping=lambda: False, moved=lambda: None)

    def asked(self) -> list[str]:
        return [request.path for request in self.line.carried]


def test_entries_go_up_before_documents_come_down() -> None:
    shop = Shop()
    shop.outbox.sell()
    assert shop.round.pending() == 1
    assert shop.run() == ()
    assert shop.round.pending() == 0
    assert shop.asked() == [wire.PATH_COMPACT, wire.PATH_DOWNLINK]


def test_a_round_for_a_sale_asks_for_no_documents() -> None:
    shop = Shop()
    shop.run(documents=False)
    assert shop.asked() == [wire.PATH_BATCHES]


def test_what_was_adopted_is_reported_in_the_same_round() -> None:
    shop = Shop()
    shop.inbox.then = lambda: shop.outbox.note("adopted")
    shop.monitor.documents = [document("programme", 1), document("leases", 1)]
    assert shop.run() == ()
    assert shop.round.pending() == 0
    assert len(shop.monitor.entries) == 2


def test_a_till_whose_books_are_in_dispute_is_given_nothing() -> None:
    shop = Shop()
    shop.monitor.documents = [document("leases", 1)]
    shop.monitor.rewrite = lambda reply: msgspec.structs.replace(reply, at_ms=1)
    with pytest.raises(MonitorLied):
        shop.run()
    assert shop.inbox.applied == []


def test_entries_in_quarantine_and_forged_documents_are_told_although_all_went_well() -> None:
    shop = Shop()
    for payable in (1, 3, 3):
        shop.outbox.sell(payable=payable)
    shop.monitor.not_counted = lambda entry: b"3" in entry.payload
    shop.monitor.documents = [document("leases", 1, audience="S02-1"), document("cards", 1)]
    problems = shop.run()
    assert [problem.code for problem in problems] == ["document.forged", "sync.quarantined"]
    assert problems[1].facts == {"count": 2, "sequence": 2, "reason": "sale.quote"}
    assert (shop.round.pending(), shop.inbox.numbers["cards"]) == (0, 1)


def test_an_entry_kept_aside_for_its_leases_sake_is_told_by_a_word_of_its_own() -> None:
    shop = Shop()
    for payable in (1, 3, 3):
        shop.outbox.sell(payable=payable)
    shop.run()
    shop.monitor.not_counted = lambda _entry: False
    assert "benefit.disputed" not in [problem.code for problem in shop.run()]

    shop.monitor.not_counted = lambda _entry: True
    shop.monitor.code_not_counted = "lease.overdrawn"
    shop.outbox.sell(payable=5)
    problems = shop.run()
    assert [problem.code for problem in problems] == ["sync.quarantined", "benefit.disputed"]
    assert problems[1].facts == {"sequence": 4, "reason": "lease.overdrawn"}


def test_closing_lets_the_line_go() -> None:
    shop = Shop()
    shop.round.close()
    assert shop.line.closed
