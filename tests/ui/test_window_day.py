"""The end of a real day in the real window, by keyboard alone: sell, count, hand over, sign."""

from __future__ import annotations

from PySide6.QtCore import Qt

from tests.shop import OIL
from tests.ui.windows import Clerk, lines

Key = Qt.Key


def test_a_real_day_is_counted_handed_over_and_signed_by_keyboard(clerk: Clerk) -> None:
    clerk.scan(OIL)
    clerk.press(Key.Key_F12, Key.Key_Return, Key.Key_Escape)
    clerk.press(Key.Key_F10)
    clerk.type("j")
    clerk.type("5")
    for _coin in range(2):
        clerk.press(Key.Key_Return)
    clerk.type("3")
    clerk.press(Key.Key_Return)
    clerk.type("1")
    clerk.scan(OIL)
    assert clerk.notice == "刚才扫的没有处理"
    assert lines(clerk) == []
    clerk.press(Key.Key_F12)
    assert [count.difference for count in clerk.till.shifts.ending().counts] == [10]
    clerk.press(Key.Key_F12)
    assert clerk.till.shifts.current() is None
    assert clerk.till.people.signed_in is None
    assert clerk.window.sign_in.isVisible()
    assert clerk.notice == "第 1 班已交班"
    clerk.bounce(Key.Key_F12, Key.Key_Return, Key.Key_Escape)
    clerk.scan(OIL)
    assert clerk.till.shifts.current() is None
    clerk.type("2001")
    clerk.press(Key.Key_Return)
    clerk.type("8888")
    clerk.press(Key.Key_Return)
    clerk.press(Key.Key_F10)
    clerk.type("r")
    clerk.background.wait(10)
    clerk.turn(50)
    assert clerk.window.top._till.text() == "日结对账 · 2026-11-23"
    clerk.press(Key.Key_F12)
    clerk.type("8888")
    clerk.press(Key.Key_F12)
    clerk.background.wait(10)  # Both ends are compared once more beside the window.
    clerk.turn(50)
    assert clerk.till.days.figures("2026-11-23").revision == 1
    assert "S01-1-20261123-Z1" in clerk.notice
