"""The acts of the menu (更多) with their words and keys. Data; no Qt.

A new line: a member here, a line in MORE, and what it does in `pos.ui.frame.desks` (or in the menu's
presenter).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class MoreAct(Enum):
    """An act of the menu."""

    RECEIPTS = "receipts"
    SUBSIDY = "subsidy"
    CANCEL = "cancel"
    SYNC = "sync"
    TEXT_SIZE = "text_size"
    SIGN_OUT = "sign_out"
    HELP = "help"
    SELF_TEST = "self_test"
    DATE = "date"
    TRAINING = "training"
    RETURN = "return"
    SLIPS = "slips"
    MAKE_GOODS = "make_goods"
    VOID = "void"
    GOODS = "goods"
    CASH = "cash"
    X_REPORT = "x_report"
    HANDOVER = "handover"
    DAY = "day"
    JOURNAL = "journal"
    PAYMENTS = "payments"
    SETTLEMENT = "settlement"
    STAFF = "staff"
    ARTICLE = "article"
    SETTINGS = "settings"
    UNLISTED = "unlisted"
    DRAWER = "drawer"


class Group(Enum):
    """Whose work it is: cashiers' acts have digits as keys, others the first letter of their Pinyin."""

    SALE = "收银"
    SHOP = "店务"


@dataclass(frozen=True, slots=True)
class MenuLine:
    """One line of the menu. `key` is a digit or a capital letter; it stays, whatever is added."""

    act: MoreAct
    words: str
    key: str
    group: Group
    needs_shift: bool = True  # Shown only while a shift is open; the others also before and after it.


# In the order of the panel.
MORE: tuple[MenuLine, ...] = (
    MenuLine(MoreAct.RECEIPTS, "补打小票", "1", Group.SALE),
    MenuLine(MoreAct.SUBSIDY, "使用补贴", "2", Group.SALE),
    MenuLine(MoreAct.CANCEL, "取消整单", "3", Group.SALE),
    MenuLine(MoreAct.SYNC, "立即同步", "4", Group.SALE, needs_shift=False),
    MenuLine(MoreAct.TEXT_SIZE, "文字大小", "5", Group.SALE, needs_shift=False),
    MenuLine(MoreAct.SIGN_OUT, "换人登录", "6", Group.SALE, needs_shift=False),
    MenuLine(MoreAct.HELP, "帮助", "7", Group.SALE, needs_shift=False),
    MenuLine(MoreAct.RETURN, "退货", "8", Group.SALE),
    MenuLine(MoreAct.SLIPS, "收货凭条", "P", Group.SALE),
    MenuLine(MoreAct.MAKE_GOODS, "补差付款", "F", Group.SALE),
    MenuLine(MoreAct.VOID, "作废上一单", "9", Group.SALE),
    MenuLine(MoreAct.PAYMENTS, "待确认付款", "0", Group.SALE, needs_shift=False),
    MenuLine(MoreAct.UNLISTED, "无码商品", "W", Group.SALE),
    MenuLine(MoreAct.DRAWER, "开钱箱", "K", Group.SHOP),
    MenuLine(MoreAct.SELF_TEST, "自检", "Z", Group.SHOP, needs_shift=False),
    MenuLine(MoreAct.DATE, "确认日期", "T", Group.SHOP, needs_shift=False),
    MenuLine(MoreAct.TRAINING, "练习模式", "L", Group.SHOP, needs_shift=False),
    MenuLine(MoreAct.GOODS, "商品导入", "S", Group.SHOP, needs_shift=False),
    MenuLine(MoreAct.CASH, "现金存取", "C", Group.SHOP),
    MenuLine(MoreAct.X_REPORT, "当班小结", "X", Group.SHOP),
    MenuLine(MoreAct.HANDOVER, "交班", "J", Group.SHOP),
    MenuLine(MoreAct.DAY, "日结", "R", Group.SHOP, needs_shift=False),
    MenuLine(MoreAct.JOURNAL, "查流水", "Q", Group.SHOP, needs_shift=False),
    MenuLine(MoreAct.SETTLEMENT, "三方对账", "D", Group.SHOP, needs_shift=False),
    MenuLine(MoreAct.ARTICLE, "改商品", "G", Group.SHOP, needs_shift=False),
    MenuLine(MoreAct.STAFF, "员工", "Y", Group.SHOP, needs_shift=False),
    MenuLine(MoreAct.SETTINGS, "本机设置", "B", Group.SHOP, needs_shift=False),
)
