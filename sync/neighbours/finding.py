"""Finds neighbours by a broadcast on the shop's net: who is here of this store, and at which port.

A datagram proves nothing and says nothing but names of tills; who is really there shows the line itself.
"""

from __future__ import annotations

import logging
import re
import socket
import threading
import time
from collections.abc import Callable
from typing import Final

from sync.neighbours.places import Place

_log = logging.getLogger(__name__)

FIND_S: Final = 0.3
_FOUND_MAX: Final = 10
_LOOK_S: Final = 0.2
_BYTES_MAX: Final = 200
_SEEK: Final = re.compile(rb"huimin seek 1 (\S{1,32}) (\S{1,32})")
_HERE: Final = re.compile(rb"huimin here 1 (\S{1,32}) (\d{1,5})")


def find(
    broadcast: Place,
    store_id: str,
    *,
    but: str,
    wait_s: float = FIND_S,
    monotonic: Callable[[], float] = time.monotonic,
) -> tuple[Place, ...]:
    """Where tills of this store answer, except till `but`; empty when the net cannot be asked."""
    until = monotonic() + wait_s
    found: list[Place] = []
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
            asking.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
            asking.sendto(f"huimin seek 1 {store_id} {but}".encode(), broadcast)
            while len(found) < _FOUND_MAX and (left_s := until - monotonic()) > 0:
                asking.settimeout(left_s)
                said, (host, _port) = asking.recvfrom(_BYTES_MAX)
                here = _HERE.fullmatch(said)
                if here and 0 < int(here[2]) < 65_536 and Place(host, int(here[2])) not in found:
                    found.append(Place(host, int(here[2])))
    except TimeoutError:
        pass
    except OSError as error:
        _log.info("cannot look for neighbours: %s", error)
    return tuple(found)


class Beacon:
    """Answers seekers of this store from `start` to `stop`: till `till_id` listens at TCP port `port`."""

    def __init__(self, *, store_id: str, till_id: str, port: int, listen: Place) -> None:
        self._store_id, self._till_id = store_id.encode(), till_id.encode()
        self._answer = f"huimin here 1 {till_id} {port}".encode()
        self._listen = listen
        self._stopping = threading.Event()
        self._socket: socket.socket | None = None
        self._thread = threading.Thread(target=self._work, name="beacon", daemon=True)

    def start(self) -> None:
        """Begin to answer. Raises OSError when the place is taken."""
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # Two tills of one machine.
        try:
            self._socket.bind(self._listen)
        except OSError:
            self._socket.close()
            self._socket = None
            raise
        self._socket.settimeout(_LOOK_S)
        self._thread.start()

    def stop(self) -> None:
        """End."""
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join()
        if self._socket is not None:
            self._socket.close()

    def _work(self) -> None:
        assert self._socket is not None
        while not self._stopping.is_set():
            try:
                said, sender = self._socket.recvfrom(_BYTES_MAX)
                seek = _SEEK.fullmatch(said)
                if seek and seek[1] == self._store_id and seek[2] != self._till_id:
                    self._socket.sendto(self._answer, sender)
            except TimeoutError:
                continue
            except OSError as error:  # Also what a seeker that is gone sends back; go on listening.
                _log.info("a seeker could not be answered: %s", error)
                self._stopping.wait(_LOOK_S)
