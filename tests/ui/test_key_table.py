"""How many keys the commonest sales take, counted at the real window; the table in docs says the same."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from tests.ui.key_table import SALES, TABLE, Action, CommonSale, Press, Scan, table
from tests.ui.windows import Clerk

KEYS = {"F12": Qt.Key.Key_F12, "Enter": Qt.Key.Key_Return}


def do(clerk: Clerk, action: Action) -> None:
    """One action, as the cashier does it."""
    if isinstance(action, Scan):
        clerk.scan(action.code)
    elif isinstance(action, Press):
        clerk.press(KEYS[action.key])
    else:
        clerk.type(action.text)


@pytest.mark.parametrize("sale", SALES, ids=lambda sale: sale.name)
def test_each_common_sale_is_done_with_its_last_action_and_not_before(clerk: Clerk, sale: CommonSale) -> None:
    *before, last = sale.actions
    for action in before:
        do(clerk, action)
    assert clerk.till.receipts.last_sale_no() is None
    do(clerk, last)
    assert clerk.till.receipts.last_sale_no() is not None
    assert clerk.panel.title.text() == "收款完成"
    change = clerk.panel._figure.words
    clerk.press(Qt.Key.Key_Return, Qt.Key.Key_F12)
    assert (clerk.panel.title.text(), clerk.panel._figure.words) == ("收款完成", change)
    do(clerk, SALES[0].actions[0])  # The next scan begins the next sale.
    assert clerk.panel is None
    assert len(clerk.till.checkout.state.basket.lines) == 1


def test_the_counts_that_were_promised() -> None:
    by_name = {sale.name: sale for sale in SALES}
    assert len(SALES) == 10
    assert by_name["一件商品，现金刚好"].keys_after_goods == 2
    six_by_card_and_phone = by_name["爱心卡，六件商品，微信"]
    assert six_by_card_and_phone.scans + six_by_card_and_phone.keys <= 9


def test_the_table_in_docs_is_the_one_that_is_played_here() -> None:
    """When a sale changes: `python -m tests.ui.key_table`."""
    assert TABLE.read_text("utf-8") == table()
