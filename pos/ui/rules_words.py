"""The shop's rules in words: for the command, the journal and the settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from pos.domain.money import format_yuan
from pos.domain.shop_rules import CashRounding, CustomerConsent, ShopRules

CASH_ROUNDING: Final[Mapping[CashRounding, str]] = {
    CashRounding.OFF: "不抹零，收到分",
    CashRounding.DOWN_TO_JIAO: "抹去分，收到角",
    CashRounding.HALF_UP_TO_JIAO: "四舍五入到角",
    CashRounding.DOWN_TO_YUAN: "抹去角分，收到元",
}

CUSTOMER_CONSENT: Final[Mapping[CustomerConsent, str]] = {
    CustomerConsent.OFF: "不问",
    CustomerConsent.WITH_DISPLAY: "有顾客屏的收银机才问",
    CustomerConsent.ALWAYS: "每台收银机都问",
}

# What each rule is called, and how a set of rules has it.
_RULES: Final[tuple[tuple[str, Callable[[ShopRules], str]], ...]] = (
    ("现金抹零", lambda rules: CASH_ROUNDING[rules.cash_rounding]),
    ("收款前请顾客确认用卡", lambda rules: CUSTOMER_CONSENT[rules.customer_consent]),
    ("差额超过多少要说明", lambda rules: f"{format_yuan(rules.over_short_explain_above)} 元"),
    ("一班差额超过多少要店长授权", lambda rules: f"{format_yuan(rules.over_short_shift_max)} 元"),
    ("一人一月累计超过多少要店长授权", lambda rules: f"{format_yuan(rules.over_short_month_max)} 元"),
)


def rules_rows(rules: ShopRules) -> list[tuple[str, str]]:
    """Every rule: its name and what it says."""
    return [(name, said(rules)) for name, said in _RULES]


def rules_words(rules: ShopRules) -> str:
    """A set of rules in one line."""
    told = "，".join(f"{name}：{said}" for name, said in rules_rows(rules))
    return f"{rules.in_force_from} 起　{told}"
