"""Draws a whole line as dots, when a character of it is not in the printer's set.

The whole line and not the one character: a raster image starts at the left edge and ends the
line on every printer, and so the columns around the character stay where they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pos.devices.glyphs import COLUMN_DOTS, TEXT_DOTS, Glyphs
from pos.devices.printer_text import clusters, columns_of
from pos.domain.selling.receipt import Align

LINE_GAP_DOTS: Final = 6  # What a printer leaves below a line of text.
_INK: Final = 112  # A dot at least this dark (of 255) is burnt; thin strokes must survive.


@dataclass(frozen=True, slots=True)
class Bitmap:
    """Black and white dots, row by row, eight to a byte, the leftmost the highest bit; 1 is black."""

    width_bytes: int
    height: int
    data: bytes

    def __post_init__(self) -> None:
        assert len(self.data) == self.width_bytes * self.height


class RareGlyphs:
    """Turns lines into bitmaps as wide as the paper."""

    def __init__(self, glyphs: Glyphs | None = None) -> None:
        self._glyphs = glyphs or Glyphs()

    def line(self, text: str, *, columns: int, align: Align, bold: bool, large: bool) -> Bitmap:
        """Draw a printable line of at most `columns`, with the gap below it."""
        from PIL import Image

        scale = 2 if large else 1
        assert columns_of(text) * scale <= columns, f"wider than {columns} columns: {text!r}"
        width = columns * COLUMN_DOTS
        free = width - columns_of(text) * COLUMN_DOTS * scale
        left = {Align.LEFT: 0, Align.CENTER: free // 2, Align.RIGHT: free}[align]
        image = Image.new("L", (width, TEXT_DOTS * scale + LINE_GAP_DOTS), 0)
        for cluster in clusters(text):
            cell = self._glyphs.cell(cluster, bold=bold, scale=scale)
            image.paste(cell, (left, 0))
            left += cell.width
        dots = image.point(lambda grey: 255 if grey >= _INK else 0).convert("1", dither=Image.Dither.NONE)
        return Bitmap((width + 7) // 8, image.height, dots.tobytes())
