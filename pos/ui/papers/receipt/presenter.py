"""Decides what is shown after a sale and of past sales. Plain Python: tested without Qt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from pos.domain.calendar import shanghai
from pos.domain.money import format_yuan
from pos.domain.people.permission import Act
from pos.errors import PosError
from pos.services.counter.state import CompletedSale
from pos.services.returns.return_state import CompletedReturn, GivenSlip
from pos.services.words.receipt_words import ROUNDING
from pos.ui import ports
from pos.ui.places import Panel
from pos.ui.receipt_picture import ReceiptPicture
from pos.ui.returns.pictures import picture_done
from pos.ui.returns.slips import picture_slip
from pos.ui.selling.checkout.overrides import one_reason
from pos.ui.shell import Choice, Choices, ReasonQuestion, Shell
from pos.ui.words.notices import Notice, notice_of

_PAST_SALES = 30


class ReceiptView(Protocol):
    """What the presenter needs from the panel."""

    def show_sale(self, picture: ReceiptPicture) -> None: ...
    def show_paper(self, png: bytes) -> None: ...


class ReceiptPresenter:
    """Shows the last sale and earlier ones."""

    def __init__(
        self,
        receipts: ports.ReceiptDesk,
        permissions: ports.Permissions,
        view: Callable[[], ReceiptView],
        shell: Shell,
        background: ports.Background,
    ) -> None:
        self._permissions = permissions
        self._receipts, self._view, self._shell, self._background = receipts, view, shell, background
        self._sale_no = ""

    def completed(self, sale: CompletedSale) -> None:
        """A sale is done: show its change in large figures, and its receipt."""
        self._show(
            sale.sale_no,
            ReceiptPicture(
                title="货已交，款待确认" if sale.unknown else "收款完成",
                figure_word="找零" if sale.change else "待确认" if sale.unknown else "收到",
                figure=format_yuan(sale.change or sale.unknown or sale.payable - sale.rounding),
                lines=(
                    ("应付", format_yuan(sale.payable)),
                    *([(f"现金{ROUNDING}", format_yuan(-sale.rounding))] if sale.rounding else []),
                    ("单号", sale.sale_no),
                    ("校验码", sale.short_hash),
                ),
                reprint=False,
                next_word="下一单",
                stays=True,
            ),
        )

    def returned(self, done: CompletedReturn) -> None:
        """Goods were returned: show the cash to give in large figures, and the slip."""
        self._show(done.return_no, picture_done(done), draw=self._receipts.slip_png)

    def slip_given(self, slip: GivenSlip) -> None:
        """Goods were taken in: nothing is paid now; the customer gets the slip."""
        self._show(slip.slip_no, picture_slip(slip), draw=self._receipts.slip_png)

    def past_sales(self) -> None:
        """Let a past sale be chosen."""
        sales = self._receipts.recent(_PAST_SALES)
        if not sales:
            self._shell.say(Notice("本机还没有销售", ""))
            return
        items = tuple(
            Choice(
                key=sale.sale_no,
                title=sale.sale_no,
                detail=f"{shanghai(sale.at_ms):%m-%d %H:%M}"
                + (f" · 爱心卡 {sale.card_tail}" if sale.card_tail else "")
                + (" · 小票过期未打" if sale.paper_missing else ""),
                amount=format_yuan(sale.payable),
            )
            for sale in sales
        )
        self._shell.choose(Choices("小票", "选一单查看或补打。", items, ok="查看"), self.past_sale)

    def past_sale(self, sale_no: str) -> None:
        """Show a past sale."""
        self._show(sale_no, ReceiptPicture("小票", "", "", (("单号", sale_no),), reprint=True))

    def last_sale(self) -> None:
        """The last sale once more: its change and its receipt."""
        sale = self._receipts.last_sale()
        if sale is None:
            self._shell.say(Notice("本机还没有销售", ""))
            return
        self._show(
            sale.sale_no,
            ReceiptPicture(
                title="上一单",
                figure_word="找零" if sale.change else "收到",
                figure=format_yuan(sale.change or sale.payable),
                lines=(
                    ("应付", format_yuan(sale.payable)),
                    ("单号", sale.sale_no),
                    ("校验码", sale.short_hash),
                ),
                reprint=True,
            ),
        )

    def reprinted(self) -> None:
        """Print it again, marked 重印, after a reason was given."""
        sale_no = self._sale_no

        def asked(_amount: str, chosen: str, typed: str) -> None:
            self._receipts.reprint(sale_no, reason=one_reason(chosen, typed))
            self._shell.close_panel()
            self._shell.say(Notice("已送去补打", "小票上会标明「重印」。"))

        self._shell.ask_why(
            ReasonQuestion(
                title="补打小票",
                words=f"{sale_no}。补打的小票会标明「重印」。",
                reasons=self._permissions.reasons(Act.REPRINT),
                ok="补打",
            ),
            asked,
        )

    def printed(self, png: bytes, *, over_balance: bool) -> None:
        """The screen is the printer: show what was printed instead of a preview."""
        if over_balance:
            self._sale_no = ""
            self._view().show_sale(ReceiptPicture("余额单", "", "", (), reprint=False, next_word="返回"))
            self._shell.open(Panel.RECEIPT)
        self._view().show_paper(png)

    def _show(
        self, number: str, picture: ReceiptPicture, *, draw: Callable[[str], bytes] | None = None
    ) -> None:
        self._sale_no = number
        self._view().show_sale(picture)
        self._shell.open(Panel.RECEIPT)

        def drawn(png: bytes) -> None:
            if self._sale_no == number:  # Another sale may have been opened meanwhile.
                self._view().show_paper(png)

        def failed(error: PosError) -> None:
            self._shell.say(notice_of(error))

        drawing = draw or self._receipts.preview_png
        self._background.run(lambda: drawing(number), done=drawn, failed=failed)
