"""Two tills of a store talk over real sockets: what is heard, and what a stranger or a liar gets."""

from __future__ import annotations

import contextlib
import socket
import ssl
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import msgspec
import pytest

from pos.crypto.keys import DeviceKey
from pos.crypto.slices import Neighbour
from pos.domain.cards.lease_moves import SealedSlice
from sync.neighbours.asking import NeighbourAsker
from sync.neighbours.channel import call, receive, send
from sync.neighbours.finding import Beacon, find
from sync.neighbours.giving import NeighbourServer
from sync.neighbours.messages import Greeting, SignedWish, SliceAnswer, SliceWish
from sync.neighbours.places import Place

CARD, MONTH = "6201000000000018", "2026-11"
ANY_PORT = Place("127.0.0.1", 0)
A_SLICE = SealedSlice(3, "ab" * 32, "{}", "cd" * 64, 1)


@dataclass
class FakeTill:
    """Knows its neighbours, and writes down what it is asked for and brought."""

    till_id: str
    key: DeviceKey = field(default_factory=DeviceKey.generate)
    known: list[Neighbour] = field(default_factory=list)
    answer: tuple[str, Sequence[SealedSlice]] = ("", (A_SLICE,))
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    brought: list[tuple[str, SealedSlice]] = field(default_factory=list)

    @property
    def itself(self) -> Neighbour:
        return Neighbour(self.till_id, 1, 1, self.key.public_key)

    def neighbour(self, till_id: str, epoch: int) -> Neighbour | None:
        return next((each for each in self.known if (each.till_id, each.epoch) == (till_id, epoch)), None)

    def give(self, asker: Neighbour, card_no: str, month: str) -> tuple[str, Sequence[SealedSlice]]:
        self.asked.append((asker.till_id, card_no, month))
        return self.answer

    def take(self, giver: Neighbour, slices: Sequence[SealedSlice]) -> int:
        self.brought += [(giver.till_id, each) for each in slices]
        return len(slices)

    def asks(self, *peers: Place, broadcast: Place | None = None) -> NeighbourAsker:
        return NeighbourAsker(
            self,
            store_id="S01",
            till_id=self.till_id,
            epoch=1,
            sign=self.key.sign,
            peers=peers,
            broadcast=broadcast,
        )

    def serves(self, *, listen: Place = ANY_PORT) -> NeighbourServer:
        return NeighbourServer(self, till_id=self.till_id, epoch=1, sign=self.key.sign, listen=listen)


@pytest.fixture
def first() -> FakeTill:
    return FakeTill("S01-1")


@pytest.fixture
def second(first: FakeTill) -> FakeTill:
    """The two know each other."""
    other = FakeTill("S01-2", known=[first.itself])
    first.known.append(other.itself)
    return other


@pytest.fixture
def server(first: FakeTill) -> Iterator[NeighbourServer]:
    serving = first.serves()
    serving.start()
    yield serving
    serving.stop()


def wish_of(till: FakeTill) -> SliceWish:
    return SliceWish(till.till_id, 1, CARD, MONTH)


def test_a_neighbour_is_asked_and_what_it_let_go_is_brought(
    first: FakeTill, second: FakeTill, server: NeighbourServer
) -> None:
    assert second.asks(server.place).ask(CARD, MONTH, within_s=10) == 1
    assert first.asked == [("S01-2", CARD, MONTH)]
    assert second.brought == [("S01-1", A_SLICE)]


def test_a_neighbour_that_gives_nothing_new_still_brings_what_it_let_go_before(
    first: FakeTill, second: FakeTill, server: NeighbourServer
) -> None:
    first.answer = ("other_month", (A_SLICE,))
    assert second.asks(server.place).ask(CARD, MONTH, within_s=10) == 1


def test_a_till_that_the_federation_did_not_introduce_gets_nothing(
    first: FakeTill, second: FakeTill, server: NeighbourServer
) -> None:
    first.known.clear()
    assert second.asks(server.place).ask(CARD, MONTH, within_s=10) == 0
    assert first.asked == []


def test_a_till_of_another_federation_that_uses_a_neighbours_name_gets_nothing(
    first: FakeTill, second: FakeTill, server: NeighbourServer
) -> None:
    impostor = FakeTill("S01-2", known=[first.itself])
    assert impostor.asks(server.place).ask(CARD, MONTH, within_s=10) == 0
    assert first.asked == []


def test_a_giver_with_another_key_than_the_federation_named_is_not_told_whose_card_it_is(
    first: FakeTill, second: FakeTill
) -> None:
    impostor = FakeTill("S01-1", known=[second.itself])
    serving = impostor.serves()
    serving.start()
    try:
        assert second.asks(serving.place).ask(CARD, MONTH, within_s=10) == 0
        assert impostor.asked == []
    finally:
        serving.stop()


def test_a_wish_that_was_copied_from_another_line_is_refused(
    first: FakeTill, second: FakeTill, server: NeighbourServer
) -> None:
    """Who gets hold of a signed wish on a line of its own cannot use it on another."""
    other = first.serves()
    other.start()
    try:
        with talking(other.place) as (line, certificate):
            receive(line, Greeting)
            signed = signed_wish(second, certificate)
            send(line, signed)
            assert receive(line, SliceAnswer).slices == [A_SLICE]
        first.asked.clear()
        with talking(server.place) as (line, _certificate):
            receive(line, Greeting)
            send(line, signed)
            assert receive(line, SliceAnswer) == SliceAnswer("stranger", [])
        assert first.asked == []
    finally:
        other.stop()


class talking:  # noqa: N801 - reads as a word of the story
    """A line to a server by hand."""

    def __init__(self, place: Place) -> None:
        self._connection = socket.create_connection(place, timeout=10)

    def __enter__(self) -> tuple[ssl.SSLSocket, bytes]:
        self._line, certificate = call(self._connection)
        return self._line, certificate

    def __exit__(self, *_error: object) -> None:
        self._line.close()


def signed_wish(till: FakeTill, certificate: bytes) -> SignedWish:
    from pos.crypto.statements import slice_ask_statement

    wish = msgspec.msgpack.encode(wish_of(till))
    return SignedWish(wish, till.key.sign(slice_ask_statement(certificate=certificate, ask=wish)))


@pytest.mark.parametrize(
    "noise",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"\x16\x03\x01\x00\x05hello",
        b"",
    ],
    ids=["a browser", "half a handshake", "nothing at all"],
)
def test_noise_on_the_line_ends_that_line_and_no_other(
    first: FakeTill, second: FakeTill, server: NeighbourServer, noise: bytes
) -> None:
    with (
        socket.create_connection(server.place, timeout=10) as connection,
        contextlib.suppress(ConnectionError),
    ):
        connection.sendall(noise)
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(1_000):
            pass
    assert second.asks(server.place).ask(CARD, MONTH, within_s=10) == 1


@pytest.mark.parametrize(
    "frame",
    [
        (4_000_000_000).to_bytes(4, "big"),
        (5).to_bytes(4, "big") + b"\xc1\xc1\xc1\xc1\xc1",
        (9).to_bytes(4, "big") + b"half",
    ],
    ids=["four gigabytes", "no message", "half a message"],
)
def test_a_frame_that_is_no_wish_ends_the_line(
    first: FakeTill, second: FakeTill, server: NeighbourServer, frame: bytes
) -> None:
    with talking(server.place) as (line, _certificate):
        receive(line, Greeting)
        line.sendall(frame)
        with contextlib.suppress(OSError):  # However it ends.
            line.unwrap()
    assert first.asked == []
    assert second.asks(server.place).ask(CARD, MONTH, within_s=10) == 1


def test_a_neighbour_that_is_off_is_passed_over(
    first: FakeTill, second: FakeTill, server: NeighbourServer
) -> None:
    with socket.create_server(ANY_PORT) as gone:
        nobody = Place(*gone.getsockname())
    assert second.asks(nobody, server.place).ask(CARD, MONTH, within_s=10) == 1


def test_asking_ends_with_its_time(second: FakeTill) -> None:
    """The neighbour's program is there and says nothing."""
    with socket.create_server(ANY_PORT) as silent:
        assert second.asks(Place(*silent.getsockname())).ask(CARD, MONTH, within_s=0.2) == 0


@pytest.fixture
def beacon() -> Iterator[Callable[..., Place]]:
    """Starts a beacon on the loopback net's broadcast address; gives where it is asked."""
    running: list[Beacon] = []

    def start(till_id: str, port: int, *, store_id: str = "S01", at: int = 0) -> Place:
        listen = Place("127.255.255.255", at or free_udp_port())
        running.append(Beacon(store_id=store_id, till_id=till_id, port=port, listen=listen))
        running[-1].start()
        return listen

    yield start
    for each in running:
        each.stop()


def free_udp_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        asked.bind(("127.255.255.255", 0))
        port: int = asked.getsockname()[1]
        return port


def test_a_neighbour_is_found_by_a_broadcast(
    first: FakeTill, second: FakeTill, server: NeighbourServer, beacon: Callable[..., Place]
) -> None:
    where = beacon("S01-1", server.place.port)
    assert second.asks(broadcast=where).ask(CARD, MONTH, within_s=10) == 1


def test_tills_of_another_store_and_the_seeker_itself_do_not_answer(beacon: Callable[..., Place]) -> None:
    where = beacon("S02-1", 4_001, store_id="S02")
    beacon("S01-2", 4_002, at=where.port)
    beacon("S01-3", 4_003, at=where.port)
    assert find(where, "S01", but="S01-2", wait_s=0.5) == (Place("127.0.0.1", 4_003),)


def test_nobody_is_found_on_a_net_that_cannot_be_asked() -> None:
    assert find(Place("127.0.0.1", 0), "S01", but="S01-2", wait_s=0.1) == ()
