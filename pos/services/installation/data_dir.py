"""The till's data folder: private, for one program at a time; says in words why it cannot be used."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from pos.domain.people.staff import Role, Staff
from pos.errors.goods import CatalogueDamaged
from pos.errors.installation import TillAlreadyRunning
from pos.errors.ledger import ChainBroken, LedgerUnwritable
from pos.ledger.goods.catalogue import Catalogue, StaffRecord
from pos.ledger.goods.price_history import every_change
from pos.ledger.sqlite import DRIVER, Connection, connect_read_only, sqlite_errors
from pos.os_causes import os_cause

_LOG = logging.getLogger(__name__)

CATALOGUE_FILE = "catalogue.db"
LOCK_FILE = "till.lock"
DATABASE_SUFFIXES = ("-wal", "-shm", "")  # The file itself last: so an interrupted move is found.


@contextmanager
def private_files(data_dir: Path) -> Iterator[None]:
    """Make the folder, readable only by the till's own user, because it has names of cardholders.

    Raises LedgerUnwritable for whatever the system says against it.
    """
    before = os.umask(0o077)
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        reason = f"{error.strerror or type(error).__name__}: {error.filename or data_dir}"
        raise LedgerUnwritable(cause=os_cause(error), reason=reason) from error
    finally:
        os.umask(before)


def lock(data_dir: Path) -> FileLock:
    """One window per till: two would print the same sale numbers (odoo#71455). Raises TillAlreadyRunning."""
    held = FileLock(data_dir / LOCK_FILE)
    try:
        held.acquire(timeout=0)
    except Timeout as error:
        raise TillAlreadyRunning(path=str(data_dir)) from error
    return held


def write_whole(path: Path, text: str) -> None:
    """Store a small file; a crash leaves the old one or the new one, never half of it. Raises OSError."""
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(
        os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8"
    ) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make renames in a folder last through a power cut."""
    with suppress(PermissionError):  # Windows opens no folders; its renames are journaled.
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def free_name(path: Path) -> Path:
    """A name for a database beside which nothing stands: the one asked for, or with a number."""
    number, free = 1, path
    while any(free.with_name(free.name + suffix).exists() for suffix in DATABASE_SUFFIXES):
        number += 1
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return free


def move_database(path: Path, aside: Path) -> None:
    """Give a closed database another name. Whatever was moved before a crash is left where it is."""
    for suffix in DATABASE_SUFFIXES:
        part, target = path.with_name(path.name + suffix), aside.with_name(aside.name + suffix)
        if part.exists():
            assert not target.exists(), f"{target.name} is there already"
            part.replace(target)
    sync_folder(path.parent)


def open_sound_catalogue(data_dir: Path) -> Catalogue:
    """The catalogue. Raises CatalogueDamaged when it cannot be read; it stays as it is."""
    try:
        return _open_catalogue(data_dir / CATALOGUE_FILE)
    except (ChainBroken, DRIVER.DatabaseError) as error:
        raise CatalogueDamaged(path=str(data_dir / CATALOGUE_FILE)) from error


def open_or_renew_catalogue(data_dir: Path) -> tuple[Catalogue, bool]:
    """The catalogue, and whether it had to be begun anew because the old one is damaged.

    Cards and categories are fetched again with the next sync, for nothing is known to have come.
    """
    with suppress(CatalogueDamaged):
        return open_sound_catalogue(data_dir), False
    path = data_dir / CATALOGUE_FILE
    aside = free_name(data_dir / "catalogue-damaged.db")
    move_database(path, aside)
    catalogue = _open_catalogue(path)
    saved = _save_staff(aside, catalogue)
    _save_prices(aside, catalogue)
    _LOG.critical(
        "the catalogue is damaged and kept as %s; import the goods again (pos goods), %s people were saved,"
        " cards come back with the next sync",
        aside.name,
        saved,
    )
    return catalogue, True


def _open_catalogue(path: Path) -> Catalogue:
    catalogue = Catalogue(path)
    try:
        with sqlite_errors():
            catalogue.versions()
            catalogue.goods_count()
            catalogue.quick_keys()
            catalogue.staff_list()
            catalogue.card("")
            catalogue.price_history("")
    except BaseException:
        catalogue.close()
        raise
    return catalogue


def _save_staff(damaged: Path, catalogue: Catalogue) -> int:
    """Bring over who can sign in, as far as it can be read: without anybody no shop opens."""
    saved = 0
    with suppress(ChainBroken, LedgerUnwritable, DRIVER.Error, ValueError, TypeError):
        connection = connect_read_only(damaged)
        try:
            stopped = _stopped(connection)
            for staff_id, name, role, pin_hash in connection.execute(
                "SELECT staff_id, name, role, pin_hash FROM staff"
            ):
                catalogue.put_staff(
                    StaffRecord(Staff(staff_id, name, Role(role)), pin_hash, staff_id in stopped)
                )
                saved += 1
        finally:
            connection.close()
    return saved


def _stopped(connection: Connection) -> frozenset[str]:
    """The stopped people. A file of an older release has no such table, so none."""
    has_table = "SELECT 1 FROM sqlite_master WHERE name = 'staff_stopped'"
    if connection.execute(has_table).fetchone() is None:
        return frozenset()
    return frozenset(row[0] for row in connection.execute("SELECT staff_id FROM staff_stopped"))


def _save_prices(damaged: Path, catalogue: Catalogue) -> None:
    """Bring over how prices were changed, as far as it can be read: no file can bring that back."""
    with suppress(ChainBroken, LedgerUnwritable, DRIVER.Error, ValueError, TypeError):
        connection = connect_read_only(damaged)
        try:
            catalogue.keep_price_history(every_change(connection))
        finally:
            connection.close()
