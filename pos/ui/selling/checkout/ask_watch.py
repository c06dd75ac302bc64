"""Waits, off the window's thread, for news of a card whose rights are being asked for. No Qt."""

from __future__ import annotations

from typing import Final

from pos.errors import PosError
from pos.services.counter.state import CheckoutState
from pos.ui import ports
from pos.ui.shell import Shell

_LOOK_S: Final = 0.5  # At the latest after this an ask that nobody answered is looked at.


class AskWatch:
    """Shows the sale as soon as the ask moved: a second's tick would be too late."""

    def __init__(self, till: ports.Till, shell: Shell, background: ports.Background) -> None:
        self._till, self._shell, self._background = till, shell, background
        self._seen = 0
        self._waiting = False

    def watch(self, state: CheckoutState) -> None:
        """The sale as it is shown; while something is asked for its card, wait for news."""
        if state.ask is not None and state.ask.is_open:
            self._wait()

    def _wait(self) -> None:
        if self._waiting:
            return
        self._waiting = True
        asks, seen = self._till.asks, self._seen
        self._background.run(
            lambda: asks.wait(seen, timeout_s=_LOOK_S), done=self._moved, failed=self._failed
        )

    def _moved(self, version: int) -> None:
        self._waiting, self._seen = False, version
        state = self._shell.attempt(self._till.take_news)
        if state is not None:
            self._shell.changed_by_itself(state)
        ask = self._till.asks.look()
        if ask is not None and ask.is_open:
            self._wait()

    def _failed(self, _error: PosError) -> None:
        self._waiting = False
