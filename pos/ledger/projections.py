"""Writes what each entry means into the tables: one function per kind and version.

The same function runs in the transaction that appends an entry and when everything is rebuilt
from the journal, so the tables cannot say anything the journal does not. They read the entry and
write rows; they decide nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from pos.domain.cards.lease_grant import LeasesGranted
from pos.domain.days.day_closed import DayClosed
from pos.domain.journal.canonical import canonical_bytes
from pos.domain.journal.entries import Entry, EntryKind
from pos.domain.journal.programme_entry import ProgrammeAdopted
from pos.domain.paying.payment import PaymentAnswered, PaymentAsked
from pos.domain.people.staff_entries import PinCleared, PinRefused
from pos.domain.returns.facts import ReturnFacts
from pos.domain.returns.goods_slip import GoodsSlip, SlipVoid
from pos.domain.returns.release import Release
from pos.domain.selling.line_dropped import LineDropped
from pos.domain.selling.quote import Totals
from pos.domain.selling.sale import SaleFacts
from pos.domain.shifts.shift_close import ShiftClosed
from pos.domain.shifts.shift_opened import ShiftOpened
from pos.domain.shop_rules import RulesSet
from pos.errors.ledger import EntryWrong
from pos.ledger import lease_rows
from pos.ledger.sqlite import Cursor, Row

# Every table that entries are projected into, with its key.
PROJECTED: Final = {
    "running_sum": "sequence",
    "sale": "sequence",
    "sale_line": "sequence, number",
    "tender": "sequence, number",
    "goods_return": "sequence",
    "return_line": "sequence, number",
    "payment": "payment_id",
    "lease": "lease_id, pool",
    "shift": "sequence",
    "shift_end": "sequence",
    "day_close": "sequence",
    "programme": "sequence",
    "adopted": "sequence",
    "dropped_line": "sequence",
    "shop_rules": "sequence",
    "pin_guard": "staff_id",
    "released_sale": "sequence",
    "goods_slip": "sequence",
    "bound": "sequence",
}

Projection: TypeAlias = Callable[[Cursor, Entry], None]

_LAST_SUMS: Final = (
    "SELECT sales, market, discount, subsidy, payable FROM running_sum ORDER BY sequence DESC LIMIT 1"
)
_SUMS: Final = "INSERT INTO running_sum VALUES (?, ?, ?, ?, ?, ?)"
_SALE: Final = "INSERT INTO sale VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_LINE: Final = "INSERT INTO sale_line VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_TENDER: Final = "INSERT INTO tender VALUES (?, ?, ?, ?, ?)"
_RETURN: Final = "INSERT INTO goods_return VALUES (?, ?, ?, ?, ?, ?, ?)"
_RETURN_LINE: Final = "INSERT INTO return_line VALUES (?, ?, ?, ?)"
_ASKED: Final = "INSERT INTO payment VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'asked', NULL, '', NULL)"
_ANSWERED: Final = (
    "UPDATE payment SET state = ?1, answered_ms = ?2, provider_reference = ?3"
    " WHERE payment_id = ?4 AND (state IN ('asked', 'unknown') OR (state = 'settled' AND ?1 = 'reversed'))"
)
_TENDERED: Final = "UPDATE payment SET sale_no = ? WHERE payment_id = ?"
_SHIFT: Final = "INSERT INTO shift VALUES (?, ?, ?, ?, ?, ?, ?)"
_PROGRAMME: Final = "INSERT INTO programme VALUES (?, ?, ?)"
_ADOPTED: Final = "INSERT INTO adopted VALUES (?, ?, ?, ?)"
_SHOP_RULES: Final = "INSERT INTO shop_rules VALUES (?, ?, ?)"
_SLIP: Final = "INSERT INTO goods_slip VALUES (?, ?, ?, ?, ?, NULL)"
_SLIP_PAID: Final = "UPDATE goods_slip SET ended = ? WHERE return_id = ? AND ended IS NULL"
_SLIP_VOID: Final = "UPDATE goods_slip SET ended = ? WHERE slip_no = ? AND ended IS NULL"
_RELEASED: Final = "INSERT INTO released_sale VALUES (?, ?)"
_BOUND: Final = "INSERT INTO bound VALUES (?)"
_DROPPED: Final = "INSERT INTO dropped_line VALUES (?, ?, ?, ?, ?, ?)"


def apply(cursor: Cursor, entry: Entry) -> None:
    """Write an entry's rows. Raises EntryWrong when this program does not know its kind or version."""
    projection = _PROJECTIONS.get((entry.kind, entry.version))
    if projection is None:
        raise EntryWrong(reason=f"kind {entry.kind} version {entry.version} is not known")
    try:
        projection(cursor, entry)
    except (KeyError, TypeError) as error:
        raise EntryWrong(reason=f"data of {entry.kind}: {error!r}") from error


def rows_of_lines(sequence: int, sale: SaleFacts) -> list[Row]:
    """The rows of `sale_line` of a sale, by number."""
    return [
        (
            sequence,
            line.number,
            line.code,
            line.category,
            line.quantity,
            line.market,
            line.discount,
            line.subsidy,
            line.payable,
        )
        for line in sale.lines
    ]


def rows_of_tenders(sequence: int, sale: SaleFacts) -> list[Row]:
    """The rows of `tender` of a sale, by number."""
    return [
        (sequence, number, tender.kind.value, tender.amount, tender.state.value)
        for number, tender in enumerate(sale.tenders, 1)
    ]


def apply_without_rows_of_sales(cursor: Cursor, entry: Entry) -> None:
    """Like `apply`, but without `sale_line` and `tender`, whose rows the caller has compared."""
    if entry.kind == EntryKind.SALE:
        _sale(cursor, entry, rows_of_sale=False)
    else:
        apply(cursor, entry)


def _sale(cursor: Cursor, entry: Entry, *, rows_of_sale: bool = True) -> None:
    sale, sequence = entry.facts(SaleFacts), entry.sequence
    totals, card = sale.totals, sale.card
    _add_up(cursor, sequence, totals, sales=1, sign=1)
    cursor.execute(
        _SALE,
        (
            sequence,
            sale.sale_no,
            entry.business_date,
            sale.shift_id,
            None if card is None else card.card_no,
            totals.market,
            totals.discount,
            totals.subsidy,
            totals.payable,
        ),
    )
    if rows_of_sale:
        cursor.executemany(_LINE, rows_of_lines(sequence, sale))
        cursor.executemany(_TENDER, rows_of_tenders(sequence, sale))
    for tender in sale.tenders:
        if tender.payment_id is not None:
            cursor.execute(_TENDERED, (sale.sale_no, tender.payment_id))
    if card is not None:
        lease_rows.debit(cursor, card)


def _add_up(cursor: Cursor, sequence: int, totals: Totals, *, sales: int, sign: int) -> None:
    upto = cursor.execute(_LAST_SUMS).fetchone() or (0, 0, 0, 0, 0)
    cursor.execute(
        _SUMS,
        (
            sequence,
            upto[0] + sales,
            upto[1] + sign * totals.market,
            upto[2] + sign * totals.discount,
            upto[3] + sign * totals.subsidy,
            upto[4] + sign * totals.payable,
        ),
    )


def _return(cursor: Cursor, entry: Entry) -> None:
    facts, sequence = entry.facts(ReturnFacts), entry.sequence
    _add_up(cursor, sequence, facts.totals, sales=0, sign=-1)
    cursor.execute(
        _RETURN,
        (
            sequence,
            facts.return_no,
            facts.sale_no,
            entry.business_date,
            facts.shift_id,
            int(facts.void),
            facts.totals.payable,
        ),
    )
    cursor.execute(_SLIP_PAID, (sequence, entry.entry_id))
    cursor.executemany(
        _RETURN_LINE, [(sequence, line.number, facts.sale_no, line.quantity) for line in facts.lines]
    )
    lease_rows.restore(cursor, facts)


def _payment_asked(cursor: Cursor, entry: Entry) -> None:
    asked = entry.facts(PaymentAsked)
    cursor.execute(
        _ASKED,
        (
            asked.payment_id,
            entry.sequence,
            asked.sale_id,
            asked.shift_id,
            entry.business_date,
            asked.kind.value,
            asked.amount,
            asked.reference_tail,
            entry.at_ms,
        ),
    )


def _payment_answered(cursor: Cursor, entry: Entry) -> None:
    said = entry.facts(PaymentAnswered)
    cursor.execute(_ANSWERED, (said.outcome.value, entry.at_ms, said.provider_reference, said.payment_id))
    if cursor.rowcount != 1:
        raise EntryWrong(reason=f"payment {said.payment_id} has ended")


def _leases_granted(cursor: Cursor, entry: Entry) -> None:
    lease_rows.grant(cursor, entry)
    _adopted(cursor, entry.sequence, "leases", entry.facts(LeasesGranted))


def _shift_opened(cursor: Cursor, entry: Entry) -> None:
    opened = entry.facts(ShiftOpened)
    cursor.execute(
        _SHIFT,
        (
            entry.sequence,
            opened.shift_id,
            opened.number,
            entry.business_date,
            opened.opened_at_ms,
            opened.cashier,
            opened.float_fen,
        ),
    )


def _shift_closed(cursor: Cursor, entry: Entry) -> None:
    cursor.execute("INSERT INTO shift_end VALUES (?, ?)", (entry.sequence, entry.facts(ShiftClosed).shift_id))


def _day_closed(cursor: Cursor, entry: Entry) -> None:
    closed = entry.facts(DayClosed)
    cursor.execute(
        "INSERT INTO day_close VALUES (?, ?, ?)", (entry.sequence, closed.business_date, closed.revision)
    )


def _programme_adopted(cursor: Cursor, entry: Entry) -> None:
    rules = entry.facts(ProgrammeAdopted).programme
    cursor.execute(_PROGRAMME, (entry.sequence, rules["version"], canonical_bytes(rules)))
    _adopted(cursor, entry.sequence, "programme", entry.facts(ProgrammeAdopted))


def _adopted(cursor: Cursor, sequence: int, kind: str, said: ProgrammeAdopted | LeasesGranted) -> None:
    cursor.execute(_ADOPTED, (sequence, kind, said.number, said.document))


def _line_dropped(cursor: Cursor, entry: Entry) -> None:
    dropped = entry.facts(LineDropped)
    cursor.execute(
        _DROPPED,
        (
            entry.sequence,
            entry.business_date,
            dropped.sale_id,
            dropped.code,
            dropped.quantity,
            dropped.market,
        ),
    )


def _shop_rules_set(cursor: Cursor, entry: Entry) -> None:
    # What the entry does not tell its program did not know: the row stays as that program wrote it.
    rules = entry.facts(RulesSet).without_rule
    cursor.execute(_SHOP_RULES, (entry.sequence, rules["in_force_from"], canonical_bytes(rules)))


def _pin_refused(cursor: Cursor, entry: Entry) -> None:
    told = entry.facts(PinRefused)
    state = (told.staff_id, entry.sequence, told.wrong, told.rounds, told.locked_until)
    cursor.execute("INSERT OR REPLACE INTO pin_guard VALUES (?, ?, ?, ?, ?)", state)


def _pin_cleared(cursor: Cursor, entry: Entry) -> None:
    cursor.execute("DELETE FROM pin_guard WHERE staff_id = ?", (entry.facts(PinCleared).staff_id,))


def _sale_released(cursor: Cursor, entry: Entry) -> None:
    cursor.execute(_RELEASED, (entry.sequence, entry.facts(Release).sale_no))


def _goods_slip(cursor: Cursor, entry: Entry) -> None:
    slip = entry.facts(GoodsSlip)
    cursor.execute(_SLIP, (entry.sequence, slip.slip_no, slip.return_id, slip.sale_no, entry.business_date))


def _goods_slip_void(cursor: Cursor, entry: Entry) -> None:
    slip_no = entry.facts(SlipVoid).slip_no
    cursor.execute(_SLIP_VOID, (entry.sequence, slip_no))
    if cursor.rowcount != 1:
        raise EntryWrong(reason=f"slip {slip_no} is not open")


def _till_bound(cursor: Cursor, entry: Entry) -> None:
    cursor.execute(_BOUND, (entry.sequence,))


def _nothing(_cursor: Cursor, _entry: Entry) -> None:
    """The journal itself is all there is to know of these."""


_PROJECTIONS: Final[dict[tuple[str, int], Projection]] = {
    (EntryKind.TILL_ENROLLED.value, 1): _nothing,
    (EntryKind.TILL_BOUND.value, 1): _till_bound,
    (EntryKind.PROGRAMME_ADOPTED.value, 1): _programme_adopted,
    (EntryKind.LEASES_GRANTED.value, 1): _leases_granted,
    (EntryKind.LEASE_RELEASED.value, 1): lease_rows.release,
    (EntryKind.LEASE_RECEIVED.value, 2): lease_rows.take_slice,
    (EntryKind.SHIFT_OPENED.value, 1): _shift_opened,
    (EntryKind.SHIFT_OPENED.value, 2): _shift_opened,
    (EntryKind.SALE.value, 1): _sale,
    (EntryKind.SALE.value, 2): _sale,
    (EntryKind.SALE.value, 3): _sale,
    (EntryKind.RETURN.value, 1): _return,
    (EntryKind.RETURN.value, 2): _return,
    (EntryKind.PAYMENT_ASKED.value, 1): _payment_asked,
    (EntryKind.PAYMENT_ANSWERED.value, 1): _payment_answered,
    (EntryKind.CASH_MOVED.value, 1): _nothing,
    (EntryKind.SHIFT_COUNTED.value, 1): _nothing,
    (EntryKind.SHIFT_CLOSED.value, 1): _shift_closed,
    (EntryKind.SHIFT_CLOSED.value, 2): _shift_closed,
    (EntryKind.DAY_CLOSED.value, 1): _day_closed,
    (EntryKind.DAY_CLOSED.value, 2): _day_closed,
    (EntryKind.OVERRIDE.value, 1): _nothing,
    (EntryKind.RECEIPT_REPRINTED.value, 1): _nothing,
    (EntryKind.RECEIPT_REPRINTED.value, 2): _nothing,
    (EntryKind.LINE_DROPPED.value, 1): _line_dropped,
    (EntryKind.LINE_DROPPED.value, 2): _line_dropped,
    (EntryKind.TENDER_TAKEN_BACK.value, 1): _nothing,
    (EntryKind.DATE_CONFIRMED.value, 1): _nothing,
    (EntryKind.STAFF_CHANGED.value, 1): _nothing,
    (EntryKind.SETTINGS_CHANGED.value, 1): _nothing,
    (EntryKind.GOODS_CHANGED.value, 1): _nothing,
    (EntryKind.SHOP_RULES_SET.value, 1): _shop_rules_set,
    (EntryKind.PIN_REFUSED.value, 1): _pin_refused,
    (EntryKind.PIN_CLEARED.value, 1): _pin_cleared,
    (EntryKind.SALE_RELEASED.value, 1): _sale_released,
    (EntryKind.CARD_REFUSED.value, 1): _nothing,
    (EntryKind.CARD_PROVEN.value, 1): _nothing,
    (EntryKind.GOODS_SLIP.value, 1): _goods_slip,
    (EntryKind.GOODS_SLIP_VOID.value, 1): _goods_slip_void,
    # Found by the ids of their entries, which are made of the sale and of the credit.
    (EntryKind.MAKE_GOOD_SLIP.value, 1): _nothing,
    (EntryKind.MAKE_GOOD_PAID.value, 1): _nothing,
}
