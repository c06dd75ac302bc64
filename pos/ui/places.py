"""The window's screens and panels, and where a scan goes on each of them. Data; no Qt."""

from __future__ import annotations

from enum import Enum

from pos.domain.scanning.codes import CARD_NUMBER_DIGITS, is_card_token, payment_provider
from pos.domain.scanning.symbology import unwrapped
from pos.domain.typed import plain_digits
from pos.services.counter.state import ScanKind


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
    """What can be shown over a screen. There are no system dialogs: they would take the scanner's keys."""

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
    STAFF = "staff"  # A page: who works here.
    ARTICLE = "article"  # A page: one article's price, category and label.
    SETTINGS = "settings"  # A page: this till's settings and the shop's rules.
    SETTLEMENT = "settlement"  # A day beside the channels' bills and the federation's account.


class Route(Enum):
    """What is done with a scan."""

    SELL = "sell"  # Take the scan into the sale; what asked for it, or showed the last sale, goes.
    TAKE = "take"  # Take it into the payment; the question for a code goes.
    ASK_BALANCE = "ask_balance"
    RETURN = "return"  # A receipt: goods of it come back.
    CHECK_PRICE = "check_price"  # Show the price of what was scanned; whatever it is, it is not sold.
    SIGN_IN_FIRST = "sign_in_first"
    SHIFT_FIRST = "shift_first"
    FIND = "find"  # Look for the sale in the journal.
    FIND_ARTICLE = "find_article"  # Look for the article on its page.
    FINISH_FIRST = "finish_first"  # Something else is being done: said, not sold.
    WAIT = "wait"


# Pages of the manager's: a question asked over one of them goes back to it.
PAGES = frozenset({Panel.STAFF, Panel.SETTINGS, Panel.ARTICLE})
QUESTIONS = frozenset({Panel.ASK, Panel.LIST})

# Panels of the store's work: a yes or no that is asked over them goes back to them.
AT_WORK = frozenset(
    {Panel.CASH, Panel.CHARTS, Panel.GOODS, Panel.RETURN, Panel.SETTLEMENT, Panel.SIGN, Panel.X_REPORT}
    | PAGES
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

# The one rule for scans while a panel is open: the panel stays, and takes only what it asks for on
# the screen. Every other scan is said not to be taken. What a panel asks for, over the checkout:
_EVERY = tuple(ScanKind)
TAKES: dict[tuple[Panel, ScanKind], Route] = {
    (Panel.BALANCE, ScanKind.CARD): Route.ASK_BALANCE,
    (Panel.ASK_BALANCE, ScanKind.CARD): Route.ASK_BALANCE,
    (Panel.RETURN, ScanKind.SALE): Route.RETURN,  # Another receipt: that return was not begun in earnest.
    **{(Panel.PRICE, kind): Route.CHECK_PRICE for kind in _EVERY},
    # A scale label may look like a payment code; what is no article is refused in words.
    (Panel.ARTICLE, ScanKind.GOODS): Route.FIND_ARTICLE,
    (Panel.ARTICLE, ScanKind.PAYMENT): Route.FIND_ARTICLE,
    # Who looks for an article and then has it in the hand: its code is what the search asks for.
    (Panel.SEARCH, ScanKind.GOODS): Route.SELL,
    # The last sale is done: its receipt says that the next scan begins the next one.
    **{(Panel.RECEIPT, kind): Route.SELL for kind in _EVERY},
    (Panel.RECEIPT, ScanKind.SALE): Route.RETURN,
}


def goes_back_to(panel: Panel, over: Panel | None, beneath: Panel | None) -> Panel | None:
    """The panel to show again when one that opened over it is left; `beneath` is the panel under it."""
    if panel in PAGES:
        return None
    if panel is Panel.CONFIRM:
        return beneath if over in QUESTIONS else over
    return over if panel in QUESTIONS and over in PAGES else beneath


def route(screen: Screen, panel: Panel | None, kind: ScanKind, *, asked: ScanKind | None = None) -> Route:
    """Say what is done with a scan of this kind, here. `asked` is what an open question waits for."""
    if screen is Screen.CHECKOUT and panel is not None and asked is not kind:
        return TAKES.get((panel, kind), Route.FINISH_FIRST)
    if screen is Screen.PAY and panel is not None and asked is not kind:
        return Route.FINISH_FIRST
    if screen is Screen.CHECKOUT and kind is ScanKind.SALE:
        return Route.RETURN
    if screen is Screen.JOURNAL and panel is None and kind is ScanKind.SALE:
        return Route.FIND
    return _WITHOUT_PANEL[screen]


def kind_of(text: str) -> ScanKind:
    """What a scan looks like, only to choose where it goes; the checkout reads it properly."""
    scan = unwrapped(plain_digits(text).strip())
    code = scan.text
    if scan.is_ean:
        return ScanKind.GOODS
    if is_card_token(code):
        return ScanKind.CARD
    if not code.isdigit():
        return ScanKind.SALE if code.count("-") == 3 else ScanKind.GOODS
    if len(code) == CARD_NUMBER_DIGITS and code.startswith("62"):
        return ScanKind.CARD
    return ScanKind.PAYMENT if payment_provider(code) is not None else ScanKind.GOODS
