"""Decides how a make-good is handed out in the window: chosen, promised, counted out on a yes. No Qt."""

from __future__ import annotations

from typing import Final

from pos.domain.money import format_yuan
from pos.domain.scanning.codes import card_tail
from pos.errors.cards import CreditOffline
from pos.services.make_goods.credit_watch import Asked
from pos.services.make_goods.make_good_desk import Coming, HandedOutNow, HandingOut
from pos.ui import ports
from pos.ui.shell import Choice, Choices, Confirmation, Shell
from pos.ui.words.notices import Notice, notice_of

NO_CARD: Final = Notice("还没有刷卡", "请先扫爱心卡，或按 F7 查余额；查到补差再来这里付。")
ASKING: Final = Notice("正在查这张卡的补差…", "可以接着扫商品，查到后再按一次。")
PROMISING: Final = Notice("正在向平台登记…", "登记好再数钱给顾客。")
NOT_PAID: Final = Notice("没有付，补差还记在卡上", "下次来时再付，哪一台收银机都可以。")
KEPT: Final = Notice("没有付，这笔还登记在本机", "现在连不上平台；补差不会少，联网后在本机付。")


class MakeGoodsPresenter:
    """Make-goods of the card that was shown last."""

    def __init__(self, till: ports.Till, shell: Shell, background: ports.Background) -> None:
        self._till, self._shell, self._background = till, shell, background

    def begin(self) -> None:
        """From the menu: hand out what the card has coming, or say why there is nothing to hand out."""
        coming = self._till.make_goods.coming()
        if coming is None:
            self._shell.say(NO_CARD)
        elif coming.credits:
            self._offer(coming)
        elif coming.asked is Asked.UNREACHABLE:
            self._shell.say(notice_of(CreditOffline()))
        else:
            self._shell.say(ASKING if coming.asked is Asked.ASKING else _nothing(coming))

    def _offer(self, coming: Coming) -> None:
        if len(coming.credits) == 1:
            self._promise(coming.credits[0].slip_no)
            return
        items = tuple(
            Choice(key=each.slip_no, title=each.slip_no, amount=format_yuan(each.amount))
            for each in coming.credits
        )
        words = f"爱心卡 ····{coming.tail}，共 {format_yuan(coming.total)} 元。选一笔付给顾客。"
        self._shell.choose(Choices("补差付款", words, items, ok="付这一笔"), self._chosen)

    def _chosen(self, slip_no: str) -> None:
        self._shell.close_panel()
        self._promise(slip_no)

    def _promise(self, slip_no: str) -> None:
        self._shell.say(PROMISING)
        self._background.run(
            lambda: self._till.make_goods.promise(slip_no),
            done=self._ask,
            failed=lambda error: self._shell.say(notice_of(error)),
        )

    def _ask(self, handing: HandingOut) -> None:
        if self._till.checkout.state.basket.paying:  # The cashier went on: a question would take its keys.
            self._give_back()
            return
        self._shell.say(None)
        words = (
            f"爱心卡 ····{card_tail(handing.card_no)}，凭证 {handing.slip_no}。"
            "请问顾客现在要不要拿现金；当面数给顾客，收下了再按。"
        )
        question = Confirmation(
            "付补差给顾客",
            words,
            yes="顾客收下了",
            no="先不付",
            figure=format_yuan(handing.amount),
            enter_stays=True,  # It comes when the platform has answered: an Enter may be meant for the sale.
        )
        self._shell.confirm(question, self._handed_out, no=self._give_back)

    def _handed_out(self) -> None:
        def done(paid: HandedOutNow) -> None:
            state = self._till.take_news()
            if state is not None:
                self._shell.changed_by_itself(state)
            self._shell.say(Notice(f"补差 {format_yuan(paid.amount)} 元已付", "单子正在打印，请交给顾客。"))

        self._shell.attempt(self._till.make_goods.handed_out, done)

    def _give_back(self) -> None:
        self._background.run(
            self._till.make_goods.give_back,
            done=lambda told: self._shell.say(NOT_PAID if told else KEPT),
            failed=lambda error: self._shell.say(notice_of(error)),
        )


def _nothing(coming: Coming) -> Notice:
    if coming.waiting:
        words = f"还有 {coming.waiting} 单在等各收银机的账对齐，算好以后，下次来时付。"
        return Notice("补差还没有算好", words)
    return Notice("这张卡没有要付的补差", "")
