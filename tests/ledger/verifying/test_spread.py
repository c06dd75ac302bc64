"""Several processes find what one finds: they vouch for what is good, and for nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest

from pos.ledger.sqlite import Connection, connect, connect_read_only
from pos.ledger.verifying import spread
from pos.ledger.verifying.spread import NotVouched, Piece, cut, look_at
from pos.ledger.verifying.verify import VerifyReport, verify_ledger
from tests.ledger.counter import CARD, FEDERATION, PROGRAMME, Counter
from tests.ledger.tampering import KEY, forge, sql, tampered
from tests.ledger.verifying.test_verify_forgers import cheaper
from tests.records import replace


def verified(path: Path, *, jobs: int) -> VerifyReport:
    return verify_ledger(
        path, public_key=KEY.public_key, federation_key=FEDERATION.public_key, jobs=jobs, entries_min=1
    )


def pieces(path: Path) -> list[Piece]:
    with closing(connect_read_only(path)) as connection:
        return cut(connection, path, public_key=KEY.public_key, shipped=(), entries_min=1)


@pytest.fixture
def sold(tmp_path: Path) -> Path:
    """A morning with cards, the public and goods that come back, cut into small pieces."""
    (tmp_path / "sold").mkdir()
    counter = Counter(tmp_path / "sold")
    counter.adopt()
    counter.grant()
    counter.open_shift()
    for count in range(1, 9):
        counter.sell(count, card_no=CARD if count % 4 == 0 else None)
    counter.ledger.close()
    return counter.path


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spread, "PIECE_ENTRIES", 4)


def test_two_processes_report_what_one_reports(sold: Path) -> None:
    told: list[tuple[int, int]] = []
    report = verify_ledger(
        sold,
        public_key=KEY.public_key,
        federation_key=FEDERATION.public_key,
        jobs=2,
        entries_min=1,
        progress=lambda done, total: told.append((done, total)),
    )

    assert report == verified(sold, jobs=1)
    assert (report.first_bad, report.sales) == (None, 8)
    assert told == [(4, 11), (8, 11), (11, 11)]  # It was read in pieces.


TAMPERED: dict[str, Callable[[Connection], object]] = {
    "a cheaper sale, signed": lambda connection: forge(connection, cheaper),
    "a signature": sql("UPDATE journal SET signature = zeroblob(64) WHERE sequence = 6"),
    "a hash": sql("UPDATE journal SET entry_hash = zeroblob(32) WHERE sequence = 8"),
    "a column": sql("UPDATE journal SET actor = 'x' WHERE sequence = 9"),
    "an entry that is gone": sql("DELETE FROM journal WHERE sequence = 7"),
    "a row of goods": sql("UPDATE sale_line SET market = market + 1 WHERE sequence = 9 AND number = 1"),
    "a row of goods that is gone": sql("DELETE FROM sale_line WHERE sequence = 9 AND number = 2"),
    "a row of goods of no sale": sql(
        "INSERT INTO sale_line SELECT 999, number, code, category, quantity, market, discount, subsidy,"
        " payable FROM sale_line WHERE sequence = 9 AND number = 1"
    ),
    "a row of money": sql("UPDATE tender SET amount = amount + 1 WHERE sequence = 10"),
    "a sum": sql("UPDATE running_sum SET payable = payable + 1 WHERE sequence = 10"),
    "a lease": sql("UPDATE lease SET spent = spent - 1 WHERE pool = 'vegetable'"),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_what_is_wrong_is_named_as_if_one_process_had_looked(sold: Path, tmp_path: Path, what: str) -> None:
    path = tampered(sold, tmp_path, TAMPERED[what])
    alone = verified(path, jobs=1).first_bad
    assert alone is not None

    assert verified(path, jobs=2).first_bad == alone


@pytest.mark.parametrize(
    "what",
    [name for name in TAMPERED if name not in ("a sum", "a lease", "a row of goods of no sale")],
)
def test_nobody_vouches_for_a_piece_with_something_wrong_in_it(sold: Path, tmp_path: Path, what: str) -> None:
    assert None not in [look_at(piece) for piece in pieces(sold)]

    path = tampered(sold, tmp_path, TAMPERED[what])
    found = [look_at(piece) for piece in pieces(path)]
    links = [each.head_hash == after.previous_hash for each, after in pairwise(found) if each and after]
    assert None in found or not all(links)


def test_each_piece_begins_where_the_one_before_it_ended(sold: Path) -> None:
    found = [look_at(piece) for piece in pieces(sold)]

    ends = [each.head_hash for each in found if each is not None]
    begins = [each.previous_hash for each in found if each is not None]
    assert len(found) == 3
    assert begins[1:] == ends[:-1]
    assert sum(each.rows["sale_line"] for each in found if each is not None) == sum(range(1, 9))


def test_a_small_journal_is_not_cut(sold: Path) -> None:
    with closing(connect_read_only(sold)) as connection, pytest.raises(NotVouched):
        cut(connection, sold, public_key=None, shipped=(), entries_min=12)


def test_two_programmes_of_one_version_are_read_in_order(sold: Path, tmp_path: Path) -> None:
    other = replace(PROGRAMME, name="other")
    with closing(connect_read_only(sold)) as connection:
        with pytest.raises(NotVouched):
            cut(connection, sold, public_key=None, shipped=(other,), entries_min=1)
        assert cut(connection, sold, public_key=None, shipped=(PROGRAMME,), entries_min=1)
    copy = Path(shutil.copy(sold, tmp_path / "older.db"))
    with closing(connect(copy)) as connection:
        connection.execute("PRAGMA user_version = 5")
    with closing(connect_read_only(copy)) as connection, pytest.raises(NotVouched):
        cut(connection, copy, public_key=None, shipped=(), entries_min=1)
