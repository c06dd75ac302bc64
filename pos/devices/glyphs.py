"""Draws one character into a receipt printer's cell, with the fonts that the till ships.

A column is 12 dots wide and a line of text 24 dots high (font A of every ESC/POS printer). It
knows nothing of lines, paper or bytes. Pillow is imported when the first character is drawn, so
that the till's start does not wait for it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from pos.devices.printer_text import columns_of

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont

SHIPPED_FONTS: Final = Path(__file__).resolve().parents[2] / "resources" / "fonts"

COLUMN_DOTS: Final = 12
TEXT_DOTS: Final = 24

_FONT_DOTS: Final = 21  # An em of 21 dots leaves the gaps between characters that printers leave.
_BASELINE: Final = 19
_BOX_FONT_DOTS: Final = 10


class Glyphs:
    """Characters as pictures. `folder` holds the three Noto Sans SC files."""

    def __init__(self, folder: Path = SHIPPED_FONTS) -> None:
        self._folder = folder
        self._fonts: dict[tuple[str, int], FreeTypeFont] = {}
        self._cells: dict[tuple[str, bool, int], Image] = {}

    def cell(self, cluster: str, *, bold: bool, scale: int = 1) -> Image:
        """A character with its marks, white on black, 8 bits a dot; `scale` enlarges both directions."""
        key = (cluster, bold, scale)
        if key not in self._cells:
            self._cells[key] = self._draw(cluster, bold=bold, scale=scale)
        return self._cells[key]

    def note(self, text: str, *, dots: int) -> Image:
        """A short text in the plain font, `dots` high, cut to its size: what we write beside the paper."""
        from PIL import Image, ImageDraw

        font = self._font("Regular", dots)
        left, top, right, bottom = font.getbbox(text)
        image = Image.new("L", (int(right - left) + 1, int(bottom - top) + 1), 0)
        ImageDraw.Draw(image).text((-left, -top), text, fill=255, font=font)
        return image

    def _draw(self, cluster: str, *, bold: bool, scale: int) -> Image:
        from PIL import Image, ImageDraw

        columns = max(1, columns_of(cluster))
        width, height = columns * COLUMN_DOTS * scale, TEXT_DOTS * scale
        font = self._font_with(cluster[0], bold=bold, dots=_FONT_DOTS * scale)
        if font is None:
            return self._box(cluster[0]).resize((width, height), Image.Resampling.NEAREST)
        text = cluster[0] + "".join(mark for mark in cluster[1:] if _has(font, mark))
        # Our font is not monospaced: a character wider than its cell is drawn in full, then narrowed.
        natural = max(width, round(font.getlength(cluster[0])))
        image = Image.new("L", (natural, height), 0)
        ImageDraw.Draw(image).text((natural // 2, _BASELINE * scale), text, fill=255, font=font, anchor="ms")
        return image if natural == width else image.resize((width, height), Image.Resampling.BOX)

    def _font_with(self, char: str, *, bold: bool, dots: int) -> FreeTypeFont | None:
        """The first of our fonts that has a character, or None."""
        for name in ("Bold", "Regular", "Rare") if bold else ("Regular", "Rare"):
            font = self._font(name, dots)
            if _has(font, char):
                return font
        return None

    def _box(self, char: str) -> Image:
        """A frame with the character's number, so that names stay distinguishable."""
        from PIL import Image, ImageDraw

        image = Image.new("L", (2 * COLUMN_DOTS, TEXT_DOTS), 0)
        draw = ImageDraw.Draw(image)
        draw.rectangle((1, 1, 22, 21), outline=255)
        number = f"{ord(char):04X}" if ord(char) <= 0xFFFF else f"{ord(char):06X}"
        half = len(number) // 2
        font = self._font("Regular", _BOX_FONT_DOTS)
        for digits, baseline in ((number[:half], 10), (number[half:], 19)):
            draw.text((12, baseline), digits, fill=255, font=font, anchor="ms")
        return image

    def _font(self, name: str, dots: int) -> FreeTypeFont:
        from PIL import ImageFont

        key = (name, dots)
        if key not in self._fonts:
            path = self._folder / f"NotoSansSC-{name}.ttf"
            # The basic layout needs no library beside Pillow's own and is the same everywhere.
            self._fonts[key] = ImageFont.truetype(path, dots, layout_engine=ImageFont.Layout.BASIC)
        return self._fonts[key]


def _has(font: FreeTypeFont, char: str) -> bool:
    """Say whether a font has a character: what it lacks it draws as its own empty box."""
    return char == " " or bytes(font.getmask(char)) != bytes(font.getmask("\uffff"))
