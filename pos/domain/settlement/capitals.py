"""Amounts in Chinese capitals (人民币大写) for settlement sheets, as banks need them. Not for screens."""

from __future__ import annotations

from typing import Final

from pos.domain.money import Fen

_DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
_PLACES: Final = ("", "拾", "佰", "仟")
CAPITALS_YUAN_MAX: Final = 10**12 - 1  # Up to 仟亿: beyond it even banks disagree how to write.


def capitals(amount: Fen) -> str:
    """Write an amount given in fen in capitals: 32504 → 人民币叁佰贰拾伍元零肆分.

    By the Payment and Settlement Measures (支付结算办法), annex 1: 整 after 元 and nothing after 角 or
    分; 人民币 stands right before the amount; several zeros inside are one 零; with no 角 but some 分
    a 零 stands after 元. Where the annex leaves a 零 free (¥1,680.32, ¥107,000.53) none is written,
    as one says it. 负 stands after 人民币. The amount is below a thousand thousand million yuan.
    """
    yuan, cents = divmod(abs(amount), 100)
    assert yuan <= CAPITALS_YUAN_MAX, "an amount beyond 仟亿 is no shop's"
    jiao, fen = divmod(cents, 10)
    said = f"{_number(yuan)}元" if yuan or not cents else ""
    if jiao:
        said += f"{_DIGITS[jiao]}角"
    elif fen and yuan:
        said += "零"
    said += f"{_DIGITS[fen]}分" if fen else ""
    return f"人民币{'负' if amount < 0 else ''}{said}{'' if cents else '整'}"


def _number(value: int) -> str:
    """Write a whole number, group by group: 亿, 万, and the last four digits."""
    for unit, name in ((10**8, "亿"), (10**4, "万")):
        if value >= unit:
            high, low = divmod(value, unit)
            return _number(high) + name + _rest(low, unit // 10)
    for place in (3, 2, 1):
        if value >= 10**place:
            high, low = divmod(value, 10**place)
            return _DIGITS[high] + _PLACES[place] + _rest(low, 10 ** (place - 1))
    return _DIGITS[value]


def _rest(low: int, next_place: int) -> str:
    """Write what follows a group or digit: one 零 where places are skipped, nothing where all are empty."""
    if low == 0:
        return ""
    return _number(low) if low >= next_place else f"零{_number(low)}"
