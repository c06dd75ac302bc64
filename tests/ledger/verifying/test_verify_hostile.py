"""What somebody with the device key and all rights can do to documents, marks, papers and the schema."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from pos.crypto.documents import SignedDocument, document_hash, sign_document
from pos.domain.cards.lease_grant import LeaseGrant, LeasesGranted, grants_to_data
from pos.domain.journal.entries import EntryKind
from pos.domain.journal.record import record_to_data
from pos.domain.programme.programme import programme_to_data
from pos.errors import PosError
from pos.ledger.adopted import ADOPTING
from pos.ledger.projections import PROJECTED
from pos.ledger.schema.rebuild import rebuild
from pos.ledger.schema.tables import metadata
from pos.ledger.schema.versions import SCHEMA_VERSION, revision
from pos.ledger.sqlite import Connection, connect
from pos.ledger.verifying.verify import verify_ledger
from pos.ledger.verifying.verify_schema import CORE
from tests.ledger.counter import CARD, DATE, FEDERATION, PROGRAMME, TILL, Counter, key_of
from tests.ledger.golden import write_a_day
from tests.ledger.tampering import change_last, first_bad, sql, tampered, verify
from tests.records import replace

GRANT = LeaseGrant("L9", CARD, DATE[:7], {"vegetable": 0, "staple": 0, "subsidy": 27_960})
STRANGER = key_of(8)


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with every kind of entry, as every release's golden file."""
    folder = tmp_path_factory.mktemp("day")
    write_a_day(folder)
    return folder / "ledger.db"


def lease_paper(counter: Counter, **changed: Any) -> SignedDocument:
    """The federation's document of the leases above, or one that is not it."""
    whole: dict[str, Any] = {
        "key": FEDERATION,
        "kind": "leases",
        "number": 9,
        "issued_at_ms": counter.now_ms,
        "audience": TILL,
        "body": {"grants": grants_to_data((GRANT,))},
    }
    return sign_document(**(whole | changed))


def adopted(
    folder: Path, paper: Callable[[Counter], SignedDocument | None], **said: Any
) -> tuple[int, str] | None:
    """What is found when an entry adopts this paper; `said` is what the entry says instead."""
    counter = Counter(folder)
    counter.adopt()
    document = paper(counter)
    name = "e" * 64 if document is None else document_hash(document)
    data = record_to_data(LeasesGranted(name, 9, (GRANT,))) | said
    counter.ledger.append(counter.new(EntryKind.LEASES_GRANTED, data), document=document)
    counter.ledger.close()
    bad = verify(counter.path).first_bad
    return None if bad is None else (bad.sequence, bad.code)


def named(path: Path) -> str:
    """The code of what is found in a file, or of why it is none to look into."""
    try:
        bad = verify(path).first_bad
    except PosError as error:
        return error.code
    return "" if bad is None else bad.code


# ── Documents ──────────────────────────────────────────────────────────────────────────────


def test_a_lease_the_federation_signed_is_good(tmp_path: Path) -> None:
    assert adopted(tmp_path, lease_paper) is None


FORGED: dict[str, tuple[dict[str, Any], str]] = {
    "a key of one's own": ({"key": STRANGER}, "document.signature"),
    "another till's": ({"audience": "S01-2"}, "document.audience"),
    "another kind": ({"kind": "programme"}, "document.number"),
    "another number": ({"number": 8}, "document.number"),
    "less was signed": (
        {"body": {"grants": grants_to_data((replace(GRANT, pools={"subsidy": 6_000}),))}},
        "document.says_other",
    ),
    "nothing was signed": ({"body": {"grants": []}}, "document.says_other"),
    "no grants at all": ({"body": {}}, "document.form"),
}


@pytest.mark.parametrize("what", FORGED)
def test_a_lease_that_is_not_the_federations_for_this_till_is_the_first_bad_entry(
    tmp_path: Path, what: str
) -> None:
    changed, code = FORGED[what]
    assert adopted(tmp_path, lambda counter: lease_paper(counter, **changed)) == (2, code)


def test_a_lease_without_a_document_is_found_also_without_the_federations_key(tmp_path: Path) -> None:
    assert adopted(tmp_path, lambda _counter: None) == (2, "document.missing")
    bad = verify_ledger(tmp_path / "ledger.db", public_key=None).first_bad
    assert bad is not None
    assert (bad.sequence, bad.code) == (2, "document.missing")


def test_what_was_made_to_practise_with_is_no_right_at_an_enrolled_till(tmp_path: Path) -> None:
    assert adopted(tmp_path, lambda _counter: None, document="0" * 64) == (2, "document.missing")
    assert verify_ledger(tmp_path / "ledger.db", public_key=None).first_bad is None


def test_an_old_document_cannot_be_adopted_a_second_time(tmp_path: Path) -> None:
    counter = Counter(tmp_path)
    counter.adopt(number=3)
    counter.adopt(replace(PROGRAMME, version="2014-01"), number=3)
    counter.ledger.close()
    assert first_bad(counter.path) == (2, "document.number")


def test_a_programme_must_be_the_federations_too(tmp_path: Path) -> None:
    counter = Counter(tmp_path)
    generous = programme_to_data(replace(PROGRAMME, cap_basis=PROGRAMME.cap_basis, name="给得多"))
    signed = counter.signed("programme", 1, {"programme": programme_to_data(PROGRAMME)})
    said = {"document": document_hash(signed), "number": 1, "programme": generous}
    counter.ledger.append(counter.new(EntryKind.PROGRAMME_ADOPTED, said), document=signed)
    counter.ledger.close()
    assert first_bad(counter.path) == (1, "document.says_other")


def test_every_kind_of_entry_that_adopts_a_document_is_looked_at(day: Path) -> None:
    with closing(connect(day)) as connection:
        kinds = connection.execute(
            "SELECT DISTINCT journal.kind FROM adopted JOIN journal USING (sequence)"
        ).fetchall()
    assert {kind for (kind,) in kinds} == set(ADOPTING)


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("DELETE FROM document", (2, "document.missing")),
        ("DELETE FROM document WHERE kind = 'leases'", (3, "document.missing")),
        ("UPDATE document SET signature = zeroblob(64) WHERE kind = 'leases'", (3, "document.signature")),
        ("UPDATE document SET signature = x''", (2, "document.signature")),
        ("UPDATE document SET number = number + 1", (2, "document.number")),
        ("UPDATE document SET kind = 'programme' WHERE number = 5", (3, "document.form")),
        ("UPDATE document SET suite = 7", (2, "document.signature")),
        ("UPDATE document SET payload = x'7b7d'", (2, "document.changed")),
        ("UPDATE document SET document_hash = 'x' || document_hash", (2, "document.missing")),
        ("INSERT INTO document VALUES ('x', 'cards', 1, x'7b7d', x'00', 1)", (0, "document.changed")),
    ],
)  # fmt: skip
def test_a_document_that_was_touched_is_found(
    day: Path, tmp_path: Path, statement: str, found: tuple[int, str]
) -> None:
    assert first_bad(tampered(day, tmp_path, sql(statement))) == found


def test_a_document_that_nobody_adopted_is_found(day: Path, tmp_path: Path) -> None:
    paper = sign_document(FEDERATION, kind="leases", number=77, issued_at_ms=1, audience=TILL, body={})
    row = (document_hash(paper), "leases", 77, paper.payload, paper.signature, 1)
    path = tampered(day, tmp_path, sql("INSERT INTO document VALUES (?, ?, ?, ?, ?, ?)", *row))
    assert first_bad(path) == (0, "document.not_adopted")


# ── What is known about the journal ────────────────────────────────────────────────────────


def test_a_cut_end_is_named_by_the_tills_own_mark_when_the_platforms_word_was_taken_away(
    day: Path, tmp_path: Path
) -> None:
    def cut(connection: Connection) -> None:
        connection.execute("DELETE FROM journal WHERE sequence > 17")
        connection.execute("DELETE FROM acknowledged")
        connection.execute("DELETE FROM print_job")

    assert first_bad(tampered(day, tmp_path, cut, projected=True)) == (18, "entry.cut_off")


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("DELETE FROM mark", "ledger.mark_missing"),
        ("UPDATE mark SET sequence = 10", "entry.other_than_known"),
        ("UPDATE mark SET entry_hash = zeroblob(32)", "entry.other_than_known"),
        ("UPDATE mark SET sequence = 0", "entry.other_than_known"),
        ("UPDATE mark SET sequence = 1000", "entry.cut_off"),
        ("UPDATE mark SET latest_ms = 1", "ledger.mark"),
        ("UPDATE acknowledged SET at_ms = at_ms + 1", "acknowledged.signature"),
        ("UPDATE acknowledged SET countersignature = x''", "acknowledged.signature"),
        ("UPDATE acknowledged SET sequence = 0", "acknowledged.form"),
        ("DELETE FROM print_job", "print_job.emptied"),
        ("UPDATE print_job SET state = 'somehow'", "print_job.wrong"),
        ("UPDATE print_job SET state = 'printed'", "print_job.wrong"),
        ("UPDATE print_job SET kind = 'photograph'", "print_job.wrong"),
        ("UPDATE print_job SET attempts = -1", "print_job.wrong"),
        ("UPDATE print_job SET subject = 'S01-1-20261123-0009'", "print_job.wrong"),
        ("UPDATE print_job SET problem = 'printer.silent'", "print_job.wrong"),
    ],
)  # fmt: skip
def test_marks_and_papers_have_to_fit(day: Path, tmp_path: Path, statement: str, code: str) -> None:
    assert first_bad(tampered(day, tmp_path, sql(statement)))[1] == code


def test_leases_without_the_platforms_word_are_remarked(day: Path, tmp_path: Path) -> None:
    report = verify(tampered(day, tmp_path, sql("DELETE FROM acknowledged")))
    assert report.first_bad is None
    assert "acknowledged.missing" in [each.code for each in report.remarks]
    assert "acknowledged.missing" not in [each.code for each in verify(day).remarks]


# ── The schema ─────────────────────────────────────────────────────────────────────────────


def column_renamed(table: str, column: str) -> Callable[[Connection], object]:
    return sql(f"ALTER TABLE {table} RENAME COLUMN {column} TO other")


EVERY_COLUMN = [(table.name, column.name) for table in metadata.sorted_tables for column in table.columns]
EVERY_COLUMN.append(("alembic_version", "version_num"))
EVERY_INDEX = sorted(str(index.name) for table in metadata.sorted_tables for index in table.indexes)


@pytest.mark.parametrize(("table", "column"), EVERY_COLUMN)
def test_a_column_with_another_name_is_found(day: Path, tmp_path: Path, table: str, column: str) -> None:
    first_bad(tampered(day, tmp_path, column_renamed(table, column)))


@pytest.mark.parametrize("table", sorted(metadata.tables))
def test_a_table_with_a_column_more_or_none_at_all_is_found(day: Path, tmp_path: Path, table: str) -> None:
    first_bad(tampered(day, tmp_path, sql(f"ALTER TABLE {table} ADD COLUMN more TEXT")))
    gone = tampered(day, tmp_path, sql(f"ALTER TABLE {table} RENAME TO another"), guards=False)
    assert named(gone)


@pytest.mark.parametrize("index", EVERY_INDEX)
def test_an_index_that_is_gone_is_found(day: Path, tmp_path: Path, index: str) -> None:
    path = tampered(day, tmp_path, sql(f"DROP INDEX {index}"))
    assert first_bad(path) == (0, "ledger.schema")


def sql_said(what: str, instead: str, name: str) -> Callable[[Connection], object]:
    """The schema's text changed behind SQLite's back."""

    def change(connection: Connection) -> None:
        connection.execute("PRAGMA writable_schema = ON")
        changed = connection.execute(
            "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE name = ? AND sql LIKE ?",
            (what, instead, name, f"%{what}%"),
        )
        assert changed.rowcount == 1
        connection.execute("PRAGMA writable_schema = RESET")

    return change


@pytest.mark.parametrize(
    ("what", "instead", "name"),
    [
        ("payable INTEGER", "payable ANY", "sale"),
        ("STRICT", "", "journal"),
        ("STRICT", "", "print_job"),
        (
            "CHECK (0 <= spent AND 0 <= released AND spent + released <= granted)",
            "CHECK (0 <= spent)",
            "lease",
        ),
        ("CHECK (only = 1)", "", "mark"),
        ("state = 'waiting'", "state = 'printed'", "print_job_waiting"),
        ("card_no TEXT", "card_no TEXT COLLATE NOCASE", "sale"),
    ],
)  # fmt: skip
def test_a_type_a_check_or_a_condition_that_is_another_is_found(
    day: Path, tmp_path: Path, what: str, instead: str, name: str
) -> None:
    first_bad(tampered(day, tmp_path, sql_said(what, instead, name)))


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE more (a)",
        "CREATE VIEW more AS SELECT * FROM sale",
        "CREATE INDEX more ON sale (payable)",
        "CREATE TRIGGER more AFTER INSERT ON sale BEGIN UPDATE lease SET spent = 0; END",
        "CREATE VIRTUAL TABLE more USING fts5 (a)",
    ],
)  # fmt: skip
def test_what_nobody_here_made_is_foreign(day: Path, tmp_path: Path, statement: str) -> None:
    path = tampered(day, tmp_path, sql(statement))
    assert first_bad(path) == (0, "ledger.schema_foreign")


@pytest.mark.parametrize("table", CORE)
def test_a_view_in_a_tables_place_is_not_asked_anything(day: Path, tmp_path: Path, table: str) -> None:
    """It could never end."""

    def replace_it(connection: Connection) -> None:
        connection.execute(f"ALTER TABLE {table} RENAME TO kept")
        columns = [row[1] for row in connection.execute("PRAGMA table_info(kept)")]
        endless = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x FROM c) SELECT "
        connection.execute(
            f"CREATE VIEW {table} AS {endless}" + ", ".join(f"x AS {name}" for name in columns) + " FROM c"
        )

    path = tampered(day, tmp_path, replace_it, guards=False)
    assert first_bad(path) == (0, "ledger.schema")


@pytest.mark.parametrize("version", [0, 1, SCHEMA_VERSION - 1])
def test_a_file_cannot_pass_for_an_older_one(day: Path, tmp_path: Path, version: int) -> None:
    """Of an older file the projections are not compared, for they will be made anew."""
    path = tampered(day, tmp_path, sql(f"PRAGMA user_version = {version}"))
    assert first_bad(path) == (0, "ledger.version")
    both = tampered(
        day,
        tmp_path,
        lambda c: (
            c.execute(f"PRAGMA user_version = {version}"),
            c.execute("UPDATE alembic_version SET version_num = ?", (revision(version),)),
        ),
    )
    report = verify(both)
    assert report.first_bad is not None or "ledger.older" in [each.code for each in report.remarks]
    assert report.first_bad is not None or version


def test_a_table_of_an_older_release_is_as_good(tmp_path: Path) -> None:
    for version in range(1, SCHEMA_VERSION + 1):
        kept = Path(__file__).parents[2] / "data" / f"ledger-{version:04d}.db"
        if kept.exists():
            assert verify(kept).first_bad is None


# ── Values, and bytes that are no text ─────────────────────────────────────────────────────


EVERY_TEXT = [
    (name, column.name)
    for name in (*PROJECTED, "journal", "document", "print_job")
    for column in metadata.tables[name].columns
    if str(column.type) == "TEXT"
]


@pytest.mark.parametrize(("table", "column"), EVERY_TEXT)
def test_a_text_that_is_no_utf_8_is_a_finding_and_no_crash(
    day: Path, tmp_path: Path, table: str, column: str
) -> None:
    key = ", ".join(column.name for column in metadata.tables[table].primary_key.columns)
    first = f"({key}) = (SELECT {key} FROM {table} ORDER BY {key} LIMIT 1)"
    spoil = sql(f"UPDATE {table} SET {column} = CAST(x'ff80' AS TEXT) WHERE {first}")
    if (table, column) == ("print_job", "job_id"):
        assert verify(tampered(day, tmp_path, spoil)).remarks
        return
    first_bad(tampered(day, tmp_path, spoil))


def test_an_entry_with_no_bytes_at_all_is_named(day: Path, tmp_path: Path) -> None:
    path = tampered(day, tmp_path, lambda c: change_last(c, payload=b""))
    assert first_bad(path)[1] == "entry.bytes"


def test_bytes_nested_too_deeply_are_named(day: Path, tmp_path: Path) -> None:
    path = tampered(day, tmp_path, lambda c: change_last(c, payload=b'{"data":' + b"[" * 100_000))
    assert first_bad(path)[1] == "entry.bytes"


@pytest.mark.parametrize(
    "content", [b"", b"SQLite format 3\x00", b"SQLite format 3\x00" + b"\xff" * 5_000, b"\x00" * 9_000]
)
def test_any_file_whatsoever_ends_in_a_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "any.db"
    path.write_bytes(content)
    assert named(path)


def test_a_rebuilt_ledger_is_as_good_as_before(day: Path, tmp_path: Path) -> None:
    path = tampered(day, tmp_path, sql("DELETE FROM sale_line"))
    rebuild(path)
    assert verify(path).first_bad is None
