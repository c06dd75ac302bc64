"""Explains why a day's turnover and its drawers differ when a shift went past midnight. Words only."""

from __future__ import annotations

from pos.domain.days.day import DayFigures
from pos.domain.money import format_yuan


def midnight_words(figures: DayFigures) -> str:
    """A sentence for the people who compare the two; empty when no shift went past midnight."""
    over = figures.over_midnight
    if over > 0:
        return f"有班次跨过零点：账面和实点含其他日期的收款 {format_yuan(over)} 元"
    if over < 0:
        return f"有 {format_yuan(-over)} 元收在其他日期开的班次里，账面和实点记在那一天"
    return ""
