"""The people of a shop on their page, by keys and by touch, with the manager's yes on the spot."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from pos.domain.journal.entries import EntryKind
from pos.domain.people.staff import Role
from pos.errors.people import SignInRefused
from pos.services.till import Till
from tests.services.telling import entries_of
from tests.shop import CASHIER, MANAGER, MANAGER_PIN, TRAINEE
from tests.ui.finger import tap, touch
from tests.ui.windows import Clerk, MakeClerk, cut_texts

Key = Qt.Key
SCREEN = (1024, 768)


@pytest.fixture
def manager(clerk: Clerk, till: Till) -> Clerk:
    till.people.sign_in(MANAGER, MANAGER_PIN)
    return clerk


def rows(clerk: Clerk) -> list[str]:
    model = clerk.panel._list.choices
    return [model.item_at(row).title for row in range(model.rowCount())]


def touch_row(clerk: Clerk, title: str) -> None:
    listed = clerk.panel._list
    index = listed.choices.index(rows(clerk).index(title), 0)
    listed.scrollTo(index)
    touch(listed.viewport(), listed.visualRect(index).center())
    clerk.turn(5)


def said(clerk: Clerk) -> str:
    """What is said over the page: a code, or the title of what went well."""
    notice = clerk.panel.notice.notice
    return "" if notice is None else notice.code or notice.title


def answer(clerk: Clerk, text: str) -> None:
    clerk.type(text)
    clerk.press(Key.Key_Return)


def test_somebody_new_by_keys_alone(manager: Clerk, till: Till) -> None:
    manager.press(Key.Key_F10, Key.Key_Y, Key.Key_F3)
    answer(manager, "1005")
    assert manager.panel.title.text() == "新增员工 · 姓名"
    manager.panel.field.setText("周敏")
    manager.press(Key.Key_Return, Key.Key_Down, Key.Key_Return)
    assert manager.panel.title.text() == "周敏的密码"
    answer(manager, "4321")
    answer(manager, "4321")
    assert (manager.panel.title.text(), said(manager)) == ("员工", "周敏（工号 1005）已新增")
    assert till.people.identify("1005", "4321").role is Role.TRAINEE


def test_somebody_new_by_touch_with_the_cashier_at_the_till(make_clerk: MakeClerk, till: Till) -> None:
    finger = make_clerk(SCREEN)
    tap(finger, "更多", "员工", "新增员工")
    tap(finger, "1", "0", "0", "6", "确定", "确定")
    touch_row(finger, "收银员")
    for _twice in range(2):
        tap(finger, "4", "3", "2", "1", "确定")
    assert finger.panel.title.text() == "需要授权"
    assert "李芳申请改员工资料：员工1006" in finger.panel._words.text()
    for digit in MANAGER:
        tap(finger, digit)
    tap(finger, "授权")
    for digit in MANAGER_PIN:
        tap(finger, digit)
    tap(finger, "授权")
    assert finger.panel.title.text() == "员工"
    (entry,) = entries_of(till, EntryKind.STAFF_CHANGED)
    assert (entry.actor, entry.approver, entry.data["staff_id"]) == (CASHIER, MANAGER, "1006")
    assert till.people.identify("1006", "4321").name == "员工1006"


def test_a_pin_is_typed_twice_and_never_shown(manager: Clerk, till: Till) -> None:
    manager.press(Key.Key_F10, Key.Key_Y)
    manager.window.conductor.desks.staff.chosen(TRAINEE)
    manager.press(Key.Key_Return)
    assert manager.panel.field.echoMode() is manager.panel.field.EchoMode.Password
    answer(manager, "4321")
    answer(manager, "4312")
    assert said(manager) == "staff.pins_differ"
    assert entries_of(till, EntryKind.STAFF_CHANGED) == []
    manager.panel.field.clear()
    answer(manager, "4321")
    assert said(manager) == "王小雨（工号 3001）密码已重设"
    manager.press(Key.Key_F3)
    assert manager.panel.field.echoMode() is manager.panel.field.EchoMode.Normal


def test_stopping_and_starting_again(manager: Clerk, till: Till) -> None:
    staff = manager.window.conductor.desks.staff
    manager.press(Key.Key_F10, Key.Key_Y)
    staff.chosen(TRAINEE)
    manager.press(Key.Key_Down, Key.Key_Down, Key.Key_Return)
    assert manager.panel.title.text() == "停用员工"
    manager.press(Key.Key_Escape)
    assert manager.panel.title.text() == "员工"
    staff.chosen(TRAINEE)
    manager.press(Key.Key_Down, Key.Key_Down, Key.Key_Return, Key.Key_Return)
    assert said(manager) == "王小雨（工号 3001）已停用"
    assert TRAINEE not in {each.staff_id for each in till.people.at_work()}
    assert manager.panel._list.choices.item_at(2).amount == "已停用"
    staff.chosen(TRAINEE)
    manager.press(Key.Key_Return)
    assert TRAINEE in {each.staff_id for each in till.people.at_work()}


def test_the_last_manager_is_told_why_not(manager: Clerk, till: Till) -> None:
    manager.press(Key.Key_F10, Key.Key_Y)
    manager.window.conductor.desks.staff.chosen(MANAGER)
    manager.press(Key.Key_Down, Key.Key_Down, Key.Key_Return, Key.Key_Return)
    assert (manager.panel.title.text(), said(manager)) == ("员工", "staff.last_manager")
    assert entries_of(till, EntryKind.STAFF_CHANGED) == []


def test_a_lock_out_ends_here(manager: Clerk, till: Till) -> None:
    while not till.people.locked():
        with pytest.raises(Exception, match="sign_in"):
            till.people.identify(CASHIER, "0000")
    manager.press(Key.Key_F10, Key.Key_Y)
    assert manager.panel._list.choices.item_at(0).amount == "密码锁定"
    manager.press(Key.Key_Return)
    assert rows(manager)[0] == "解除密码锁定"
    manager.press(Key.Key_Return)
    assert (till.people.locked(), said(manager)) == ((), "李芳（工号 1001）可以登录了")
    with pytest.raises(SignInRefused):
        till.people.identify(CASHIER, "0000")


def test_esc_goes_from_a_question_back_to_the_page(manager: Clerk) -> None:
    manager.press(Key.Key_F10, Key.Key_Y)
    for question in (Key.Key_F3, Key.Key_Return):
        manager.press(question)
        assert manager.panel.title.text() != "员工"
        manager.press(Key.Key_Escape)
        assert manager.panel.title.text() == "员工"
    manager.press(Key.Key_Escape)
    assert manager.panel is None


@pytest.mark.parametrize("percent", [100, 150, 200])
def test_nothing_is_cut_with_large_letters(make_clerk: MakeClerk, percent: int) -> None:
    clerk = make_clerk(SCREEN, percent)
    clerk.press(Key.Key_F10, Key.Key_Y)
    assert cut_texts(clerk.panel) == []
