"""The Chinese names of acts that need a permission, for reports, slips and screens. Words only."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from pos.domain.people.permission import BY_COMMAND, Act, Verdict
from pos.domain.people.staff import Role, StaffChange

ACT_NAMES: Final[Mapping[Act, str]] = MappingProxyType(
    {
        Act.DROP_LINE: "删行",
        Act.DROP_AFTER_TOTAL: "报总价后删行",
        Act.CANCEL_SALE: "取消整单",
        Act.CANCEL_AFTER_TOTAL: "报总价后取消",
        Act.CHANGE_PRICE: "改价",
        Act.DISCOUNT_LINE: "单行折扣",
        Act.SELL_UNLISTED: "销售未建档商品",
        Act.SELL_UNLISTED_POOLED: "未建档商品用优惠",
        Act.VOID_SALE: "作废上一单",
        Act.RETURN_GOODS: "退货",
        Act.RETURN_ELSEWHERE: "退别机售出的货",
        Act.FINISH_UNPAID: "款未到先交货",
        Act.RESOLVE_PAYMENT: "人工确认收款",
        Act.REPRINT: "重印小票",
        Act.OPEN_DRAWER: "开钱箱",
        Act.CASH_IN: "钱箱存入",
        Act.CASH_OUT: "钱箱取出",
        Act.PAY_MAKE_GOOD: "补差付款",
        Act.RECOUNT: "重新盘点",
        Act.X_REPORT: "当班小结",
        Act.CLOSE_SHIFT: "交班",
        Act.CLOSE_SHIFT_OVER_SHORT: "差额超限交班",
        Act.CLOSE_DAY: "日结",
        Act.BROWSE_JOURNAL: "查流水",
        Act.CHANGE_GOODS: "改商品资料",
        Act.CONFIRM_DATE: "确认日期",
        Act.LIFT_LOCK: "解除密码锁定",
        Act.CHANGE_STAFF: "改员工资料",
        Act.CHANGE_SETTINGS: "改本机设置",
        Act.CHANGE_RULES: "改店内规则",
    }
)

ROLE_NAMES: Final[Mapping[Role, str]] = MappingProxyType(
    {Role.CASHIER: "收银员", Role.MANAGER: "店长", Role.TRAINEE: "见习"}
)
STAFF_CHANGES: Final[Mapping[StaffChange, str]] = MappingProxyType(
    {
        StaffChange.ADDED: "新增",
        StaffChange.ROLE: "改岗位",
        StaffChange.PIN: "重设密码",
        StaffChange.STOPPED: "停用",
        StaffChange.STARTED: "恢复使用",
    }
)
# What the window can set in the settings file, by section and key.
SETTING_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "printer.url": "小票打印机",
        "printer.columns": "小票纸",
        "payment.wechat": "微信收款",
        "payment.alipay": "支付宝收款",
        "payment.wechat_merchant": "微信商户号",
        "payment.alipay_merchant": "支付宝商户号",
    }
)
_VERDICTS: Final = {
    Verdict.ALLOWED: "可以",
    Verdict.NEEDS_APPROVAL: "要授权",
    Verdict.DENIED: "不可以",
}

# No acts of their own: kinds of entries that the day report tells.
_KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {"tender_taken_back": "撤回收款", "pin_refused": "密码输错被锁定"}
)


def act_words(act: str) -> str:
    """The name of an act as the journal has it; one of a later version has no name yet."""
    if act in _KINDS:
        return _KINDS[act]
    return ACT_NAMES[Act(act)] if act in tuple(Act) else "其他操作"


def rule_words(rule: str) -> str:
    """The rule that decided, as `Decision.rule` writes it: 改价：收银员要授权. Empty when it is another."""
    if rule == BY_COMMAND:
        return "命令行"
    act, _dot, rest = rule.partition(".")
    role, _dot, verdict = rest.partition(".")
    if act not in tuple(Act) or role not in tuple(Role) or verdict not in tuple(Verdict):
        return ""
    return f"{act_words(act)}：{ROLE_NAMES[Role(role)]}{_VERDICTS[Verdict(verdict)]}"
