"""Decides which screen and panel are open and where scans go; owns the presenters. No Qt.

It is the `Shell` for the presenters, and the window reports every event to it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from pos.domain.calendar import business_date
from pos.domain.goods.goods import Goods
from pos.domain.scanning.symbology import unwrapped
from pos.domain.selling.basket import Origin
from pos.domain.ways_on import WayOn, way_on
from pos.errors import IntegrityBroken, PosError
from pos.errors.ledger import LedgerUnwritable
from pos.services.counter.state import CheckoutState, CompletedSale, ScanKind
from pos.ui import ports
from pos.ui.asking.approval import ApprovalPresenter
from pos.ui.cards.balance.presenter import BalancePresenter
from pos.ui.frame.desks import Desks
from pos.ui.frame.leaving import Leaving
from pos.ui.frame.questions import Questions
from pos.ui.frame.window_port import Window
from pos.ui.goods.search.presenter import SearchPresenter
from pos.ui.help.acts import MoreAct
from pos.ui.help.presenter import MorePresenter
from pos.ui.papers.receipt.presenter import ReceiptPresenter
from pos.ui.paying.pay.presenter import PayPresenter
from pos.ui.people.signin.presenter import SignInPresenter
from pos.ui.places import AT_WORK, Panel, Route, Screen, goes_back_to, kind_of, route
from pos.ui.scanning.scan_hints import OPEN_STILL, PAYING_STILL, SCAN_HINTS, TORN
from pos.ui.selling.checkout.overrides import OverridesPresenter
from pos.ui.selling.checkout.presenter import CheckoutPresenter
from pos.ui.selling.customer.presenter import CustomerPresenter
from pos.ui.shell import Confirmation, Signing
from pos.ui.top.lights import top_of
from pos.ui.words.messages import words_for
from pos.ui.words.notices import Notice, notice_of

Result = TypeVar("Result")

# A refused article may lie among the paid ones: it stays said for 8 seconds, whatever is scanned next.
REFUSAL_STAYS_TICKS = 9  # The first tick comes within the first second.
# Where the last printed paper may be scanned, when the till has asked for it.
_TAKES_PAPER = (Screen.SIGN_IN, Screen.SHIFT, Screen.CHECKOUT)


class Conductor(Questions):
    """One till, one window."""

    def __init__(
        self, till: ports.Till, window: Window, settings: ports.Settings, background: ports.Background
    ) -> None:
        super().__init__(window)
        self._till, self._window, self._settings = till, window, settings
        self._screen, self._panel = Screen.STARTING, None  # type: Screen, Panel | None
        self._beneath: Panel | None = None  # What comes back after an approval, or a no.
        self._opened = 0  # Counts what was opened, to see whether an answer opened something else.
        self._stopped_by: str | None = None
        self._scan: ScanKind | None = None  # What is being scanned just now.
        self._refusal_ticks = 0  # How long the notice of a refused article stays, if no key is pressed.
        self.approval = ApprovalPresenter(till, self)
        self.receipts = ReceiptPresenter(
            till.receipts, till.permissions, lambda: window.receipt, self, background
        )
        self.search = SearchPresenter(till, lambda: window.search, self, self._picked)
        self.overrides = OverridesPresenter(till, self)
        self.desks = Desks(
            till,
            window,
            self,
            background,
            training=settings.training,
            receipt=self.receipts.past_sale,
            returned=self.receipts.returned,
            slip_given=self.receipts.slip_given,
        )
        self.pay = PayPresenter(till.checkout, self.desks.payments, lambda: window.pay, self, self._completed)
        self.checkout = CheckoutPresenter(
            till.checkout,
            till.goods,
            lambda: window.checkout,
            self,
            self.open_search,
            self.overrides,
            last_sale=self.receipts.last_sale,
            paid_by_code=self.pay.scanned,
            today=lambda: business_date(till.status().now_ms),
        )
        self.people = SignInPresenter(
            till.people, till.shifts, lambda: window.sign_in, lambda: window.shift, self, till.staff.unlock
        )
        self.leaving = Leaving(till, self, self.sign_out)
        self.balance = BalancePresenter(till.cards, till.receipts, lambda: window.balance, self)
        self.customer = CustomerPresenter(
            till.checkout,
            till.customer_digits,
            store_name=settings.store_name,
            training=settings.training,
            said_yes=self._show_after,
        )
        self.more = MorePresenter(
            till,
            lambda: window.panel_of(Panel.MORE),
            self,
            background,
            {
                MoreAct.RECEIPTS: self.receipts.past_sales,
                MoreAct.CANCEL: self.overrides.cancel,
                MoreAct.UNLISTED: self.overrides.unlisted,
                MoreAct.DRAWER: self.overrides.drawer,
                MoreAct.SIGN_OUT: self.leaving.ask_to_sign_out,
                **self.desks.acts,
            },
            next_text_size=window.next_text_size,
        )

    @property
    def screen(self) -> Screen:
        """What fills the window now."""
        return self._screen

    # ── What presenters ask (Shell) ────────────────────────────────────────────────────────

    def attempt(
        self, act: Callable[[], Result], then: Callable[[Result], None] | None = None
    ) -> Result | None:
        """Do an act. A refusal is shown and gives None. `then` gets the result, also after an approval."""

        def again() -> None:
            result = self.attempt(act, then)
            if then is None and isinstance(result, CheckoutState):
                self.changed(result)  # Who asked is not there any more to show it.

        return self._attempt(act, then, again=again)

    def _attempt(
        self,
        act: Callable[[], Result],
        then: Callable[[Result], None] | None,
        *,
        again: Callable[[], object],
    ) -> Result | None:
        try:
            result = act()
        except (LedgerUnwritable, IntegrityBroken) as error:
            self._stop_by(error)
        except PosError as error:
            if way_on(error.code) is WayOn.APPROVAL and "act" in error.facts:
                about = self.asked_title if self._panel is Panel.REASON else ""
                self.approval.begin(error, again, about=about)
                return None
            self.say(notice_of(error))
            self._refused_scan()
        else:
            if then is not None:
                then(result)
            return result
        return None

    def changed(self, state: CheckoutState, *, line: int | None = None) -> None:
        """Show the sale as it is now, on the screen that belongs to it."""
        wanted = Screen.PAY if state.basket.paying else Screen.CHECKOUT
        begins = wanted is Screen.PAY and self._screen is not Screen.PAY
        if wanted is Screen.PAY:
            if begins:
                self.pay.begin()
            self.pay.show(state)
        else:
            self.checkout.show(state, line)
        if wanted is not self._screen:
            self._go(wanted)
        self.customer.show(state)
        self.desks.ask_watch.watch(state)
        self._show_top()
        if begins:
            self.pay.came_in()

    def changed_by_itself(self, state: CheckoutState) -> None:
        """Show the sale if a screen of the sale is open."""
        if self._screen in (Screen.CHECKOUT, Screen.PAY):
            self.changed(state)

    def go_home(self) -> None:
        """Go to the screen that fits."""
        self.close_panel()
        if self._till.people.signed_in is None:
            self._go(Screen.SIGN_IN)
        elif self._till.shifts.current() is None:
            self._go(Screen.SHIFT)
        else:
            came_in = self._screen in (Screen.SIGN_IN, Screen.SHIFT)
            self.changed(self._till.checkout.state)
            basket = self._till.checkout.state.basket
            if came_in and basket.lines:
                self.say(PAYING_STILL if basket.paying else OPEN_STILL)
        self._show_top()

    def say(self, notice: Notice | None) -> None:
        """Say something where the person is looking. A scan does not take a refused article's notice away."""
        if notice is None and self._scan is not None and self._refusal_ticks:
            return
        self._refusal_ticks = 0
        self._window.show_notice(notice)

    def _put(self, confirmation: Confirmation) -> None:
        # Over the store's work, no goes back to that work.
        over = goes_back_to(Panel.CONFIRM, self._panel, self._beneath)
        self._beneath = over if over in AT_WORK - {Panel.SIGN} else None
        self._window.ask_yes_or_no(confirmation)
        self._open(Panel.CONFIRM)

    def enter(self, screen: Screen) -> None:
        """Go to a screen."""
        self._go(screen)
        self._show_top()

    def open(self, panel: Panel) -> None:
        """Open a panel."""
        if panel is Panel.ASK_BALANCE:
            self._answer, self._extra = self.balance.asked, None
            self._window.ask(self.balance.question())
        elif panel is Panel.MORE:
            self.more.begin()
        elif panel is Panel.PRICE:
            self.desks.price.begin()
        self._open(panel)

    def close_panel(self) -> None:
        """Close the panel over the screen."""
        self._beneath = None
        if self._panel is not None:
            self._panel = None
            self._window.close_panel()

    def approve(self, signing: Signing, signed: Callable[[str, str], None]) -> None:
        """Ask for a second person's number and PIN, over any open panel, which is shown again afterwards."""
        beneath = None if self._panel is Panel.SIGN else self._panel
        self.sign(signing, signed)
        self._beneath = beneath

    def approved(self) -> None:
        """The second person said yes: what was open is open again."""
        self.leave_panel()

    # ── What the window tells ──────────────────────────────────────────────────────────────

    def leave_panel(self) -> None:
        """Esc, or a touch beside the panel: back to the panel or screen under it."""
        beneath, said_no = self._beneath, self.left_unanswered(asked=self._panel is Panel.CONFIRM)
        self.close_panel()
        if beneath is not None:
            self._open(beneath)
        said_no()

    def scanned(self, text: str) -> None:
        """A scan, wherever we are."""
        self._scan = kind_of(text)
        try:
            asked = self.asked_for if self._panel is Panel.ASK else None
            self._take_scan(text, route(self._screen, self._panel, self._scan, asked=asked))
        finally:
            self._scan = None

    def open_search(self, text: str) -> None:
        """Look for goods."""
        self.search.begin(text)
        self._open(Panel.SEARCH)

    def stop(self, notice: Notice, *, retry: bool = True) -> None:
        """Selling stops, with clear words; what is on the counter stays as it is."""
        self._stopped_by = notice.code
        self._window.show_stop(notice, retry=retry)
        self._go(Screen.STOPPED)

    def retry(self) -> None:
        """Try to sell again after a stop."""
        self._stopped_by = None
        self.go_home()

    def tick(self) -> None:
        """A second has gone by: lights, and what the platform sent."""
        if self._refusal_ticks == 1:
            self.say(None)
        self._refusal_ticks = max(0, self._refusal_ticks - 1)
        self.customer.tick()
        state = self.attempt(self._till.take_news)
        if state is not None:
            self.changed_by_itself(state)
        self.desks.payments.tick()
        if self._screen is Screen.CHECKOUT:
            self.checkout.show_day()
        self._show_top()

    def paper_printed(self, png: bytes) -> None:
        """A printer called `screen` printed something: show it where it was asked for."""
        if self._panel in (Panel.BALANCE, Panel.RECEIPT):
            self.receipts.printed(png, over_balance=self._panel is Panel.BALANCE)

    def help(self) -> None:
        """Show the keys."""
        self.open(Panel.HELP)

    def switch_person(self) -> None:
        """Let another person sign in; the open sale stays."""
        if self._panel is None:
            self.people.switch()

    def sign_out(self) -> None:
        """The person leaves."""
        self.people.signed_out()

    def torn(self) -> None:
        """A scan arrived torn: a part of it was typed into a field, and its Enter pressed nothing.

        In the entry line the whole code is in the field, so it is taken as if it had been typed.
        """
        if self._screen is Screen.CHECKOUT and self._panel is None and self.checkout.typed_is_taken():
            return
        self.say(TORN)
        self._window.beep()

    # ── Within ─────────────────────────────────────────────────────────────────────────────

    def _paper_shown(self, state: CheckoutState) -> None:
        self.changed_by_itself(state)
        self.say(Notice("单据核对无误，优惠已恢复", "请继续收银。"))

    def _take_scan(self, text: str, where: Route) -> None:
        if self._panel is None and self._screen in _TAKES_PAPER and self._till.wants_paper(text):
            self.attempt(lambda: self._till.show_paper(text), self._paper_shown)
            return
        if where in SCAN_HINTS:
            self.say(SCAN_HINTS[where])
            self._window.beep()
        elif where is Route.ASK_BALANCE:
            self.attempt(lambda: self.balance.asked(unwrapped(text).text))
        elif where in self.desks.scans:
            self.desks.scans[where](text)
        else:
            self.close_panel()
            (self.checkout if where is Route.SELL else self.pay).scanned(text)

    def _refused_scan(self) -> None:
        """A refused scan is heard, the same for every customer; a refused article stays on the screen."""
        if self._scan is not None:
            self._window.beep()
        if self._scan is ScanKind.GOODS:
            self._refusal_ticks = REFUSAL_STAYS_TICKS

    def _finish(self, act: Callable[[], None]) -> bool:
        """Do what a panel was opened for. It closes unless it was refused or opened another one."""
        before = self._opened

        def do() -> bool:
            act()
            return True

        done = self._attempt(do, None, again=lambda: self._finish(act)) is True
        if done and self._opened == before:
            self.close_panel()
        return done

    def _show_after(self, act: Callable[[], CheckoutState]) -> None:
        state = self.attempt(act)
        if state is not None:
            self.changed(state)

    def _picked(self, goods: Goods, origin: Origin) -> None:
        self.checkout.picked(goods, origin)

    def _completed(self, sale: CompletedSale) -> None:
        self.customer.completed(sale)
        self.changed(sale.state)
        self.receipts.completed(sale)

    def _open(self, panel: Panel) -> None:
        self._opened += 1
        self._beneath, self._panel = goes_back_to(panel, self._panel, self._beneath), panel
        self._window.open_panel(panel)

    def _go(self, screen: Screen) -> None:
        self.close_panel()
        self._screen = screen
        self._window.show_screen(screen)

    def _stop_by(self, error: PosError) -> None:
        self.stop(notice_of(error), retry=isinstance(error, LedgerUnwritable))

    def _show_top(self) -> None:
        till = self._till
        status = till.status()
        if status.ledger_problem is not None and self._stopped_by is None:
            said = words_for(status.ledger_problem)
            self.stop(Notice(said.title, said.what_next, status.ledger_problem, grave=True))
        room = self.desks.title_of(self._screen)
        self._window.show_top(top_of(till, self._settings, status, room=room))
