"""The acts of the checkout, each with its word and its key. Data; no Qt."""

from __future__ import annotations

from enum import Enum

from pos.ui.help.acts import MoreAct


class Act(Enum):
    """An act of the cashier."""

    HELP = "help"
    QUANTITY = "quantity"
    SEARCH = "search"
    CARD = "card"
    HOLD = "hold"
    RECALL = "recall"
    BALANCE = "balance"
    PRICE = "price"
    CHANGE_PRICE = "change_price"
    LAST_SALE = "last_sale"
    DROP = "drop"
    MORE = "more"
    PAY = "pay"
    NO_WAIT = "no_wait"


# In the order of the screen. Help has its key on the top bar.
ACTS: tuple[tuple[Act, str, str], ...] = (
    (Act.QUANTITY, "数量", "F2"),
    (Act.SEARCH, "商品", "F3"),
    (Act.CARD, "爱心卡", "F4"),
    (Act.HOLD, "挂单", "F5"),
    (Act.RECALL, "取单", "F6"),
    (Act.BALANCE, "余额", "F7"),
    (Act.PRICE, "查价", "F8"),
    (Act.CHANGE_PRICE, "改价", "F9"),
    (Act.DROP, "删行", "Del"),
    (Act.MORE, "更多", "F10"),
    (Act.PAY, "收款", "F12"),
)

# Acts of the menu that a cashier needs daily: they stand beside the entry line with keys of their own.
OWN_KEYS: tuple[tuple[MoreAct, str, str], ...] = (
    (MoreAct.SUBSIDY, "补贴", "Ins"),
    (MoreAct.RETURN, "退货", "PgDn"),
)
