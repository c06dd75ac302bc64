"""Clocks that jump: a month nobody vouches for waits for the manager, the platform mends the fence."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pos.bootstrap import enrol
from pos.commands.headless.front import HeadlessTill
from pos.crypto.keys import DeviceKey
from pos.domain.calendar import business_date
from pos.domain.cards.card import BenefitState
from pos.domain.journal.entries import EntryKind
from pos.domain.journal.month_entry import DateConfirmed
from pos.errors.fencing import DateDiffers, MonthUnvouched
from pos.errors.people import ApprovalNeeded
from pos.errors.shifts import ClockDoubtful
from pos.ledger.ledger import Ledger, NewEntry
from pos.services.till import Till
from tests.services.federation import Federation, federation_with
from tests.services.telling import entries_of, sell_soy
from tests.shop import LAN, MANAGER, MANAGER_PIN, MORNING_MS, SOY, Shop, grant

NOBODY = "http://127.0.0.1:9"
DAY_S = 86_400


@pytest.fixture
def enrolled(tmp_path: Path) -> Iterator[tuple[Federation, Shop]]:
    """A till with leases for November and December that sold on the 23rd of November, and was closed."""
    with federation_with(tmp_path) as (federation, shop):
        federation.keeps = True
        enrol(shop.settings, "123")
        till = shop.start_selling()
        till.sync.sync_now()
        grant(till, LAN)
        grant(till, LAN, month="2026-12", number=2)
        sell_soy(till)
        till.sync.sync_now()
        till.close()
        yield federation, shop


def alone(shop: Shop) -> Till:
    """The till started with the line down, which it has found out."""
    shop.monitor_url = NOBODY
    till = shop.start_selling()
    till.sync.sync_now()
    return till


def state_of_card(till: Till) -> BenefitState:
    till.checkout.scan(SOY)
    card = till.checkout.attach_card(LAN).basket.card
    assert card is not None
    till.checkout.detach_card()
    till.checkout.drop(1)
    return card.state


def test_a_month_entered_by_a_jump_asks_the_manager_for_the_date_and_the_answer_stands_in_the_journal(
    enrolled: tuple[Federation, Shop],
) -> None:
    _federation, shop = enrolled
    shop.clock.forward(days=9)  # 2 December, by the clock alone.
    till = alone(shop)
    headless = HeadlessTill(till)

    assert till.status().benefits_doubt == MonthUnvouched.code
    assert state_of_card(till) is BenefitState.FENCED
    assert headless.answer("date 2026-12-01")["code"] == DateDiffers.code
    assert headless.answer("date 2026-12-02")["code"] == ApprovalNeeded.code
    assert headless.answer(f"approve {MANAGER} {MANAGER_PIN}")["ok"]
    assert headless.answer("date ２０２６１２０２")["ok"]

    assert till.status().benefits_doubt is None
    assert state_of_card(till) is BenefitState.READY
    (entry,) = entries_of(till, EntryKind.DATE_CONFIRMED)
    assert (entry.data["date"], entry.approver) == ("2026-12-02", MANAGER)
    till.close()
    till = alone(shop)
    assert till.status().benefits_doubt is None, "once in a month is enough"
    till.close()


def test_sales_under_the_jumped_clock_do_not_vouch_for_themselves(enrolled: tuple[Federation, Shop]) -> None:
    _federation, shop = enrolled
    shop.clock.forward(days=9)
    till = alone(shop)
    sell_soy(till)
    sell_soy(till)

    assert till.status().benefits_doubt == MonthUnvouched.code
    till.close()


@pytest.mark.parametrize(
    ("days_alone", "hours_shut", "asked"),
    [(1, 12, False), (0, 36, False), (0, 37, True), (2, 12, True), (7, 12, True)],
)
def test_work_that_goes_on_over_the_end_of_the_month_is_asked_nothing_for_three_days(
    enrolled: tuple[Federation, Shop], days_alone: int, hours_shut: int, asked: bool
) -> None:
    _federation, shop = enrolled
    till = alone(shop)
    for day in range(7):
        shop.clock.forward(days=1)
        sell_soy(till)
        if day == 6 - days_alone:
            ledger = till.checkout._parts.recorder.ledger
            ledger.acknowledge(*ledger.head(), b"", shop.clock.now_ms())
    shop.clock.forward(hours=13)  # Nearly midnight of 30 November.
    sell_soy(till)
    shop.clock.forward(hours=hours_shut)
    assert business_date(shop.clock.at_ms) >= "2026-12-01"

    assert till.status().benefits_doubt == (MonthUnvouched.code if asked else None)
    till.close()


def test_the_platforms_answer_vouches_for_the_month(enrolled: tuple[Federation, Shop]) -> None:
    _federation, shop = enrolled
    shop.clock.forward(days=9)

    till = shop.start_selling()
    till.sync.sync_now()

    assert till.status().benefits_doubt is None
    till.close()


def test_a_till_that_no_platform_knows_asks_for_no_date(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "till")
    till = shop.start_selling()
    shop.clock.forward(days=15)

    assert till.status().benefits_doubt is None
    till.close()


def test_a_sale_under_a_clock_400_days_ahead_is_mended_by_the_platforms_time(
    enrolled: tuple[Federation, Shop],
) -> None:
    _federation, shop = enrolled
    url = shop.monitor_url
    till = alone(shop)
    shop.clock.forward(days=400)
    with pytest.raises(ClockDoubtful):
        till.checkout.scan(SOY)
    sell_soy(till)
    shop.clock.forward(seconds=-400 * DAY_S + 3600)
    assert till.status().benefits_fenced
    till.close()
    till = alone(shop)
    assert till.status().benefits_fenced, "nobody but the platform mends it"
    till.close()

    shop.monitor_url = url
    till = shop.start_selling()
    till.sync.sync_now()

    assert not till.status().benefits_fenced
    assert state_of_card(till) is BenefitState.READY
    till.close()
    till = alone(shop)
    assert not till.status().benefits_fenced, "and stays mended when the line is down"
    sell_soy(till)
    shop.clock.forward(hours=-1)
    assert till.status().benefits_fenced, "a clock set back is found as before"
    till.close()


# A jump of the clock in hours, and whether the platform then counter-signs what is there.
STEPS = st.lists(st.tuples(st.integers(-10_000, 10_000), st.booleans()), min_size=1, max_size=8)


@settings(max_examples=30)
@given(steps=STEPS)
def test_the_latest_instant_is_the_platforms_word_or_an_entry_it_has_not_seen(
    steps: list[tuple[int, bool]],
) -> None:
    key = DeviceKey.generate()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.db"

        def opened() -> Ledger:
            return Ledger.open(path, till_id="S01-1", epoch=1, signer=key.sign, backups=Path(folder))

        ledger = opened()
        expected, true_ms = 0, MORNING_MS
        for number, (jump_hours, signed) in enumerate(steps):
            true_ms += 60_000
            at_ms = true_ms + jump_hours * 3_600_000
            ledger.append(
                NewEntry(
                    kind=EntryKind.DATE_CONFIRMED,
                    data=DateConfirmed(date="2026-12-01", last_ms=0, platform_ms=0, rule="r"),
                    entry_id=f"e{number}",
                    at_ms=at_ms,
                    business_date=business_date(at_ms),
                    actor="2001",
                )
            )
            expected = max(expected, at_ms)
            if signed:
                ledger.acknowledge(*ledger.head(), b"", true_ms)
                expected = true_ms
            assert ledger.last_at_ms() == expected
        ledger.close()
        with closing(opened()) as again:
            assert again.last_at_ms() == expected
