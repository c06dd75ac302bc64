"""Decides what the end of a shift shows and does. Plain Python: tested without Qt.

Until the count is recorded nothing here shows what should be in the drawer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from pos.domain.money import Fen, format_yuan, parse_yuan
from pos.domain.paying.tender import TenderKind
from pos.domain.people.permission import Act
from pos.domain.shifts.drawer import checked_denominations, sum_of
from pos.domain.typed import plain_digits
from pos.errors import PosError
from pos.errors.selling import BasketNotEmpty
from pos.errors.shifts import HeldUndecided
from pos.errors.typed import CountUnreadable, ReasonNeeded
from pos.services.selling.held_sales import HeldChoice
from pos.services.shifts.over_short_words import over_short_words
from pos.services.shifts.shift_state import ShiftEnding
from pos.ui import ports
from pos.ui.places import Screen
from pos.ui.shell import Choice, Choices, Confirmation, ReasonQuestion, Shell
from pos.ui.shifts.handover.acts import HandoverAct
from pos.ui.shifts.handover.pictures import HandoverPicture, coin_words, picture_handover
from pos.ui.words.notices import Notice, notice_of

_TO_THE_SAFE = "-"


class HandoverView(Protocol):
    """What the presenter needs from the screen."""

    def show_handover(self, picture: HandoverPicture) -> None: ...
    def show_way(self, *, by_total: bool) -> None: ...
    def show_sum(self, words: str) -> None: ...
    def forget_count(self) -> None: ...
    def pieces(self) -> dict[Fen, str]: ...
    def total(self) -> str: ...
    def others(self) -> dict[str, str]: ...


class HandoverPresenter:
    """One shift's end: count, look, decide, hand over."""

    def __init__(self, till: ports.Till, view: Callable[[], HandoverView], shell: Shell) -> None:
        self._till, self._view, self._shell = till, view, shell
        self._counting, self._by_total = True, False
        self._choices: dict[int, HeldChoice] = {}
        self._handed_to = ""
        self._ending: ShiftEnding | None = None
        self._acts: dict[HandoverAct, Callable[[], None]] = {
            HandoverAct.BY_TOTAL: self._other_way,
            HandoverAct.RECOUNT: self._recount,
            HandoverAct.HAND_TO: self._hand_to,
            HandoverAct.COMMIT: self._commit,
            HandoverAct.LEAVE: self._leave,
        }

    def begin(self) -> None:
        """Open the end of the shift; a count that was written down and still stands is shown."""
        ending = self._shell.attempt(self._till.shifts.ending)
        if ending is None:
            return
        if not self._till.checkout.state.basket.is_untouched:
            self._shell.say(notice_of(BasketNotEmpty()))  # Before the count: it moves cash.
            return
        self._choices, self._handed_to, self._by_total = {}, "", False
        self._counting = not any(count.kind == TenderKind.CASH for count in ending.counts)
        self._view().forget_count()
        self._view().show_way(by_total=False)
        self._show(ending)
        self._shell.enter(Screen.HANDOVER)

    def act(self, act: HandoverAct) -> None:
        """A key of the screen."""
        self._shell.say(None)
        self._acts[act]()

    def typed(self) -> None:
        """Something was typed into the count: its sum follows."""
        try:
            counted = self._counted_cash()
        except PosError:
            self._view().show_sum("")
            return
        self._view().show_sum("" if counted is None else format_yuan(_sum(counted)))

    def decided(self, number: int, choice: HeldChoice) -> None:
        """Say what happens to a held sale."""
        self._choices[number] = choice
        if self._ending is not None:
            self._show(self._ending)

    # ── Within ─────────────────────────────────────────────────────────────────────────────

    def _show(self, ending: ShiftEnding) -> None:
        self._ending = ending
        names = {staff.staff_id: staff.name for staff in self._till.people.staff_list()}
        self._view().show_handover(
            picture_handover(
                ending,
                counting=self._counting,
                choices=self._choices,
                handed_to=names.get(self._handed_to, ""),
                name=names.get(ending.shift.cashier, ending.shift.cashier),
            )
        )

    def _other_way(self) -> None:
        if self._counting:
            self._by_total = not self._by_total
            self._view().show_way(by_total=self._by_total)
            self.typed()

    def _recount(self) -> None:
        if not self._counting and self._ending is not None:
            self._counting = True
            self._view().forget_count()
            self._show(self._ending)

    def _hand_to(self) -> None:
        person = self._till.people.signed_in
        others = [staff for staff in self._till.people.at_work() if staff != person]

        def chosen(key: str) -> None:
            self._handed_to = "" if key == _TO_THE_SAFE else key
            if self._ending is not None:
                self._show(self._ending)

        items = (
            *(Choice(staff.staff_id, staff.name, staff.staff_id) for staff in others),
            Choice(_TO_THE_SAFE, "放入保险柜", "不直接交给下一班"),
        )
        self._shell.choose(Choices("钱箱交给谁", "", items, ok="确定"), chosen)

    def _leave(self) -> None:
        """Back to selling. What was counted so far is not written down yet: it is asked for first."""
        view = self._view()
        typed = (*view.pieces().values(), *view.others().values(), view.total())
        if not (self._counting and any(text.strip() for text in typed)):
            self._shell.go_home()
            return
        words = "已经输入的张数和金额还没有提交，离开就没有了。"
        question = Confirmation("先不交班", words, yes="离开", no="接着清点", enter_stays=True)
        self._shell.confirm(question, self._shell.go_home)

    def _commit(self) -> None:
        if self._counting:
            self._count()
        else:
            self._close()

    def _count(self) -> None:
        def read() -> tuple[str | Mapping[Fen, int] | None, dict[str, str]]:
            """Everything is read before anything is written: a slip of the finger costs no recount."""
            others = {kind: text for kind, text in self._view().others().items() if text.strip()}
            for text in others.values():
                parse_yuan(text)
            return self._counted_cash(), others

        typed = self._shell.attempt(read)
        if typed is None:
            return
        cash, others = typed
        if cash is None:
            self._shell.say(Notice("还没有清点现金", "输入各面额的张数；钱箱里确实没有现金，就输入一个 0。"))
            return

        waiting: list[tuple[str, str | Mapping[Fen, int]]] = [(TenderKind.CASH.value, cash), *others.items()]

        def write() -> None:
            """May be run again after a recount was approved: nothing is written twice."""
            while waiting:
                self._till.shifts.count(*waiting[0])
                del waiting[0]
            self._counting = False
            self._show(self._till.shifts.ending())

        self._shell.attempt(write)

    def _close(self) -> None:
        ending = self._ending
        if ending is None or not ending.wants_explanation:
            self._shell.attempt(lambda: self._end("", ""))
            return
        if undecided := sum(each.number not in self._choices for each in ending.held):
            self._shell.say(notice_of(HeldUndecided(count=undecided)))  # Before anybody is made to write.
            return
        limit = "" if not ending.over_short.beyond else "交班要店长授权。"
        question = ReasonQuestion(
            title="差额说明",
            words=f"{over_short_words(ending)}。{limit}选一个原因（↑ ↓），再写明情况。",
            reasons=self._till.permissions.reasons(Act.CLOSE_SHIFT_OVER_SHORT),
            ok="交班",
            typed_word="写明情况，例如：找零误差，已核实",
            both=True,
        )

        def asked(_amount: str, chosen: str, typed: str) -> None:
            if not chosen:
                raise ReasonNeeded
            self._end(typed, chosen)

        self._shell.ask_why(question, asked)

    def _end(self, explanation: str, reason: str) -> None:
        ended = self._till.shifts.close(
            explanation, reason=reason, handed_to=self._handed_to or None, held=self._choices
        )
        self._till.people.sign_out()  # The person who handed over has left; the next one signs in.
        self._shell.go_home()
        words = "交班单已送去打印。" + ("" if self._handed_to else "要日结，请店长登录，按 F10 再按 R。")
        self._shell.say(Notice(f"第 {ended.closed.number} 班已交班", words))

    def _counted_cash(self) -> str | dict[Fen, int] | None:
        """The cash as typed; None when nothing was. Raises CountUnreadable and the errors of amounts."""
        if self._by_total:
            text = self._view().total().strip()
            if text:
                parse_yuan(text)
            return text or None
        pieces = {value: plain_digits(text).strip() for value, text in self._view().pieces().items()}
        for value, text in pieces.items():
            if text and not (text.isascii() and text.isdigit()):
                raise CountUnreadable(text=f"{coin_words(value)} × {text[:20]}")
        typed = {value: int(text) for value, text in pieces.items() if text}
        checked_denominations(typed)
        return typed or None


def _sum(counted: str | Mapping[Fen, int]) -> Fen:
    return parse_yuan(counted) if isinstance(counted, str) else sum_of(counted)
