"""Decides what the return panel shows and does. Plain Python: tested without Qt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from pos.domain.money import format_yuan
from pos.domain.people.staff import Staff
from pos.domain.quantity import Thousandths, parse_quantity
from pos.errors import PosError
from pos.errors.returns import RefundUnconfirmed, ReturnEmpty, SellerNotHeard
from pos.services.counter.state import ScanKind
from pos.services.returns.return_state import (
    CompletedReturn,
    GivenSlip,
    ReturnableLine,
    ReturnableSale,
    ReturnPreview,
)
from pos.ui import ports
from pos.ui.places import Panel
from pos.ui.returns.pictures import (
    MONTH_OVER,
    ReturnPicture,
    picture_rows,
    picture_split,
    quantity_words,
    refund_question,
    sale_words,
)
from pos.ui.returns.slips import SlipsPresenter
from pos.ui.shell import Question, Shell
from pos.ui.words.notices import Notice, notice_of

_REASON_FIRST = Notice("请说明原因", "按 F5 起的键选一个，或在下面写几个字，再按 F12。")


class ReturnView(Protocol):
    """What the presenter needs from the panel."""

    def begin(self) -> None: ...
    def show_return(self, picture: ReturnPicture) -> None: ...


class ReturnsPresenter:
    """Returns one sale, whole or in part."""

    def __init__(
        self,
        returns: ports.Returns,
        view: Callable[[], ReturnView],
        shell: Shell,
        background: ports.Background,
        completed: Callable[[CompletedReturn], None],
        given: Callable[[GivenSlip], None],
        who: Callable[[], Staff | None],
    ) -> None:
        """`who` returns the person signed in, who confirms that the customer has a phone's money back."""
        self._returns, self._view, self._shell = returns, view, shell
        self._background, self._completed, self._given, self._who = background, completed, given, who
        self.slips = SlipsPresenter(returns, shell, background, completed, who)
        self._sale: ReturnableSale | None = None
        self._void = False
        self._wanted: dict[int, Thousandths] = {}
        self._marked = 1
        self._reason = ""

    # ── Which sale ─────────────────────────────────────────────────────────────────────────

    def begin(self) -> None:
        """From the menu: which receipt?"""
        words = "请扫小票上的码；没有码就输入单号，本机今天的单只输最后几位。"
        question = Question("退货", words, ok="查找", decimal_point=False, scan=ScanKind.SALE)
        self._shell.ask(question, self.scanned)

    def scanned(self, text: str) -> None:
        """A receipt was scanned, or its number typed. Another till's sale takes the platform a moment."""

        def failed(error: PosError) -> None:
            self._shell.say(notice_of(error))

        self._shell.say(None)
        self._background.run(lambda: self._returns.find(text), done=self._found, failed=failed)

    def begin_void(self) -> None:
        """From the menu: the sale that was just made, whole."""
        sale = self._shell.attempt(self._returns.last)
        if sale is not None:
            self._show(sale, void=True)

    # ── What comes back ────────────────────────────────────────────────────────────────────

    def moved(self, step: int) -> None:
        """The arrows mark another line."""
        self.marked(self._marked + step)

    def touched(self, number: int) -> None:
        """A line was touched: tick it, or remove the tick."""
        self.marked(number)
        self.toggled()

    def marked(self, number: int) -> None:
        """Mark another line."""
        if self._sale is not None:
            self._marked = max(1, min(len(self._sale.lines), number))
            self._redraw()

    def toggled(self) -> None:
        """Return all that is left of the marked line, or nothing of it."""
        line = self._line()
        if line is None or self._void or not line.left:
            return
        taking = line.left if not self._wanted.get(line.number) else 0
        self._take(line, taking)

    def quantity_given(self, text: str) -> bool:
        """Return this quantity of the marked line; an empty field means a tick. Says if it was accepted."""
        line = self._line()
        if line is None or self._void:
            return False
        if not text.strip():
            self.toggled()
            return True
        quantity = self._shell.attempt(lambda: self._readable(line, text))
        if quantity is None:
            return False
        self._take(line, quantity)
        self.moved(1)
        return True

    def all_pressed(self) -> None:
        """Everything that is left."""
        if self._sale is not None and not self._void:
            self._shell.say(None)
            self._wanted = {line.number: line.left for line in self._sale.lines if line.left}
            self._redraw()

    def reason_given(self, reason: str) -> None:
        """Why it comes back: one of the list, or free words."""
        self._shell.say(None)
        self._reason = reason.strip()
        self._redraw()

    def confirmed(self) -> None:
        """F12: take it back. Pressed twice, it is done once."""
        sale = self._sale
        if sale is None:
            return
        self._shell.say(None)
        if self._wanted and not self._reason:
            self._shell.say(_REASON_FIRST)
            return
        self._book(sale, None)

    # ── Within ─────────────────────────────────────────────────────────────────────────────

    def _found(self, sale: ReturnableSale) -> None:
        if sale.slip_no is not None:
            self.slips.chosen(sale.slip_no)
        else:
            self._show(sale, void=False)

    def _show(self, sale: ReturnableSale, *, void: bool) -> None:
        open_lines = [line.number for line in sale.lines if line.left]
        self._sale, self._void, self._reason = sale, void, ""
        self._wanted = {line.number: line.left for line in sale.lines} if void else {}
        self._marked = open_lines[0] if open_lines else 1
        self._view().begin()
        self._redraw()
        self._shell.open(Panel.RETURN)
        if not open_lines:
            self._refuse(ReturnEmpty())

    def _book(self, sale: ReturnableSale, said_by: Staff | None) -> None:
        """Book it; what goes back on a phone waits for the word that the customer has it."""
        self._shell.attempt(lambda: self._take_back(sale, said_by), self._done)

    def _take_back(self, sale: ReturnableSale, said_by: Staff | None) -> CompletedReturn | None:
        """None when a question comes first: about the phone's money, or whether to give a slip."""
        if not self._wanted:
            raise ReturnEmpty
        try:
            if self._void:
                return self._returns.void_last(self._reason, token=sale.token, refunded_by=said_by)
            return self._returns.return_goods(
                sale.sale_no, self._wanted, self._reason, token=sale.token, refunded_by=said_by
            )
        except RefundUnconfirmed:
            self._ask_for_refund(sale)
        except SellerNotHeard as error:
            self.slips.offer(error, lambda: self._take_in(sale))
        return None

    def _take_in(self, sale: ReturnableSale) -> None:
        wanted, reason = dict(self._wanted), self._reason

        def taken_in() -> CompletedReturn | GivenSlip | None:
            try:
                return self._returns.take_in(sale.sale_no, wanted, reason, token=sale.token)
            except RefundUnconfirmed:  # It was released meanwhile.
                self._ask_for_refund(sale)
                return None

        self._shell.attempt(taken_in, self._taken_in)

    def _taken_in(self, done: CompletedReturn | GivenSlip | None) -> None:
        if isinstance(done, GivenSlip):
            self._sale = None
            self._given(done)
        else:
            self._done(done)

    def _ask_for_refund(self, sale: ReturnableSale) -> None:
        preview = self._returns.preview(sale.token, self._wanted)
        self._shell.confirm(refund_question(preview), lambda: self._book(sale, self._who()))

    def _done(self, done: CompletedReturn | None) -> None:
        if done is not None:
            self._sale = None
            self._completed(done)

    def _take(self, line: ReturnableLine, quantity: Thousandths) -> None:
        self._shell.say(None)
        wanted = {number: each for number, each in self._wanted.items() if number != line.number}
        self._wanted = wanted | ({line.number: quantity} if quantity else {})
        self._redraw()

    def _readable(self, line: ReturnableLine, text: str) -> Thousandths:
        """A typed quantity that can come back; 0 takes the line out. Raises the errors of returns."""
        if text.strip() in ("0", "０"):
            return 0
        quantity = parse_quantity(text)
        assert self._sale is not None
        self._returns.preview(self._sale.token, {line.number: quantity})
        return quantity

    def _line(self) -> ReturnableLine | None:
        return None if self._sale is None else self._sale.lines[self._marked - 1]

    def _preview(self, sale: ReturnableSale) -> ReturnPreview | None:
        return self._returns.preview(sale.token, self._wanted) if self._wanted else None

    def _redraw(self) -> None:
        sale, line = self._sale, self._line()
        if sale is None or line is None:
            return
        preview = self._preview(sale)
        left = f"第 {line.number} 行退多少？最多 {quantity_words(line, line.left)}；不填数量按 Enter 是整行。"
        self._view().show_return(
            ReturnPicture(
                title="作废上一单" if self._void else "退货",
                words=sale_words(sale),
                rows=picture_rows(sale, self._wanted, preview),
                marked=self._marked,
                whole=self._void,
                quantity=left if line.left and not self._void else "",
                figure=format_yuan(0 if preview is None else preview.refunded),
                split=picture_split(sale, preview),
                warning=MONTH_OVER if sale.month_over else "",
                reasons=self._returns.reasons(void=self._void),
                reason=self._reason,
                ok="作废这一单" if self._void else "确认退货",
            )
        )

    def _refuse(self, error: PosError) -> None:
        def refuse() -> None:
            raise error

        self._shell.attempt(refuse)
