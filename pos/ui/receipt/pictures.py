"""What the receipt panel shows beside the paper. Frozen; no Qt."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReceiptPicture:
    """A receipt beside what the cashier needs of it. An empty figure is not shown."""

    title: str
    figure_word: str
    figure: str
    lines: tuple[tuple[str, str], ...]
    reprint: bool
    next_word: str = "返回"
