"""Draws the day's charts in the window's colours. No Qt, so it can run off the window's thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos.domain.days.day import DayFigures
from pos.ui.style.theme import load_theme

if TYPE_CHECKING:
    from pos.services.reports.charts import ChartsSvg

WIDTH, HEIGHT, LETTERS = 480, 210, 13  # Of one chart at 100 %.


def draw_charts(figures: DayFigures) -> ChartsSvg:
    """The three charts. The drawing library is imported here, because this takes a moment."""
    from pos.services.reports.charts import ChartSize, chart_svgs

    return chart_svgs(figures, load_theme().colours, ChartSize(WIDTH, HEIGHT, LETTERS))
