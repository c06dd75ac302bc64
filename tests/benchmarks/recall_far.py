"""The far side of the recall: a platform and the keeper till of its cards, in a process of their own."""

from __future__ import annotations

from contextlib import ExitStack
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final, cast

from monitor.documents.publishing import ListedCard, change_cards
from monitor.platform import Platform
from monitor.settings import Settings
from monitor.web.app import make_app
from pos.domain.cards.card import Card, CardStatus
from pos.services.clock import SystemClock
from tests.e2e.month.stage import Counter, Stage, _found
from tests.shop import card_number

KEEPER, ASKER = "S01-1", "S02-1"
FIRST_SERIAL: Final = 5_000


def card_of(number: int) -> str:
    """The card of the n-th recall."""
    return card_number(FIRST_SERIAL + number)


def serve(folder: Path, cards: int, parent: Connection) -> None:
    """Hand the address and the asker's code over, then wait until the parent is done."""
    clock = SystemClock()
    with ExitStack() as closing:
        platform = Platform.open(Settings(data_dir=folder / "monitor"), clock)
        closing.callback(platform.close)
        _found(platform, cast("Any", clock))
        listed = [
            ListedCard(Card(card_of(n), "张*兰", "2020-01-01", "2099-12-31", CardStatus.ACTIVE), "S01")
            for n in range(cards)
        ]
        platform.store.write(lambda connection: change_cards(connection, listed))
        platform.opener.open_due(clock.now_ms())
        app = make_app(platform)
        stage = Stage(folder, cast("Any", clock), platform, app, "", closing)
        stage.platform_comes()
        closing.callback(stage.close)
        keeper: Counter = stage.till(KEEPER)
        keeper.say("sync")
        parent.send((stage.url, platform.issue_code(ASKER)))
        parent.recv()
