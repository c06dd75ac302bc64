"""Enrolment: one code, one key, once; and a till that comes back on a new disk gets a new epoch."""

from __future__ import annotations

import json
from dataclasses import replace

import httpx2
import pytest
from starlette.testclient import TestClient

from monitor.platform import Platform
from monitor.refusals import Refused
from monitor.store import tables
from pos.crypto.keys import DeviceKey
from sync.protocol.codec import decode_json
from sync.protocol.messages import EnrolReply, Refusal
from tests.monitor.conftest import DAY_MS, EnrolledTill, FakeClock, card_no, rows
from tests.monitor.simulated_till import SimulatedTill


@pytest.fixture
def newcomer(client: TestClient, clock: FakeClock) -> SimulatedTill:
    return SimulatedTill(client, "S01-1", clock.at_ms)


def code_of(response: httpx2.Response) -> str:
    assert response.status_code in (403, 422), response.text
    return decode_json(response.content, Refusal).code


def test_a_till_learns_who_it_is_and_whom_to_believe(newcomer: SimulatedTill, platform: Platform) -> None:
    reply = newcomer.enrol(platform.issue_code("S01-1"))

    assert (reply.till_id, reply.epoch, reply.store_id, reply.store_name) == ("S01-1", 1, "S01", "浆洗街店")
    assert reply.card_issuer == "6201"
    assert reply.federation_key == platform.key.public_key


def test_a_code_may_be_typed_as_a_person_types(newcomer: SimulatedTill, platform: Platform) -> None:
    code = platform.issue_code("S01-1")

    assert newcomer.enrol(f" {code.lower().replace('-', ' ')} ").epoch == 1


def test_the_code_itself_is_nowhere_stored(platform: Platform) -> None:
    code = platform.issue_code("S01-1")

    assert code not in str(rows(platform, tables.enrolment_code))


def test_a_lost_answer_is_given_again_to_the_same_key(newcomer: SimulatedTill, platform: Platform) -> None:
    code = platform.issue_code("S01-1")
    newcomer.enrol(code)

    assert newcomer.enrol(code).epoch == 1
    assert len(rows(platform, tables.device)) == 1


def test_a_code_is_good_for_one_key(newcomer: SimulatedTill, platform: Platform) -> None:
    code = platform.issue_code("S01-1")
    newcomer.enrol(code)

    assert code_of(newcomer.reinstalled().ask_to_enrol(code)) == "enrolment.code_used"


def test_a_code_is_good_for_a_day(newcomer: SimulatedTill, platform: Platform, clock: FakeClock) -> None:
    code = platform.issue_code("S01-1")
    clock.at_ms += DAY_MS + 1

    assert code_of(newcomer.ask_to_enrol(code)) == "enrolment.code_expired"


def test_a_new_code_makes_the_old_one_void(newcomer: SimulatedTill, platform: Platform) -> None:
    old = platform.issue_code("S01-1")
    platform.issue_code("S01-1")

    assert code_of(newcomer.ask_to_enrol(old)) == "enrolment.code_wrong"


def test_a_code_is_good_for_one_till(newcomer: SimulatedTill, platform: Platform) -> None:
    code = platform.issue_code("S01-2")

    assert code_of(newcomer.ask_to_enrol(code)) == "enrolment.code_wrong"
    assert code_of(newcomer.ask_to_enrol("AAAA-AAAA-AAAA-AAAA")) == "enrolment.code_wrong"


def test_there_is_no_code_for_a_till_that_is_not_there(platform: Platform) -> None:
    with pytest.raises(Refused, match=r"till\.unknown"):
        platform.issue_code("S99-1")


def test_a_key_of_no_known_suite_is_refused(newcomer: SimulatedTill, platform: Platform) -> None:
    code = platform.issue_code("S01-1")

    assert code_of(newcomer.ask_to_enrol(code, suite=2)) == "enrolment.suite_unknown"
    assert code_of(newcomer.ask_to_enrol(code, public_key=b"x" * 33)) == "enrolment.key_unusable"
    assert newcomer.enrol(code).epoch == 1, "a refused attempt does not use the code up"


def test_words_that_no_database_takes_are_no_fault_of_the_platform(
    newcomer: SimulatedTill, platform: Platform
) -> None:
    code = platform.issue_code("S01-1")

    assert code_of(newcomer.ask_to_enrol("\0\0\0\0")) == "enrolment.code_wrong"
    response = newcomer.ask_to_enrol(code, program_version="0.1\0")
    assert decode_json(response.content, EnrolReply).epoch == 1


def test_a_reinstalled_till_gets_the_next_epoch_and_none_of_the_old_leases(
    till: SimulatedTill, platform: Platform, clock: FakeClock
) -> None:
    assert till.leases[card_no(1), "2026-11"]
    again = till.reinstalled()
    assert again.enrol(platform.issue_code("S01-1")).epoch == 2

    again.download()

    assert again.leases == {}, "what the lost disk held may be spent already"
    alerts = {alert["code"]: json.loads(alert["facts"]) for alert in rows(platform, tables.alert)}
    assert set(alerts) == {"till.enrolled_again", "till.leases_left"}
    assert alerts["till.leases_left"] == {"cards": 4, "months": 1, "epoch": 2}
    clock.at_ms += 8 * DAY_MS
    again.now_ms = clock.at_ms
    again.download()
    assert {month for _card, month in again.leases} == {"2026-12"}, "the next month is its own"


def leased(platform: Platform, month: str, card: str) -> dict[tuple[int, str], int]:
    """What is leased of a card's month, by epoch and pool."""
    return {
        (row["epoch"], row["pool_id"]): row["granted"]
        for row in rows(platform, tables.lease)
        if (row["month"], row["card_no"]) == (month, card)
    }


def test_a_month_that_was_opened_for_the_old_disk_and_never_sent_goes_to_the_new_one(
    till: SimulatedTill, enrolled: EnrolledTill, platform: Platform, clock: FakeClock
) -> None:
    clock.at_ms += 3 * DAY_MS  # The 26th: another till asks, and December is opened for the dead one.
    enrolled("S02-1")
    before = leased(platform, "2026-12", card_no(1))
    assert {epoch for epoch, _pool in before} == {1}

    again = till.reinstalled()
    again.now_ms = clock.at_ms
    again.enrol(platform.issue_code("S01-1"))
    again.download()

    assert {month for _card, month in again.leases} == {"2026-12"}
    after = leased(platform, "2026-12", card_no(1))
    assert after == {(2, pool): granted for (_epoch, pool), granted in before.items()}, "moved, not doubled"
    assert {epoch for epoch, _pool in leased(platform, "2026-11", card_no(1))} == {1}
    clock.at_ms = again.now_ms = clock.at_ms + 5 * DAY_MS
    again.sell(("蔬菜", 1000), card_no=card_no(1))
    assert again.upload().quarantined == []


def test_a_month_that_was_sent_to_the_old_disk_stays_with_it(
    till: SimulatedTill, platform: Platform, clock: FakeClock
) -> None:
    clock.at_ms = till.now_ms = clock.at_ms + 3 * DAY_MS
    till.download()
    again = till.reinstalled()
    again.enrol(platform.issue_code("S01-1"))
    again.download()

    assert again.leases == {}, "the old disk may spend December without a line"
    assert {epoch for epoch, _pool in leased(platform, "2026-12", card_no(1))} == {1}
    left = [alert for alert in rows(platform, tables.alert) if alert["code"] == "till.leases_left"]
    assert [json.loads(alert["facts"])["months"] for alert in left] == [2]


def test_leases_handed_over_twice_go_to_the_newest_installation(
    till: SimulatedTill, enrolled: EnrolledTill, platform: Platform, clock: FakeClock
) -> None:
    clock.at_ms += 3 * DAY_MS
    enrolled("S02-1")
    newest = till
    for _again in range(2):
        newest = newest.reinstalled()
        newest.now_ms = clock.at_ms
        newest.enrol(platform.issue_code("S01-1"))
    newest.download()

    assert {month for _card, month in newest.leases} == {"2026-12"}
    assert {epoch for epoch, _pool in leased(platform, "2026-12", card_no(1))} == {3}


def test_a_retired_installation_gets_no_more_documents(till: SimulatedTill, platform: Platform) -> None:
    till.reinstalled().enrol(platform.issue_code("S01-1"))
    former = replace(till, have={})

    with pytest.raises(AssertionError, match=r"epoch\.retired"):
        former.download()


def test_keys_of_two_tills_are_two_devices(enrolled: EnrolledTill, platform: Platform) -> None:
    enrolled("S01-1")
    enrolled("S01-2")

    keys = {row["public_key"] for row in rows(platform, tables.device)}
    assert len(keys) == 2
    assert all(isinstance(key, bytes) and key != DeviceKey.generate().public_key for key in keys)
