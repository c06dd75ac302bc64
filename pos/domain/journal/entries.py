"""What the journal can say: one kind per business fact, each with a version and exact bytes.

An entry is a header (till, epoch, sequence, id, kind, version, time, business date, actor,
approver) and the data of its kind. The bytes are RFC 8785 JSON and are never encoded again:
who verifies, verifies what was written. A new version of a kind is a new number here and new
golden bytes in the tests; old versions stay readable for ever.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pos.domain.calendar import BusinessDate
from pos.domain.journal.canonical import canonical_bytes, read_canonical
from pos.domain.journal.chain import SUITE_1
from pos.domain.journal.reading import Reader
from pos.errors.ledger import EntryWrong


class EntryKind(StrEnum):
    """The kinds this version of the program writes."""

    TILL_ENROLLED = "till_enrolled"  # data: TillEnrolled
    TILL_BOUND = "till_bound"  # data: pos.domain.journal.identity_entry.BoundIdentity
    PROGRAMME_ADOPTED = "programme_adopted"  # data: {"document": hash, "number", "programme": …}
    LEASES_GRANTED = "leases_granted"  # data: LeasesGranted
    SHIFT_OPENED = "shift_opened"  # data: ShiftOpened
    SALE = "sale"  # data: pos.domain.selling.sale.SaleFacts
    RETURN = "return"  # data: pos.domain.returns.mirror.ReturnFacts
    PAYMENT_ASKED = "payment_asked"  # data: pos.domain.paying.payment.PaymentAsked
    PAYMENT_ANSWERED = "payment_answered"  # data: pos.domain.paying.payment.PaymentAnswered
    CASH_MOVED = "cash_moved"  # data: {"shift_id", "direction", "amount", "reason", "rule"}
    SHIFT_COUNTED = "shift_counted"  # data: pos.domain.shifts.drawer.ShiftCount
    SHIFT_CLOSED = "shift_closed"  # data: pos.domain.shifts.shift_close.ShiftClosed
    DAY_CLOSED = "day_closed"  # data: pos.domain.days.day.DayFigures and how it was closed
    OVERRIDE = "override"  # data: pos.domain.selling.override.Override
    RECEIPT_REPRINTED = "receipt_reprinted"  # data: {"sale_no", "reason", "rule"}
    TENDER_TAKEN_BACK = "tender_taken_back"  # data: {"sale_id", "kind", "amount", "reference_tail"}
    LINE_DROPPED = "line_dropped"  # data: LineDropped, see `Recorder.line_dropped`
    DATE_CONFIRMED = "date_confirmed"  # data: {"date", "last_ms", "platform_ms", "rule"}
    PIN_REFUSED = "pin_refused"  # data: {"staff_id", "purpose", "wrong", "rounds", "locked_until"}
    PIN_CLEARED = "pin_cleared"  # data: {"staff_id", "rule"}: the right PIN, or a manager's leave
    GOODS_SLIP = "goods_slip"  # data: pos.domain.returns.goods_slip.GoodsSlip
    GOODS_SLIP_VOID = "goods_slip_void"  # data: pos.domain.returns.goods_slip.SlipVoid
    SALE_RELEASED = "sale_released"  # data: pos.domain.returns.release.Release
    STAFF_CHANGED = "staff_changed"  # data: see `StaffDesk`: no PIN, no hash
    SETTINGS_CHANGED = "settings_changed"  # data: {"section", "key", "before", "after", "rule"}
    GOODS_CHANGED = "goods_changed"  # data: see `ArticleDesk`: one article, before and after
    SHOP_RULES_SET = "shop_rules_set"  # data: pos.domain.shop_rules.ShopRules and the "rule" that let it
    CARD_REFUSED = "card_refused"  # data: {"code", "tail"}, perhaps "asked"; see `Recorder.card_refused`


# What this program writes. Older versions of a kind stay readable: they stand in the journals.
VERSIONS = dict.fromkeys(EntryKind, 1) | {
    EntryKind.SHIFT_OPENED: 2,  # Since then with the names of those who can sign in.
    EntryKind.SALE: 3,
    EntryKind.RETURN: 2,
    EntryKind.DAY_CLOSED: 2,
    EntryKind.RECEIPT_REPRINTED: 2,
    EntryKind.LINE_DROPPED: 2,
    EntryKind.SHIFT_CLOSED: 2,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry before it is sealed, or read back. `kind` is plain text: a later till may know more."""

    till_id: str
    epoch: int
    sequence: int
    entry_id: str
    kind: str
    version: int
    at_ms: int
    business_date: BusinessDate
    actor: str
    approver: str | None
    data: dict[str, Any]
    suite: int = SUITE_1


def encode_entry(entry: Entry, *, write: Callable[[object], bytes] = canonical_bytes) -> bytes:
    """The exact bytes that are hashed, stored and sent. `write` writes canonical JSON, perhaps faster."""
    return write(
        {
            "suite": entry.suite,
            "till": entry.till_id,
            "epoch": entry.epoch,
            "seq": entry.sequence,
            "id": entry.entry_id,
            "kind": entry.kind,
            "v": entry.version,
            "at": entry.at_ms,
            "date": entry.business_date,
            "actor": entry.actor,
            "approver": entry.approver,
            "data": entry.data,
        }
    )


def decode_entry(payload: bytes, *, read: Callable[[bytes], Any] = read_canonical) -> Entry:
    """Read an entry's bytes, whatever its kind. `read` reads canonical JSON. Raises EntryWrong."""
    try:
        decoded = read(payload)
    except ValueError as error:
        raise EntryWrong(reason=str(error)) from error
    body = Reader.of(decoded)
    data = decoded.get("data")
    if not isinstance(data, dict):
        raise EntryWrong(reason="data must be an object")
    return Entry(
        till_id=body.text("till"),
        epoch=body.whole("epoch"),
        sequence=body.whole("seq"),
        entry_id=body.text("id"),
        kind=body.text("kind"),
        version=body.whole("v"),
        at_ms=body.whole("at"),
        business_date=body.text("date"),
        actor=body.text("actor"),
        approver=body.text_or_none("approver"),
        data=data,
        suite=body.whole("suite"),
    )


@dataclass(frozen=True, slots=True)
class LeaseGrant:
    """One grant in a `leases_granted` entry or document: a card's pools for one month, in fen."""

    lease_id: str
    card_no: str
    month: str
    pools: dict[str, int]


def grants_to_data(document_hash: str, number: int, grants: tuple[LeaseGrant, ...]) -> dict[str, Any]:
    """Write the data of a `leases_granted` entry; hash (hex) and number are the signed document's."""
    return {
        "document": document_hash,
        "number": number,
        "grants": [
            {"lease_id": g.lease_id, "card_no": g.card_no, "month": g.month, "pools": dict(g.pools)}
            for g in grants
        ],
    }


def grants_from_data(data: object) -> tuple[LeaseGrant, ...]:
    """Read grants back. Raises EntryWrong."""
    return tuple(
        LeaseGrant(g.text("lease_id"), g.text("card_no"), g.text("month"), g.fen_by_name("pools"))
        for g in Reader.of(data).readers("grants")
    )
