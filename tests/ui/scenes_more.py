"""Screens and panels of the cashier's menu, as they can look, by name: lists, questions, the self-test."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt

from tests.shop import LAN, OIL, SOY, TRAINEE
from tests.ui.scenes_day import sold
from tests.ui.windows import Clerk

Key = Qt.Key


def receipts(clerk: Clerk) -> None:
    sold(clerk)
    clerk.press(Key.Key_F10, Key.Key_1)


def last_sale(clerk: Clerk) -> None:
    sold(clerk)
    clerk.press(Key.Key_PageUp)
    clerk.turn(400)


def reprint(clerk: Clerk) -> None:
    last_sale(clerk)
    clerk.window.conductor.receipts.reprinted()


def subsidy(clerk: Clerk) -> None:
    for code in (OIL, SOY, LAN):
        clerk.scan(code)
    clerk.press(Key.Key_F10, Key.Key_2)


def other_kinds(clerk: Clerk) -> None:
    clerk.scan(OIL)
    clerk.press(Key.Key_F12, Key.Key_F4)


def cancel(clerk: Clerk) -> None:
    clerk.scan(OIL)
    clerk.press(Key.Key_F10, Key.Key_3)


def unlisted(clerk: Clerk) -> None:
    clerk.press(Key.Key_F10, Key.Key_W)


def drop_after_total(clerk: Clerk) -> None:
    for code in (OIL, SOY):
        clerk.scan(code)
    clerk.press(Key.Key_F12, Key.Key_Escape, Key.Key_Delete)


def self_test(clerk: Clerk) -> None:
    clerk.press(Key.Key_F10, Key.Key_Z)
    clerk.background.wait(30)
    clerk.turn(100)


def staff(clerk: Clerk) -> None:
    clerk.press(Key.Key_F10, Key.Key_Y)


def staff_acts(clerk: Clerk) -> None:
    staff(clerk)
    clerk.press(Key.Key_Return)


def staff_number(clerk: Clerk) -> None:
    staff(clerk)
    clerk.press(Key.Key_F3)


def staff_name(clerk: Clerk) -> None:
    staff_number(clerk)
    clerk.window.conductor.answered("1005")


def staff_role(clerk: Clerk) -> None:
    staff_name(clerk)
    clerk.window.conductor.answered("周敏")


def staff_pin(clerk: Clerk) -> None:
    staff_role(clerk)
    clerk.window.conductor.answered("cashier")


def staff_stop(clerk: Clerk) -> None:
    staff(clerk)
    clerk.window.conductor.desks.staff.chosen(TRAINEE)
    clerk.window.conductor.answered("stop")


def article(clerk: Clerk) -> None:
    clerk.press(Key.Key_F10, Key.Key_G)
    clerk.window.conductor.desks.article.typed("y")


def article_acts(clerk: Clerk) -> None:
    article(clerk)
    clerk.window.conductor.desks.article.chosen(OIL)


def settings(clerk: Clerk) -> None:
    clerk.press(Key.Key_F10, Key.Key_B)


def settings_printer(clerk: Clerk) -> None:
    settings(clerk)
    clerk.press(Key.Key_Return)


def settings_address(clerk: Clerk) -> None:
    settings_printer(clerk)
    clerk.window.conductor.answered("network")


def settings_rule(clerk: Clerk) -> None:
    settings(clerk)
    clerk.window.conductor.desks.settings.chosen("rule.cash_rounding")


def settings_day(clerk: Clerk) -> None:
    settings_rule(clerk)
    clerk.window.conductor.answered("off")


def training_ask(clerk: Clerk) -> None:
    clerk.press(Key.Key_F10, Key.Key_L)


MORE_SCENES: dict[str, Callable[[Clerk], None]] = {
    scene.__name__: scene
    for scene in (
        receipts,
        last_sale,
        reprint,
        subsidy,
        other_kinds,
        cancel,
        unlisted,
        drop_after_total,
        self_test,
        staff,
        staff_acts,
        staff_number,
        staff_name,
        staff_role,
        staff_pin,
        staff_stop,
        article,
        article_acts,
        settings,
        settings_printer,
        settings_address,
        settings_rule,
        settings_day,
        training_ask,
    )
}
