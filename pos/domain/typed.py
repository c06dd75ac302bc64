"""Cleans what people type: full-width digits and punctuation become plain ones before they are read."""

from __future__ import annotations

# U+FF01..U+FF5E are the full-width twins of the printable ASCII characters; Chinese input methods
# leave them behind. Other look-alikes (², Ⅷ) are not numbers a cashier means, so NFKC is too much.
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_PLAIN: dict[int, str | int | None] = {**_FULL_WIDTH, 0x3000: " ", ord("。"): ".", ord("，"): ","}


def plain_digits(text: str) -> str:
    """Return `text` with full-width characters (１２３．５) turned into their plain twins (123.5)."""
    return text if text.isascii() else text.translate(_PLAIN)
