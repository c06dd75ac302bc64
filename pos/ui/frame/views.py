"""Makes and keeps the screens and panels that are needed after the first paint."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QStackedWidget, QWidget

from pos.ui.help.words import Section
from pos.ui.places import Panel, Screen
from pos.ui.style.look import Look
from pos.ui.widgets.overlay import Overlay, PanelWidget


class Views:
    """The screens and panels besides the sign-in screen. Each is made when it is first needed."""

    def __init__(self, look: Look, demo: tuple[Section, ...], stack: QStackedWidget) -> None:
        self._look, self._demo, self._stack = look, demo, stack
        self.overlay = Overlay(look, stack)
        self._screens: dict[Screen, QWidget] = {}
        self._panels: dict[Panel, PanelWidget] = {}
        self._screen_made: Callable[[Screen, QWidget], None] = lambda _screen, _widget: None
        self._panel_made: Callable[[Panel, PanelWidget], None] = lambda _panel, _widget: None
        self.adopted: Callable[[QWidget], None] = lambda _made: None  # Called once for each screen and panel.

    def tell(
        self,
        *,
        screen_made: Callable[[Screen, QWidget], None],
        panel_made: Callable[[Panel, PanelWidget], None],
    ) -> None:
        """Call back once for every screen and panel: now for existing ones, later for each that is made."""
        self._screen_made, self._panel_made = screen_made, panel_made
        for screen, widget in self._screens.items():
            screen_made(screen, widget)
        for panel, widget in self._panels.items():
            panel_made(panel, widget)

    def screen(self, screen: Screen) -> QWidget:
        """The widget of a screen."""
        if screen not in self._screens:
            made = _SCREENS[screen](self._look)
            self._stack.addWidget(made)
            self._screens[screen] = made
            self.adopted(made)
            self._screen_made(screen, made)
        return self._screens[screen]

    def panel(self, panel: Panel) -> PanelWidget:
        """The widget of a panel."""
        kept = Panel.ASK if panel is Panel.ASK_BALANCE else panel
        if kept not in self._panels:
            made = self._make(kept)
            made.setParent(self.overlay)
            made.hide()
            made.closed.connect(self.overlay.closed)
            made.needs_room.connect(self.overlay.fit)
            self._panels[kept] = made
            self.adopted(made)
            self._panel_made(kept, made)
        return self._panels[kept]

    def _make(self, panel: Panel) -> PanelWidget:
        if panel is Panel.HELP:
            from pos.ui.help.view import HelpPanel
            from pos.ui.help.words import KEYS

            return HelpPanel(self._look, KEYS, self._demo)
        return _PANELS[panel](self._look)


# ── What each piece is made of; imported when it is needed, so that the first paint waits for none ──


def _checkout(look: Look) -> QWidget:
    from pos.ui.selling.checkout.view import CheckoutScreen

    return CheckoutScreen(look)


def _pay(look: Look) -> QWidget:
    from pos.ui.paying.pay.view import PayScreen

    return PayScreen(look)


def _shift(look: Look) -> QWidget:
    from pos.ui.people.signin.view import ShiftScreen

    return ShiftScreen(look)


def _stopped(look: Look) -> QWidget:
    from pos.ui.frame.stopped import StoppedScreen

    return StoppedScreen(look)


def _search(look: Look) -> PanelWidget:
    from pos.ui.goods.search.view import SearchPanel

    return SearchPanel(look)


def _balance(look: Look) -> PanelWidget:
    from pos.ui.cards.balance.view import BalancePanel

    return BalancePanel(look)


def _receipt(look: Look) -> PanelWidget:
    from pos.ui.papers.receipt.view import ReceiptPanel

    return ReceiptPanel(look)


def _payment(look: Look) -> PanelWidget:
    from pos.ui.paying.payments.view import PaymentPanel

    return PaymentPanel(look)


def _more(look: Look) -> PanelWidget:
    from pos.ui.help.more import MorePanel

    return MorePanel(look)


def _ask(look: Look) -> PanelWidget:
    from pos.ui.asking.ask.views import AskPanel

    return AskPanel(look)


def _reason(look: Look) -> PanelWidget:
    from pos.ui.asking.ask.reason_view import ReasonPanel

    return ReasonPanel(look)


def _confirm(look: Look) -> PanelWidget:
    from pos.ui.asking.ask.views import ConfirmPanel

    return ConfirmPanel(look)


def _list(look: Look) -> PanelWidget:
    from pos.ui.asking.ask.views import ListPanel

    return ListPanel(look)


def _sign(look: Look) -> PanelWidget:
    from pos.ui.people.signature.view import SignPanel

    return SignPanel(look)


def _self_test(look: Look) -> PanelWidget:
    from pos.ui.care.self_test.view import SelfTestPanel

    return SelfTestPanel(look)


def _return(look: Look) -> PanelWidget:
    from pos.ui.returns.view import ReturnPanel

    return ReturnPanel(look)


def _price(look: Look) -> PanelWidget:
    from pos.ui.selling.price.view import PricePanel

    return PricePanel(look)


def _goods(look: Look) -> PanelWidget:
    from pos.ui.goods.view import GoodsPanel

    return GoodsPanel(look)


def _cash(look: Look) -> PanelWidget:
    from pos.ui.shifts.cash.view import CashPanel

    return CashPanel(look)


def _x_report(look: Look) -> PanelWidget:
    from pos.ui.shifts.x_report.view import XPanel

    return XPanel(look)


def _handover(look: Look) -> QWidget:
    from pos.ui.shifts.handover.view import HandoverScreen

    return HandoverScreen(look)


def _charts(look: Look) -> PanelWidget:
    from pos.ui.days.charts import ChartsPanel

    return ChartsPanel(look)


def _day(look: Look) -> QWidget:
    from pos.ui.days.view import DayScreen

    return DayScreen(look)


def _journal(look: Look) -> QWidget:
    from pos.ui.reports.journal.view import JournalScreen

    return JournalScreen(look)


def _page(look: Look) -> PanelWidget:
    from pos.ui.page.view import PagePanel

    return PagePanel(look)


def _settlement(look: Look) -> PanelWidget:
    from pos.ui.settlement.view import SettlementPanel

    return SettlementPanel(look)


_SCREENS: dict[Screen, Callable[[Look], QWidget]] = {
    Screen.CHECKOUT: _checkout,
    Screen.PAY: _pay,
    Screen.SHIFT: _shift,
    Screen.HANDOVER: _handover,
    Screen.DAY: _day,
    Screen.JOURNAL: _journal,
    Screen.STOPPED: _stopped,
}
_PANELS: dict[Panel, Callable[[Look], PanelWidget]] = {
    Panel.SEARCH: _search,
    Panel.BALANCE: _balance,
    Panel.RECEIPT: _receipt,
    Panel.MORE: _more,
    Panel.SELF_TEST: _self_test,
    Panel.PAYMENT: _payment,
    Panel.ASK: _ask,
    Panel.REASON: _reason,
    Panel.CONFIRM: _confirm,
    Panel.LIST: _list,
    Panel.SIGN: _sign,
    Panel.RETURN: _return,
    Panel.PRICE: _price,
    Panel.GOODS: _goods,
    Panel.CASH: _cash,
    Panel.X_REPORT: _x_report,
    Panel.CHARTS: _charts,
    Panel.SETTLEMENT: _settlement,
    Panel.STAFF: _page,
    Panel.ARTICLE: _page,
    Panel.SETTINGS: _page,
}
