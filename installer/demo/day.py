"""A scripted shop day in the real window, offscreen: a dozen sales, pictures, receipts, and a report."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path

from installer.demo.agreement import compare
from installer.demo.hands import Hands
from installer.demo.printer import SimulatedPrinter
from installer.demo.shop import TILL_ID, DemoShop, scale_label
from pos.services.till import Till

SALES = 12
WECHAT_CODE = "134567890123456789"
ALIPAY_CODE = "281234567890123456"


def play(shop: DemoShop, printer: SimulatedPrinter, out: Path) -> int:
    """Play the day and leave receipts, screenshots and a report in `out`; 0 when everything agrees."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from pos.bootstrap import build_till, real_world
    from pos.ui.app import TillProgram

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
    _a_sale_put_aside(hands, till)
    _help_and_balance(hands, shop)
    chance = random.Random(20130201)  # noqa: S311 - the same day on every machine
    goods = [hint["code"] for hint in shop.hints["goods"]]
    while _sales(till) < SALES:
        _one_more_sale(hands, till, chance.choices(goods, k=chance.randint(1, 5)), chance)
    hands.until("the receipts are printed", lambda: len(printer.jobs) >= SALES)
    till.sync.sync_now()
    hands.shot("10-evening")
    agreement = compare(
        printer.jobs, shop.settings.data_dir, shop.settings.data_dir.parents[1] / "monitor", till_id=TILL_ID
    )
    program.window.close()
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
    hands.scan(WECHAT_CODE)
    hands.press("F12")  # The money has come.
    hands.until("everything is paid", lambda: till.checkout.state.settlement.due == 0)
    hands.shot("05-payment")
    _finish(hands, till)
    hands.rest(1500)  # The receipt's picture is drawn beside the window.
    hands.shot("06-receipt")
    hands.press("Enter")


def _a_sale_put_aside(hands: Hands, till: Till) -> None:
    hands.scan("6948195800941")
    hands.press("F5")
    hands.until("the sale is put aside", lambda: till.checkout.state.held == 1)
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
    hands.press("F12")
    hands.scan(chance.choice((WECHAT_CODE, ALIPAY_CODE)))
    hands.press("F12")
    hands.until("everything is paid", lambda: till.checkout.state.settlement.due == 0)
    _finish(hands, till)
    hands.press("Enter")


def _pay_cash(hands: Hands, till: Till) -> None:
    hands.press("F12")
    hands.type(str(till.checkout.state.settlement.due // 100 + 5))
    hands.press("Enter")
    hands.until("everything is paid", lambda: till.checkout.state.settlement.due == 0)
    _finish(hands, till)
    hands.press("Enter")


def _finish(hands: Hands, till: Till) -> None:
    before = _sales(till)
    hands.press("Enter")
    hands.until("the sale is in the ledger", lambda: _sales(till) == before + 1)


def _sales(till: Till) -> int:
    return till.checkout.state.sale_counter - 1
