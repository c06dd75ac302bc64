"""How a sale is paid: tenders, what is still due, and change (against cash only)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pos.domain.journal.record import Amount, Record, Text
from pos.domain.money import Fen
from pos.domain.paying.tender_method import TenderMethod
from pos.domain.shop_rules import CashRounding
from pos.errors.paying import CashNotInCoins, TenderNotEnough, TenderNothingDue, TenderTooMuch

_PART: Final = ":"  # Between the parts of a way of paying; no id and no name has one.


class TenderKind(StrEnum):
    """Ways of paying."""

    CASH = "cash"
    WECHAT = "wechat"
    ALIPAY = "alipay"
    OTHER = "other"


class TenderState(StrEnum):
    """What is known of the money. UNKNOWN: asked, and no answer yet; its end is learned later."""

    CONFIRMED = "confirmed"
    UNKNOWN = "unknown"


class Tender(Record, frozen=True):
    """Money given for a sale, in fen. For cash: what the customer handed over."""

    kind: TenderKind
    amount: Amount
    state: TenderState = TenderState.CONFIRMED
    reference_tail: str = ""  # Last four digits of the payment code, if one was scanned.
    payment_id: Text | None = None  # Of the payment a provider was asked for; None for cash and by hand.
    confirmed_by: Text | None = None  # Staff id of who said that it came; None: cash, or a provider.
    method: TenderMethod | None = None  # The kind of 其他; None: another tender, or not said.

    def refusal(self) -> str | None:
        """What is wrong with it: money taken by hand needs a person's word; only 其他 has kinds."""
        by_hand = self.kind is not TenderKind.CASH and self.payment_id is None
        if by_hand and self.confirmed_by is None:
            return f"nobody said that the money by {self.kind.value} came"
        return method_refusal(self.kind, self.method)

    @property
    def way(self) -> str:
        """The key of its sums: see `way_of`."""
        return way_of(self.kind, self.method)


def way_of(kind: TenderKind, method: TenderMethod | None) -> str:
    """The way of paying that sums go by: a kind, or a kind of 其他 with its name.

    `wechat`, `other:bank_card:银行卡`. The name is part of it, so that who does not know the kind (an older
    till, the platform) can still say it, and unlike things are never added up.
    """
    return kind.value if method is None else f"{kind.value}{_PART}{method.method_id}{_PART}{method.name}"


def method_refusal(kind: TenderKind, method: TenderMethod | None) -> str | None:
    """Why a tender cannot be of this kind of 其他; None when it can, or when it has no such kind."""
    if method is None:
        return None
    return method.refusal() if kind is TenderKind.OTHER else f"{kind.value} has no kinds of its own"


def way_name(way: str, names: Mapping[str, str], *, unknown: str | None = None) -> str:
    """A way of paying in words; `names` are those of the kinds. An unknown one keeps its own word."""
    kind, *rest = way.split(_PART)
    if len(rest) == 2:
        return rest[1]
    return names.get(kind, way if unknown is None else unknown)


def way_id(way: str) -> str:
    """The short word of a way of paying, as a script says it: bank_card, wechat."""
    return way.split(_PART)[1] if way.count(_PART) == 2 else way


def way_order(way: str) -> tuple[int, str]:
    """The sort key of a way of paying: the kinds in their order, unknown ones last."""
    kinds = [kind.value for kind in TenderKind]
    kind = way.split(_PART, maxsplit=1)[0]
    return kinds.index(kind) if kind in kinds else len(kinds), way


@dataclass(frozen=True, slots=True)
class PaidSoFar:
    """How much of a sale is paid, in fen: what is still due, or the change to give.

    `rounding` is 抹零: what the shop's rule left off the cash of a paid sale (below zero: put on).
    `cash_rounding` is what it would leave off what is due, were that paid in cash.
    tendered − change + rounding = payable once nothing is due.
    """

    payable: Fen
    tendered: Fen
    due: Fen
    change: Fen
    rounding: Fen = 0
    cash_rounding: Fen = 0

    @property
    def cash_due(self) -> Fen:
        """What is still due when the rest is paid in cash."""
        return self.due - self.cash_rounding


def what_is_due(payable: Fen, tenders: Sequence[Tender], rule: CashRounding = CashRounding.OFF) -> PaidSoFar:
    """Say what is still due and what change is to be given.

    Only what the other ways of paying leave is rounded, and only once cash is among the tenders; an
    amount that rounds to nothing is paid by a cash tender of 0.
    """
    tendered = sum(tender.amount for tender in tenders)
    cash = sum(tender.amount for tender in tenders if tender.kind is TenderKind.CASH)
    in_cash = any(tender.kind is TenderKind.CASH for tender in tenders)
    rest = max(0, payable - (tendered - cash))  # What the other ways leave for cash.
    rounded = rule.rounded(rest)
    if rest == 0 or (in_cash and cash >= rounded):
        off = rest - rounded if in_cash else 0
        return PaidSoFar(payable, tendered, 0, max(0, tendered + off - payable), off)
    due = rest - cash if rest > cash else rounded - cash
    return PaidSoFar(payable, tendered, due, 0, 0, due - max(0, rounded - cash))


def check_tender(
    payable: Fen, tenders: Sequence[Tender], new: Tender, rule: CashRounding = CashRounding.OFF
) -> None:
    """Raise TenderNothingDue, TenderTooMuch or CashNotInCoins when `new` cannot be added to `tenders`."""
    due = what_is_due(payable, tenders, rule).due
    if due == 0:
        raise TenderNothingDue
    if new.kind is TenderKind.CASH:
        if new.amount % rule.coin:
            raise CashNotInCoins(amount_fen=new.amount)
    elif new.amount > due:
        raise TenderTooMuch(due_fen=due)


def check_paid(payable: Fen, tenders: Sequence[Tender], rule: CashRounding = CashRounding.OFF) -> PaidSoFar:
    """Return how a paid sale was paid; raise TenderNotEnough while something is due."""
    paid_so_far = what_is_due(payable, tenders, rule)
    if paid_so_far.due:
        raise TenderNotEnough(due_fen=paid_so_far.due)
    return paid_so_far
