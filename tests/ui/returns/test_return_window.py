"""Goods come back at the real window, by keys and by the scanner."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester

from pos.domain.paying.tender import TenderKind
from pos.ui.returns.pictures import ReturnRow
from pos.ui.returns.rows import ReturnModel
from pos.ui.returns.view import ReturnPanel
from tests.services.returning import ledger_of, sell
from tests.shop import CASHIER, CASHIER_PIN, MANAGER, MANAGER_PIN, OIL, SOY
from tests.ui.windows import Clerk, lines

Key = Qt.Key
TODAY = "2026-11-23"


def sold(clerk: Clerk, *codes: str) -> str:
    """A sale made before; the manager stands at the window."""
    clerk.till.people.sign_in(MANAGER, MANAGER_PIN)
    sale_no = sell(clerk.till, *codes)
    clerk.window.conductor.changed(clerk.till.checkout.state)
    return sale_no


def opened(clerk: Clerk) -> ReturnPanel:
    clerk.turn(150)
    panel = clerk.panel
    assert isinstance(panel, ReturnPanel)
    return panel


def test_a_receipt_is_scanned_a_line_ticked_a_reason_chosen_and_f12_gives_back(clerk: Clerk) -> None:
    sale_no = sold(clerk, "2*", SOY, OIL)
    clerk.scan(sale_no)
    opened(clerk)

    clerk.type("1")
    clerk.press(Key.Key_Return, Key.Key_F6, Key.Key_F12)
    clerk.turn(300)

    (entry,) = ledger_of(clerk.till).days.returns_of(sale_no)
    assert [(line["n"], line["quantity"]) for line in entry.data["lines"]] == [(1, 1_000)]
    assert entry.data["reason"] == clerk.till.returns.reasons(void=False)[1]
    assert clerk.panel._figure.words == "9.90"
    clerk.press(Key.Key_Return)
    clerk.scan(OIL)
    assert lines(clerk) == [OIL]


def test_the_basket_on_the_counter_is_there_when_the_return_is_done_or_given_up(clerk: Clerk) -> None:
    sale_no = sold(clerk, SOY)
    clerk.scan(OIL)
    clerk.scan(sale_no)
    opened(clerk)
    clerk.press(Key.Key_Escape)
    assert (clerk.panel, lines(clerk)) == (None, [OIL])

    clerk.scan(sale_no)
    opened(clerk)
    clerk.press(Key.Key_F11, Key.Key_F5, Key.Key_F12)
    clerk.turn(300)
    assert lines(clerk) == [OIL]
    assert ledger_of(clerk.till).days.returns_on(TODAY) == 1


def test_goods_scanned_over_a_return_are_said_and_not_sold(clerk: Clerk) -> None:
    clerk.scan(sold(clerk, SOY))
    panel = opened(clerk)
    clerk.scan(OIL)
    assert clerk.panel is panel and panel.notice.notice is not None
    assert lines(clerk) == []


def test_another_receipt_takes_the_place_of_the_first(clerk: Clerk) -> None:
    first, second = sold(clerk, SOY), sold(clerk, OIL)
    clerk.scan(first)
    opened(clerk)
    clerk.scan(second)
    assert second in opened(clerk)._words.text()


def test_everything_can_be_done_by_touch(clerk: Clerk) -> None:
    sale_no = sold(clerk, SOY, OIL)
    clerk.scan(sale_no)
    panel = opened(clerk)
    panel._list.clicked.emit(panel._list.rows.index(1, 0))
    panel._reasons[0].click()
    panel._ok.click()
    clerk.turn(300)
    (entry,) = ledger_of(clerk.till).days.returns_of(sale_no)
    assert [line["n"] for line in entry.data["lines"]] == [2]


def test_a_free_reason_is_typed_and_enter_in_it_confirms_nothing(clerk: Clerk) -> None:
    sale_no = sold(clerk, SOY)
    clerk.scan(sale_no)
    panel = opened(clerk)
    clerk.press(Key.Key_F11)
    panel.free.setFocus()
    clerk.type("wrong size")
    clerk.press(Key.Key_Return)
    assert ledger_of(clerk.till).days.returns_on(TODAY) == 0
    clerk.press(Key.Key_F12)
    clerk.turn(300)
    assert ledger_of(clerk.till).days.returns_of(sale_no)[0].data["reason"] == "wrong size"


def test_the_last_sale_is_voided_from_the_menu(clerk: Clerk) -> None:
    sold(clerk, SOY)
    clerk.press(Key.Key_F10)
    clerk.type("9")
    opened(clerk)
    clerk.press(Key.Key_F5, Key.Key_F12)
    clerk.turn(300)
    assert [each.facts.void for each in ledger_of(clerk.till).returns.recent(5)] == [True]


def test_while_money_lies_on_the_counter_a_receipt_is_no_return(clerk: Clerk) -> None:
    sale_no = sold(clerk, SOY)
    clerk.scan(OIL)
    clerk.window.conductor.changed(clerk.till.checkout.pay(TenderKind.CASH, "10"))
    clerk.scan(sale_no)
    clerk.turn(150)
    assert clerk.panel is None


def test_a_cashier_is_approved_over_the_panel_and_nothing_chosen_is_lost(clerk: Clerk) -> None:
    sale_no = sold(clerk, "2*", SOY)
    clerk.till.people.sign_in(CASHIER, CASHIER_PIN)
    clerk.scan(sale_no)
    panel = opened(clerk)
    clerk.type("1")
    clerk.press(Key.Key_Return, Key.Key_F5, Key.Key_F12)
    assert clerk.panel is not panel, "somebody has to approve"

    clerk.press(Key.Key_Escape)
    assert clerk.panel is panel and panel._list.rows.row_at(0).taking == "退 1 瓶"

    clerk.press(Key.Key_F12)
    clerk.type(MANAGER)
    clerk.press(Key.Key_Return)
    clerk.type(MANAGER_PIN)
    clerk.press(Key.Key_F12)
    clerk.turn(300)
    (entry,) = ledger_of(clerk.till).days.returns_of(sale_no)
    assert (entry.actor, entry.approver) == (CASHIER, MANAGER)
    assert clerk.panel._figure.words == "9.90"


def test_the_list_is_a_proper_model(qtmodeltester: ModelTester) -> None:
    model = ReturnModel()
    rows = tuple(ReturnRow(n, "酱油", "买 1 瓶", "", "", ticked=False, open=True) for n in (1, 2))
    model.show(rows)
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]  # pytest-qt tells no types here
    model.show(rows[:1])
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]  # pytest-qt tells no types here
