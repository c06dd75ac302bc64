"""A day's figures: one shape for the window, receipt paper, Excel, PDF, the day-close entry and the platform.

Frozen values only; who adds them up is `pos.domain.days.day_figures`. All amounts are fen and net of
returns unless a name says otherwise; quantities are thousandths; times are ms since 1970 (UTC).
"""

from __future__ import annotations

from typing import Any

from msgspec import UNSET, UnsetType, json

from pos.domain.journal.record import Amount, Record, Signed, SignedAmount, Text, Whole
from pos.domain.money import Fen
from pos.domain.programme.contribution import Contribution
from pos.domain.shifts.takings import Taking, Takings


class HandedOut(Record, frozen=True):
    """Make-goods that were handed out in cash: how many, and their sum in fen."""

    count: Whole
    amount: Amount

    @classmethod
    def of(cls, takings: Takings) -> HandedOut | UnsetType:
        """What went out of a drawer for them; nothing is told when it was none."""
        return cls(takings.made_goods, takings.made_good) if takings.made_goods else UNSET


class ShiftCore(Record, frozen=True):
    """What every version tells of one cashier's turn.

    `denominations`: fen of a note or coin → how many, of the last cash count.
    """

    shift_id: Text
    number: Whole
    cashier: Text
    opened_at_ms: Whole
    closed_at_ms: Whole | None
    float_fen: Amount
    sales: Whole
    payable: SignedAmount
    cash_in: Amount
    cash_out: Amount
    takings: tuple[Taking, ...]
    denominations: tuple[tuple[Whole, Whole], ...] = ()
    explanation: str = ""


class ShiftFigures(ShiftCore, frozen=True):
    """One cashier's turn.

    `reason` and `explanation` say why it was over or short, `approver` who let it end so, `beyond` which
    limits it went over; `month_sum` is what the cashier's drawers were off in the month, up to this shift.
    None: the program that closed it did not tell.
    """

    rounding: SignedAmount = 0  # 抹零: what was left off cash; in `payable`, in no taking.
    reason: str = ""
    approver: Text | None = None
    month_sum: Amount | None = None
    beyond: tuple[Text, ...] = ()
    made_good: HandedOut | UnsetType = UNSET  # Not told where there was none.

    @property
    def received(self) -> Fen:
        """What customers really paid, with what is still of unknown end."""
        return self.payable - self.rounding


class PoolSettlement(Record, frozen=True):
    """What the federation and the shop gave through one pool: visits, market amount, benefit.

    `percent` is what the customer pays, None for the subsidy; its `market` is None as well.
    """

    pool: Text
    name: Text
    percent: Whole | None
    visits: Signed
    market: SignedAmount | None
    amount: SignedAmount


class HourFigures(Record, frozen=True):
    """One hour of the day (0–23, Shanghai)."""

    hour: Whole
    sales: Whole
    payable: SignedAmount


class GoodsFigures(Record, frozen=True):
    """Goods by their sales amount."""

    code: Text
    name: Text
    quantity: Signed
    payable: SignedAmount


class OverrideFigures(Record, frozen=True):
    """One override: who, approved by whom, why. Removed lines too."""

    at_ms: Whole
    act: Text
    actor: Text
    approver: Text | None
    reason: str
    sale_no: Text | None
    name: Text | None
    before: Amount | None
    after: Amount | None


class PersonsWord(Record, frozen=True):
    """Money of one way of paying that came, or went back, on one person's word alone. Amounts in fen."""

    kind: Text
    staff: Text
    times: Whole
    received: Amount
    times_back: Whole
    given_back: Amount


class RefusalFigures(Record, frozen=True):
    """How many cards gave nothing, by the stable word of why: a code of an error, a state of a card that
    came with a sale, or `asked.` and a code where only the balance was asked for.
    """

    code: Text
    count: Whole


class DayCore(Record, frozen=True, kw_only=True):
    """What every version tells of one business date of one till."""

    business_date: Text
    till_id: Text
    store_name: Text
    revision: Whole  # 0 before the first close.
    sales: Whole
    card_sales: Whole
    cards: Whole  # Different cards.
    returns: Whole
    voids: Whole
    market: SignedAmount
    discount: SignedAmount
    subsidy: SignedAmount
    payable: SignedAmount
    takings: tuple[Taking, ...]
    float_fen: Amount
    cash_in: Amount
    cash_out: Amount
    pools: tuple[PoolSettlement, ...]
    hours: tuple[HourFigures, ...]
    goods: tuple[GoodsFigures, ...]
    overrides: tuple[OverrideFigures, ...]
    dropped_lines: Whole
    dropped_market: Amount
    drawer_openings: Whole
    open_payments: tuple[Text, ...]
    held: tuple[Text, ...]
    entries: Whole
    first_sequence: Whole  # 0 when the day has no entry.
    last_sequence: Whole
    head_hash: str  # Hex, of the entry `last_sequence`; empty when the day has none.
    contribution: Contribution | None = None


class DayFigures(DayCore, frozen=True, kw_only=True):
    """Everything of one business date of one till."""

    shifts: tuple[ShiftFigures, ...]
    refusals: tuple[RefusalFigures, ...] = ()
    rounding: SignedAmount = 0  # 抹零: what was left off cash; in `payable`, in no taking.
    by_word: tuple[PersonsWord, ...] = ()  # What only a person could say, and who said it.
    # Of `dropped_lines` and `dropped_market` what went with a whole sale.
    cancelled_sales: Whole = 0
    cancelled_lines: Whole = 0
    cancelled_market: Amount = 0
    made_good: HandedOut | UnsetType = UNSET  # Not told where there was none.

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


class DayChecks(Record, frozen=True):
    """What deciding every sale again found. `over_cap` and `differing` name cards' tails and sale numbers."""

    cards: Whole
    over_cap: tuple[Text, ...]
    offline_sales: Whole | None  # None: who looks at the file alone cannot know.
    recomputed: Whole
    differing: tuple[Text, ...]


class ReconciledRow(Record, frozen=True):
    """One figure on both ends, as text ready to compare; `theirs` is None when the platform did not say."""

    name: Text
    ours: str
    theirs: str | None
    equal: bool


class Reconciliation(Record, frozen=True):
    """Whether the platform has the same day. `problem`: an error's code; `since_ms`: the last good sync."""

    equal: bool
    pending: Whole
    since_ms: Whole | None
    rows: tuple[ReconciledRow, ...]
    problem: Text | None = None
    contribution: Contribution | None = None


def plain_data(facts: Any) -> dict[str, Any]:
    """Any of these facts as JSON has them: objects and lists, in the order of the fields."""
    data: dict[str, Any] = json.decode(json.encode(facts))
    return data
