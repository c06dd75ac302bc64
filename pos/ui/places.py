"""The window's screens and panels, and where a scan goes from each of them. Data; no Qt."""

from __future__ import annotations

from enum import Enum

from pos.domain.codes import CARD_NUMBER_DIGITS, payment_provider
from pos.domain.symbology import unwrapped
from pos.domain.typed import plain_digits
from pos.services.state import ScanKind


class Screen(Enum):
    """What fills the window."""

    STARTING = "starting"
    SIGN_IN = "sign_in"
    SHIFT = "shift"
    CHECKOUT = "checkout"
    PAY = "pay"
    HANDOVER = "handover"
    DAY = "day"
    JOURNAL = "journal"
    STOPPED = "stopped"


class Panel(Enum):
    """What may lie over a screen. There are no dialogs of the system: they would take the scanner's keys."""

    HELP = "help"
    ASK = "ask"  # One question with a field: quantity, weight, card number, an amount.
    ASK_BALANCE = "ask_balance"  # The same, for the card whose balance is wanted.
    REASON = "reason"  # Why something is done, and perhaps an amount.
    CONFIRM = "confirm"  # Yes or no.
    SEARCH = "search"
    LIST = "list"  # Held sales, past sales.
    SIGN = "sign"  # A number and a PIN: a signature, an approval.
    BALANCE = "balance"
    RECEIPT = "receipt"
    SELF_TEST = "self_test"
    MORE = "more"
    RETURN = "return"
    PRICE = "price"  # What an article costs, beside the sale.
    GOODS = "goods"  # What a goods file would change.
    CASH = "cash"
    X_REPORT = "x_report"
    PAYMENT = "payment"  # One phone payment that waits for an answer.
    CHARTS = "charts"
    SETTLEMENT = "settlement"  # A day beside the channels' bills and the federation's account.


class Route(Enum):
    """What is done with a scan."""

    SELL = "sell"  # Close what lies over the screen, unchanged, and take the scan into the sale.
    TAKE = "take"  # Close what lies over the payment, and take the scan into it.
    ASK_BALANCE = "ask_balance"
    GIVE_BACK = "give_back"  # A receipt: goods of it come back.
    CHECK_PRICE = "check_price"  # Show the price of what was scanned; whatever it is, it is not sold.
    SIGN_IN_FIRST = "sign_in_first"
    SHIFT_FIRST = "shift_first"
    FIND = "find"  # Look for the sale in the journal.
    FINISH_FIRST = "finish_first"  # Somebody is in the middle of the store's work: said, not sold.
    WAIT = "wait"


# Panels of the store's work: a scan must not close them over what was typed, and must not be sold.
AT_WORK = frozenset(
    {Panel.CASH, Panel.CHARTS, Panel.GOODS, Panel.RETURN, Panel.SETTLEMENT, Panel.SIGN, Panel.X_REPORT}
)

_WITHOUT_PANEL: dict[Screen, Route] = {
    Screen.STARTING: Route.WAIT,
    Screen.SIGN_IN: Route.SIGN_IN_FIRST,
    Screen.SHIFT: Route.SHIFT_FIRST,
    Screen.CHECKOUT: Route.SELL,
    Screen.PAY: Route.TAKE,
    Screen.HANDOVER: Route.FINISH_FIRST,
    Screen.DAY: Route.FINISH_FIRST,
    Screen.JOURNAL: Route.FINISH_FIRST,
    Screen.STOPPED: Route.WAIT,
}

# Over the checkout a scan means what it always means, and the panel goes away. The exceptions:
_OVER_CHECKOUT: dict[tuple[Panel, ScanKind], Route] = {
    (Panel.BALANCE, ScanKind.CARD): Route.ASK_BALANCE,
    (Panel.ASK_BALANCE, ScanKind.CARD): Route.ASK_BALANCE,
}


def route(screen: Screen, panel: Panel | None, kind: ScanKind) -> Route:
    """Say what is done with a scan of this kind, here."""
    if screen is Screen.CHECKOUT and panel is Panel.PRICE:
        return Route.CHECK_PRICE
    if screen is Screen.CHECKOUT and kind is ScanKind.SALE and panel not in AT_WORK - {Panel.RETURN}:
        return Route.GIVE_BACK  # Also over another receipt's return: that one was not begun in earnest.
    if screen is Screen.JOURNAL and panel is None and kind is ScanKind.SALE:
        return Route.FIND
    if screen in (Screen.CHECKOUT, Screen.PAY) and panel in AT_WORK:
        return Route.FINISH_FIRST
    if screen is Screen.CHECKOUT and panel is not None:
        return _OVER_CHECKOUT.get((panel, kind), Route.SELL)
    return _WITHOUT_PANEL[screen]


def kind_of(text: str) -> ScanKind:
    """What a scan looks like, only to choose where it goes; the checkout reads it properly."""
    scan = unwrapped(plain_digits(text).strip())
    code = scan.text
    if scan.is_ean:
        return ScanKind.GOODS
    if not code.isdigit():
        return ScanKind.SALE if code.count("-") == 3 else ScanKind.GOODS
    if len(code) == CARD_NUMBER_DIGITS and code.startswith("62"):
        return ScanKind.CARD
    return ScanKind.PAYMENT if payment_provider(code) is not None else ScanKind.GOODS
