"""While a card's rights are asked for the window says so, waits for nobody, and shows at once what came."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from pos.domain.cards.ask import LIMIT_MS, AskState
from tests.services.asking import Line, Store, grant_without_news
from tests.shop import LAN, OIL, RICE, SOY, WITHOUT_LEASE
from tests.ui.finger import tap
from tests.ui.scenes_asking import asked, said
from tests.ui.windows import Clerk, MakeClerk, cut_texts, lines

Key = Qt.Key


def panel_texts(clerk: Clerk) -> tuple[str, str]:
    panel = clerk.window.checkout.benefits
    return panel._title.text(), panel._words.text()


def state(clerk: Clerk) -> AskState | None:
    ask = clerk.till.checkout.state.ask
    return None if ask is None else ask.state


@pytest.mark.parametrize("way", ["key", "touch"])
def test_it_is_said_what_is_asked_and_the_cashier_goes_on_without(clerk: Clerk, way: str) -> None:
    asked(clerk, WITHOUT_LEASE)
    assert panel_texts(clerk)[0] == "正在调取这张卡的额度"
    assert clerk.window.checkout.benefits.no_wait.isVisible()
    clerk.scan(SOY)
    clerk.turn()
    assert len(lines(clerk)) == 3 and state(clerk) is AskState.ASKING

    if way == "key":
        clerk.press(Key.Key_Escape)
    else:
        tap(clerk, "不等了")

    assert state(clerk) is AskState.CANCELLED
    assert panel_texts(clerk)[0] == "没有等这张卡的额度" and "补差凭证" in panel_texts(clerk)[1]
    assert not clerk.window.checkout.benefits.no_wait.isVisible()


def test_esc_first_empties_the_entry_line_and_then_ends_the_ask(clerk: Clerk) -> None:
    asked(clerk, WITHOUT_LEASE)
    clerk.type("12")
    clerk.press(Key.Key_Escape)
    assert (clerk.window.checkout.entry.text(), state(clerk)) == ("", AskState.ASKING)
    clerk.press(Key.Key_Escape)
    assert state(clerk) is AskState.CANCELLED
    clerk.press(Key.Key_Escape)  # Nothing is asked any more: it does nothing.
    assert state(clerk) is AskState.CANCELLED


def test_what_comes_is_shown_at_once_without_waiting_for_the_next_second(clerk: Clerk) -> None:
    line = Line("granted")
    line.before = lambda: grant_without_news(clerk.till, number=2)
    clerk.till.asks.connect(line, Store())
    line.answer(9)
    for code in (OIL, RICE, LAN):
        clerk.scan(code)
    clerk.turn()  # No tick: the window's clock stands in these tests.

    assert state(clerk) is AskState.GRANTED
    assert panel_texts(clerk)[0] == ""
    assert clerk.till.checkout.state.quote.totals.discount == 2 * 1398
    line.close()


@pytest.mark.parametrize(("size", "percent"), [((1024, 768), 100), ((1024, 768), 150), ((1366, 768), 200)])
def test_the_key_is_large_enough_for_a_finger_and_no_word_is_cut(
    make_clerk: MakeClerk, size: tuple[int, int], percent: int
) -> None:
    clerk = make_clerk(size, percent)
    asked(clerk, LAN)
    said(clerk, "in_use")
    key = clerk.window.checkout.benefits.no_wait
    assert key.height() >= 44 and key.width() >= 44
    assert cut_texts(clerk.window.checkout) == []
    said(clerk, "in_use", later_ms=LIMIT_MS)
    assert state(clerk) is AskState.TIMED_OUT
    assert cut_texts(clerk.window.checkout) == []
