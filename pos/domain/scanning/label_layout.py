"""How the digits of a scale's barcode are laid out: one line of data for each layout (DESIGN 9)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class LabelLayout:
    """A named layout. `digits` has one letter for each digit of the barcode.

    P: the shop's prefix; L: the goods' number on the scale (PLU); A: amount in fen; W: weight in grams;
    C: check digit (GS1, over all digits before it).
    """

    name: str
    digits: str

    def fields(self, code: str) -> dict[str, str]:
        """Cut a code of this layout's length into its fields, by letter."""
        return {letter: code[start:end] for letter, start, end in self._spans()}

    def _spans(self) -> Iterator[tuple[str, int, int]]:
        start = 0
        for letter, run in groupby(self.digits):
            end = start + len(list(run))
            yield letter, start, end
            start = end


LAYOUTS: Final = MappingProxyType(
    {
        layout.name: layout
        for layout in (
            LabelLayout("AMT13", "PPLLLLLAAAAAC"),
            LabelLayout("WGT13", "PPLLLLLWWWWWC"),
        )
    }
)
