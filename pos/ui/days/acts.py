"""The acts of the day close, each with its word and its key. Data; no Qt."""

from __future__ import annotations

from enum import Enum


class DayAct(Enum):
    """An act at the day close."""

    PRINT = "print"
    EXCEL = "xlsx"
    PDF = "pdf"
    JOURNAL = "journal"
    CHARTS = "charts"
    SIGN = "sign"
    LEAVE = "leave"


# The row of keys, in the order of the screen. Charts and other dates have their keys in the cards.
DAY_ACTS: tuple[tuple[DayAct, str, str], ...] = (
    (DayAct.PRINT, "打印日结单", "F2"),
    (DayAct.EXCEL, "导出 Excel", "F3"),
    (DayAct.PDF, "导出 PDF", "F4"),
    (DayAct.JOURNAL, "查流水", "F5"),
    (DayAct.LEAVE, "返回", "Esc"),
    (DayAct.SIGN, "店长签字并日结", "F12"),
)
