"""Stand-ins for what is around a presenter: a shell, views that write down what they are shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from pos.errors import PosError
from pos.errors.people import ApprovalNeeded
from pos.services.counter.state import CheckoutState
from pos.ui.places import Panel, Screen
from pos.ui.shell import Choice, Choices, Confirmation, Question, ReasonQuestion, Signing
from pos.ui.words.notices import Notice, notice_of

Result = TypeVar("Result")


class InlineBackground:
    """Does the work at once, in the same thread."""

    def run(
        self,
        work: Callable[[], Result],
        *,
        done: Callable[[Result], None],
        failed: Callable[[PosError], None],
    ) -> None:
        try:
            result = work()
        except PosError as error:
            failed(error)
        else:
            done(result)


class FakeShell:
    """The window around a presenter. It does what the conductor does, and writes everything down."""

    def __init__(self) -> None:
        self.state: CheckoutState | None = None
        self.line: int | None = None
        self.notice: Notice | None = None
        self.question: Question | None = None
        self.confirmation: Confirmation | None = None
        self.choices: Choices | None = None
        self.signing: Signing | None = None
        self.panel: Panel | None = None
        self.screen: Screen | None = None
        self.went_home = 0
        self.why: ReasonQuestion | None = None
        self._because: Callable[[str, str, str], None] = lambda _amount, _chosen, _typed: None
        self.needed: ApprovalNeeded | None = None  # What wanted an approval, and how to do it again.
        self.again: Callable[[], object] = lambda: None
        self._answer: Callable[[str], None] | None = None
        self._extra: Callable[[], None] | None = None
        self._yes: Callable[[], None] | None = None
        self._third: Callable[[], None] | None = None
        self._no: Callable[[], None] | None = None
        self._sign: Callable[[str, str], None] | None = None
        self.show_changed: Callable[[CheckoutState, int | None], None] = lambda _state, _line: None

    def attempt(
        self, act: Callable[[], Result], then: Callable[[Result], None] | None = None
    ) -> Result | None:
        try:
            result = act()
        except ApprovalNeeded as error:
            self.needed, self.again = error, lambda: self.attempt(act, then)
            return None
        except PosError as error:
            self.notice = notice_of(error)
            return None
        if then is not None:
            then(result)
        return result

    def changed(self, state: CheckoutState, *, line: int | None = None) -> None:
        self.state, self.line = state, line
        self.show_changed(state, line)

    def go_home(self) -> None:
        self.went_home += 1

    def say(self, notice: Notice | None) -> None:
        self.notice = notice

    def ask(
        self, question: Question, answer: Callable[[str], None], *, extra: Callable[[], None] | None = None
    ) -> None:
        self.question, self._answer, self._extra = question, answer, extra
        self.panel = Panel.ASK

    def ask_why(
        self,
        question: ReasonQuestion,
        answer: Callable[[str, str, str], None],
        *,
        extra: Callable[[], None] | None = None,
    ) -> None:
        self.why, self._because, self._extra = question, answer, extra
        self.panel = Panel.REASON

    def changed_by_itself(self, state: CheckoutState) -> None:
        self.changed(state)

    def confirm(
        self,
        confirmation: Confirmation,
        yes: Callable[[], None],
        *,
        third: Callable[[], None] | None = None,
        no: Callable[[], None] | None = None,
    ) -> None:
        self.confirmation, self._yes, self._third, self._no = confirmation, yes, third, no
        self.panel = Panel.CONFIRM

    def choose(self, choices: Choices, chosen: Callable[[str], None]) -> None:
        self.choices, self._answer = choices, chosen
        self.panel = Panel.LIST

    def sign(self, signing: Signing, signed: Callable[[str, str], None]) -> None:
        self.signing, self._sign = signing, signed
        self.panel = Panel.SIGN

    def enter(self, screen: Screen) -> None:
        self.screen = screen

    def open(self, panel: Panel) -> None:
        self.panel = panel

    def close_panel(self) -> None:
        self.panel = None

    # ── What a test sees, and does with the panel ──

    def said(self) -> Notice:
        """What is said now; nothing is an empty notice."""
        return self.notice or Notice("")

    def offered(self) -> tuple[Choice, ...]:
        """The lines of the list that is offered."""
        return self.choices.items if self.choices else ()

    def answer(self, text: str) -> None:
        assert self._answer is not None
        self._answer(text)

    def because(self, reason: str = "", *, amount: str = "", typed: str = "") -> None:
        self._because(amount, reason, typed)

    def press_extra(self) -> None:
        assert self._extra is not None
        self._extra()

    def give_signature(self, staff_id: str, pin: str) -> None:
        sign = self._sign
        assert sign is not None
        self.attempt(lambda: sign(staff_id, pin))

    def say_neither(self) -> None:
        assert self._third is not None
        self._third()

    def say_no(self) -> None:
        if self._no is not None:
            self._no()

    def say_yes(self) -> None:
        assert self._yes is not None
        self._yes()


class FakeView:
    """A screen that keeps the last thing it was shown, by the name of the call."""

    def __init__(self) -> None:
        self.shown: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Callable[..., None]:
        def show(*values: Any, **named: Any) -> None:
            told = (*values, *named.values())
            self.shown[name] = told[0] if len(told) == 1 else told

        return show


class FakeCheckoutView(FakeView):
    """The checkout screen with its entry line."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    def take_typed(self) -> str:
        text, self.text = self.text, ""
        return text


class FakePaymentView(FakeView):
    """The panel of one payment; it is open when the shell says so."""

    def __init__(self, shell: FakeShell) -> None:
        super().__init__()
        self._shell = shell

    @property
    def is_open(self) -> bool:
        return self._shell.panel is Panel.PAYMENT


class FakePayView(FakeView):
    """The payment screen with its field."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    def show_amount(self, text: str) -> None:
        self.text = text

    def amount(self) -> str:
        return self.text
