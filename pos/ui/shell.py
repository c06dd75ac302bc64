"""What every presenter may ask of the window. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from pos.services.counter.state import CheckoutState, ScanKind
from pos.ui.places import Panel, Screen
from pos.ui.words.notices import Notice

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Question:
    """One question with one field. `unit` stands behind it; `prefill` is marked, so typing replaces it.

    `scan` is what may be scanned instead of typed, and its words say so; no other scan is taken.
    """

    title: str
    words: str = ""
    unit: str = ""
    prefill: str = ""
    ok: str = "确定"
    decimal_point: bool = True
    extra: str = ""  # The word of a second act, if there is one.
    scan: ScanKind | None = None
    letters: bool = False  # Words are typed, by an input method too.
    secret: bool = False  # A PIN: dots stand there.


@dataclass(frozen=True, slots=True)
class ReasonQuestion:
    """Why something is done, chosen from a list or said in one's own words; perhaps with an amount.

    `unit` stands behind the amount; without one no amount is asked. `extra` is a second act's word.
    `both`: a reason of the list and own words are wanted, so typing begins in the words.
    """

    title: str
    words: str
    reasons: tuple[str, ...]
    ok: str
    unit: str = ""
    prefill: str = ""
    typed_word: str = "其他原因"
    extra: str = ""
    both: bool = False


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A question to be answered yes or no. Enter says yes, Esc no; a scan says nothing.

    `enter_stays`: the way out of work that is not done, or money that goes out. A bare Enter stays, as Esc
    does; F12 says yes.
    """

    title: str
    words: str
    yes: str
    no: str = "返回"
    figure: str = ""
    third: str = ""  # The word of a third answer, if there is one.
    enter_stays: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a list to choose from."""

    key: str
    title: str
    detail: str = ""
    amount: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """A list to choose from."""

    title: str
    words: str
    items: tuple[Choice, ...]
    ok: str


@dataclass(frozen=True, slots=True)
class Signing:
    """A number and a PIN are asked for. `staff_id` is filled in when it is known who must sign."""

    title: str
    words: str
    ok: str
    staff_id: str = ""


class Shell(Protocol):
    """The window as presenters see it."""

    def attempt(
        self, act: Callable[[], Result], then: Callable[[Result], None] | None = None
    ) -> Result | None:
        """Do an act; a refusal is said in words and gives None. A till that cannot write stops selling.

        An act that needs approval asks for it over whatever is open, and is done again after the
        yes: what follows from it belongs into `then`, which gets the result whenever it comes.
        """
        ...

    def changed(self, state: CheckoutState, *, line: int | None = None) -> None:
        """The sale is another one now: show it, and the screen that belongs to it."""
        ...

    def changed_by_itself(self, state: CheckoutState) -> None:
        """The sale changed by itself: show it only if a screen of the sale is open."""
        ...

    def go_home(self) -> None:
        """Go to the screen that fits: signed in or not, shift open or not, paying or not."""
        ...

    def say(self, notice: Notice | None) -> None:
        """Say something where the person is looking; None takes it away."""
        ...

    def ask(
        self, question: Question, answer: Callable[[str], None], *, extra: Callable[[], None] | None = None
    ) -> None:
        """Ask; `answer` may raise a PosError: it is said in the panel, which stays open."""
        ...

    def ask_why(
        self,
        question: ReasonQuestion,
        answer: Callable[[str, str, str], None],
        *,
        extra: Callable[[], None] | None = None,
    ) -> None:
        """Ask for a reason; `answer` gets the amount, the chosen and the typed words, and may raise."""
        ...

    def confirm(
        self,
        confirmation: Confirmation,
        yes: Callable[[], None],
        *,
        third: Callable[[], None] | None = None,
        no: Callable[[], None] | None = None,
    ) -> None:
        """Ask yes or no; `yes` is called for yes, `third` for the third answer, `no` for no and Esc."""
        ...

    def choose(self, choices: Choices, chosen: Callable[[str], None]) -> None:
        """Let the person choose from a list; `chosen` gets the key and may raise a PosError."""
        ...

    def sign(self, signing: Signing, signed: Callable[[str, str], None]) -> None:
        """Ask for number and PIN; `signed` gets both and may raise a PosError: it is said in the panel."""
        ...

    def enter(self, screen: Screen) -> None:
        """Go to a screen; `go_home` leaves it."""
        ...

    def open(self, panel: Panel) -> None:
        """Open a panel."""
        ...

    def close_panel(self) -> None:
        """Close the panel over the screen."""
        ...
