"""What the window and the headless till show of a sale: frozen data, made again after every change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from pos.domain.cards.ask import Ask
from pos.domain.cards.card import BenefitState
from pos.domain.money import Fen
from pos.domain.paying.payment import OPEN, PaymentState
from pos.domain.paying.tender import PaidSoFar, TenderKind
from pos.domain.programme.contribution import Contribution
from pos.domain.programme.programme import PoolId, Programme
from pos.domain.scanning.codes import PaymentCode
from pos.domain.selling.basket import Basket
from pos.domain.selling.quote import Quote
from pos.domain.shop_rules import CashRounding, WeightUnit


@dataclass(frozen=True, slots=True)
class CheckoutState:
    """The open sale with its price. `cap` is a month's entitlement by pool, in fen.

    `ask` is what became of asking others for the card's rights, None when nobody had to be asked.
    """

    basket: Basket
    quote: Quote  # quote.lines[i] belongs to basket.lines[i].
    programme: Programme
    paid_so_far: PaidSoFar
    held: int
    sale_counter: int  # 第 87 单: which sale of the day this one will be.
    cap: Mapping[PoolId, Fen]
    cash_rule: CashRounding = CashRounding.OFF  # The shop's rule for the fen of cash.
    contribution: Contribution | None = None  # The published figure of the sale's date.
    weight_unit: WeightUnit = WeightUnit.AS_SOLD  # In which unit prices of weighed goods are said.
    ask: Ask | None = None
    coming: Fen = 0  # What the card can be paid of earlier sales.


class ScanKind(StrEnum):
    """What a scan turned out to be."""

    GOODS = "goods"
    CARD = "card"
    PAYMENT = "payment"
    SALE = "sale"


@dataclass(frozen=True, slots=True)
class ScanResult:
    """What a scan did. `line_number` is the line that was added or joined; `sale_no` was on a receipt.

    `payment` is a customer's code that waits for a person to confirm that the money came.
    """

    kind: ScanKind
    state: CheckoutState
    line_number: int | None = None
    sale_no: str | None = None
    payment: PaymentCode | None = None


@dataclass(frozen=True, slots=True)
class CompletedSale:
    """A sale that is in the ledger. Amounts in fen; `state` is the new, empty sale."""

    sale_no: str
    short_hash: str
    payable: Fen
    change: Fen
    state: CheckoutState
    unknown: Fen = 0  # The part of it whose payment is of unknown end.
    rounding: Fen = 0  # 抹零: what was left off the cash part.


@dataclass(frozen=True, slots=True)
class PastSale:
    """A past sale from the ledger. Amounts in fen."""

    sale_no: str
    short_hash: str
    payable: Fen
    change: Fen


@dataclass(frozen=True, slots=True)
class Balance:
    """What a card may still use this month at this till, by pool in fen. Asked without buying."""

    masked_name: str
    tail: str
    month: str
    valid_to: str
    state: BenefitState
    cap: Mapping[PoolId, Fen]
    left: Mapping[PoolId, Fen]
    pool_names: Mapping[PoolId, str]


@dataclass(frozen=True, slots=True)
class SaleSummary:
    """One line in the list of past sales."""

    sale_no: str
    at_ms: int
    payable: Fen
    card_tail: str | None
    paper_missing: bool = False  # Its receipt waited too long for the printer and never came out.


@dataclass(frozen=True, slots=True)
class SyncView:
    """The sync light. `since_ms`: when the last good sync ended; `problem`: an error's code."""

    configured: bool
    connected: bool
    pending: int
    since_ms: int | None
    problem: str | None


@dataclass(frozen=True, slots=True)
class PrinterView:
    """The state of the printer. `waiting` counts receipts not yet on paper; `problem`: an error's code.

    `missing` counts those that waited too long: only a reprint brings them.
    """

    configured: bool
    healthy: bool
    waiting: int
    problem: str | None
    missing: int = 0


class PaymentPlace(StrEnum):
    """How a payment belongs to a sale, or to none."""

    THIS_SALE = "this_sale"  # Asked for the open sale, not among its tenders.
    TENDERED = "tendered"  # Among the open sale's tenders.
    SOLD = "sold"  # Among a finished sale's tenders.
    HELD = "held"  # Asked for a held sale.
    ASTRAY = "astray"  # Its sale was paid otherwise or given up.


@dataclass(frozen=True, slots=True)
class PaymentView:
    """A phone payment that is being followed. Amount in fen, times in ms, `seconds` since it was asked."""

    payment_id: str
    kind: TenderKind
    amount: Fen
    state: PaymentState
    code: str  # The provider's own word: NOTENOUGH.
    asked_ms: int
    reference_tail: str
    place: PaymentPlace
    sale_no: str | None
    by_hand: bool
    reversing: bool
    busy: bool  # A question is on its way.
    seconds: int

    @property
    def is_open(self) -> bool:
        """It is not known yet where the money is."""
        return self.state in OPEN

    @property
    def is_too_much(self) -> bool:
        """多收: the money came, but no sale wants it."""
        return self.state is PaymentState.RECEIVED and self.place not in (
            PaymentPlace.TENDERED,
            PaymentPlace.SOLD,
        )


@dataclass(frozen=True, slots=True)
class TillStatus:
    """Everything the lights show. `ledger_problem` is an error's code: selling has stopped."""

    sync: SyncView
    printer: PrinterView
    ledger_problem: str | None
    benefits_fenced: bool
    now_ms: int
    benefits_doubt: str | None = (
        None  # Why the books give none: an error's code. None: the clock, or nothing.
    )
    open_payments: int = 0  # Phone payments whose money is not in its place.
