"""The file itself refuses to have its history changed, whoever asks by SQL."""

from __future__ import annotations

from contextlib import closing

import pytest

from pos.domain.cards.lease_grant import LeaseGrant
from pos.domain.journal.entries import EntryKind
from pos.ledger.schema.tables import metadata
from pos.ledger.sqlite import DRIVER, connect
from tests.ledger.counter import CARD, PROGRAMME, Counter
from tests.small_entries import REPRINTED

ALL = (
    "kind, version, at_ms, business_date, actor, payload, previous_hash, entry_hash, signature, suite"
    " FROM journal"
)

TAMPERING = {
    "an update": "UPDATE journal SET actor = 'x' WHERE sequence = 2",
    "an update of a key": "UPDATE journal SET sequence = 99 WHERE sequence = 4",
    "a deletion": "DELETE FROM journal WHERE sequence = 4",
    "a deletion of everything": "DELETE FROM journal",
    "a replacement by number": f"REPLACE INTO journal SELECT 2, 'new', {ALL} WHERE sequence = 2",
    "a replacement by id": f"REPLACE INTO journal SELECT 5, entry_id, {ALL} WHERE sequence = 2",
    "an upsert": f"INSERT INTO journal SELECT 2, entry_id, {ALL} WHERE sequence = 2"
    " ON CONFLICT DO UPDATE SET actor = 'x'",
    "an insertion in front": f"INSERT INTO journal SELECT 0, 'new', {ALL} WHERE sequence = 2",
    "an insertion with a gap": f"INSERT INTO journal SELECT 9, 'new', {ALL} WHERE sequence = 4",
    "a fork": f"INSERT INTO journal SELECT 5, 'new', {ALL} WHERE sequence = 2",
    "an update of a document": "UPDATE document SET number = 9",
    "a deletion of a document": "DELETE FROM document",
    "a replacement of a document": "REPLACE INTO document SELECT * FROM document",
}


def with_document(counter: Counter) -> None:
    grant = LeaseGrant("L2", CARD, "2026-12", PROGRAMME.entitlement())
    counter.adopt_leases((grant,), number=2)


@pytest.mark.parametrize("recursive_triggers", ["ON", "OFF"])
@pytest.mark.parametrize("what", TAMPERING)
def test_the_file_refuses(counter: Counter, what: str, recursive_triggers: str) -> None:
    with_document(counter)
    with closing(connect(counter.path)) as connection:
        connection.execute(f"PRAGMA recursive_triggers = {recursive_triggers}")
        before = connection.execute("SELECT * FROM journal").fetchall()
        documents = connection.execute("SELECT * FROM document").fetchall()
        assert len(before) == 4
        assert len(documents) == 3
        with pytest.raises(
            DRIVER.IntegrityError, match=r"append-only|grows at its end|kept as it was signed"
        ):
            connection.execute(TAMPERING[what])
        assert connection.execute("SELECT * FROM journal").fetchall() == before
        assert connection.execute("SELECT * FROM document").fetchall() == documents


def test_the_file_knows_that_no_lease_is_overspent(counter: Counter) -> None:
    with closing(connect(counter.path)) as connection:
        for spent in ("granted + 1", "-1"):
            with pytest.raises(DRIVER.IntegrityError, match="CHECK"):
                connection.execute(f"UPDATE lease SET spent = {spent}")


def test_a_document_is_kept_once_with_its_exact_bytes(counter: Counter) -> None:
    document = counter.signed("leases", 2, {})
    for _turn in range(2):
        again = counter.new(EntryKind.RECEIPT_REPRINTED, REPRINTED)
        counter.ledger.append(again, document=document)
    rows = counter.ledger._readers.rows(
        "SELECT kind, number, payload, signature, suite FROM document WHERE number = 2"
    )
    assert rows == [("leases", 2, document.payload, document.signature, 1)]


def test_no_table_has_a_name_that_a_database_keeps_for_itself() -> None:
    assert "line" not in metadata.tables
