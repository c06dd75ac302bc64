"""Three-way settlement of a day: till × channel bill × the federation's subsidy account.

What stands on the sheet and how it adds up; which rows belong together is found in `matching`.
Each row of either side stands in exactly one result, so the differences explain the gap to the fen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date as calendar_date
from enum import StrEnum

from pos.domain.calendar import BusinessDate
from pos.domain.money import Fen
from pos.domain.paying.tender import TenderKind


class Direction(StrEnum):
    """Which way the money went."""

    PAYMENT = "payment"
    REFUND = "refund"


class Standing(StrEnum):
    """What the till knows of a payment it asked for."""

    RECEIVED = "settled"
    UNKNOWN = "unknown"
    REVERSED = "reversed"  # Taken back before it was a sale: the channel has both rows, or none.


class Verdict(StrEnum):
    """How two sides compare."""

    MATCHED = "matched"
    MISSING = "missing"  # 缺: the till has it, the other side does not.
    EXTRA = "extra"  # 多: only the other side has it.
    AMOUNT = "amount"  # 金额不符
    OTHER_DAY = "other_day"  # 跨日: both have it, under different dates.
    UNKNOWN = "unknown"  # 未知态: the till still does not know.
    NEIGHBOUR = "neighbour"  # Belongs only to another day's settlement; not compared here.


class Ground(StrEnum):
    """Why two rows are matched as the same movement, the surest first."""

    ORDER_NUMBER = "order_number"
    REFUND_NUMBER = "refund_number"
    CHANNEL_NUMBER = "channel_number"  # The channel's own number, from its answer to the till.
    TAIL = "tail"  # Amount, time and the end of the number shown on the customer's phone.
    AMOUNT_AND_TIME = "amount_and_time"  # The only row of this amount around this time.
    AMOUNT_IN_ORDER = "amount_in_order"  # Several of one amount around one time: paired in order.
    NONE = "none"

    @property
    def certain(self) -> bool:
        """Whether a number proves the match; otherwise it is an inference and is shown as one."""
        return self in (Ground.ORDER_NUMBER, Ground.REFUND_NUMBER, Ground.CHANNEL_NUMBER)


class Doubt(StrEnum):
    """Why a row of a bill is a question for a person instead of a movement."""

    UNREADABLE = "unreadable"  # A cell cannot be what its column says.
    TWICE = "twice"  # The file has the row before already; it counts once.
    DIFFERS = "differs"  # Another file tells the same movement differently; neither counts.
    NOT_DONE = "not_done"  # The channel says that the money has not moved, or not yet; it does not count.


@dataclass(frozen=True, slots=True)
class OddRow:
    """A row of a bill that is set aside and shown to a person: where it stands, and what is odd.

    `column` is the one that cannot be read, and `text` what stands there, or the movement's number. Of one
    that is not done `column` and `text` are the state, `number` is its own.
    """

    file: str
    row: int
    doubt: Doubt
    column: str = ""
    text: str = ""
    other_file: str = ""  # Where the same movement stands too.
    other_row: int = 0
    number: str = ""


@dataclass(frozen=True, slots=True)
class TillMovement:
    """One payment or refund by phone in the till's ledger. `amount` is in fen and above zero."""

    movement_id: str
    kind: TenderKind
    direction: Direction
    amount: Fen
    at_ms: int
    date: BusinessDate
    standing: Standing = Standing.RECEIVED
    order_no: str = ""  # What the channel was told (商户订单号); a person's confirmation told it nothing.
    refund_no: str = ""
    channel_no: str = ""
    by_person: bool = False
    reference_tail: str = ""
    sale_no: str = ""

    @property
    def money(self) -> Fen:
        """What it certainly moved: below zero for a refund, 0 while unknown or when taken back."""
        if self.standing is not Standing.RECEIVED:
            return 0
        return self.amount if self.direction is Direction.PAYMENT else -self.amount


@dataclass(frozen=True, slots=True)
class ChannelMovement:
    """One row of a channel's bill. `amount` is in fen and above zero; file and row are for people."""

    kind: TenderKind
    direction: Direction
    amount: Fen
    at_ms: int
    date: BusinessDate
    channel_no: str
    order_no: str = ""
    refund_no: str = ""
    terminal: str = ""  # The till, where the channel was told (设备号, 终端号); tills may share a merchant.
    file: str = ""
    row: int = 0
    merchant: str = ""
    shop: str = ""  # Where a merchant has several and the bill tells them apart (门店编号).
    # What of `amount` is the merchant's: less what the merchant's own coupons paid. None: not told.
    settled: Fen | None = None
    # What the channel takes for a payment and gives back with a refund, in thousandths of a fen.
    fee: int | None = None
    shared: int | None = None  # What goes to a service provider (分润), in thousandths of a fen.

    @property
    def money(self) -> Fen:
        """What it moved: below zero for a refund."""
        return self.amount if self.direction is Direction.PAYMENT else -self.amount

    @property
    def sign(self) -> int:
        """1 for a payment, -1 for a refund: which way amount, fee and share count."""
        return 1 if self.direction is Direction.PAYMENT else -1


@dataclass(frozen=True, slots=True)
class ChannelBill:
    """The bills of one channel, put together: each movement once, and the rows that are a question."""

    movements: tuple[ChannelMovement, ...] = ()
    odd: tuple[OddRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Matching:
    """What belongs together, and what is wrong with it. Mostly one row of each side, or of one side."""

    verdict: Verdict
    ground: Ground
    ours: tuple[TillMovement, ...]
    theirs: tuple[ChannelMovement, ...]
    age_days: int  # From the day of the older row until today; 0 where nothing is open.

    @property
    def is_open(self) -> bool:
        """Whether a person must check it."""
        return self.verdict not in (Verdict.MATCHED, Verdict.NEIGHBOUR)

    @property
    def at_ms(self) -> int:
        """When it happened, by the till where it knows."""
        return (self.ours or self.theirs)[0].at_ms

    def gap(self, date: BusinessDate) -> Fen:
        """What the channel has more than the till, on one date, in fen."""
        theirs = sum(row.money for row in self.theirs if row.date == date)
        return theirs - sum(row.money for row in self.ours if row.date == date)


@dataclass(frozen=True, slots=True)
class SideSum:
    """One side of a channel on one date: rows that moved money, and their amounts in fen."""

    count: int
    payments: Fen
    refunds: Fen
    unknown_count: int = 0
    unknown: Fen = 0  # Asked for, not known; counted in nothing else.

    @property
    def net(self) -> Fen:
        """Payments less refunds."""
        return self.payments - self.refunds


@dataclass(frozen=True, slots=True)
class Arrival:
    """From what customers paid to what the channel passes on, on one date, net of refunds, in fen.

    Each is None when the bill does not say it of every row.
    """

    discount: Fen | None  # 商家承担优惠: the merchant's own coupons.
    fee: Fen | None  # 手续费, and 分润 where there is one; added up exactly, then rounded half up.
    arriving: Fen | None  # 应到账: amounts less both.


@dataclass(frozen=True, slots=True)
class ChannelSettlement:
    """One channel's day. Without a bill there is nothing to compare, only what the till has."""

    kind: TenderKind
    date: BusinessDate
    ours: SideSum
    theirs: SideSum | None
    matchings: tuple[Matching, ...] = ()
    of_other_tills: tuple[ChannelMovement, ...] = ()  # Rows that name another till, or of another shop.
    odd: tuple[OddRow, ...] = ()
    arrival: Arrival | None = None

    @property
    def gap(self) -> Fen | None:
        """What the channel has more than the till, in fen."""
        return None if self.theirs is None else self.theirs.net - self.ours.net

    @property
    def open(self) -> tuple[Matching, ...]:
        """What a person must check."""
        return tuple(matching for matching in self.matchings if matching.is_open)

    @property
    def questions(self) -> int:
        """How many things a person must check: differences, and rows of the bill set aside."""
        return len(self.open) + len(self.odd)


@dataclass(frozen=True, slots=True)
class BenefitDay:
    """What one till gave on one date for the federation, net of returns, in fen."""

    date: BusinessDate
    till_id: str
    discount: Fen
    subsidy: Fen


@dataclass(frozen=True, slots=True)
class BenefitSettlement:
    """The till's benefits of a day beside the federation's account of them."""

    ours: BenefitDay
    theirs: BenefitDay | None
    verdict: Verdict
    age_days: int


@dataclass(frozen=True, slots=True)
class SettlementSheet:
    """All three sides of one till's day, as seen on `today`."""

    date: BusinessDate
    till_id: str
    today: BusinessDate
    channels: tuple[ChannelSettlement, ...]
    benefit: BenefitSettlement | None  # None: no statement of the federation was given.
    rounding: Fen = 0  # 抹零: of cash alone, an account of its own that nobody settles.

    @property
    def compared(self) -> bool:
        """Whether there was anything to compare with."""
        return self.benefit is not None or any(channel.theirs is not None for channel in self.channels)

    @property
    def clean(self) -> bool | None:
        """Whether everything that was compared agrees; None while nothing was."""
        if not self.compared:
            return None
        benefit_agrees = self.benefit is None or self.benefit.verdict is Verdict.MATCHED
        return benefit_agrees and not any(channel.questions for channel in self.channels)


def sum_of_till(rows: Sequence[TillMovement], date: BusinessDate) -> SideSum:
    """Add up the till's rows of one date."""
    of_date = [row for row in rows if row.date == date]
    unknown = [row for row in of_date if row.standing is Standing.UNKNOWN]
    settled = [row for row in of_date if row.standing is Standing.RECEIVED]
    known = _sum(settled)
    return SideSum(len(settled), *known, len(unknown), sum(row.amount for row in unknown))


def sum_of_channel(rows: Sequence[ChannelMovement], date: BusinessDate) -> SideSum:
    """Add up the bill's rows of one date."""
    of_date = [row for row in rows if row.date == date]
    return SideSum(len(of_date), *_sum(of_date))


def arrival_of(rows: Sequence[ChannelMovement], date: BusinessDate) -> Arrival:
    """What arrives of the bill's rows of one date."""
    of_date = [row for row in rows if row.date == date]
    paid = sum(row.money for row in of_date)
    settled = _all_known([None if row.settled is None else row.sign * row.settled for row in of_date])
    fees = _all_known([None if row.fee is None else row.sign * row.fee for row in of_date])
    fee = None
    if fees is not None:
        fee = _rounded(fees + sum(row.sign * (row.shared or 0) for row in of_date))
    arriving = None if settled is None or fee is None else settled - fee
    return Arrival(None if settled is None else paid - settled, fee, arriving)


def settle_benefit(
    ours: BenefitDay, account: Sequence[BenefitDay], *, today: BusinessDate
) -> BenefitSettlement:
    """Look the till's day up in the federation's account and compare."""
    mine = [row for row in account if (row.date, row.till_id) == (ours.date, ours.till_id)]
    assert len(mine) <= 1, "the statement's reader refuses a day that stands there twice"
    theirs = mine[0] if mine else None
    nothing = BenefitDay(ours.date, ours.till_id, 0, 0)
    if (theirs or nothing) == ours:
        verdict = Verdict.MATCHED
    elif theirs is None:
        verdict = Verdict.MISSING
    else:
        verdict = Verdict.EXTRA if ours == nothing else Verdict.AMOUNT
    age = 0 if verdict is Verdict.MATCHED else days_between(ours.date, today)
    return BenefitSettlement(ours, theirs, verdict, age)


def days_between(earlier: BusinessDate, later: BusinessDate) -> int:
    """Whole days from one date to another, never below zero: a till's clock may be behind."""
    gap = calendar_date.fromisoformat(later) - calendar_date.fromisoformat(earlier)
    return max(0, gap.days)


def _all_known(figures: Sequence[int | None]) -> int | None:
    """Their sum; None when one of them is not known: it is not zero."""
    known = [figure for figure in figures if figure is not None]
    return sum(known) if len(known) == len(figures) else None


def _rounded(thousandths: int) -> Fen:
    """Thousandths of a fen to whole fen, half up in size, so that a refund mirrors its payment."""
    sign = -1 if thousandths < 0 else 1
    return sign * ((abs(thousandths) + 500) // 1_000)


def _sum(rows: Sequence[TillMovement] | Sequence[ChannelMovement]) -> tuple[Fen, Fen]:
    payments = sum(row.amount for row in rows if row.direction is Direction.PAYMENT)
    return payments, sum(row.amount for row in rows if row.direction is Direction.REFUND)
