"""A day's figures: one shape for the window, receipt paper, Excel, PDF, the day-close entry and the platform.

Frozen values only; who adds them up is `pos.domain.days.day_figures`. All amounts are fen and net of
returns unless a name says otherwise; quantities are thousandths; times are ms since 1970 (UTC).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from pos.domain.calendar import BusinessDate
from pos.domain.money import Fen
from pos.domain.programme.contribution import Contribution
from pos.domain.programme.programme import PoolId
from pos.domain.quantity import Thousandths
from pos.domain.shifts.takings import Taking


@dataclass(frozen=True, slots=True)
class ShiftFigures:
    """One cashier's turn. `denominations`: fen of a note or coin → how many, of the last cash count.

    `reason` and `explanation` say why it was over or short, `approver` who let it end so, `beyond` which
    limits it went over; `month_sum` is what the cashier's drawers were off in the month, up to this shift.
    None: the program that closed it did not tell.
    """

    shift_id: str
    number: int
    cashier: str
    opened_at_ms: int
    closed_at_ms: int | None
    float_fen: Fen
    sales: int
    payable: Fen
    cash_in: Fen
    cash_out: Fen
    takings: tuple[Taking, ...]
    denominations: tuple[tuple[Fen, int], ...] = ()
    explanation: str = ""
    rounding: Fen = 0  # 抹零: what was left off cash; in `payable`, in no taking.
    reason: str = ""
    approver: str | None = None
    month_sum: Fen | None = None
    beyond: tuple[str, ...] = ()

    @property
    def received(self) -> Fen:
        """What customers really paid, with what is still of unknown end."""
        return self.payable - self.rounding


@dataclass(frozen=True, slots=True)
class PoolSettlement:
    """What the federation and the shop gave through one pool: visits, market amount, benefit.

    `percent` is what the customer pays, None for the subsidy; its `market` is None as well.
    """

    pool: PoolId
    name: str
    percent: int | None
    visits: int
    market: Fen | None
    amount: Fen


@dataclass(frozen=True, slots=True)
class HourFigures:
    """One hour of the day (0–23, Shanghai)."""

    hour: int
    sales: int
    payable: Fen


@dataclass(frozen=True, slots=True)
class GoodsFigures:
    """Goods by their sales amount."""

    code: str
    name: str
    quantity: Thousandths
    payable: Fen


@dataclass(frozen=True, slots=True)
class OverrideFigures:
    """One override: who, approved by whom, why. Removed lines too."""

    at_ms: int
    act: str
    actor: str
    approver: str | None
    reason: str
    sale_no: str | None
    name: str | None
    before: Fen | None
    after: Fen | None


@dataclass(frozen=True, slots=True)
class PersonsWord:
    """Money of one way of paying that came, or went back, on one person's word alone. Amounts in fen."""

    kind: str
    staff: str
    times: int
    received: Fen
    times_back: int
    given_back: Fen


@dataclass(frozen=True, slots=True)
class RefusalFigures:
    """How many cards gave nothing, by the stable word of why: a code of an error, a state of a card that
    came with a sale, or `asked.` and a code where only the balance was asked for.
    """

    code: str
    count: int


@dataclass(frozen=True, slots=True)
class DayFigures:
    """Everything of one business date of one till."""

    business_date: BusinessDate
    till_id: str
    store_name: str
    revision: int  # 0 before the first close.
    shifts: tuple[ShiftFigures, ...]
    sales: int
    card_sales: int
    cards: int  # Different cards.
    returns: int
    voids: int
    market: Fen
    discount: Fen
    subsidy: Fen
    payable: Fen
    takings: tuple[Taking, ...]
    float_fen: Fen
    cash_in: Fen
    cash_out: Fen
    pools: tuple[PoolSettlement, ...]
    hours: tuple[HourFigures, ...]
    goods: tuple[GoodsFigures, ...]
    overrides: tuple[OverrideFigures, ...]
    dropped_lines: int
    dropped_market: Fen
    drawer_openings: int
    open_payments: tuple[str, ...]
    held: tuple[str, ...]
    entries: int
    first_sequence: int  # 0 when the day has no entry.
    last_sequence: int
    head_hash: str  # Hex, of the entry `last_sequence`; empty when the day has none.
    contribution: Contribution | None = None
    refusals: tuple[RefusalFigures, ...] = ()  # None before releases that counted them.
    rounding: Fen = 0  # 抹零: what was left off cash; in `payable`, in no taking.
    by_word: tuple[PersonsWord, ...] = ()  # What only a person could say, and who said it.
    # Of `dropped_lines` and `dropped_market` what went with a whole sale; releases before did not tell.
    cancelled_sales: int = 0
    cancelled_lines: int = 0
    cancelled_market: Fen = 0

    @property
    def removed_lines(self) -> int:
        """The lines that were taken out of sales which went on."""
        return self.dropped_lines - self.cancelled_lines

    @property
    def removed_market(self) -> Fen:
        """What they would have cost, in fen."""
        return self.dropped_market - self.cancelled_market

    @property
    def has_drawer(self) -> bool:
        """Whether a shift was opened on this date. Without one, no drawer's books are this date's."""
        return bool(self.shifts)

    @property
    def over_midnight(self) -> Fen:
        """What this date's shifts took beyond it, in fen, net of refunds.

        Below zero: what the shifts of other dates took on this one.
        A shift and its drawer belong to the date it was opened on, a sale to the date it was made.
        """
        of_shifts = sum(each.sold - each.refunded for shift in self.shifts for each in shift.takings)
        return of_shifts - sum(each.sold - each.refunded for each in self.takings)

    @property
    def received(self) -> Fen:
        """What customers really paid, with what is still of unknown end."""
        return self.payable - self.rounding


@dataclass(frozen=True, slots=True)
class DayChecks:
    """What deciding every sale again found. `over_cap` and `differing` name cards' tails and sale numbers."""

    cards: int
    over_cap: tuple[str, ...]
    offline_sales: int | None  # None: who looks at the file alone cannot know.
    recomputed: int
    differing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReconciledRow:
    """One figure on both ends, as text ready to compare; `theirs` is None when the platform did not say."""

    name: str
    ours: str
    theirs: str | None
    equal: bool


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Whether the platform has the same day. `problem`: an error's code; `since_ms`: the last good sync."""

    equal: bool
    pending: int
    since_ms: int | None
    rows: tuple[ReconciledRow, ...]
    problem: str | None = None
    contribution: Contribution | None = None


def figures_to_data(figures: DayFigures) -> dict[str, Any]:
    """Write a day's figures as plain data, in the order of the fields."""
    return plain_data(figures)


def close_to_data(
    figures: DayFigures, checks: DayChecks, reconciliation: Reconciliation, *, explanation: str
) -> dict[str, Any]:
    """The data of a `day_closed` entry: the figures, and how they stood when somebody signed."""
    return figures_to_data(figures) | {
        "explanation": explanation,
        "checks": plain_data(checks),
        "reconciliation": plain_data(reconciliation),
    }


def plain_data(facts: Any) -> dict[str, Any]:
    """Any of these facts as JSON has them: objects and lists, in the order of the fields."""
    data: dict[str, Any] = _plain(asdict(facts))
    return data


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value
