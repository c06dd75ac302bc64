"""What small entries say, for tests that need one of a kind and not just this one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pos.domain.days.day import DayChecks, Reconciliation
from pos.domain.money import Fen
from pos.domain.selling.line_dropped import LineDropped
from pos.domain.selling.reprint import Reprinted
from pos.domain.shifts.cash_moved import CashMoved, Direction
from pos.domain.shifts.shift_close import ShiftClosed, ShiftClosedV1, ShiftCount
from pos.domain.shifts.shift_opened import ShiftOpened

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


# What a close says beside its figures, while no platform was asked.
NO_CHECKS: Final = DayChecks(cards=0, over_cap=(), offline_sales=0, recomputed=0, differing=())
NOT_ASKED: Final = Reconciliation(equal=False, pending=0, since_ms=None, rows=())


def cash_moved(direction: Direction = Direction.IN, amount: Fen = 100, reason: str = "换零") -> CashMoved:
    """Cash that went through the drawer without a sale."""
    return CashMoved(shift_id="shift-1", direction=direction, amount=amount, reason=reason, rule="r")


def shift_opened(
    number: int = 1, staff: Mapping[str, str] | None = None, cashier: str = "1001"
) -> ShiftOpened:
    """A shift that began, with 500 yuan of change."""
    return ShiftOpened(
        shift_id=f"shift-{number}",
        number=number,
        cashier=cashier,
        float_fen=500_00,
        opened_at_ms=1,
        staff=staff or {},
    )


def shift_count(kind: str = "cash", *, difference: Fen = 0, shift_id: str = "shift-1") -> ShiftCount:
    """What was counted of 500 yuan, so far off."""
    return ShiftCount(shift_id, kind, 500_00 + difference, None, 500_00, difference, None)


def shift_closed(*counts: ShiftCount, shift_id: str = "shift-1") -> ShiftClosed:
    """A shift that ended with these counts, and nothing to explain."""
    return ShiftClosed(shift_id, 1, 1, counts, "", None, (), ())


def shift_closed_v1(*counts: ShiftCount) -> ShiftClosedV1:
    """The same as tills of version 1 told it."""
    return ShiftClosedV1("shift-1", 1, 1, counts, "", None, (), ())
