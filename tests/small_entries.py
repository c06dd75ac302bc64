"""What small entries say, for tests that need one of a kind and not just this one."""

from __future__ import annotations

from typing import Final

from pos.domain.money import Fen
from pos.domain.selling.line_dropped import LineDropped
from pos.domain.selling.reprint import Reprinted
from pos.domain.shifts.cash_moved import CashMoved, Direction

DROPPED: Final = LineDropped(
    sale_id="s-1",
    code="1",
    name="菜籽油",
    quantity=1000,
    market=79_90,
    after_total=True,
    rule="drop_after_total.cashier.needs_approval",
)

REPRINTED: Final = Reprinted(sale_no="x", reason="y", rule="r")


def cash_moved(direction: Direction = Direction.IN, amount: Fen = 100, reason: str = "换零") -> CashMoved:
    """Cash that went through the drawer without a sale."""
    return CashMoved(shift_id="shift-1", direction=direction, amount=amount, reason=reason, rule="r")
