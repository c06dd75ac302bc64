"""The asker's side: goes from neighbour to neighbour until the time is over, and brings what they let go."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import msgspec

from pos.crypto.slices import Neighbour
from pos.crypto.statements import neighbour_statement, slice_ask_statement
from pos.crypto.suite import SUITES
from pos.domain.calendar import Month
from pos.domain.cards.lease_moves import SealedSlice
from pos.errors import PosError
from sync.neighbours.channel import call, receive, send
from sync.neighbours.finding import find
from sync.neighbours.messages import NEIGHBOUR_PROTOCOL, Greeting, SignedWish, SliceAnswer, SliceWish
from sync.neighbours.places import Place

_log = logging.getLogger(__name__)

CONNECT_S: Final = 0.4  # On one net a neighbour answers at once, or it is switched off.


class Taker(Protocol):
    """The till that asks. Any thread may call."""

    def neighbour(self, till_id: str, epoch: int) -> Neighbour | None:
        """The installation of this store with this name, as the federation introduced it."""
        ...

    def take(self, giver: Neighbour, slices: Sequence[SealedSlice]) -> int:
        """Take in what is proven and not here yet; how many slices that were. Raises LedgerUnwritable."""
        ...


@dataclass(frozen=True, slots=True)
class Heard:
    """One neighbour's answer."""

    giver: Neighbour
    refusal: str
    slices: Sequence[SealedSlice]


class NeighbourAsker:
    """Asks neighbours. `peers` are tried first; `broadcast` is where others are looked for, None: nowhere."""

    def __init__(
        self,
        taker: Taker,
        *,
        store_id: str,
        till_id: str,
        epoch: int,
        sign: Callable[[bytes], bytes],
        peers: Sequence[Place] = (),
        broadcast: Place | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._taker = taker
        self._store_id, self._till_id, self._epoch, self._sign = store_id, till_id, epoch, sign
        self._peers, self._broadcast = tuple(peers), broadcast
        self._monotonic = monotonic

    def ask(
        self,
        card_no: str,
        month: Month,
        *,
        within_s: float,
    ) -> int:
        """Ask one after the other; return how many slices came in.

        Ends when `within_s` seconds are over. A neighbour that is off, strange or lying is
        passed over. Raises LedgerUnwritable.
        """
        until = self._monotonic() + within_s
        wish = SliceWish(self._till_id, self._epoch, card_no, month)
        taken, asked = 0, set[Place]()
        for place in self._places():
            left_s = until - self._monotonic()
            if left_s <= 0:
                break
            if place in asked:
                continue
            asked.add(place)
            heard = self._hear(place, wish, left_s)
            if heard is None:
                continue
            if heard.refusal:
                _log.info("%s gives nothing: %s", heard.giver.till_id, heard.refusal)
            taken += self._taker.take(heard.giver, heard.slices)
        return taken

    def _places(self) -> Sequence[Place]:
        if self._broadcast is None:
            return self._peers
        return (*self._peers, *find(self._broadcast, self._store_id, but=self._till_id))

    def _hear(self, place: Place, wish: SliceWish, left_s: float) -> Heard | None:
        try:
            with socket.create_connection(place, timeout=min(CONNECT_S, left_s)) as connection:
                connection.settimeout(left_s)
                return self._talk(connection, wish)
        except (OSError, PosError) as error:
            _log.info("the neighbour at %s:%d did not answer: %s", *place, error)
            return None

    def _talk(self, connection: socket.socket, wish: SliceWish) -> Heard | None:
        line, certificate = call(connection)
        with line:
            greeting = receive(line, Greeting)
            giver = self._taker.neighbour(greeting.till_id, greeting.epoch)
            statement = neighbour_statement(
                certificate=certificate, till_id=greeting.till_id, epoch=greeting.epoch
            )
            if (
                greeting.protocol != NEIGHBOUR_PROTOCOL
                or giver is None
                or not SUITES[giver.suite].verify(giver.public_key, statement, greeting.signature)
            ):
                _log.warning("a stranger answers as %s/%d", greeting.till_id, greeting.epoch)
                return None
            asked = msgspec.msgpack.encode(wish)
            signature = self._sign(slice_ask_statement(certificate=certificate, ask=asked))
            send(line, SignedWish(asked, signature))
            answer = receive(line, SliceAnswer)
            return Heard(giver, answer.refusal, answer.slices)
