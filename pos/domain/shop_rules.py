"""A shop's own rules, as dated data: not the programme's, and never constants in code.

The release ships a dated list; what a manager sets at the till is an entry of the journal
(`shop_rules_set`) with the whole set. Who asks names a business date: `rules_on` is the one answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from msgspec import UNSET, UnsetType

from pos.domain.calendar import BusinessDate, read_date
from pos.domain.journal.entries import EntryKind
from pos.domain.journal.record import Amount, Record, Text, Told, record_from_data, record_to_data
from pos.domain.money import Fen, format_yuan
from pos.domain.quantity import THOUSANDTHS_PER_GRAM
from pos.errors.installation import PolicyWrong
from pos.errors.ledger import EntryWrong
from pos.errors.typed import DateUnreadable

_JIAO: Final[Fen] = 10
_YUAN: Final[Fen] = 100


class CashRounding(StrEnum):
    """The rounding of fen for which there are no coins (抹零), of the cash part of a sale only."""

    OFF = "off"
    DOWN_TO_JIAO = "down_to_jiao"
    HALF_UP_TO_JIAO = "half_up_to_jiao"
    DOWN_TO_YUAN = "down_to_yuan"

    @property
    def unit(self) -> Fen:
        """The smallest sum that is paid in cash, in fen: every rounded amount is a multiple of it."""
        return {CashRounding.OFF: 1, CashRounding.DOWN_TO_YUAN: _YUAN}.get(self, _JIAO)

    @property
    def coin(self) -> Fen:
        """The smallest coin in such a shop's drawer, in fen: without fen coins 角."""
        return 1 if self is CashRounding.OFF else _JIAO

    def rounded(self, amount: Fen) -> Fen:
        """What is paid in cash for an amount that is not negative."""
        assert amount >= 0
        half = self.unit // 2 if self is CashRounding.HALF_UP_TO_JIAO else 0
        return (amount + half) // self.unit * self.unit


class CustomerConsent(StrEnum):
    """Whether the customer says yes to what the card pays before any money is taken (顾客确认)."""

    OFF = "off"
    WITH_DISPLAY = "with_display"
    ALWAYS = "always"

    def is_asked(self, *, display: bool) -> bool:
        """Whether it is asked at a till; `display`: one faces the customer, where the yes can be pressed."""
        return self is CustomerConsent.ALWAYS or (self is CustomerConsent.WITH_DISPLAY and display)


class WeightUnit(StrEnum):
    """The unit in which prices of weighed goods are shown. Goods and amounts do not change."""

    AS_SOLD = "as_sold"
    WITH_JIN = "with_jin"

    def beside(self, price: Fen, unit: str) -> str:
        """The text beside a price per kg: the same per 斤, to the half fen (3.805); else empty."""
        if self is WeightUnit.AS_SOLD or THOUSANDTHS_PER_GRAM.get(unit) != 1:
            return ""
        return f"{format_yuan(price // 2)}{'5' if price % 2 else ''}"


@dataclass(frozen=True, slots=True)
class ShopRules:
    """All of a shop's rules, in force from a business date."""

    in_force_from: BusinessDate
    cash_rounding: CashRounding = CashRounding.OFF
    customer_consent: CustomerConsent = CustomerConsent.WITH_DISPLAY
    weight_unit: WeightUnit = WeightUnit.AS_SOLD
    over_short_explain_above: Fen = 1_00
    over_short_shift_max: Fen = 50_00
    over_short_month_max: Fen = 200_00


# The rules that are amounts: in fen here and in entries, typed in yuan by people.
AMOUNTS: Final = ("over_short_explain_above", "over_short_shift_max", "over_short_month_max")


def rules_on(shipped: Iterable[ShopRules], own: Iterable[ShopRules], date: BusinessDate) -> ShopRules:
    """The rules in force on a business date: the shop's own go before the shipped ones.

    Of several the one with the later day rules, of two with the same day the one set last. Both lists
    are in the order they were made.
    """
    for known in (own, shipped):
        ruling = [rules for rules in known if rules.in_force_from <= date]
        if ruling:
            newest = max(rules.in_force_from for rules in ruling)
            return [rules for rules in ruling if rules.in_force_from == newest][-1]
    return ShopRules(in_force_from=date)


def rules_between(
    shipped: Iterable[ShopRules], own: Iterable[ShopRules], first: BusinessDate, last: BusinessDate
) -> list[ShopRules]:
    """The rules in force on a business date or on a later one up to `last`, each where it began."""
    shipped, own = tuple(shipped), tuple(own)
    begun = {rules.in_force_from for rules in (*shipped, *own) if first < rules.in_force_from <= last}
    return [rules_on(shipped, own, date) for date in (first, *sorted(begun))]


def rules_to_data(rules: ShopRules) -> dict[str, Any]:
    """Write a set of rules as plain data, for its entry and for programs."""
    return {
        "in_force_from": rules.in_force_from,
        "cash_rounding": rules.cash_rounding.value,
        "customer_consent": rules.customer_consent.value,
        "weight_unit": rules.weight_unit.value,
        **{name: getattr(rules, name) for name in AMOUNTS},
    }


class RulesTold(Record, frozen=True, kw_only=True):
    """A set of rules as it is written. What an earlier program did not know is left out."""

    in_force_from: Text
    cash_rounding: CashRounding | UnsetType = UNSET
    customer_consent: CustomerConsent | UnsetType = UNSET
    weight_unit: WeightUnit | UnsetType = UNSET
    over_short_explain_above: Amount | UnsetType = UNSET
    over_short_shift_max: Amount | UnsetType = UNSET
    over_short_month_max: Amount | UnsetType = UNSET

    def refusal(self) -> str | None:
        """It begins on a day."""
        try:
            read_date(self.in_force_from)
        except DateUnreadable:
            return "in_force_from must be a date"
        return None

    @property
    def rules(self) -> ShopRules:
        """The whole set."""
        told = {name: getattr(self, name) for name in RulesTold.__struct_fields__}
        return ShopRules(**{name: value for name, value in told.items() if value is not UNSET})


class RulesSet(RulesTold, frozen=True, kw_only=True):
    """A set that a manager put in force at the till; `rule` let it happen."""

    rule: Text

    @classmethod
    def told(cls) -> Told:
        """The entries that tell it."""
        return Told(EntryKind.SHOP_RULES_SET, {1: cls})

    @classmethod
    def of(cls, rules: ShopRules, *, rule: str) -> RulesSet:
        """A whole set, put in force."""
        return cls(**{name: getattr(rules, name) for name in RulesTold.__struct_fields__}, rule=rule)

    @property
    def without_rule(self) -> dict[str, Any]:
        """What the entry tells of the rules, as plain data."""
        data = record_to_data(self)
        del data["rule"]
        return data


def rules_from_data(data: object) -> ShopRules:
    """Read a set of rules. A missing rule has its default. Raises EntryWrong."""
    return record_from_data(RulesTold, data).rules


def shipped_rules_from_data(data: object) -> tuple[ShopRules, ...]:
    """Read the dated list a release ships. Raises PolicyWrong with what is wrong."""
    try:
        if not isinstance(data, list) or not data:
            raise EntryWrong(reason="the shop's rules must be a list")
        return tuple(rules_from_data(each) for each in data)
    except EntryWrong as error:
        raise PolicyWrong(reason=str(error)) from error
