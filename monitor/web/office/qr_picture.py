"""Turns a text into the picture of a QR code: an SVG for a page, drawn without any style or script."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

_QUIET: Final = 4  # Modules of white around the code.


@dataclass(frozen=True, slots=True)
class QrPicture:
    """The side in modules, white border included, and the dark modules as an SVG path."""

    side: int
    path: str


def qr_picture(text: str) -> QrPicture:
    """The code of a text, which a quarter of dirt does not spoil."""
    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(text)
    code.make()
    count: int = code.getModuleCount()  # type: ignore[no-untyped-call] # reportlab's stubs lack it
    squares = [
        f"M{column + _QUIET} {row + _QUIET}h1v1h-1z"
        for row in range(count)
        for column in range(count)
        if code.isDark(row, column)  # type: ignore[no-untyped-call]
    ]
    return QrPicture(count + 2 * _QUIET, "".join(squares))
