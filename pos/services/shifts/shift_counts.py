"""Reads a count as it was typed: which way of paying, and a sum or its notes and coins."""

from __future__ import annotations

from collections.abc import Mapping

from pos.domain.days.day import ShiftFigures
from pos.domain.money import Fen, parse_yuan
from pos.domain.paying.tender import TenderKind, way_id
from pos.domain.shifts.drawer import checked_denominations, parse_denominations, sum_of
from pos.domain.shifts.takings import CASH
from pos.errors.paying import TenderKindUnknown
from pos.errors.typed import CountUnreadable


def way_counted(kind: str, figures: ShiftFigures) -> str:
    """The way of paying that is meant by a kind, or by the id of a kind of 其他. Raises TenderKindUnknown."""
    if kind in tuple(TenderKind):
        return kind
    for taking in figures.takings:
        if kind in (taking.kind, way_id(taking.kind)):
            return taking.kind
    raise TenderKindUnknown(text=kind[:20])


def read_count(kind: str, counted: str | Mapping[Fen, int]) -> tuple[Fen, dict[Fen, int] | None]:
    """A count as typed: its sum in fen, and its notes and coins if they were typed."""
    if isinstance(counted, str):
        if not any(sign in counted for sign in "xX×*ｘＸ＊"):
            return parse_yuan(counted), None
        denominations = parse_denominations(counted)
    else:
        denominations = checked_denominations(counted)
    if kind != CASH:
        raise CountUnreadable(text=str(counted)[:40])
    return sum_of(denominations), denominations
