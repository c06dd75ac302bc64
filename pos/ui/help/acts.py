"""The rarer acts, with their words. Data; no Qt."""

from __future__ import annotations

from enum import Enum


class MoreAct(Enum):
    """A rarer act."""

    RECEIPTS = "receipts"
    SUBSIDY = "subsidy"
    CANCEL = "cancel"
    SYNC = "sync"
    TEXT_SIZE = "text_size"
    SIGN_OUT = "sign_out"
    HELP = "help"


# In the order of the panel; the digit before each is its key.
MORE: tuple[tuple[MoreAct, str], ...] = (
    (MoreAct.RECEIPTS, "补打小票"),
    (MoreAct.SUBSIDY, "补贴用多少"),
    (MoreAct.CANCEL, "取消整单"),
    (MoreAct.SYNC, "立即同步"),
    (MoreAct.TEXT_SIZE, "文字大小"),
    (MoreAct.SIGN_OUT, "换人登录"),
    (MoreAct.HELP, "帮助"),
)
