"""A batch with one signature is believed as far as it proves, and leaves the same books as one in full."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from sqlalchemy import Table, update

from monitor.auditing.audit import audit
from monitor.platform import Platform
from monitor.store import day_tables, tables
from pos.domain.journal.entries import EntryKind
from pos.domain.journal.record import record_to_data
from sync.protocol.codec import decode, decode_json
from sync.protocol.compact import compact
from sync.protocol.messages import BatchReply, CompactBatch, CompactEntry, Refusal
from tests.monitor.conftest import EnrolledTill, card_no, rows
from tests.monitor.simulated_till import SimulatedTill
from tests.small_entries import shift_opened

NO_SIGNATURE = b""


def sold(till: SimulatedTill, *, card: int = 1) -> SimulatedTill:
    """A shift, a card's sale, a public one and a return."""
    till.append(EntryKind.SHIFT_OPENED, shift_opened(1))
    till.sell(("蔬菜", 1000), card_no=card_no(card))
    till.return_goods(till.sell(("零食", 350)))
    return till


def books(platform: Platform, store_id: str, *written: Table) -> list[dict[str, Any]]:
    return [
        {name: value for name, value in row.items() if name not in ("store_id", "till_id")}
        for table in written
        for row in rows(platform, table)
        if row["store_id"] == store_id
    ]


def unproven(till: SimulatedTill, batch: CompactBatch) -> None:
    response = till.send_compact(batch)
    assert response.status_code == 422
    assert decode_json(response.content, Refusal).code == "batch.unproven"


def test_what_came_with_one_signature_is_stored_byte_for_byte_and_proven(
    till: SimulatedTill, platform: Platform
) -> None:
    reply = sold(till).upload_compact()

    assert (reply.acknowledged_sequence, reply.acknowledged_hash) == (4, till.hash_at(4))
    assert (reply.sums.sums(), reply.quarantined) == (till.sums, [])
    stored = sorted(rows(platform, tables.entry), key=lambda row: row["sequence"])
    assert [(row["payload"], row["entry_hash"]) for row in stored] == [
        (entry.payload, entry.entry_hash) for entry in till.entries
    ]
    assert [row["signature"] for row in stored] == [NO_SIGNATURE] * 3 + [till.entries[3].signature]
    assert audit(platform.store).bad == ()


def test_the_books_are_those_of_the_same_entries_in_full(enrolled: EnrolledTill, platform: Platform) -> None:
    compactly, fully = sold(enrolled("S01-1")), sold(enrolled("S02-1"), card=5)

    compactly.upload_compact()
    fully.upload()

    for table in (day_tables.day_total, day_tables.day_entry):
        assert books(platform, "S01", table) == books(platform, "S02", table) != []


def test_the_same_batch_again_changes_nothing_in_either_form(till: SimulatedTill, platform: Platform) -> None:
    first = sold(till).upload_compact()
    written = (tables.entry, tables.sale, day_tables.day_total, tables.card_spend, tables.alert)
    before = [rows(platform, table) for table in written]

    for again in (till.upload_compact(), till.upload_compact(upto=2), till.upload()):
        assert (again.acknowledged_sequence, again.sums) == (first.acknowledged_sequence, first.sums)
    assert [rows(platform, table) for table in written] == before


def test_an_overlapping_batch_stores_only_what_is_new(till: SimulatedTill, platform: Platform) -> None:
    sold(till).upload_compact(upto=2)

    assert till.upload_compact(after=1).acknowledged_sequence == 4
    assert audit(platform.store).bad == ()


def test_a_batch_after_entries_we_never_had_is_answered_with_our_mark(
    till: SimulatedTill, platform: Platform
) -> None:
    sold(till).upload_compact(upto=1)

    assert till.upload_compact(after=2).acknowledged_sequence == 1
    assert [alert["code"] for alert in rows(platform, tables.alert)] == ["till.gap"]


def changed_batches(batch: CompactBatch) -> dict[str, CompactBatch]:
    first, second, *rest = batch.entries
    forged = CompactEntry(first.entry_id, first.payload.replace(b"1001", b"1002"), first.suite)
    replace = msgspec.structs.replace
    return {
        "signature": replace(batch, last_signature=b"\0" * 64),
        "payload": replace(batch, entries=[forged, second, *rest]),
        "order": replace(batch, entries=[second, first, *rest]),
        "left_out": replace(batch, entries=[second, *rest]),
        "cut": replace(batch, entries=[first, second]),
        "id": replace(batch, entries=[replace(first, entry_id="another"), second, *rest]),
        "suite": replace(batch, entries=[replace(first, suite=9), second, *rest]),
        "previous_hash": replace(batch, previous_hash=b"\1" * 32),
    }


@pytest.mark.parametrize(
    "change", ["signature", "payload", "order", "left_out", "cut", "id", "suite", "previous_hash"]
)
def test_what_the_last_signature_does_not_prove_is_refused_whole_and_the_full_form_is_believed(
    till: SimulatedTill, platform: Platform, change: str
) -> None:
    changed = changed_batches(compact(sold(till).batch()))[change]

    unproven(till, changed)

    assert [rows(platform, table) for table in (tables.entry, tables.quarantine, tables.alert)] == [[]] * 3
    assert till.upload().sums.sums() == till.sums, "the till sends the same with every signature"


def test_another_entry_in_a_place_we_hold_is_put_aside_when_it_comes_in_full(
    till: SimulatedTill, platform: Platform
) -> None:
    sold(till)
    copy = till.reinstalled()
    copy.key, copy.epoch, copy.entries = till.key, till.epoch, till.entries[:2]
    copy.programme, copy.federation_key = till.programme, till.federation_key
    till.upload_compact()
    copy.now_ms += 1
    copy.nonces = iter(range(1_000, 2_000))
    copy.sell(("零食", 100))

    unproven(copy, compact(copy.batch(after=2)))
    assert rows(platform, tables.quarantine) == []

    copy.upload(after=2)
    assert [row["code"] for row in rows(platform, tables.quarantine)] == ["till.fork"]
    assert [alert["code"] for alert in rows(platform, tables.alert)] == ["till.fork"]


def test_a_wrong_quote_is_kept_and_not_counted_in_this_form_too(
    till: SimulatedTill, platform: Platform
) -> None:
    data = record_to_data(till.sale(("零食", 100)))
    data["totals"]["payable"] -= 1
    till.append(EntryKind.SALE, data)
    till.sell(("零食", 350))

    reply = decode(till.send_compact(compact(till.batch())).content, BatchReply)

    assert [(each.sequence, each.code) for each in reply.quarantined] == [(1, "sale.totals")]
    assert (reply.sums.entries, reply.sums.payable) == (1, 350)
    assert [alert["code"] for alert in rows(platform, tables.alert)] == ["sale.misfit"]
    assert audit(platform.store).bad == ()


@pytest.mark.parametrize("came", ["full", "compact"])
def test_bytes_stored_wrong_give_way_to_those_that_make_the_hash_and_a_kept_signature_stays(
    till: SimulatedTill, platform: Platform, came: str
) -> None:
    sold(till)
    before = till.upload() if came == "full" else till.upload_compact()
    signatures = {row["sequence"]: row["signature"] for row in rows(platform, tables.entry)}
    entry = tables.entry
    harm = update(entry).where(entry.c.sequence == 2).values(payload=b"{}")
    platform.store.write(lambda connection: connection.execute(harm))
    assert audit(platform.store).bad != ()

    assert till.upload_compact().sums == before.sums

    assert audit(platform.store).bad == ()
    assert {row["sequence"]: row["signature"] for row in rows(platform, tables.entry)} == signatures
    assert [alert["code"] for alert in rows(platform, tables.alert)] == ["entry.repaired"]


def test_an_audit_names_every_entry_that_no_signature_proves_any_more(
    till: SimulatedTill, platform: Platform
) -> None:
    sold(till).upload_compact(upto=2)
    till.upload_compact(after=2)
    entry = tables.entry
    strip = update(entry).where(entry.c.sequence == 4).values(signature=NO_SIGNATURE)
    platform.store.write(lambda connection: connection.execute(strip))

    bad = audit(platform.store).bad

    assert [(each.sequence, each.code) for each in bad] == [(3, "audit.signature"), (4, "audit.signature")]


def test_a_false_signature_proves_nothing_before_it(till: SimulatedTill, platform: Platform) -> None:
    sold(till).upload_compact()
    entry = tables.entry
    forge = update(entry).where(entry.c.sequence == 4).values(signature=b"\0" * 64)
    platform.store.write(lambda connection: connection.execute(forge))

    bad = audit(platform.store).bad

    assert sorted(each.sequence for each in bad) == [1, 2, 3, 4]
    assert {each.code for each in bad} == {"audit.signature"}
