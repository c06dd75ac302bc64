"""A till for the window's tests: the real one, in a folder of its own, with a cashier at work."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pos.services.till import Till
from tests.shop import LAN, Shop, grant
from tests.ui.windows import Clerk, MakeClerk


@pytest.fixture(autouse=True)
def nothing_collected_within_qt() -> Iterator[None]:
    """Cyclic garbage waits for the end of a test, as it waits in the till for the end of an event."""
    gc.disable()
    yield
    gc.enable()


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


@pytest.fixture
def till(shop: Shop) -> Iterator[Till]:
    """Somebody has signed in, a shift is open, and Lan's card has part of its month left."""
    till = shop.start_selling()
    grant(till, LAN, {"vegetable": 6_230, "staple": 14_000, "subsidy": 6_000})
    yield till
    till.close()


@pytest.fixture
def make_clerk(qtbot: QtBot, qapp: QApplication, shop: Shop, till: Till) -> Iterator[MakeClerk]:
    """Windows of a size and a size of text, each with somebody at its keyboard."""
    made: list[Clerk] = []

    def make(size: tuple[int, int] = (1366, 768), percent: int = 100, till: Till = till) -> Clerk:
        made.append(Clerk(qapp, shop, till, size, percent))
        return made[-1]

    yield make
    for clerk in made:
        clerk.close()
    qapp.setStyleSheet("")


@pytest.fixture
def clerk(make_clerk: MakeClerk) -> Clerk:
    """A window of the usual size."""
    return make_clerk()
