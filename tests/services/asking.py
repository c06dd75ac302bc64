"""A platform that answers taps when a test lets it, and what the counter sees of an ask."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from pos.domain.cards.ask import LIMIT_MS, AskState
from pos.domain.cards.card import BasketCard
from pos.domain.cards.card_refused import CardRefused
from pos.domain.journal.entries import EntryKind
from pos.domain.paying.tender import TenderKind
from pos.errors import PosError
from pos.services.till import Till
from tests.services.telling import entries_of
from tests.shop import FULL_MONTH, LAN, grant

PATIENCE_S = 20.0


@dataclass(frozen=True)
class Said:
    state: str
    holder_seen_ms: int | None = None


class Line:
    """A platform that says one word after the other, the last one again and again, when the test lets it."""

    def __init__(self, *words: str | PosError) -> None:
        self.words = list(words)
        self.before: Callable[[], None] = lambda: None
        self.asked: list[tuple[str, str, str, int]] = []
        self.withdrawn: list[str] = []
        self.go_on = threading.Semaphore(0)
        self.closed = False

    def tap(self, ask_id: str, card_no: str, month: str, *, wait_ms: int) -> Said:
        self.asked.append((ask_id, card_no, month, wait_ms))
        assert self.go_on.acquire(timeout=PATIENCE_S)
        word = self.words.pop(0) if len(self.words) > 1 else self.words[0]
        if isinstance(word, PosError):
            raise word
        if word == "granted":
            self.before()
        return Said(word)

    def withdraw(self, ask_id: str, card_no: str, month: str) -> None:
        self.withdrawn.append(ask_id)

    def close(self) -> None:
        self.closed = True
        self.go_on.release(99)

    def answer(self, times: int = 1) -> None:
        """Let it answer so many times."""
        self.go_on.release(times)


class Store:
    """The other tills of this store."""

    def __init__(self, *, gives: Callable[[], bool] = lambda: False) -> None:
        self.gives = gives
        self.asked: list[tuple[str, str]] = []

    def lend(self, _ask_id: str, card_no: str, month: str, *, wait_ms: int) -> bool:
        assert 0 < wait_ms <= LIMIT_MS
        self.asked.append((card_no, month))
        return self.gives()


Connect = Callable[..., Line]


def shown(till: Till, card_no: str = LAN) -> BasketCard:
    card = till.checkout.attach_card(card_no).basket.card
    assert card is not None
    return card


def card_of(till: Till) -> BasketCard:
    card = till.checkout.state.basket.card
    assert card is not None
    return card


def ended(till: Till) -> AskState:
    """Wait until the ask is over and the counter has seen it."""
    seen = 0
    while (ask := till.asks.look()) is not None and ask.is_open:
        seen = till.asks.wait(seen, timeout_s=PATIENCE_S)
    assert ask is not None
    till.take_news()
    assert till.checkout.state.ask == ask
    return ask.state


def refused(till: Till) -> list[str]:
    return [each.facts(CardRefused).code for each in entries_of(till, EntryKind.CARD_REFUSED)]


def paid(till: Till) -> None:
    till.checkout.pay(TenderKind.CASH, None)
    till.checkout.done()


def grant_without_news(till: Till, pools: dict[str, int] | None = None, number: int = 1) -> None:
    """What comes with an answer is in the ledger, on the ask's thread."""
    take_news, till.take_news = till.take_news, lambda: None  # type: ignore[method-assign]
    grant(till, LAN, pools or FULL_MONTH, number=number)
    till.take_news = take_news  # type: ignore[method-assign]
