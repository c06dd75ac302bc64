"""Notes of what a command changed beside a running till. The till writes them into its journal.

The till reads the notes when it is idle, or after its next start, and writes an entry for
each. A note has no PIN and no hash. A person who can delete a note could change the catalogue too.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pos.domain.calendar import business_date
from pos.domain.journal.entries import EntryKind
from pos.domain.journal.record import record_from_data, record_to_data
from pos.domain.people.permission import BY_COMMAND
from pos.domain.people.staff import TILL_ITSELF, Staff, StaffChange
from pos.domain.people.staff_entries import StaffChanged
from pos.errors.ledger import EntryWrong
from pos.ledger.ledger import Ledger, NewEntry
from pos.services.clock import Clock, Ids
from pos.services.installation.data_dir import private_files, write_whole

_LOG = logging.getLogger(__name__)
_FOLDER: Final = "notes"
_ENDING: Final = ".json"


def note_staff(data_dir: Path, ids: Ids, staff: Staff, *, before: Staff | None) -> None:
    """Write a note that a person was added, or has another PIN or role. Raises LedgerUnwritable."""
    changes = [StaffChange.ADDED if before is None else StaffChange.PIN]
    if before is not None and before.role is not staff.role:
        changes.append(StaffChange.ROLE)
    for change in changes:
        changed = StaffChanged(
            staff_id=staff.staff_id,
            name=staff.name,
            role=staff.role,
            role_before=before.role if before is not None and change is StaffChange.ROLE else None,
            change=change,
            rule=BY_COMMAND,
        )
        _leave(data_dir, ids, changed)


@dataclass(frozen=True, slots=True)
class CommandNotes:
    """Reads the notes that commands wrote. Called from one thread."""

    data_dir: Path
    ledger: Ledger
    clock: Clock

    def take(self) -> None:
        """Write an entry for each note, in the order they were written. Raises LedgerUnwritable."""
        for path in sorted((self.data_dir / _FOLDER).glob(f"*{_ENDING}")):
            try:
                changed = record_from_data(StaffChanged, json.loads(path.read_text(encoding="utf-8")))
            except (ValueError, EntryWrong):
                _LOG.warning("a command's note cannot be read: %s", path.name)
                path.replace(path.with_suffix(".unreadable"))
                continue
            entry_id = f"command-{path.stem}"
            # A till that was killed behind the entry finds its note again.
            if not self.ledger.has_entry(entry_id):
                now_ms = self.clock.now_ms()
                self.ledger.append(
                    NewEntry(
                        kind=EntryKind.STAFF_CHANGED,
                        data=changed,
                        entry_id=entry_id,
                        at_ms=now_ms,
                        business_date=business_date(now_ms),
                        actor=TILL_ITSELF,
                    )
                )
            path.unlink(missing_ok=True)


def _leave(data_dir: Path, ids: Ids, changed: StaffChanged) -> None:
    with private_files(data_dir):
        folder = data_dir / _FOLDER
        folder.mkdir(exist_ok=True)
        write_whole(
            folder / f"{ids.new_id()}{_ENDING}", json.dumps(record_to_data(changed), ensure_ascii=False)
        )
