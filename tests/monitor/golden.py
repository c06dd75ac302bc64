"""Makes the database a release of the platform leaves to all later ones: `python -m tests.monitor.golden`.

Run once for each version of the tables, never again for the same: the file in `tests/data` is what
that release wrote, and stays for ever. Two tills sold by the rules of their time; one entry is quarantined.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import select
from starlette.testclient import TestClient

from monitor.documents.federation import Federation, name_federation
from monitor.documents.publishing import ListedCard, change_cards, publish_categories
from monitor.platform import Platform
from monitor.settings import Settings
from monitor.store import day_tables, tables
from monitor.store.rows import insert_once
from monitor.store.schema import HEAD
from monitor.web.app import make_app
from pos.domain.cards.card import Card, CardStatus
from tests.ledger.counter import key_of
from tests.monitor.conftest import DAY_MS, MORNING_MS, FakeClock, card_no
from tests.monitor.simulated_till import SimulatedTill

DATA = Path(__file__).resolve().parents[1] / "data"
FEDERATION_SEED = 9
TILL_SEEDS = {"S01-1": 21, "S02-1": 22}


def place_federation_key(data_dir: Path) -> None:
    """Write the invented federation's key where a platform looks for it."""
    data_dir.mkdir(parents=True, exist_ok=True)
    (data_dir / "federation.key").write_text(f"1 {bytes([FEDERATION_SEED]).hex() * 32}\n", encoding="ascii")


def write(folder: Path) -> dict[str, Any]:
    """Let two stores sell for two days; return what is known of it."""
    place_federation_key(folder)
    clock = FakeClock()
    platform = Platform.open(Settings(folder, f"sqlite:///{folder / 'monitor.db'}"), clock)
    platform.store.write(lambda connection: _federation(connection, platform))
    with TestClient(make_app(platform)) as client:
        tills = [
            SimulatedTill(client, till_id, clock.at_ms, key=key_of(seed))
            for till_id, seed in TILL_SEEDS.items()
        ]
        for till in tills:
            till.enrol(platform.issue_code(till.till_id))
            till.download()
        for _day in range(2):
            for place, till in enumerate(tills, 1):
                till.now_ms = clock.at_ms
                bought = till.sell(("蔬菜", 1001), ("米", 6990), ("零食", 350), card_no=card_no(place))
                till.sell(("零食", 990), ("蔬菜", 438))
                till.return_goods(bought, {1: 1000})
                till.upload()
            clock.at_ms += DAY_MS
        tills[1].append("sale", {"nothing": "of a sale"})
        tills[1].now_ms = clock.at_ms
        tills[1].upload()
    known = facts_of(platform)
    platform.close()
    return known


def facts_of(platform: Platform) -> dict[str, Any]:
    """What a later release must find in it."""

    def read(connection: Any) -> dict[str, Any]:
        device, entry, day = tables.device, tables.entry, day_tables.day_total
        columns = ("till_id", "head_sequence", "entries", "sales", "market", "discount", "subsidy", "payable")
        return {
            "devices": [
                list(row)
                for row in connection.execute(
                    select(*(device.c[name] for name in columns)).order_by("till_id")
                )
            ],
            "entries": [
                [row.till_id, row.sequence, row.kind, row.state, row.payload.hex()]
                for row in connection.execute(select(entry).order_by("till_id", "sequence"))
            ],
            "days": [
                [
                    row.till_id,
                    row.business_date,
                    row.sales,
                    row.market,
                    row.discount,
                    row.subsidy,
                    row.payable,
                ]
                for row in connection.execute(select(day).order_by("till_id", "business_date"))
            ],
        }

    return platform.store.read(read)


def _federation(connection: Any, platform: Platform) -> None:
    name_federation(connection, Federation("试验慈善会", "6201"))
    stores = [("S01", "浆洗街店", "浆洗街街道"), ("S02", "望江路店", "望江路街道")]
    insert_once(
        connection,
        tables.store,
        [
            {
                "store_id": store_id,
                "name": name,
                "street": street,
                "operator_name": "民惠商贸",
                "keeper_till_id": f"{store_id}-1",
            }
            for store_id, name, street in stores
        ],
    )
    insert_once(connection, tables.till, [{"till_id": f"{row[0]}-1", "store_id": row[0]} for row in stores])
    change_cards(
        connection,
        [
            ListedCard(
                Card(card_no(place), "张*兰", "2026-01-01", "2027-12-31", CardStatus.ACTIVE), f"S0{place}"
            )
            for place in (1, 2)
        ],
    )
    publish_categories(connection, platform.key, {"00001": "蔬菜"}, at_ms=MORNING_MS)


if __name__ == "__main__":
    name = f"monitor-{HEAD}"
    assert not (DATA / f"{name}.db").exists(), "what a release wrote is never written again"
    with tempfile.TemporaryDirectory() as made:
        known = write(Path(made))
        (DATA / f"{name}.json").write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")
        with closing(sqlite3.connect(Path(made) / "monitor.db")) as whole:
            whole.execute("VACUUM INTO ?", (str(DATA / f"{name}.db"),))
