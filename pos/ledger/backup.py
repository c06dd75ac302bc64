"""Makes a daily copy of the ledger beside it, for a person who has to find out what happened.

A copy must not be used for selling: it is behind the platform, and benefits stay off until
the till is enrolled again (DESIGN 5.5).
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Final

from pos.domain.calendar import BusinessDate
from pos.ledger.sqlite import DRIVER, connect_read_only, sqlite_errors

DAILY_FOLDER: Final = "daily"
KEPT: Final = 14
_PAGES_OF_A_STEP: Final = 200  # Between steps a sale may be written; the copy takes it in.


def back_up_daily(ledger: Path, backups: Path, date: BusinessDate) -> Path:
    """Copy the ledger as it is now, replacing an earlier copy of the same date; old copies go.

    Raises LedgerUnwritable when the disk refuses; then the earlier copy is still there.
    """
    folder = backups / DAILY_FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    copy = folder / f"ledger-{date}.db"
    part = copy.with_suffix(".part")
    part.unlink(missing_ok=True)
    with (
        sqlite_errors(),
        closing(connect_read_only(ledger)) as source,
        closing(DRIVER.connect(str(part))) as target,
    ):
        source.backup(target, pages=_PAGES_OF_A_STEP)
        target.execute("PRAGMA journal_mode = DELETE").fetchall()  # One file, no WAL beside it.
    part.replace(copy)
    for old in daily_backups(backups)[:-KEPT]:
        old.unlink()
    return copy


def daily_backups(backups: Path) -> list[Path]:
    """The copies there are, oldest first."""
    return sorted((backups / DAILY_FOLDER).glob("ledger-????-??-??.db"))
