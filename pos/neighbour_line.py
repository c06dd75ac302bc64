"""Builds the line to the other tills of the store: who may ask us, and whom we ask. Off without settings."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import Final

from pos.crypto.keys import DeviceKey
from pos.domain.calendar import Month
from pos.services.cards.neighbour_slices import NeighbourSlices
from pos.services.installation.identity import Identity
from pos.services.installation.settings import HostPort, Settings
from sync.neighbours.asking import NeighbourAsker
from sync.neighbours.finding import Beacon
from sync.neighbours.giving import NeighbourServer
from sync.neighbours.places import Place

_log = logging.getLogger(__name__)

WITHIN_S: Final = 1.5  # The customer has waited for the platform already.


class NeighbourLine:
    """Answers neighbours until `stop`, and asks them when it is told to."""

    def __init__(self, asker: NeighbourAsker | None, running: ExitStack) -> None:
        self._asker = asker
        self._running = running

    @property
    def asks(self) -> bool:
        """Whether there is anybody to ask."""
        return self._asker is not None

    def ask(self, card_no: str, month: Month, *, over: Callable[[], bool] = lambda: False) -> int:
        """Ask the neighbours for a card's month, for at most 1.5 s; return how many slices came in.

        Not for the window's thread. `over` ends it early. Raises LedgerUnwritable.
        """
        if self._asker is None:
            return 0
        return self._asker.ask(card_no, month, within_s=WITHIN_S, over=over)

    def stop(self) -> None:
        """End; a wish that is being answered is finished."""
        self._running.close()


def open_neighbour_line(
    settings: Settings, identity: Identity, key: DeviceKey, slices: NeighbourSlices
) -> NeighbourLine:
    """The running line of the settings. A place that is taken is logged: the till sells on without it."""
    places = settings.neighbours
    running = ExitStack()
    if places.listen is not None:
        _listen(places.listen, settings, identity, key, slices, running)
    asker = None
    if places.asks:
        asker = NeighbourAsker(
            slices,
            store_id=settings.store_id,
            till_id=identity.till_id,
            epoch=identity.epoch,
            sign=key.sign,
            peers=_places(places.peers),
            broadcast=None if places.broadcast is None else Place(*places.broadcast),
        )
    return NeighbourLine(asker, running)


def _listen(
    listen: HostPort,
    settings: Settings,
    identity: Identity,
    key: DeviceKey,
    slices: NeighbourSlices,
    running: ExitStack,
) -> None:
    server = NeighbourServer(
        slices, till_id=identity.till_id, epoch=identity.epoch, sign=key.sign, listen=Place(*listen)
    )
    beacon = Beacon(
        store_id=settings.store_id, till_id=identity.till_id, port=listen[1], listen=Place(*listen)
    )
    for each in (server, beacon):
        try:
            each.start()
        except OSError as error:
            _log.warning("neighbours cannot reach this till at %s:%d: %s", *listen, error)
            return
        running.callback(each.stop)


def _places(peers: Sequence[HostPort]) -> tuple[Place, ...]:
    return tuple(Place(*each) for each in peers)
