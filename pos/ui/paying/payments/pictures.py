"""What the panel of a phone payment shows, and what can be done about it now. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from pos.domain.calendar import shanghai
from pos.domain.money import format_yuan
from pos.domain.paying.payment import PaymentState
from pos.domain.paying.tender import TenderKind
from pos.services.counter.state import PaymentPlace, PaymentView
from pos.ui.shell import Choice
from pos.ui.words.notices import Notice

# Short, for keys and titles; as they are printed they stand in `receipt_words`.
TENDER_WORDS: dict[TenderKind, str] = {
    TenderKind.CASH: "现金",
    TenderKind.WECHAT: "微信",
    TenderKind.ALIPAY: "支付宝",
    TenderKind.OTHER: "其他",
}


class PaymentAct(Enum):
    """What can be done about a payment; the key that does it, and its word."""

    QUERY = ("F5", "查询")
    REVERSE = ("F8", "撤销，退回顾客")
    ASIDE = ("F6", "改收其他")
    UNPAID = ("F9", "挂为待确认")
    RECEIVED = ("F2", "已查到账")
    NOT_RECEIVED = ("F3", "未收到")
    GIVEN_BACK = ("F4", "已退给顾客")

    @property
    def key(self) -> str:
        """Its key."""
        key: str = self.value[0]
        return key

    @property
    def word(self) -> str:
        """Its word."""
        word: str = self.value[1]
        return word


@dataclass(frozen=True, slots=True)
class PaymentPicture:
    """One payment in its panel. The first act is the most likely one."""

    title: str
    amount: str
    state: str
    since: str
    advice: str
    acts: tuple[PaymentAct, ...]
    tone: str  # "wait" or "unclear"


# A provider's reasons for a refusal, in words for the customer.
_REFUSALS = {
    "NOTENOUGH": "顾客余额不足，请换一张卡或别的方式。",
    "ACQ.BUYER_BALANCE_NOT_ENOUGH": "顾客余额不足，请换一张卡或别的方式。",
    "ACQ.BUYER_BANKCARD_BALANCE_NOT_ENOUGH": "顾客银行卡余额不足，请换一种方式。",
    "AUTH_CODE_INVALID": "付款码过期了，请顾客刷新后再扫。",
    "AUTH_CODE_ERROR": "付款码过期了，请顾客刷新后再扫。",
    "AUTHCODEEXPIRE": "付款码过期了，请顾客刷新后再扫。",
    "ACQ.PAYMENT_AUTH_CODE_INVALID": "付款码过期了，请顾客刷新后再扫。",
    "NOTSUPORTCARD": "这张卡不支持，请顾客换一张。",
    "PAYERROR": "顾客没有付成，请再扫一次或换一种方式。",
    "TRADE_CLOSED": "顾客没有付成，请再扫一次或换一种方式。",
}


def picture_of(view: PaymentView) -> PaymentPicture:
    """The panel of one payment that is not finished."""
    state, advice, tone = _words(view)
    return PaymentPicture(
        title=f"{TENDER_WORDS[view.kind]}收款",
        amount=format_yuan(view.amount),
        state=state,
        since=since_words(view.seconds),
        advice=advice,
        acts=_acts(view),
        tone=tone,
    )


def state_words(view: PaymentView) -> str:
    """In a few words: 待顾客输密码, 结果不明."""
    return _words(view)[0]


def since_words(seconds: int) -> str:
    """How long ago, in the largest unit that says enough."""
    if seconds < 120:
        return f"已 {seconds} 秒"
    if seconds < 7_200:
        return f"已 {seconds // 60} 分钟"
    return f"已 {seconds // 3_600} 小时" if seconds < 172_800 else f"已 {seconds // 86_400} 天"


def choice_of(view: PaymentView) -> Choice:
    """Its line in the list of all that are open."""
    tail = f"付款码 ····{view.reference_tail} · " if view.reference_tail else ""
    place = {
        PaymentPlace.SOLD: f"单 {view.sale_no}，货已交",
        PaymentPlace.HELD: "原单已挂单",
        PaymentPlace.ASTRAY: "原单已取消或已收其他",
        PaymentPlace.THIS_SALE: "本单",
        PaymentPlace.TENDERED: "本单",
    }[view.place]
    return Choice(
        key=view.payment_id,
        title=f"{TENDER_WORDS[view.kind]} · {state_words(view)}",
        detail=f"{shanghai(view.asked_ms):%m-%d %H:%M} · {tail}{place}",
        amount=format_yuan(view.amount),
    )


def ended(view: PaymentView) -> Notice:
    """The words when the end of a payment becomes known."""
    name, amount = TENDER_WORDS[view.kind], format_yuan(view.amount)
    if view.place is PaymentPlace.SOLD and view.state is not PaymentState.RECEIVED:
        return Notice(
            f"{name} {amount} 元没有收到", f"单 {view.sale_no} 的货已经交了：少收这笔钱，请告诉店长。"
        )
    if view.state is PaymentState.REVERSED:
        return Notice(f"{name} {amount} 元已撤销", "钱会原路退回顾客；这一单请另外收款。")
    if view.state is PaymentState.REFUSED:
        return Notice(f"{name}没有收到 {amount} 元", _REFUSALS.get(view.code, "没有扣顾客的钱，请另外收款。"))
    if view.is_too_much:
        return Notice(
            f"多收，需退：{name} {amount} 元到账了", "这一单已收其他或取消，请在「待确认付款」里退给顾客。"
        )
    return Notice(f"{name}收到 {amount} 元")


def _words(view: PaymentView) -> tuple[str, str, str]:
    if view.is_too_much and not view.reversing:
        return "多收，需退", "这笔钱到账了，但没有单要它。请退回顾客。", "unclear"
    if view.reversing:
        return "正在撤销", "撤销成功并查到结果后才算数；可以先收其他款。", "unclear"
    if view.state is PaymentState.ASKED:
        return "正在等结果", "请顾客不要关闭付款页面。", "wait"
    if view.state is PaymentState.WAITING:
        return "待顾客输密码", "请顾客在手机上输入密码；程序会自动查结果。", "wait"
    if view.by_hand:
        return "结果不明", "请看商家手机有没有到账；不要让顾客再付一次。", "unclear"
    return "结果不明", "钱可能已经扣了。程序会自动再查；不要让顾客再付一次。", "unclear"


def _acts(view: PaymentView) -> tuple[PaymentAct, ...]:
    if view.is_too_much and not view.reversing:
        return (PaymentAct.GIVEN_BACK,) if view.by_hand else (PaymentAct.REVERSE, PaymentAct.GIVEN_BACK)
    here = (PaymentAct.ASIDE,) if view.place is PaymentPlace.THIS_SALE else ()
    if view.reversing:
        return (PaymentAct.QUERY, *here)
    hang = (PaymentAct.UNPAID,) if here and view.state is not PaymentState.ASKED else ()
    by_person = (
        ()
        if view.state in (PaymentState.ASKED, PaymentState.WAITING)
        else (
            PaymentAct.RECEIVED,
            PaymentAct.NOT_RECEIVED,
        )
    )
    if view.by_hand:
        return (*by_person, *here, *hang)
    return (PaymentAct.QUERY, PaymentAct.REVERSE, *here, *hang, *by_person)
