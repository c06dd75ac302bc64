"""Money that only a person can see: the question lies in the sale, and outlives the program."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from pos.services.till import Till
from pos.ui.places import Panel, Screen
from tests.shop import CASHIER, CASHIER_PIN, SOY, Shop
from tests.ui.windows import Clerk, MakeClerk

Key = Qt.Key
WECHAT = "134567890123456789"


@pytest.fixture
def asked(clerk: Clerk) -> Clerk:
    """A window that asks whether the money of a phone has come."""
    clerk.scan(SOY)
    clerk.press(Key.Key_F12)
    clerk.scan(WECHAT)
    assert clerk.window.conductor._panel is Panel.CONFIRM
    return clerk


def test_a_till_that_is_switched_off_while_it_asks_asks_again(
    asked: Clerk, shop: Shop, make_clerk: MakeClerk
) -> None:
    asked.till.close()
    till: Till = shop.start()
    again = make_clerk(till=till)
    till.people.sign_in(CASHIER, CASHIER_PIN)
    again.window.conductor._screen = Screen.SIGN_IN
    again.window.conductor.go_home()
    again.turn(20)

    assert again.window.conductor._panel is Panel.CONFIRM
    again.press(Key.Key_Return)
    again.turn(300)
    assert till.checkout.state.sale_counter == 2
    till.close()


@pytest.mark.parametrize("answer", [Key.Key_Escape, Key.Key_F9, Key.Key_Return])
def test_an_answer_ends_the_question(asked: Clerk, answer: Qt.Key) -> None:
    asked.press(answer)
    asked.turn(50)

    assert asked.till.checkout.state.basket.asked is None


def test_a_slow_scanners_enter_is_no_answer_and_a_persons_is(asked: Clerk) -> None:
    for letter in "6902265360100":  # At a typist's pace, as a scanner on a bad line sends it.
        asked.key(Qt.Key(ord(letter)), letter)
        asked.turn(60)
    asked.key(Key.Key_Return, "\r")
    asked.turn(50)
    assert asked.window.conductor._panel is Panel.CONFIRM
    assert asked.till.checkout.state.basket.tenders == ()
    asked.press(Key.Key_Return)
    asked.turn(50)

    assert asked.till.checkout.state.sale_counter == 2


def test_leaving_another_panel_is_no_answer(asked: Clerk) -> None:
    asked.window.conductor.close_panel()
    asked.press(Key.Key_F4)  # Which kind of 其他.
    assert asked.panel is not None
    asked.press(Key.Key_Escape)

    assert asked.till.checkout.state.basket.asked is not None
