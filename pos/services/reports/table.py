"""A table as data, before it becomes a sheet of a workbook or a page of a PDF."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from pos.domain.calendar import shanghai
from pos.domain.money import format_yuan
from pos.domain.quantity import format_quantity

NOTHING = "—"


class Kind(StrEnum):
    """What the cells of a column are."""

    TEXT = "text"
    MONEY = "money"  # fen
    COUNT = "count"
    QUANTITY = "quantity"  # thousandths
    TIME = "time"  # ms since 1970 (UTC), shown on the shop's wall clock


Cell: TypeAlias = str | int | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, what it holds, and its share of the width (about characters)."""

    name: str
    kind: Kind = Kind.TEXT
    width: int = 12


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns, perhaps with a last row of totals, and what to say when there are none."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] | None = None
    empty: str = "无"

    def __post_init__(self) -> None:
        for row in (*self.rows, *((self.total,) if self.total else ())):
            assert len(row) == len(self.columns), "each row has a cell for each column"


@dataclass(frozen=True, slots=True)
class Fact:
    """One named figure."""

    name: str
    value: Cell
    kind: Kind = Kind.TEXT


def shown(value: Cell, kind: Kind) -> str:
    """A cell as people read it."""
    if value is None:
        return NOTHING
    if isinstance(value, str):
        return value
    match kind:
        case Kind.MONEY:
            return format_yuan(value)
        case Kind.QUANTITY:
            return format_quantity(value, weighed=False)
        case Kind.TIME:
            return shanghai(value).strftime("%m-%d %H:%M")
        case Kind.COUNT | Kind.TEXT:
            return f"{value:,}"
