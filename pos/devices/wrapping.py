"""Breaks text into lines of a number of columns. Numbers are not broken; signs stay with their word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pos.devices.printer_text import clusters, columns_of

_OPENING: Final = "（【《“‘「『〈〔￥"  # Never the last of a line.
_CLOSING: Final = "，。、；：！？）】》”’」』〉〕…％"  # Never the first of a line.
_DIGITS: Final = "0-9０-９．"
_UNITS: Final = "折元件天年月日枚"  # Not parted from the number before them.
_TOKEN: Final = re.compile(
    rf"( *)([{_OPENING}]*(?:[!-~{_DIGITS}]+(?:(?<=[0-9])[{_UNITS}])?|[^ ])[{_CLOSING}]*)"
)
_ATOM: Final = re.compile(rf"[{_DIGITS}][{_DIGITS}.,]*|.", re.DOTALL)


def wrap(text: str, columns: int) -> list[str]:
    """Break a printable text into lines that fit; at least one line, which may be empty.

    Blanks before the text indent every line of it. A word is broken only when it is longer than
    a line, and then not inside of a number unless that alone is too long.
    """
    body = text.lstrip(" ")
    indent = " " * min(len(text) - len(body), columns // 2)
    room = columns - len(indent)
    lines: list[str] = []
    line = ""
    for blanks, piece in _pieces(body, room):
        if not line:
            line = piece
        elif columns_of(line) + len(blanks) + columns_of(piece) <= room:
            line += blanks + piece
        else:
            lines.append(indent + line)
            line = piece
    return [*lines, indent + line] if line else lines or [""]


def _pieces(body: str, room: int) -> Iterator[tuple[str, str]]:
    """Give blanks and unbreakable pieces, each no wider than `room`."""
    for match in _TOKEN.finditer(body):
        blanks, token = match[1], match[2]
        if columns_of(token) <= room:
            yield blanks, token
            continue
        for atom in _ATOM.findall(token):
            for part in [atom] if columns_of(atom) <= room else clusters(atom):
                yield blanks, part
                blanks = ""
