"""Keeps which question a panel asked, and which function gets the answer. No Qt."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable

from pos.services.counter.state import ScanKind
from pos.ui.asking.yes_or_no import YesOrNo
from pos.ui.frame.window_port import Window
from pos.ui.places import Panel
from pos.ui.shell import Choices, Question, ReasonQuestion, Signing


class Questions(YesOrNo):
    """One question at a time. The conductor says how a panel opens and how an answer is carried out."""

    def __init__(self, window: Window) -> None:
        super().__init__()
        self._window = window
        self.asked_title = ""  # Of the last question that wanted a reason.
        self.asked_for: ScanKind | None = None  # What the last question may be answered by scanning.
        self._answer: Callable[[str], None] | None = None
        self._extra: Callable[[], None] | None = None
        self._sign: Callable[[str, str], None] | None = None
        self._why: Callable[[str, str, str], None] | None = None

    @abstractmethod
    def _open(self, panel: Panel) -> None: ...

    @abstractmethod
    def _finish(self, act: Callable[[], None]) -> bool: ...

    # ── What presenters ask (Shell) ────────────────────────────────────────────────────────

    def ask(
        self, question: Question, answer: Callable[[str], None], *, extra: Callable[[], None] | None = None
    ) -> None:
        """Ask for a number."""
        self._answer, self._extra, self.asked_for = answer, extra, question.scan
        self._window.ask(question)
        self._open(Panel.ASK)

    def choose(self, choices: Choices, chosen: Callable[[str], None]) -> None:
        """Let the person choose from a list."""
        self._answer = chosen
        self._window.offer(choices)
        self._open(Panel.LIST)

    def sign(self, signing: Signing, signed: Callable[[str, str], None]) -> None:
        """Ask for number and PIN."""
        self._sign = signed
        self._window.panel_of(Panel.SIGN).ask(signing)
        self._open(Panel.SIGN)

    def ask_why(
        self,
        question: ReasonQuestion,
        answer: Callable[[str, str, str], None],
        *,
        extra: Callable[[], None] | None = None,
    ) -> None:
        """Ask for a reason, and an amount with it if there is one."""
        self._why, self._extra, self.asked_title = answer, extra, question.title
        self._window.panel_of(Panel.REASON).ask(question)
        self._open(Panel.REASON)

    # ── What the window tells ──────────────────────────────────────────────────────────────

    def answered(self, text: str) -> None:
        """The question was answered, or a line of the list chosen."""
        answer = self._answer
        if answer is not None:
            self._finish(lambda: answer(text))

    def extra_pressed(self) -> None:
        """The question's second act."""
        extra = self._extra
        if extra is not None:
            self._finish(extra)

    def signed(self, staff_id: str, pin: str) -> None:
        """Number and PIN were given; a wrong PIN is typed again."""
        sign = self._sign
        if sign is not None and not self._finish(lambda: sign(staff_id, pin)):
            self._window.panel_of(Panel.SIGN).forget_pin()

    def reason_given(self, amount: str, chosen: str, typed: str) -> None:
        """The answer: amount, reason from the list, free words; what was not asked for is empty."""
        why = self._why
        if why is not None:
            self._finish(lambda: why(amount, chosen, typed))
