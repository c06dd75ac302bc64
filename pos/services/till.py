"""The whole till as one object, for the window and the headless till: everything a cashier can do."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from pos.domain.scanning.codes import paper_number
from pos.services.cards.asking import CardAsks
from pos.services.cards.card_desk import CardDesk
from pos.services.care.rules_desk import RulesDesk
from pos.services.clock import Clock
from pos.services.counter.state import CheckoutState, TillStatus
from pos.services.days.day_close import DayDesk
from pos.services.fencing.freshness import Freshness
from pos.services.fencing.month_watch import DateDesk
from pos.services.goods.goods_search import GoodsSearch
from pos.services.installation.settings import Settings
from pos.services.make_goods.make_good_desk import MakeGoodDesk
from pos.services.papers.receipt_desk import ReceiptDesk
from pos.services.paying.payments import PaymentDesk
from pos.services.people.permissions import PermissionDesk
from pos.services.people.sign_in import People
from pos.services.people.staff_desk import StaffDesk
from pos.services.ports import SyncControl
from pos.services.printing.customer_display import CustomerDigits, NoDigits
from pos.services.printing.print_queue import Printing
from pos.services.returns.slip_returns import SlipReturns
from pos.services.selling.checkout import Checkout
from pos.services.shifts.drawer import Drawer
from pos.services.shifts.shift_desk import Shifts

if TYPE_CHECKING:
    from pos.services.care.self_test import SelfTest
    from pos.services.care.settings_desk import SettingsDesk
    from pos.services.goods.article_desk import ArticleDesk
    from pos.services.goods.goods_import import GoodsImport
    from pos.services.goods.price_desk import PriceDesk
    from pos.services.reports.journal_search import JournalSearch
    from pos.services.reports.report_desk import ReportDesk
    from pos.services.settlement.settlement_desk import SettlementDesk


@dataclass(frozen=True, slots=True)
class LaterDesks:
    """How the desks that no sale needs are made. Their modules are imported at the first use."""

    reports: Callable[[], ReportDesk]
    settlement: Callable[[], SettlementDesk]
    goods_import: Callable[[], GoodsImport]
    prices: Callable[[], PriceDesk]
    journal: Callable[[], JournalSearch]
    articles: Callable[[PriceDesk], ArticleDesk]
    settings_desk: Callable[[], SettingsDesk]
    self_test: Callable[[], SelfTest]


@dataclass
class Till:
    """Built by `pos.bootstrap`; fronts get nothing else. Used from one thread."""

    settings: Settings
    checkout: Checkout
    people: People
    permissions: PermissionDesk
    staff: StaffDesk
    payments: PaymentDesk
    shifts: Shifts
    days: DayDesk
    drawer: Drawer
    goods: GoodsSearch
    cards: CardDesk
    asks: CardAsks
    receipts: ReceiptDesk
    returns: SlipReturns
    make_goods: MakeGoodDesk
    rules: RulesDesk
    printing: Printing
    sync: SyncControl
    customer_digits: CustomerDigits | NoDigits
    clock: Clock
    freshness: Freshness
    dates: DateDesk
    ledger_problem: Callable[[], str | None]
    later: LaterDesks
    news: threading.Event = field(default_factory=threading.Event)  # Set when the platform sent something.
    closers: list[Callable[[], None]] = field(default_factory=list)

    @cached_property
    def reports(self) -> ReportDesk:
        """A day's papers on the screen, and as files."""
        return self.later.reports()

    @cached_property
    def settlement(self) -> SettlementDesk:
        """The three-way settlement of a day."""
        return self.later.settlement()

    @cached_property
    def goods_import(self) -> GoodsImport:
        """Goods taken over from files."""
        return self.later.goods_import()

    @cached_property
    def prices(self) -> PriceDesk:
        """What goods cost, without selling them."""
        return self.later.prices()

    @cached_property
    def journal(self) -> JournalSearch:
        """Searching the journal."""
        return self.later.journal()

    @cached_property
    def articles(self) -> ArticleDesk:
        """One article: its price, its place, its labels."""
        return self.later.articles(self.prices)

    @cached_property
    def settings_desk(self) -> SettingsDesk:
        """What can be set in the window."""
        return self.later.settings_desk()

    @cached_property
    def self_test(self) -> SelfTest:
        """The self-test."""
        return self.later.self_test()

    def status(self) -> TillStatus:
        """Everything the lights show."""
        return TillStatus(
            sync=self.sync.view(),
            printer=self.printing.view(),
            ledger_problem=self.ledger_problem(),
            benefits_fenced=self.cards.fenced,
            benefits_doubt=self.cards.doubt,
            now_ms=self.clock.now_ms(),
            open_payments=len(self.payments.open()),
        )

    def wants_paper(self, text: str) -> bool:
        """Whether a scan is a receipt's or a day slip's code while the till waits for the last of them."""
        return self.freshness.paper_wanted and paper_number(text) is not None

    def show_paper(self, text: str) -> CheckoutState:
        """The last printed paper was scanned: benefits are on again. Raises PaperUnknown, PaperNotNewest."""
        self.freshness.show_paper(paper_number(text) or "")
        return self.checkout.refresh()

    def confirm_date(self, text: str) -> CheckoutState:
        """A person typed what day it is. Raises as `DateDesk.confirm`."""
        self.dates.confirm(text)
        return self.checkout.refresh()

    def take_news(self) -> CheckoutState | None:
        """Apply what the platform sent since the last call to the open sale; None when nothing came.

        While a customer pays the sum that was told, it waits.
        """
        self.asks.look()  # One that nobody answered ends by the clock.
        if not self.news.is_set() or self.checkout.sum_is_told:
            return None
        self.news.clear()
        return self.checkout.refresh()

    def close(self) -> None:
        """End cleanly; the open basket stays stored for the next start."""
        for close in reversed(self.closers):
            close()
        self.closers.clear()
