"""Every error through every front that people read: Chinese words, no id of the programme among them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from pos.__main__ import main
from pos.errors import PosError
from pos.ui.frame.stopped import StoppedScreen
from pos.ui.style.look import Look
from pos.ui.style.theme import load_theme
from pos.ui.widgets.notice import NoticeBar
from pos.ui.words.messages import WORDS, words
from pos.ui.words.notices import notice_of
from tests.refusals import LEAVES
from tests.words.ids import ids_in

# What facts are named in the words, and a value as the programme gives it.
SAMPLES: dict[str, object] = {
    "reason": "sale.market_amount",
    "problem": "ledger.chain_broken",
    "columns": "category, price, sold_by",
    "column": "订单金额",
}


def with_facts(leaf: type[PosError]) -> PosError:
    """An error with a fact for each that its words mention; ids where the programme gives ids."""
    named = set(re.findall(r"\{(\w+)\}", "".join(WORDS[leaf.code])))
    return leaf(**{name: SAMPLES.get(name, 7 if name.endswith("_fen") else "某") for name in named})


@pytest.mark.parametrize("leaf", LEAVES, ids=lambda leaf: leaf.code)
def test_no_front_shows_the_id_of_an_error(
    leaf: type[PosError], qtbot: QtBot, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    error = with_facts(leaf)
    said = words(error)
    assert ids_in(said.title + said.what_next) == []

    bar, stopped = NoticeBar(), StoppedScreen(Look(load_theme()))
    qtbot.addWidget(bar)
    qtbot.addWidget(stopped)
    bar.show_notice(notice_of(error))
    stopped.show_stop(notice_of(error), retry=True)
    for widget in (bar, stopped):
        assert ids_in(" ".join(shown_by(widget))) == []

    def refuse(*_arguments: object) -> None:
        raise error

    monkeypatch.setattr("pos.__main__._run", refuse)
    assert main(["report", "day", "2026-11-23"]) == 2
    told = capsys.readouterr().err
    assert said.title in told
    assert ids_in(told) == []


def shown_by(widget: object) -> Iterator[str]:
    """All texts of a widget and of what is in it."""
    from PySide6.QtWidgets import QLabel, QWidget

    assert isinstance(widget, QWidget)
    yield widget.accessibleName()
    for label in widget.findChildren(QLabel):
        yield label.text()


def test_missing_columns_are_named_as_the_shop_calls_them() -> None:
    from pos.errors.goods import GoodsFileColumnsMissing

    said = words(GoodsFileColumnsMissing(path="x", columns="category, sold_by"))
    assert said.title == "商品文件缺少这些列：类别、销售方式"
