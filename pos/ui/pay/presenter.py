"""Decides what the payment screen shows and does. Plain Python: tested without Qt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from pos.domain.basket import Confirmer
from pos.domain.codes import card_tail
from pos.domain.money import Fen, format_yuan, parse_yuan
from pos.domain.tender import TenderKind, TenderState
from pos.errors import CustomerYesNeeded, TenderNothingDue
from pos.services.state import CheckoutState, CompletedSale
from pos.ui import ports
from pos.ui.messages import words_for
from pos.ui.pay.pictures import PayPicture, picture_payment
from pos.ui.payments.pictures import TENDER_WORDS
from pos.ui.payments.presenter import PaymentsPresenter
from pos.ui.shell import Confirmation, Question, Shell


class PayView(Protocol):
    """What the presenter asks of the screen."""

    def show_payment(self, picture: PayPicture) -> None: ...
    def show_amount(self, text: str) -> None: ...
    def amount(self) -> str: ...


class PayPresenter:
    """The sale while it is paid."""

    def __init__(
        self,
        checkout: ports.Checkout,
        payments: PaymentsPresenter,
        view: Callable[[], PayView],
        shell: Shell,
        completed: Callable[[CompletedSale], None],
    ) -> None:
        self._checkout, self._payments = checkout, payments
        self._view, self._shell, self._completed = view, shell, completed
        self._kind = TenderKind.CASH
        payments.other_money = self.begin

    def begin(self) -> None:
        """A payment begins: cash, nothing typed."""
        self._kind = TenderKind.CASH
        self._view().show_amount("")

    def show(self, state: CheckoutState) -> None:
        """Show where the payment stands."""
        self._view().show_payment(picture_payment(state, self._kind, self._payments.waiting()))

    def chosen(self, kind: TenderKind) -> None:
        """Another way of paying."""
        self._shell.say(None)
        self._kind = kind
        self.show(self._checkout.state)

    def confirmed(self) -> None:
        """Enter: what was typed is taken; with nothing due the sale is done."""
        self._shell.say(None)
        if self._checkout.state.settlement.due == 0:
            self._finish()
            return
        typed = self._view().amount().strip()
        if typed or not self._payments.show_current():
            self._pay(typed or None)

    def quick(self, text: str) -> None:
        """A round amount was handed over."""
        self._shell.say(None)
        self._pay(text)

    def all_due(self) -> None:
        """整付: all that is due, in the way that is chosen."""
        self._shell.say(None)
        self._pay(None)

    def taken_back(self, number: int) -> None:
        """A sum is given back: cash at once; a phone's when the customer has it back."""
        self._shell.say(None)
        tenders = self._checkout.state.basket.tenders
        tender = tenders[number - 1] if 1 <= number <= len(tenders) else None
        if tender is None or tender.kind is TenderKind.CASH or tender.state is TenderState.UNKNOWN:
            self._payments.take_back(number)
            return
        amount = format_yuan(tender.amount)
        if tender.payment_id is not None and not self._payments.by_hand(tender.kind):
            self._shell.confirm(
                Confirmation(
                    title=f"撤回{TENDER_WORDS[tender.kind]}收款",
                    words="钱会原路退回顾客的手机；查到退款成功才算数。",
                    yes="退回顾客",
                    no="不撤回",
                    figure=amount,
                ),
                lambda: self._payments.take_back(number),
            )
            return
        self._shell.confirm(
            Confirmation(
                title=f"撤回{TENDER_WORDS[tender.kind]}收款",
                words=f"撤回前请先把 {amount} 元退给顾客。",
                yes="已退给顾客",
                no="不撤回",
                figure=amount,
            ),
            lambda: self._payments.take_back(number),
        )

    def last_taken_back(self) -> None:
        """Del: the last sum is given back, if there is one."""
        count = len(self._checkout.state.basket.tenders)
        if count:
            self.taken_back(count)

    def left(self) -> None:
        """Back to the goods."""
        self._shell.say(None)
        state = self._shell.attempt(self._checkout.leave_payment)
        if state is not None:
            self._shell.changed(state)

    def scanned(self, text: str) -> None:
        """A scan: a payment code pays what was typed, or all that is due, once somebody says it has come.

        Everything else the checkout refuses in words, or it is a card.
        """
        self._shell.say(None)
        result = self._shell.attempt(lambda: self._checkout.scan(text))
        if result is None:
            return
        if result.payment is None:
            self._shell.changed(result.state)
            return
        self._kind = TenderKind(result.payment.provider.value)
        self.show(result.state)
        self._ask(self._view().amount().strip() or None, code=result.payment.code)

    def _pay(self, text: str | None) -> None:
        if self._kind is TenderKind.CASH:
            self._take(text)
            return
        self._ask(text)

    def _ask(self, text: str | None, *, code: str = "") -> None:
        """The money of a phone is asked of its provider, or taken when the cashier has seen it."""
        amount = self._shell.attempt(lambda: self._amount_of(text))
        if amount is None:
            return
        if self._payments.by_hand(self._kind):
            self._confirm(text, amount, reference=card_tail(code))
        elif code:
            self._shell.attempt(lambda: self._ask_provider(text, code))
        else:
            words = "请扫顾客的付款码；扫不了就输入付款码下面的数字"
            question = Question(f"{TENDER_WORDS[self._kind]}付款码", words, decimal_point=False)
            self._shell.ask(question, lambda typed: self._ask_provider(text, typed))

    def _ask_provider(self, text: str | None, code: str) -> None:
        self._payments.ask(self._kind, text, code)
        self._view().show_amount("")
        self.show(self._checkout.state)

    def _confirm(self, text: str | None, amount: Fen, *, reference: str) -> None:
        code = f"付款码 ····{reference}。" if reference else ""
        self._shell.confirm(
            Confirmation(
                title=f"{TENDER_WORDS[self._kind]}收款",
                words=f"{code}请看手机或收款设备，钱到账了再确认。",
                yes="已到账",
                no="没有到账",
                figure=format_yuan(amount),
                third="不清楚",
            ),
            lambda: self._take(text, reference=reference),
            third=lambda: self._unclear(text, reference),
        )

    def _unclear(self, text: str | None, reference: str) -> None:
        self._view().show_amount("")
        self._payments.unclear(self._kind, text, reference)

    def _amount_of(self, text: str | None) -> int:
        due = self._checkout.state.settlement.due
        if due == 0:
            raise TenderNothingDue
        return due if text is None else parse_yuan(text)

    def _take(self, text: str | None, *, reference: str = "") -> None:
        state = self._shell.attempt(lambda: self._checkout.pay(self._kind, text, reference=reference))
        if state is not None:
            self._view().show_amount("")
            if state.settlement.due:
                self._kind = TenderKind.CASH
            self._shell.changed(state)

    def _finish(self) -> None:
        state = self._checkout.state
        pays = state.quote.totals.discount + state.quote.totals.subsidy
        waits = self._checkout.customer_confirms and pays and state.basket.confirmed_by is None
        if waits and not state.settlement.due:
            self._ask_the_customer(pays)
            return
        sale = self._shell.attempt(self._checkout.done)
        if sale is not None:
            self._completed(sale)

    def _ask_the_customer(self, pays: Fen) -> None:
        """The customer was to say yes on the display; told to the cashier instead, it is noted as that."""
        said = words_for(CustomerYesNeeded.code, {"pays_fen": pays})

        def told() -> None:
            state = self._shell.attempt(lambda: self._checkout.confirm_card(Confirmer.CASHIER))
            if state is not None:
                self._shell.changed(state)
                self._finish()

        self._shell.confirm(Confirmation(said.title, said.what_next, yes="顾客口头同意"), told)
