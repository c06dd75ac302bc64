"""Projections must say what the journal says, and no bit of the file may turn unnoticed."""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pos.domain.decoding import decode_entry
from pos.domain.journal.canonical import canonical_bytes
from pos.domain.journal.entries import EntryKind
from pos.domain.shop_rules import CashRounding
from pos.errors.ledger import ChainBroken, LedgerNewer
from pos.ledger import projections
from pos.ledger.projections import PROJECTED
from pos.ledger.schema.rebuild import rebuild
from pos.ledger.sqlite import Row, connect
from pos.ledger.verifying.verify import verify_ledger
from pos.ledger.verifying.verify_schema import plain_sql
from tests.ledger.counter import DATE, Counter
from tests.ledger.golden import write_a_day
from tests.ledger.tampering import first_bad, journal, sql, tampered, verify

# ── What follows from the journal ──────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("statement", "table", "sequence"),
    [
        ("UPDATE sale SET payable = payable + 1 WHERE sequence = 6", "sale", 6),
        ("UPDATE running_sum SET payable = 0 WHERE sequence = 9", "running_sum", 9),
        ("DELETE FROM sale WHERE sequence = 9", "sale", 9),
        ("UPDATE sale_line SET market = 0 WHERE sequence = 5 AND number = 2", "sale_line", 5),
        ("DELETE FROM sale_line WHERE sequence = 6", "sale_line", 6),
        ("INSERT INTO tender VALUES (9, 2, 'cash', 1, 'confirmed')", "tender", 9),
        ("UPDATE lease SET spent = 0", "lease", 3),
        ("UPDATE lease SET granted = granted + 1", "lease", 3),
        ("UPDATE shift SET float_fen = 0", "shift", 4),
        ("DELETE FROM programme", "programme", 2),
        ("UPDATE adopted SET number = 99 WHERE kind = 'leases'", "adopted", 3),
        ("DELETE FROM dropped_line", "dropped_line", 7),
    ],
)  # fmt: skip
def test_a_projection_must_say_what_the_journal_says(
    golden: Path, tmp_path: Path, statement: str, table: str, sequence: int
) -> None:
    path = tampered(golden, tmp_path, sql(statement))
    assert first_bad(path) == (sequence, f"projection.{table}")
    rebuild(path)
    assert verify(path).first_bad is None


def test_a_changed_document_is_found(golden: Path, tmp_path: Path) -> None:
    path = tampered(golden, tmp_path, sql("UPDATE document SET payload = x'7b7d'"))
    assert first_bad(path)[1] == "document.changed"


def test_rebuilding_makes_exactly_what_was_there(golden: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(golden, tmp_path / "rebuilt.db"))

    def everything() -> dict[str, list[Row]]:
        with closing(connect(path)) as connection:
            return {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in PROJECTED}

    before = everything()
    assert all(before[table] for table in ("sale", "running_sum", "lease", "shift", "dropped_line"))
    with closing(connect(path)) as connection:
        for table in PROJECTED:
            connection.execute(f"DELETE FROM {table}")
    assert rebuild(path) == 9
    assert everything() == before


def test_a_rebuild_that_fails_changes_nothing(
    golden: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = Path(shutil.copy(golden, tmp_path / "rebuilt.db"))
    monkeypatch.delitem(projections._PROJECTIONS, ("sale", 3))
    with pytest.raises(Exception, match="not known"):
        rebuild(path)
    monkeypatch.undo()
    assert verify(path).first_bad is None


# ── What guards the journal ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["journal_is_never_updated", "document_is_never_replaced"])
def test_a_guard_that_was_taken_away_is_found(golden: Path, tmp_path: Path, name: str) -> None:
    path = Path(shutil.copy(golden, tmp_path / "unguarded.db"))
    with closing(connect(path)) as connection:
        connection.execute(f"DROP TRIGGER {name}")
    assert first_bad(path) == (0, "ledger.triggers_missing")


def test_a_guard_of_the_same_name_that_does_nothing_is_found(golden: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(golden, tmp_path / "unguarded.db"))
    with closing(connect(path)) as connection:
        connection.execute("DROP TRIGGER journal_is_never_deleted")
        connection.execute(
            "CREATE TRIGGER journal_is_never_deleted BEFORE DELETE ON journal BEGIN SELECT 1; END"
        )
    assert first_bad(path) == (0, "ledger.triggers_missing")


def test_a_guard_of_a_table_with_another_type_of_name_is_found(golden: Path, tmp_path: Path) -> None:
    """A flipped bit made it: SQLite then guards nothing with it."""
    path = Path(shutil.copy(golden, tmp_path / "unguarded.db"))
    with closing(connect(path)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_master SET tbl_name = CAST(tbl_name AS BLOB)"
            " WHERE name = 'journal_is_never_deleted'"
        )
    assert first_bad(path) == (0, "ledger.triggers_missing")


@pytest.mark.parametrize(
    ("table", "what", "instead", "code"),
    [
        ("alembic_version", "VARCHAR", "VAZCHAR", "ledger.schema_foreign"),
        ("lease", "CREATE TABLE", "CREATE tABLE", "ledger.schema"),
    ],
)
def test_a_letter_of_a_tables_text_that_a_bit_changed_is_found(
    golden: Path, tmp_path: Path, table: str, what: str, instead: str, code: str
) -> None:
    """A long run of flips found both."""
    path = Path(shutil.copy(golden, tmp_path / "flipped.db"))
    with closing(connect(path)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE name = ?", (what, instead, table)
        )
    assert first_bad(path) == (0, code)


def test_only_what_sqlite_reads_as_space_is_one() -> None:
    assert plain_sql("CREATE\n\tTABLE\x0b x ") == "CREATE TABLE x"
    for other in "\u00a0\u2003\x1c\x85":
        assert plain_sql(f"a{other}b") == f"a{other}b"


def test_an_index_that_forgets_rows_is_found(golden: Path, tmp_path: Path) -> None:
    """The sales of a day would be missed, though no entry and no projection was changed."""
    path = Path(shutil.copy(golden, tmp_path / "damaged.db"))
    with closing(connect(path)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        (made,) = connection.execute(SQL_OF_INDEX).fetchone()
        connection.execute(CHANGED_INDEX, (f"{made} WHERE payable < 0",))
    with closing(connect(path)) as connection:
        connection.execute("REINDEX ix_sale_business_date")
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(CHANGED_INDEX, (made,))
    assert first_bad(path) == (0, "ledger.file_damaged")


SQL_OF_INDEX = "SELECT sql FROM sqlite_master WHERE name = 'ix_sale_business_date'"
CHANGED_INDEX = "UPDATE sqlite_master SET sql = ? WHERE name = 'ix_sale_business_date'"


# ── The file as bytes ──────────────────────────────────────────────────────────────────────


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 10**9), bit=st.integers(0, 7))
def test_a_flipped_bit_anywhere_in_the_file_changes_no_meaning_unnoticed(
    golden: Path, tmp_path: Path, place: int, bit: int
) -> None:
    content = bytearray(golden.read_bytes())
    content[place % len(content)] ^= 1 << bit
    path = tmp_path / f"{hashlib.sha256(content).hexdigest()[:12]}.db"
    path.write_bytes(content)
    with contextlib.suppress(ChainBroken, LedgerNewer):
        if verify(path).first_bad is None:
            # A dead byte was hit, or one that verify does not vouch for: nothing of the ledger changed.
            assert meaning(path) == meaning(golden)


def meaning(path: Path) -> list[Any]:
    with closing(connect(path)) as connection:
        return [connection.execute(f"SELECT * FROM {name}").fetchall() for name in ("journal", *PROJECTED)]


def test_the_golden_ledger_is_what_this_program_writes(tmp_path: Path) -> None:
    """Canonical bytes, hashes and signatures do not depend on the day or the machine.

    Kinds that say more since that release have their own golden bytes; every other entry is the same.
    """
    write_a_day(tmp_path)
    with (
        closing(connect(tmp_path / "ledger.db")) as made,
        closing(connect(max((Path(__file__).parents[2] / "data").glob("ledger-*.db")))) as kept,
    ):
        entries = [[decode_entry(row[7]) for row in journal(each)] for each in (made, kept)]
        # The made ledger is longer: kinds that came since stand at its end.
        assert len(entries[0]) >= len(entries[1])
        same = [pair for pair in zip(*entries, strict=False) if pair[0].version == pair[1].version]
        assert all(now == then for now, then in same)
        assert len({now.kind for now, _then in same}) >= 8
        first = min(
            (now.sequence for now, then in zip(*entries, strict=False) if now != then),
            default=len(entries[1]) + 1,
        )
        assert journal(made)[: first - 1] == journal(kept)[: first - 1]
        assert canonical_bytes(decode_entry(journal(made)[4][7]).data)


def test_rules_of_a_release_that_knew_fewer_stay_as_their_entry_says_them(tmp_path: Path) -> None:
    counter = Counter(tmp_path)
    older = {"in_force_from": DATE, "cash_rounding": "down_to_jiao", "rule": "r"}
    counter.ledger.append(counter.new(EntryKind.SHOP_RULES_SET, older))
    (rules,) = counter.ledger.shop_rules()
    assert rules.cash_rounding is CashRounding.DOWN_TO_JIAO
    counter.ledger.close()

    connection = connect(counter.path)
    ((kept,),) = connection.execute("SELECT data FROM shop_rules").fetchall()
    connection.close()
    assert json.loads(kept) == {name: older[name] for name in ("in_force_from", "cash_rounding")}
    assert verify_ledger(counter.path, public_key=counter.key.public_key).first_bad is None
