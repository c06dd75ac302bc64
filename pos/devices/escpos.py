"""Turns a receipt into ESC/POS bytes, using only commands that every printer with a Chinese font knows.

Sizes and emphasis use GS ! and ESC E, which work on Chinese and Latin characters alike (ESC !
does not, on half the printers). Each receipt begins with a reset, so that nothing that an earlier job
left behind can spoil it.
"""

from __future__ import annotations

from typing import Final

from pos.devices.layout import PaperLine, QrLine, TextLine, lay_out
from pos.devices.printer_text import CHINESE_OFF, encode, is_in_set
from pos.devices.raster import Bitmap, RareGlyphs
from pos.domain.selling.receipt import Align, Receipt

# Reset; Latin characters of the USA (in China's set `$` is a yuan sign); Latin mode, which a reset
# does not choose on printers made for China.
_BEGIN: Final = b"\x1b@" + b"\x1bR\x00" + CHINESE_OFF
_KICK: Final = b"\x1bp\x00\x32\xfa"  # Drawer pin 2: 100 ms on, 500 ms off.
_LINE_FEED: Final = b"\n"
_ALIGN: Final = {Align.LEFT: b"\x1ba\x00", Align.CENTER: b"\x1ba\x01", Align.RIGHT: b"\x1ba\x02"}
_BOLD: Final = {False: b"\x1bE\x00", True: b"\x1bE\x01"}
_LARGE: Final = {False: b"\x1d!\x00", True: b"\x1d!\x11"}
_CUT: Final = b"\x1dVB\x00"  # Feed to the knife, then cut but for one point.
_QR_MODULE_DOTS: Final = 6  # 0.75 mm: an old scanner reads it off thin paper.

# A printer for 58 mm mostly has no knife: the last line must come out beyond the edge to tear at.
_COLUMNS_WITH_KNIFE: Final = 40


def drawer_bytes() -> bytes:
    """A job of its own that opens the cash drawer and prints nothing."""
    return _BEGIN + _KICK


def receipt_bytes(
    receipt: Receipt, *, columns: int, encoding: str, rare_glyphs: RareGlyphs | None = None
) -> bytes:
    """The bytes of a receipt for a paper of `columns`; `encoding` as in `printer_text.CODECS`.

    `rare_glyphs` draws what the printer does not have; without it the fonts we ship are opened.
    The drawer is opened first: the cashier counts the change while the paper comes out.
    """
    parts = [_BEGIN]
    if receipt.opens_drawer:
        parts.append(_KICK)
    writer = _Writer(columns, encoding, rare_glyphs or RareGlyphs())
    parts += [writer.line(line) for line in lay_out(receipt, columns=columns)]
    feed = 2 if columns >= _COLUMNS_WITH_KNIFE else 4
    return b"".join([*parts, b"\x1bd" + bytes([feed]), _CUT])


class _Writer:
    """Writes lines one after the other and says a mode only when it changes."""

    def __init__(self, columns: int, encoding: str, rare_glyphs: RareGlyphs) -> None:
        self._columns = columns
        self._encoding = encoding
        self._rare_glyphs = rare_glyphs
        self._align = Align.LEFT
        self._bold = False
        self._large = False

    def line(self, line: PaperLine) -> bytes:
        match line:
            case QrLine(text):
                return self._mode(Align.CENTER, bold=False, large=False) + _qr(text)
            case TextLine(text, align, bold, large) if is_in_set(text, encoding=self._encoding):
                mode = self._mode(align, bold=bold, large=large) if text else b""
                return mode + encode(text, encoding=self._encoding) + _LINE_FEED
            case TextLine(text, align, bold, large):
                bitmap = self._rare_glyphs.line(
                    text, columns=self._columns, align=align, bold=bold, large=large
                )
                return self._mode(Align.LEFT, bold=False, large=False) + _raster(bitmap)

    def _mode(self, align: Align, *, bold: bool, large: bool) -> bytes:
        parts = []
        if align is not self._align:
            parts.append(_ALIGN[align])
        if bold is not self._bold:
            parts.append(_BOLD[bold])
        if large is not self._large:
            parts.append(_LARGE[large])
        self._align, self._bold, self._large = align, bold, large
        return b"".join(parts)


def _raster(bitmap: Bitmap) -> bytes:
    width, height = bitmap.width_bytes.to_bytes(2, "little"), bitmap.height.to_bytes(2, "little")
    return b"\x1dv0\x00" + width + height + bitmap.data


def _qr(text: str) -> bytes:
    """Model 2, middling error correction, store, print: the five calls of GS ( k."""
    calls = (b"1A2\x00", b"1C" + bytes([_QR_MODULE_DOTS]), b"1E1", b"1P0" + text.encode(), b"1Q0")
    return b"".join(b"\x1d(k" + len(call).to_bytes(2, "little") + call for call in calls)
