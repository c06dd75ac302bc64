from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from pos.ui.selling.checkout.basket_model import HEADINGS, BasketModel, Column
from pos.ui.selling.checkout.rows import BasketRow
from pos.ui.shell import Choice
from pos.ui.widgets.choice_list import ChoiceModel

ROW = BasketRow("1", "大米", None, "6921", "1 袋", "69.90", "—", "69.90")


def check(tester: Any, model: QAbstractItemModel) -> None:
    """Every rule that Qt has for a model; pytest-qt has no types for this."""
    tester.check(model, force_py=True)


def rows(*prices: int) -> tuple[BasketRow, ...]:
    return tuple(
        replace(ROW, number=str(place), subtotal=str(price)) for place, price in enumerate(prices, 1)
    )


def test_the_basket_behaves_as_qt_expects_of_a_table(qtbot: QtBot, qtmodeltester: ModelTester) -> None:
    model = BasketModel()
    check(qtmodeltester, model)
    for shown in (rows(1, 2, 3), rows(1, 2, 3, 4), rows(1, 9), (), rows(5)):
        model.show(shown)


@given(st.lists(st.lists(st.integers(0, 2), max_size=5), max_size=6))
def test_whatever_is_shown_the_table_holds_exactly_that(states: list[list[int]]) -> None:
    model = BasketModel()
    for prices in states:
        wanted = rows(*prices)
        before = [model.row_at(place) for place in range(model.rowCount())]
        touched = model.show(wanted)
        assert [model.row_at(place) for place in range(model.rowCount())] == list(wanted)
        expected = {place for place, row in enumerate(wanted) if place >= len(before) or before[place] != row}
        assert set(touched) == expected


def test_a_scan_adds_a_row_and_resets_nothing(qtbot: QtBot) -> None:
    model = BasketModel()
    model.show(rows(1, 2))
    resets: list[None] = []
    model.modelReset.connect(lambda: resets.append(None))
    with qtbot.waitSignal(model.rowsInserted):
        model.show(rows(1, 2, 3))
    assert resets == []


def test_cells_are_words_and_headings_are_those_of_the_design(qtbot: QtBot) -> None:
    model = BasketModel()
    model.show(rows(7))
    assert model.index(0, Column.GOODS).data() == "大米"
    assert model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole).startswith("第 1 行，大米")
    assert tuple(model.headerData(place, Qt.Orientation.Horizontal) for place in range(6)) == HEADINGS
    assert model.headerData(0, Qt.Orientation.Vertical) is None
    assert model.data(QModelIndex()) is None


def test_choices_behave_as_qt_expects_of_a_list(qtbot: QtBot, qtmodeltester: ModelTester) -> None:
    model = ChoiceModel()
    model.show((Choice("1", "一号", "10:42 · 3 行", "9.90"), Choice("2", "二号")))
    check(qtmodeltester, model)
    assert model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "一号，10:42 · 3 行，9.90"
