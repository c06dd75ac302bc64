"""Follows phone payments for the window: runs due questions, shows their states. Plain Python, no Qt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from pos.domain.paying.payment import PaymentState, ProviderAnswer
from pos.domain.paying.tender import TenderKind
from pos.domain.people.staff import Staff
from pos.errors import PosError
from pos.errors.paying import PaymentPending
from pos.services.counter.state import CheckoutState, PaymentPlace, PaymentView
from pos.services.paying.payments import Errand, PersonSays
from pos.ui import ports
from pos.ui.paying.payments.pictures import PaymentAct, PaymentPicture, choice_of, ended, picture_of
from pos.ui.places import Panel
from pos.ui.shell import Choices, Shell
from pos.ui.words.notices import Notice, notice_of

_SAYS = {
    PaymentAct.RECEIVED: PersonSays.RECEIVED,
    PaymentAct.NOT_RECEIVED: PersonSays.NOT_RECEIVED,
    PaymentAct.GIVEN_BACK: PersonSays.GIVEN_BACK,
}


class PaymentPanelView(Protocol):
    """What the presenter needs from the panel."""

    @property
    def is_open(self) -> bool: ...
    def show_payment(self, picture: PaymentPicture) -> None: ...


class PaymentsPresenter:
    """Every phone payment that is not finished."""

    def __init__(
        self,
        desk: ports.Payments,
        view: Callable[[], PaymentPanelView],
        shell: Shell,
        background: ports.Background,
        who: Callable[[], Staff | None],
    ) -> None:
        """`who` returns the person signed in, who confirms a phone's money where only a person can."""
        self.who = who
        self._desk, self._view, self._shell, self._background = desk, view, shell, background
        self._shown = ""  # The payment in the panel, "" for none.
        self.other_money: Callable[[], None] = lambda: None  # Makes the payment screen ready for cash.
        self.money_came: Callable[[], None] = lambda: None  # What follows once a payment is in its place.

    # ── From the payment screen ────────────────────────────────────────────────────────────

    def by_hand(self, kind: TenderKind) -> bool:
        """Whether the cashier confirms the money by hand."""
        return self._desk.by_hand(kind)

    def ask(self, kind: TenderKind, text: str | None, code: str) -> None:
        """Ask for money, and show how it stands. Raises the errors of `PaymentDesk.ask`."""
        if self.show_current():
            raise PaymentPending
        errand = self._desk.ask(kind, text, code=code)
        self.show(errand.payment_id)
        self._run(errand)

    def take_back(self, number: int, *, refunded_by: Staff | None = None) -> None:
        """Take a tender back. A provider reverses what it took.

        `refunded_by` said that the customer has a phone's money back, where only a person knows.
        """
        tenders = self._desk.state.basket.tenders
        payment_id = tenders[number - 1].payment_id if 1 <= number <= len(tenders) else None
        state = self._shell.attempt(lambda: self._desk.take_back(number, refunded_by=refunded_by))
        if state is None:
            return
        self._shell.changed(state)
        view = self._desk.view(payment_id) if payment_id is not None else None
        if view is not None and (view.reversing or view.is_open):
            self.show(view.payment_id)
            self.tick()

    def unclear(self, kind: TenderKind, text: str | None, reference: str) -> None:
        """The cashier cannot say whether it came."""
        state = self._shell.attempt(lambda: self._desk.unclear(kind, text, reference=reference))
        if state is not None:
            self._shell.changed(state)
            self.show_current()

    def show_current(self) -> bool:
        """Show the payment the open sale waits for; False when there is none."""
        current = self._desk.current()
        if current is not None:
            self.show(current.payment_id)
        return current is not None

    def show(self, payment_id: str) -> None:
        """Open the panel of one payment."""
        self._shown = payment_id
        self._shell.open(Panel.PAYMENT)
        self._refresh()

    def waiting(self) -> tuple[PaymentView, ...]:
        """What was asked for the open sale and is not among its tenders."""
        return tuple(each for each in self._desk.open() if each.place is PaymentPlace.THIS_SALE)

    # ── From the window ────────────────────────────────────────────────────────────────────

    def tick(self) -> None:
        """A second has gone by."""
        before = self._desk.state
        errands = self._shell.attempt(self._desk.due)
        for errand in errands or ():
            self._run(errand)
        if self._desk.state is not before or self.waiting():
            self._shell.changed_by_itself(self._desk.state)
        self._refresh()

    def list_all(self) -> None:
        """The list of all that are open."""
        views = self._desk.open()
        if not views:
            self._shell.say(Notice("没有待确认的付款", "每一笔手机付款都有结果了。"))
            return
        words = "结果不明的要查清；多收的要退给顾客。交班和日结会列出它们。"
        items = tuple(choice_of(each) for each in views)
        self._shell.choose(Choices("待确认付款", words, items, ok="打开"), self.show)

    def pressed(self, act: PaymentAct) -> None:
        """An act of the panel."""
        payment_id = self._shown
        if act is PaymentAct.QUERY:
            self._query(payment_id)
        elif act is PaymentAct.ASIDE:
            self._shell.attempt(lambda: self._desk.set_aside(payment_id))
            self._shell.close_panel()
            self.other_money()
            self._shell.changed(self._desk.state)
        elif act is PaymentAct.REVERSE:
            self._change(payment_id, lambda: self._desk.reverse(payment_id))
            self.tick()
        elif act is PaymentAct.UNPAID:
            self._change(payment_id, lambda: self._desk.finish_unpaid(payment_id))
        else:
            self._change(payment_id, lambda: self._desk.resolve(payment_id, _SAYS[act]))

    # ── Within ─────────────────────────────────────────────────────────────────────────────

    def _query(self, payment_id: str) -> None:
        view = self._desk.view(payment_id)
        if view is not None and view.busy:
            return  # The answer is on its way.
        errand = self._shell.attempt(lambda: self._desk.query(payment_id))
        if errand is not None:
            self._run(errand)
            self._refresh()

    def _change(self, payment_id: str, act: Callable[[], CheckoutState]) -> None:
        """Do an act of a person; the window may first ask a second one, and then does it again."""
        self._shell.attempt(act, then=lambda state: self._told(payment_id, state))

    def _run(self, errand: Errand) -> None:
        def done(said: ProviderAnswer) -> None:
            state = self._shell.attempt(lambda: self._desk.took(errand, said))
            if state is not None:
                self._told(errand.payment_id, state)

        def failed(error: PosError) -> None:
            self._shell.say(notice_of(error))

        self._background.run(errand.run, done=done, failed=failed)

    def _told(self, payment_id: str, state: CheckoutState) -> None:
        """Show what is known now in an open panel, and a notice when the payment is over."""
        view = self._desk.view(payment_id)
        over = view is None or not (view.is_open or view.reversing) or view.place is PaymentPlace.TENDERED
        if over and self._shown == payment_id and self._view().is_open:
            self._shell.close_panel()
        self._shell.changed_by_itself(state)
        if over and view is not None:
            self._shown = "" if self._shown == payment_id else self._shown
            if view.place is PaymentPlace.TENDERED and view.state is PaymentState.UNKNOWN:
                self._shell.say(Notice("已挂为待确认", "货可以交；结果出来前一直列在待确认付款里。"))
            else:
                self._shell.say(ended(view))
            if view.place is PaymentPlace.TENDERED and view.state is PaymentState.RECEIVED:
                self.money_came()
        self._refresh()

    def _refresh(self) -> None:
        view = self._desk.view(self._shown) if self._shown else None
        if view is not None and self._view().is_open:
            self._view().show_payment(picture_of(view))
