"""What the receipt panel shows beside the paper. Frozen; no Qt."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReceiptPicture:
    """A receipt beside what the cashier needs of it. An empty figure is not shown.

    `stays`: the cashier counts money by it. It stays until the next scan or the next act;
    is done; one Enter too many does not take it away.
    """

    title: str
    figure_word: str
    figure: str
    lines: tuple[tuple[str, str], ...]
    reprint: bool
    next_word: str = "返回"
    stays: bool = False
