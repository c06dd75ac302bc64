"""The till's own fonts for PDF and charts, and which of them has a character. No system font is used."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

FONTS = Path(__file__).resolve().parents[3] / "resources" / "fonts"
REGULAR: Final = "Noto Sans SC"  # As Qt knows the family, so that a chart's SVG finds it in the window.
BOLD: Final = "Noto Sans SC Bold"
RARE: Final = "Noto Sans SC Rare"
NO_GLYPH: Final = "〓"  # What printers set for a character they do not have.
_FILES = {REGULAR: "NotoSansSC-Regular.ttf", BOLD: "NotoSansSC-Bold.ttf", RARE: "NotoSansSC-Rare.ttf"}


@cache
def font(name: str) -> TTFont:
    """Load one of the three fonts once and tell the library about it."""
    loaded = TTFont(name, str(FONTS / _FILES[name]))
    pdfmetrics.registerFont(loaded)
    return loaded


def runs(text: str, *, bold: bool = False) -> Iterator[tuple[str, str]]:
    """Cut a text into pieces of one font each: (font, piece). A character that no font has becomes 〓."""
    usual = BOLD if bold else REGULAR
    name, piece = usual, ""
    for character in text:
        wanted, shown = _font_of(character, usual)
        if wanted != name and piece:
            yield name, piece
            piece = ""
        name = wanted
        piece += shown
    if piece:
        yield name, piece


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a text is, in points."""
    return sum(pdfmetrics.stringWidth(piece, name, size) for name, piece in runs(text, bold=bold))


def fitted(text: str, size: float, width: float) -> str:
    """Shorten a text with … until it is no wider than `width` points."""
    if text_width(text, size) <= width:
        return text
    while text and text_width(text + "…", size) > width:
        text = text[:-1]
    return text + "…"


def markup(text: str, *, bold: bool = False) -> str:
    """A text for a paragraph: escaped, with the font of each piece."""
    return "".join(f'<font name="{name}">{escape(piece)}</font>' for name, piece in runs(text, bold=bold))


def _font_of(character: str, usual: str) -> tuple[str, str]:
    for name in (usual, RARE):
        if ord(character) in font(name).face.charToGlyph:
            return name, character
    return usual, NO_GLYPH if character.isprintable() else ""
