"""Whatever is done to a ledger file, verify finds it and names the first entry that does not fit."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from pos.domain.journal.entries import EntryKind
from pos.ledger.sqlite import Connection, connect, connect_read_only
from pos.ledger.verifying.verify import Anchor, verify_ledger
from tests.ledger.counter import CARD, PROGRAMME, Counter
from tests.ledger.tampering import KEY, first_bad, journal, rewrite, sql, tampered, verify
from tests.small_entries import REPRINTED


def test_a_good_ledger_is_good_and_summed_up(golden: Path) -> None:
    before = golden.read_bytes()
    report = verify(golden)
    assert report.first_bad is None
    assert (report.entries, report.sales) == (9, 3)
    assert report.sums.payable == report.sums.market - report.sums.discount - report.sums.subsidy > 0
    with closing(connect_read_only(golden)) as connection:
        last = connection.execute("SELECT max(sequence), entry_hash FROM journal").fetchone()
    assert (report.entries, report.head_hash) == last
    assert golden.read_bytes() == before
    assert [path.name for path in golden.parent.iterdir()] == ["ledger.db"]


def test_a_ledger_can_be_verified_while_the_till_sells(counter: Counter) -> None:
    counter.sell(card_no=CARD)
    report = verify_ledger(counter.path, public_key=KEY.public_key)
    assert (report.entries, report.first_bad) == (4, None)
    counter.sell(card_no=CARD)


def test_who_waits_is_told_how_far_it_is(golden: Path) -> None:
    told: list[tuple[int, int]] = []
    verify_ledger(golden, public_key=None, progress=lambda done, total: told.append((done, total)))
    assert told == [(0, 9)]


def test_an_empty_ledger_is_good(tmp_path: Path) -> None:
    Counter(tmp_path).ledger.close()
    report = verify(tmp_path / "ledger.db")
    assert (report.entries, report.sales, report.first_bad) == (0, 0, None)


def test_rules_that_came_with_the_program_can_be_named(tmp_path: Path) -> None:
    counter = Counter(tmp_path)
    counter.sell()
    counter.ledger.close()
    assert first_bad(counter.path) == (1, "sale.programme_unknown")
    report = verify_ledger(counter.path, public_key=KEY.public_key, default_programmes=(PROGRAMME,))
    assert report.first_bad is None


def test_without_a_key_everything_but_the_signatures_is_checked(golden: Path, tmp_path: Path) -> None:
    path = tampered(golden, tmp_path, sql("UPDATE journal SET signature = zeroblob(64) WHERE sequence = 3"))
    assert verify_ledger(path, public_key=None).first_bad is None
    assert first_bad(path) == (3, "entry.signature")


# ── Single rows ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("sequence", range(1, 10))
def test_every_flipped_bit_of_the_bytes_is_found(golden: Path, tmp_path: Path, sequence: int) -> None:
    def flip(connection: Connection) -> None:
        payload = bytearray(journal(connection)[sequence - 1][7])
        payload[len(payload) * sequence // 10] ^= 1 << sequence % 8
        connection.execute("UPDATE journal SET payload = ? WHERE sequence = ?", (bytes(payload), sequence))

    found, code = first_bad(tampered(golden, tmp_path, flip))
    assert (found, code) in {(sequence, "entry.hash"), (sequence, "entry.bytes")}


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("entry_id", "another"), ("kind", "line_dropped"), ("version", 1), ("at_ms", 1), ("actor", "1002"),
        ("business_date", "2026-11-22"), ("suite", 2),
    ],
)  # fmt: skip
def test_every_column_must_say_what_the_bytes_say(
    golden: Path, tmp_path: Path, column: str, value: object
) -> None:
    path = tampered(golden, tmp_path, sql(f"UPDATE journal SET {column} = ? WHERE sequence = 5", value))
    sequence, code = first_bad(path)
    assert sequence == 5
    assert code in {"entry.columns", "entry.hash", "entry.suite"}


@pytest.mark.parametrize("column", ["previous_hash", "entry_hash", "signature"])
@pytest.mark.parametrize("sequence", [1, 5, 9])
def test_every_hash_and_signature_must_fit(golden: Path, tmp_path: Path, column: str, sequence: int) -> None:
    size = 64 if column == "signature" else 32
    path = tampered(
        golden, tmp_path, sql(f"UPDATE journal SET {column} = zeroblob({size}) WHERE sequence = {sequence}")
    )
    assert first_bad(path)[0] == sequence


def test_swapped_signatures_are_found(golden: Path, tmp_path: Path) -> None:
    def swap(connection: Connection) -> None:
        rows = journal(connection)
        for one, other in ((6, 5), (5, 6)):
            connection.execute(
                "UPDATE journal SET signature = ? WHERE sequence = ?", (rows[one - 1][10], other)
            )

    assert first_bad(tampered(golden, tmp_path, swap)) == (5, "entry.signature")


# ── Rows that go, come, or change places ───────────────────────────────────────────────────


@pytest.mark.parametrize("sequence", [1, 5, 8])
def test_a_deleted_entry_is_missed(golden: Path, tmp_path: Path, sequence: int) -> None:
    path = tampered(golden, tmp_path, sql(f"DELETE FROM journal WHERE sequence = {sequence}"))
    assert first_bad(path) == (sequence, "entry.missing")


@pytest.mark.parametrize("sequence", [1, 5, 8])
def test_a_gap_that_was_closed_is_found(golden: Path, tmp_path: Path, sequence: int) -> None:
    def close_up(connection: Connection) -> None:
        rows = [row for row in journal(connection) if row[0] != sequence]
        rewrite(connection, [(place, *row[1:]) for place, row in enumerate(rows, 1)])

    assert first_bad(tampered(golden, tmp_path, close_up))[0] == sequence


def test_an_inserted_entry_is_found(golden: Path, tmp_path: Path) -> None:
    def insert(connection: Connection) -> None:
        rows = journal(connection)
        rows.insert(5, (6, "another", *rows[5][2:]))
        rewrite(connection, [(place, *row[1:]) for place, row in enumerate(rows, 1)])

    assert first_bad(tampered(golden, tmp_path, insert)) == (6, "entry.hash")


def test_entries_in_another_order_are_found(golden: Path, tmp_path: Path) -> None:
    def reorder(connection: Connection) -> None:
        rows = journal(connection)
        rows[4], rows[5] = (5, *rows[5][1:]), (6, *rows[4][1:])
        rewrite(connection, rows)

    assert first_bad(tampered(golden, tmp_path, reorder))[0] == 5


def test_a_cut_off_end_is_found_by_the_platforms_word(golden: Path, tmp_path: Path) -> None:
    path = tampered(golden, tmp_path, sql("DELETE FROM journal WHERE sequence >= 6"), projected=True)
    assert first_bad(path) == (6, "entry.cut_off")  # The ledger itself keeps the counter-signature of 6.


def test_a_cut_off_end_is_found_by_what_others_know(golden: Path, tmp_path: Path) -> None:
    head = verify(golden).head_hash
    with closing(connect(golden)) as connection:
        hashes = {row[0]: row[9] for row in journal(connection)}

    def cut(connection: Connection) -> None:
        connection.execute("DELETE FROM journal WHERE sequence >= 8")
        connection.execute("UPDATE mark SET sequence = 7, entry_hash = ?", (hashes[7],))

    path = tampered(golden, tmp_path, cut, projected=True)
    assert verify(path).first_bad is None  # A chain alone cannot show that its end is gone.
    assert first_bad(path, anchors=[Anchor(9, head)]) == (8, "entry.cut_off")
    assert first_bad(path, anchors=[Anchor(9, head[:4]), Anchor(2, hashes[2])]) == (8, "entry.cut_off")
    assert first_bad(path, anchors=[Anchor(8, hashes[8])]) == (
        8,
        "entry.cut_off",
    )  # The very first that is gone.
    assert verify(path, anchors=[Anchor(7, hashes[7][:4])]).first_bad is None  # The short hash on a receipt.
    assert first_bad(path, anchors=[Anchor(5, hashes[6][:4])]) == (5, "entry.other_than_known")


def test_a_ledger_that_was_begun_anew_is_found_by_what_others_know(golden: Path, tmp_path: Path) -> None:
    counter = Counter(tmp_path)
    for _turn in range(9):
        counter.ledger.append(counter.new(EntryKind.RECEIPT_REPRINTED, REPRINTED))
    counter.ledger.close()
    assert verify(counter.path).first_bad is None
    assert first_bad(counter.path, anchors=[Anchor(9, verify(golden).head_hash)]) == (
        9,
        "entry.other_than_known",
    )
