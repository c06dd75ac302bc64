"""The price per 斤 has its place in the window: nothing is cut, also with large letters."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from pos.commands.rules import set_rules
from tests.shop import MANAGER, MANAGER_PIN, label
from tests.ui.windows import MakeClerk, cut_texts, visible


@pytest.mark.parametrize("percent", [100, 150])
@pytest.mark.parametrize("size", [(1024, 768), (1366, 768)])
def test_both_prices_per_jin_fit_into_the_price_check(
    make_clerk: MakeClerk, size: tuple[int, int], percent: int
) -> None:
    clerk = make_clerk(size, percent)
    clerk.till.people.sign_in(MANAGER, MANAGER_PIN)
    set_rules(clerk.till, ["weight_unit=with_jin"])
    clerk.press(Qt.Key.Key_F8)
    clerk.scan(label("22", "00207", 1354))
    clerk.turn(50)
    told = [part.text() for part in visible(clerk.panel) if isinstance(part, QLabel)]
    assert any("折合每斤 3.80 元，爱心卡 2.28 元" in words for words in told)
    assert cut_texts(clerk.panel) == []
    clerk.press(Qt.Key.Key_Escape)
    clerk.scan(label("22", "00207", 1354))
    clerk.turn(50)
    assert cut_texts(clerk.window) == []
