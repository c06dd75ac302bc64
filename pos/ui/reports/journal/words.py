"""How a journal entry is shown: its kind, its amount, one line, and details. Words, no Qt.

An entry of a later program, or one with other data than expected, is still shown with what is known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pos.domain.calendar import shanghai
from pos.domain.days.day_tally import ASKED
from pos.domain.journal.entries import EntryKind
from pos.domain.journal.record import record_from_data
from pos.domain.money import format_yuan
from pos.domain.people.staff import Role, StaffChange
from pos.domain.quantity import format_quantity
from pos.domain.returns.goods_slip import VoidCause
from pos.domain.shop_rules import RulesSet
from pos.errors.ledger import EntryWrong
from pos.services.reports.journal_search import JournalEntry
from pos.services.words.act_words import ROLE_NAMES, SETTING_NAMES, STAFF_CHANGES, act_words, rule_words
from pos.services.words.receipt_words import ROUNDING, tender_name
from pos.services.words.refusal_words import refusal_words
from pos.ui.reports.journal.kind_words import KIND_WORDS
from pos.ui.words.rules_words import rules_rows

_OUTCOMES = {"settled": "已到账", "unknown": "结果未知", "refused": "未成功", "reversed": "已撤销"}


@dataclass(frozen=True, slots=True)
class Said:
    """An entry in words. `pairs` are its details; `sale_no` leads to a receipt, if there is one."""

    title: str
    detail: str
    amount: str
    pairs: tuple[tuple[str, str], ...]
    sale_no: str | None


class _Data:
    """Reads what is there and gives nothing for what is not: showing must not fail."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._data = data

    def plain(self) -> dict[str, Any]:
        return dict(self._data)

    def text(self, name: str) -> str:
        value = self._data.get(name)
        return "" if value is None else str(value)

    def yuan(self, name: str) -> str:
        value = self._data.get(name)
        return format_yuan(value) if type(value) is int else ""

    def within(self, name: str) -> _Data:
        value = self._data.get(name)
        return _Data(value if isinstance(value, Mapping) else {})

    def each(self, name: str) -> list[_Data]:
        value = self._data.get(name)
        return [_Data(part) for part in value if isinstance(part, Mapping)] if isinstance(value, list) else []

    def quantity(self) -> str:
        value = self._data.get("quantity")
        if type(value) is not int or value <= 0:
            return ""
        return f"{format_quantity(value, weighed=bool(value % 1000))} {self.text('unit')}".strip()


def say_entry(entry: JournalEntry) -> Said:
    """Put an entry into words."""
    data = _Data(entry.data)
    about, amount, pairs = _SAY.get(entry.kind, _other)(data)
    word = KIND_WORDS.get(entry.kind, "其他")
    at = shanghai(entry.at_ms)
    by = entry.actor + (f"（{entry.approver} 授权）" if entry.approver else "")
    header = (
        ("时间", f"{at:%Y-%m-%d %H:%M:%S}"),
        ("经手", by),
        ("营业日期", entry.business_date),
        ("流水号", str(entry.sequence)),
    )
    return Said(
        title=f"{word} {about}".strip(),
        detail=f"{at:%m-%d %H:%M} · {by}",
        amount=amount,
        pairs=(*header, *((name, value) for name, value in pairs if value), ("校验码", entry.short_hash)),
        sale_no=data.text("sale_no") or None if entry.kind in _WITH_RECEIPT else None,
    )


_Words = tuple[str, str, tuple[tuple[str, str], ...]]
_WITH_RECEIPT = (
    EntryKind.SALE,
    EntryKind.RETURN,
    EntryKind.RECEIPT_REPRINTED,
    EntryKind.OVERRIDE,
    EntryKind.SALE_RELEASED,
)


def _sale(data: _Data) -> _Words:
    totals = data.within("totals")
    payable = totals.yuan("payable")
    tenders = tuple(map(_money_part, data.each("tenders")))
    card = data.within("card").text("card_no")
    lines = tuple(
        (f"{each.text('n')}. {each.text('name')}", f"{each.quantity()} · {each.yuan('market')}")
        for each in data.each("lines")
    )
    return (
        data.text("sale_no"),
        payable,
        (
            ("市场价合计", totals.yuan("market")),
            ("爱心优惠", totals.yuan("discount")),
            ("补贴支付", totals.yuan("subsidy")),
            ("应付", payable),
            *tenders,
            (ROUNDING, data.within("rounding").yuan("amount")),
            ("找零", data.yuan("change")),
            ("爱心卡", card),
            *lines,
        ),
    )


def _return(data: _Data) -> _Words:
    payable = data.within("totals").yuan("payable")
    lines = tuple((each.text("name"), each.quantity()) for each in data.each("lines"))
    refunds = tuple(map(_money_part, data.each("refunds")))
    return (
        data.text("return_no"),
        f"−{payable}" if payable else "",
        (
            ("原单", data.text("sale_no")),
            ("原因", data.text("reason")),
            *lines,
            *refunds,
            (ROUNDING, data.yuan("rounding")),
        ),
    )


def _money_part(part: _Data) -> tuple[str, str]:
    """Money of one way of paying, with who said that it came or went back, where only a person knew."""
    said_by = part.text("confirmed_by")
    name, method = tender_name(part.text("kind")), part.within("method")
    if method.text("name"):
        name = " ".join(filter(None, (method.text("name"), method.text("reference"))))
    return name, part.yuan("amount") + (f" · {said_by} 确认" if said_by else "")


def _asked(data: _Data) -> _Words:
    kind = tender_name(data.text("kind"))
    return kind, data.yuan("amount"), (("付款码尾号", data.text("reference_tail")), _payment(data))


def _answered(data: _Data) -> _Words:
    outcome = _OUTCOMES.get(data.text("outcome"), "其他结果")
    by = {"person": "人工确认", "provider": "支付渠道"}.get(data.text("by"), "")
    return outcome, "", (("结果来源", by), ("渠道单号", data.text("provider_reference")), _payment(data))


def _payment(data: _Data) -> tuple[str, str]:
    return ("收款编号", data.text("payment_id"))


def _cash(data: _Data) -> _Words:
    out = data.text("direction") == "out"
    return (
        "取出" if out else "存入",
        ("−" if out else "") + data.yuan("amount"),
        (("原因", data.text("reason")),),
    )


def _opened(data: _Data) -> _Words:
    return f"第 {data.text('number')} 班", "", (("备用金", data.yuan("float")),)


def _counted(data: _Data) -> _Words:
    return (
        tender_name(data.text("kind")),
        data.yuan("counted"),
        (("账面", data.yuan("expected")), ("实点", data.yuan("counted")), ("差额", data.yuan("difference"))),
    )


def _closed(data: _Data) -> _Words:
    told = data.within("over_short")
    return (
        f"第 {data.text('number')} 班",
        "",
        (
            ("原因", data.text("reason")),
            ("说明", data.text("explanation")),
            ("本月累计差额", told.yuan("month_sum")),
            ("依据", rule_words(data.text("rule"))),
        ),
    )


def _day(data: _Data) -> _Words:
    return (
        f"{data.text('business_date')} 第 {data.text('revision')} 次",
        data.yuan("payable"),
        (("单数", data.text("sales")), ("说明", data.text("explanation"))),
    )


def _override(data: _Data) -> _Words:
    return (
        f"{act_words(data.text('act'))} {data.text('name')}".strip(),
        data.yuan("after"),
        (
            ("原因", data.text("reason")),
            ("原来", data.yuan("before")),
            ("改为", data.yuan("after")),
            ("单号", data.text("sale_no")),
            ("依据", rule_words(data.text("rule"))),
        ),
    )


def _reprinted(data: _Data) -> _Words:
    return data.text("sale_no"), "", (("原因", data.text("reason")),)


def _taken_back(data: _Data) -> _Words:
    return tender_name(data.text("kind")), data.yuan("amount"), ()


def _dropped(data: _Data) -> _Words:
    after = "是" if data.text("after_total") == "True" else ""
    pairs = (("数量", data.quantity()), ("报总价之后", after), ("依据", rule_words(data.text("rule"))))
    return data.text("name"), data.yuan("market"), pairs


def _pin_refused(data: _Data) -> _Words:
    who = data.text("staff_id") or "没有这个工号"
    locked = "是" if data.text("wrong") == "0" else ""
    purpose = data.text("purpose")
    what = "登录" if purpose == "sign_in" else f"授权{act_words(purpose)}"
    return (
        who,
        "",
        (("用于", what), ("已锁定", locked), ("第几轮", data.text("rounds") if locked else "")),
    )


def _pin_cleared(data: _Data) -> _Words:
    how = "店长解除" if data.text("rule") else "输对了密码"
    return data.text("staff_id"), "", (("方式", how), ("依据", rule_words(data.text("rule"))))


def _staff(data: _Data) -> _Words:
    change = data.text("change")
    what = STAFF_CHANGES[StaffChange(change)] if change in tuple(StaffChange) else "变更"
    role = data.text("role")
    return (
        f"{data.text('name')} {what}",
        "",
        (
            ("工号", data.text("staff_id")),
            ("岗位", ROLE_NAMES[Role(role)] if role in tuple(Role) else role),
            ("依据", rule_words(data.text("rule"))),
        ),
    )


def _settings(data: _Data) -> _Words:
    name = SETTING_NAMES.get(f"{data.text('section')}.{data.text('key')}", "其他设置")
    return (
        name,
        "",
        (
            ("原来", data.text("before") or "没有填"),
            ("改为", data.text("after")),
            ("依据", rule_words(data.text("rule"))),
        ),
    )


def _goods(data: _Data) -> _Words:
    return (
        data.text("name"),
        data.yuan("price"),
        (
            ("编码", data.text("code")),
            ("原价", data.yuan("price_before")),
            ("现价", data.yuan("price")),
            ("原类别", data.text("category_before")),
            ("现类别", data.text("category")),
            ("依据", rule_words(data.text("rule"))),
        ),
    )


def _rules(data: _Data) -> _Words:
    try:
        rules = record_from_data(RulesSet, data.plain()).rules
    except EntryWrong:
        return "", "", ()
    return f"{rules.in_force_from} 起", "", tuple(rules_rows(rules))


def _slip(data: _Data) -> _Words:
    goods = tuple((each.text("name"), each.quantity()) for each in data.each("lines"))
    pairs = (("原单号", data.text("sale_no")), ("原因", data.text("reason")), *goods)
    return data.text("slip_no"), data.yuan("payable"), pairs


def _slip_void(data: _Data) -> _Words:
    taken_back = data.text("cause") == VoidCause.TAKEN_BACK
    why = "商品已在别的收银机退过款" if taken_back else "顾客取回商品"
    pairs = (("原单号", data.text("sale_no")), ("说明", why), ("原因", data.text("reason")))
    return data.text("slip_no"), "", pairs


def _released(data: _Data) -> _Words:
    return data.text("sale_no"), "", (("说明", "这一单以后在别的收银机退货"),)


def _card_refused(data: _Data) -> _Words:
    why = refusal_words((ASKED if data.text("asked") == "True" else "") + data.text("code"))
    return why, "", (("爱心卡", f"尾号 {data.text('tail')}"), ("原因", why))


def _bound(data: _Data) -> _Words:
    return "", "", (("门店", data.text("store_id")), ("慈善会公钥", data.text("federation_key")[:16]))


def _other(_data: _Data) -> _Words:
    return "", "", ()


_SAY: dict[str, Callable[[_Data], _Words]] = {
    EntryKind.SALE: _sale,
    EntryKind.RETURN: _return,
    EntryKind.PAYMENT_ASKED: _asked,
    EntryKind.PAYMENT_ANSWERED: _answered,
    EntryKind.CASH_MOVED: _cash,
    EntryKind.SHIFT_OPENED: _opened,
    EntryKind.SHIFT_COUNTED: _counted,
    EntryKind.SHIFT_CLOSED: _closed,
    EntryKind.DAY_CLOSED: _day,
    EntryKind.OVERRIDE: _override,
    EntryKind.RECEIPT_REPRINTED: _reprinted,
    EntryKind.TENDER_TAKEN_BACK: _taken_back,
    EntryKind.LINE_DROPPED: _dropped,
    EntryKind.DATE_CONFIRMED: lambda data: (data.text("date"), "", ()),
    EntryKind.STAFF_CHANGED: _staff,
    EntryKind.SETTINGS_CHANGED: _settings,
    EntryKind.GOODS_CHANGED: _goods,
    EntryKind.SHOP_RULES_SET: _rules,
    EntryKind.PIN_REFUSED: _pin_refused,
    EntryKind.PIN_CLEARED: _pin_cleared,
    EntryKind.SALE_RELEASED: _released,
    EntryKind.CARD_REFUSED: _card_refused,
    EntryKind.CARD_PROVEN: lambda data: (f"{data.text('masked_name')} {data.text('card_no')[-4:]}", "", ()),
    EntryKind.GOODS_SLIP: _slip,
    EntryKind.GOODS_SLIP_VOID: _slip_void,
    EntryKind.TILL_BOUND: _bound,
}
