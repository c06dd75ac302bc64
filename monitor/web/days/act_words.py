"""Words for overrides on the page of a store's day, each act once. No database, no HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from monitor.days.people import Names
from monitor.web.words import till_name, yuan
from pos.domain.calendar import shanghai
from pos.domain.days.day_overrides import EntryOverride, joined_with, override_of
from pos.domain.journal.entries import Entry, EntryKind
from pos.domain.people.staff import person_words, tried_person
from pos.errors.ledger import EntryWrong

_ACTS: Final[Mapping[str, str]] = {
    "drop_line": "删行",
    "drop_after_total": "报总价后删行",
    "cancel_sale": "取消整单",
    "cancel_after_total": "报总价后取消",
    "change_price": "改价",
    "discount_line": "单行折扣",
    "sell_unlisted": "销售未建档商品",
    "sell_unlisted_pooled": "未建档商品用优惠",
    "finish_unpaid": "款未到先交货",
    "settle_payment": "人工确认收款",
    "open_drawer": "开钱箱",
    "void_sale": "作废上一单",
    "return_goods": "退货",
    "return_elsewhere": "退别机售出的货",
    "reprint": "重印小票",
    "cash_in": "钱箱存入",
    "cash_out": "钱箱取出",
    "pay_make_good": "补差付款",
    "recount": "重新盘点",
    "x_report": "当班小结",
    "close_shift": "交班",
    "close_shift_over_short": "差额超限交班",
    "close_day": "日结",
    "browse_journal": "查流水",
    "change_goods": "改商品资料",
    "confirm_date": "确认日期",
    "lift_lock": "解除密码锁定",
    "change_staff": "改员工资料",
    "change_settings": "改本机设置",
    "change_rules": "改店内规则",
}
_KINDS: Final[Mapping[str, str]] = {
    EntryKind.LINE_DROPPED: "删行",
    EntryKind.RECEIPT_REPRINTED: "重印小票",
    EntryKind.TENDER_TAKEN_BACK: "撤回收款",
    EntryKind.CASH_MOVED: "钱箱进出",
    EntryKind.GOODS_SLIP: "收货开凭条",
    EntryKind.GOODS_SLIP_VOID: "收货凭条作废",
    EntryKind.PIN_REFUSED: "密码输错",
    EntryKind.PIN_CLEARED: "密码锁定解除",
    EntryKind.STAFF_CHANGED: "员工资料变更",
    EntryKind.SETTINGS_CHANGED: "本机设置变更",
    EntryKind.SHOP_RULES_SET: "店内规则变更",
    EntryKind.GOODS_CHANGED: "商品资料变更",
}
_ROUNDINGS: Final[Mapping[str, str]] = {
    "off": "不抹零",
    "down_to_jiao": "抹去分",
    "half_up_to_jiao": "四舍五入到角",
    "down_to_yuan": "抹去角分",
}
_OTHER: Final = "其他"  # What a till of a later version calls by a name we do not know yet.


@dataclass(frozen=True, slots=True)
class ActLine:
    """An override on the page of a store's day."""

    at: str
    till: str
    act: str
    what: str
    who: str
    reason: str


def act_lines(entries: Sequence[Entry], names: Names) -> list[ActLine]:
    """Overrides, dropped lines, reprints, money taken back, cash in and out; each act once."""
    return [
        ActLine(
            at=f"{shanghai(each.entry.at_ms):%H:%M}",
            till=till_name(each.entry.till_id),
            act=_act(each.entry),
            what=_whole_sale(each) or _what(each.entry, names),
            who=who_did(each.entry, names),
            reason=str(each.entry.data.get("reason") or ""),
        )
        for each in _acts(entries)
    ]


@dataclass(slots=True)
class _DayAct:
    """An act with how many entries tell of it; a cancelled sale has one for each of its lines."""

    entry: Entry
    override: EntryOverride | None
    entries: int = 1


def _acts(entries: Sequence[Entry]) -> list[_DayAct]:
    found: list[_DayAct] = []
    last: dict[tuple[str, int], _DayAct] = {}  # By installation: tills of a store work beside one another.
    for each in entries:
        if each.kind != EntryKind.OVERRIDE and each.kind not in _KINDS:
            continue
        override, before = _override_of(each), last.get((each.till_id, each.epoch))
        if override is not None and before is not None and before.override is not None:
            both = joined_with(each, override, last=before.entry, before=before.override)
            if both is not None:
                before.override, before.entries = both, before.entries + 1
                continue
        found.append(_DayAct(each, override))
        last[each.till_id, each.epoch] = found[-1]
    return found


def _override_of(entry: Entry) -> EntryOverride | None:
    try:
        return override_of(entry)
    except EntryWrong:
        return None  # Of a later program, perhaps: it is still shown.


def _whole_sale(act: _DayAct) -> str:
    """A cancelled sale of several lines: how many, and what they would have cost; else nothing."""
    if act.entries == 1 or act.entry.kind != EntryKind.LINE_DROPPED or act.override is None:
        return ""
    return f"{act.entries} 行 · {yuan(act.override.before or 0)}"


def _act(entry: Entry) -> str:
    if entry.kind == EntryKind.CASH_MOVED:
        return "钱箱存入" if entry.data.get("direction") == "in" else "钱箱取出"
    if entry.kind == EntryKind.LINE_DROPPED:
        override = _override_of(entry)
        if override is None:
            return "报总价后删行" if entry.data.get("after_total") else "删行"
        return _ACTS[override.act]
    if entry.kind == EntryKind.PIN_REFUSED and entry.data.get("wrong") == 0:
        return "密码输错被锁定"  # The last wrong one of a round: after it the PIN is locked.
    if entry.kind != EntryKind.OVERRIDE:
        return _KINDS[entry.kind]
    act = str(entry.data.get("act"))
    return _ACTS.get(act, _OTHER)


def _what(entry: Entry, names: Names) -> str:
    data: Mapping[str, Any] = entry.data
    said = []
    if entry.kind in (EntryKind.PIN_REFUSED, EntryKind.PIN_CLEARED):
        said.append(tried_person(str(data.get("staff_id", "")), names.of(entry.till_id, entry.epoch)))
    if entry.kind == EntryKind.SHOP_RULES_SET:
        rounding = _ROUNDINGS.get(str(data.get("cash_rounding")), _OTHER)
        said.append(f"{data.get('in_force_from')} 起 · 现金抹零：{rounding}")
    said += [str(data[name]) for name in ("slip_no", "sale_no", "name") if data.get(name)]
    before, after = data.get("before"), data.get("after")
    if type(before) is int and type(after) is int:
        said.append(f"{yuan(before)} → {yuan(after)}")
    said += [yuan(data[name]) for name in ("amount", "market", "payable") if type(data.get(name)) is int]
    return " · ".join(said)


def who_did(entry: Entry, names: Names) -> str:
    """Who did it, and who approved it."""
    known = names.of(entry.till_id, entry.epoch)
    who = person_words(entry.actor, known)
    return who if entry.approver is None else f"{who}，授权：{person_words(entry.approver, known)}"
