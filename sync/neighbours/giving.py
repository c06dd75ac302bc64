"""The giver's side: listens on the shop's net and answers neighbours' wishes, each in a thread of its own.

A sale never waits for it: it reads the ledger beside the counter and writes at most one entry per wish.
"""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Callable, Sequence
from typing import Final, Protocol

from pos.crypto.slices import Neighbour
from pos.crypto.statements import neighbour_statement, slice_ask_statement
from pos.crypto.suite import SUITES
from pos.domain.calendar import Month
from pos.domain.cards.lease_moves import SealedSlice
from pos.errors import PosError
from sync.neighbours.channel import LineEnd, decode, receive, send
from sync.neighbours.messages import (
    NEIGHBOUR_PROTOCOL,
    SLICES_MAX,
    Greeting,
    SignedWish,
    SliceAnswer,
    SliceWish,
)
from sync.neighbours.places import Place

_log = logging.getLogger(__name__)

_LINES_MAX: Final = 8  # At once; a store has three tills.
_PATIENCE_S: Final = 3.0  # With one neighbour; after that its line is closed.
_LOOK_S: Final = 0.2  # So often it is looked whether to stop.


class Giver(Protocol):
    """The till behind the line. Any thread may call."""

    def neighbour(self, till_id: str, epoch: int) -> Neighbour | None:
        """The installation of this store with this name, as the federation introduced it."""
        ...

    def give(self, asker: Neighbour, card_no: str, month: Month) -> tuple[str, Sequence[SealedSlice]]:
        """Why nothing new could be given (see `SliceAnswer`), and every slice let go for this asker."""
        ...


class NeighbourServer:
    """Answers from `start` to `stop`. `till_id` and `epoch` are who we are, `sign` our device key's."""

    def __init__(
        self, giver: Giver, *, till_id: str, epoch: int, sign: Callable[[bytes], bytes], listen: Place
    ) -> None:
        self._giver = giver
        self._till_id, self._epoch, self._sign = till_id, epoch, sign
        self._listen = listen
        self._stopping = threading.Event()
        self._free = threading.BoundedSemaphore(_LINES_MAX)
        self._socket: socket.socket | None = None
        self._end: LineEnd | None = None
        self._thread = threading.Thread(target=self._work, name="neighbours", daemon=True)

    @property
    def place(self) -> Place:
        """Where it listens; the port is the real one when the settings said 0."""
        assert self._socket is not None, "start it first"
        host, port = self._socket.getsockname()[:2]
        return Place(host, port)

    def start(self) -> None:
        """Begin to listen. Raises OSError when the place is taken: the caller says so and sells on."""
        family = socket.AF_INET6 if ":" in self._listen.host else socket.AF_INET
        listening = socket.create_server(self._listen, family=family, backlog=_LINES_MAX)
        listening.settimeout(_LOOK_S)
        self._socket, self._end = listening, LineEnd()
        self._thread.start()

    def stop(self) -> None:
        """End; wishes that are being answered are finished, none is begun."""
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join()
        if self._socket is not None:
            self._socket.close()

    def _work(self) -> None:
        assert self._socket is not None
        while not self._stopping.is_set():
            try:
                connection, _from = self._socket.accept()
            except TimeoutError:
                continue
            except OSError:
                _log.exception("cannot listen to neighbours any more")
                return
            if not self._free.acquire(blocking=False):
                connection.close()
                continue
            threading.Thread(target=self._meet, args=(connection,), name="a neighbour", daemon=True).start()

    def _meet(self, connection: socket.socket) -> None:
        try:
            connection.settimeout(_PATIENCE_S)
            with connection:
                self._answer(connection)
        except (OSError, PosError) as error:
            _log.info("a neighbour's line ended: %s", error)
        except Exception:  # noqa: BLE001 - the till must outlive any bug; it is logged.
            _log.exception("answering a neighbour failed in an unexpected way")
        finally:
            self._free.release()

    def _answer(self, connection: socket.socket) -> None:
        assert self._end is not None
        certificate = self._end.certificate
        with self._end.meet(connection) as line:
            statement = neighbour_statement(certificate=certificate, till_id=self._till_id, epoch=self._epoch)
            send(line, Greeting(NEIGHBOUR_PROTOCOL, self._till_id, self._epoch, self._sign(statement)))
            signed = receive(line, SignedWish)
            wish = decode(signed.wish, SliceWish)
            asker = self._giver.neighbour(wish.till_id, wish.epoch)
            if asker is None or not SUITES[asker.suite].verify(
                asker.public_key,
                slice_ask_statement(certificate=certificate, ask=signed.wish),
                signed.signature,
            ):
                _log.warning("a stranger asked for a slice as %s/%d", wish.till_id, wish.epoch)
                send(line, SliceAnswer("stranger", []))
                return
            refusal, slices = self._giver.give(asker, wish.card_no, wish.month)
            send(line, SliceAnswer(refusal, list(slices)[-SLICES_MAX:]))
