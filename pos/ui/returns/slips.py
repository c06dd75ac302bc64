"""Goods slips in the window: offered while another till holds the right to return, paid later. No Qt."""

from __future__ import annotations

from collections.abc import Callable

from pos.domain.calendar import shanghai
from pos.domain.money import format_yuan
from pos.domain.people.staff import Staff
from pos.errors import PosError
from pos.errors.returns import RefundUnconfirmed
from pos.services.returns.return_state import CompletedReturn, GivenSlip
from pos.ui import ports
from pos.ui.receipt_picture import ReceiptPicture
from pos.ui.returns.pictures import refund_question
from pos.ui.selling.checkout.overrides import one_reason
from pos.ui.shell import Choice, Choices, Confirmation, ReasonQuestion, Shell
from pos.ui.words.notices import Notice, notice_of

_OFFER = "先收下商品、打印收货凭条，不付款；等那台收银机联网确认，再凭这张凭条在本机付款。"
_PAY = "卖出的收银机确认过才付；如已在那边退过款，这张凭条就作废。"


class SlipsPresenter:
    """The slips of this till."""

    def __init__(
        self,
        returns: ports.Returns,
        shell: Shell,
        background: ports.Background,
        completed: Callable[[CompletedReturn], None],
        who: Callable[[], Staff | None],
    ) -> None:
        """`who` returns the person signed in, who confirms that the customer has a phone's money back."""
        self._returns, self._shell, self._background = returns, shell, background
        self._completed, self._who = completed, who

    def offer(self, error: PosError, yes: Callable[[], None]) -> None:
        """The selling till has not released the sale: the goods can still be taken in."""
        said = notice_of(error)
        self._shell.confirm(
            Confirmation("先收货，以后付款？", f"{said.title}。{_OFFER}", yes="收货开凭条"), yes
        )

    def list_all(self) -> None:
        """From the menu: list the goods slips that are still to be paid."""
        slips = self._returns.open_slips()
        if not slips:
            self._shell.say(Notice("没有未付的收货凭条", ""))
            return
        items = tuple(
            Choice(
                key=slip.slip_no,
                title=slip.slip_no,
                detail=f"{shanghai(slip.at_ms):%m-%d %H:%M} · 原单 {slip.sale_no}",
                amount=format_yuan(slip.payable),
            )
            for slip in slips
        )
        self._shell.choose(
            Choices("收货凭条", "选一张付款，或登记顾客取回商品。", items, ok="选择"), self.chosen
        )

    def chosen(self, slip_no: str) -> None:
        """Pay it, or note that the customer takes the goods home again."""
        slip = next((each for each in self._returns.open_slips() if each.slip_no == slip_no), None)
        if slip is None:
            return
        question = Confirmation(
            "付这张收货凭条？",
            f"{slip.slip_no}，原单 {slip.sale_no}。{_PAY}",
            yes="付款",
            figure=format_yuan(slip.payable),
            third="顾客取回商品",
        )
        self._shell.confirm(question, lambda: self._pay(slip_no), third=lambda: self._withdraw(slip_no))

    def _pay(self, slip_no: str) -> None:
        self._shell.close_panel()
        self._pay_on(slip_no, None)

    def _pay_on(self, slip_no: str, said_by: Staff | None) -> None:
        """Pay it; what goes back on a phone waits for the word that the customer has it."""

        def paid() -> CompletedReturn | None:
            try:
                return self._returns.pay_slip(slip_no, refunded_by=said_by)
            except RefundUnconfirmed:
                question = refund_question(self._returns.slip_preview(slip_no))
                self._shell.confirm(question, lambda: self._pay_on(slip_no, self._who()))
                return None

        self._shell.attempt(paid, lambda done: None if done is None else self._completed(done))

    def _withdraw(self, slip_no: str) -> None:
        def said(_amount: str, chosen: str, typed: str) -> None:
            self._shell.attempt(
                lambda: self._returns.withdraw_slip(slip_no, one_reason(chosen, typed)),
                lambda _none: self._shell.say(Notice("凭条已作废", "请把收下的商品还给顾客。")),
            )
            self._shell.close_panel()

        question = ReasonQuestion(
            title="顾客取回商品",
            words=f"凭条 {slip_no} 作废，不再付款。",
            reasons=("顾客不退了",),
            ok="作废凭条",
        )
        self._shell.ask_why(question, said)


def picture_slip(slip: GivenSlip) -> ReceiptPicture:
    """Goods were taken in: what is to be paid later, and what to tell the customer."""
    return ReceiptPicture(
        title="商品已收下",
        figure_word="以后付",
        figure=format_yuan(slip.payable),
        lines=(
            ("凭条号", slip.slip_no),
            ("原单", slip.sale_no),
            ("校验码", slip.short_hash),
            ("现在", "不付款，凭条交给顾客"),
        ),
        reprint=False,
        next_word="继续收银",
        stays=True,
    )
