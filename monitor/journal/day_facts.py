"""Reads entries that are neither sales nor returns, as far as pages and alerts need them. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pos.domain.calendar import BusinessDate
from pos.domain.journal.entries import Entry, EntryKind
from pos.domain.journal.reading import Reader
from pos.domain.journal.record import record_from_data
from pos.domain.money import Fen
from pos.domain.people.staff import names_from_data
from pos.domain.returns.goods_slip import GoodsSlip, SlipVoid, VoidCause
from pos.domain.returns.release import Release
from pos.domain.shifts.over_short import OverShort, worst
from pos.domain.shop_rules import ShopRules, rules_from_data
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
    return None if read is None else read(Reader.of(header.data), header.data)


def _asked(body: Reader, _data: Mapping[str, Any]) -> PaymentAsked:
    return PaymentAsked(
        _short(body, "payment_id", _ID_CHARACTERS_MAX),
        _short(body, "kind", _KIND_CHARACTERS_MAX),
        body.fen("amount"),
    )


def _answered(body: Reader, _data: Mapping[str, Any]) -> PaymentAnswered:
    payment_id = _short(body, "payment_id", _ID_CHARACTERS_MAX)
    return PaymentAnswered(payment_id, body.text("outcome") in FINAL_OUTCOMES)


def _rules_set(_body: Reader, data: Mapping[str, Any]) -> RulesSet:
    return RulesSet(rules_from_data(data))


def _shift_opened(_body: Reader, data: Mapping[str, Any]) -> ShiftOpened:
    return ShiftOpened(names_from_data(data))


def _shift_closed(body: Reader, _data: Mapping[str, Any]) -> ShiftClosed:
    counts = body.values("counts")
    difference = sum(signed(each, "difference") for each in counts) if counts else None
    return ShiftClosed(body.whole("number"), difference, len(body.texts("open_payments")))


def _shift_closed_within_limits(body: Reader, _data: Mapping[str, Any]) -> ShiftClosed:
    differences = [signed(each, "difference") for each in body.values("counts")]
    told = OverShort.from_data(body.value("over_short"))
    decided = told.limits.beyond(differences, month_sum=told.month_sum)  # Whatever the till made of it.
    return ShiftClosed(
        number=body.whole("number"),
        difference=worst(differences) if differences else None,
        open_payments=len(body.texts("open_payments")),
        is_beyond=bool(decided or told.beyond),
        month_sum=told.month_sum,
        month_max=told.limits.month_max,
        shift_id=body.text("shift_id"),
    )


def _day_closed(body: Reader, data: Mapping[str, Any]) -> DayClosed:
    said = {"rounding": 0} | dict(data)  # The first version knew none.
    sums = {name: signed(said, name) for name in DAY_SUMS}
    sums["returns"] += signed(data, "voids")  # A void is a return of everything, and is booked like one.
    return DayClosed(body.text("business_date"), body.whole("revision"), sums)


def _released(_body: Reader, data: Mapping[str, Any]) -> SaleReleased:
    return SaleReleased(record_from_data(Release, data).sale_no)


def _card_refused(body: Reader, _data: Mapping[str, Any]) -> CardRefused:
    asked = body.has("asked") and body.flag("asked")
    return CardRefused(_short(body, "code", _CODE_CHARACTERS_MAX), asked=asked)


def _slip_given(body: Reader, data: Mapping[str, Any]) -> SlipGiven:
    slip = record_from_data(GoodsSlip, data)
    return_id = _short(body, "return_id", _ID_CHARACTERS_MAX)
    return SlipGiven(_number(body, "slip_no"), return_id, _number(body, "sale_no"), slip.payable)


def _slip_ended(body: Reader, data: Mapping[str, Any]) -> SlipEnded:
    taken_back = record_from_data(SlipVoid, data).cause is VoidCause.TAKEN_BACK
    return SlipEnded(_number(body, "slip_no"), _number(body, "sale_no"), taken_back)


def _number(body: Reader, name: str) -> str:
    return _short(body, name, _NUMBER_CHARACTERS_MAX)


def signed(data: object, name: str) -> int:
    """A whole number that may be below zero; it must be there. Raises EntryWrong."""
    value = data.get(name) if isinstance(data, dict) else None
    if type(value) is not int:
        raise EntryWrong(reason=f"{name} must be a whole number")
    return value


def _short(body: Reader, name: str, characters_max: int) -> str:
    text = body.text(name)
    if len(text) > characters_max or not text.isprintable():
        raise EntryWrong(reason=f"{name} cannot be that")
    return text


_READERS: Final[Mapping[tuple[str, int], Callable[[Reader, Mapping[str, Any]], DayFact]]] = {
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
