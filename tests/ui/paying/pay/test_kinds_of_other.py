"""其他 in the real window: the same kind by keys and by touch, and nothing is cut."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from pos.domain.selling.sale import SaleFacts
from tests.services.returning import ledger_of
from tests.shop import SOY
from tests.ui.finger import tap, touch
from tests.ui.windows import Clerk, MakeClerk, cut_texts

Key = Qt.Key


def paid(clerk: Clerk) -> SaleFacts:
    clerk.turn(50)
    sale = ledger_of(clerk.till).last_sale()
    assert sale is not None
    return sale.facts


def by_keys(clerk: Clerk) -> None:
    clerk.press(Key.Key_F12, Key.Key_F4, Key.Key_Down, Key.Key_Return)
    clerk.type("5")
    clerk.press(Key.Key_Return)
    clerk.type("A77")
    clerk.press(Key.Key_Return, Key.Key_Return)  # What is written down; that it was taken.
    clerk.press(Key.Key_F4, Key.Key_Return, Key.Key_Return, Key.Key_Return)


def by_touch(clerk: Clerk) -> None:
    tap(clerk, "收款", "其他 F4")
    rows = clerk.panel._list
    touch(rows.viewport(), rows.visualRect(rows.model().index(1, 0)).center())
    tap(clerk, *"5", "收款")
    clerk.panel.field.setText("A77")  # Letters come from the system's own keyboard.
    tap(clerk, "确定", "已收妥", "其他 F4", "选这种", "整付", "已收妥")


@pytest.mark.parametrize("pay", [by_keys, by_touch])
def test_a_voucher_and_a_bank_card_pay_by_keys_and_by_touch(make_clerk: MakeClerk, pay: object) -> None:
    clerk = make_clerk((1024, 768))
    clerk.scan(SOY)
    assert callable(pay)
    pay(clerk)

    assert [
        (each.method.method_id, each.amount, each.method.reference, each.confirmed_by)
        for each in paid(clerk).tenders
        if each.method is not None
    ] == [("voucher", 500, "A77", "1001"), ("bank_card", 490, "", "1001")]


def test_a_way_of_paying_that_was_not_chosen_in_the_end_is_not_marked(make_clerk: MakeClerk) -> None:
    clerk = make_clerk((1024, 768))
    clerk.scan(SOY)
    tap(clerk, "收款", "其他 F4")
    marked = [tab.text() for tab in clerk.window.pay._tabs.values() if tab.isChecked()]
    assert marked == ["现金 F1"]
    tap(clerk, "返回")
    assert [tab.text() for tab in clerk.window.pay._tabs.values() if tab.isChecked()] == ["现金 F1"]


@pytest.mark.parametrize("percent", [100, 150])
def test_the_longest_kind_fits_and_moves_no_key(make_clerk: MakeClerk, percent: int) -> None:
    clerk = make_clerk((1024, 768), percent)
    clerk.scan(SOY)
    clerk.press(Key.Key_F12)
    before = [tab.geometry() for tab in clerk.window.pay._tabs.values()]
    clerk.press(Key.Key_F4, Key.Key_Down, Key.Key_Down, Key.Key_Return)
    assert [tab.geometry() for tab in clerk.window.pay._tabs.values()] == before
    assert clerk.window.pay._change_word.text() == "还差 · 单位挂账"
    assert cut_texts(clerk.window.pay) == []
