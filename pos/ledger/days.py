"""Questions to the ledger about a day: its entries, returns, payments and closes. Not about one sale."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import merge
from typing import Final

from pos.domain.calendar import Month
from pos.domain.cards.lease import LeaseSpend
from pos.domain.decoding import decode_entry
from pos.domain.journal.entries import Entry, EntryKind
from pos.domain.money import Fen
from pos.domain.quantity import Thousandths
from pos.domain.returns.facts import ReturnFacts
from pos.domain.shifts.shift_close import ShiftClosed
from pos.ledger.journal import BY_ID, StoredEntry, stored
from pos.ledger.readers import Readers
from pos.ledger.returns.goods_slips import GoodsSlips

_PAGE: Final = 500
_OF_DAY: Final = (
    "SELECT sequence, payload FROM journal WHERE business_date = ? AND sequence > ? ORDER BY sequence LIMIT ?"
)
_OF_RANGE: Final = (
    "SELECT sequence, payload FROM journal WHERE sequence > ? AND sequence <= ? ORDER BY sequence LIMIT ?"
)
_RETURNS_OF: Final = (
    "SELECT journal.payload FROM goods_return JOIN journal USING (sequence)"
    " WHERE goods_return.sale_no = ? ORDER BY sequence"
)
_PAYMENT: Final = (
    "SELECT payment_id, sale_id, shift_id, business_date, kind, amount, reference_tail, asked_ms, state,"
    " answered_ms, provider_reference, sale_no FROM payment"
)
_END_OF: Final = "SELECT payload FROM shift_end JOIN journal USING (sequence) WHERE shift_id = ?"
_HELD_BEFORE: Final = (
    "SELECT DISTINCT card_no, month FROM lease WHERE month < ? AND spent + released < granted"
    " ORDER BY month, card_no LIMIT ?"
)
_ENDS_IN_MONTH: Final = (
    "SELECT payload FROM shift_end JOIN journal USING (sequence) JOIN shift USING (shift_id)"
    " WHERE shift.cashier = ? AND substr(shift.business_date, 1, 7) = ? ORDER BY shift_end.sequence"
)
_DATES_OPEN: Final = (
    "SELECT business_date FROM (SELECT business_date FROM sale UNION SELECT business_date FROM goods_return)"
    " WHERE business_date NOT IN (SELECT business_date FROM day_close) ORDER BY business_date"
)
_CLOSES: Final = (
    "SELECT payload FROM day_close JOIN journal USING (sequence)"
    " WHERE day_close.business_date = ? ORDER BY sequence"
)
_LAST_CLOSE: Final = "SELECT max(sequence) FROM day_close WHERE business_date = ?1"
_SINCE_CLOSE: Final = (
    f"SELECT (SELECT count(*) FROM sale WHERE business_date = ?1 AND sequence > ({_LAST_CLOSE}))"  # noqa: S608 (constants)
    f" + (SELECT count(*) FROM goods_return WHERE business_date = ?1 AND sequence > ({_LAST_CLOSE}))"
    " + (SELECT count(*) FROM journal WHERE business_date = ?1 AND kind = 'payment_answered'"
    f" AND sequence > ({_LAST_CLOSE}))"
)


@dataclass(frozen=True, slots=True)
class StoredPayment:
    """Money asked of a provider, in fen. `state`: asked, unknown, settled (received), refused or reversed.

    `sale_no` is the finished sale that it pays; a received one without it has to be given back.
    """

    payment_id: str
    sale_id: str
    shift_id: str
    business_date: str
    kind: str
    amount: Fen
    reference_tail: str
    asked_ms: int
    state: str
    answered_ms: int | None
    provider_reference: str
    sale_no: str | None


class Days:
    """What a ledger knows of its days and shifts. Reads only; safe from any thread."""

    def __init__(self, readers: Readers) -> None:
        self._readers = readers
        self.slips = GoodsSlips(readers)

    def entries_of_day(self, date: str) -> Iterator[Entry]:
        """The entries of a business date in order, read in pages: a day may have thousands."""
        after = 0
        while rows := self._readers.rows(_OF_DAY, (date, after, _PAGE)):
            for after, payload in rows:  # noqa: B007 (where the next page begins)
                yield decode_entry(payload)

    def entries_of_shift(self, shift_id: str) -> Iterator[Entry]:
        """The entries from a shift's opening up to its end, or up to now while it is open."""
        row = self._readers.row("SELECT sequence FROM shift WHERE shift_id = ?", (shift_id,))
        if row is None:
            return
        ended = self._readers.row("SELECT sequence FROM shift_end WHERE shift_id = ?", (shift_id,))
        newest = self._readers.row("SELECT coalesce(max(sequence), 0) FROM journal")
        assert newest is not None
        after, last = row[0] - 1, (ended or newest)[0]
        while rows := self._readers.rows(_OF_RANGE, (after, last, _PAGE)):
            for after, payload in rows:  # noqa: B007 (where the next page begins)
                yield decode_entry(payload)

    def entries_behind(self, date: str) -> Iterator[Entry]:
        """All entries for a date's figures, in order: its own, and those of the shifts opened on it.

        A shift that ends after midnight also has entries of the next date.
        """
        of_shifts = [
            (each for each in self.entries_of_shift(shift_id) if each.business_date != date)
            for shift_id in self.shifts_of(date)
        ]
        return merge(self.entries_of_day(date), *of_shifts, key=lambda each: each.sequence)

    def shifts_of(self, date: str) -> tuple[str, ...]:
        """The ids of the shifts that were opened on a business date, in order."""
        rows = self._readers.rows(
            "SELECT shift_id FROM shift WHERE business_date = ? ORDER BY sequence", (date,)
        )
        return tuple(shift_id for (shift_id,) in rows)

    def shift_end(self, shift_id: str) -> Entry | None:
        """The entry that closed a shift, or None while it is open."""
        row = self._readers.row(_END_OF, (shift_id,))
        return None if row is None else decode_entry(row[0])

    def cash_differences(self, cashier: str, month: Month) -> tuple[Fen, ...]:
        """What the drawers of a cashier's closed shifts of a month were over or short, in order, in fen."""
        rows = self._readers.rows(_ENDS_IN_MONTH, (cashier, month))
        return tuple(decode_entry(payload).facts(ShiftClosed).cash_difference for (payload,) in rows)

    def hash_at(self, sequence: int) -> bytes:
        """The hash of an entry; None without it."""
        row = self._readers.row("SELECT entry_hash FROM journal WHERE sequence = ?", (sequence,))
        return b"" if row is None else row[0]

    def unsent_sales(self, date: str, *, acknowledged: int) -> int:
        """How many sales of a date stand after the last entry the platform has acknowledged."""
        row = self._readers.row(
            "SELECT count(*) FROM sale WHERE business_date = ? AND sequence > ?", (date, acknowledged)
        )
        assert row is not None
        count: int = row[0]
        return count

    def last_closed_date(self) -> str | None:
        """The latest business date that was ever closed."""
        row = self._readers.row("SELECT max(business_date) FROM day_close")
        return None if row is None else row[0]

    def dates_open(self) -> tuple[str, ...]:
        """The business dates that sold or gave back and were never closed, oldest first."""
        return tuple(date for (date,) in self._readers.rows(_DATES_OPEN))

    def since_close(self, date: str) -> int:
        """How many sales, returns and answers of payments a date has after its last close.

        0 while it was never closed.
        """
        row = self._readers.row(_SINCE_CLOSE, (date,))
        assert row is not None
        count: int = row[0]
        return count

    def returns_of(self, sale_no: str) -> tuple[Entry, ...]:
        """The returns of a sale, oldest first."""
        rows = self._readers.rows(_RETURNS_OF, (sale_no,))
        return tuple(decode_entry(payload) for (payload,) in rows)

    def returned_quantities(self, sale_no: str) -> dict[int, Thousandths]:
        """What came back of each line of a sale so far, by line number."""
        rows = self._readers.rows(
            "SELECT number, sum(quantity) FROM return_line WHERE sale_no = ? GROUP BY number", (sale_no,)
        )
        return dict(rows)

    def restorations_of(self, sale_no: str) -> tuple[LeaseSpend, ...]:
        """What went back to leases by the returns of a sale, oldest first."""
        return tuple(
            back for entry in self.returns_of(sale_no) for back in entry.facts(ReturnFacts).restorations
        )

    def refunded_by_kind(self, sale_no: str) -> dict[str, Fen]:
        """What was given back of a sale by way of paying, in fen."""
        refunded: dict[str, Fen] = {}
        for entry in self.returns_of(sale_no):
            for refund in entry.facts(ReturnFacts).refunds:
                refunded[refund.way] = refunded.get(refund.way, 0) + refund.amount
        return refunded

    def returns_on(self, date: str) -> int:
        """How many returns a business date has."""
        row = self._readers.row("SELECT count(*) FROM goods_return WHERE business_date = ?", (date,))
        assert row is not None
        count: int = row[0]
        return count

    def open_payments(self) -> tuple[StoredPayment, ...]:
        """Payments of unknown end, oldest first, of any day or shift."""
        rows = self._readers.rows(
            f"{_PAYMENT} WHERE state IN ('asked', 'unknown') ORDER BY asked_ms, payment_id"
        )
        return tuple(StoredPayment(*row) for row in rows)

    def payments_too_much(self) -> tuple[StoredPayment, ...]:
        """Payments that were received (`settled`) but belong to no finished sale, oldest first."""
        rows = self._readers.rows(
            f"{_PAYMENT} WHERE state = 'settled' AND sale_no IS NULL ORDER BY asked_ms, payment_id"
        )
        return tuple(StoredPayment(*row) for row in rows)

    def payments_on(self, date: str) -> tuple[StoredPayment, ...]:
        """The payments of a business date, in the order they were asked."""
        rows = self._readers.rows(f"{_PAYMENT} WHERE business_date = ? ORDER BY sequence", (date,))
        return tuple(StoredPayment(*row) for row in rows)

    def payment(self, payment_id: str) -> StoredPayment | None:
        """One payment."""
        row = self._readers.row(f"{_PAYMENT} WHERE payment_id = ?", (payment_id,))
        return None if row is None else StoredPayment(*row)

    def day_revision(self, date: str) -> int:
        """How often a business date was closed; 0 when it was not."""
        row = self._readers.row(
            "SELECT coalesce(max(revision), 0) FROM day_close WHERE business_date = ?", (date,)
        )
        assert row is not None
        revision: int = row[0]
        return revision

    def day_closes(self, date: str) -> tuple[Entry, ...]:
        """The day-close entries of a business date, oldest first."""
        rows = self._readers.rows(_CLOSES, (date,))
        return tuple(decode_entry(payload) for (payload,) in rows)

    def month_entered(self, month: Month) -> tuple[int | None, int | None]:
        """When the first entry dated in a month was written, and the last one before it (ms); or None."""
        first = self._readers.row(
            "SELECT at_ms FROM journal WHERE business_date >= ? AND business_date <= ?"
            " ORDER BY business_date, sequence LIMIT 1",
            (f"{month}-01", f"{month}-31"),
        )
        before = self._readers.row(
            "SELECT at_ms FROM journal WHERE business_date < ?"
            " ORDER BY business_date DESC, sequence DESC LIMIT 1",
            (f"{month}-01",),
        )
        return None if first is None else first[0], None if before is None else before[0]

    def payload_of(self, entry_id: str) -> bytes | None:
        """The exact bytes of the entry with an id, or None when it was never written."""
        row = self._readers.row("SELECT payload FROM journal WHERE entry_id = ?", (entry_id,))
        return None if row is None else bytes(row[0])

    def entry_with(self, entry_id: str) -> StoredEntry | None:
        """The entry with an id in its place in the chain, with its signature."""
        row = self._readers.row(BY_ID, (entry_id,))
        return None if row is None else stored(row)

    def has_entry_in(self, month: Month, kind: EntryKind) -> bool:
        """Whether there is an entry of a kind, dated in a month."""
        found = self._readers.row(
            "SELECT 1 FROM journal WHERE business_date >= ? AND business_date <= ? AND kind = ? LIMIT 1",
            (f"{month}-01", f"{month}-31", kind.value),
        )
        return found is not None

    def leased_cards(self, month: str) -> int:
        """How many cards have a lease of a month at this till."""
        row = self._readers.row("SELECT count(DISTINCT card_no) FROM lease WHERE month = ?", (month,))
        assert row is not None
        count: int = row[0]
        return count

    def held_before(self, month: Month, *, cards_max: int) -> list[tuple[str, Month]]:
        """Cards and earlier months of which this till still holds something, the oldest first."""
        rows = self._readers.rows(_HELD_BEFORE, (month, cards_max))
        return [(card_no, held) for card_no, held in rows]
