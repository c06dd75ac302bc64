"""A second person says yes over whatever is open: the basket, the payment and what was typed stay."""

from __future__ import annotations

from PySide6.QtCore import Qt

from tests.shop import CASHIER, MANAGER, OIL, SOY, Shop
from tests.ui.windows import Clerk, lines

Key = Qt.Key


def manager_says_yes(clerk: Clerk, *, pin: str = "8888") -> None:
    clerk.type("2001")
    clerk.press(Key.Key_Return)
    clerk.type(pin)
    clerk.press(Key.Key_F12)


def ask_price(clerk: Clerk) -> None:
    clerk.press(Key.Key_F9)
    clerk.type("65")
    clerk.press(Key.Key_Down, Key.Key_F12)


def price(clerk: Clerk) -> int:
    return clerk.till.checkout.state.basket.lines[0].unit_price


def test_a_price_is_changed_in_place_by_keys_alone(clerk: Clerk) -> None:
    clerk.scan(OIL)
    ask_price(clerk)
    assert clerk.panel.title.text() == "需要授权"
    assert "李芳申请改价：压榨菜籽油 5L 69.90 → 65.00" in clerk.panel._words.text()
    manager_says_yes(clerk)
    assert clerk.panel is None
    assert price(clerk) == 6_500
    assert clerk.till.people.signed_in is not None and clerk.till.people.signed_in.staff_id == CASHIER


def test_what_is_approved_stays_to_be_read_after_a_wrong_pin(clerk: Clerk) -> None:
    clerk.scan(OIL)
    ask_price(clerk)
    manager_says_yes(clerk, pin="1111")
    assert clerk.panel.notice.notice.code == "sign_in.refused"
    assert clerk.panel._words.isVisible()


def test_enter_approves_as_it_signs_in_and_a_scan_never_does(clerk: Clerk) -> None:
    clerk.scan(OIL)
    ask_price(clerk)
    clerk.type("2001")
    clerk.press(Key.Key_Return)
    clerk.type("8888")
    clerk.scan(OIL)
    assert price(clerk) == 6_990
    assert clerk.panel.notice.notice.title == "刚才扫的没有处理"
    clerk.press(Key.Key_Return)
    assert price(clerk) == 6_500


def test_cash_out_has_a_key_for_each_usual_reason(clerk: Clerk) -> None:
    clerk.press(Key.Key_F10)
    clerk.type("c")
    clerk.press(Key.Key_F3, Key.Key_F5)
    assert clerk.panel.reason.text() == "送存银行"


def test_giving_it_up_goes_back_to_what_was_typed(clerk: Clerk) -> None:
    clerk.scan(OIL)
    ask_price(clerk)
    clerk.press(Key.Key_Escape)
    assert clerk.panel.field.text() == "65"
    assert price(clerk) == 6_990
    clerk.press(Key.Key_Escape)
    assert clerk.panel is None


def test_a_wrong_pin_is_said_and_five_lock_like_signing_in(clerk: Clerk) -> None:
    clerk.scan(OIL)
    ask_price(clerk)
    clerk.type("2001")
    clerk.press(Key.Key_Return)
    for _try in range(5):
        clerk.type("0000")
        clerk.press(Key.Key_F12)
    assert clerk.panel.notice.notice.code == "sign_in.locked"
    assert price(clerk) == 6_990


def test_nobody_approves_for_himself(clerk: Clerk) -> None:
    clerk.scan(OIL)
    ask_price(clerk)
    clerk.type("1001")
    clerk.press(Key.Key_Return)
    clerk.type("1234")
    clerk.press(Key.Key_F12)
    assert clerk.panel.notice.notice.code == "approval.unfit"


def test_a_scan_meanwhile_lands_in_no_field_and_is_not_lost_silently(clerk: Clerk) -> None:
    clerk.scan(OIL)
    ask_price(clerk)
    clerk.type("2001")
    clerk.press(Key.Key_Return)
    clerk.scan(SOY)
    assert (clerk.panel.number.text(), clerk.panel.pin.text()) == ("2001", "")
    assert clerk.panel.notice.notice is not None
    assert lines(clerk) == [OIL]
    clerk.type("8888")
    clerk.press(Key.Key_F12)
    assert price(clerk) == 6_500


def test_after_the_total_a_line_is_taken_out_with_reason_and_yes(clerk: Clerk) -> None:
    for code in (OIL, SOY):
        clerk.scan(code)
    clerk.press(Key.Key_F12, Key.Key_Escape, Key.Key_Delete)
    assert clerk.panel.title.text().startswith("删行")
    clerk.press(Key.Key_Down, Key.Key_F12)
    manager_says_yes(clerk)
    assert lines(clerk) == [OIL]
    assert clerk.panel is None


def test_the_payment_stands_while_the_drawer_is_approved(clerk: Clerk) -> None:
    clerk.scan(OIL)
    clerk.press(Key.Key_F12)
    clerk.window.conductor.pay.quick("20")
    clerk.window.conductor.overrides.drawer()
    clerk.press(Key.Key_Down, Key.Key_F12)
    manager_says_yes(clerk)
    assert clerk.panel is None
    assert clerk.window.pay.isVisible()
    assert [tender.amount for tender in clerk.till.checkout.state.basket.tenders] == [2_000]


def test_the_next_cashier_takes_over_with_one_key(clerk: Clerk) -> None:
    clerk.scan(OIL)
    clerk.press(Key.Key_F11)
    manager_says_yes(clerk)
    assert clerk.till.people.signed_in is not None and clerk.till.people.signed_in.staff_id == MANAGER
    assert lines(clerk) == [OIL]
    assert clerk.window.checkout.isVisible() and clerk.panel is None
    clerk.scan(SOY)
    assert lines(clerk) == [OIL, SOY]


def test_the_last_sale_is_one_key_away_with_its_change(clerk: Clerk) -> None:
    clerk.press(Key.Key_PageUp)
    assert clerk.notice == "本机还没有销售"
    clerk.scan(OIL)
    clerk.press(Key.Key_F12)
    clerk.window.conductor.pay.quick("100")
    clerk.press(Key.Key_Return)
    clerk.turn(300)
    clerk.press(Key.Key_Escape, Key.Key_PageUp)
    assert clerk.panel.title.text() == "上一单"
    assert clerk.panel._figure.words == "30.10"
    clerk.turn(300)
    clerk.press(Key.Key_F12, Key.Key_Down, Key.Key_F12)
    assert clerk.notice == "已送去补打"


def test_loose_goods_of_the_grid_are_sold_by_touch_and_typed_weight(clerk: Clerk) -> None:
    clerk.press(Key.Key_F3)
    clerk.panel._keys[0].click()
    clerk.type("0.5")
    clerk.press(Key.Key_Return)
    line = clerk.till.checkout.state.basket.lines[0]
    assert (line.name, line.quantity, line.origin) == ("上海青", 500, "quick_key")


def test_over_midnight_the_checkout_says_the_day(clerk: Clerk, shop: Shop) -> None:
    clerk.scan(OIL)
    assert not clerk.window.checkout.day.isVisible()
    shop.clock.forward(days=8)
    clerk.window.conductor.tick()
    assert clerk.window.checkout.day.text() == "这一单算 11-23 的，用 11 月额度"
