from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QTableView

from pos.ui.help.acts import MoreAct
from pos.ui.places import Screen
from pos.ui.selling.checkout.acts import Act
from pos.ui.shell import Signing
from pos.ui.style.theme import RESOURCES
from pos.ui.words.notices import Notice
from tests.shop import LAN, OIL, RICE, SOY, WITHOUT_LEASE
from tests.ui.scenes import SCENES, reset
from tests.ui.windows import SIZES, Clerk, MakeClerk, cut_at_rest, cut_texts, lines, visible

Key = Qt.Key
UNKNOWN = "6901234567892"


# ── A whole sale ───────────────────────────────────────────────────────────────────────────


def test_a_whole_day_begins_and_sells_by_keyboard_alone(clerk: Clerk) -> None:
    clerk.window.conductor.sign_out()
    clerk.type("1001")
    clerk.press(Key.Key_Return)
    clerk.type("1234")
    clerk.press(Key.Key_Return)
    clerk.scan(OIL)
    clerk.type("2*")
    clerk.press(Key.Key_Return)
    clerk.scan(SOY)
    clerk.scan(LAN)
    clerk.press(Key.Key_Up, Key.Key_Down, Key.Key_F2)
    clerk.type("3")
    clerk.press(Key.Key_Return)
    assert [line.quantity for line in clerk.till.checkout.state.basket.lines] == [1_000, 3_000]
    clerk.press(Key.Key_F12)
    clerk.type("50")
    assert (clerk.window.pay._change_word.text(), clerk.window.pay.change.words) == ("找零", "24.38")
    clerk.press(Key.Key_Return)
    assert clerk.panel.title.text() == "收款完成"
    clerk.bounce(Key.Key_Return, Key.Key_F12)
    clerk.press(Key.Key_Return, Key.Key_F12)
    assert clerk.panel._figure.words == "24.38"  # It stays, whatever is pressed once too often.
    clerk.scan(RICE)
    assert clerk.panel is None
    assert lines(clerk) == [RICE]


@pytest.mark.parametrize("first", [(), (Key.Key_F12,)])
def test_a_payment_code_begins_the_payment_and_one_yes_finishes(
    clerk: Clerk, first: tuple[Qt.Key, ...]
) -> None:
    clerk.scan(OIL)
    clerk.press(*first)
    clerk.scan("134567890123456789")
    assert clerk.window.pay.isVisible()
    assert clerk.till.checkout.state.basket.tenders == ()
    clerk.press(Key.Key_Return)
    assert clerk.till.receipts.last_sale_no() is not None
    assert clerk.panel.title.text() == "收款完成"


def test_a_payment_code_without_goods_is_refused_in_words(clerk: Clerk) -> None:
    clerk.scan("134567890123456789")
    assert (clerk.notice, clerk.window.checkout.isVisible()) == ("payment_code.not_expected", True)


def test_after_a_sale_typing_goes_to_the_counter(clerk: Clerk) -> None:
    clerk.scan(OIL)
    clerk.press(Key.Key_F12, Key.Key_Return)
    clerk.type("3*")
    assert (clerk.panel, clerk.window.checkout.entry.text()) == (None, "3*")
    clerk.scan(OIL)
    clerk.press(Key.Key_F12, Key.Key_Return, Key.Key_F10)
    assert clerk.panel.title.text() == "更多"


@pytest.mark.parametrize("yes", [Key.Key_Return, Key.Key_F12])
def test_a_persons_enter_confirms_money_and_a_scan_never_does(clerk: Clerk, yes: Qt.Key) -> None:
    clerk.scan(OIL)
    clerk.press(Key.Key_F12, Key.Key_F2, Key.Key_Return)
    assert clerk.panel.title.text() == "微信收款"
    clerk.bounce(Key.Key_Return)  # The finger that opened the question has not read it.
    assert clerk.panel.title.text() == "微信收款"
    for scanned in (OIL, LAN, "134567890123456789"):
        clerk.scan(scanned)
        assert clerk.panel.title.text() == "微信收款"
        assert clerk.till.checkout.state.basket.tenders == ()
    clerk.press(yes)
    assert clerk.till.receipts.last_sale_no() is not None


# ── Keys and panels ────────────────────────────────────────────────────────────────────────


def test_initials_find_goods_and_the_weight_sells_them(clerk: Clerk) -> None:
    clerk.type("shq")
    clerk.press(Key.Key_Return)
    clerk.type("0.5")
    clerk.press(Key.Key_Return)
    line = clerk.till.checkout.state.basket.lines[0]
    assert (line.name, line.quantity) == ("上海青", 500)
    assert QApplication.focusWidget() is clerk.window.checkout.entry


@pytest.mark.parametrize("key", [Key.Key_F1, Key.Key_F3, Key.Key_F4, Key.Key_F7, Key.Key_F10])
def test_every_panel_opens_by_its_key_and_escape_goes_back_to_the_entry(clerk: Clerk, key: Qt.Key) -> None:
    clerk.press(key)
    assert clerk.panel is not None
    clerk.press(Key.Key_Escape)
    assert clerk.panel is None
    assert QApplication.focusWidget() is clerk.window.checkout.entry


def test_a_refused_answer_stays_open_with_its_words(clerk: Clerk) -> None:
    clerk.scan(OIL)
    clerk.press(Key.Key_F2)
    clerk.type("1.5")
    clerk.press(Key.Key_Return)
    assert clerk.panel.notice.notice.code == "quantity.not_whole"
    clerk.press(Key.Key_Escape)
    assert clerk.till.checkout.state.basket.lines[0].quantity == 1_000


def test_delete_belongs_to_the_text_first_and_then_to_the_line(clerk: Clerk) -> None:
    clerk.scan(OIL)
    clerk.type("12")
    clerk.press(Key.Key_Home, Key.Key_Delete)
    assert (clerk.window.checkout.entry.text(), lines(clerk)) == ("2", [OIL])
    clerk.press(Key.Key_Escape, Key.Key_Delete)
    assert lines(clerk) == []


def test_tab_stays_within_an_open_panel(clerk: Clerk) -> None:
    clerk.press(Key.Key_F4)
    for key in (Key.Key_Tab, Key.Key_Backtab):
        for _turn in range(20):
            clerk.press(key)
            focused = QApplication.focusWidget()
            assert focused is not None and clerk.panel.isAncestorOf(focused)


def test_space_presses_the_button_that_has_the_focus(clerk: Clerk) -> None:
    clerk.scan(OIL)
    clerk.press(*[Key.Key_Tab] * 4)  # 加入, 补贴 and 退货 stand beside the entry line; then 数量.
    clerk.type(" ")
    assert clerk.panel.title.text() == "压榨菜籽油 5L"


def test_hold_recall_and_the_rarer_acts_by_their_keys(clerk: Clerk) -> None:
    for code in (OIL, SOY):
        clerk.scan(code)
        clerk.press(Key.Key_F5)
    clerk.press(Key.Key_F6, Key.Key_Down, Key.Key_Return)
    assert lines(clerk) == [SOY]
    clerk.press(Key.Key_F10, Key.Key_3, Key.Key_F12)
    assert lines(clerk) == []


def test_delete_takes_the_last_sum_back_once_the_amount_is_empty(clerk: Clerk) -> None:
    clerk.scan(OIL)
    clerk.press(Key.Key_F12)
    clerk.type("20")
    clerk.press(Key.Key_Return)
    clerk.type("5")
    clerk.press(Key.Key_Home, Key.Key_Delete)
    assert (clerk.window.pay.amount(), len(clerk.till.checkout.state.basket.tenders)) == ("", 1)
    clerk.key(Key.Key_Delete, repeated=True)
    assert clerk.window.pay.change.words == "49.90"
    clerk.press(Key.Key_Delete)
    assert clerk.till.checkout.state.basket.tenders == ()
    clerk.press(Key.Key_F2)
    clerk.type("30")
    clerk.press(Key.Key_Return, Key.Key_F12, Key.Key_Delete)
    assert clerk.panel.title.text() == "撤回微信收款"
    clerk.press(Key.Key_F12)
    assert clerk.till.checkout.state.basket.tenders == ()


def test_a_touch_chooses_a_line_and_presses_keys(clerk: Clerk) -> None:
    clerk.scan(OIL)
    clerk.scan(SOY)
    table: QTableView = clerk.window.checkout.table
    where = table.visualRect(table.model().index(0, 1)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)
    button = clerk.window.checkout.action_bar._buttons[Act.DROP]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert lines(clerk) == [SOY]
    assert QApplication.focusWidget() is clerk.window.checkout.entry


def test_a_touch_beside_a_panel_goes_back(clerk: Clerk) -> None:
    clerk.press(Key.Key_F10)
    overlay = clerk.window.views.overlay
    QTest.mouseClick(overlay, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))
    assert clerk.panel is None


def test_the_keypad_pays(clerk: Clerk) -> None:
    clerk.scan(OIL)
    clerk.press(Key.Key_F12)
    keys = {button.text(): button for button in clerk.window.pay.findChildren(QAbstractButton)}
    for word in ("1", "0", "0", "退格", "0", "收款"):
        QTest.mouseClick(keys[word], Qt.MouseButton.LeftButton)
    assert clerk.panel._figure.words == "30.10"
    assert clerk.till.receipts.last_sale_no() is not None


def test_escape_at_the_shift_asks_before_somebody_else_signs_in(clerk: Clerk) -> None:
    clerk.window.conductor._go(Screen.SHIFT)
    clerk.press(Key.Key_Escape)
    assert clerk.till.people.signed_in is not None
    assert clerk.panel.title.text() == "退出登录"
    clerk.press(Key.Key_Escape)
    assert clerk.window.shift.isVisible()
    clerk.press(Key.Key_Escape, Key.Key_F12)
    assert clerk.window.sign_in.isVisible()


def test_a_printer_called_screen_shows_its_paper_where_it_was_asked_for(clerk: Clerk) -> None:
    png = (RESOURCES / "icons" / "app-64.png").read_bytes()
    clerk.window.conductor.balance.asked(LAN)
    clerk.window.paper_printed.emit(png)
    assert clerk.panel.title.text() == "余额单"
    assert clerk.window.receipt._paper.pixmap().width() == 64


def test_a_printer_called_screen_does_not_disturb_a_sale(clerk: Clerk) -> None:
    clerk.scan(OIL)
    clerk.window.paper_printed.emit(b"")
    assert clerk.panel is None


# ── When things go wrong ───────────────────────────────────────────────────────────────────


def test_a_stop_is_a_page_with_words_and_retry_goes_back_to_the_same_basket(clerk: Clerk) -> None:
    clerk.scan(OIL)
    clerk.window.conductor.stop(Notice("账本写不进去", "请检查磁盘。", "ledger.unwritable"))
    assert clerk.window.stopped.isVisible()
    clerk.scan(SOY)
    assert clerk.notice == "请稍等"
    clerk.press(Key.Key_F12)
    assert clerk.window.checkout.isVisible()
    assert lines(clerk) == [OIL]


def test_what_the_platform_sent_is_shown_at_the_next_tick(clerk: Clerk) -> None:
    clerk.scan(WITHOUT_LEASE)
    assert clerk.window.checkout.benefits._picture is not None
    assert clerk.window.checkout.benefits._picture.notice is not None
    clerk.till.news.set()
    clerk.window.conductor.tick()
    assert lines(clerk) == []


def test_the_lights_are_on_the_top_bar(clerk: Clerk) -> None:
    assert clerk.window.top._sync.accessibleName() == "未接入平台"
    assert not clerk.window.top._printer.isVisible()


# ── Looks ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("size", "percent"),
    [*((size, percent) for size in SIZES for percent in (100, 150)), ((1366, 768), 200)],
    ids=lambda value: "x".join(map(str, value)) if isinstance(value, tuple) else str(value),
)
def test_no_words_are_cut_on_any_screen(make_clerk: MakeClerk, size: tuple[int, int], percent: int) -> None:
    found: dict[str, list[str]] = {}
    clerk = make_clerk(size, percent)
    for name, scene in SCENES.items():
        reset(clerk)
        scene(clerk)
        if cut := cut_at_rest(clerk):
            found[name] = cut
    assert found == {}


def test_help_is_whole_after_the_letters_have_grown(make_clerk: MakeClerk) -> None:
    clerk = make_clerk((1024, 768), 100)
    clerk.press(Key.Key_F1)
    clerk.turn(20)
    for _step in range(2):
        clerk.press(Key.Key_Escape)
        clerk.window.next_text_size()
        clerk.press(Key.Key_F1)
        clerk.turn(50)
        assert cut_texts(clerk.panel) == []
        words = [part for part in visible(clerk.panel) if part.property("role") == "soft"]
        assert words
        for part in words:
            assert isinstance(part, QLabel)
            room = part.contentsRect().adjusted(0, 0, 0, 10_000)
            lines = part.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, part.text())
            assert part.minimumHeight() <= lines.height() + 2


def test_every_line_of_the_menu_leads_somewhere(clerk: Clerk) -> None:
    assert set(clerk.window.conductor.more._acts) == set(MoreAct)


def test_before_the_shift_the_store_s_work_is_reached_too(clerk: Clerk) -> None:
    clerk.window.conductor._go(Screen.SHIFT)
    clerk.press(Key.Key_F10)
    assert clerk.panel.title.text() == "更多"


def test_a_signature_asks_again_for_a_wrong_pin_and_a_scan_never_signs(clerk: Clerk) -> None:
    SCENES["sign_refused"](clerk)
    assert clerk.panel.notice.notice.code == "sign_in.refused"
    assert (clerk.panel.number.text(), clerk.panel.pin.text()) == ("2001", "")
    got: list[tuple[str, str]] = []
    clerk.window.conductor.sign(Signing("签字", "", "签字"), lambda *given: got.append(given))
    clerk.type("2001")
    clerk.press(Key.Key_Return)
    clerk.type("8888")
    clerk.scan(OIL)
    assert (got, clerk.panel.pin.text()) == ([], "8888")
    assert clerk.panel.notice.notice.title == "刚才扫的没有处理"
    assert lines(clerk) == []
    clerk.press(Key.Key_Return)
    assert got == [("2001", "8888")]
    assert clerk.panel is None


def test_the_grid_of_loose_goods_is_walked_by_arrows_and_enter_takes_goods(clerk: Clerk) -> None:
    clerk.window.conductor.open_search("")
    first, second = clerk.panel._keys[:2]
    first.setFocus()
    clerk.press(Qt.Key.Key_Right)
    assert second.hasFocus()
    clerk.press(Qt.Key.Key_Left)
    assert first.hasFocus()
    clerk.press(Qt.Key.Key_Return)

    name = clerk.till.goods.quick_keys()[0].full_name  # Its weight is asked for.
    assert name in clerk.panel.title.text() + clerk.panel._words.text()
