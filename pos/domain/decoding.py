"""Reads the bytes of entries of every kind: the only module that knows every record of the journal."""

from __future__ import annotations

from typing import Final

from pos.domain.cards.card_proven import CardProven
from pos.domain.cards.card_refused import CardRefused
from pos.domain.cards.lease_grant import LeasesGranted
from pos.domain.cards.lease_moves import LeaseReceived, LeaseReleased, MakeGoodPaid, MakeGoodSlip
from pos.domain.days.day_closed import DayClosed
from pos.domain.goods.goods_changed import GoodsChanged
from pos.domain.journal.entries import Entry, decode_header
from pos.domain.journal.identity_entry import BoundIdentity, TillEnrolled
from pos.domain.journal.month_entry import DateConfirmed
from pos.domain.journal.programme_entry import ProgrammeAdopted
from pos.domain.journal.record import Record
from pos.domain.journal.settings_entry import SettingsChanged
from pos.domain.paying.payment import PaymentAnswered, PaymentAsked
from pos.domain.paying.tender_taken_back import TenderTakenBack
from pos.domain.people.staff_entries import PinCleared, PinRefused, StaffChanged
from pos.domain.returns.facts import ReturnFacts
from pos.domain.returns.goods_slip import GoodsSlip, SlipVoid
from pos.domain.returns.release import Release
from pos.domain.selling.line_dropped import LineDropped
from pos.domain.selling.override import Override
from pos.domain.selling.reprint import Reprinted
from pos.domain.selling.sale import SaleFacts
from pos.domain.shifts.cash_moved import CashMoved
from pos.domain.shifts.shift_close import ShiftClosed, ShiftCount
from pos.domain.shifts.shift_opened import ShiftOpened
from pos.domain.shop_rules import RulesSet
from pos.errors.ledger import EntryWrong

# The newest version of each kind; it names the records of the earlier ones.
FACTS: Final[tuple[type[Record], ...]] = (
    TillEnrolled,
    BoundIdentity,
    ProgrammeAdopted,
    LeasesGranted,
    SaleFacts,
    ReturnFacts,
    Release,
    GoodsSlip,
    SlipVoid,
    PaymentAsked,
    PaymentAnswered,
    Override,
    CashMoved,
    ShiftOpened,
    ShiftCount,
    ShiftClosed,
    DayClosed,
    LineDropped,
    Reprinted,
    TenderTakenBack,
    CardRefused,
    CardProven,
    DateConfirmed,
    PinRefused,
    PinCleared,
    StaffChanged,
    SettingsChanged,
    GoodsChanged,
    RulesSet,
    LeaseReleased,
    LeaseReceived,
    MakeGoodSlip,
    MakeGoodPaid,
)
FACTS_OF_KIND: Final = {facts.told().kind: facts for facts in FACTS}


def decode_entry(payload: bytes) -> Entry:
    """Read an entry's bytes. Raises EntryWrong.

    The bytes must be the canonical form of what they say. Whether data of a known kind are right is
    another question: `facts` answers it.
    """
    entry = decode_header(payload)
    try:
        check_data(entry)  # They are written back the same: these bytes are canonical.
    except EntryWrong:
        _ = entry.data  # Its data do not fit its kind, or the kind is unknown.
    return entry


def decode_vouched(payload: bytes) -> Entry:
    """Read the bytes of an entry that `decode_entry` has read before. Raises EntryWrong."""
    entry = decode_header(payload, known_canonical=True)
    facts = FACTS_OF_KIND.get(entry.kind)
    if facts is not None:
        entry.facts(facts, known_canonical=True)
    return entry


def check_data(entry: Entry) -> None:
    """Read the data of an entry by the record of its kind and version. Raises EntryWrong."""
    facts = FACTS_OF_KIND.get(entry.kind)
    if facts is None:
        raise EntryWrong(reason=f"kind {entry.kind} is not known")
    entry.facts(facts)
