"""Whether sending and taking a batch cost the same however much there is. Not a test.

Sending: a till's ledger holds a backlog; the uploader sends one batch of it to a platform that agrees with
everything, whose own time is taken off. Taking: batches of ten-line sales go to the real platform, whose
database grows meanwhile. Both tell processor time, the least of several, for other work on the machine only
ever adds; and ratios to the smallest size. The curves are drawn into docs/growth_of_sending.svg.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from sqlalchemy import text

from monitor.clock import SystemClock
from monitor.devices.devices import find_device
from monitor.platform import Platform as MonitorPlatform
from monitor.platform import read_programme_file
from monitor.settings import Settings
from pos.crypto.keys import DeviceKey
from pos.crypto.statements import countersign_statement
from pos.domain.journal.chain import genesis
from pos.domain.journal.entries import EntryKind
from pos.domain.journal.record import record_to_data
from pos.ledger.ledger import Ledger
from sync.client.platform import Platform
from sync.client.ports import SyncIdentity, WireRequest, WireResponse
from sync.client.uploader import Uploader
from sync.protocol import messages as wire
from sync.protocol.codec import decode, encode
from sync.protocol.compact import in_full
from tests.benchmarks.curve import Curve, draw
from tests.benchmarks.ingest import Sender, batch_of, database, enrol
from tests.benchmarks.public_sales import PublicTill, in_batches
from tests.ledger.counter import FEDERATION, TILL, Counter
from tests.sync.fakes import as_signed

BACKLOGS: Final = (1, 1_000, 10_000, 100_000)
SALES_HELD: Final = (1_000, 10_000, 100_000, 300_000)
BATCH: Final = 100
BATCHES: Final = 20  # Measured at each size.
PICTURE: Final = Path("docs") / "growth_of_sending.svg"


def _least(times: Sequence[float]) -> float:
    """The cost without what other work added: the median of the quicker half."""
    quicker = sorted(times)[: max(1, len(times) // 2)]
    return quicker[len(quicker) // 2]


class AgreeingPlatform:
    """Takes every batch and says what the till's own books say; notes how long it took itself."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.own_s = 0.0

    def exchange(self, request: WireRequest) -> WireResponse:
        """Answer a batch."""
        begun = time.thread_time()
        assert request.path == wire.PATH_COMPACT
        batch = in_full(decode(request.body, wire.CompactBatch))
        assert batch is not None
        last = batch.entries[-1]
        statement = countersign_statement(
            till_id=TILL, epoch=1, sequence=last.sequence, entry_hash=last.entry_hash, at_ms=1
        )
        reply = wire.BatchReply(
            acknowledged_sequence=last.sequence,
            acknowledged_hash=last.entry_hash,
            sums=wire.WireSums.of(self._ledger.sums_upto(last.sequence)),
            quarantined=[],
            at_ms=1,
            countersignature=FEDERATION.sign(statement),
        )
        answer = as_signed(request, WireResponse(200, encode(reply)), key=FEDERATION)
        self.own_s += time.thread_time() - begun
        return answer

    def close(self) -> None:
        """Nothing is open."""


def sending(folder: Path, backlogs: Sequence[int]) -> dict[str, Curve]:
    """Microseconds of the sending thread for an entry by how many wait: alone, and in a batch of many."""
    ledger, key = _sold(folder, backlogs[-1])
    monitor = AgreeingPlatform(ledger)
    identity = SyncIdentity(TILL, 1, 1, key.sign, FEDERATION.public_key)
    platform = Platform(monitor, identity, now_ms=lambda: 1)

    def costs(entries_max: int, batches: int) -> float:
        uploader = Uploader(ledger, platform, identity, entries_max=entries_max)
        times = []
        for _batch in range(batches):
            begun, its_own = time.thread_time(), monitor.own_s
            done = uploader.upload_once(ledger.acknowledged())
            times.append(time.thread_time() - begun - (monitor.own_s - its_own))
            assert done.sent == entries_max
        return _least(times) / entries_max * 1e6

    alone, together = [], []
    for smaller, backlog in reversed(list(zip((0, *backlogs), backlogs, strict=False))):
        _acknowledge_all_but(ledger, backlog)  # An acknowledgement never goes back.
        room = backlog - smaller
        if room > BATCH:
            together.append((backlog, costs(BATCH, min(BATCHES, room // BATCH - 1))))
        alone.append((backlog, costs(1, min(BATCHES, room))))
    ledger.close()
    return {"sending_one": alone[::-1], "sending_batch": together[::-1]}


def _sold(folder: Path, sales: int) -> tuple[Ledger, DeviceKey]:
    counter = Counter(folder)
    counter.adopt()
    for place in range(sales):
        facts = counter.facts(counter.basket(10))
        counter.ledger.append(
            counter.new(EntryKind.SALE, record_to_data(facts), entry_id=f"sale-{place:07d}")
        )
    counter.ledger.close()
    return counter.open(), counter.key  # As after a start, with nothing left to tidy up.


def _acknowledge_all_but(ledger: Ledger, backlog: int) -> None:
    sequence = ledger.head()[0] - backlog
    if sequence > ledger.acknowledged():
        last = ledger.entries_after(sequence - 1, entries_max=1, bytes_max=1)[0].sealed
        ledger.acknowledge(sequence, last.entry_hash, b"x" * 64, 1)


def taking(engine: str, folder: Path, sizes: Sequence[int]) -> Curve:
    """Microseconds of processor for each sale of a batch, by how many sales the platform holds.

    The platform's and, on PostgreSQL, its server's.
    """
    key = DeviceKey.generate()
    now_ms = time.time_ns() // 1_000_000
    till = PublicTill("S01-1", key, read_programme_file(), last_ms=now_ms)
    sender = Sender("S01-1", key, ())
    entries = till.entries(sizes[-1] + len(sizes) * BATCH * BATCHES)  # Too many to hold all at once.
    with database(engine, folder) as url:
        enrol(url, folder, [sender])
        platform = MonitorPlatform.open(Settings(folder, url), SystemClock())
        take = _taker(platform, sender)
        batches = in_batches(entries, BATCH)
        held, found = 0, []
        for size in sizes:
            while held < size:
                take(next(batches))
                held += BATCH
            server_s = _server_cpu_s(platform)
            times = list(_timed(take, batches))
            server_s = (_server_cpu_s(platform) - server_s) / BATCHES
            held += BATCH * len(times)
            found.append((size, (_least(times) + server_s) / BATCH * 1e6))
            print(f"  {engine}: {size} held, {found[-1][1]:.0f} us a sale", flush=True)  # It takes long.
        platform.close()
    return found


def _timed(
    take: Callable[[list[wire.WireEntry]], None], batches: Iterator[list[wire.WireEntry]]
) -> Iterator[float]:
    for _batch in range(BATCHES):
        batch = next(batches)
        begun = time.process_time()
        take(batch)
        yield time.process_time() - begun


def _server_cpu_s(platform: MonitorPlatform) -> float:
    """Processor time of the PostgreSQL server behind a platform, where /proc tells it; 0 for SQLite."""
    if platform.store.engine.dialect.name != "postgresql":
        return 0.0
    query = text("SELECT pg_backend_pid()")
    ours = platform.store.read(lambda connection: int(connection.execute(query).scalar_one()))
    processes = [each for told in Path("/proc").glob("[0-9]*/stat") if (each := _process(told))]
    servers = {parent for pid, parent, _ticks in processes if pid == ours}
    ticks = sum(each for pid, parent, each in processes if parent in servers or pid in servers)
    return ticks / os.sysconf("SC_CLK_TCK")


def _process(told: Path) -> tuple[int, int, int] | None:
    """Number, parent and ticks of a process with its ended children; None when it is gone."""
    try:
        fields = told.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return None
    return int(told.parent.name), int(fields[1]), sum(int(each) for each in fields[11:15])


def _taker(platform: MonitorPlatform, sender: Sender) -> Callable[[list[wire.WireEntry]], None]:
    nonces = iter(range(10**9))
    previous_hash = genesis(sender.till_id, 1)

    def take(entries: list[wire.WireEntry]) -> None:
        nonlocal previous_hash
        batch = batch_of(sender.till_id, entries, previous_hash)
        previous_hash = entries[-1].entry_hash
        device = platform.store.read(lambda connection: find_device(connection, sender.till_id, 1))
        assert device is not None
        reply = platform.ingest.receive_compact(
            batch, device, nonce=f"{next(nonces):032x}", now_ms=time.time_ns() // 1_000_000
        )
        assert (reply.acknowledged_sequence, reply.quarantined) == (entries[-1].sequence, [])

    return take


def measure(
    *,
    backlogs: Sequence[int] = BACKLOGS,
    held: Sequence[int] = SALES_HELD,
    engines: Sequence[str] = ("sqlite", "postgresql"),
    picture: Path | None = PICTURE,
) -> dict[str, float | None]:
    """Costs at each size, and the greatest as a multiple of the cost at the first."""
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "till").mkdir()
        curves = sending(Path(name) / "till", backlogs)
        for engine in engines:
            (Path(name) / engine).mkdir()
            curves[f"taking_{engine}"] = taking(engine, Path(name) / engine, held)
    figures: dict[str, float | None] = {}
    ratios: dict[str, Curve] = {}
    for what, curve in curves.items():
        ratios[what] = [(size, cost / curve[0][1]) for size, cost in curve]
        figures |= {f"{what}_us_at_{size}": round(cost, 1) for size, cost in curve}
        figures[f"{what}_ratio"] = round(max(ratio for _size, ratio in ratios[what]), 3)
    if picture is not None:
        draw(picture, "Cost of an entry, by how many wait or are held", ratios)
    return figures


if __name__ == "__main__":
    asked = [int(each) for each in sys.argv[1:]]
    sizes = {"backlogs": asked[:1] and [1, 1_000, asked[0]], "held": asked[1:] and [1_000, asked[1]]}
    for name, value in measure(
        backlogs=sizes["backlogs"] or BACKLOGS, held=sizes["held"] or SALES_HELD
    ).items():
        print(f"{name:32} {value}")
