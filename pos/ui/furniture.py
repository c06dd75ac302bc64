"""The screens and panels that are made after the first paint. Making and keeping, nothing else."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from pos.ui.ask.views import AskSheet, ConfirmSheet, ListSheet
from pos.ui.checkout.view import CheckoutScreen
from pos.ui.help.words import Section
from pos.ui.look import Look
from pos.ui.overlay import Overlay, Sheet
from pos.ui.pay.view import PayScreen
from pos.ui.places import Panel, Screen
from pos.ui.signin.view import ShiftScreen
from pos.ui.stopped import StoppedScreen


class Furniture:
    """All there is in the window besides the sign-in screen. Panels are made when first opened."""

    def __init__(self, look: Look, demo: tuple[Section, ...], over: QWidget) -> None:
        self._look, self._demo = look, demo
        self.shift = ShiftScreen(look)
        self.checkout = CheckoutScreen(look)
        self.pay = PayScreen(look)
        self.stopped = StoppedScreen(look)
        self.overlay = Overlay(look, over)
        self.screens: dict[Screen, QWidget] = {
            Screen.SHIFT: self.shift,
            Screen.CHECKOUT: self.checkout,
            Screen.PAY: self.pay,
            Screen.STOPPED: self.stopped,
        }
        self._sheets: dict[Panel, Sheet] = {}
        self.sheet_made: Callable[[Panel, Sheet], None] = lambda _panel, _sheet: None

    def sheet(self, panel: Panel) -> Sheet:
        """The widget of a panel."""
        kept = Panel.ASK if panel is Panel.ASK_BALANCE else panel
        if kept not in self._sheets:
            made = self._make(kept)
            made.setParent(self.overlay)
            made.hide()
            made.closed.connect(self.overlay.closed)
            self._sheets[kept] = made
            self.sheet_made(kept, made)
        return self._sheets[kept]

    def _make(self, panel: Panel) -> Sheet:
        # The rarer ones are imported when they are needed: a till starts many times a day, help is read once.
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
        simple: dict[Panel, type[AskSheet | ConfirmSheet | ListSheet]] = {
            Panel.ASK: AskSheet,
            Panel.CONFIRM: ConfirmSheet,
            Panel.LIST: ListSheet,
        }
        return simple[panel](self._look)
