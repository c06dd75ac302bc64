"""Wakes requests that wait for something, without a thread for each."""

from __future__ import annotations

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Iterable
from typing import Self


class Waker:
    """Rings for a topic; whoever waits for it looks again. Another process rings none, so waits are short."""

    def __init__(self) -> None:
        self._waiting: dict[str, set[tuple[asyncio.AbstractEventLoop, asyncio.Event]]] = defaultdict(set)

    def ring(self, topics: Iterable[str]) -> None:
        """Wake all who wait for one of these. From any thread."""
        for topic in topics:
            for loop, event in list(self._waiting.get(topic, ())):
                try:
                    loop.call_soon_threadsafe(event.set)
                except RuntimeError:  # The loop of a server that stopped.
                    continue

    def waiter(self, topic: str) -> Waiter:
        """Wait for a topic from now on; to be closed."""
        return Waiter(self._waiting, topic)


class Waiter:
    """One who waits for a topic, within `with`. What rang before `wait` is not lost."""

    def __init__(
        self, waiting: dict[str, set[tuple[asyncio.AbstractEventLoop, asyncio.Event]]], topic: str
    ) -> None:
        self._waiting, self._topic = waiting, topic
        self._me = (asyncio.get_running_loop(), asyncio.Event())

    def __enter__(self) -> Self:
        self._waiting[self._topic].add(self._me)
        return self

    def __exit__(self, *_: object) -> None:
        mine = self._waiting[self._topic]
        mine.discard(self._me)
        if not mine:
            self._waiting.pop(self._topic, None)

    async def wait(self, seconds: float) -> None:
        """Until it rings, at most so long."""
        event = self._me[1]
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(event.wait(), seconds)
        event.clear()
