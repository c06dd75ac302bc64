"""What several stories say in one word."""

from __future__ import annotations

from pos.domain.decoding import decode_entry
from pos.domain.journal.entries import Entry, EntryKind
from pos.domain.paying.tender import TenderKind
from pos.services.till import Till
from tests.shop import SOY


def sell_soy(till: Till) -> str:
    """Sell one bottle for cash and return the sale's number."""
    till.checkout.scan(SOY)
    till.checkout.pay(TenderKind.CASH, "10")
    return till.checkout.done().sale_no


def entries_of(till: Till, kind: EntryKind) -> list[Entry]:
    """The entries of a kind, in order."""
    stored = till.checkout._parts.recorder.ledger.entries_after(0, entries_max=10_000, bytes_max=10**9)
    entries = [decode_entry(each.sealed.payload) for each in stored]
    return [entry for entry in entries if entry.kind == kind]
