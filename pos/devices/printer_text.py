"""Which characters a receipt printer has, how wide each prints, and its bytes.

ASCII is one column wide and printed outside Chinese mode; everything else is two columns wide
and printed inside it, as the two bytes of GBK. GB18030 has four-byte codes as well, but printers
do not: they print `¥` (81 30 84 36) as "0 6" (DESIGN 8.3). A character without a two-byte code
is therefore not in the printer's set and has to be drawn, see `raster`.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from itertools import groupby
from typing import Final

# The setting's name → the codec that knows the printer's two-byte codes. GBK's codes are GB18030's.
CODECS: Final = {"gb18030": "gbk", "gbk": "gbk", "gb2312": "gb2312"}

CHINESE_ON: Final = b"\x1c&"
CHINESE_OFF: Final = b"\x1c."

# Look-alikes that a printer has, for characters it does not have.
_REPLACED: Final = str.maketrans(
    {
        "\u00a5": "￥",  # ¥: the yen sign of Latin keyboards and of our screens
        "\u2212": "-",  # −: the minus of our screens; a number stays one column per sign
        "\u2011": "-",  # non-breaking hyphen
        "\u2022": "·",  # • and the next three: dots inside of foreign names, 阿依古丽·买买提
        "\u2027": "·",
        "\u22c5": "·",
        "\u30fb": "·",
        "\u301c": "～",  # 〜
        "\u22ef": "…",  # ⋯
        "\u00ad": None,  # soft hyphen
    }
)


def printable(text: str) -> str:
    """Make a text safe to print: composed, with look-alikes replaced, nothing invisible, no control codes.

    A control character in a name would be a command to the printer; it becomes a blank.
    """
    composed = unicodedata.normalize("NFC", text).translate(_REPLACED)
    if composed.isascii() and composed.isprintable():
        return composed
    return "".join(_visible(char) for char in composed)


def columns_of(text: str) -> int:
    """How many columns a printable text takes."""
    return sum(map(_columns, text))


def clusters(text: str) -> list[str]:
    """Split a printable text into clusters: a character with its marks."""
    found: list[str] = []
    for char in text:
        if found and _columns(char) == 0:
            found[-1] += char
        else:
            found.append(char)
    return found


def is_in_set(text: str, *, encoding: str) -> bool:
    """Say whether the printer has every character of a printable text."""
    return text.isascii() or all(_has(char, CODECS[encoding]) for char in text)


def encode(text: str, *, encoding: str) -> bytes:
    """The bytes of a printable text whose characters are all in the printer's set."""
    assert is_in_set(text, encoding=encoding), f"not in the printer's set: {text!r}"
    parts = []
    for is_ascii, run in groupby(text, key=str.isascii):
        encoded = "".join(run).encode("ascii" if is_ascii else CODECS[encoding])
        parts.append(encoded if is_ascii else CHINESE_ON + encoded + CHINESE_OFF)
    return b"".join(parts)


@lru_cache(maxsize=4096)
def _columns(char: str) -> int:
    if " " <= char <= "~":
        return 1
    return 0 if unicodedata.category(char) in ("Mn", "Me") else 2


@lru_cache(maxsize=4096)
def _has(char: str, codec: str) -> bool:
    try:
        return " " <= char <= "~" or len(char.encode(codec)) == 2
    except UnicodeEncodeError:
        return False


@lru_cache(maxsize=4096)
def _visible(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Cf" or "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef":
        return ""  # Joiners, direction marks and variation selectors have no picture of their own.
    if category == "Cs":
        return "\ufffd"  # Half a character: shown as a box, for it cannot even be drawn.
    if category in ("Cc", "Zl", "Zp") or (category == "Zs" and char != "\u3000"):
        return " "
    return char
