"""The presenters of everything besides the sale, and which menu line or scan opens each. No Qt.

To add a screen: make its presenter here, name its act in `acts`; its menu line is in `pos.ui.help.acts`. A
presenter is made, and its modules are imported, when it is first opened.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Protocol

from pos.domain.scanning.symbology import unwrapped
from pos.ui import ports
from pos.ui.help.acts import MoreAct
from pos.ui.paying.payments.presenter import PaymentsPresenter
from pos.ui.places import Panel, Route, Screen
from pos.ui.selling.checkout.ask_watch import AskWatch
from pos.ui.shell import Confirmation, Shell

if TYPE_CHECKING:
    from pos.services.returns.return_state import CompletedReturn, GivenSlip
    from pos.ui.cards.make_goods.presenter import MakeGoodsPresenter
    from pos.ui.care.self_test.presenter import SelfTestPresenter
    from pos.ui.care.settings.presenter import SettingsPresenter
    from pos.ui.days.presenter import DayPresenter
    from pos.ui.goods.article.presenter import ArticlePresenter
    from pos.ui.goods.presenter import GoodsPresenter
    from pos.ui.page.picture import PagePresenter
    from pos.ui.people.staff.presenter import StaffPresenter
    from pos.ui.reports.journal.presenter import JournalPresenter
    from pos.ui.returns.presenter import ReturnsPresenter
    from pos.ui.selling.price.presenter import PricePresenter
    from pos.ui.settlement.presenter import SettlementPresenter
    from pos.ui.shifts.cash.presenter import CashPresenter
    from pos.ui.shifts.handover.presenter import HandoverPresenter
    from pos.ui.shifts.x_report.presenter import XPresenter


class Rooms(Protocol):
    """The views by panel; each is made when it is first needed."""

    def panel_of(self, panel: Panel) -> Any: ...
    def screen_of(self, screen: Screen) -> Any: ...
    def switch_training(self) -> None: ...


class _Begun(Protocol):
    def begin(self) -> None: ...


def _begin(presenter: Callable[[], _Begun]) -> None:
    presenter().begin()


class Desks:
    """Owns the presenters of everything that the menu opens."""

    def __init__(
        self,
        till: ports.Till,
        rooms: Rooms,
        shell: Shell,
        background: ports.Background,
        *,
        receipt: Callable[[str], None],
        training: bool = False,
        returned: Callable[[CompletedReturn], None],
        slip_given: Callable[[GivenSlip], None],
    ) -> None:
        """`receipt` shows the receipt of a past sale, `returned` a return that was done, with its slip,
        `slip_given` the slip of goods that were only taken in."""
        self._till, self._background = till, background
        self._training, self._rooms, self._shell = training, rooms, shell
        self._receipt, self._returned, self._slip_given = receipt, returned, slip_given
        self._who = lambda: till.people.signed_in
        self.payments = PaymentsPresenter(
            till.payments, lambda: rooms.panel_of(Panel.PAYMENT), shell, background, self._who
        )
        self.ask_watch = AskWatch(till, shell, background)
        self.scans: dict[Route, Callable[[str], None]] = {
            Route.RETURN: lambda text: self.returns.scanned(unwrapped(text).text),
            Route.FIND: lambda text: self.journal.scanned(unwrapped(text).text),
            Route.CHECK_PRICE: self._check_price,
            Route.FIND_ARTICLE: self._find_article,
        }
        begun: dict[MoreAct, Callable[[], _Begun]] = {
            MoreAct.RETURN: lambda: self.returns,
            MoreAct.MAKE_GOODS: lambda: self.make_goods,
            MoreAct.GOODS: lambda: self.goods,
            MoreAct.SETTLEMENT: lambda: self.settlement,
            MoreAct.SELF_TEST: lambda: self.self_test,
            MoreAct.CASH: lambda: self.cash,
            MoreAct.X_REPORT: lambda: self.x_report,
            MoreAct.HANDOVER: lambda: self.handover,
            MoreAct.DAY: lambda: self.day,
            MoreAct.JOURNAL: lambda: self.journal,
            MoreAct.STAFF: lambda: self.staff,
            MoreAct.ARTICLE: lambda: self.article,
            MoreAct.SETTINGS: lambda: self.settings,
        }
        self.acts: dict[MoreAct, Callable[[], None]] = {
            act: partial(_begin, presenter) for act, presenter in begun.items()
        }
        self.acts |= {
            MoreAct.SLIPS: self._list_slips,
            MoreAct.VOID: self._begin_void,
            MoreAct.PAYMENTS: self.payments.list_all,
            MoreAct.TRAINING: self._switch_training,
        }

    @cached_property
    def self_test(self) -> SelfTestPresenter:
        from pos.ui.care.self_test.presenter import SelfTestPresenter

        return SelfTestPresenter(
            self._till.self_test, lambda: self._rooms.panel_of(Panel.SELF_TEST), self._shell, self._background
        )

    @cached_property
    def price(self) -> PricePresenter:
        from pos.ui.selling.price.presenter import PricePresenter

        till = self._till
        return PricePresenter(till.prices, till.goods, lambda: self._rooms.panel_of(Panel.PRICE), self._shell)

    @cached_property
    def goods(self) -> GoodsPresenter:
        from pos.ui.goods.presenter import GoodsPresenter

        return GoodsPresenter(
            self._till.goods_import, lambda: self._rooms.panel_of(Panel.GOODS), self._shell, self._background
        )

    @cached_property
    def settlement(self) -> SettlementPresenter:
        from pos.ui.settlement.presenter import SettlementPresenter

        return SettlementPresenter(
            self._till.settlement,
            lambda: self._rooms.panel_of(Panel.SETTLEMENT),
            self._shell,
            self._background,
        )

    @cached_property
    def staff(self) -> StaffPresenter:
        from pos.ui.people.staff.presenter import StaffPresenter

        return StaffPresenter(self._till.staff, lambda: self._rooms.panel_of(Panel.STAFF), self._shell)

    @cached_property
    def settings(self) -> SettingsPresenter:
        from pos.services.printing.printer_devices import printer_devices
        from pos.ui.care.settings.presenter import SettingsPresenter

        return SettingsPresenter(
            self._till.settings_desk,
            self._till.rules,
            lambda: self._rooms.panel_of(Panel.SETTINGS),
            self._shell,
            devices=printer_devices,
        )

    @cached_property
    def article(self) -> ArticlePresenter:
        from pos.ui.goods.article.presenter import ArticlePresenter

        till = self._till
        return ArticlePresenter(
            till.articles, till.goods, till.prices, lambda: self._rooms.panel_of(Panel.ARTICLE), self._shell
        )

    @cached_property
    def returns(self) -> ReturnsPresenter:
        from pos.ui.returns.presenter import ReturnsPresenter

        return ReturnsPresenter(
            self._till.returns,
            lambda: self._rooms.panel_of(Panel.RETURN),
            self._shell,
            self._background,
            self._returned,
            self._slip_given,
            self._who,
        )

    @cached_property
    def make_goods(self) -> MakeGoodsPresenter:
        from pos.ui.cards.make_goods.presenter import MakeGoodsPresenter

        return MakeGoodsPresenter(self._till, self._shell, self._background)

    @cached_property
    def cash(self) -> CashPresenter:
        from pos.ui.shifts.cash.presenter import CashPresenter

        return CashPresenter(
            self._till.shifts,
            self._till.permissions,
            lambda: self._rooms.panel_of(Panel.CASH),
            self._shell,
        )

    @cached_property
    def x_report(self) -> XPresenter:
        from pos.ui.shifts.x_report.presenter import XPresenter

        return XPresenter(self._till, lambda: self._rooms.panel_of(Panel.X_REPORT), self._shell)

    @cached_property
    def handover(self) -> HandoverPresenter:
        from pos.ui.shifts.handover.presenter import HandoverPresenter

        return HandoverPresenter(self._till, lambda: self._rooms.screen_of(Screen.HANDOVER), self._shell)

    @cached_property
    def journal(self) -> JournalPresenter:
        from pos.ui.reports.journal.presenter import JournalPresenter

        return JournalPresenter(
            self._till,
            lambda: self._rooms.screen_of(Screen.JOURNAL),
            self._shell,
            self._background,
            receipt=self._receipt,
        )

    @cached_property
    def day(self) -> DayPresenter:
        from pos.ui.days.presenter import DayPresenter

        return DayPresenter(
            self._till,
            lambda: self._rooms.screen_of(Screen.DAY),
            self._shell,
            self._background,
            charts=lambda: self._rooms.panel_of(Panel.CHARTS),
            journal=lambda day: self.journal.begin(day, back=lambda: self._shell.enter(Screen.DAY)),
        )

    def page(self, panel: Panel) -> PagePresenter:
        """The presenter of a panel that is a page of rows."""
        pages: dict[Panel, Callable[[], PagePresenter]] = {
            Panel.STAFF: lambda: self.staff,
            Panel.SETTINGS: lambda: self.settings,
            Panel.ARTICLE: lambda: self.article,
        }
        return pages[panel]()

    def _check_price(self, text: str) -> None:
        self.price.scanned(text)

    def _find_article(self, text: str) -> None:
        self.article.scanned(text)

    def _list_slips(self) -> None:
        self.returns.slips.list_all()

    def _begin_void(self) -> None:
        self.returns.begin_void()

    def title_of(self, screen: Screen) -> str:
        """The title of a screen in the top bar; empty for the screens that sell."""
        if screen is Screen.DAY:
            return self.day.title
        return {Screen.HANDOVER: "交班盘点", Screen.JOURNAL: "查流水"}.get(screen, "")

    def _switch_training(self) -> None:
        """To the till to practise on, and back. The open sale stays where it is, on disk."""
        if self._training:
            question = Confirmation("结束练习", "回到正式收银；练习的账本留着，下次接着练。", yes="结束练习")
        else:
            words = "练习用另一本账，不入账、不上传；没结完的一单会留着，回来接着收。"
            question = Confirmation("进入练习模式", words, yes="进入练习")
        self._shell.confirm(question, self._rooms.switch_training)
