"""Decides about cash in and out of the drawer without a sale. Plain Python: tested without Qt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from pos.domain.money import format_yuan
from pos.domain.people.permission import Act
from pos.ui import ports
from pos.ui.places import Panel
from pos.ui.shell import Shell
from pos.ui.words.notices import Notice


class CashView(Protocol):
    """What the presenter needs from the panel."""

    def show_direction(self, *, out: bool, reasons: tuple[str, ...]) -> None: ...
    def clear(self) -> None: ...


class CashPresenter:
    """In or out, how much, and why."""

    def __init__(
        self,
        shifts: ports.Shifts,
        permissions: ports.Permissions,
        view: Callable[[], CashView],
        shell: Shell,
    ) -> None:
        self._shifts, self._permissions, self._view, self._shell = shifts, permissions, view, shell
        self._out = False

    def begin(self) -> None:
        """Open the panel; putting in comes first."""
        self._view().clear()
        self.turned(out=False)
        self._shell.open(Panel.CASH)

    def turned(self, *, out: bool) -> None:
        """In or out, with the reasons the shop offers; another one can be typed."""
        self._out = out
        act = Act.CASH_OUT if out else Act.CASH_IN
        self._view().show_direction(out=out, reasons=self._permissions.reasons(act))

    def given(self, amount: str, reason: str) -> None:
        """How much and why: it is written down, then the panel goes."""
        out = self._out

        def move() -> None:  # May be run again after an approval.
            act = self._shifts.cash_out if out else self._shifts.cash_in
            moved = act(amount, reason)
            self._shell.close_panel()
            self._shell.say(Notice(f"已{'取出' if out else '存入'} {format_yuan(moved)} 元", reason))

        self._shell.attempt(move)
