"""The screens and panels that are made after the first paint. Making and keeping, nothing else."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from pos.ui.ask.views import AskSheet, ConfirmSheet, ListSheet
from pos.ui.balance.view import BalanceSheet
from pos.ui.checkout.view import CheckoutScreen
from pos.ui.help.more import MoreSheet
from pos.ui.help.view import HelpSheet
from pos.ui.help.words import KEYS, Section
from pos.ui.look import Look
from pos.ui.overlay import Overlay, Sheet
from pos.ui.pay.view import PayScreen
from pos.ui.places import Panel, Screen
from pos.ui.receipt.view import ReceiptSheet
from pos.ui.search.view import SearchSheet
from pos.ui.signin.view import ShiftScreen
from pos.ui.stopped import StoppedScreen


class Furniture:
    """All there is in the window besides the sign-in screen."""

    def __init__(self, look: Look, demo: tuple[Section, ...], over: QWidget) -> None:
        self.shift = ShiftScreen(look)
        self.checkout = CheckoutScreen(look)
        self.pay = PayScreen(look)
        self.stopped = StoppedScreen(look)
        self.ask = AskSheet(look)
        self.confirm = ConfirmSheet(look)
        self.list = ListSheet(look)
        self.search = SearchSheet(look)
        self.balance = BalanceSheet(look)
        self.receipt = ReceiptSheet(look)
        self.more = MoreSheet(look)
        self.help = HelpSheet(look, KEYS, demo)
        self.overlay = Overlay(look, over)
        for sheet in set(self.sheets.values()):
            sheet.setParent(self.overlay)
            sheet.hide()
            sheet.closed.connect(self.overlay.closed)

    @property
    def screens(self) -> dict[Screen, QWidget]:
        """Which screen is which widget."""
        return {
            Screen.SHIFT: self.shift,
            Screen.CHECKOUT: self.checkout,
            Screen.PAY: self.pay,
            Screen.STOPPED: self.stopped,
        }

    @property
    def sheets(self) -> dict[Panel, Sheet]:
        """Which panel is which widget."""
        return {
            Panel.ASK: self.ask,
            Panel.ASK_BALANCE: self.ask,
            Panel.CONFIRM: self.confirm,
            Panel.LIST: self.list,
            Panel.SEARCH: self.search,
            Panel.BALANCE: self.balance,
            Panel.RECEIPT: self.receipt,
            Panel.MORE: self.more,
            Panel.HELP: self.help,
        }
