"""A shift that went past midnight: its drawer is of the day it began, and each paper says so."""

from __future__ import annotations

import pytest

from pos.domain.days.day import DayFigures
from pos.services.days.midnight_words import midnight_words
from pos.services.reports.day_tables import takings_table
from pos.services.shifts.shift_slips import taking_rows
from pos.services.till import Till
from pos.ui.days.pictures import picture_day
from tests.services.telling import sell_soy
from tests.shop import Shop


@pytest.fixture
def days(shop: Shop, till: Till) -> tuple[DayFigures, DayFigures]:
    """The day a shift began on and the one it ended on, with a sale of 9.90 in each."""
    sell_soy(till)
    shop.clock.forward(hours=14)
    sell_soy(till)
    till.shifts.count("cash", "519.80")
    till.shifts.close("")
    first, second = till.days.figures("2026-11-23"), till.days.figures("2026-11-24")
    till.close()
    return first, second


def test_a_day_without_a_drawer_of_its_own_has_no_books_to_count_against(
    days: tuple[DayFigures, DayFigures],
) -> None:
    _first, second = days

    assert takings_table(second).rows[0][4] is None
    assert [cell.text for cell in picture_day(second, names={}, since_close=0).takings[0]][1] == "—"
    assert "0.00" not in str(list(taking_rows(second.takings, has_drawer=second.has_drawer)))


def test_turnover_and_drawer_that_differ_by_a_midnight_are_explained(
    days: tuple[DayFigures, DayFigures],
) -> None:
    first, second = days

    assert midnight_words(first) == "有班次跨过零点：账面和实点含其他日期的收款 9.90 元"
    assert midnight_words(second) == "有 9.90 元收在其他日期开的班次里，账面和实点记在那一天"
    for figures in days:
        remarks = picture_day(figures, names={}, since_close=0).remarks
        assert midnight_words(figures) in [each.words for each in remarks]
