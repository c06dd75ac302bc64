"""The kinds of journal entries: one per business fact, each with a version and exact bytes.

An entry is a header (till, epoch, sequence, id, kind, version, time, business date, actor,
approver) and the data of its kind. The bytes are RFC 8785 JSON and are never encoded again:
who verifies, verifies what was written. A new version of a kind is a new number here and new
golden bytes in the tests; old versions stay readable for ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property
from typing import Any, Final, TypeVar

import msgspec
from msgspec import Raw, Struct, field

from pos.domain.journal.canonical import canonical_bytes, read_canonical, record_bytes
from pos.domain.journal.chain import SUITE_1
from pos.domain.journal.record import Record, Text, Whole, read_record
from pos.errors.ledger import EntryWrong


class EntryKind(StrEnum):
    """The kinds this version of the program writes."""

    TILL_ENROLLED = "till_enrolled"  # data: pos.domain.journal.identity_entry.TillEnrolled
    TILL_BOUND = "till_bound"  # data: pos.domain.journal.identity_entry.BoundIdentity
    PROGRAMME_ADOPTED = "programme_adopted"  # data: pos.domain.journal.programme_entry.ProgrammeAdopted
    LEASES_GRANTED = "leases_granted"  # data: pos.domain.cards.lease_grant.LeasesGranted
    SHIFT_OPENED = "shift_opened"  # data: pos.domain.shifts.shift_opened.ShiftOpened
    SALE = "sale"  # data: pos.domain.selling.sale.SaleFacts
    RETURN = "return"  # data: pos.domain.returns.facts.ReturnFacts
    PAYMENT_ASKED = "payment_asked"  # data: pos.domain.paying.payment.PaymentAsked
    PAYMENT_ANSWERED = "payment_answered"  # data: pos.domain.paying.payment.PaymentAnswered
    CASH_MOVED = "cash_moved"  # data: pos.domain.shifts.cash_moved.CashMoved
    SHIFT_COUNTED = "shift_counted"  # data: pos.domain.shifts.shift_close.ShiftCount
    SHIFT_CLOSED = "shift_closed"  # data: pos.domain.shifts.shift_close.ShiftClosed
    DAY_CLOSED = "day_closed"  # data: pos.domain.days.day_closed.DayClosed
    OVERRIDE = "override"  # data: pos.domain.selling.override.Override
    RECEIPT_REPRINTED = "receipt_reprinted"  # data: pos.domain.selling.reprint.Reprinted
    TENDER_TAKEN_BACK = "tender_taken_back"  # data: pos.domain.paying.tender_taken_back.TenderTakenBack
    LINE_DROPPED = "line_dropped"  # data: pos.domain.selling.line_dropped.LineDropped
    DATE_CONFIRMED = "date_confirmed"  # data: pos.domain.journal.month_entry.DateConfirmed
    PIN_REFUSED = "pin_refused"  # data: pos.domain.people.staff_entries.PinRefused
    PIN_CLEARED = "pin_cleared"  # data: pos.domain.people.staff_entries.PinCleared
    GOODS_SLIP = "goods_slip"  # data: pos.domain.returns.goods_slip.GoodsSlip
    GOODS_SLIP_VOID = "goods_slip_void"  # data: pos.domain.returns.goods_slip.SlipVoid
    SALE_RELEASED = "sale_released"  # data: pos.domain.returns.release.Release
    STAFF_CHANGED = "staff_changed"  # data: pos.domain.people.staff_entries.StaffChanged
    SETTINGS_CHANGED = "settings_changed"  # data: pos.domain.journal.settings_entry.SettingsChanged
    GOODS_CHANGED = "goods_changed"  # data: pos.domain.goods.goods_changed.GoodsChanged
    SHOP_RULES_SET = "shop_rules_set"  # data: pos.domain.shop_rules.RulesSet
    LEASE_RELEASED = "lease_released"  # data: pos.domain.cards.lease_moves.LeaseReleased
    LEASE_RECEIVED = "lease_received"  # data: pos.domain.cards.lease_moves.LeaseReceived
    MAKE_GOOD_SLIP = "make_good_slip"  # data: pos.domain.cards.lease_moves.MakeGoodSlip
    MAKE_GOOD_PAID = "make_good_paid"  # data: pos.domain.cards.lease_moves.MakeGoodPaid
    CARD_REFUSED = "card_refused"  # data: pos.domain.cards.card_refused.CardRefused
    CARD_PROVEN = "card_proven"  # data: pos.domain.cards.card_proven.CardProven


# What this program writes. Older versions of a kind stay readable: they stand in the journals.
VERSIONS = dict.fromkeys(EntryKind, 1) | {
    EntryKind.SHIFT_OPENED: 2,  # Since then with the names of those who can sign in.
    EntryKind.SALE: 3,
    EntryKind.RETURN: 2,
    EntryKind.DAY_CLOSED: 2,
    EntryKind.RECEIPT_REPRINTED: 2,
    EntryKind.LINE_DROPPED: 2,
    EntryKind.SHIFT_CLOSED: 2,
    EntryKind.LEASE_RECEIVED: 2,  # Since then with the giver's sealed entry.
}


Facts = TypeVar("Facts", bound=Record)


class Entry(Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """One entry before it is sealed, or read back. `kind` is plain text: a later till may know more.

    `raw` are the exact bytes of its data, canonical JSON; they are read when somebody asks, once.
    """

    till_id: Text = field(name="till")
    epoch: Whole
    sequence: Whole = field(name="seq")
    entry_id: Text = field(name="id")
    kind: Text
    version: Whole = field(name="v")
    at_ms: Whole = field(name="at")
    business_date: Text = field(name="date")
    actor: Text
    approver: Text | None
    raw: Raw = field(name="data")
    suite: Whole = SUITE_1

    @cached_property
    def data(self) -> dict[str, Any]:
        """The data as plain JSON. Raises EntryWrong when they are no object in canonical form."""
        try:
            data = read_canonical(bytes(self.raw))
        except ValueError as error:
            raise EntryWrong(reason=str(error)) from error
        if not isinstance(data, dict):
            raise EntryWrong(reason="data must be an object")
        return data

    def facts(self, kind: type[Facts], *, known_canonical: bool = False) -> Facts:
        """What the entry says, whatever its version; read once. Raises EntryWrong."""
        known = self.__dict__.get("_facts")
        if type(known) is kind:
            return known
        told = kind.told()
        record = told.versions.get(self.version) if self.kind == told.kind else None
        if record is None:
            raise EntryWrong(reason=f"{self.kind} of version {self.version} tells no {kind.__name__}")
        facts = read_record(record, bytes(self.raw), known_canonical=known_canonical).newest()
        assert isinstance(facts, kind)
        self.__dict__["_facts"] = facts
        return facts

    def read_back(self, kind: type[Record]) -> None:
        """Read the data as written: what cannot be read again is never stored. Raises EntryWrong."""
        self.__dict__["_facts"] = read_record(kind, bytes(self.raw), known_canonical=True)


def raw_data(data: Record | Mapping[str, Any]) -> Raw:
    """The exact bytes of an entry's data. Raises ValueError for what has no canonical form."""
    return Raw(record_bytes(data) if isinstance(data, Record) else canonical_bytes(data))


def encode_entry(entry: Entry) -> bytes:
    """The exact bytes that are hashed, stored and sent."""
    return record_bytes(entry)


def decode_header(payload: bytes, *, known_canonical: bool = False) -> Entry:
    """Read an entry's bytes without its data. Raises EntryWrong when the header is not canonical."""
    try:
        entry = _DECODE(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise EntryWrong(reason=str(error)) from error
    if not known_canonical and encode_entry(entry) != payload:
        raise EntryWrong(reason="bytes are not in canonical form")
    return entry


_DECODE: Final = msgspec.json.Decoder(Entry).decode
