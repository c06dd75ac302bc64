"""Asks for the rights of a card that is shown here, wherever they are, while the cashier keeps scanning.

What comes is a lease in the ledger, taken in like every other; the open sale sees it with the next news. One
ask at a time, on a thread of its own; what becomes of it is decided by `pos.domain.cards.ask`.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from pos.domain.cards import ask as asks
from pos.domain.cards.ask import Ask, AskState
from pos.domain.cards.card import BasketCard
from pos.errors import PosError
from pos.errors.platform import MonitorRefused, TillForked, TillRetired
from pos.services.cards.ask_ports import Neighbours, NoNeighbours, TapLine
from pos.services.clock import Clock, Ids

_log = logging.getLogger(__name__)

_SAID_NO: Final = (MonitorRefused, TillForked, TillRetired)  # The platform answered: it will not.


class CardAsks:
    """The ask of the open sale. The counter calls `follow`, `leave` and `again`, any thread the rest.

    `tell` is called on any thread when something changed; it must not wait. Until `connect` nobody is asked.
    """

    def __init__(self, clock: Clock, ids: Ids, tell: Callable[[], None]) -> None:
        self._clock, self._ids, self._tell = clock, ids, tell
        self._changed = threading.Condition()  # Guards everything below.
        self._line: TapLine | None = None
        self._neighbours: Neighbours = NoNeighbours()
        self._ask: Ask | None = None
        self._sale_id = ""
        self._version = 0
        self._made = self._granted = 0

    def connect(self, line: TapLine, neighbours: Neighbours) -> None:
        """From now on there is somebody to ask."""
        with self._changed:
            self._line, self._neighbours = line, neighbours

    @property
    def is_connected(self) -> bool:
        """Whether this till has a platform that it may ask."""
        with self._changed:
            return self._line is not None

    @property
    def counts(self) -> tuple[int, int]:
        """How many asks were made since the start, and how many of them were granted."""
        with self._changed:
            return self._made, self._granted

    # ── The counter ──────────────────────────────────────────────────────────────────

    def follow(self, sale_id: str, card: BasketCard | None, *, lacks: bool, paid: bool) -> Ask | None:
        """The ask for the card of the open sale, begun now if something `lacks` and nobody was asked yet.

        Once for each sale, card and month: with another one the one before is over. `paid`: money was
        taken, so nobody is asked any more.
        """
        if card is None:
            self.leave()
            return None
        is_this = self._is_of(sale_id, card)
        if is_this and paid:
            self.give_up()
        if not is_this:
            self.leave()
            if lacks and not paid and card.state in asks.MAY_ASK:
                self._begin(sale_id, card)
        return self.look()

    def leave(self) -> None:
        """The sale or its card is gone: whatever is still asked is not waited for."""
        with self._changed:
            if self._ask is None:
                return
            self._ask, self._sale_id = None, ""
            self._version += 1
            self._changed.notify_all()

    def again(self) -> None:
        """The same card was shown once more: an ask that is over is forgotten."""
        ask = self.look()
        if ask is not None and not ask.is_open:
            self.leave()

    def give_up(self) -> None:
        """The cashier goes on without."""
        ask = self.look()
        if ask is not None:
            self._move(ask.ask_id, asks.cancelled)

    # ── Whoever shows it ────────────────────────────────────────────────────────────────

    def look(self) -> Ask | None:
        """The ask of the open sale as it is now; one past its limit ends here."""
        with self._changed:
            ask = self._ask
        if ask is None:
            return None
        now_ms = self._clock.elapsed_ms()
        return self._move(ask.ask_id, lambda it: asks.looked_at(it, now_ms=now_ms))

    def wait(self, seen: int, *, timeout_s: float) -> int:
        """Wait until something changed since version `seen`; return the version now."""
        with self._changed:
            self._changed.wait_for(lambda: self._version != seen, timeout=timeout_s)
            return self._version

    def stop(self) -> None:
        """End without waiting: what still comes is dropped, so that the ledger can be closed."""
        self.leave()
        with self._changed:
            line, self._line = self._line, None
        if line is not None:
            line.close()

    # ── Within ─────────────────────────────────────────────────────────────────

    def _is_of(self, sale_id: str, card: BasketCard) -> bool:
        with self._changed:
            ask = self._ask
            wish = None if ask is None else (self._sale_id, ask.card_no, ask.month)
        return wish == (sale_id, card.card_no, card.month)

    def _begin(self, sale_id: str, card: BasketCard) -> None:
        with self._changed:
            line = self._line
            if line is None:
                return
            ask = Ask(self._ids.new_id(), card.card_no, card.month, started_ms=self._clock.elapsed_ms())
            self._ask, self._sale_id = ask, sale_id
            self._version += 1
            self._made += 1
        self._start(line, ask)

    def _start(self, line: TapLine, ask: Ask) -> None:
        # A daemon: an answer that does not come must not keep the program from ending.
        threading.Thread(target=self._work, args=(line, ask), name="ask", daemon=True).start()

    def _work(self, line: TapLine, ask: Ask) -> None:
        heard = False
        while (now := self._open(ask.ask_id)) is not None and now.state is not AskState.NEIGHBOURS:
            heard = self._ask_once(line, now) or heard
        if now is not None:
            came = self._lend(now)
            self._move(ask.ask_id, lambda it: asks.neighbours_told(it, came=came))
        elif heard and not self._was_decided(ask.ask_id):
            with suppress(PosError):
                line.withdraw(ask.ask_id, ask.card_no, ask.month)

    def _ask_once(self, line: TapLine, ask: Ask) -> bool:
        """Ask the platform once, and wait a little when it answered at once; whether it was heard."""
        began_ms = self._clock.elapsed_ms()
        try:
            said = line.tap(ask.ask_id, ask.card_no, ask.month, wait_ms=asks.wait_ms(ask, now_ms=began_ms))
        except _SAID_NO as error:
            self._said(ask.ask_id, error.code, None)
            return False
        except PosError as error:
            _log.info("nobody can be asked for a card: %s", error)
            self._move(ask.ask_id, asks.unreachable)
            return False
        except Exception:  # noqa: BLE001 - a bug here is a line that is down, never a customer who waits.
            _log.exception("asking for a card failed in an unexpected way")
            self._move(ask.ask_id, asks.unreachable)
            return False
        self._said(ask.ask_id, said.state, said.holder_seen_ms)
        now_ms = self._clock.elapsed_ms()
        now = self._open(ask.ask_id)
        if now is not None and now_ms - began_ms < asks.PAUSE_MS:
            pause_s = asks.pause_ms(now, now_ms=now_ms) / 1000
            with self._changed:
                self._changed.wait_for(lambda: not self._is_mine(ask.ask_id), timeout=pause_s)
        return True

    def _lend(self, ask: Ask) -> bool:
        left_ms = asks.left_ms(ask, now_ms=self._clock.elapsed_ms())
        try:
            return self._neighbours.lend(ask.ask_id, ask.card_no, ask.month, wait_ms=left_ms)
        except PosError as error:
            _log.info("no neighbour gave anything: %s", error)
        except Exception:  # noqa: BLE001 - as above.
            _log.exception("asking the neighbours failed in an unexpected way")
        return False

    def _said(self, ask_id: str, state: str, seen_ms: int | None) -> None:
        now_ms = self._clock.elapsed_ms()
        self._move(ask_id, lambda it: asks.answered(it, state, holder_seen_ms=seen_ms, now_ms=now_ms))

    def _open(self, ask_id: str) -> Ask | None:
        """The ask, while it is that of the open sale and not over."""
        ask = self.look()
        return ask if ask is not None and ask.ask_id == ask_id and ask.is_open else None

    def _is_mine(self, ask_id: str) -> bool:
        return self._ask is not None and self._ask.ask_id == ask_id and self._ask.is_open

    def _was_decided(self, ask_id: str) -> bool:
        """Whether the platform itself ended it."""
        with self._changed:
            ask = self._ask
        mine = ask is not None and ask.ask_id == ask_id
        return ask is not None and mine and ask.state not in (AskState.CANCELLED, AskState.TIMED_OUT)

    def _move(self, ask_id: str, move: Callable[[Ask], Ask]) -> Ask | None:
        """Change the ask if it is still this one; return what is asked now."""
        with self._changed:
            before = self._ask
            if before is None or before.ask_id != ask_id:
                return before
            self._ask = move(before)
            if self._ask is before or self._ask == before:
                return self._ask
            self._version += 1
            self._granted += self._ask.state is AskState.GRANTED
            self._changed.notify_all()
            now = self._ask
        self._tell()
        return now
