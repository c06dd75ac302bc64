"""Decides what the acts of the menu (更多) do. Plain Python: tested without Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from pos.domain.money import format_yuan, parse_yuan
from pos.domain.programme.programme import SUBSIDY
from pos.errors import PosError
from pos.errors.cards import CardMissing
from pos.services.counter.state import SyncView
from pos.ui import ports
from pos.ui.help.acts import MORE, MenuLine, MoreAct
from pos.ui.places import Panel
from pos.ui.shell import Question, Shell
from pos.ui.top.lights import sync_light
from pos.ui.words.messages import words_for
from pos.ui.words.notices import Notice, notice_of


class MoreView(Protocol):
    """What the presenter needs from the panel."""

    def show_lines(self, lines: tuple[MenuLine, ...]) -> None: ...


class MorePresenter:
    """The acts of the menu. Those of other presenters are given as `others`."""

    def __init__(
        self,
        till: ports.Till,
        view: Callable[[], MoreView],
        shell: Shell,
        background: ports.Background,
        others: Mapping[MoreAct, Callable[[], None]],
        *,
        next_text_size: Callable[[], int],
    ) -> None:
        self._till, self._view, self._shell = till, view, shell
        self._background, self._next_text_size = background, next_text_size
        self._acts: dict[MoreAct, Callable[[], None]] = {
            MoreAct.SUBSIDY: self._subsidy,
            MoreAct.SYNC: self._sync_now,
            MoreAct.TEXT_SIZE: self._text_size,
            MoreAct.DATE: self._date,
            MoreAct.HELP: lambda: shell.open(Panel.HELP),
            **others,
        }

    def begin(self) -> None:
        """Show what can be done now."""
        shift_open = self._till.shifts.current() is not None
        self._view().show_lines(tuple(line for line in MORE if shift_open or not line.needs_shift))

    def pressed(self, act: MoreAct) -> None:
        """An act was chosen: close the panel, unless the act opens another one or keeps it open."""
        if act is not MoreAct.TEXT_SIZE:
            self._shell.close_panel()
        self._acts[act]()

    def _subsidy(self) -> None:
        state = self._till.checkout.state
        if state.basket.card is None:
            self._refuse(CardMissing())
            return
        left = (state.quote.before or {}).get(SUBSIDY, 0)

        def given(text: str) -> None:
            parse_yuan(text)
            self._shell.changed(self._till.checkout.set_subsidy(text))

        def as_much_as_possible() -> None:
            self._shell.changed(self._till.checkout.set_subsidy(None))

        words = f"本月还有 {format_yuan(left)} 元补贴；由顾客决定这一单最多用多少"
        limit = state.basket.subsidy_limit
        self._shell.ask(
            Question(
                "使用补贴",
                words,
                unit="元",
                prefill="" if limit is None else format_yuan(limit),
                extra="用足补贴",
            ),
            given,
            extra=as_much_as_possible,
        )

    def _date(self) -> None:
        def given(text: str) -> None:
            self._shell.changed(self._till.confirm_date(text))
            self._shell.say(Notice("日期已确认，记入流水", "请继续收银。"))

        words = "请店长看日历，输入今天的年月日八位数，例如 20261201"
        self._shell.ask(Question("确认日期", words, ok="确认", decimal_point=False), given)

    def _sync_now(self) -> None:
        self._shell.say(Notice("正在同步…", "可以继续收银。"))

        def done(view: SyncView) -> None:
            said = words_for(view.problem) if view.problem else None
            if said is None:
                self._shell.say(Notice(sync_light(view).words))
            else:
                self._shell.say(Notice(said.title, said.what_next, view.problem or ""))

        def failed(error: PosError) -> None:
            self._shell.say(notice_of(error))

        self._background.run(self._till.sync.sync_now, done=done, failed=failed)

    def _text_size(self) -> None:
        percent = self._next_text_size()
        self._shell.say(Notice(f"文字大小 {percent}%", "再按一次换下一档。"))

    def _refuse(self, error: PosError) -> None:
        self._shell.say(notice_of(error))
