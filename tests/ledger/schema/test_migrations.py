"""Every release opens what an earlier one wrote: a backup first, then forward, all of it or nothing."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from pos.domain.calendar import shanghai
from pos.errors.ledger import LedgerNewer, LedgerUnwritable
from pos.ledger.schema import migrate, versions
from pos.ledger.schema.versions import SCHEMA_VERSION
from pos.ledger.sqlite import Connection, connect, connect_read_only
from pos.ledger.verifying.verify import verify_ledger
from tests.ledger.counter import CARD, Counter, key_of
from tests.ledger.golden import DATA, facts_of

GOLDEN = sorted(DATA.glob("ledger-*.db"))

NEXT = '''"""A later release: one more column in what cannot be rebuilt, one more table."""
from alembic import op
import sqlalchemy as sa
revision = "{number}"
down_revision = "{before}"
def upgrade():
    op.create_table("note_{number}", sa.Column("id", sa.Integer, primary_key=True))
    op.execute("UPDATE print_job SET attempts = attempts + 1")
    {more}
'''


def copy_of(path: Path, folder: Path) -> Path:
    return Path(shutil.copy(path, folder / "ledger.db"))


def rows_of(path: Path, *tables: str) -> list[Any]:
    with closing(connect_read_only(path)) as connection:
        return [connection.execute(f"SELECT * FROM {table}").fetchall() for table in tables]


@pytest.fixture
def next_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program whose tables are two versions further."""
    scripts = tmp_path / "100% later" / "versions"
    scripts.mkdir(parents=True)
    numbers = [f"{SCHEMA_VERSION + step:04d}" for step in range(3)]
    for before, number in pairwise(numbers):
        text = NEXT.format(number=number, before=before, more="pass")
        (scripts / f"{number}_later.py").write_text(text, encoding="utf-8")
    monkeypatch.setattr(migrate, "VERSION_FOLDERS", (*migrate.VERSION_FOLDERS, scripts))
    monkeypatch.setattr(versions, "SCHEMA_VERSION", SCHEMA_VERSION + 2)
    return scripts


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda path: path.stem)
def test_the_ledger_of_every_release_opens_and_says_what_it_said(golden: Path, tmp_path: Path) -> None:
    copy_of(golden, tmp_path)
    counter = Counter(tmp_path)
    known = json.loads(golden.with_suffix(".json").read_text(encoding="utf-8"))
    assert facts_of(counter) == known
    counter.sell(2, card_no=CARD)
    assert verify_ledger(counter.path, public_key=key_of().public_key).first_bad is None
    counter.ledger.close()


def test_there_is_a_ledger_of_every_release() -> None:
    """Several migrations may be on their way in one release, which leaves one ledger when it is made."""
    assert [path.stem for path in GOLDEN[:3]] == ["ledger-0001", "ledger-0002", "ledger-0006"]
    assert GOLDEN[-1].stem <= f"ledger-{SCHEMA_VERSION:04d}"


def test_a_fresh_file_is_what_all_migrations_together_make(tmp_path: Path) -> None:
    """Alembic's last step is the schema that `create` makes."""
    scripts = migrate.SCRIPTS / "versions"
    assert max(path.name[:4] for path in scripts.glob("[0-9]*.py")) == versions.revision(SCHEMA_VERSION)
    folders = tmp_path / "fresh", tmp_path / "migrated"
    for folder in folders:
        folder.mkdir()
    copy_of(GOLDEN[-1], folders[1])
    for folder in folders:
        Counter(folder).ledger.close()
        assert versions.version_of(folder / "ledger.db") == SCHEMA_VERSION
    fresh, golden = (
        rows_of(folder / "ledger.db", "alembic_version", "sqlite_master WHERE sql IS NOT NULL ORDER BY name")
        for folder in folders
    )
    assert fresh[0] == golden[0]
    assert [(row[0], row[1], row[4]) for row in fresh[1]] == [(row[0], row[1], row[4]) for row in golden[1]]


def test_an_older_ledger_is_backed_up_and_brought_forward(tmp_path: Path, next_release: Path) -> None:
    copy_of(GOLDEN[-1], tmp_path)
    before = rows_of(tmp_path / "ledger.db", "journal", "document", "sale", "sale_line", "lease")
    counter = Counter(tmp_path)
    assert facts_of(counter) == json.loads(GOLDEN[-1].with_suffix(".json").read_text(encoding="utf-8"))
    counter.sell(1)
    counter.ledger.close()
    assert versions.version_of(counter.path) == SCHEMA_VERSION + 2
    old = f"sequence <= {len(before[0])}"
    after = rows_of(counter.path, f"journal WHERE {old}", "document", f"sale WHERE {old}")
    assert after == before[:3]
    notes = [f"note_{SCHEMA_VERSION + step:04d}" for step in (1, 2)]
    assert rows_of(counter.path, "print_job WHERE attempts = 2 LIMIT 1", *notes)[1:] == [[], []]

    (backup,) = (tmp_path / "backups").iterdir()
    released, last_at = versions.version_of(GOLDEN[-1]), shanghai(before[0][-1][4])
    assert backup.name == f"ledger-{released:04d}-{last_at:%Y%m%dT%H%M%S}.db"
    assert rows_of(backup, "journal", "document", "sale", "sale_line", "lease") == before
    assert versions.version_of(backup) == released


def test_what_a_crash_left_in_the_wal_is_in_the_backup_too(tmp_path: Path, next_release: Path) -> None:
    copy_of(GOLDEN[0], tmp_path)
    crashed = tmp_path / "crashed"
    crashed.mkdir()
    with closing(connect(tmp_path / "ledger.db")) as connection:
        connection.execute("UPDATE print_job SET state = 'printed'")
        for name in ("ledger.db", "ledger.db-wal"):
            shutil.copy(tmp_path / name, crashed / name)
    Counter(crashed).ledger.close()
    (backup,) = (crashed / "backups").iterdir()
    assert {row[4] for row in rows_of(backup, "print_job")[0]} == {"printed"}


def test_a_second_backup_does_not_replace_the_first(tmp_path: Path, next_release: Path) -> None:
    for _turn in range(2):
        copy_of(GOLDEN[0], tmp_path)
        Counter(tmp_path).ledger.close()
    assert len(list((tmp_path / "backups").iterdir())) == 2


def test_a_migration_that_fails_changes_nothing(tmp_path: Path, next_release: Path) -> None:
    before, number = (f"{SCHEMA_VERSION + step:04d}" for step in (1, 2))
    broken = NEXT.format(number=number, before=before, more="op.execute('SELECT 1 FROM nowhere')")
    (next_release / f"{number}_later.py").write_text(broken, encoding="utf-8")
    path = copy_of(GOLDEN[-1], tmp_path)
    kept = rows_of(path, "journal", "print_job", "sqlite_master", "alembic_version")
    with pytest.raises(Exception, match="nowhere"):
        Counter(tmp_path)
    assert rows_of(path, "journal", "print_job", "sqlite_master", "alembic_version") == kept
    assert versions.version_of(path) == versions.version_of(GOLDEN[-1])
    assert len(list((tmp_path / "backups").iterdir())) == 1


def test_a_disk_that_fills_up_under_a_migration_changes_nothing(
    tmp_path: Path, next_release: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def limited(path: Path) -> Connection:
        connection = connect(path)
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")
        return connection

    monkeypatch.setattr(migrate, "connect", limited)
    path = copy_of(GOLDEN[-1], tmp_path)
    before = rows_of(path, "journal", "print_job", "sqlite_master", "alembic_version")
    with pytest.raises(LedgerUnwritable) as raised:
        Counter(tmp_path)
    assert raised.value.facts["reason"] == "full"
    assert rows_of(path, "journal", "print_job", "sqlite_master", "alembic_version") == before


def test_this_release_refuses_what_the_next_one_wrote(
    tmp_path: Path, next_release: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = copy_of(GOLDEN[0], tmp_path)
    Counter(tmp_path).ledger.close()
    monkeypatch.setattr(versions, "SCHEMA_VERSION", SCHEMA_VERSION)
    before = path.read_bytes()
    with pytest.raises(LedgerNewer):
        Counter(tmp_path)
    assert path.read_bytes() == before


def test_a_start_without_a_migration_loads_neither_alembic_nor_sqlalchemy(tmp_path: Path) -> None:
    copy_of(GOLDEN[-1], tmp_path)
    Counter(tmp_path).ledger.close()
    code = (
        "import sys; from pathlib import Path; from tests.ledger.counter import Counter\n"
        "counter = Counter(Path(sys.argv[1])); counter.sell(); counter.ledger.close()\n"
        "loaded = {'sqlalchemy', 'alembic', 'httpx', 'pypinyin', 'sqlite3'} & set(sys.modules)\n"
        "assert not loaded, loaded"
    )
    root = Path(__file__).resolve().parents[3]
    subprocess.run([sys.executable, "-c", code, tmp_path], check=True, cwd=root)


def test_looking_goods_up_does_not_load_sqlalchemy_or_the_pinyin_tables() -> None:
    code = (
        "import sys; import pos.ledger.goods.catalogue, pos.ledger.drafts\n"
        "loaded = {'sqlalchemy', 'alembic', 'pypinyin', 'cryptography'} & set(sys.modules)\n"
        "assert not loaded, loaded"
    )
    root = Path(__file__).resolve().parents[3]
    subprocess.run([sys.executable, "-c", code], check=True, cwd=root)
