"""Where the month is played: a platform on a loopback socket and headless tills, all with one clock."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

import uvicorn
from fastapi import FastAPI
from sqlalchemy import Connection

from installer.demo.shop import _fill_catalogue
from monitor.accounts.address_limits import AddressLimits
from monitor.documents.federation import Federation, name_federation
from monitor.documents.publishing import publish_categories
from monitor.platform import Platform
from monitor.settings import Settings as PlatformSettings
from monitor.store import tables
from monitor.web.app import make_app
from monitor.web.server import Limits, listen, make_server
from pos.bootstrap import World, build_till, enrol
from pos.commands.headless.front import HeadlessTill
from pos.domain.people.permission import Act
from pos.services.installation.settings import NeighbourPlaces, Settings
from tests.shop import CountingIds

BEGIN_MS: Final = 1_792_890_000_000  # 2026-10-25 09:00 in Shanghai: November is prepared.
NOBODY: Final = "http://127.0.0.1:9"  # Nothing listens there.
STORES: Final = (("S01", "浆洗街店", 2), ("S02", "簇桥店", 1))
FEDERATION: Final = Federation("试验区慈善会", "6201")


class Clock:
    """Moves only when the story says so; platform and tills look at the same."""

    def __init__(self) -> None:
        self.at_ms = BEGIN_MS
        self.passed_ms = 0

    def now_ms(self) -> int:
        """The instant now."""
        return self.at_ms

    def elapsed_ms(self) -> int:
        """What really passed."""
        return self.passed_ms

    def forward(self, *, days: int = 0, minutes: int = 0, seconds: int = 0) -> None:
        """Let time pass."""
        by_ms = ((days * 24 * 60 + minutes) * 60 + seconds) * 1000
        self.at_ms += by_ms
        self.passed_ms += by_ms


@dataclass
class Stage:
    """What the story acts on."""

    folder: Path
    clock: Clock
    platform: Platform
    app: FastAPI
    url: str
    closing: ExitStack
    _server: uvicorn.Server | None = None
    _thread: threading.Thread | None = None
    tills: dict[str, Counter] = field(default_factory=dict)

    def platform_goes(self) -> None:
        """Nobody reaches the platform any more."""
        assert self._server is not None
        assert self._thread is not None
        self._server.should_exit = True
        self._thread.join()
        self._server = None

    def platform_comes(self) -> None:
        """It is reached again, at the same place."""
        port = int(self.url.rpartition(":")[2]) if self.url else 0
        listening = listen("127.0.0.1", port)
        self.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        self._server = make_server(self.app, limits=Limits())
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [listening]}, name="platform", daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        """The story is over."""
        if self._server is not None:
            self.platform_goes()

    def till(self, till_id: str) -> Counter:
        """A till of a store, enrolled with a code and with a shift open."""
        if till_id not in self.tills:
            self.tills[till_id] = Counter(self, till_id)
            self.closing.callback(self.tills[till_id].close)
        return self.tills[till_id]


class Counter:
    """A headless till with a cashier at it, and a manager beside it who agrees to everything."""

    def __init__(self, stage: Stage, till_id: str, *, neighbours: NeighbourPlaces | None = None) -> None:
        self.stage, self.till_id = stage, till_id
        store_id = till_id.partition("-")[0]
        folder = stage.folder / till_id
        self.settings = Settings(
            store_id=store_id,
            store_name=next(name for store, name, _tills in STORES if store == store_id),
            till_id=till_id,
            data_dir=folder / "data",
            state_dir=folder / "state",
            monitor_url=stage.url,
            neighbours=neighbours or NeighbourPlaces(),
        )
        _fill_catalogue(self.settings)
        enrol(self.settings, stage.platform.issue_code(till_id))
        self._ids = CountingIds(till_id)
        self._start(self.settings)

    def say(self, *lines: str) -> dict[str, Any]:
        """Say lines that must be well; the last answer."""
        answer: dict[str, Any] = {}
        for line in lines:
            answer = self.hear(line)
            assert answer["ok"], (self.till_id, line, answer)
        return answer

    def hear(self, line: str) -> dict[str, Any]:
        """Say a line, whatever comes of it."""
        answer = self.headless.answer(line)
        if answer.get("code") == "approval.needed":
            self.till.permissions.approve(Act(answer["facts"]["act"]), "2001", "8888")
            answer = self.headless.answer(line)
        return answer

    def show(self, card_no: str) -> dict[str, Any]:
        """The card on the sale, when nobody is asked for it any more."""
        self.say(f"card {card_no}")
        for turn in range(200):
            card = self.say("state")["basket"]["card"]
            if not (card["ask"] or {"open": False})["open"]:
                return dict(card)
            time.sleep(0.05)
            if turn % 20 == 19:
                self.stage.clock.forward(seconds=1)
        raise AssertionError(f"{self.till_id} asks for ever")

    def sell(self, *goods: str, card_no: str = "") -> dict[str, Any]:
        """One sale; how the card was taken."""
        self.say(*goods)
        card = self.show(card_no) if card_no else {}
        if self.say("state")["basket"]["due"]:
            self.say("pay cash")
        return {"card": card, **self.say("done")}

    def close(self) -> None:
        """Switch it off."""
        self.till.close()

    def line_down(self) -> None:
        """Off and on again with its line to the platform cut."""
        self._again(NOBODY)

    def line_up(self) -> None:
        """Off and on again with the line whole."""
        self._again(self.stage.url)

    def _again(self, url: str) -> None:
        self.till.close()
        self._start(replace(self.settings, monitor_url=url))

    def _start(self, settings: Settings) -> None:
        self.till = build_till(settings, World(self.stage.clock, self._ids))
        self.headless = HeadlessTill(self.till)
        self.say("login 1001 1234")
        if self.till.shifts.current() is None:
            self.say("open 500")


@contextmanager
def playing(folder: Path) -> Iterator[Stage]:
    """A federation with stores and tills, and nobody in its office; everything ends with the block."""
    clock = Clock()
    with ExitStack() as closing:
        platform = Platform.open(PlatformSettings(data_dir=folder / "monitor"), clock)
        closing.callback(platform.close)
        _found(platform, clock)
        # All of the office sits at one address here, and a month is over in a minute.
        with patch("monitor.web.office.office_pages.AddressLimits", partial(AddressLimits, tries_max=1_000)):
            app = make_app(platform)
        stage = Stage(folder, clock, platform, app, "", closing)
        stage.platform_comes()
        closing.callback(stage.close)
        yield stage


def _found(platform: Platform, clock: Clock) -> None:
    def work(connection: Connection) -> None:
        name_federation(connection, FEDERATION)
        for store_id, name, count in STORES:
            keeper = f"{store_id}-1"
            connection.execute(
                tables.store.insert().values(
                    store_id=store_id,
                    name=name,
                    street="浆洗街街道",
                    operator_name="甲公司",
                    keeper_till_id=keeper,
                )
            )
            for number in range(1, count + 1):
                connection.execute(
                    tables.till.insert().values(till_id=f"{store_id}-{number}", store_id=store_id)
                )
        publish_categories(connection, platform.key, categories(), at_ms=clock.now_ms())

    platform.store.write(work)


def categories() -> dict[str, str]:
    """The approved category of each of the demo's goods, by code."""
    from monitor.demo import _categories

    return {**_categories(), "6901234567892": "洗化"}
