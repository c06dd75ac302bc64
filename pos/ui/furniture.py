"""The screens and panels that are made after the first paint. Making and keeping, nothing else."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QStackedWidget, QWidget

from pos.ui.help.words import Section
from pos.ui.look import Look
from pos.ui.overlay import Overlay, Sheet
from pos.ui.places import Panel, Screen


class Furniture:
    """All there is in the window besides the sign-in screen. Each piece is made when it is first needed."""

    def __init__(self, look: Look, demo: tuple[Section, ...], stack: QStackedWidget) -> None:
        self._look, self._demo, self._stack = look, demo, stack
        self.overlay = Overlay(look, stack)
        self._screens: dict[Screen, QWidget] = {}
        self._sheets: dict[Panel, Sheet] = {}
        self._screen_made: Callable[[Screen, QWidget], None] = lambda _screen, _widget: None
        self._sheet_made: Callable[[Panel, Sheet], None] = lambda _panel, _sheet: None

    def tell(
        self, *, screen_made: Callable[[Screen, QWidget], None], sheet_made: Callable[[Panel, Sheet], None]
    ) -> None:
        """Tell of every piece once: now of those that are there, later of each that is made."""
        self._screen_made, self._sheet_made = screen_made, sheet_made
        for screen, widget in self._screens.items():
            screen_made(screen, widget)
        for panel, sheet in self._sheets.items():
            sheet_made(panel, sheet)

    def screen(self, screen: Screen) -> QWidget:
        """The widget of a screen."""
        if screen not in self._screens:
            made = self._make_screen(screen)
            self._stack.addWidget(made)
            self._screens[screen] = made
            self._screen_made(screen, made)
        return self._screens[screen]

    def sheet(self, panel: Panel) -> Sheet:
        """The widget of a panel."""
        kept = Panel.ASK if panel is Panel.ASK_BALANCE else panel
        if kept not in self._sheets:
            made = self._make(kept)
            made.setParent(self.overlay)
            made.hide()
            made.closed.connect(self.overlay.closed)
            self._sheets[kept] = made
            self._sheet_made(kept, made)
        return self._sheets[kept]

    def _make_screen(self, screen: Screen) -> QWidget:
        if screen is Screen.CHECKOUT:
            from pos.ui.checkout.view import CheckoutScreen

            return CheckoutScreen(self._look)
        if screen is Screen.PAY:
            from pos.ui.pay.view import PayScreen

            return PayScreen(self._look)
        if screen is Screen.SHIFT:
            from pos.ui.signin.view import ShiftScreen

            return ShiftScreen(self._look)
        assert screen is Screen.STOPPED, screen
        from pos.ui.stopped import StoppedScreen

        return StoppedScreen(self._look)

    def _make(self, panel: Panel) -> Sheet:
        if panel is Panel.SEARCH:
            from pos.ui.search.view import SearchSheet

            return SearchSheet(self._look)
        if panel is Panel.BALANCE:
            from pos.ui.balance.view import BalanceSheet

            return BalanceSheet(self._look)
        if panel is Panel.RECEIPT:
            from pos.ui.receipt.view import ReceiptSheet

            return ReceiptSheet(self._look)
        if panel is Panel.MORE:
            from pos.ui.help.more import MoreSheet

            return MoreSheet(self._look)
        if panel is Panel.HELP:
            from pos.ui.help.view import HelpSheet
            from pos.ui.help.words import KEYS

            return HelpSheet(self._look, KEYS, self._demo)
        from pos.ui.ask.views import AskSheet, ConfirmSheet, ListSheet

        simple: dict[Panel, type[AskSheet | ConfirmSheet | ListSheet]] = {
            Panel.ASK: AskSheet,
            Panel.CONFIRM: ConfirmSheet,
            Panel.LIST: ListSheet,
        }
        return simple[panel](self._look)
