"""The rooms besides the sale: their presenters, and which line of the menu, or scan, leads to each. No Qt.

A new room: make its presenter here, name its act in `acts`; the menu's line is in `pos.ui.help.acts`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from pos.domain.scanning.symbology import unwrapped
from pos.services.printing.printer_devices import printer_devices
from pos.services.returns.return_state import CompletedReturn, GivenSlip
from pos.ui import ports
from pos.ui.days.presenter import DayPresenter
from pos.ui.goods.article.presenter import ArticlePresenter
from pos.ui.goods.presenter import GoodsPresenter
from pos.ui.help.acts import MoreAct
from pos.ui.installation.self_test.presenter import SelfTestPresenter
from pos.ui.installation.settings.presenter import SettingsPresenter
from pos.ui.page.picture import PagePresenter
from pos.ui.paying.payments.presenter import PaymentsPresenter
from pos.ui.people.staff.presenter import StaffPresenter
from pos.ui.places import Panel, Route, Screen
from pos.ui.reports.journal.presenter import JournalPresenter
from pos.ui.returns.presenter import ReturnsPresenter
from pos.ui.selling.price.presenter import PricePresenter
from pos.ui.settlement.presenter import SettlementPresenter
from pos.ui.shell import Confirmation, Shell
from pos.ui.shifts.cash.presenter import CashPresenter
from pos.ui.shifts.handover.presenter import HandoverPresenter
from pos.ui.shifts.x_report.presenter import XPresenter


class Rooms(Protocol):
    """Where the views are; each is made when it is first asked for."""

    def sheet_of(self, panel: Panel) -> Any: ...
    def screen_of(self, screen: Screen) -> Any: ...
    def switch_training(self) -> None: ...


class Desks:
    """Owns the presenters of the rooms that the menu leads to."""

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
        self._training, self._rooms, self._shell = training, rooms, shell
        self._who = lambda: till.people.signed_in
        self.payments = PaymentsPresenter(
            till.payments, lambda: rooms.sheet_of(Panel.PAYMENT), shell, background, self._who
        )
        self.self_test = SelfTestPresenter(
            till.self_test, lambda: rooms.sheet_of(Panel.SELF_TEST), shell, background
        )
        self.price = PricePresenter(till.prices, till.goods, lambda: rooms.sheet_of(Panel.PRICE), shell)
        self.goods = GoodsPresenter(till.goods_import, lambda: rooms.sheet_of(Panel.GOODS), shell, background)
        self.settlement = SettlementPresenter(
            till.settlement, lambda: rooms.sheet_of(Panel.SETTLEMENT), shell, background
        )
        self.staff = StaffPresenter(till.staff, lambda: rooms.sheet_of(Panel.STAFF), shell)
        self.settings = SettingsPresenter(
            till.settings_desk,
            till.rules,
            lambda: rooms.sheet_of(Panel.SETTINGS),
            shell,
            devices=printer_devices,
        )
        self.article = ArticlePresenter(
            till.articles, till.goods, till.prices, lambda: rooms.sheet_of(Panel.ARTICLE), shell
        )
        self.pages: dict[Panel, PagePresenter] = {
            Panel.STAFF: self.staff,
            Panel.SETTINGS: self.settings,
            Panel.ARTICLE: self.article,
        }
        self.returns = ReturnsPresenter(
            till.returns,
            lambda: rooms.sheet_of(Panel.RETURN),
            shell,
            background,
            returned,
            slip_given,
            self._who,
        )
        self.cash = CashPresenter(till.shifts, lambda: rooms.sheet_of(Panel.CASH), shell)
        self.x_report = XPresenter(till, lambda: rooms.sheet_of(Panel.X_REPORT), shell)
        self.handover = HandoverPresenter(till, lambda: rooms.screen_of(Screen.HANDOVER), shell)
        self.journal = JournalPresenter(
            till, lambda: rooms.screen_of(Screen.JOURNAL), shell, background, receipt=receipt
        )
        self.day = DayPresenter(
            till,
            lambda: rooms.screen_of(Screen.DAY),
            shell,
            background,
            charts=lambda: rooms.sheet_of(Panel.CHARTS),
            journal=lambda day: self.journal.begin(day, back=lambda: shell.enter(Screen.DAY)),
        )
        self.scans: dict[Route, Callable[[str], None]] = {
            Route.GIVE_BACK: lambda text: self.returns.scanned(unwrapped(text).text),
            Route.FIND: lambda text: self.journal.scanned(unwrapped(text).text),
            Route.CHECK_PRICE: self.price.scanned,
            Route.FIND_ARTICLE: self.article.scanned,
        }
        self.acts: dict[MoreAct, Callable[[], None]] = {
            MoreAct.RETURN: self.returns.begin,
            MoreAct.SLIPS: self.returns.slips.list_all,
            MoreAct.VOID: self.returns.begin_void,
            MoreAct.GOODS: self.goods.begin,
            MoreAct.PAYMENTS: self.payments.list_all,
            MoreAct.SETTLEMENT: self.settlement.begin,
            MoreAct.SELF_TEST: self.self_test.begin,
            MoreAct.TRAINING: self._switch_training,
            MoreAct.CASH: self.cash.begin,
            MoreAct.X_REPORT: self.x_report.begin,
            MoreAct.HANDOVER: self.handover.begin,
            MoreAct.DAY: self.day.begin,
            MoreAct.JOURNAL: self.journal.begin,
            MoreAct.STAFF: self.staff.begin,
            MoreAct.ARTICLE: self.article.begin,
            MoreAct.SETTINGS: self.settings.begin,
        }

    def title_of(self, screen: Screen) -> str:
        """What the top bar says of a room; nothing of the screens that sell."""
        titles = {
            Screen.HANDOVER: "交班盘点",
            Screen.DAY: self.day.title,
            Screen.JOURNAL: "查流水",
        }
        return titles.get(screen, "")

    def _switch_training(self) -> None:
        """To the till to practise on, and back. The open sale stays where it is, on disk."""
        if self._training:
            question = Confirmation("结束练习", "回到正式收银；练习的账本留着，下次接着练。", yes="结束练习")
        else:
            words = "练习用另一本账，不入账、不上传；没结完的一单会留着，回来接着收。"
            question = Confirmation("进入练习模式", words, yes="进入练习")
        self._shell.confirm(question, self._rooms.switch_training)
