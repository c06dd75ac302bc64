"""A card is shown at another till: what the platform grants, whom it asks, and what a release frees."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from monitor.auditing.audit import audit
from monitor.platform import Platform
from monitor.store import tables
from monitor.store.lease_tables import free_right, lease_recall
from pos.crypto.documents import SignedDocument, open_document
from pos.domain.cards.lease_moves import LeasePart, LeaseReleased, ReleaseCause, recall_release_id
from pos.domain.journal.entries import EntryKind
from pos.domain.journal.record import record_to_data
from sync.protocol import messages as wire
from sync.protocol.codec import decode, encode
from sync.protocol.lease_messages import RecallWait, TapReply, TapRequest
from tests.monitor.conftest import DAY_MS, EnrolledTill, FakeClock, card_no, rows
from tests.monitor.simulated_till import SimulatedTill

MONTH = "2026-11"
WHOLE = {"vegetable": 10_000, "staple": 20_000, "subsidy": 6_000}


def tap(till: SimulatedTill, number: int, **changed: Any) -> TapReply:
    """Show a card; leases that come are adopted."""
    asked: dict[str, Any] = {"ask_id": "ask-1", "card_no": card_no(number), "month": MONTH} | changed
    request = TapRequest(wire.PROTOCOL, till.till_id, till.epoch, have=till.have["leases"], **asked)
    response = till.post(wire.PATH_TAP, encode(request))
    assert response.status_code == 200, response.text
    reply = decode(response.content, TapReply)
    for each in reply.documents:
        signed = SignedDocument(each.kind, each.payload, each.signature, each.suite)
        till._adopt(open_document(signed, till.federation_key, audience=till.till_id))
    return reply


def recalls(till: SimulatedTill) -> list[tuple[int, str, str]]:
    """What the till is asked for and did not know of: number, card, month."""
    after = till.have.setdefault("recalls", 0)
    request = RecallWait(wire.PROTOCOL, till.till_id, till.epoch, after, 0)
    response = till.post(wire.PATH_RECALLS, encode(request))
    assert response.status_code == 200, response.text
    found = []
    for each in decode(response.content, wire.DownReply).documents:
        signed = SignedDocument(each.kind, each.payload, each.signature, each.suite)
        body = open_document(signed, till.federation_key, audience=till.till_id)
        till.have["recalls"] = body.number
        found += [(body.number, asked["card_no"], asked["month"]) for asked in body.body["recalls"]]
    return found


def release(till: SimulatedTill, number: int, card: str, *, parts: Any = None, left_open: Any = None) -> None:
    """Answer a recall, with all that is left unless told, and send it."""
    held = till.leases.get((card, MONTH), [])
    if parts is None:
        parts = tuple(LeasePart(each.lease_id, each.pool, each.left) for each in held if each.left)
    facts = LeaseReleased(
        release_id=recall_release_id(number, card, MONTH), card_no=card, month=MONTH,
        cause=ReleaseCause.RECALL, number=number, parts=parts, left_open=left_open or {},
    )  # fmt: skip
    till.append(EntryKind.LEASE_RELEASED, record_to_data(facts), entry_id=facts.release_id)


def left(till: SimulatedTill, number: int) -> dict[str, int]:
    """What a till may spend of a card, in fen."""
    found: dict[str, int] = {}
    for each in till.leases.get((card_no(number), MONTH), ()):
        found[each.pool] = found.get(each.pool, 0) + each.left
    return found


def test_the_holder_lets_go_and_the_other_till_gets_what_is_left(
    platform: Platform, till: SimulatedTill, enrolled: EnrolledTill
) -> None:
    other = enrolled("S02-1")
    till.sell(("蔬菜", 1_000), card_no=card_no(1))

    assert tap(other, 1).state == "asking"
    asked = recalls(till)
    assert [card for _number, card, _month in asked] == [card_no(1)]
    assert recalls(till) == []  # Told once.
    release(till, asked[0][0], card_no(1))
    assert till.upload().quarantined == []
    assert sum(row["amount"] for row in rows(platform, free_right)) == 34_400

    reply = tap(other, 1)
    assert reply.state == "granted"
    assert left(other, 1) == WHOLE | {"vegetable": 9_000, "subsidy": 5_400}
    assert tap(other, 1).documents == []  # The same wish, the same answer, nothing twice.
    assert left(other, 1) == WHOLE | {"vegetable": 9_000, "subsidy": 5_400}
    assert rows(platform, free_right) == []
    other.sell(("米", 5_000), card_no=card_no(1))
    assert other.upload().quarantined == []
    assert audit(platform.store).first_bad is None
    platform.opener.open_due(platform.clock.now_ms())
    assert rows(platform, lease_recall)[0]["answered_sequence"] == 2


def test_the_holder_itself_has_everything_already(till: SimulatedTill) -> None:
    assert tap(till, 1).state == "granted"


def test_a_card_without_a_usual_store_is_served_where_it_is_shown(
    platform: Platform, enrolled: EnrolledTill
) -> None:
    from monitor.documents.publishing import change_cards
    from tests.monitor.conftest import active_card

    platform.store.write(lambda connection: change_cards(connection, [active_card(9, None)]))
    other = enrolled("S02-1")

    assert tap(other, 9).state == "granted"
    assert left(other, 9) == WHOLE
    assert tap(other, 8).state == "not_listed"


def test_what_is_spent_after_the_release_does_not_count(
    platform: Platform, till: SimulatedTill, enrolled: EnrolledTill
) -> None:
    other = enrolled("S02-1")
    tap(other, 1)
    release(till, recalls(till)[0][0], card_no(1))
    till.sell(("蔬菜", 1_000), card_no=card_no(1))  # A till with a bug.

    assert [each.code for each in till.upload().quarantined] == ["lease.overdrawn"]
    assert tap(other, 1).state == "granted"
    assert left(other, 1) == WHOLE


def test_more_than_is_left_or_of_others_frees_nothing(
    platform: Platform, till: SimulatedTill, enrolled: EnrolledTill
) -> None:
    other = enrolled("S02-1")
    tap(other, 1)
    number = recalls(till)[0][0]
    lease = till.leases[card_no(1), MONTH][0]
    till.sell(("蔬菜", 1_000), card_no=card_no(1))
    release(till, number, card_no(1), parts=(LeasePart(lease.lease_id, "vegetable", 10_000),))
    release(other, 7, card_no(1), parts=(LeasePart(lease.lease_id, "vegetable", 1),))

    assert [each.code for each in till.upload().quarantined] == ["lease.released_too_much"]
    assert [each.code for each in other.upload().quarantined] == ["lease.not_granted"]
    assert rows(platform, free_right) == []
    assert audit(platform.store).first_bad is None


def test_an_open_basket_keeps_what_it_needs(till: SimulatedTill, enrolled: EnrolledTill) -> None:
    other = enrolled("S02-1")
    tap(other, 1)
    held = till.leases[card_no(1), MONTH]
    parts = tuple(LeasePart(each.lease_id, each.pool, each.left) for each in held if each.pool != "staple")
    release(till, recalls(till)[0][0], card_no(1), parts=parts, left_open={"staple": 20_000})
    till.upload()

    reply = tap(other, 1)
    assert reply.state == "in_use"
    assert left(other, 1) == {"vegetable": 10_000, "subsidy": 6_000}


def test_a_holder_that_was_not_heard_of_is_away_and_stays_asked(
    clock: FakeClock, till: SimulatedTill, enrolled: EnrolledTill
) -> None:
    other = enrolled("S02-1")
    clock.at_ms += 120_000
    other.now_ms = clock.at_ms

    reply = tap(other, 1)
    assert reply.state == "holder_away"
    assert reply.holder_seen_ms is not None and reply.holder_seen_ms < clock.at_ms
    till.now_ms = clock.at_ms
    assert len(recalls(till)) == 1


def test_a_replaced_installation_frees_nothing(
    platform: Platform, till: SimulatedTill, enrolled: EnrolledTill
) -> None:
    other = enrolled("S02-1")
    tap(other, 1)
    number = recalls(till)[0][0]
    release(till, number, card_no(1))
    enrolled("S01-1")

    till.upload()
    assert rows(platform, free_right) == []
    assert tap(other, 1).state == "holder_away"


def test_a_month_that_is_over_is_not_granted(clock: FakeClock, enrolled: EnrolledTill) -> None:
    other = enrolled("S02-1")
    clock.at_ms += 10 * DAY_MS
    other.now_ms = clock.at_ms

    assert tap(other, 1).state == "not_listed"


def test_the_next_month_of_a_card_opens_where_it_was_used(
    platform: Platform, clock: FakeClock, till: SimulatedTill, enrolled: EnrolledTill
) -> None:
    other = enrolled("S02-1")
    tap(other, 1)
    release(till, recalls(till)[0][0], card_no(1))
    till.upload()
    tap(other, 1)
    other.sell(("米", 5_000), card_no=card_no(1))
    other.upload()
    clock.at_ms += 3 * DAY_MS

    platform.opener.open_due(clock.at_ms)
    december = {
        row["card_no"]: row["till_id"] for row in rows(platform, tables.lease) if row["month"] == "2026-12"
    }
    assert december[card_no(1)] == "S02-1"
    assert december[card_no(2)] == "S01-1"


@pytest.mark.parametrize("who", ["tap", "recalls"])
def test_a_request_waits_without_looking_twice_when_nothing_changes(platform: Platform, who: str) -> None:
    waker = platform.taps._waker

    async def story() -> float:
        loop = asyncio.get_running_loop()
        with waker.waiter(who) as waiter:
            loop.call_later(0.01, waker.ring, [who])
            began = loop.time()
            await waiter.wait(5.0)
            return loop.time() - began

    assert asyncio.run(story()) < 1.0


def test_a_release_that_is_replayed_or_answers_a_question_nobody_asked_frees_nothing_more(
    platform: Platform, till: SimulatedTill, enrolled: EnrolledTill
) -> None:
    other = enrolled("S02-1")
    tap(other, 1)
    number = recalls(till)[0][0]
    release(till, number, card_no(1))
    release(till, number, card_no(1))  # The same answer, written a second time.
    release(till, number + 40, card_no(1))  # And one to a recall that there never was.

    refused = {each.code for each in till.upload().quarantined}
    assert refused == {"entry.id_twice", "lease.released_too_much"}
    assert sum(row["amount"] for row in rows(platform, free_right)) == sum(WHOLE.values())
    assert tap(other, 1).state == "granted"
    assert left(other, 1) == WHOLE
    assert audit(platform.store).first_bad is None
