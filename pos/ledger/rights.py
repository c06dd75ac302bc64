"""Checks at a start that every right to give benefits was signed by the federation.

It does not replay all, as `verify` does: only the leases that may still be used and the programmes,
from the tables, because selling reads the tables. Each row must be in its entry, the entry must
be sealed and signed as it was written, and say what the federation signed. It reads only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from pos.crypto.statements import entry_statement
from pos.crypto.suite import SUITES
from pos.domain.cards.lease_grant import LeasesGranted
from pos.domain.cards.lease_moves import LeaseReceived
from pos.domain.decoding import decode_entry
from pos.domain.journal.canonical import canonical_bytes
from pos.domain.journal.chain import DIGESTS, seal
from pos.domain.journal.entries import Entry, EntryKind
from pos.domain.journal.programme_entry import ProgrammeAdopted
from pos.errors.ledger import EntryWrong
from pos.errors.programme import ProgrammeWrong
from pos.ledger.adopted import DOCUMENT_COLUMNS, AdoptedDocuments
from pos.ledger.journal import STORED_COLUMNS, Fetch, stored
from pos.ledger.sqlite import Row
from pos.ledger.verifying.replay import Bad


def false_right(fetch: Fetch, *, federation_key: bytes, public_key: bytes, month: str) -> Bad | None:
    """The first programme, or lease of this month or a later one, that the federation did not give."""
    looked_at = _Rights(fetch, federation_key, public_key)
    return next(looked_at.false(month), None)


class _Rights:
    def __init__(self, fetch: Fetch, federation_key: bytes, public_key: bytes) -> None:
        self._fetch = fetch
        self._public_key = public_key
        self._documents = AdoptedDocuments(self._document, federation_key=federation_key)

    def false(self, month: str) -> Iterator[Bad]:
        """Yield every right that was not signed; programmes first, because leases depend on them."""
        for sequence, version, data in self._fetch("SELECT sequence, version, data FROM programme"):
            yield from self._row(sequence, partial(_is_programme, version=version, data=data))
        leases: dict[int, list[Row]] = {}
        for sequence, *row in self._fetch(
            "SELECT sequence, lease_id, card_no, month, pool, granted FROM lease WHERE month >= ?", (month,)
        ):
            leases.setdefault(sequence, []).append(tuple(row))
        for sequence, rows in sorted(leases.items()):
            yield from self._row(sequence, partial(_grants, rows=frozenset(rows)))

    def _row(self, sequence: int, said_by: Callable[[Entry], bool]) -> Iterator[Bad]:
        entry = self._entry(sequence)
        if isinstance(entry, Bad):
            yield entry
            return
        try:
            found = self._documents.take(entry, in_turn=False)
            if found is not None:
                yield Bad(sequence, found.code, found.detail)
            elif not said_by(entry):
                yield Bad(sequence, "projection.right", "its entry does not say so")
        except (EntryWrong, ProgrammeWrong) as error:
            yield Bad(sequence, "entry.data", str(error))

    def _entry(self, sequence: int) -> Entry | Bad:
        rows = self._fetch(f"SELECT {STORED_COLUMNS} FROM journal WHERE sequence = ?", (sequence,))  # noqa: S608 (constants)
        if not rows:
            return Bad(sequence, "entry.missing", "a right names it")
        kept = stored(rows[0])
        it = kept.sealed
        if it.suite not in DIGESTS or it.suite not in SUITES:
            return Bad(sequence, "entry.suite", f"suite {it.suite} is not known")
        again = seal(it.sequence, it.entry_id, it.payload, it.previous_hash, suite=it.suite)
        statement = entry_statement(it.entry_hash)
        if again != it or not SUITES[it.suite].verify(self._public_key, statement, kept.signature):
            return Bad(sequence, "entry.hash", "it was not sealed or signed by this till")
        try:
            return decode_entry(it.payload)
        except EntryWrong as error:
            return Bad(sequence, "entry.bytes", str(error))

    def _document(self, name: str) -> Row | None:
        found = self._fetch(
            f"SELECT {DOCUMENT_COLUMNS} FROM document WHERE document_hash = ?",  # noqa: S608 (constants)
            (name,),
        )
        return found[0] if found else None


def _is_programme(entry: Entry, *, version: object, data: object) -> bool:
    if entry.kind != EntryKind.PROGRAMME_ADOPTED:
        return False
    rules = entry.facts(ProgrammeAdopted).programme
    return (rules.get("version"), canonical_bytes(rules)) == (version, data)


def _grants(entry: Entry, *, rows: frozenset[Row]) -> bool:
    if entry.kind == EntryKind.LEASE_RECEIVED:
        slice_ = entry.facts(LeaseReceived)
        return rows <= {
            (slice_.release_id, slice_.card_no, slice_.month, pool, amount)
            for pool, amount in slice_.pools.items()
        }
    return entry.kind == EntryKind.LEASES_GRANTED and rows <= {
        (grant.lease_id, grant.card_no, grant.month, pool, granted)
        for grant in entry.facts(LeasesGranted).grants
        for pool, granted in grant.pools.items()
    }
