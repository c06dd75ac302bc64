"""The card's panel while its rights are asked for elsewhere, and when nothing came, by name."""

from __future__ import annotations

import threading
from collections.abc import Callable

from pos.domain.cards import ask as asks
from pos.errors.platform import MonitorUnreachable
from pos.services.cards.ask_ports import NoNeighbours, TapAnswer
from tests.shop import LAN, MORNING_MS, OIL, RICE, WITHOUT_LEASE
from tests.ui.windows import Clerk


class SilentLine:
    """A platform that says nothing until the line is closed."""

    def __init__(self) -> None:
        self.closed = threading.Event()

    def tap(self, _ask_id: str, _card_no: str, _month: str, *, wait_ms: int) -> TapAnswer:
        self.closed.wait()
        raise MonitorUnreachable(reason="stopped")

    def withdraw(self, _ask_id: str, _card_no: str, _month: str) -> None:
        raise MonitorUnreachable(reason="stopped")

    def close(self) -> None:
        self.closed.set()


def asked(clerk: Clerk, card_no: str) -> None:
    """The card is shown and asked for; the picture stands still, for nobody waits for news."""
    clerk.till.asks.connect(SilentLine(), NoNeighbours())
    clerk.window.conductor.desks.ask_watch._waiting = True
    for code in (OIL, RICE, card_no):
        clerk.scan(code)
    clerk.turn()


def said(clerk: Clerk, word: str, *, later_ms: int = 0) -> None:
    """The platform says a word; `later_ms` after the question."""
    ask = clerk.till.asks.look()
    assert ask is not None
    seen = MORNING_MS - 26 * 3_600_000
    clerk.till.asks._move(
        ask.ask_id, lambda it: asks.answered(it, word, holder_seen_ms=seen, now_ms=it.started_ms + later_ms)
    )
    clerk.window.conductor.tick()
    clerk.turn()


def asking(clerk: Clerk) -> None:
    asked(clerk, WITHOUT_LEASE)


def asking_for_the_rest(clerk: Clerk) -> None:
    asked(clerk, LAN)
    said(clerk, "in_use")


def holder_silent(clerk: Clerk) -> None:
    asked(clerk, WITHOUT_LEASE)
    said(clerk, "holder_away", later_ms=asks.LIMIT_MS)


def rest_not_given(clerk: Clerk) -> None:
    asked(clerk, LAN)
    said(clerk, "in_use", later_ms=asks.LIMIT_MS)


ASKING_SCENES: dict[str, Callable[[Clerk], None]] = {
    scene.__name__: scene for scene in (asking, asking_for_the_rest, holder_silent, rest_not_given)
}
