"""Every screen and panel, with one key or one scan too many: nothing is booked, nobody comes or goes."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent

import pos.ui
from pos.domain.decoding import decode_entry
from pos.domain.journal.entries import EntryKind
from pos.services.till import Till
from pos.ui.places import TAKES, Panel, kind_of
from pos.ui.scanning.double_press import TOO_SOON_MS, AnswerKey, DoublePress
from pos.ui.widgets.overlay import PanelWidget
from tests.shop import CASHIER, LAN, OIL, SOY
from tests.ui.scenes import SCENES, reset
from tests.ui.windows import Clerk, lines

Key = Qt.Key
WECHAT, RECEIPT = "134567890123456789", "S01-1-20261123-0001"
SCANS = (OIL, LAN, WECHAT, RECEIPT)

# Where a single Enter or F12 is the answer to what is asked there, and so not one too many. Everything
# else, and every new scene, must bear the key without anything coming of it.
ANSWERS = {
    "pay": "the exact sum is handed over in cash: the second of two keys",
    "pay_refused": "the same",
    "paid": "the amount that was typed",
    "unclear_aside": "the exact sum in cash instead of the phone",
    "confirm": "看手机: the money has come",
    "make_good_handing_out": "F12: the customer has taken the money; Enter does not say so",
    "cancel": "the whole sale is not wanted",
    "training_ask": "leads to the other till",
    "day_sign": "leads on to the signature",
    "goods_yes": "the goods are taken over",
    "goods_preview": "asks whether to take them over",
    "goods_dearer": "the same",
    "balance": "F12 prints the balance for its holder",
    "x_report": "F12 prints it",
    "quantity": "the number that stands there",
    "give_back": "F12 gives the goods back: a reason is chosen",
    "give_back_refused": "the same",
    "counted": "F12 hands the shift over, and is the key that counted: see below",
}


def booked(till: Till) -> int:
    """How many entries are in the journal; that a card got nothing is only counted, and no booking."""
    ledger = till.checkout._parts.recorder.ledger
    stored = ledger.entries_after(0, entries_max=10_000, bytes_max=1 << 30)
    return sum(decode_entry(each.sealed.payload).kind != EntryKind.CARD_REFUSED for each in stored)


def person(till: Till) -> str:
    """Who is signed in."""
    signed_in = till.people.signed_in
    return "" if signed_in is None else signed_in.staff_id


def stands(clerk: Clerk) -> tuple[int, str, bool]:
    """What one key too many must not change."""
    return booked(clerk.till), person(clerk.till), clerk.till.shifts.current() is not None


@pytest.mark.parametrize("name", SCENES)
def test_one_key_or_scan_too_many_books_nothing_and_signs_nobody_in_or_out(clerk: Clerk, name: str) -> None:
    SCENES[name](clerk)
    clerk.turn(20)
    before = stands(clerk)
    for scanned in SCANS:
        clerk.scan(scanned)
        clerk.turn(20)
        assert stands(clerk) == before, scanned
    for key in (Key.Key_Return, Key.Key_F12, Key.Key_Escape):
        if key is not Key.Key_Escape and name in ANSWERS:
            continue
        reset(clerk)
        SCENES[name](clerk)
        clerk.turn(20)
        before = stands(clerk)
        clerk.press(key)
        clerk.turn(20)
        assert stands(clerk) == before, key


def test_every_answer_named_here_is_still_a_scene() -> None:
    assert set(ANSWERS) <= set(SCENES)


# ── The same key once more, before anybody can have read what it brought ────────────────────


def test_the_key_that_leads_to_the_payment_does_not_pay(clerk: Clerk) -> None:
    clerk.scan(OIL)
    clerk.press(Key.Key_F12)
    clerk.bounce(Key.Key_F12)
    assert clerk.till.receipts.last_sale_no() is None
    clerk.press(Key.Key_Return)
    assert clerk.till.receipts.last_sale_no() is not None


def test_the_key_that_asks_whether_the_money_came_does_not_say_yes(clerk: Clerk) -> None:
    clerk.scan(OIL)
    clerk.press(Key.Key_F12, Key.Key_F2, Key.Key_Return)
    clerk.bounce(Key.Key_Return)
    assert clerk.till.checkout.state.basket.tenders == ()
    assert clerk.panel.title.text() == "微信收款"


def test_the_pin_s_enter_opens_no_shift_and_neither_does_any_enter_on_an_empty_field(
    clerk: Clerk, till: Till
) -> None:
    till.shifts.count("cash", "500")
    till.shifts.close()
    clerk.window.conductor.sign_out()
    clerk.type("1001")
    clerk.press(Key.Key_Return)
    clerk.type("1234")
    clerk.press(Key.Key_Return)
    assert clerk.window.shift.isVisible()
    clerk.bounce(Key.Key_Return)
    clerk.press(Key.Key_Return, Key.Key_Return)
    assert (till.shifts.current(), clerk.notice) == (None, "请输入备用金")
    clerk.press(Key.Key_Escape, Key.Key_Escape, Key.Key_Escape)
    assert (person(till), clerk.panel.title.text()) == (CASHIER, "退出登录")


def test_a_key_that_is_held_down_answers_once(clerk: Clerk) -> None:
    clerk.scan(OIL)
    clerk.press(Key.Key_F12)
    for _repeat in range(5):
        clerk.key(Key.Key_F12, repeated=True)
        clerk.key(Key.Key_Return, "\r", repeated=True)
    assert clerk.till.receipts.last_sale_no() is None


def test_the_count_s_key_does_not_hand_the_shift_over(clerk: Clerk) -> None:
    SCENES["handover"](clerk)
    clerk.type("5")
    clerk.press(Key.Key_Escape)
    assert clerk.panel.title.text() == "先不交班"  # What was counted is not thrown away by one key.
    clerk.press(Key.Key_Escape)
    clerk.press(Key.Key_F12)
    assert clerk.till.shifts.ending().counts
    clerk.bounce(Key.Key_F12, Key.Key_Return)
    assert clerk.till.shifts.current() is not None


def test_fields_are_gone_through_as_fast_as_a_hand_can() -> None:
    keys = DoublePress()
    assert not any(keys.is_too_many(AnswerKey.ENTER, at) for at in range(0, 1_000, 100))
    keys.appeared()
    assert keys.is_too_many(AnswerKey.ENTER, 1_000)
    assert not keys.is_too_many(AnswerKey.F12, 1_001)
    assert keys.is_too_many(AnswerKey.F12, 1_002)
    assert not keys.is_too_many(AnswerKey.F12, 1_001 + TOO_SOON_MS)
    assert not keys.is_too_many(AnswerKey.ENTER, 900)  # A clock that steps back is no second press.


def tap(clerk: Clerk, where: QPoint) -> None:
    """One finger on the glass, at a place of the window, as the system tells of it."""
    handle = clerk.window.windowHandle()
    assert handle is not None
    spot = QPointF(where)
    button, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    for kind, held in ((QEvent.Type.MouseButtonPress, button), (QEvent.Type.MouseButtonRelease, none)):
        event = QMouseEvent(kind, spot, spot, button, held, Qt.KeyboardModifier.NoModifier)
        QCoreApplication.sendEvent(handle, event)
    clerk.turn()


def test_a_finger_that_taps_twice_does_not_press_what_came_to_lie_there(clerk: Clerk) -> None:
    clerk.scan(OIL)
    clerk.press(Key.Key_F12, Key.Key_F2)
    main = clerk.window.pay.keypad.main
    where = main.mapTo(clerk.window, main.rect().center())
    tap(clerk, where)
    assert clerk.panel.title.text() == "微信收款"
    tap(clerk, where)  # Beside the panel by now: another tap would put the question away unread.
    assert clerk.panel is not None
    yes = clerk.panel._yes
    tap(clerk, yes.mapTo(clerk.window, yes.rect().center()))
    assert clerk.till.receipts.last_sale_no() is not None


# ── The window's × ─────────────────────────────────────────────────────────────────────────


def close_window(clerk: Clerk) -> bool:
    """Press the system's ×, and say whether the window went."""
    clerk.window.close()
    clerk.turn()
    return not clerk.window.isVisible()


def test_the_window_asks_before_it_closes_over_work(clerk: Clerk, till: Till) -> None:
    asked: tuple[tuple[Callable[[], None], str], ...] = (
        (lambda: None, "班次还开着"),
        (lambda: clerk.scan(OIL), "还没有结完"),
        (lambda: clerk.press(Key.Key_F12), "正在收款"),
    )
    for prepare, words in asked:
        prepare()
        assert not close_window(clerk)
        assert clerk.panel.title.text() == "关闭收银程序"
        assert words in clerk.panel._words.text()
        clerk.press(Key.Key_Return)  # A bare Enter stays; so does Esc.
        assert clerk.panel is None
        assert not close_window(clerk)
        clerk.press(Key.Key_Escape)
        assert clerk.panel is None
    assert not close_window(clerk)
    clerk.press(Key.Key_F12)
    assert not clerk.window.isVisible()


def leave_the_count(clerk: Clerk) -> None:
    SCENES["handover"](clerk)
    clerk.type("5")
    clerk.press(Key.Key_Escape)


def leave_before_the_shift(clerk: Clerk) -> None:
    SCENES["shift"](clerk)
    clerk.press(Key.Key_Escape)


@pytest.mark.parametrize("leave", [close_window, leave_the_count, leave_before_the_shift])
def test_every_way_out_of_work_that_is_not_done_stays_at_a_bare_enter(
    clerk: Clerk, leave: Callable[[Clerk], object]
) -> None:
    leave(clerk)
    panel, screen = clerk.panel, clerk.window.conductor.screen
    assert (panel._no.accessibleName().split()[-1], panel._yes.accessibleName().split()[-1]) == (
        "Enter",
        "F12",
    )
    before = stands(clerk)
    clerk.press(Key.Key_Return)
    assert clerk.panel is None
    assert (clerk.window.conductor.screen, stands(clerk), clerk.window.isVisible()) == (screen, before, True)


def test_with_no_shift_and_no_sale_the_window_just_closes(clerk: Clerk, till: Till) -> None:
    till.shifts.count("cash", "500")
    till.shifts.close()
    clerk.window.conductor.sign_out()
    assert close_window(clerk)


# ── One rule for scans over panels ─────────────────────────────────────────────────────────


def all_panels() -> set[type[PanelWidget]]:
    """Every panel there is, by its class."""
    for module in pkgutil.walk_packages(pos.ui.__path__, "pos.ui."):
        importlib.import_module(module.name)
    found, left = set(), [PanelWidget]
    while left:
        made = left.pop().__subclasses__()
        found |= set(made)
        left += made
    return {each for each in found if each.__module__.startswith("pos.")}


@pytest.mark.parametrize("paying", [False, True])
def test_over_every_panel_a_scan_it_does_not_ask_for_is_said_and_it_stays(
    clerk: Clerk, monkeypatch: pytest.MonkeyPatch, *, paying: bool
) -> None:
    heard: list[str] = []
    monkeypatch.setattr(clerk.window, "beep", lambda: heard.append("beep"))
    clerk.scan(SOY)
    if paying:
        clerk.press(Key.Key_F12)
    conductor, seen = clerk.window.conductor, set()
    for panel in Panel:
        for scanned in SCANS:
            conductor._open(panel)
            conductor.asked_for = None
            widget = clerk.panel
            seen.add(type(widget))
            if not paying and (panel, kind_of(scanned)) in TAKES:
                continue
            before = (stands(clerk), clerk.till.checkout.state)
            heard.clear()
            clerk.scan(scanned)
            assert clerk.panel is widget, (panel, scanned)
            assert widget.notice.notice.title == "刚才扫的没有处理", (panel, scanned)
            assert heard == ["beep"]
            assert (stands(clerk), clerk.till.checkout.state) == before
        conductor.close_panel()
    assert seen == all_panels()
    assert lines(clerk) == [SOY]
