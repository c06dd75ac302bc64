"""The window's process is killed at one step after another of a day, and started again each time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.store_day.window_hands import Seen, WindowHands
from tests.services.returning import first_bad
from tests.shop import OIL, SOY, Shop


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path / "till")


@pytest.fixture
def hands(shop: Shop, tmp_path: Path) -> Iterator[WindowHands]:
    config = tmp_path / "till.toml"
    config.write_text(
        f'[store]\nid = "S01"\nname = "浆洗街店"\n[till]\nid = "S01-1"\ndata_dir = "{shop.folder}"\n'
        '[printer]\nurl = "none"\n',
        encoding="utf-8",
    )
    made = WindowHands(config)
    try:
        made.start()
        yield made
    finally:
        made.cut_power()


def killed(hands: WindowHands) -> Seen:
    """Kill, start, sign in: what can be seen now."""
    hands.cut_power()
    hands.start()
    hands.sign_in("1001", "1234")
    return hands._do()


@pytest.mark.timeout(300)
def test_a_killed_window_comes_back_at_every_step(shop: Shop, hands: WindowHands) -> None:
    hands.sign_in("1001", "1234")
    hands.open_shift("500")
    hands.scan(OIL)
    hands.scan(SOY)
    hands._press("F9")
    hands._do(type="60")
    assert killed(hands)["lines"] == 2  # Half a typed price is nothing.

    hands._press("Up", "F9")
    hands._do(type="60")
    hands._press("Down", "F12")
    assert hands._seen["panel"] == "SignPanel"
    seen = killed(hands)  # Nobody said yes.
    assert (seen["lines"], seen["market"], seen["panel"]) == (2, 7_980, None)

    hands.hold()
    hands.scan(SOY)
    hands._press("F12")
    hands._do(type="5")
    hands._press("Enter")
    seen = killed(hands)
    assert (seen["held"], seen["paying"], seen["due"], seen["sales"]) == (1, True, 490, 0)

    hands.pay_cash("10")
    seen = killed(hands)
    assert (seen["sales"], seen["lines"], seen["held"]) == (1, 0, 1)
    hands.recall()
    seen = killed(hands)
    assert (seen["lines"], seen["held"]) == (2, 0)

    hands.pay_cash("79.80")
    hands._press("Esc")
    hands._press("F10")
    hands._do(type="J")
    hands._do(type="5")
    seen = killed(hands)  # A count that was typed and not written.
    assert (seen["sales"], seen["shift_open"], seen["screen"]) == (2, True, "checkout")
    assert first_bad(shop) is None
