"""Settles the chosen date off the window's thread, and shows the result. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from pos.domain.calendar import BusinessDate, moved_date
from pos.domain.settlement.three_way import SettlementSheet
from pos.errors import PosError
from pos.services.settlement.settlement_desk import Settled
from pos.ui import ports
from pos.ui.places import Panel
from pos.ui.settlement.pictures import SettlementPicture, picture_settlement
from pos.ui.shell import Shell
from pos.ui.words.notices import Notice, notice_of


class SettlementView(Protocol):
    """What the presenter needs from the panel."""

    def show_waiting(self, date: str) -> None: ...
    def show_settlement(self, picture: SettlementPicture) -> None: ...


class SettlementPresenter:
    """One date at a time. An answer that comes when another date is already looked at is not shown."""

    def __init__(
        self,
        desk: ports.SettlementDesk,
        view: Callable[[], SettlementView],
        shell: Shell,
        background: ports.Background,
    ) -> None:
        self._desk, self._view, self._shell, self._background = desk, view, shell, background
        self._date: BusinessDate = ""
        self._newest: BusinessDate = ""
        self._sheet: SettlementSheet | None = None

    def begin(self) -> None:
        """Open the panel at the day before, with permission; a second person can approve."""

        def allowed(date: BusinessDate) -> None:
            self._newest = moved_date(date, days=1)
            self._shell.open(Panel.SETTLEMENT)
            self._look(date)

        self._shell.attempt(self._desk.begin, allowed)

    def moved(self, days: int) -> None:
        """Look at another date, today at most."""
        date = moved_date(self._date, days=days)
        if date <= self._newest:
            self._look(date)

    def again(self) -> None:
        """Look once more: a bill may have come."""
        self._look(self._date)

    def export(self) -> None:
        """Write the workbook and say where it is."""
        sheet = self._sheet
        if sheet is None:
            return

        def done(path: Path) -> None:
            self._shell.say(Notice("已写好表格", str(path)))

        self._background.run(lambda: self._desk.export(sheet), done=done, failed=self._failed)

    def _look(self, date: BusinessDate) -> None:
        self._date, self._sheet = date, None
        self._view().show_waiting(date)
        self._shell.say(None)

        def done(settled: Settled) -> None:
            if date == self._date:
                self._sheet = settled.sheet
                self._view().show_settlement(picture_settlement(settled))

        self._background.run(lambda: self._desk.settle(date), done=done, failed=self._failed)

    def _failed(self, error: PosError) -> None:
        self._shell.say(notice_of(error))
