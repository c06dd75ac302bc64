"""Recognises text that a spreadsheet would run as a formula, and makes it safe. It writes no file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from pos.domain.typed import plain_digits

BYTE_ORDER_MARK: Final = "\ufeff"  # In front of UTF-8: without it a Chinese spreadsheet reads a CSV as GBK.

_FORMULA_MARKS: Final = "=+-@|%\u2212\ufe63"  # The last two are minus signs as well.
# Spreadsheets pass over these before they look for a formula.
_PASSED_OVER: Final = "".join(map(chr, range(33))) + "\u00a0\u200b\u200c\u200d\u2060\u3000\ufeff"
_NUMBER: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?%?")


def must_be_quoted(text: str) -> bool:
    """Whether a text begins like a formula, for a spreadsheet that opens it or a person who edits its cell.

    Chinese spreadsheets take full-width marks (＝ ＋ － ＠) as the plain ones. A plain number, as
    `-4.12`, is none.
    """
    if _NUMBER.fullmatch(text):
        return False
    begins = plain_digits(text.lstrip(_PASSED_OVER)[:1])
    return begins != "" and (begins in _FORMULA_MARKS or text[0] in "\t\r\n")


def harmless(text: str) -> str:
    """A text for a cell of a CSV: behind an apostrophe it is text, here and there."""
    return f"'{text}" if must_be_quoted(text) else text


def harmless_row(cells: Iterable[str]) -> list[str]:
    """Every cell of a row, harmless."""
    return [harmless(cell) for cell in cells]
