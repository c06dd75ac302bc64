"""The platform is out of reach for a whole store: its second till gets a card's month from the first."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from installer.demo.platform import seed, start
from pos.services.installation.settings import NeighbourPlaces
from tests.e2e.desk import Desk, verify_platform

pytestmark = pytest.mark.timeout(180)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Store:
    """Two tills on one net; the first holds the cards' month, and both know each other."""

    def __init__(self, folder: Path, closing: ExitStack) -> None:
        self.folder = folder
        federation = seed(folder / "monitor")
        self.platform = start(folder / "monitor", folder / "monitor.log")
        closing.callback(self.platform_goes)
        place = ("127.0.0.1", free_port())
        self.first = Desk(
            folder, "S01-1", self.platform, federation, neighbours=NeighbourPlaces(listen=place)
        )
        closing.callback(self.first.close)
        self.second = Desk(
            folder, "S01-2", self.platform, federation, neighbours=NeighbourPlaces(peers=(place,))
        )
        closing.callback(self.second.close)
        self.card = next(each["card_no"] for each in federation["cards"] if each["what"] == "ready")
        self.goods = self.first.shop.hints["goods"][0]["code"]
        self.first.say("login 1001 1234", "open 500", "sync")
        self.second.say("login 1002 2345", "open 500", "sync")
        self.first.say("sync")

    def platform_goes(self) -> None:
        self.platform.stop()

    def platform_is_back(self) -> None:
        port = int(self.platform.url.rpartition(":")[2])
        self.platform = start(self.folder / "monitor", self.folder / "monitor.log", port=port)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with ExitStack() as closing:
        yield Store(tmp_path, closing)


def shown(desk: Desk, card_no: str) -> dict[str, Any]:
    """The card on the sale when nobody is asked for it any more."""
    desk.say(f"card {card_no}")
    until = time.monotonic() + 30
    while time.monotonic() < until:
        state = desk.say("state")
        if not (state["basket"]["card"]["ask"] or {"open": False})["open"]:
            return state
        time.sleep(0.05)
    raise AssertionError("it is asked for ever")


def test_the_second_till_gets_the_month_from_the_first_and_the_platform_books_it_once(store: Store) -> None:
    store.platform_goes()
    store.second.say(store.goods)
    state = shown(store.second, store.card)
    assert state["basket"]["card"]["state"] == "ready", state
    store.second.say("subsidy 0", "pay cash", "done")
    store.first.say(store.goods)
    assert shown(store.first, store.card)["basket"]["card"]["state"] != "ready"
    store.first.say("pay cash", "done")

    store.platform_is_back()
    for desk in (store.second, store.first, store.second, store.first):  # The taker is heard first.
        view = desk.say("sync")["sync"]
        assert (view["pending"], view["problem"]) == (0, None), view
    verify_platform(store.folder / "monitor")
