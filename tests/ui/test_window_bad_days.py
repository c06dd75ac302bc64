"""Bad days at the real window: what is said, and that nothing typed, sold or counted is lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from pos.ledger.goods.catalogue import Catalogue
from pos.services.selling.held_sales import HeldChoice
from pos.services.till import Till
from pos.ui.frame.app import TillProgram
from pos.ui.widgets.choice_list import ChoiceList
from tests.shop import GOODS, MANAGER, MANAGER_PIN, OIL, SOY, Shop
from tests.ui.windows import PATIENCE_MS, Clerk, lines

Key = Qt.Key


def catalogue_of(till: Till) -> Catalogue:
    return till.checkout._parts.cards._catalogue


def manager_says_yes(clerk: Clerk) -> None:
    clerk.type(MANAGER)
    clerk.press(Key.Key_Return)
    clerk.type(MANAGER_PIN)
    clerk.press(Key.Key_F12)


def test_a_clock_a_month_ahead_is_asked_about_before_goods_are_sold(clerk: Clerk, shop: Shop) -> None:
    shop.clock.forward(days=31)
    clerk.scan(OIL)
    assert (clerk.notice, lines(clerk)) == ("clock.doubtful", [])
    shown = clerk.window.checkout.notice.notice
    assert shown is not None and "2026-12-24" in shown.title and "2026-11-23" in shown.title
    clerk.scan(OIL)
    assert lines(clerk) == [OIL]


def test_more_cash_than_the_drawer_holds_stays_typed_with_its_words(clerk: Clerk) -> None:
    clerk.window.conductor.desks.cash.begin()
    clerk.window.conductor.desks.cash.turned(out=True)
    clerk.type("99999")
    clerk.press(Key.Key_Return)
    clerk.panel.reason.setText("送存银行")
    clerk.press(Key.Key_F12)
    assert clerk.panel.title.text() == "需要授权"
    manager_says_yes(clerk)
    assert clerk.panel.amount.text() == "99999"
    assert clerk.panel.notice.notice.code == "cash.not_there"


@pytest.mark.parametrize(("typed", "fen"), [("1,234.50", 123_450), ("１２３４．５０", 123_450)])
def test_a_total_is_counted_as_it_was_typed_and_a_scan_into_it_changes_nothing(
    clerk: Clerk, typed: str, fen: int
) -> None:
    clerk.press(Key.Key_F10)
    clerk.type("j")
    clerk.press(Key.Key_F2)
    field = clerk.window.focusWidget()
    assert isinstance(field, QLineEdit)
    clerk.scan(OIL)
    assert clerk.notice == "刚才扫的没有处理"
    assert field.text() == ""
    field.setText("1.2.3")
    clerk.press(Key.Key_F12)
    assert clerk.till.shifts.ending().counts == ()
    field.setText(typed)
    clerk.press(Key.Key_F12)
    assert [count.counted for count in clerk.till.shifts.ending().counts] == [fen]


def test_a_price_that_changed_over_a_hold_and_a_shift_is_asked_about(clerk: Clerk) -> None:
    clerk.scan(OIL)
    clerk.press(Key.Key_F5)
    clerk.till.shifts.count("cash", "500")
    clerk.till.shifts.close("", held={1: HeldChoice.KEEP})
    clerk.till.shifts.open("500")
    catalogue_of(clerk.till).replace_goods(
        [replace(each, price=7_990) if each.code == OIL else each for each in GOODS]
    )
    clerk.press(Key.Key_F6)
    assert "69.90 → 79.90" in clerk.panel._words.text()
    assert clerk.till.checkout.state.quote.totals.market == 7_990


def test_a_payment_code_over_the_approval_is_said_and_pays_nothing(clerk: Clerk) -> None:
    clerk.scan(OIL)
    clerk.scan(SOY)
    clerk.press(Key.Key_F12, Key.Key_Escape, Key.Key_Delete)
    clerk.press(Key.Key_Down, Key.Key_F12)
    assert clerk.panel.title.text() == "需要授权"
    clerk.type(MANAGER)
    clerk.press(Key.Key_Return)
    clerk.scan("130000000000000001")
    assert clerk.panel.pin.text() == ""
    assert clerk.till.checkout.state.basket.tenders == ()
    clerk.type(MANAGER_PIN)
    clerk.press(Key.Key_F12)
    assert lines(clerk) == [OIL]


def test_a_day_signed_twice_says_that_it_is_closed(clerk: Clerk) -> None:
    clerk.scan(OIL)
    clerk.press(Key.Key_F12, Key.Key_Return, Key.Key_Return, Key.Key_Escape)
    clerk.till.shifts.count("cash", "569.90")
    clerk.till.shifts.close("")
    clerk.till.people.sign_in(MANAGER, MANAGER_PIN)
    clerk.window.conductor.desks.day.begin()
    for _turn in range(2):
        clerk.background.wait(10)
        clerk.turn(50)
        clerk.press(Key.Key_F12)
        if clerk.panel is not None:
            clerk.type(MANAGER_PIN)
            clerk.press(Key.Key_F12)
    assert clerk.till.checkout._parts.recorder.ledger.days.day_revision("2026-11-23") == 1


def test_a_second_window_of_the_same_till_says_so_and_sells_nothing(
    qtbot: QtBot, qapp: QApplication, shop: Shop, till: Till
) -> None:
    program = TillProgram(qapp, shop.settings, lambda _screen: shop.start())
    program.show()
    qtbot.waitUntil(
        lambda: program.window._views is not None and program.window.stopped.isVisible(),
        timeout=PATIENCE_MS,
    )
    assert program.window.stopped.said is not None
    assert program.window.stopped.said.code == "till.already_running"
    till.checkout.scan(SOY)  # The first one goes on.
    program.window.leave()
    program.window.deleteLater()
    qapp.setStyleSheet("")


def test_a_trainee_s_refusal_offers_the_manager_s_yes_and_the_step_goes_on(clerk: Clerk) -> None:
    clerk.till.people.sign_in("3001", "5555")
    clerk.scan(OIL)
    clerk.press(Key.Key_F9)
    clerk.window.conductor.reason_given("65", "包装破损", "")
    assert clerk.panel.title.text() == "需要授权"
    assert "不在本岗位" in clerk.panel._words.text()
    clerk.window.conductor.signed("2001", "8888")
    assert clerk.till.checkout.state.basket.lines[0].unit_price == 6_500
    clerk.press(Key.Key_F12, Key.Key_Return, Key.Key_Return)
    assert clerk.till.receipts.last_sale_no() is not None  # Selling is what a trainee is there for.


def test_receipts_that_never_came_out_are_marked_in_the_list(clerk: Clerk, shop: Shop) -> None:
    clerk.till.printing.stop()
    clerk.scan(OIL)
    clerk.press(Key.Key_F12, Key.Key_Return, Key.Key_Return, Key.Key_Escape)
    shop.clock.forward(hours=1)
    jobs = clerk.till.checkout._parts.recorder.ledger.print_jobs
    assert jobs.expire(older_than_ms=shop.clock.now_ms())
    clerk.window.conductor.receipts.past_sales()
    (choice,) = clerk.panel.findChild(ChoiceList).choices._items
    assert choice.detail.endswith("小票过期未打")
