"""Common causes of a difference in the drawer. It helps to find it and blames nobody. No Qt."""

from __future__ import annotations

from collections.abc import Sequence

from pos.domain.money import Fen, format_yuan
from pos.domain.paying.tender import TenderKind
from pos.domain.shifts.drawer import DENOMINATIONS
from pos.domain.shifts.shift_close import ShiftCount
from pos.services.words.receipt_words import tender_name
from pos.ui.words.benefit_words import short_yuan

_CAUSES_MAX = 3


def likely_causes(counts: Sequence[ShiftCount]) -> tuple[str, ...]:
    """The likeliest causes of the cash's difference, the most telling first; none without a difference."""
    differences = {count.kind: count.difference for count in counts}
    cash = differences.get(TenderKind.CASH, 0)
    if cash == 0:
        return ()
    amount = format_yuan(abs(cash))
    found = [
        f"{tender_name(kind)}正好{'多' if cash < 0 else '少'} {amount}：可能有一单选错了收款方式"
        for kind, difference in differences.items()
        if kind != TenderKind.CASH and difference == -cash
    ]
    if abs(cash) in DENOMINATIONS:
        found.append(f"正好一张（枚）{short_yuan(abs(cash))} 元：再点一遍这一种")
    if _may_be_swapped(cash):
        found.append("差额能被 9 整除：可能有个数的两位写反了，例如 54 写成 45")
    found += (
        ("找零时可能多给了一点", "取出现金（送存、采购）可能忘了登记，可在「现金存取」补记")
        if cash < 0
        else ("顾客可能没等找零就走了", "存入的零钱可能忘了登记，可在「现金存取」补记")
    )
    return tuple(found[:_CAUSES_MAX])


def _may_be_swapped(difference: Fen) -> bool:
    """Swapping two neighbouring digits changes a number by a multiple of nine."""
    return difference % 9 == 0 and difference % 100 == 0
