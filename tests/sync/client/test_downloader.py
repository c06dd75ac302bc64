"""Only what the federation signed for this till is applied, once, in order; the rest holds nothing up."""

from __future__ import annotations

import pytest

from pos.crypto.keys import DeviceKey
from pos.domain.journal.chain import SUITE_1
from pos.errors.ledger import LedgerUnwritable
from pos.errors.platform import DocumentForged
from pos.errors.programme import ProgrammeWrong
from sync.client.delivery import Delivered, Delivery
from sync.client.downloader import Downloader
from sync.client.platform import Platform
from sync.protocol.messages import DownReply, WireDocument
from tests.sync.fakes import IDENTITY, FakeInbox, FaultyTransport, HonestMonitor, document
from tests.sync.samples import AT_MS, EPOCH, TILL


class Shop:
    def __init__(self, *documents: WireDocument) -> None:
        self.inbox = FakeInbox()
        self.monitor = HonestMonitor(documents=list(documents))
        platform = Platform(FaultyTransport(self.monitor.handle), IDENTITY, now_ms=lambda: AT_MS)
        self.downloader = Downloader(Delivery(self.inbox, IDENTITY), platform, IDENTITY)

    def download(self) -> Delivered:
        return self.downloader.download(last_sequence=7)


def test_the_till_says_what_it_has_and_how_far_it_is() -> None:
    shop = Shop()
    shop.inbox.numbers["cards"] = 4
    assert shop.download() == Delivered((), ())
    asked = shop.monitor.seen[0]
    assert (asked.till_id, asked.epoch, asked.last_sequence) == (TILL, EPOCH, 7)
    assert asked.have == {"programme": 0, "cards": 4, "leases": 0}


def test_documents_for_everybody_and_for_this_till_are_applied() -> None:
    shop = Shop(document("programme", 1, text="规则"), document("leases", 3, audience=TILL))
    assert shop.download() == Delivered((("programme", 1), ("leases", 3)), ())
    assert shop.inbox.applied[0].body == {"text": "规则"}


def test_what_comes_twice_is_applied_once() -> None:
    shop = Shop(document("cards", 1), document("cards", 1))
    assert shop.download().applied == (("cards", 1),)
    assert shop.download() == Delivered((), ())


def test_an_older_document_never_comes_back() -> None:
    shop = Shop(document("programme", 4))
    shop.inbox.numbers["programme"] = 5
    assert shop.download() == Delivered((), ())


def test_changes_that_build_on_each_other_are_applied_by_number() -> None:
    shop = Shop(document("cards", 3), document("cards", 1), document("cards", 2))
    assert shop.download().applied == (("cards", 1), ("cards", 2), ("cards", 3))


STRANGER = DeviceKey(SUITE_1, b"\x11" * 32)
TRUE = document("programme", 2)


@pytest.mark.parametrize(
    "forged",
    [
        document("programme", 2, key=STRANGER),
        document("leases", 2, audience="S02-1"),
        WireDocument("leases", TRUE.payload, TRUE.signature, SUITE_1),
        WireDocument("programme", TRUE.payload.replace(b"2", b"3"), TRUE.signature, SUITE_1),
        WireDocument("programme", TRUE.payload, b"\x01" * 64, SUITE_1),
        WireDocument("programme", TRUE.payload, TRUE.signature, 2),
    ],
    ids=["another key", "another till", "another kind", "changed", "no signature", "unknown suite"],
)
def test_a_forged_document_is_told_and_the_others_are_applied(forged: WireDocument) -> None:
    shop = Shop(document("cards", 1), forged, document("cards", 2), document("programme", 1))
    done = shop.download()
    assert set(done.applied) == {("cards", 1), ("cards", 2), ("programme", 1)}
    assert [type(problem) for problem in done.problems] == [DocumentForged]


def test_a_kind_of_a_later_release_is_left_alone() -> None:
    shop = Shop(document("vouchers", 1), document("cards", 1))
    assert shop.download() == Delivered((("cards", 1),), ())


def test_a_document_that_cannot_be_applied_holds_up_only_its_own_kind() -> None:
    shop = Shop(document("programme", 1), document("programme", 2), document("cards", 3))
    shop.inbox.refusing["programme"] = ProgrammeWrong(reason="later release")
    done = shop.download()
    assert done.applied == (("cards", 3),)
    assert [problem.code for problem in done.problems] == ["programme.wrong"]
    shop.inbox.refusing.clear()
    assert shop.download().applied == (("programme", 1), ("programme", 2))


def test_a_full_disk_is_told_and_everything_comes_again_later() -> None:
    shop = Shop(document("leases", 1), document("programme", 1))
    shop.inbox.refusing = {
        "leases": LedgerUnwritable(reason="full"),
        "programme": LedgerUnwritable(reason="full"),
    }
    assert [problem.code for problem in shop.download().problems] == ["ledger.unwritable"] * 2
    shop.inbox.refusing.clear()
    assert len(shop.download().applied) == 2


def test_after_a_stop_nothing_more_is_applied() -> None:
    shop = Shop(document("cards", 1), document("cards", 2))
    done = shop.downloader.download(last_sequence=0, stopping=lambda: bool(shop.inbox.applied))
    assert done.applied == (("cards", 1),)


def test_a_long_list_is_asked_for_until_nothing_new_comes() -> None:
    shop = Shop()

    def three_at_most(reply: DownReply) -> DownReply:
        newer = [document("cards", shop.inbox.numbers["cards"] + n) for n in (1, 2, 3)]
        return DownReply(newer if shop.inbox.numbers["cards"] < 9 else [], reply.at_ms)

    shop.monitor.rewrite = three_at_most
    done = shop.downloader.download_all(last_sequence=0)
    assert done == Delivered(tuple(("cards", n) for n in range(1, 10)), ())
    assert [asked.have["cards"] for asked in shop.monitor.seen] == [0, 3, 6, 9]


def test_a_platform_that_always_has_something_new_does_not_keep_the_till_for_ever() -> None:
    shop = Shop()
    shop.monitor.rewrite = lambda reply: DownReply(
        [document("cards", shop.inbox.numbers["cards"] + 1)], reply.at_ms
    )
    assert len(shop.downloader.download_all(last_sequence=0).applied) == len(shop.monitor.seen) == 50


def test_after_a_problem_the_till_does_not_ask_again_in_this_round() -> None:
    shop = Shop(document("leases", 1, audience="S02-1"), document("cards", 1))
    done = shop.downloader.download_all(last_sequence=0)
    assert (done.applied, len(done.problems), len(shop.monitor.seen)) == ((("cards", 1),), 1, 1)
