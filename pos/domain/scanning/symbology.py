"""Reads what scanners put around a number: AIM's identifier of the barcode type, GS1 element strings.

Pure reading: it says which article is meant, not whether there is one.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from pos.domain.scanning.gtin import check_digit_fits, is_gtin

GS: Final = "\x1d"  # FNC1 behind an element of no fixed length.
GS1_CHARACTERS_MAX: Final = 200

_AIM = re.compile(r"\]([A-Za-z][0-9A-Za-z])")
_GS1_MARKS: Final = frozenset({"C1", "e0", "e1", "d2", "Q3", "J1"})
_BRACKETED = re.compile(r"\(01\) ?([0-9]{14})(?![0-9])")
_LINK = re.compile(r"https?://[^ ]*?/(?:01|gtin)/([0-9]{8,14})(?:[/?#].*)?", re.IGNORECASE)
# How many characters an element has with its identifier, for those of a fixed length (GS1 GS 7.8).
_FIXED: Final = {
    "00": 20, "01": 16, "02": 16, "03": 16, "04": 18, "11": 8, "12": 8, "13": 8, "14": 8, "15": 8,
    "16": 8, "17": 8, "18": 8, "19": 8, "20": 4, "31": 10, "32": 10, "33": 10, "34": 10, "35": 10,
    "36": 10, "41": 16,
}  # fmt: skip


class Scanned(NamedTuple):
    """A scan without its wrapping. `mark`: AIM's two characters, "" when the scanner sends none."""

    mark: str
    text: str

    @property
    def is_ean(self) -> bool:
        """Whether the scanner says that it read an EAN or UPC: it is no payment code and no card then."""
        return self.mark.startswith("E")

    @property
    def is_add_on_alone(self) -> bool:
        """Whether it is only the small code beside a magazine's barcode."""
        return self.mark in ("E1", "E2") and len(self.text) <= 5


def unwrapped(text: str) -> Scanned:
    """A scan without the mark that a scanner may put in front (`]E0`, `]C1`, `]d2`, `]Q3` …)."""
    found = _AIM.match(text)
    return Scanned("", text) if found is None else Scanned(found[1], text[found.end() :].lstrip(GS))


def gs1_article(scan: Scanned) -> str | None:
    """The article's number in a GS1 element string or link, as written there; None when there is none.

    `(01)06901234567892(17)261231`, the same without brackets behind a GS1 mark, and a link of GS1.
    """
    text = scan.text
    if (link := _LINK.fullmatch(text)) is not None:
        return link[1]
    if (bracketed := _BRACKETED.search(text)) is not None:
        return bracketed[1]
    if scan.mark in _GS1_MARKS or GS in text:
        return _element(text)
    return None


def unmarked_article(text: str) -> str | None:
    """The article's number when a text may be an element string of which the scanner did not say so."""
    likely = text.startswith("01") and len(text) >= _FIXED["01"] and is_gtin(text[2:16])
    return text[2:16] if likely else None


class WithAddOn(NamedTuple):
    """An EAN-13 or UPC-A that was read together with the small code beside it."""

    article: str
    add_on: str


def with_add_on(text: str) -> WithAddOn | None:
    """What an article's code and its add-on of 2 or 5 digits may be; magazines and books carry one."""
    digits = text.replace(" ", "")
    for length in (13, 12):
        article, add_on = digits[:length], digits[length:]
        if digits.isascii() and digits.isdigit() and len(add_on) in (2, 5) and check_digit_fits(article):
            return WithAddOn(article, add_on)
    return None


def _element(text: str) -> str | None:
    """Walk along the elements to the one of identifier 01."""
    at = 0
    while at < len(text):
        identifier = text[at : at + 2]
        length = _FIXED.get(identifier)
        if identifier == "01":
            number = text[at + 2 : at + 16]
            return number if len(number) == 14 and number.isdigit() else None
        end = text.find(GS, at) if length is None else at + length
        if end < 0:
            return None
        at = end + 1 if text[end : end + 1] == GS else end
    return None
