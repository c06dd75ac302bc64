"""A month the clock says has begun: believed only with somebody else's word. Properties over clock jumps."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pos.domain.calendar import business_date, month_of
from pos.domain.journal.month_entry import ALONE_MS, VOUCHED_MS, month_is_vouched

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
FIRST_OF_DECEMBER_MS = 1_796_054_400_000  # 2026-12-01 00:00 in Shanghai.


def december(now_ms: int, *, first: int | None = None, before: int | None = None, platform: int = 0) -> bool:
    return month_is_vouched("2026-12", now_ms=now_ms, first_ms=first, before_ms=before, platform_ms=platform)


def test_the_first_of_december_is_where_it_should_be() -> None:
    assert business_date(FIRST_OF_DECEMBER_MS) == "2026-12-01"
    assert business_date(FIRST_OF_DECEMBER_MS - 1) == "2026-11-30"


@given(
    jump_days=st.integers(2, 400),
    worked_hours=st.integers(0, 14 * 24),
)
def test_a_clock_that_jumps_into_the_next_month_by_more_than_a_day_and_a_half_is_never_believed(
    jump_days: int, worked_hours: int
) -> None:
    last_ms = FIRST_OF_DECEMBER_MS - HOUR_MS - worked_hours * HOUR_MS
    now_ms = last_ms + jump_days * DAY_MS
    if month_of(business_date(now_ms)) == "2026-11":
        return
    month = month_of(business_date(now_ms))

    def asked(first_ms: int | None) -> bool:
        return month_is_vouched(
            month, now_ms=now_ms + 5 * HOUR_MS, first_ms=first_ms, before_ms=last_ms, platform_ms=last_ms
        )

    assert not asked(now_ms), "an entry written under that clock does not vouch for itself"
    assert not asked(None)


@given(closed_ms=st.integers(0, VOUCHED_MS), open_for_ms=st.integers(0, 28 * DAY_MS))
def test_work_that_goes_on_over_the_end_of_a_month_is_believed_without_any_line(
    closed_ms: int, open_for_ms: int
) -> None:
    last_ms = FIRST_OF_DECEMBER_MS - 1 - closed_ms // 2
    first_ms = last_ms + closed_ms
    first_ms = max(first_ms, FIRST_OF_DECEMBER_MS)

    assert december(first_ms + open_for_ms, first=first_ms, before=last_ms)
    assert december(first_ms, before=last_ms)


@given(away_days=st.integers(0, 400))
def test_the_platforms_word_from_the_month_itself_is_enough_whatever_the_shop_did(away_days: int) -> None:
    heard_ms = FIRST_OF_DECEMBER_MS + 5
    now_ms = heard_ms + min(away_days, 30) * DAY_MS

    assert december(now_ms, before=heard_ms - away_days * DAY_MS - 6, platform=heard_ms)


@given(
    steps_ms=st.lists(st.integers(1, VOUCHED_MS), min_size=1, max_size=40),
    true_ms=st.integers(0, 12 * HOUR_MS),
)
def test_a_clock_that_creeps_ahead_gains_no_more_than_three_days(steps_ms: list[int], true_ms: int) -> None:
    """Each step leaves an entry, and hardly any time passes; the platform was heard before the first one."""
    heard_ms = FIRST_OF_DECEMBER_MS - ALONE_MS - HOUR_MS
    now_ms = last_ms = heard_ms
    for step_ms in steps_ms:
        last_ms, now_ms = now_ms, now_ms + step_ms
        if now_ms >= FIRST_OF_DECEMBER_MS:
            assert not december(now_ms + true_ms, first=now_ms, before=last_ms, platform=heard_ms)
            return


def test_three_days_without_a_line_over_the_end_of_a_month_are_asked_nothing() -> None:
    heard_ms = FIRST_OF_DECEMBER_MS - ALONE_MS + 1
    assert december(FIRST_OF_DECEMBER_MS + 1, before=FIRST_OF_DECEMBER_MS - 1, platform=heard_ms)
    assert not december(FIRST_OF_DECEMBER_MS + 2, before=FIRST_OF_DECEMBER_MS - 1, platform=heard_ms)


def test_a_till_that_has_just_begun_holds_nothing_to_spend() -> None:
    assert december(FIRST_OF_DECEMBER_MS)
