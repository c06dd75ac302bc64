"""What the window shows of a shift's end: what is still to be decided, and the result. Frozen data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pos.domain.days.day import HandedOut, ShiftFigures
from pos.domain.days.day_tally import Tally
from pos.domain.money import Fen
from pos.domain.shifts.over_short import OverShort
from pos.domain.shifts.shift import Shift
from pos.domain.shifts.shift_close import ShiftClosed, ShiftCount
from pos.domain.shifts.takings import Taking
from pos.ledger.days import StoredPayment
from pos.ledger.drafts import HeldSale
from pos.services.returns.goods_slip_paper import OpenSlip


@dataclass(frozen=True, slots=True)
class ShiftEnding:
    """What is missing before a shift can end. It does not say what should be in the drawer.

    `counts` are the counts that stand; `counted_before` the kinds that were counted, after which
    money moved again; `pieces` the notes and coins that can be in the drawer. `wants_explanation`: a
    difference of these counts is above the limit; `over_short`: how they stand against all limits, with
    the cashier's month.
    """

    shift: Shift
    counts: tuple[ShiftCount, ...]
    counted_before: tuple[str, ...]
    pieces: tuple[Fen, ...]
    wants_explanation: bool
    over_short: OverShort
    held: Sequence[HeldSale]
    open_payments: tuple[StoredPayment, ...]


@dataclass(frozen=True, slots=True)
class XReport:
    """A shift so far. What would tell the cashier what the drawer must hold is left out (`blind`).

    `takings` are the ways of paying that may be shown: those counted, or all for who may see them.
    `payable` is None while something is left out: less the phones it would be the cash.
    """

    shift_id: str
    number: int
    cashier: str
    opened_at_ms: int
    at_ms: int
    sequence: int  # The last entry it knows.
    sales: int
    card_sales: int
    returns: int
    voids: int
    discount: Fen
    subsidy: Fen
    payable: Fen | None
    float_fen: Fen
    cash_in: Fen
    cash_out: Fen
    takings: tuple[Taking, ...]
    blind: tuple[str, ...]  # Ways of paying that are left out.
    removed_lines: int  # Out of sales that went on.
    cancelled_sales: int
    drawer_openings: int
    open_payments: tuple[str, ...]
    rounding: Fen = 0  # 抹零: what was left off cash.
    made_good: HandedOut | None = None  # Make-goods handed out in cash; None when there was none.
    open_slips: tuple[OpenSlip, ...] = ()  # Goods taken in at this till whose money is still to be paid.

    @property
    def received(self) -> Fen | None:
        """What customers really paid, as far as it may be seen."""
        return None if self.payable is None else self.payable - self.rounding


def x_report(
    figures: ShiftFigures,
    tally: Tally,
    *,
    at_ms: int,
    sees_all: bool,
    open_slips: tuple[OpenSlip, ...] = (),
) -> XReport:
    """A shift as it may be shown now: without `sees_all` only what was counted tells its sum."""
    shown = tuple(each for each in figures.takings if sees_all or each.counted is not None)
    blind = tuple(each.kind for each in figures.takings if each not in shown)
    return XReport(
        shift_id=figures.shift_id,
        number=figures.number,
        cashier=figures.cashier,
        opened_at_ms=figures.opened_at_ms,
        at_ms=at_ms,
        sequence=tally.last_sequence,
        sales=tally.sales,
        card_sales=tally.card_sales,
        returns=tally.returns,
        voids=tally.voids,
        discount=tally.discount,
        subsidy=tally.subsidy,
        payable=None if blind else tally.payable,
        float_fen=figures.float_fen,
        cash_in=figures.cash_in,
        cash_out=figures.cash_out,
        takings=shown,
        blind=blind,
        removed_lines=tally.dropped_lines - tally.cancelled_lines,
        cancelled_sales=len(tally.cancelled),
        drawer_openings=tally.drawer_openings,
        open_payments=tally.takings.open_payments(),
        rounding=tally.rounding,
        made_good=figures.made_good or None,
        open_slips=open_slips,
    )


@dataclass(frozen=True, slots=True)
class EndedShift:
    """A shift that is closed: its figures, and what was written down."""

    figures: ShiftFigures
    closed: ShiftClosed
    short_hash: str
