"""Decides what the payment screen shows and does. Plain Python: tested without Qt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from pos.domain.money import format_yuan, parse_yuan
from pos.domain.paying.tender import PaidSoFar, Tender, TenderKind, TenderState
from pos.domain.paying.tender_method import MethodOffered, TenderMethod
from pos.domain.people.staff import Staff
from pos.domain.scanning.codes import PaymentCode, card_tail
from pos.domain.selling.basket import Confirmer
from pos.errors import PosError
from pos.errors.paying import CashUnlikely, RoundingChanged, TenderNothingDue
from pos.errors.selling import CustomerYesNeeded
from pos.services.counter.state import CheckoutState, CompletedSale, ScanKind
from pos.ui import ports
from pos.ui.paying.pay.pictures import PayPicture, ask_aloud, picture_payment
from pos.ui.paying.payments.pictures import TENDER_WORDS
from pos.ui.paying.payments.presenter import PaymentsPresenter
from pos.ui.shell import Choice, Choices, Confirmation, Question, Shell
from pos.ui.words.messages import words


def _word(tender: Tender) -> str:
    return TENDER_WORDS[tender.kind] if tender.method is None else tender.method.name


class PayView(Protocol):
    """What the presenter needs from the screen."""

    def show_payment(self, picture: PayPicture) -> None: ...
    def show_amount(self, text: str) -> None: ...
    def amount(self) -> str: ...


class PayPresenter:
    """Decides what the payment screen does for the open sale."""

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
        self._method: MethodOffered | None = None  # What 其他 is, once it was chosen.
        self._asking = False  # The customer is asked whether the card may pay.
        # Whether the customer has a display now: one in the settings may have no screen connected.
        self.customer_is_seen: Callable[[], bool] = lambda: False
        payments.other_money = self.begin
        payments.money_came = self._finish_if_paid

    def begin(self) -> None:
        """A payment begins: cash, nothing typed."""
        self._kind = TenderKind.CASH
        self._view().show_amount("")

    def came_in(self) -> None:
        """The screen is shown: ask the questions that are still open first."""
        if self.agreed(self.ask_again):
            self.ask_again()

    def show(self, state: CheckoutState) -> None:
        """Show where the payment stands."""
        if self._asking and state.basket.confirmed_by is not None:
            self._asking = False  # The customer said it on the display.
            self._shell.close_panel()
        picture = picture_payment(
            state,
            self._kind,
            self._payments.waiting(),
            typed=self._with_typed(),
            method=self._method,
        )
        self._view().show_payment(picture)

    def typed(self) -> None:
        """An amount is being typed: the change is shown while it is."""
        self.show(self._checkout.state)

    def agreed(self, then: Callable[[], None] = lambda: None) -> bool:
        """Whether the customer has agreed to what the card pays, where this shop asks; else ask.

        It is asked before any money is taken. A spoken yes is recorded as such; then `then` is called.
        """
        state = self._checkout.state
        totals = state.quote.totals
        pays = totals.discount or totals.subsidy
        if not (self._checkout.customer_confirms and pays) or state.basket.confirmed_by is not None:
            return True
        said = words(CustomerYesNeeded(discount_fen=totals.discount, subsidy_fen=totals.subsidy))

        def told() -> None:
            self._asking = False
            agreed = self._shell.attempt(lambda: self._checkout.confirm_card(Confirmer.CASHIER))
            if agreed is not None:
                self._shell.changed(agreed)
                then()

        asks = said.what_next if self.customer_is_seen() else ask_aloud(state)
        self._shell.confirm(Confirmation(said.title, asks, yes="顾客口头同意"), told)
        self._asking = True
        return False

    def chosen(self, kind: TenderKind) -> None:
        """Another way of paying."""
        self._shell.say(None)
        self.show(self._checkout.state)  # What is touched marks itself, and may not be chosen in the end.
        if not self.agreed(lambda: self.chosen(kind)):
            return
        if kind is TenderKind.OTHER and self._checkout.methods:
            self._choose_method(self._checkout.methods)
            return
        self._kind = kind
        self.show(self._checkout.state)

    def _choose_method(self, methods: tuple[MethodOffered, ...]) -> None:
        """其他 is always something: what, is chosen before the money is taken."""

        def picked(method_id: str) -> None:
            self._method = next(each for each in methods if each.method_id == method_id)
            self._kind = TenderKind.OTHER
            self.show(self._checkout.state)

        items = tuple(
            Choice(each.method_id, each.name, f"要登记{each.asks}" if each.asks else "") for each in methods
        )
        self._shell.choose(Choices("其他收款方式", "收的是哪一种？", items, ok="选这种"), picked)

    def confirmed(self) -> None:
        """Enter: what was typed is taken; with nothing due the sale is done."""
        self._shell.say(None)
        if not self.agreed(self.confirmed):
            return
        if self._checkout.state.paid_so_far.due == 0:
            self._finish()
            return
        typed = self._view().amount().strip()
        if typed or not self._payments.show_current():
            self._pay(typed or None)

    def quick(self, text: str) -> None:
        """A round amount was handed over."""
        self._shell.say(None)
        if self.agreed(lambda: self._pay(text)):
            self._pay(text)

    def all_due(self) -> None:
        """整付: all that is due, in the way that is chosen."""
        self._shell.say(None)
        if self.agreed(lambda: self._pay(None)):
            self._pay(None)

    def taken_back(self, number: int) -> None:
        """Take a tender back: cash at once; a phone's when the customer has the money back."""
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
                    title=f"撤回{_word(tender)}收款",
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
                title=f"撤回{_word(tender)}收款",
                words=f"撤回前请先把 {amount} 元退给顾客。",
                yes="已退给顾客",
                no="不撤回",
                figure=amount,
            ),
            lambda: self._payments.take_back(number, refunded_by=self._payments.who()),
        )

    def last_taken_back(self) -> None:
        """Del: take the last tender back, if there is one."""
        count = len(self._checkout.state.basket.tenders)
        if count:
            self.taken_back(count)

    def left(self) -> None:
        """Go back to the goods."""
        self._shell.say(None)
        state = self._shell.attempt(self._checkout.leave_payment)
        if state is not None:
            self._shell.changed(state)

    def scanned(self, text: str) -> None:
        """A scan: a payment code pays what was typed, or all that is due, once a person confirms it.

        A card is attached; every other scan is refused in words by the checkout.
        """
        self._shell.say(None)
        result = self._shell.attempt(lambda: self._checkout.scan(text))
        if result is None:
            return
        if result.payment is None:
            self._shell.changed(result.state)
            return
        code = result.payment
        if self.agreed(lambda: self._scanned_code(code)):
            self._scanned_code(code)

    def _scanned_code(self, code: PaymentCode) -> None:
        self._kind = TenderKind(code.provider.value)
        self.show(self._checkout.state)
        self._ask(self._view().amount().strip() or None, code=code.code)

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
        if self._kind is TenderKind.OTHER and self._method is not None:
            self._ask_method(text, self._method)
        elif self._payments.by_hand(self._kind):
            self._ask_person(text, reference=card_tail(code))
        elif code:
            self._shell.attempt(lambda: self._ask_provider(text, code))
        else:
            words = "请扫顾客的付款码；扫不了就输入付款码下面的数字"
            question = Question(
                f"{TENDER_WORDS[self._kind]}付款码", words, decimal_point=False, scan=ScanKind.PAYMENT
            )
            self._shell.ask(question, lambda typed: self._ask_provider(text, typed))

    def _ask_method(self, text: str | None, method: MethodOffered) -> None:
        """Ask for the reference of a kind of 其他, and for the confirmation that it was taken."""

        def confirm(reference: str) -> None:
            self._ask_person(text, method=method.taken(reference))

        if method.asks:
            words = f"请输入{method.asks}，记在小票和流水上"
            self._shell.ask(Question(f"{method.name}：{method.asks}", words, letters=True), confirm)
        else:
            confirm("")

    def _ask_provider(self, text: str | None, code: str) -> None:
        self._payments.ask(self._kind, text, code)
        self._view().show_amount("")
        self.show(self._checkout.state)

    def _ask_person(
        self, text: str | None, *, reference: str = "", method: TenderMethod | None = None
    ) -> None:
        """Ask whether the money came, as a part of the sale: a till that is switched off now asks again."""
        asked = self._shell.attempt(
            lambda: self._checkout.ask_person(self._kind, text, reference=reference, method=method)
        )
        if asked is not None:
            self.show(asked)
            self.ask_again()

    def ask_again(self) -> None:
        """Put the question that the sale waits for, if there is one."""
        asked = self._checkout.state.basket.asked
        if asked is None:
            return
        self._kind = asked.kind
        text, reference = format_yuan(asked.amount), asked.reference_tail
        in_hand = asked.method is not None
        if asked.method is not None:
            noted = f"{asked.method.reference}。" if asked.method.reference else ""
            question = Confirmation(
                title=f"{asked.method.name}收款",
                words=f"{noted}请核对金额，收妥了再确认。",
                yes="已收妥",
                no="没有收到",
                figure=text,
            )
        else:
            code = f"付款码 ····{reference}。" if reference else ""
            question = Confirmation(
                title=f"{TENDER_WORDS[asked.kind]}收款",
                words=f"{code}请看手机或收款设备，钱到账了再确认。",
                yes="已到账",
                no="没有到账",
                figure=text,
                third="不清楚",
            )
        self._shell.confirm(
            question,
            lambda: self._take(text, reference=reference, said_by=self._payments.who(), method=asked.method),
            third=None if in_hand else lambda: self._unclear(text, reference),
            no=lambda: self.show(self._checkout.not_come()),
        )

    def _unclear(self, text: str | None, reference: str) -> None:
        self._view().show_amount("")
        self._payments.unclear(self._kind, text, reference)

    def _amount_of(self, text: str | None) -> int:
        due = self._checkout.state.paid_so_far.due
        if due == 0:
            raise TenderNothingDue
        return due if text is None else parse_yuan(text)

    def _with_typed(self) -> PaidSoFar | None:
        """Where the payment would stand with the cash that is typed; None while that is no amount."""
        text = self._view().amount().strip() if self._kind is TenderKind.CASH else ""
        if not text or self._checkout.state.paid_so_far.due == 0:
            return None
        try:
            return self._checkout.with_cash(text)
        except PosError:
            return None  # Half an amount; Enter says what is wrong with it.

    def _take(
        self,
        text: str | None,
        *,
        reference: str = "",
        said_by: Staff | None = None,
        method: TenderMethod | None = None,
    ) -> None:
        state = self._shell.attempt(lambda: self._paid(text, reference, said_by, method))
        if state is not None:
            self._view().show_amount("")
            if state.paid_so_far.due:
                self._kind = TenderKind.CASH
            self._shell.changed(state)
            self._finish_if_paid()

    def _paid(
        self, text: str | None, reference: str, said_by: Staff | None, method: TenderMethod | None
    ) -> CheckoutState | None:
        """Take it; so much cash that it may be a slip is asked about first, and None."""
        try:
            return self._checkout.pay(self._kind, text, reference=reference, said_by=said_by, method=method)
        except CashUnlikely as error:
            said = words(error)
            self._shell.confirm(
                Confirmation(said.title, said.what_next, yes="金额没有错", no="重新输入"),
                lambda: self._take(text, reference=reference, said_by=said_by),
            )
            return None
        except RoundingChanged:
            self.show(self._checkout.state)  # Show the new sum before the notice that it changed.
            raise

    def _finish_if_paid(self) -> None:
        """With all money received the sale is done; while some is doubtful, a person decides."""
        state = self._checkout.state
        doubtful = any(each.state is TenderState.UNKNOWN for each in state.basket.tenders)
        if state.basket.tenders and state.paid_so_far.due == 0 and not doubtful:
            self._finish()

    def _finish(self) -> None:
        sale = self._shell.attempt(self._checkout.done)
        if sale is not None:
            self._completed(sale)
