"""Two copies of one till at work at once: found at the second's first request. A restart is none."""

from __future__ import annotations

import dataclasses

import pytest
from starlette.testclient import TestClient

from monitor.devices.starts import LIVING_MS
from monitor.platform import Platform
from monitor.store import tables
from sync.protocol import messages as wire
from sync.protocol.codec import decode_json, encode
from sync.protocol.request_signing import StartClaim
from tests.monitor.conftest import FakeClock, rows
from tests.monitor.simulated_till import SimulatedTill

A, B, C = (letter * 32 for letter in "abc")


def copy_of(till: SimulatedTill, start: StartClaim | None) -> SimulatedTill:
    """Another program with the same key and books."""
    return dataclasses.replace(till, start=start, entries=list(till.entries), have=dict(till.have))


def speaks(till: SimulatedTill, clock: FakeClock, *, seconds: int = 1) -> None:
    """Time goes by, then it sends what it has."""
    clock.at_ms += seconds * 1000
    till.now_ms = clock.at_ms
    till.upload()


def documents_refused(till: SimulatedTill) -> str:
    """What it is told when it asks for documents."""
    request = wire.DownRequest(wire.PROTOCOL, till.till_id, till.epoch, len(till.entries), till.have)
    response = till.post(wire.PATH_DOWNLINK, encode(request))
    return "" if response.status_code == 200 else decode_json(response.content, wire.Refusal).code


def alerts(platform: Platform) -> list[str]:
    return [alert["code"] for alert in rows(platform, tables.alert)]


@pytest.fixture
def first(till: SimulatedTill, clock: FakeClock) -> SimulatedTill:
    till.start = StartClaim(A)
    till.sell(("零食", 100))
    speaks(till, clock)
    return till


def test_two_living_starts_are_found_at_the_seconds_first_request_and_neither_gets_anything_new(
    platform: Platform, first: SimulatedTill, clock: FakeClock
) -> None:
    second = copy_of(first, StartClaim(B))

    speaks(second, clock)

    assert alerts(platform) == ["till.two_starts"]
    assert documents_refused(second) == "epoch.forked"
    assert documents_refused(first) == "epoch.forked"
    first.sell(("零食", 200))
    speaks(first, clock)
    assert alerts(platform) == ["till.two_starts"], "told once, and its sales are taken all the same"


def test_a_copy_that_asks_for_documents_first_is_found_as_well(
    platform: Platform, first: SimulatedTill, clock: FakeClock
) -> None:
    assert documents_refused(copy_of(first, StartClaim(B))) == "epoch.forked"
    assert alerts(platform) == ["till.two_starts"]


def test_a_restart_in_the_same_place_is_no_copy_however_soon_it_comes(
    platform: Platform, first: SimulatedTill, clock: FakeClock
) -> None:
    restarted = copy_of(first, StartClaim(C, (B, A)))  # B never reached the platform.

    speaks(restarted, clock)

    assert alerts(platform) == []
    assert documents_refused(restarted) == ""


def test_what_the_start_before_had_on_its_way_may_arrive_late(
    platform: Platform, first: SimulatedTill, clock: FakeClock
) -> None:
    speaks(copy_of(first, StartClaim(B, (A,))), clock)

    first.upload()  # Its own time is still the one before.

    assert alerts(platform) == []


def test_a_start_that_was_followed_and_speaks_again_lives_beside_the_other(
    platform: Platform, first: SimulatedTill, clock: FakeClock
) -> None:
    speaks(copy_of(first, StartClaim(B, (A,))), clock)

    speaks(first, clock)

    assert alerts(platform) == ["till.two_starts"]


@pytest.mark.parametrize(("silent_ms", "found"), [(LIVING_MS, True), (LIVING_MS + 1000, False)])
def test_a_till_that_came_back_elsewhere_after_its_old_place_fell_silent_is_believed(
    platform: Platform, first: SimulatedTill, clock: FakeClock, silent_ms: int, found: bool
) -> None:
    moved = copy_of(first, StartClaim(B))

    speaks(moved, clock, seconds=silent_ms // 1000)
    assert (alerts(platform) == ["till.two_starts"]) is found

    speaks(first, clock)  # And if it was only cut off, it is found when it speaks again.
    assert alerts(platform) == ["till.two_starts"]


def test_tills_of_the_first_releases_name_no_start_and_go_on(
    platform: Platform, till: SimulatedTill, clock: FakeClock
) -> None:
    till.sell(("零食", 100))
    speaks(till, clock)
    speaks(copy_of(till, None), clock)

    assert alerts(platform) == []
    assert documents_refused(till) == ""


def test_enrolling_again_begins_an_epoch_that_is_not_forked(
    platform: Platform, client: TestClient, first: SimulatedTill, clock: FakeClock
) -> None:
    speaks(copy_of(first, StartClaim(B)), clock)
    again = SimulatedTill(client, first.till_id, clock.at_ms, start=StartClaim(C))
    again.enrol(platform.issue_code(first.till_id))

    assert documents_refused(again) == ""
