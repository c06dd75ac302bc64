"""A finger can do all that a keyboard can: every key that is shown is a button, and no notice moves one."""

from __future__ import annotations

import pytest

from pos.ui.scanning.double_press import TOO_SOON_MS
from pos.ui.shifts.handover.pictures import COINS
from tests.services.returning import ledger_of
from tests.shop import MANAGER, MANAGER_PIN, OIL, SOY, Shop
from tests.ui.finger import tap, touch
from tests.ui.windows import Clerk, MakeClerk, lines

SCREEN = (1024, 768)


@pytest.fixture
def finger(make_clerk: MakeClerk) -> Clerk:
    return make_clerk(SCREEN)


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
