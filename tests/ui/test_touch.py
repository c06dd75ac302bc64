"""A finger can do all that a keyboard can: every key that is shown is a button, and no notice moves one."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget

from pos.ui.frame.touch_keypad import wants_keys
from pos.ui.help.view import HelpPanel
from pos.ui.scanning.double_press import TOO_SOON_MS
from pos.ui.shifts.handover.pictures import COINS
from pos.ui.words.notices import Notice
from tests.services.returning import ledger_of
from tests.shop import MANAGER, MANAGER_PIN, OIL, SOY, Shop
from tests.ui.scenes import SCENES
from tests.ui.windows import Clerk, MakeClerk, lines, visible

SCREEN = (1024, 768)
KEY = re.compile(r"(?<![A-Za-z0-9])(F1[0-2]|F[1-9]|Esc|Enter|Del|Ins|PgUp|PgDn)(?![A-Za-z0-9])")
LONG = Notice(
    "刚才那一件没有记上：这个条码不在商品资料里，也不是本店秤上打出来的码",
    "请换一件再扫，或用名称、拼音首字母查找；仍没有请告诉店长建档，再试一次。",
    "a.test",
)


@pytest.fixture
def finger(make_clerk: MakeClerk) -> Clerk:
    return make_clerk(SCREEN)


def surface(clerk: Clerk) -> QWidget:
    """What is on top: the open panel, else the screen."""
    found: QWidget = clerk.panel or clerk.window._screen
    return found


def buttons(clerk: Clerk) -> list[QAbstractButton]:
    """All that can be touched now: in what is on top, and on the bar."""
    bar = visible(clerk.window.top) if clerk.panel is None else iter(())
    parts = [*visible(surface(clerk)), *bar]
    return [part for part in parts if isinstance(part, QAbstractButton)]


def texts(clerk: Clerk) -> Iterator[str]:
    """All that can be read now, the notice too."""
    for part in visible(surface(clerk)):
        if isinstance(part, QLabel):
            yield part.text()
        elif isinstance(part, QLineEdit):
            yield part.text() or part.placeholderText()
    notice = surface(clerk).notice.notice  # type: ignore[attr-defined]
    if notice is not None:
        yield f"{notice.title} {notice.what_next}"


def touch(part: QWidget, at: QPoint | None = None) -> None:
    QTest.mouseClick(part, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at or QPoint())


def tap(clerk: Clerk, *words: str) -> None:
    """Touch the button with this word, on the keypad first, then on what is on top."""
    for word in words:
        pad = clerk.window.touch_keypad
        places = [*([pad] if pad.isVisible() else []), surface(clerk), clerk.window.top]
        found = [
            part
            for place in places
            for part in visible(place)
            if isinstance(part, QAbstractButton) and part.isEnabled() and part.text() == word
        ]
        assert found, f"no key {word!r} to touch"
        assert clerk.window.rect().contains(
            QRect(found[0].mapTo(clerk.window, QPoint(0, 0)), found[0].size())
        ), f"{word!r} is out of the window"
        touch(found[0])
        clerk.turn(5)


# ── Every key that is shown can be touched ─────────────────────────────────────────────────


@pytest.mark.parametrize("name", SCENES)
def test_every_key_that_is_named_is_a_button_to_touch(finger: Clerk, name: str) -> None:
    SCENES[name](finger)
    finger.turn(20)
    if isinstance(surface(finger), HelpPanel):
        pytest.skip("the table of all keys, those of other screens too")
    can_be_touched = {
        key for part in buttons(finger) if part.isEnabled() for key in KEY.findall(part.accessibleName())
    }
    named = {key: text for text in texts(finger) for key in KEY.findall(text)}
    missing = {key: text for key, text in named.items() if key not in can_be_touched}
    assert missing == {}
    assert "Esc" in can_be_touched or name in WITHOUT_A_WAY_BACK, "no way back by touch"


# Where nothing is left behind: the checkout itself, the sign-in, and a till that has stopped.
WITHOUT_A_WAY_BACK = {"sign_in", "sign_in_refused", "checkout", "no_lease", "notice", "stopped"}


# ── A notice moves nothing ─────────────────────────────────────────────────────────────────


def places(clerk: Clerk) -> dict[str, QRect]:
    return {
        f"{place} {part.accessibleName()}": QRect(part.mapTo(clerk.window, QPoint(0, 0)), part.size())
        for place, part in enumerate(buttons(clerk))
    }


@pytest.mark.parametrize("percent", [100, 150])
@pytest.mark.parametrize("name", SCENES)
def test_a_notice_moves_no_key_and_shrinks_nothing(make_clerk: MakeClerk, name: str, percent: int) -> None:
    clerk = make_clerk(SCREEN, percent)
    SCENES[name](clerk)
    clerk.turn(20)
    clerk.window.show_notice(None)
    clerk.turn(5)
    top = surface(clerk)
    before, size = places(clerk), top.geometry()
    clerk.window.show_notice(LONG)
    clerk.turn(5)
    assert places(clerk) == before
    assert top.geometry() == size
    bar = top.notice  # type: ignore[attr-defined]
    assert bar.isVisible()
    inside = QRect(bar.mapTo(clerk.window, QPoint(0, 0)), bar.size())
    assert clerk.window.rect().contains(inside)
    for part in visible(bar):
        if isinstance(part, QLabel):
            assert part.height() >= part.heightForWidth(part.width()), "the notice's words are cut"
    if "Esc" in {key for part in buttons(clerk) for key in KEY.findall(part.accessibleName())}:
        backs = [part for part in buttons(clerk) if "Esc" in part.accessibleName()]
        free = [
            part
            for part in backs
            if not inside.intersects(QRect(part.mapTo(clerk.window, QPoint(0, 0)), part.size()))
        ]
        assert free, "the notice lies over the way back"
    touch(bar)
    assert not bar.isVisible()


# ── Every number can be typed by touch ─────────────────────────────────────────────────────


@pytest.mark.parametrize("name", SCENES)
def test_every_number_can_be_typed_with_a_finger(finger: Clerk, name: str) -> None:
    SCENES[name](finger)
    finger.turn(20)
    pad = finger.window.touch_keypad
    for field in surface(finger).findChildren(QLineEdit):
        if not field.isVisible() or field.isReadOnly() or not field.isEnabled() or not wants_keys(field):
            continue
        touch(field)
        finger.turn(2)
        assert pad.isVisible(), field.accessibleName()
        shown = pad.geometry()
        assert finger.window.rect().contains(shown)
        assert not shown.intersects(QRect(field.mapTo(finger.window, QPoint(0, 0)), field.size()))
        covered = [
            part.accessibleName()
            for part in buttons(finger)
            if part.isEnabled()
            and not pad.isAncestorOf(part)
            and shown.intersects(QRect(part.mapTo(finger.window, QPoint(0, 0)), part.size()))
        ]
        assert covered == [], f"{field.accessibleName()}: the keypad lies over keys"
        before = field.text()
        field.clear()
        tap(finger, "7")
        assert field.text() == "7"
        field.setText(before)
        tap(finger, "收起键盘")
        assert not pad.isVisible()


# ── A whole day by touch ───────────────────────────────────────────────────────────────────


def type_by_touch(clerk: Clerk, text: str) -> None:
    tap(clerk, *text)


def test_a_whole_sale_from_a_damaged_barcode_to_the_change_by_touch(finger: Clerk) -> None:
    finger.window.conductor.sign_out()
    finger.turn(5)
    sign_in = finger.window.sign_in
    touch(sign_in._number)
    type_by_touch(finger, "1001")
    tap(finger, "登录")
    type_by_touch(finger, "1234")
    tap(finger, "登录")
    touch(finger.window.checkout.entry)
    type_by_touch(finger, f"2*{SOY}")
    tap(finger, "加入")
    touch(finger.window.checkout.entry)
    type_by_touch(finger, OIL)
    tap(finger, "确定")
    assert lines(finger) == [SOY, OIL]
    tap(finger, "收款", "返回销售", "收款")
    tap(finger, *"100", "收款")
    finger.turn(50)
    assert finger.till.receipts.last_sale_no() is not None
    assert finger.till.checkout.state.basket.is_untouched


def test_every_loose_article_is_reached_by_tabs_and_pages(finger: Clerk) -> None:
    wanted = {goods.full_name for goods in finger.till.goods.loose()}
    assert wanted
    tap(finger, "商品")
    finger.turn(20)
    panel = finger.panel
    seen: set[str] = set()
    for tab in [tab for tab in panel._tabs if tab.isVisible()]:
        touch(tab)
        finger.turn(5)
        for _page in range(50):
            keys = [key for key in panel._keys if key.isVisible()]
            room = panel._held.rect()
            assert all(room.contains(key.geometry()) for key in keys), "a key is cut"
            seen |= {key.text() for key in keys}
            if not panel._next_page.isEnabled():
                break
            touch(panel._next_page)
    assert seen >= wanted


def test_a_whole_return_with_the_manager_s_yes_by_touch(finger: Clerk) -> None:
    finger.scan(SOY)
    tap(finger, "收款", "整付")
    finger.turn(50)
    tap(finger, "返回")
    sale_no = finger.till.receipts.last_sale_no()
    assert sale_no is not None
    tap(finger, "更多", "退货")
    finger.turn(150)
    tap(finger, "1", "查找")
    finger.turn(150)
    panel = finger.panel
    rows = panel._list
    touch(rows.viewport(), rows.visualRect(rows.model().index(0, 0)).center())
    touch(panel._reasons[0])
    tap(finger, "确认退货")
    assert finger.panel is not panel, "somebody has to approve"
    touch(finger.panel.number)
    type_by_touch(finger, MANAGER)
    tap(finger, "授权")  # From the number to the PIN.
    type_by_touch(finger, MANAGER_PIN)
    tap(finger, "授权")
    finger.turn(300)
    (entry,) = ledger_of(finger.till).days.returns_of(sale_no)
    assert entry.approver == MANAGER


def test_a_count_a_handover_and_the_day_close_by_touch(finger: Clerk, shop: Shop) -> None:
    conductor = finger.window.conductor
    finger.scan(OIL)
    tap(finger, "收款", "整付")
    finger.turn(50)
    tap(finger, "返回")
    conductor.changed(finger.till.checkout.state)
    tap(finger, "更多", "交班", "返回", "更多", "交班")
    handover = finger.window.screen_of(conductor.screen)
    taken = finger.till.shifts.current()
    assert taken is not None
    fields = handover.fields
    touch(fields._pieces[COINS[0][0]])
    tap(finger, "5", "确定")
    assert finger.window.touch_keypad._field is fields._pieces[COINS[1][0]]
    tap(finger, "1", "收起键盘")
    touch(fields._pieces[2_000])
    tap(finger, "1", "收起键盘", "提交盘点")
    assert [count.counted for count in finger.till.shifts.ending().counts] == [57_000]
    tap(finger, "返回", "更多", "交班")
    finger.turn(TOO_SOON_MS)
    tap(finger, "交班")
    assert (finger.till.shifts.current(), finger.till.people.signed_in) == (None, None)
    touch(finger.window.sign_in._number)
    type_by_touch(finger, MANAGER)
    tap(finger, "登录")
    type_by_touch(finger, MANAGER_PIN)
    tap(finger, "登录")
    tap(finger, "店务", "日结")
    finger.background.wait(10)
    finger.turn(50)
    tap(finger, "返回", "店务", "日结")
    finger.background.wait(10)
    finger.turn(TOO_SOON_MS)
    tap(finger, "店长签字并日结")
    finger.turn(TOO_SOON_MS)
    touch(finger.panel.pin)
    type_by_touch(finger, MANAGER_PIN)
    tap(finger, finger.panel._keypad.main.text())
    finger.background.wait(10)
    finger.turn(50)
    assert finger.till.days.figures("2026-11-23").revision == 1
