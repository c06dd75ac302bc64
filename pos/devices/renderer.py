"""Draws what ESC/POS bytes would print, as a picture of the paper.

It draws only from the bytes, so a receipt that looks right here was sent right. Grey parts are not on
the paper: a dashed line is the cut, a word in the margin is the cash drawer.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from pos.devices.glyphs import COLUMN_DOTS, TEXT_DOTS, Glyphs
from pos.devices.printed import (
    DrawerKicked,
    Fed,
    PaperCut,
    Printed,
    PrintedImage,
    PrintedQr,
    PrintedText,
    Span,
)
from pos.devices.printer_text import clusters, columns_of
from pos.devices.raster import LINE_GAP_DOTS, Bitmap
from pos.devices.reader import read_bytes
from pos.domain.selling.receipt import Align

if TYPE_CHECKING:
    from PIL.Image import Image

PAPER_DOTS: Final = {48: 640, 32: 464}  # 80 mm and 58 mm at 8 dots a millimetre.

_PAPER, _INK, _GREY = (255, 255, 255), (26, 26, 26), (150, 150, 150)
_MARGIN_DOTS: Final = 28  # Above and below.
_CUT_DOTS: Final = 40  # From the last line to the knife, and as much again below it.
_QR_GAP_DOTS: Final = 12
_DRAWER_WORD: Final = "钱箱"


def render_png(
    data: bytes, *, columns: int, encoding: str = "gb18030", glyphs: Glyphs | None = None
) -> bytes:
    """Printer bytes as a PNG. Raises BytesUnreadable."""
    file = io.BytesIO()
    render(data, columns=columns, encoding=encoding, glyphs=glyphs).save(file, "PNG")
    return file.getvalue()


def render(data: bytes, *, columns: int, encoding: str = "gb18030", glyphs: Glyphs | None = None) -> Image:
    """Printer bytes as a picture, one pixel a dot of the printer. Raises BytesUnreadable."""
    return _Strip(read_bytes(data, encoding=encoding), glyphs or Glyphs(), columns).draw()


class _Strip:
    """One strip of paper being drawn from top to bottom."""

    def __init__(self, items: Sequence[Printed], glyphs: Glyphs, columns: int) -> None:
        from PIL import Image, ImageDraw

        self._items = items
        self._glyphs = glyphs
        self._print_dots = columns * COLUMN_DOTS
        self._left = (PAPER_DOTS.get(columns, self._print_dots + 64) - self._print_dots) // 2
        self._width = self._print_dots + 2 * self._left
        self._top = _MARGIN_DOTS
        self._image = Image.new("RGB", (self._width, 2 * _MARGIN_DOTS + sum(map(self._room, items))), _PAPER)
        self._pen = ImageDraw.Draw(self._image)

    def draw(self) -> Image:
        for item in self._items:
            self._draw(item)
        return self._image.crop((0, 0, self._width, self._top + _MARGIN_DOTS))

    def _draw(self, item: Printed) -> None:
        match item:
            case PrintedText(spans, align):
                for line in self._broken(spans):
                    self._text(line, align)
            case PrintedImage(bitmap, align):
                dots = _mask(bitmap)
                self._image.paste(_INK, (self._place(dots.width, align), self._top), dots)
                self._top += bitmap.height
            case PrintedQr(text, module_dots, align):
                dots = _qr_mask(text, module_dots)
                self._image.paste(_INK, (self._place(dots.width, align), self._top + _QR_GAP_DOTS), dots)
                self._top += dots.height + 2 * _QR_GAP_DOTS
            case Fed(dots=feed):
                self._top += feed
            case DrawerKicked():
                word = self._glyphs.note(_DRAWER_WORD, dots=13)
                self._image.paste(_GREY, ((self._left - word.width) // 2, self._top + 4), word)
            case PaperCut():
                self._top += _CUT_DOTS
                for left in range(0, self._width, 12):
                    self._pen.line((left, self._top, left + 6, self._top), fill=_GREY, width=1)

    def _room(self, item: Printed) -> int:
        """Dots an item takes at the most; the strip is cropped to what it took."""
        match item:
            case PrintedText(spans):
                return sum(_line_dots(line) for line in self._broken(spans))
            case PrintedImage(bitmap):
                return bitmap.height
            case PrintedQr(text, module_dots):
                return _qr_mask(text, module_dots).height + 2 * _QR_GAP_DOTS
            case Fed(dots):
                return dots
            case DrawerKicked():
                return 0
            case PaperCut():
                return _CUT_DOTS

    def _broken(self, spans: tuple[Span, ...]) -> list[list[Span]]:
        """Break a line where a printer does: at the character that does not fit any more."""
        lines: list[list[Span]] = [[]]
        taken = 0
        for span in spans:
            for cluster in clusters(span.text):
                dots = columns_of(cluster) * COLUMN_DOTS * span.wide
                if taken + dots > self._print_dots:
                    lines.append([])
                    taken = 0
                lines[-1].append(Span(cluster, span.bold, span.wide, span.high))
                taken += dots
        return lines

    def _text(self, line: list[Span], align: Align) -> None:
        bottom = self._top + _line_dots(line) - LINE_GAP_DOTS
        left = self._place(sum(columns_of(span.text) * COLUMN_DOTS * span.wide for span in line), align)
        for span in line:
            cell = self._glyphs.cell(span.text, bold=span.bold, scale=max(span.wide, span.high))
            size = (columns_of(span.text) * COLUMN_DOTS * span.wide, TEXT_DOTS * span.high)
            if cell.size != size:
                cell = cell.resize(size)
            self._image.paste(_INK, (left, bottom - size[1]), cell)
            left += size[0]
        self._top = bottom + LINE_GAP_DOTS

    def _place(self, dots: int, align: Align) -> int:
        free = max(0, self._print_dots - dots)
        return self._left + {Align.LEFT: 0, Align.CENTER: free // 2, Align.RIGHT: free}[align]


def _line_dots(line: list[Span]) -> int:
    return max((span.high for span in line), default=1) * TEXT_DOTS + LINE_GAP_DOTS


def _mask(bitmap: Bitmap) -> Image:
    from PIL import Image

    return Image.frombytes("1", (bitmap.width_bytes * 8, bitmap.height), bitmap.data)


def _qr_mask(text: str, module_dots: int) -> Image:
    import qrcode  # type: ignore[import-untyped]  # It ships no types; this is its only use.
    from PIL import Image, ImageOps

    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=0)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    dots = Image.new("L", (len(rows), len(rows)))
    dots.putdata([255 if dark else 0 for row in rows for dark in row])
    return ImageOps.scale(dots, module_dots, Image.Resampling.NEAREST)
