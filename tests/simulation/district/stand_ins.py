"""What runs on threads of its own in a till, without the threads: the script says when it works.

Each is the production class; only who calls it is replaced, so that a seed replays.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from pos.domain.calendar import Month
from pos.services.cards.ask_ports import TapAnswer, TapLine
from pos.services.cards.asking import CardAsks
from pos.services.cards.neighbour_slices import NeighbourSlices
from pos.services.installation.identity import Identity
from pos.services.installation.settings import Settings
from pos.services.make_goods.credit_watch import CreditWatch
from sync.client.listener import RecallListener
from sync.client.worker import SyncWorker

if TYPE_CHECKING:
    from pos.domain.cards.ask import Ask
    from tests.simulation.district.counter import Counter
    from tests.simulation.district.district import District

ANSWER_MS: Final = 1_000  # So long a question to the platform takes in a district.


class Worker(SyncWorker):
    """Does a round when the script says so."""

    def start(self) -> None:
        """Do nothing by itself."""

    def stop(self, *, timeout_s: float = 2.0) -> bool:
        """End; nothing is under way."""
        with self._changed:
            self._stopping = True
        return True


class Listener(RecallListener):
    """Hears what it is asked for when the script says so; the platform does not hold its answer."""

    def __init__(self, *parts: Any, **named: Any) -> None:
        super().__init__(*parts, **named, wait_ms=0)

    def start(self) -> None:
        """Do nothing by itself."""

    def stop(self) -> None:
        """End; nothing is under way."""

    def hear(self) -> None:
        """Ask once, and answer what is asked."""
        self._listen()


class Asks(CardAsks):
    """Keeps the ask of the open sale until the script lets it go on."""

    _waiting: tuple[TapLine, Ask] | None = None

    def _start(self, line: TapLine, ask: Ask) -> None:
        self._waiting = line, ask

    def run(self, after: Callable[[Ask], None]) -> None:
        """Ask to the end; `after` is what happens in the district between two questions."""
        if self._waiting is not None:
            (line, ask), self._waiting = self._waiting, None
            self._work(_Between(line, lambda: after(ask)), ask)


class _Between:
    """The line to the platform: after each question the district goes on a little."""

    def __init__(self, line: TapLine, after: Callable[[], None]) -> None:
        self._line, self._after = line, after

    def tap(self, ask_id: str, card_no: str, month: Month, *, wait_ms: int) -> TapAnswer:
        """Ask; nobody in a simulation waits for a real second."""
        try:
            return self._line.tap(ask_id, card_no, month, wait_ms=0)
        finally:
            self._after()

    def withdraw(self, ask_id: str, card_no: str, month: Month) -> None:
        """The wish is over."""
        self._line.withdraw(ask_id, card_no, month)

    def close(self) -> None:
        """Close the connections."""
        self._line.close()


class Watch(CreditWatch):
    """Asks what a card has coming only when the script does."""

    def look(self, _card_no: str) -> None:
        """Do nothing by itself."""


class Neighbours:
    """The shop's net without sockets: the other tills of a store that are on."""

    def __init__(self, district: District, settings: Settings, slices: NeighbourSlices) -> None:
        self._district, self._settings = district, settings
        self.slices = slices

    def lend(self, _ask_id: str, card_no: str, month: Month, *, wait_ms: int) -> bool:
        """Ask each of them, as the real line does."""
        came = 0
        for other in self._district.counters:
            if other.store_id != self._settings.store_id or other.till_id == self._settings.till_id:
                continue
            came += self._hear(other, card_no, month)
        return came > 0

    def _hear(self, other: Counter, card_no: str, month: Month) -> int:
        if other.till is None or other.neighbours is None:
            return 0
        mine = self._district.counter(self._settings.till_id)
        giver = self.slices.neighbour(other.till_id, other.epoch)
        asker = other.neighbours.slices.neighbour(mine.till_id, mine.epoch)
        if giver is None or asker is None:
            return 0
        _refusal, given = other.neighbours.slices.give(asker, card_no, month)
        other.look()
        self._district.fault("slice")
        return self.slices.take(giver, given)

    def stop(self) -> None:
        """Nothing is open."""


def open_neighbours(
    district: District, settings: Settings, _identity: Identity, _key: object, slices: NeighbourSlices
) -> Neighbours:
    """In the place of `pos.neighbour_line.open_neighbour_line`."""
    line = Neighbours(district, settings, slices)
    district.counter(settings.till_id).neighbours = line
    return line
