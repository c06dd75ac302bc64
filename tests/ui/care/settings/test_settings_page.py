"""Settings and the shop's rules on their page, by keys and by touch."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from pos.domain.journal.entries import EntryKind
from pos.domain.shop_rules import CashRounding
from pos.services.installation.settings import read_settings
from pos.services.till import Till
from tests.services.care.test_settings_desk import FILE
from tests.services.telling import entries_of
from tests.shop import CASHIER, MANAGER, MANAGER_PIN, Shop
from tests.ui.finger import tap
from tests.ui.people.staff.test_staff_page import answer, rows, said, touch_row
from tests.ui.windows import Clerk, MakeClerk, cut_texts

Key = Qt.Key
SCREEN = (1024, 768)


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    file = tmp_path / "till.toml"
    file.write_text(FILE, encoding="utf-8")
    return Shop(tmp_path / "till", settings_file=file)


@pytest.fixture
def manager(clerk: Clerk, till: Till) -> Clerk:
    till.people.sign_in(MANAGER, MANAGER_PIN)
    return clerk


def stored(shop: Shop) -> tuple[str, int]:
    assert shop.settings_file is not None
    settings = read_settings(shop.settings_file)
    return settings.printer_url, settings.printer_columns


def test_a_network_printer_by_keys(manager: Clerk, shop: Shop, till: Till) -> None:
    manager.press(Key.Key_F10, Key.Key_B, Key.Key_Return, Key.Key_Return)
    assert manager.panel.title.text() == "打印机的 IP 地址"
    answer(manager, "192.168.1.500")
    assert said(manager) == "device.url_wrong"
    manager.panel.field.clear()
    answer(manager, "192.168.1.50")
    assert (manager.panel.title.text(), said(manager)) == ("本机设置", "已改好")
    assert stored(shop)[0] == "tcp://192.168.1.50:9100"
    assert manager.panel._list.choices.item_at(0).detail == "网口打印机 192.168.1.50"


def test_the_paper_by_touch_with_the_cashier_at_the_till(
    make_clerk: MakeClerk, shop: Shop, till: Till
) -> None:
    finger = make_clerk(SCREEN)
    tap(finger, "更多", "本机设置")
    touch_row(finger, "小票纸")
    touch_row(finger, "58 毫米纸（一行 32 个字符）")
    assert finger.panel.title.text() == "需要授权"
    for word in (*MANAGER, "授权", *MANAGER_PIN, "授权"):
        tap(finger, word)
    assert stored(shop)[1] == 32
    (entry,) = entries_of(till, EntryKind.SETTINGS_CHANGED)
    assert (entry.actor, entry.approver) == (CASHIER, MANAGER)


def test_a_test_page_is_printed_from_here(manager: Clerk, shop: Shop, till: Till, tmp_path: Path) -> None:
    paper = tmp_path / "paper.bin"
    paper.touch()
    till.settings_desk.change("printer", "url", f"file://{paper}")
    manager.press(Key.Key_F10, Key.Key_B, Key.Key_F3)
    assert said(manager) == "测试页已发给打印机"
    assert till.printing.wait_until_idle(10)
    assert paper.stat().st_size > 0


def test_a_rule_of_the_shop_from_today_and_from_tomorrow(manager: Clerk, till: Till) -> None:
    manager.press(Key.Key_F10, Key.Key_B)
    settings = manager.window.conductor.desks.settings
    settings.chosen("rule.cash_rounding")
    manager.press(Key.Key_Return, Key.Key_Down, Key.Key_Return)
    assert till.rules.on(till.rules.today()).cash_rounding is CashRounding.OFF
    assert said(manager) == f"{till.rules.today()} 起照新规则"
    settings.chosen("rule.cash_rounding")
    manager.press(Key.Key_Down, Key.Key_Return, Key.Key_Return)
    today, later = till.rules.known()
    assert (today.cash_rounding, later.cash_rounding) == (CashRounding.OFF, CashRounding.DOWN_TO_JIAO)
    place = rows(manager).index("现金抹零")
    assert "起：抹去分" in manager.panel._list.choices.item_at(place).amount
    assert [each.actor for each in entries_of(till, EntryKind.SHOP_RULES_SET)] == [MANAGER, MANAGER]


def test_a_rule_that_is_a_sum_is_typed(manager: Clerk, till: Till) -> None:
    manager.press(Key.Key_F10, Key.Key_B)
    manager.window.conductor.desks.settings.chosen("rule.over_short_explain_above")
    answer(manager, "2.50")
    manager.press(Key.Key_Down, Key.Key_Return)
    assert till.rules.on(till.rules.today()).over_short_explain_above == 250
    place = rows(manager).index("差额超过多少要说明")
    assert manager.panel._list.choices.item_at(place).detail == "2.50 元"


def test_a_channel_and_its_merchant_hold_from_the_next_start(manager: Clerk, shop: Shop, till: Till) -> None:
    manager.press(Key.Key_F10, Key.Key_B)
    settings = manager.window.conductor.desks.settings
    settings.chosen("payment.wechat_merchant")
    answer(manager, "1600123456")
    settings.chosen("payment.alipay")
    manager.press(Key.Key_Down, Key.Key_Return)
    assert shop.settings_file is not None
    settings_now = read_settings(shop.settings_file)
    assert (settings_now.wechat_merchant, settings_now.alipay) == ("1600123456", "simulator")
    place = rows(manager).index("微信商户号")
    assert manager.panel._list.choices.item_at(place).amount == "重新打开程序后生效"


@pytest.mark.parametrize("percent", [100, 150, 200])
def test_nothing_is_cut_with_large_letters(make_clerk: MakeClerk, percent: int) -> None:
    clerk = make_clerk(SCREEN, percent)
    clerk.press(Key.Key_F10, Key.Key_B)
    assert cut_texts(clerk.panel) == []
