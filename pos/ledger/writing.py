"""Writes one entry with everything that follows from it, inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pos.crypto.documents import SignedDocument
from pos.domain.journal.chain import SealedEntry
from pos.domain.journal.entries import Entry, EntryKind
from pos.domain.returns.facts import ReturnFacts
from pos.errors.returns import SaleReleased
from pos.ledger import journal, projections
from pos.ledger.documents import keep_document
from pos.ledger.journal import Head, Installation, NewEntry
from pos.ledger.print_jobs import NewPrintJob, add_job
from pos.ledger.sqlite import Cursor


@dataclass(frozen=True, slots=True)
class Also:
    """A second entry of the same fact, with its own paper: written right behind the first, or neither is."""

    entry: NewEntry
    print_job: NewPrintJob | None = None


@dataclass(frozen=True, slots=True)
class EntryWriter:
    """Appends to the journal of one installation, signed with its key."""

    installation: Installation
    sign: Callable[[bytes], bytes]

    def write(
        self,
        cursor: Cursor,
        new: NewEntry,
        *,
        behind: Head,
        print_job: NewPrintJob | None,
        document: SignedDocument | None = None,
    ) -> tuple[Entry, SealedEntry]:
        """Write it behind the end of the chain. Raises EntryWrong, SaleReleased."""
        entry = journal.place(new, behind.sequence + 1, self.installation)
        _refuse_released(cursor, entry)
        sealed = journal.insert(cursor, entry, behind.entry_hash, self.sign)
        projections.apply(cursor, entry)
        if print_job is not None:
            add_job(cursor, print_job)
        if document is not None:
            keep_document(cursor, document)
        return entry, sealed


def _refuse_released(cursor: Cursor, entry: Entry) -> None:
    """Checked under the writer's lock: a release may have come while a return was decided."""
    if entry.kind != EntryKind.RETURN:
        return
    facts = entry.facts(ReturnFacts)
    sale_no = facts.sale_no
    if facts.elsewhere:
        return
    if cursor.execute("SELECT 1 FROM released_sale WHERE sale_no = ?", (sale_no,)).fetchone():
        raise SaleReleased(sale_no=sale_no)
