"""退货 and 使用补贴 have keys of their own at the checkout: by keyboard, by touch and by the menu alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt

from pos.ui.help.acts import MORE
from pos.ui.help.words import KEYS
from pos.ui.selling.checkout.acts import ACTS, OWN_KEYS
from tests.shop import LAN, SOY
from tests.ui.finger import tap
from tests.ui.windows import Clerk, MakeClerk, cut_texts, lines

Key = Qt.Key


def test_no_two_acts_of_the_checkout_share_a_key() -> None:
    keys = Counter([key for _act, _words, key in (*ACTS, *OWN_KEYS)] + ["F1", "F11", "PgUp", "Esc", "Enter"])
    assert [key for key, count in keys.items() if count > 1] == []


def test_the_help_and_the_menu_name_what_the_keys_do() -> None:
    helped = dict(next(section.rows for section in KEYS if section.title == "销售"))
    menu = {line.act: line.words for line in MORE}
    for act, words, key in OWN_KEYS:
        assert words in menu[act]
        assert menu[act] in helped[key]


WAYS: dict[str, tuple[Callable[[Clerk], None], Callable[[Clerk], None]]] = {
    "keys": (lambda clerk: clerk.press(Key.Key_PageDown), lambda clerk: clerk.press(Key.Key_Insert)),
    "touch": (lambda clerk: tap(clerk, "退货"), lambda clerk: tap(clerk, "补贴")),
    "menu": (lambda clerk: tap(clerk, "更多", "退货"), lambda clerk: tap(clerk, "更多", "使用补贴")),
}


@pytest.mark.parametrize("way", WAYS)
def test_each_way_opens_the_same(make_clerk: MakeClerk, way: str) -> None:
    give_back, subsidy = WAYS[way]
    clerk = make_clerk((1024, 768))
    clerk.scan(SOY)
    subsidy(clerk)
    assert clerk.notice == "card.missing"
    clerk.scan(LAN)
    subsidy(clerk)
    assert clerk.panel.title.text() == "使用补贴"
    clerk.press(Key.Key_Escape)
    give_back(clerk)
    clerk.turn(150)
    assert clerk.panel.title.text() == "退货"
    clerk.press(Key.Key_Escape)
    assert (clerk.panel, lines(clerk)) == (None, [SOY]), "the open sale is as it was"


def test_a_text_that_is_typed_keeps_its_keys(clerk: Clerk) -> None:
    clerk.type("xbc")
    clerk.press(Key.Key_Escape)
    clerk.type("3")
    clerk.press(Key.Key_Insert)
    assert clerk.notice == "card.missing"
    assert clerk.window.checkout.entry.text() == "3"


@pytest.mark.parametrize("percent", [100, 150])
@pytest.mark.parametrize("size", [(1024, 768), (1366, 768), (1920, 1080)])
def test_the_entry_line_keeps_room_for_a_whole_barcode(
    make_clerk: MakeClerk, size: tuple[int, int], percent: int
) -> None:
    clerk = make_clerk(size, percent)
    clerk.scan(SOY)
    clerk.turn(20)
    entry = clerk.window.checkout.entry
    assert entry.width() >= entry.fontMetrics().horizontalAdvance("0" * 14) + 2 * clerk.window._look.px(16)
    assert cut_texts(clerk.window) == []
