"""A receipt as rows that know no device: what is printed, not how a printer draws it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


class Align(StrEnum):
    """Where a text stands on the paper."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class TextRow:
    """A text; wider than the paper, it is wrapped. `large` is double width and height."""

    text: str
    align: Align = Align.LEFT
    bold: bool = False
    large: bool = False


@dataclass(frozen=True, slots=True)
class PairRow:
    """A text at the left edge and one at the right; the left one is wrapped when both do not fit."""

    left: str
    right: str
    bold: bool = False
    large: bool = False


@dataclass(frozen=True, slots=True)
class CellsRow:
    """Texts in columns. `shares` are the columns' widths in parts of the paper's; the first cell is
    left-aligned and may wrap, the others are right-aligned."""

    cells: tuple[str, ...]
    shares: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A line across the paper."""


@dataclass(frozen=True, slots=True)
class SpaceRow:
    """An empty line."""


@dataclass(frozen=True, slots=True)
class QrRow:
    """A QR code that holds a text."""

    text: str


@dataclass(frozen=True, slots=True)
class TearRow:
    """Here the paper may be torn: what follows is a part of its own (the card's balance)."""


ReceiptRow: TypeAlias = TextRow | PairRow | CellsRow | RuleRow | SpaceRow | QrRow | TearRow


@dataclass(frozen=True, slots=True)
class Receipt:
    """Rows for the printer; `opens_drawer` kicks the cash drawer before the paper is cut."""

    title: str
    rows: tuple[ReceiptRow, ...]
    opens_drawer: bool = False
