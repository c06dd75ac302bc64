"""What a printer understood from its bytes: text, images, cuts. Facts only; `renderer` draws them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from pos.devices.printer_text import columns_of
from pos.devices.raster import Bitmap
from pos.domain.selling.receipt import Align


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text in one style; `wide` and `high` are 1 for normal size, 2 for double."""

    text: str
    bold: bool = False
    wide: int = 1
    high: int = 1


@dataclass(frozen=True, slots=True)
class PrintedText:
    """A line of text."""

    spans: tuple[Span, ...]
    align: Align

    @property
    def text(self) -> str:
        """The line without its styles."""
        return "".join(span.text for span in self.spans)

    @property
    def columns(self) -> int:
        """The columns the line takes; wide characters take twice theirs."""
        return sum(columns_of(span.text) * span.wide for span in self.spans)


@dataclass(frozen=True, slots=True)
class PrintedImage:
    """A raster image."""

    bitmap: Bitmap
    align: Align


@dataclass(frozen=True, slots=True)
class PrintedQr:
    """A QR code."""

    text: str
    module_dots: int
    align: Align


@dataclass(frozen=True, slots=True)
class Fed:
    """Blank paper, in dots."""

    dots: int


@dataclass(frozen=True, slots=True)
class DrawerKicked:
    """A pulse to the cash drawer."""


@dataclass(frozen=True, slots=True)
class PaperCut:
    """The knife."""


Printed: TypeAlias = PrintedText | PrintedImage | PrintedQr | Fed | DrawerKicked | PaperCut
