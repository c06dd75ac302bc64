"""The scanner at the real window: nothing is lost, nothing is pressed, nothing is mistaken."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication

from pos.ui.frame.conductor import REFUSAL_STAYS_TICKS
from pos.ui.scanning.wedge import GAP_MS
from tests.shop import CASHIER, CASHIER_PIN, LAN, LOST, OIL, RICE, SOY, WITHOUT_LEASE
from tests.ui.scenes import SCENES, reset
from tests.ui.windows import Clerk, lines

Key = Qt.Key
UNKNOWN = "6901234567892"


# ── The scanner ────────────────────────────────────────────────────────────────────────────


def test_thirty_scans_at_once_lose_none(clerk: Clerk) -> None:
    for place in range(30):
        clerk.scan((OIL, SOY, RICE)[place % 3])
    assert lines(clerk) == [OIL, SOY, RICE] * 10
    assert clerk.window.checkout.entry.text() == ""


def test_keys_that_qt_takes_for_repeated_belong_to_the_burst(clerk: Clerk) -> None:
    for _time in range(3):
        for place, letter in enumerate(OIL):
            clerk.key(Key(ord(letter)), letter, repeated=OIL[place - 1 : place] == letter)
        clerk.press(Key.Key_Return)
    assert lines(clerk) == [OIL]
    assert clerk.till.checkout.state.basket.lines[0].quantity == 3_000
    assert clerk.window.checkout.entry.text() == ""


def test_a_shift_key_within_a_burst_does_not_tear_it(clerk: Clerk) -> None:
    for letter in "S01-1-20261123-00A7":
        if letter.isalpha():
            clerk.key(Key.Key_Shift)
        clerk.key(Key(ord(letter)), letter)
    clerk.key(Key.Key_Return, "\r")
    clerk.turn(150)  # A receipt's number is looked up beside the window.
    assert clerk.window.checkout.entry.text() == ""
    assert clerk.notice == "sale.unknown"


def test_three_star_without_enter_counts_for_the_scan(clerk: Clerk) -> None:
    clerk.type("3*")
    clerk.scan(OIL)
    assert clerk.till.checkout.state.basket.lines[0].quantity == 3_000
    assert clerk.window.checkout.entry.text() == ""


def test_a_refused_article_stays_said_over_good_scans_for_eight_seconds(clerk: Clerk) -> None:
    clerk.scan(UNKNOWN)
    clerk.scan(OIL)
    assert clerk.notice == "barcode.unknown"
    for _second in range(REFUSAL_STAYS_TICKS - 1):
        clerk.window.conductor.tick()
    assert clerk.notice == "barcode.unknown"
    clerk.window.conductor.tick()
    assert clerk.notice == ""


@pytest.mark.parametrize("key", [Key.Key_Escape, Key.Key_Up, Key.Key_F5])
def test_a_key_takes_a_refused_articles_notice_away(clerk: Clerk, key: Qt.Key) -> None:
    clerk.scan(UNKNOWN)
    clerk.scan(OIL)
    clerk.press(key)
    assert clerk.notice != "barcode.unknown"
    clerk.scan(OIL)
    assert clerk.notice == ""


def test_each_refused_scan_is_heard_once(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []
    monkeypatch.setattr(clerk.window, "beep", lambda: heard.append("beep"))
    clerk.scan(OIL)
    assert heard == []
    for refused in (UNKNOWN, LOST):
        clerk.scan(refused)
    assert heard == ["beep"] * 2


def test_the_line_that_was_scanned_stays_in_view_over_a_notice(clerk: Clerk) -> None:
    for _time in range(8):
        for code in (OIL, SOY, RICE):
            clerk.scan(code)
    clerk.turn(20)
    clerk.scan(UNKNOWN)
    clerk.turn(50)
    table = clerk.window.checkout.table
    assert table.viewport().rect().contains(table.visualRect(table.currentIndex()))


def test_a_person_typing_a_code_is_not_disturbed(clerk: Clerk) -> None:
    clerk.type("00123")
    assert clerk.window.checkout.entry.text() == "00123"
    clerk.press(Key.Key_Return)
    assert clerk.panel.title.text() == "上海青 称重"


def test_the_button_that_has_the_focus_is_pressed_by_a_persons_enter_and_never_by_a_scan(
    clerk: Clerk,
) -> None:
    clerk.press(*[Key.Key_Tab] * 4)  # 加入, 补贴 and 退货 stand beside the entry line; then 数量.
    assert isinstance(QApplication.focusWidget(), QAbstractButton)
    clerk.scan(OIL)
    assert (lines(clerk), clerk.panel) == ([OIL], None)
    clerk.press(Key.Key_Return)
    assert clerk.panel.title.text() == "压榨菜籽油 5L"


def torn_scan(clerk: Clerk, code: str) -> None:
    """Two digits, a pause, the rest: it is typed, for half a code must never be taken for a code."""
    for letter in code[:2]:
        clerk.key(Key(ord(letter)), letter)
    clerk.turn(GAP_MS + 20)
    for letter in code[2:]:
        clerk.key(Key(ord(letter)), letter)
    clerk.key(Key.Key_Return, "\r")


def test_a_scan_that_was_torn_is_whole_again_in_the_entry_line(clerk: Clerk) -> None:
    clerk.type("3*")
    torn_scan(clerk, OIL)
    assert lines(clerk) == [OIL]
    assert clerk.till.checkout.state.basket.lines[0].quantity == 3_000
    assert (clerk.window.checkout.entry.text(), clerk.notice) == ("", "")


def test_a_scan_that_was_torn_elsewhere_is_said_and_its_enter_confirms_nothing(clerk: Clerk) -> None:
    clerk.scan(OIL)
    clerk.press(Key.Key_F12)
    torn_scan(clerk, "134567890123456789")
    assert clerk.notice == "没扫全"
    assert clerk.till.checkout.state.basket.tenders == ()
    clerk.press(Key.Key_Escape, Key.Key_F11)
    clerk.type("2001")
    clerk.press(Key.Key_Return)
    torn_scan(clerk, "00123456")  # Digits only, like a PIN.
    assert clerk.panel.notice.notice.title == "没扫全"
    assert clerk.till.people.signed_in is not None
    assert clerk.till.people.signed_in.staff_id == "1001"


def test_letters_go_to_the_search_even_while_a_button_has_the_focus(clerk: Clerk) -> None:
    clerk.press(Key.Key_Tab)
    clerk.type("x")
    assert clerk.panel.field.text() == "x"


def test_a_second_scan_never_becomes_a_quantity(clerk: Clerk) -> None:
    clerk.scan(OIL)
    clerk.press(Key.Key_F2)
    clerk.scan(SOY)
    assert [line.quantity for line in clerk.till.checkout.state.basket.lines] == [1_000]
    assert (clerk.panel.field.text(), clerk.panel.notice.notice.title) == ("1", "刚才扫的没有处理")
    clerk.press(Key.Key_Escape)
    clerk.scan(SOY)
    assert lines(clerk) == [OIL, SOY]


def test_a_question_for_a_card_takes_a_card(clerk: Clerk) -> None:
    clerk.scan(OIL)
    clerk.press(Key.Key_F4)
    clerk.scan(LAN)
    card = clerk.till.checkout.state.basket.card
    assert (card and card.card_no, clerk.panel) == (LAN, None)


def test_a_card_scanned_at_the_balance_asks_and_sells_nothing(clerk: Clerk) -> None:
    clerk.press(Key.Key_F7)
    clerk.scan(LAN)
    assert clerk.panel.title.text() == "余额"
    assert clerk.till.checkout.state.basket.card is None
    clerk.scan(WITHOUT_LEASE)
    assert clerk.panel.title.text() == "余额"


def test_before_anybody_signed_in_a_scan_gets_a_hint_and_is_not_typed(clerk: Clerk) -> None:
    clerk.window.conductor.sign_out()
    clerk.scan(OIL)
    assert clerk.notice == "请先登录"
    assert clerk.window.sign_in._number.text() == ""


# ── No scan is swallowed ───────────────────────────────────────────────────────────────────

ROOMS = ("checkout", "pay", "sign_in", "shift", "handover", "day", "journal")
RECEIPTS = ("S01-1-20261123-0001", "S01-1-20261123-00A7")


@pytest.mark.parametrize("room", ROOMS)
def test_every_scan_in_every_room_is_taken_or_said(
    clerk: Clerk, room: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []
    monkeypatch.setattr(clerk.window, "beep", lambda: heard.append("beep"))
    for scanned in (*RECEIPTS, OIL, UNKNOWN, LOST, LAN, "134567890123456789"):
        reset(clerk)
        SCENES[room](clerk)
        clerk.turn(20)
        clerk.window.conductor.say(None)
        heard.clear()
        before = (clerk.till.checkout.state, clerk.panel)
        clerk.scan(scanned)
        clerk.turn(150)  # A receipt's number is looked up beside the window.
        taken = (clerk.till.checkout.state, clerk.panel) != before
        found = room == "journal" and scanned in RECEIPTS  # It is looked for: what is found is shown.
        again = room in ("checkout", "pay") and scanned == LAN  # The card the sale has already.
        assert taken or found or again or clerk.notice, scanned
        if room == "pay" and not taken and not again:
            assert heard == ["beep"], scanned


def test_a_receipt_while_paying_is_said_not_to_be_for_this(clerk: Clerk) -> None:
    clerk.scan(SOY)
    clerk.press(Key.Key_F12)
    for receipt in RECEIPTS:
        clerk.scan(receipt)
        assert clerk.notice == "goods.not_expected"


def test_a_start_into_an_open_sale_names_only_keys_that_work_there(clerk: Clerk) -> None:
    """F10 does nothing while the sale is paid: Esc comes first, and the notice says so."""
    for keys in ((), (Key.Key_F12,)):
        clerk.scan(SOY)
        clerk.press(*keys)
        clerk.window.conductor.sign_out()
        clerk.till.people.sign_in(CASHIER, CASHIER_PIN)
        clerk.window.conductor.go_home()
        notice = clerk.window._screen.notice.notice
        assert notice is not None and notice.title == "接着上次没结完的一单"
        for name in re.findall(r"F\d+|Esc", notice.what_next):
            clerk.press(Key.Key_Escape if name == "Esc" else Key.Key_F10)
        assert clerk.panel.title.text() == "更多"
        clerk.press(Key.Key_3, Key.Key_Down, Key.Key_F12)
        reset(clerk)
