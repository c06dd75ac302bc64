"""How a sale is paid: tenders, what is still due, and change (against cash only)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from pos.domain.money import Fen
from pos.errors import TenderNotEnough, TenderNothingDue, TenderTooMuch


class TenderKind(StrEnum):
    """Ways of paying."""

    CASH = "cash"
    WECHAT = "wechat"
    ALIPAY = "alipay"
    OTHER = "other"


class TenderState(StrEnum):
    """What is known of the money. UNKNOWN: asked, and no answer yet; it is settled later."""

    CONFIRMED = "confirmed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Tender:
    """Money given for a sale, in fen. For cash: what the customer handed over."""

    kind: TenderKind
    amount: Fen
    state: TenderState = TenderState.CONFIRMED
    reference_tail: str = ""  # Last four digits of the payment code, if one was scanned.
    payment_id: str | None = None  # Of the payment a provider was asked for; None for cash and by hand.


@dataclass(frozen=True, slots=True)
class Settlement:
    """Where a payment stands, in fen: still due, or change to give."""

    payable: Fen
    tendered: Fen
    due: Fen
    change: Fen


def settle(payable: Fen, tenders: Sequence[Tender]) -> Settlement:
    """Say what is still due and what change is to be given."""
    tendered = sum(tender.amount for tender in tenders)
    return Settlement(payable, tendered, max(0, payable - tendered), max(0, tendered - payable))


def check_tender(payable: Fen, tenders: Sequence[Tender], new: Tender) -> None:
    """Raise TenderNothingDue or TenderTooMuch when `new` cannot be added to `tenders`."""
    due = settle(payable, tenders).due
    if due == 0:
        raise TenderNothingDue
    if new.kind is not TenderKind.CASH and new.amount > due:
        raise TenderTooMuch(due_fen=due)


def check_paid(payable: Fen, tenders: Sequence[Tender]) -> Settlement:
    """Return the settlement of a paid sale; raise TenderNotEnough while something is due."""
    settlement = settle(payable, tenders)
    if settlement.due:
        raise TenderNotEnough(due_fen=settlement.due)
    return settlement
