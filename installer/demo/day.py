"""A scripted shop day in the real window, offscreen: from the first sign-in to the signed close."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from installer.demo.agreement import compare
from installer.demo.hands import Hands
from installer.demo.printer import SimulatedPrinter
from installer.demo.shop import TILL_ID, DemoShop, scale_label
from pos.bootstrap import open_catalogue
from pos.domain.calendar import business_date
from pos.domain.money import Fen, format_yuan
from pos.domain.paying.tender import TenderKind
from pos.services.clock import SystemClock
from pos.services.days.day_file import open_day_file
from pos.services.installation.shipped import load_default_programme
from pos.services.till import Till
from pos.ui.scanning.double_press import TOO_SOON_MS

SALES = 12
SHORT_FEN = 200
WECHAT_CODE = "134567890123456789"
ALIPAY_CODE = "281234567890123456"


def play(shop: DemoShop, printer: SimulatedPrinter, out: Path) -> int:
    """Play the day and leave receipts, screenshots and a report in `out`; 0 when everything agrees."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from pos.bootstrap import build_till, real_world
    from pos.ui.frame.app import TillProgram

    tills: list[Till] = []

    def build(screen: Callable[[bytes], None]) -> Till:
        tills.append(build_till(shop.settings, real_world(screen)))
        return tills[0]

    print("Playing a shop day in the window, offscreen …", flush=True)
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    program = TillProgram(application, shop.settings, build)
    program.window.setFixedSize(1366, 768)
    program.window.show()
    hands = Hands(program.window, out / "screenshots")
    hands.until("the till is built", lambda: bool(tills))
    hands.rest(500)  # The window takes it over on its own thread.
    till = tills[0]

    _open_the_shop(hands, till)
    hands.until("the month's leases have come", lambda: bool(till.status().sync.connected))
    _the_sale_of_the_design(hands, till, shop)
    _a_held_sale(hands, till)
    _help_and_balance(hands, shop)
    chance = random.Random(20130201)  # noqa: S311 - the same day on every machine
    goods = [hint["code"] for hint in shop.hints["goods"]]
    while _sales(till) < SALES:
        _one_more_sale(hands, till, chance.choices(goods, k=chance.randint(1, 5)), chance)
    _goods_come_back(hands, till)
    _end_the_shift(hands, till, shop)
    till.sync.sync_now()
    _close_the_day(hands, till)
    hands.until("every paper is printed", lambda: not till.status().printer.waiting)
    till.sync.sync_now()
    reports = shop.settings.data_dir / "reports"
    shutil.copytree(reports, out / "reports", dirs_exist_ok=True)
    agreement = compare(
        printer.jobs, shop.settings.data_dir, shop.settings.data_dir.parents[1] / "monitor", till_id=TILL_ID
    )
    program.window.leave()
    (out / "report.txt").write_text(agreement.text + "\n", encoding="utf-8")
    print(agreement.text)
    print(f"Receipts, screenshots and report.txt are in {out}", flush=True)
    return 0 if agreement.holds else 1


def _open_the_shop(hands: Hands, till: Till) -> None:
    hands.shot("01-sign-in")
    hands.type("1001")
    hands.press("Enter")
    hands.type("1234")
    hands.press("Enter")
    hands.until("somebody is signed in", lambda: till.people.signed_in is not None)
    hands.shot("02-open-shift")
    hands.type("500")
    hands.press("Enter")
    hands.until("the shift is open", lambda: till.shifts.current() is not None)
    hands.shot("03-empty-counter")


def _the_sale_of_the_design(hands: Hands, till: Till, shop: DemoShop) -> None:
    """The basket of the design's pictures, for the card of the design's pictures."""
    for code in (
        scale_label("22", "00123", 912),
        scale_label("22", "00207", 1354),
        "6948195800941",
        "6970385420011",
        "6921234567890",
        "6902265360100",
        "6902265360100",
    ):
        hands.scan(code)
    hands.scan(shop.card("ready"))
    hands.until("the card is on the sale", lambda: till.checkout.state.basket.card is not None)
    hands.shot("04-checkout")
    hands.press("F12")
    hands.type("60")
    hands.press("Enter")
    hands.shot("05-payment")
    hands.scan(WECHAT_CODE)
    _finish(hands, till)  # The money has come.
    hands.rest(1500)  # The receipt's picture is drawn beside the window.
    hands.shot("06-receipt")
    hands.press("Esc")


def _a_held_sale(hands: Hands, till: Till) -> None:
    hands.scan("6948195800941")
    hands.press("F5")
    hands.until("the sale is held", lambda: till.checkout.state.held == 1)
    hands.type("yz")
    hands.rest(400)
    hands.shot("07-search")
    hands.press("Esc", "Esc", "F6")
    hands.rest(300)
    hands.press("Enter")
    hands.until("the sale is back", lambda: till.checkout.state.held == 0)
    _pay_cash(hands, till)


def _help_and_balance(hands: Hands, shop: DemoShop) -> None:
    hands.press("F1")
    hands.shot("08-help")
    hands.press("Esc", "F7")
    hands.scan(shop.card("ready"))
    hands.rest(300)
    hands.shot("09-balance")
    hands.press("Esc")


def _one_more_sale(hands: Hands, till: Till, codes: list[str], chance: random.Random) -> None:
    for code in codes:
        hands.scan(code)
    if chance.random() < 0.5:
        _pay_cash(hands, till)
        return
    hands.scan(chance.choice((WECHAT_CODE, ALIPAY_CODE)))
    _finish(hands, till)


def _goods_come_back(hands: Hands, till: Till) -> None:
    """The first line of the last sale; the manager approves."""
    sale_no = till.receipts.last_sale_no()
    assert sale_no is not None
    hands.scan(sale_no)
    hands.until("the receipt is found", lambda: hands.panel == "ReturnPanel")
    hands.press("Enter", "F5")
    hands.shot("10-return")
    hands.press("F12")
    _sign(hands)
    hands.until("the goods are back", lambda: hands.panel != "SignPanel")
    hands.rest(1000)  # The slip's picture is drawn beside the window.
    hands.press("Esc")


def _end_the_shift(hands: Hands, till: Till, shop: DemoShop) -> None:
    """A blind count that is two yuan short, and why."""
    hands.press("F10", "J")
    hands.until("the count", lambda: hands.screen == "handover")
    hands.press("F2")
    hands.shot("11-count")
    hands.type(format_yuan(_in_the_drawer(shop) - SHORT_FEN).replace(",", ""))
    hands.press("F12")
    hands.shot("12-hand-over")
    hands.press("F12", "Down")
    hands.write("找零误差，已核实")
    hands.rest(TOO_SOON_MS)  # A person writes slower; another F12 in the same breath would be one too many.
    hands.press("F12")
    _sign(hands)
    hands.until("the shift is closed", lambda: till.shifts.current() is None)


def _in_the_drawer(shop: DemoShop) -> Fen:
    """What a person would count, in fen: read from the ledger file, because the till does not show it."""
    with (
        closing(open_catalogue(shop.settings)) as catalogue,
        open_day_file(shop.settings, catalogue, load_default_programme()) as days,
    ):
        figures = days.read(business_date(SystemClock().now_ms())).figures
    return next(taking.expected for taking in figures.takings if taking.kind == TenderKind.CASH)


def _close_the_day(hands: Hands, till: Till) -> None:
    """The manager looks, exports and signs."""
    hands.type("2001")
    hands.press("Enter")
    hands.type("8888")
    hands.press("Enter")
    hands.until("the manager is signed in", lambda: till.people.signed_in is not None)
    hands.press("F10", "R")
    hands.until("the day close", lambda: hands.screen == "day")
    hands.rest(1500)  # Both ends are compared beside the window.
    hands.shot("13-day-close")
    hands.press("F12")
    _sign(hands)
    hands.until("the day is signed", lambda: till.days.figures(till.days.today()).revision == 1)
    hands.press("F3")
    hands.rest(1500)
    hands.press("F4")
    hands.rest(3000)
    hands.shot("14-signed")
    hands.press("Esc")


def _sign(hands: Hands) -> None:
    """Let a person with permission sign, when that is asked for."""
    hands.rest(150)
    if hands.panel == "SignPanel":
        hands.type("2001")
        hands.press("Enter")
        hands.type("8888")
        hands.press("Enter")
        hands.rest(150)


def _pay_cash(hands: Hands, till: Till) -> None:
    hands.press("F12")
    hands.type(str(till.checkout.state.paid_so_far.cash_due // 100 + 5))
    _finish(hands, till)


def _finish(hands: Hands, till: Till) -> None:
    """Enter takes the last of the money, and the sale is done."""
    before = _sales(till)
    hands.press("Enter")
    hands.until("the sale is in the ledger", lambda: _sales(till) == before + 1)


def _sales(till: Till) -> int:
    return till.checkout.state.sale_counter - 1
