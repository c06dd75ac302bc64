"""Words for a scan that cannot be used where it arrived, and for a sale that was found open. No Qt."""

from __future__ import annotations

from pos.ui.places import Route
from pos.ui.words.notices import Notice

SCAN_HINTS = {
    Route.SIGN_IN_FIRST: Notice("请先登录", "刚才扫的没有处理，登录后再扫一次。"),
    Route.SHIFT_FIRST: Notice("请先开班", "刚才扫的没有处理，开班后再扫一次。"),
    Route.FINISH_FIRST: Notice("刚才扫的没有处理", "请先做完这一步，或按 Esc 返回，再扫一次。"),
    Route.WAIT: Notice("请稍等", "刚才扫的没有处理，可以销售后再扫一次。"),
}
TORN = Notice("没扫全", "刚才那一下不作数；多出来的数字请删掉，再扫一次。")

# Said after signing in. Each names only keys that work on the screen it is said on.
_OPEN_STILL = "接着上次没结完的一单"
OPEN_STILL = Notice(_OPEN_STILL, "商品都还在；不要了请按 F10 取消整单。")
PAYING_STILL = Notice(_OPEN_STILL, "商品都还在，正在收款；不要了请先按 Esc 返回销售，再按 F10 取消整单。")
