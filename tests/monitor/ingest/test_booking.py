"""What is booked and what is not: a card's month, debits a kill left behind, the limit of a day's misfits."""

from __future__ import annotations

import json
from typing import Any

import pytest

from monitor.platform import Platform
from monitor.store import tables
from pos.domain.journal.entries import EntryKind
from pos.domain.journal.record import record_to_data
from sync.protocol.codec import decode_json
from sync.protocol.messages import Refusal
from tests.monitor.conftest import DAY_MS, FakeClock, card_no, rows
from tests.monitor.simulated_till import SimulatedTill
from tests.records import replace


def alerts(platform: Platform, code: str) -> list[dict[str, Any]]:
    """The facts of every alert of one kind."""
    return [json.loads(row["facts"]) for row in rows(platform, tables.alert) if row["code"] == code]


def test_a_cards_month_is_the_month_of_the_sale(till: SimulatedTill, platform: Platform) -> None:
    data = record_to_data(till.sale(("蔬菜", 1000), card_no=card_no(1)))
    till.append(EntryKind.SALE, data, business_date="2026-12-01")

    reply = till.upload()

    assert [(each.sequence, each.code) for each in reply.quarantined] == [(1, "sale.card_month")]
    assert rows(platform, tables.card_spend) == []


def test_last_months_rest_cannot_be_used_this_month(
    till: SimulatedTill, platform: Platform, clock: FakeClock
) -> None:
    clock.at_ms = till.now_ms = clock.at_ms + 8 * DAY_MS
    card = card_no(1)
    till.leases[card, "2026-12"] = till.leases[card, "2026-11"]
    data = record_to_data(till.sale(("蔬菜", 1000), card_no=card))
    data["card"]["month"] = "2026-11"  # The lease is good, and was spent by nobody.
    till.append(EntryKind.SALE, data)

    assert [each.code for each in till.upload().quarantined] == ["sale.card_month"]
    assert rows(platform, tables.lease_use) == []


def test_debits_that_a_kill_left_behind_are_carried_over_at_the_next_start(
    till: SimulatedTill, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.ingest.receiving.apply_card_debits", lambda _connection, _device: 0)
    sale = till.sell(("蔬菜", 1000), card_no=card_no(1))
    till.upload()
    assert rows(platform, tables.card_spend) == []

    platform.finish_what_was_cut_short()

    assert sale.card is not None
    booked = {(row["pool_id"], row["amount"]) for row in rows(platform, tables.card_spend)}
    assert booked == {(spent.pool, spent.amount) for spent in sale.card.spends}
    assert rows(platform, tables.card_outbox) == []
    platform.finish_what_was_cut_short()
    assert len(rows(platform, tables.card_spend)) == len(booked)


def test_misfits_have_a_limit_a_day_and_what_is_beyond_stays_with_the_till(
    till: SimulatedTill, platform: Platform, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.ingest.booking.MISFITS_A_DAY_MAX", 3)
    till.sell(("零食", 100))
    till.upload()
    clone = replace(till, entries=[])
    for amount in (1, 2, 3):
        clone.sell(("零食", amount))
    clone.upload()
    assert alerts(platform, "quarantine.full") == [{"misfits": 3}]

    clone.sell(("零食", 4))
    response = clone.send(clone.batch())

    assert response.status_code == 429
    assert decode_json(response.content, Refusal).code == "quarantine.full"
    assert len(rows(platform, tables.quarantine)) == 3
    till.sell(("零食", 200))
    assert till.upload(after=1).acknowledged_sequence == 2, "what fits is never turned away"
    clock.at_ms = clone.now_ms = clock.at_ms + DAY_MS
    clone.upload()
    assert len(rows(platform, tables.quarantine)) == 4, "another day"
