"""A reason given by Enter is given once, however the key travels through the panel."""

from __future__ import annotations

from PySide6.QtCore import Qt

from pos.services.till import Till
from tests.shop import MANAGER
from tests.ui.windows import Clerk

Key = Qt.Key


def test_a_managers_enter_opens_the_drawer_once(clerk: Clerk, till: Till) -> None:
    till.people.sign_in(MANAGER, "8888")
    clerk.press(Key.Key_F10)
    clerk.type("k")
    clerk.press(Key.Key_Return)
    clerk.type("coins")
    clerk.press(Key.Key_Return)
    date = till.checkout.state.basket.business_date
    entries = till.checkout._parts.recorder.ledger.days.entries_of_day(date)
    assert [entry.data["reason"] for entry in entries if entry.kind == "override"] == ["coins"]


def test_enter_without_a_reason_says_that_one_is_missing(clerk: Clerk) -> None:
    clerk.press(Key.Key_F10)
    clerk.type("k")
    clerk.press(Key.Key_Return, Key.Key_Return)
    assert clerk.panel.notice.notice.code == "reason.needed"
