"""Interfaces of the devices for the rest of the till: Protocols without cables or bytes."""

from __future__ import annotations

from typing import Protocol

from pos.domain.selling.receipt import Receipt


class ReceiptPrinter(Protocol):
    """Prints receipts, and opens the cash drawer that is connected to the printer."""

    def print_receipt(self, receipt: Receipt) -> None:
        """Print and cut; the drawer opens first when the receipt says so. Raises PrinterUnreachable."""
        ...

    def open_drawer(self) -> None:
        """Open the drawer without printing. Raises PrinterUnreachable."""
        ...
