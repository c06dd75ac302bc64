"""Batches: what fits is stored once and counter-signed; what does not fit is kept, and blocks nothing."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from monitor.platform import Platform
from monitor.store import day_tables, tables
from pos.crypto.statements import countersign_statement
from pos.crypto.suite import SUITES
from pos.domain.journal.entries import VERSIONS, EntryKind
from pos.domain.journal.record import record_to_data
from pos.domain.sums import Sums
from sync.protocol.codec import decode
from sync.protocol.messages import BatchReply
from tests.monitor.conftest import EnrolledTill, FakeClock, card_no, rows
from tests.monitor.simulated_till import SimulatedTill
from tests.records import replace
from tests.small_entries import shift_opened


def test_a_day_of_sales_arrives_byte_for_byte_and_is_counter_signed(
    till: SimulatedTill, platform: Platform
) -> None:
    till.append(EntryKind.SHIFT_OPENED, shift_opened(1))
    till.sell(("蔬菜", 1000), ("米", 5000), card_no=card_no(1))
    till.sell(("零食", 350))

    reply = till.upload()

    assert (reply.acknowledged_sequence, reply.acknowledged_hash) == (3, till.hash_at(3))
    assert reply.sums.sums() == till.sums
    assert reply.quarantined == []
    statement = countersign_statement(
        till_id="S01-1", epoch=1, sequence=3, entry_hash=till.hash_at(3), at_ms=reply.at_ms
    )
    assert SUITES[1].verify(till.federation_key, statement, reply.countersignature)
    stored = sorted(rows(platform, tables.entry), key=lambda row: row["sequence"])
    assert [(row["payload"], row["signature"]) for row in stored] == [
        (entry.payload, entry.signature) for entry in till.entries
    ]


def test_the_same_batch_again_changes_nothing_and_gets_the_same_answer(
    till: SimulatedTill, platform: Platform
) -> None:
    till.sell(("蔬菜", 1000), card_no=card_no(1))
    first = till.upload()
    before = {
        table.name: rows(platform, table) for table in (tables.entry, day_tables.day_total, tables.card_spend)
    }

    again = till.upload()

    assert (again.acknowledged_sequence, again.sums) == (first.acknowledged_sequence, first.sums)
    assert {table: rows(platform, tables.metadata.tables[table]) for table in before} == before


def test_a_till_that_forgot_how_much_it_sent_is_told(till: SimulatedTill) -> None:
    for _sale in range(3):
        till.sell(("零食", 100))
    till.upload()

    reply = till.upload(upto=1)

    assert reply.acknowledged_sequence == 3
    assert reply.sums.sums() == till.sums


def test_an_overlapping_batch_stores_only_what_is_new(till: SimulatedTill) -> None:
    till.sell(("零食", 100))
    till.sell(("零食", 100))
    till.upload()
    till.sell(("零食", 100))

    assert till.upload(after=1).acknowledged_sequence == 3


def test_an_empty_batch_is_the_equality_check(till: SimulatedTill) -> None:
    till.sell(("零食", 100))
    till.upload()

    reply = till.upload(after=1)

    assert reply.acknowledged_sequence == 1
    assert reply.sums.sums() == till.sums


def test_a_batch_after_entries_we_never_had_is_answered_with_our_mark(
    till: SimulatedTill, platform: Platform
) -> None:
    for _sale in range(3):
        till.sell(("零食", 100))
    till.upload(upto=1)

    reply = till.upload(after=2)

    assert reply.acknowledged_sequence == 1
    assert [alert["code"] for alert in rows(platform, tables.alert)] == ["till.gap"]
    assert till.upload(after=1).acknowledged_sequence == 3


def test_a_sale_that_the_programme_does_not_bear_out_is_kept_and_not_counted(
    till: SimulatedTill, platform: Platform
) -> None:
    data = record_to_data(till.sale(("蔬菜", 1000), card_no=card_no(1)))
    data["lines"][0]["discount"] += 100
    till.append(EntryKind.SALE, data)
    till.sell(("零食", 350))

    reply = till.upload()

    assert reply.acknowledged_sequence == 2
    assert [(each.sequence, each.code) for each in reply.quarantined] == [(1, "sale.quote")]
    assert reply.sums.sums() == Sums(entries=1, sales=1, market=350, payable=350)
    assert [alert["code"] for alert in rows(platform, tables.alert)] == ["sale.misfit"]
    assert rows(platform, tables.card_spend) == []
    # A later answer still names it, so that the till can compare its sums.
    assert [each.sequence for each in till.upload(after=2).quarantined] == [1]


def test_a_programme_nobody_published_is_no_reason_for_a_discount(till: SimulatedTill) -> None:
    assert till.programme is not None
    till.programme = replace(till.programme, version="2099-01")
    till.sell(("零食", 350))

    assert [each.code for each in till.upload().quarantined] == ["sale.programme_unknown"]


def test_spending_more_than_was_leased_is_found(till: SimulatedTill) -> None:
    untouched = {key: list(leases) for key, leases in till.leases.items()}
    till.sell(("蔬菜", 10_000), card_no=card_no(1))
    till.leases = untouched  # A restored backup: the till believes that it has spent nothing.
    till.sell(("蔬菜", 100), card_no=card_no(1))

    reply = till.upload()

    assert [(each.sequence, each.code) for each in reply.quarantined] == [(2, "lease.overdrawn")]


def test_leases_may_be_spent_by_the_till_that_holds_them_only(
    till: SimulatedTill, enrolled: EnrolledTill
) -> None:
    other = enrolled("S01-2")
    other.leases = {key: list(leases) for key, leases in till.leases.items()}
    other.sell(("蔬菜", 100), card_no=card_no(1))

    assert [each.code for each in other.upload().quarantined] == ["lease.not_granted"]


def test_spending_is_checked_across_batches(till: SimulatedTill) -> None:
    untouched = {key: list(leases) for key, leases in till.leases.items()}
    till.sell(("蔬菜", 10_000), card_no=card_no(1))
    till.upload()
    till.leases = untouched
    till.sell(("蔬菜", 100), card_no=card_no(1))

    assert [each.code for each in till.upload(after=1).quarantined] == ["lease.overdrawn"]


def test_what_a_card_spent_stands_with_the_card(till: SimulatedTill, platform: Platform) -> None:
    sale = till.sell(("蔬菜", 1000), ("米", 1000), card_no=card_no(1))
    till.upload()

    assert sale.card is not None
    booked = {(row["pool_id"], row["amount"]) for row in rows(platform, tables.card_spend)}
    assert booked == {(spent.pool, spent.amount) for spent in sale.card.spends}
    assert rows(platform, tables.card_outbox) == []


def test_a_card_without_a_lease_pays_the_market_price(till: SimulatedTill) -> None:
    till.sell(("蔬菜", 1000), card_no=card_no(5))

    assert till.upload().quarantined == []


def test_kinds_of_a_later_release_are_kept_and_acknowledged(till: SimulatedTill, platform: Platform) -> None:
    till.append("weather_noted", {"rain": True}, version=7)

    reply = till.upload()

    assert reply.acknowledged_sequence == 1
    assert reply.quarantined == []
    assert [row["kind"] for row in rows(platform, tables.entry)] == ["weather_noted"]


def test_a_sale_of_a_later_version_is_kept_until_we_can_read_it(till: SimulatedTill) -> None:
    till.append(EntryKind.SALE, {}, version=VERSIONS[EntryKind.SALE] + 1)

    assert [each.code for each in till.upload().quarantined] == ["entry.version"]


@pytest.mark.parametrize(
    "header",
    [{"till_id": "S01-2"}, {"epoch": 2}, {"sequence": 9}, {"kind": "a\0b"}, {"kind": "x" * 41}, {"suite": 2}]
    + [{"business_date": date} for date in ("2026-02-30", "20261123", "yesterday", "2026-11-23\0")],
)
def test_a_header_that_names_another_entry_or_cannot_be_stored_is_quarantined(
    till: SimulatedTill, header: dict[str, Any]
) -> None:
    till.append(**{"kind": EntryKind.SHIFT_OPENED, "data": shift_opened(), **header})
    till.append(EntryKind.SHIFT_OPENED, shift_opened())

    reply = till.upload()

    assert [(each.sequence, each.code) for each in reply.quarantined] == [(1, "entry.wrong")]
    assert reply.acknowledged_sequence == 2


@pytest.mark.parametrize("payload", [b"", b"{}", b"[]", b"null", b"garbage\xff", b"[" * 5_000, b'{"a": 1}'])
def test_bytes_that_are_no_entry_are_kept_all_the_same(
    till: SimulatedTill, platform: Platform, payload: bytes
) -> None:
    till.append_bytes(payload, "odd-1")

    assert [each.code for each in till.upload().quarantined] == ["entry.wrong"]
    assert [row["payload"] for row in rows(platform, tables.entry)] == [payload]


def test_a_quarantined_entry_takes_no_id_from_the_true_one_after_it(till: SimulatedTill) -> None:
    till.append(EntryKind.SALE, {"nothing": "of a sale"}, entry_id="twin")
    till.append(EntryKind.SALE, record_to_data(till.sale(("零食", 350))), entry_id="twin")

    reply = till.upload()

    assert [(each.sequence, each.code) for each in reply.quarantined] == [(1, "entry.wrong")]
    assert reply.sums.payable == 350


def test_an_id_that_comes_twice_is_reported_and_both_entries_are_kept(
    till: SimulatedTill, platform: Platform
) -> None:
    till.append(EntryKind.SHIFT_OPENED, shift_opened(1), entry_id="twin")
    till.append(EntryKind.SHIFT_OPENED, shift_opened(2), entry_id="twin")
    till.upload(upto=1)

    assert [each.code for each in till.upload(after=1).quarantined] == ["entry.id_twice"]
    assert len(rows(platform, tables.entry)) == 2


def test_a_fork_is_kept_aside_and_the_first_story_stays(till: SimulatedTill, platform: Platform) -> None:
    till.sell(("零食", 100))
    till.upload()
    clone = replace(till, entries=[])
    clone.sell(("零食", 999))
    clone.sell(("零食", 1))

    reply = clone.upload()

    assert (reply.acknowledged_sequence, reply.acknowledged_hash) == (1, till.hash_at(1))
    assert reply.sums.sums() == Sums(entries=1, sales=1, market=100, payable=100)
    kept = {(row["sequence"], row["payload"]) for row in rows(platform, tables.quarantine)}
    assert kept == {(entry.sequence, entry.payload) for entry in clone.entries}
    clone.upload()
    assert len(rows(platform, tables.quarantine)) == 2, "the same item is kept once"
    assert [alert["code"] for alert in rows(platform, tables.alert)] == ["till.fork"]
    assert till.upload(after=1).acknowledged_sequence == 1


def test_a_chain_that_is_broken_within_a_batch_is_believed_up_to_the_break(
    till: SimulatedTill, platform: Platform
) -> None:
    for _sale in range(4):
        till.sell(("零食", 100))
    broken = list(till.entries)
    broken[2] = msgspec.structs.replace(broken[2], payload=broken[2].payload.replace(b"100", b"900"))

    response = till.send(till.batch(entries=broken))

    reply = decode(response.content, BatchReply)
    assert reply.acknowledged_sequence == 2
    assert {row["sequence"] for row in rows(platform, tables.quarantine)} == {3, 4}
    assert [alert["code"] for alert in rows(platform, tables.alert)] == ["till.chain_broken"]
    # The till's own entries are whole, so what follows is not blocked.
    assert till.upload(after=2).acknowledged_sequence == 4


def test_a_head_that_is_not_signed_proves_nothing_beyond_the_entries_own_signatures(
    till: SimulatedTill,
) -> None:
    for _sale in range(3):
        till.sell(("零食", 100))
    entries = [*till.entries[:2], msgspec.structs.replace(till.entries[2], signature=b"x" * 64)]
    batch = msgspec.structs.replace(till.batch(entries=entries), head_signature=b"x" * 64)

    assert decode(till.send(batch).content, BatchReply).acknowledged_sequence == 2


def test_sequences_that_come_twice_or_jump_are_not_placed(till: SimulatedTill) -> None:
    for _sale in range(3):
        till.sell(("零食", 100))
    first, second, third = till.entries

    for entries in ([first, first], [first, third], [first, msgspec.structs.replace(second, sequence=1)]):
        assert decode(till.send(till.batch(entries=entries)).content, BatchReply).acknowledged_sequence == 1


def test_the_totals_of_a_day_are_those_of_its_sales(
    till: SimulatedTill, platform: Platform, clock: FakeClock
) -> None:
    with_card = till.sell(("蔬菜", 1000), card_no=card_no(1)).totals
    public = till.sell(("零食", 350)).totals
    till.upload()

    assert rows(platform, day_tables.day_total) == [
        {
            "store_id": "S01",
            "till_id": "S01-1",
            "epoch": 1,
            "business_date": "2026-11-23",
            "entries": 2,
            "sales": 2,
            "card_sales": 1,
            "late_sales": 0,
            "returns": 0,
            "market": 1350,
            "discount": with_card.discount,
            "subsidy": with_card.subsidy,
            "payable": with_card.payable + public.payable,
            "public_payable": 350,
            "rounding": 0,
            "made_goods": 0,
            "made_good": 0,
            "returned_market": 0,
            "returned_discount": 0,
            "returned_subsidy": 0,
            "returned_payable": 0,
        }
    ]


def test_entries_of_a_retired_installation_go_to_suspense(till: SimulatedTill, platform: Platform) -> None:
    till.sell(("零食", 100))
    till.upload()
    till.sell(("零食", 200))
    again = till.reinstalled()
    assert again.enrol(platform.issue_code("S01-1")).epoch == 2

    reply = till.upload(after=1)

    assert reply.acknowledged_sequence == 2
    assert reply.sums.sums() == till.sums, "the till's own sums still agree"
    assert [row["state"] for row in sorted(rows(platform, tables.sale), key=lambda r: r["sequence"])] == [
        "counted",
        "suspense",
    ]
    assert [row["payable"] for row in rows(platform, day_tables.day_total)] == [100]
    assert {alert["code"] for alert in rows(platform, tables.alert)} == {
        "till.enrolled_again",
        "till.leases_left",
        "till.suspense",
    }


def test_many_sales_of_many_cards_arrive_in_one_batch(till: SimulatedTill, platform: Platform) -> None:
    for number in range(120):
        till.sell(("蔬菜", 50), ("烟", 500), card_no=card_no(1 + number % 4))

    reply = till.upload()

    assert reply.acknowledged_sequence == 120
    assert reply.quarantined == []
    assert reply.sums.sums() == till.sums


@pytest.mark.parametrize("own", [True, False], ids=["our keys", "another federation's"])
def test_a_till_that_says_it_belongs_to_another_federation_is_looked_at(
    till: SimulatedTill, platform: Platform, own: bool
) -> None:
    said = {
        "federation_key": till.federation_key.hex() if own else "07" * 32,
        "public_key": till.key.public_key.hex(),
        "store_id": "S01",
        "card_issuer": "6201",
    }
    till.append(EntryKind.TILL_BOUND, said)

    reply = till.upload()

    assert reply.acknowledged_sequence == 1
    assert [each.code for each in reply.quarantined] == ([] if own else ["entry.identity"])
    alerts = [row["code"] for row in rows(platform, tables.alert)]
    assert alerts == ([] if own else ["entry.misfit"])


def test_a_payment_by_hand_that_nobody_confirmed_is_not_counted(
    till: SimulatedTill, platform: Platform
) -> None:
    sold = record_to_data(till.sell(("零食", 350)))
    sold["sale_no"] = sold["sale_no"][:-4] + "0002"
    sold["tenders"][0] |= {"kind": "wechat", "confirmed_by": None}
    till.append(EntryKind.SALE, sold)

    reply = till.upload()

    assert [(each.sequence, each.code) for each in reply.quarantined] == [(2, "entry.wrong")]
    assert reply.sums.payable == 350
