"""A platform opens what every release before it stored, agrees with it to the fen, and goes on."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from monitor.auditing.audit import audit
from monitor.platform import Platform
from monitor.settings import Settings
from monitor.store import tables
from monitor.web.app import make_app
from pos.domain.decoding import decode_entry
from sync.protocol.messages import WireEntry
from tests.ledger.counter import key_of
from tests.monitor.conftest import DAY_MS, HERE, MORNING_MS, FakeClock, card_no
from tests.monitor.golden import DATA, TILL_SEEDS, facts_of, place_federation_key
from tests.monitor.simulated_till import SimulatedTill
from tests.records import sale_from_data

GOLDEN = sorted(DATA.glob("monitor-*.db"))


def till_of(platform: Platform, client: TestClient, till_id: str, now_ms: int) -> SimulatedTill:
    """The till that wrote the stored entries, with its key and its chain."""
    till = SimulatedTill(client, till_id, now_ms, key=key_of(TILL_SEEDS[till_id]))
    till.federation_key = platform.key.public_key
    stored = select(tables.entry).where(tables.entry.c.till_id == till_id).order_by(tables.entry.c.sequence)
    for row in platform.store.read(lambda connection: connection.execute(stored).all()):
        till.entries.append(
            WireEntry(row.sequence, row.entry_id, row.payload, row.entry_hash, row.signature, 1)
        )
    till.ids = iter(range(1_000, 2_000))
    till.nonces = iter(range(1_000, 2_000))
    till.download()
    return till


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda path: path.stem)
def test_the_database_of_every_release_opens_says_what_it_said_and_goes_on(
    golden: Path, tmp_path: Path
) -> None:
    place_federation_key(tmp_path)
    shutil.copy(golden, tmp_path / "monitor.db")
    clock = FakeClock()
    clock.at_ms = MORNING_MS + 2 * DAY_MS + 1_000
    platform = Platform.open(Settings(tmp_path, f"sqlite:///{tmp_path / 'monitor.db'}"), clock)
    known = json.loads(golden.with_suffix(".json").read_text(encoding="utf-8"))
    assert facts_of(platform) == known
    assert audit(platform.store).first_bad is None

    with TestClient(make_app(platform), client=HERE) as client:
        till = till_of(platform, client, "S01-1", clock.at_ms)
        sold_before = sale_from_data(
            (entry := decode_entry(till.entries[0].payload)).data, version=entry.version
        )
        bought = till.sell(("蔬菜", 1000), ("零食", 100))
        after = len(till.entries) - 1
        reply = till.upload(after=after)
        assert reply.quarantined == []
        assert client.get("/").status_code == 200
    assert sold_before.card is not None
    assert sold_before.card.card_no == card_no(1)
    now = {row[0]: row for row in facts_of(platform)["devices"]}["S01-1"]
    before = {row[0]: row for row in known["devices"]}["S01-1"]
    assert now[7] - before[7] == bought.totals.payable
    assert audit(platform.store).first_bad is None
    platform.close()
