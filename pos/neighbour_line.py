"""Builds the line to the other tills of the store: who may ask us, and whom we ask. Off without settings."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import ExitStack

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


class NeighbourLine:
    """Answers neighbours until `stop`, and asks them when it is told to."""

    def __init__(self, asker: NeighbourAsker | None, running: ExitStack) -> None:
        self._asker = asker
        self._running = running

    def lend(self, _ask_id: str, card_no: str, month: Month, *, wait_ms: int) -> bool:
        """Ask the neighbours for a card's month, for about `wait_ms`; whether a slice came in.

        A neighbour gives by card and month, so asking again with another id gives nothing twice. Raises
        LedgerUnwritable.
        """
        if self._asker is None:
            return False
        return self._asker.ask(card_no, month, within_s=wait_ms / 1000) > 0

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
