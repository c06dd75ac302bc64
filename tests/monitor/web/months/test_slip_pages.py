"""Slips on a page: whom each waits for, what was credited, promised and paid; nothing is decided here."""

from __future__ import annotations

from functools import partial

import pytest

from monitor.leases import slip_listing
from monitor.leases.slip_listing import ListedSlip, Place, list_slips
from monitor.leases.slip_states import NOT_LISTED, SlipState, WaitsFor
from monitor.platform import Platform
from monitor.web.months.slip_pages import LIST, REASON_WORDS, STATE_WORDS, WHY_WORDS
from pos.domain.selling.make_good import NotDue
from tests.monitor.conftest import EnrolledTill, FakeClock, card_no
from tests.monitor.leases.slips import MINUTE_MS, bought_without, pay, promised, sent, the_credit
from tests.monitor.leases.test_taps import recalls, release
from tests.monitor.simulated_till import SimulatedTill
from tests.monitor.web.months.conftest import Office


@pytest.fixture
def other(enrolled: EnrolledTill) -> SimulatedTill:
    """A till of another store, which holds nothing of the card."""
    return enrolled("S02-1")


def test_a_slip_is_followed_from_waiting_to_paid(
    platform: Platform, clock: FakeClock, till: SimulatedTill, other: SimulatedTill, office: Office
) -> None:
    till.download()
    bought_without(other, ("蔬菜", 1_000))
    clock.at_ms = till.now_ms = other.now_ms = clock.at_ms + MINUTE_MS
    sent(other)
    words = office.maker.open(LIST).text
    assert "等算清" in words and "S01-1" in words and f"····{card_no(1)[-4:]}" in words
    assert card_no(1) not in words, "the whole number is nobody's business here"
    assert "额度所在的收银机联系不上" in words

    sent(till)
    assert "正在调回剩下的额度" in office.maker.open(LIST).text
    for number, card, _month in recalls(till):
        release(till, number, card)
    sent(till)
    words = office.maker.open(f"{LIST}?state=credited").text
    assert "已记账，等顾客来" in words and "10.00" in words
    assert "没有这样的凭证" in office.maker.open(f"{LIST}?state=waiting").text

    credit_id = the_credit(platform)
    promised(other, credit_id)
    assert "正在付" in office.maker.open(f"{LIST}?state=promised").text
    pay(other, credit_id, 1_000)
    sent(other)
    words = office.maker.open(f"{LIST}?state=paid").text
    assert "已付" in words and "S02-1" in words
    assert office.maker.open(f"{LIST}?state=nonsense&older=nonsense").status_code == 200


def test_a_long_list_has_pages_and_each_slip_stands_on_one(
    platform: Platform,
    clock: FakeClock,
    till: SimulatedTill,
    other: SimulatedTill,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    till.download()
    for _ in range(5):
        bought_without(other, ("蔬菜", 1_000))
    sent(other)
    monkeypatch.setattr(slip_listing, "LISTED", 2)
    seen: list[ListedSlip] = []
    place: Place | None = None
    for _page in range(3):
        listed, place = platform.store.read(partial(list_slips, older_than=place))
        seen += listed
    assert place is None and len({each.slip_no for each in seen}) == len(seen) == 5
    sold = [each.sold_ms for each in seen]
    assert sold == sorted(sold, reverse=True)


def test_every_state_and_every_why_has_its_words() -> None:
    assert set(STATE_WORDS) == set(SlipState)
    assert set(WHY_WORDS) == {NOT_LISTED, *(each.value for each in (*WaitsFor, *NotDue))}
    assert "holder_away" in REASON_WORDS and "offline" in REASON_WORDS
