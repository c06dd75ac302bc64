"""Reads ESC/POS bytes as a printer does, and says what would be on the paper. It draws nothing.

It proves what we print: it sees only the bytes, not our rows. It knows the commands we send
and the common ones of others; an unknown command is reported, not guessed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

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
from pos.devices.printer_text import CODECS, columns_of
from pos.devices.raster import Bitmap
from pos.domain.selling.receipt import Align

RASTER_MARK: Final = "▨"  # Stands in plain text for a line that was drawn.
TEXT_PITCH_DOTS: Final = 30  # From line to line at normal size.


class BytesUnreadable(ValueError):
    """These bytes are no command we know, or no text in the mode the printer is in."""


def read_bytes(data: bytes, *, encoding: str = "gb18030") -> list[Printed]:
    """What these bytes print, in order; `encoding` is the printer's. Raises BytesUnreadable."""
    return _Machine(data, CODECS[encoding]).run()


def plain_text(data: bytes, *, columns: int | None = None) -> str:
    """The text on the paper, line by line; with `columns`, centred and right-hand lines keep their position.

    A drawn line reads ▨, a QR code [QR …], the drawer [drawer] and the knife [cut].
    """
    lines = []
    for item in read_bytes(data):
        match item:
            case PrintedText(align=align):
                lines.append(_aligned(item.text, item.columns, align, columns))
            case PrintedQr(text, align=align):
                lines.append(_aligned(f"[QR {text}]", columns_of(text) + 5, align, columns))
            case PrintedImage():
                lines.append(RASTER_MARK)
            case DrawerKicked():
                lines.append("[drawer]")
            case PaperCut():
                lines.append("[cut]")
            case Fed(dots):
                lines += [""] * (dots // TEXT_PITCH_DOTS)
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _aligned(text: str, width: int, align: Align, columns: int | None) -> str:
    free = max(0, (columns or 0) - width)
    return " " * {Align.LEFT: 0, Align.CENTER: free // 2, Align.RIGHT: free}[align] + text


class _Machine:
    """A printer's head: modes, the line being filled, and what has come out."""

    def __init__(self, data: bytes, codec: str) -> None:
        self._data = data
        self._codec = codec
        self._at = 0
        self._printed: list[Printed] = []
        self._line: list[Span] = []
        self._align = Align.LEFT
        self._qr_text = ""
        self._qr_dots = 3
        self._commands: dict[bytes, Callable[[], None]] = {
            b"\n": self._end_line,
            b"\r": lambda: None,
            b"\x1b@": self._reset,
            b"\x1b!": self._print_mode,
            b"\x1b2": lambda: None,  # Default line spacing, the only one we draw.
            b"\x1bE": self._set_bold,
            b"\x1bG": self._set_bold,
            b"\x1bJ": lambda: self._feed(self._byte()),
            b"\x1bR": lambda: self._skip(1),
            b"\x1ba": self._set_align,
            b"\x1bd": lambda: self._feed(self._byte() * TEXT_PITCH_DOTS),
            b"\x1bp": self._kick,
            b"\x1bt": lambda: self._skip(1),
            b"\x1c!": lambda: self._skip(1),  # GS ! says the size of Chinese characters too.
            b"\x1c&": self._chinese_on,
            b"\x1c.": self._chinese_off,
            b"\x1d!": self._set_size,
            b"\x1d(k": self._qr,
            b"\x1dV": self._cut,
            b"\x1dv0": self._raster,
        }
        self._reset()

    def run(self) -> list[Printed]:
        while self._at < len(self._data):
            command = self._known_command()
            if command is not None:
                self._at += len(command)
                self._commands[command]()
            else:
                self._character()
        if self._line:
            self._end_line()
        return self._printed

    def _known_command(self) -> bytes | None:
        for length in (1, 2, 3):
            command = self._data[self._at : self._at + length]
            if command in self._commands:
                return command
        if self._data[self._at] < 0x20:
            raise self._unreadable(3, "unknown command")
        return None

    def _character(self) -> None:
        first = self._data[self._at]
        if first < 0x7F:
            self._put(chr(first))
            self._at += 1
            return
        if not self._chinese:
            raise self._unreadable(2, "neither ASCII nor in Chinese mode")
        pair = self._data[self._at : self._at + 2]
        try:
            char = pair.decode(self._codec)
        except UnicodeDecodeError as error:
            raise self._unreadable(4, "no two-byte code of this printer") from error
        self._put(char)
        self._at += 2

    def _put(self, char: str) -> None:
        last = self._line[-1] if self._line else None
        if last is not None and (last.bold, last.wide, last.high) == (self._bold, self._wide, self._high):
            self._line.pop()
            char = last.text + char
        self._line.append(Span(char, self._bold, self._wide, self._high))

    def _end_line(self) -> None:
        self._printed.append(PrintedText(tuple(self._line), self._align))
        self._line = []

    def _reset(self) -> None:
        self._line = []
        self._align = Align.LEFT
        self._bold = False
        self._wide = self._high = 1
        self._chinese = False

    def _chinese_on(self) -> None:
        self._chinese = True

    def _chinese_off(self) -> None:
        self._chinese = False

    def _set_bold(self) -> None:
        self._bold = bool(self._byte() & 1)

    def _set_align(self) -> None:
        where = self._byte() & 0x0F  # Digits '0' to '2' mean the same as 0 to 2.
        if where > 2:
            raise self._unreadable(1, "unknown alignment", back=1)
        self._align = (Align.LEFT, Align.CENTER, Align.RIGHT)[where]

    def _set_size(self) -> None:
        size = self._byte()
        self._wide, self._high = (size >> 4) + 1, (size & 0x0F) + 1

    def _print_mode(self) -> None:
        mode = self._byte()
        self._bold = bool(mode & 0x08)
        self._high = 2 if mode & 0x10 else 1
        self._wide = 2 if mode & 0x20 else 1

    def _feed(self, dots: int) -> None:
        if self._line:
            self._end_line()
        self._printed.append(Fed(dots))

    def _kick(self) -> None:
        self._skip(3)
        self._printed.append(DrawerKicked())

    def _cut(self) -> None:
        how = self._byte()
        if how in (65, 66):
            self._skip(1)
        elif how not in (0, 1, 48, 49):
            raise self._unreadable(1, "unknown way to cut", back=1)
        self._printed.append(PaperCut())

    def _raster(self) -> None:
        if self._line:
            raise self._unreadable(1, "a raster image inside of a line", back=3)
        if self._byte() not in (0, 48):
            raise self._unreadable(1, "only dots of normal size are read", back=1)
        width_bytes, height = self._word(), self._word()
        bitmap = Bitmap(width_bytes, height, self._take(width_bytes * height))
        self._printed.append(PrintedImage(bitmap, self._align))

    def _qr(self) -> None:
        call = self._take(self._word())
        match call[:2], call[2:]:
            case b"1A", _:
                pass  # The model; everybody prints model 2.
            case b"1C", rest if rest:
                self._qr_dots = rest[0]
            case b"1E", _:
                pass  # Error correction changes the picture, not what it says.
            case b"1P", rest:
                self._qr_text = rest[1:].decode(errors="replace")
            case b"1Q", _:
                self._printed.append(PrintedQr(self._qr_text, self._qr_dots, self._align))
            case _:
                raise self._unreadable(len(call), "unknown call of GS ( k", back=len(call))

    def _byte(self) -> int:
        return self._take(1)[0]

    def _word(self) -> int:
        return int.from_bytes(self._take(2), "little")

    def _skip(self, count: int) -> None:
        self._take(count)

    def _take(self, count: int) -> bytes:
        taken = self._data[self._at : self._at + count]
        if len(taken) < count:
            raise self._unreadable(len(taken), "the bytes end inside of a command")
        self._at += count
        return taken

    def _unreadable(self, length: int, why: str, *, back: int = 0) -> BytesUnreadable:
        at = self._at - back
        found = self._data[at : at + max(1, length)].hex(" ")
        return BytesUnreadable(f"byte {at}: {found or 'nothing'}: {why}")
