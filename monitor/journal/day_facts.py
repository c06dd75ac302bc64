"""Reads entries that are neither sales nor returns, as far as pages and alerts need them. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from pos.domain import shop_rules
from pos.domain.calendar import BusinessDate
from pos.domain.cards import card_refused
from pos.domain.journal.entries import Entry, EntryKind
from pos.domain.journal.record import FEN_MAX
from pos.domain.money import Fen
from pos.domain.returns.goods_slip import GoodsSlip, SlipVoid, VoidCause
from pos.domain.returns.release import Release
from pos.domain.shifts import shift_close, shift_opened
from pos.domain.shifts.over_short import worst
from pos.domain.shop_rules import ShopRules
from pos.errors.ledger import EntryWrong

# A day's page shows these; they are few, and found by `day_entry`.
SHOWN_KINDS: Final = frozenset(
    {
        EntryKind.RETURN,
        EntryKind.GOODS_SLIP,
        EntryKind.GOODS_SLIP_VOID,
        EntryKind.OVERRIDE,
        EntryKind.LINE_DROPPED,
        EntryKind.RECEIPT_REPRINTED,
        EntryKind.TENDER_TAKEN_BACK,
        EntryKind.CASH_MOVED,
        EntryKind.PIN_REFUSED,
        EntryKind.PIN_CLEARED,
        EntryKind.STAFF_CHANGED,
        EntryKind.SETTINGS_CHANGED,
        EntryKind.SHOP_RULES_SET,
        EntryKind.GOODS_CHANGED,
        EntryKind.SHIFT_OPENED,
        EntryKind.SHIFT_COUNTED,
        EntryKind.SHIFT_CLOSED,
        EntryKind.DAY_CLOSED,
    }
)

FINAL_OUTCOMES: Final = frozenset({"settled", "refused", "reversed"})

_ID_CHARACTERS_MAX: Final = 64
_KIND_CHARACTERS_MAX: Final = 20
_CODE_CHARACTERS_MAX: Final = 40  # As the column of the reasons.
_NUMBER_CHARACTERS_MAX: Final = 40


@dataclass(frozen=True, slots=True)
class PaymentAsked:
    """A provider is being asked for money, in fen."""

    payment_id: str
    kind: str
    amount: Fen


@dataclass(frozen=True, slots=True)
class PaymentAnswered:
    """How a payment ended; an outcome that is not final keeps it open."""

    payment_id: str
    is_final: bool


@dataclass(frozen=True, slots=True)
class ShiftClosed:
    """A shift's end: what was counted less what should have been there, in fen; None: nothing was.

    Of version 1 the sum of all ways of paying, later the one that is furthest off. `is_beyond`: it went
    over a limit, `month_sum` is the cashier's month at that till, `month_max` how much that may be; of
    version 1 none of these is told (None).
    """

    number: int
    difference: Fen | None
    open_payments: int
    is_beyond: bool | None = None
    month_sum: Fen | None = None
    month_max: Fen | None = None
    shift_id: str = ""


@dataclass(frozen=True, slots=True)
class DayClosed:
    """A signed day: the till's own sums, which the platform compares with its own. Amounts in fen."""

    business_date: BusinessDate
    revision: int
    sums: Mapping[str, int]  # By the names of `DAY_SUMS`.


@dataclass(frozen=True, slots=True)
class SaleReleased:
    """The till gave up the right to take goods of this sale back."""

    sale_no: str


@dataclass(frozen=True, slots=True)
class CardRefused:
    """A till refused a card; `code` says why.

    `asked`: only its balance was asked for, so no customer lost a benefit.
    """

    code: str
    asked: bool = False


@dataclass(frozen=True, slots=True)
class RulesSet:
    """A manager set the shop's rules at this till."""

    rules: ShopRules


@dataclass(frozen=True, slots=True)
class ShiftOpened:
    """A shift began: the names of everybody who can sign in, by staff number."""

    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SlipGiven:
    """Goods of another till's sale lie at this till; `payable` (fen) is paid by the return `return_id`."""

    slip_no: str
    return_id: str
    sale_no: str
    payable: Fen


@dataclass(frozen=True, slots=True)
class SlipEnded:
    """A slip is never paid; `taken_back`: its goods had been paid back elsewhere."""

    slip_no: str
    sale_no: str
    taken_back: bool


# What the day close and the platform's roll-up both say, under the same names.
DAY_SUMS: Final = ("sales", "returns", "market", "discount", "subsidy", "payable", "rounding")

DayFact = (
    PaymentAsked
    | PaymentAnswered
    | RulesSet
    | ShiftOpened
    | ShiftClosed
    | DayClosed
    | SaleReleased
    | CardRefused
    | SlipGiven
    | SlipEnded
)


def read_day_fact(header: Entry) -> DayFact | None:
    """Read an entry; None when it is of no such kind, or of a later version. Raises EntryWrong."""
    read = _READERS.get((header.kind, header.version))
    return None if read is None else read(header)


def _asked(header: Entry) -> PaymentAsked:
    """A later till may know other ways of paying: they are text here."""
    return PaymentAsked(
        _text(header, "payment_id", _ID_CHARACTERS_MAX),
        _text(header, "kind", _KIND_CHARACTERS_MAX),
        _not_negative(header, "amount"),
    )


def _answered(header: Entry) -> PaymentAnswered:
    outcome = _text(header, "outcome", _CODE_CHARACTERS_MAX)
    return PaymentAnswered(_text(header, "payment_id", _ID_CHARACTERS_MAX), outcome in FINAL_OUTCOMES)


def _rules_set(header: Entry) -> RulesSet:
    return RulesSet(header.facts(shop_rules.RulesSet).rules)


def _shift_opened(header: Entry) -> ShiftOpened:
    return ShiftOpened(header.facts(shift_opened.ShiftOpened).names)


def _shift_closed(header: Entry) -> ShiftClosed:
    told = header.facts(shift_close.ShiftClosed)
    difference = sum(each.difference for each in told.counts) if told.counts else None
    return ShiftClosed(told.number, difference, len(told.open_payments))


def _shift_closed_within_limits(header: Entry) -> ShiftClosed:
    told = header.facts(shift_close.ShiftClosed)
    against = told.over_short
    if against is None:
        raise EntryWrong(reason="over_short must be told")
    differences = [each.difference for each in told.counts]
    decided = against.limits.beyond(differences, month_sum=against.month_sum)  # Whatever the till made of it.
    return ShiftClosed(
        number=told.number,
        difference=worst(differences) if differences else None,
        open_payments=len(told.open_payments),
        is_beyond=bool(decided or against.beyond),
        month_sum=against.month_sum,
        month_max=against.month_max,
        shift_id=told.shift_id,
    )


def _day_closed(header: Entry) -> DayClosed:
    said = {"rounding": 0} | header.data  # The first version knew none.
    sums = {name: signed(said, name) for name in DAY_SUMS}
    sums["returns"] += signed(said, "voids")  # A void is a return of everything, and is booked like one.
    date = _text(header, "business_date", _CODE_CHARACTERS_MAX)
    return DayClosed(date, _not_negative(header, "revision"), sums)


def _released(header: Entry) -> SaleReleased:
    return SaleReleased(header.facts(Release).sale_no)


def _card_refused(header: Entry) -> CardRefused:
    told = header.facts(card_refused.CardRefused)
    return CardRefused(_short(told.code, "code", _CODE_CHARACTERS_MAX), asked=told.only_asked)


def _slip_given(header: Entry) -> SlipGiven:
    slip = header.facts(GoodsSlip)
    return SlipGiven(
        _number(slip.slip_no, "slip_no"),
        _short(slip.return_id, "return_id", _ID_CHARACTERS_MAX),
        _number(slip.sale_no, "sale_no"),
        slip.payable,
    )


def _slip_ended(header: Entry) -> SlipEnded:
    void = header.facts(SlipVoid)
    taken_back = void.cause is VoidCause.TAKEN_BACK
    return SlipEnded(_number(void.slip_no, "slip_no"), _number(void.sale_no, "sale_no"), taken_back)


def _number(text: str, name: str) -> str:
    return _short(text, name, _NUMBER_CHARACTERS_MAX)


def signed(data: object, name: str) -> int:
    """A whole number that may be below zero; it must be there. Raises EntryWrong."""
    value = data.get(name) if isinstance(data, dict) else None
    if type(value) is not int:
        raise EntryWrong(reason=f"{name} must be a whole number")
    return value


def _not_negative(header: Entry, name: str) -> int:
    value = signed(header.data, name)
    if not 0 <= value <= FEN_MAX:
        raise EntryWrong(reason=f"{name} must be a whole number")
    return value


def _text(header: Entry, name: str, characters_max: int) -> str:
    value = header.data.get(name)
    if type(value) is not str or not value:
        raise EntryWrong(reason=f"{name} must be a text")
    return _short(value, name, characters_max)


def _short(text: str, name: str, characters_max: int) -> str:
    """A text that fits a column and a page."""
    if len(text) > characters_max or not text.isprintable():
        raise EntryWrong(reason=f"{name} cannot be that")
    return text


_READERS: Final[Mapping[tuple[str, int], Callable[[Entry], DayFact]]] = {
    (EntryKind.PAYMENT_ASKED.value, 1): _asked,
    (EntryKind.PAYMENT_ANSWERED.value, 1): _answered,
    (EntryKind.SHOP_RULES_SET.value, 1): _rules_set,
    (EntryKind.SHIFT_OPENED.value, 2): _shift_opened,
    (EntryKind.SHIFT_CLOSED.value, 1): _shift_closed,
    (EntryKind.SHIFT_CLOSED.value, 2): _shift_closed_within_limits,
    (EntryKind.DAY_CLOSED.value, 1): _day_closed,
    (EntryKind.SALE_RELEASED.value, 1): _released,
    (EntryKind.CARD_REFUSED.value, 1): _card_refused,
    (EntryKind.DAY_CLOSED.value, 2): _day_closed,
    (EntryKind.GOODS_SLIP.value, 1): _slip_given,
    (EntryKind.GOODS_SLIP_VOID.value, 1): _slip_ended,
}
