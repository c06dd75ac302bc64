"""Decodes an entry and checks it, before the database is read. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from monitor.documents.approved import Unapproved, unapproved_lines
from monitor.journal.day_facts import DayFact, read_day_fact
from pos.domain.calendar import month_of
from pos.domain.cards.lease_moves import LeaseReceived, LeaseReleased, MakeGoodPaid, MakeGoodSlip
from pos.domain.decoding import decode_entry
from pos.domain.journal.entries import VERSIONS, Entry, EntryKind
from pos.domain.journal.identity_entry import BoundIdentity
from pos.domain.programme.programme import Programme
from pos.domain.returns.checks_return import check_return_alone
from pos.domain.returns.facts import ReturnFacts
from pos.domain.returns.mirror import date_of
from pos.domain.selling.checks import check_sale
from pos.domain.selling.sale import SaleFacts
from pos.domain.sums import Sums
from pos.errors.ledger import EntryWrong
from sync.protocol.messages import WireEntry

DETAIL_CHARACTERS_MAX: Final = 300
OTHER_IDENTITY: Final = (
    "entry.identity"  # The code of an entry that binds the journal to other keys than ours.
)
UNSIGNED: Final = "entry.signature"  # The code of an entry that carries no signature of its device.

_ID_CHARACTERS_MAX: Final = 64
_LEASE_ID_CHARACTERS_MAX: Final = 64
_ODD_ID: Final = "~"

# What is stored in columns; the entry itself is stored as bytes, whatever it says.
_WORD: Final = re.compile(r"[\w.:-]{1,40}")
_RETURN_NO: Final = re.compile(r"[\w.-]{1,24}-[0-9]{8}-R[0-9]{3,6}")
_SALE_NO: Final = re.compile(r"[\w.-]{1,24}-[0-9]{8}-[0-9]{4,6}")
_CARD_NO: Final = re.compile(r"[0-9]{16}")
_MONTH: Final = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why an entry is kept but not counted. `code` is stable."""

    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Examined:
    """An entry with what it says. `header` is None when it cannot be read.

    Of `sale`, `goods_return`, `fact`, `released`, `received`, `claim` and `paid` at most one is there.
    """

    wire: WireEntry
    header: Entry | None
    sale: SaleFacts | None
    trouble: Trouble | None
    unapproved: tuple[Unapproved, ...] = ()  # It counts; a person looks at them.
    goods_return: ReturnFacts | None = None
    fact: DayFact | None = None
    released: LeaseReleased | None = None
    claim: MakeGoodSlip | None = None
    paid: MakeGoodPaid | None = None
    received: LeaseReceived | None = None

    @property
    def sums(self) -> Sums:
        """What it adds to the sums when it is counted: a return takes off what it gives back."""
        if self.sale is not None:
            totals = self.sale.totals
            return Sums(1, 1, totals.market, totals.discount, totals.subsidy, totals.payable)
        if self.goods_return is not None:
            back = self.goods_return.totals
            return Sums(1, 0, -back.market, -back.discount, -back.subsidy, -back.payable)
        return Sums(entries=1)


def examine(
    wire: WireEntry,
    *,
    till_id: str,
    epoch: int,
    programmes: Mapping[str, Programme],
    approved: Mapping[str, str] | None = None,
) -> Examined:
    """Read an entry and check everything that follows from itself and the published rules.

    `approved` is the federation's list of categories by code of goods, None without one.
    """
    try:
        header = decode_entry(wire.payload)
        _check_header(header, wire, till_id=till_id, epoch=epoch)
    except EntryWrong as error:
        return Examined(wire, None, None, trouble_of("entry.wrong", str(error.facts["reason"])))
    try:
        if header.kind == EntryKind.SALE:
            return _examine_sale(wire, header, programmes, approved)
        if header.kind == EntryKind.RETURN:
            return _examine_return(wire, header)
        if (header.kind, header.version) == (EntryKind.LEASE_RELEASED, 1):
            return Examined(wire, header, None, None, released=_read_release(header))
        if (header.kind, header.version) == (EntryKind.MAKE_GOOD_SLIP, 1):
            return Examined(wire, header, None, None, claim=_read_claim(header))
        if (header.kind, header.version) == (EntryKind.MAKE_GOOD_PAID, 1):
            return Examined(wire, header, None, None, paid=_read_paid(header))
        if (header.kind, header.version) == (EntryKind.LEASE_RECEIVED, VERSIONS[EntryKind.LEASE_RECEIVED]):
            return Examined(wire, header, None, None, received=_read_slice(header))
        # Kinds and versions we do not know are kept (STYLE 20): they change no sum.
        return Examined(wire, header, None, None, fact=read_day_fact(header))
    except EntryWrong as error:
        return Examined(wire, header, None, trouble_of("entry.wrong", str(error.facts["reason"])))


def _examine_sale(
    wire: WireEntry,
    header: Entry,
    programmes: Mapping[str, Programme],
    approved: Mapping[str, str] | None,
) -> Examined:
    if header.version not in SaleFacts.told().versions:
        return Examined(wire, header, None, trouble_of("entry.version", f"sale version {header.version}"))
    sale = header.facts(SaleFacts)
    _check_columns(sale)
    trouble = _sale_trouble(sale, programmes) or _month_trouble(sale, header)
    return Examined(wire, header, sale, trouble, unapproved_lines(sale, approved))


def _examine_return(wire: WireEntry, header: Entry) -> Examined:
    """What can be said of a return without its sale; the rest is asked when the books are open."""
    if not 1 <= header.version <= VERSIONS[EntryKind.RETURN]:
        return Examined(wire, header, None, trouble_of("entry.version", f"return version {header.version}"))
    facts = header.facts(ReturnFacts)
    if not (_RETURN_NO.fullmatch(facts.return_no) and _SALE_NO.fullmatch(facts.sale_no)):
        raise EntryWrong(reason="return_no or sale_no cannot be that")
    findings = check_return_alone(facts)
    trouble = trouble_of(findings[0].code, findings[0].detail) if findings else None
    if trouble is None and date_of(facts.return_no) != header.business_date:
        # The shared check asks the return's number which month it is; that must be the day it is booked on.
        trouble = trouble_of("return.date", f"{facts.return_no} on {header.business_date}")
    return Examined(wire, header, None, trouble, goods_return=facts)


def _read_release(header: Entry) -> LeaseReleased:
    facts = header.facts(LeaseReleased)
    _check_card(facts.card_no, facts.month)
    if len(facts.release_id) > _LEASE_ID_CHARACTERS_MAX or not facts.release_id.isprintable():
        raise EntryWrong(reason="release_id cannot be that")
    return facts


def _read_claim(header: Entry) -> MakeGoodSlip:
    facts = header.facts(MakeGoodSlip)
    _check_card(facts.card_no, facts.month)
    if stored_id(facts.sale_id) != facts.sale_id:
        raise EntryWrong(reason="sale_id cannot be that")
    if not all(_WORD.fullmatch(text) for text in (facts.slip_no, facts.sale_no, facts.reason)):
        raise EntryWrong(reason="slip_no, sale_no or reason cannot be that")
    return facts


def _read_paid(header: Entry) -> MakeGoodPaid:
    facts = header.facts(MakeGoodPaid)
    if not (_CARD_NO.fullmatch(facts.card_no) and _WORD.fullmatch(facts.slip_no)):
        raise EntryWrong(reason="card_no or slip_no cannot be that")
    if not _WORD.fullmatch(facts.credit_id):
        raise EntryWrong(reason="credit_id cannot be that")
    return facts


def _check_card(card_no: str, month: str) -> None:
    if not (_CARD_NO.fullmatch(card_no) and _MONTH.fullmatch(month)):
        raise EntryWrong(reason="card_no or month cannot be that")


def _read_slice(header: Entry) -> LeaseReceived:
    facts = header.facts(LeaseReceived)
    _check_card(facts.card_no, facts.month)
    if len(facts.release_id) > _LEASE_ID_CHARACTERS_MAX or not facts.release_id.isprintable():
        raise EntryWrong(reason="release_id cannot be that")
    return facts


def _check_header(header: Entry, wire: WireEntry, *, till_id: str, epoch: int) -> None:
    """The header repeats what the chain and the device say; and its words can stand in a column."""
    if stored_id(wire.entry_id) != wire.entry_id:
        raise EntryWrong(reason="entry_id cannot be that")
    said = (header.till_id, header.epoch, header.sequence, header.entry_id, header.suite)
    if said != (till_id, epoch, wire.sequence, wire.entry_id, wire.suite):
        raise EntryWrong(reason="the header names another entry")
    if not _WORD.fullmatch(header.kind):
        raise EntryWrong(reason="kind cannot be that")
    try:
        well_formed = date.fromisoformat(header.business_date).isoformat() == header.business_date
    except ValueError:
        well_formed = False
    if not well_formed:
        raise EntryWrong(reason="date must be a business date")


def _check_columns(sale: SaleFacts) -> None:
    if not _WORD.fullmatch(sale.sale_no):
        raise EntryWrong(reason="sale_no cannot be that")
    card = sale.card
    if card is not None and not (_CARD_NO.fullmatch(card.card_no) and _MONTH.fullmatch(card.month)):
        raise EntryWrong(reason="card_no or month cannot be that")


def _sale_trouble(sale: SaleFacts, programmes: Mapping[str, Programme]) -> Trouble | None:
    programme = programmes.get(sale.programme_version)
    if programme is None:
        return trouble_of("sale.programme_unknown", sale.programme_version)
    findings = check_sale(sale, programme)
    return trouble_of(findings[0].code, findings[0].detail) if findings else None


def _month_trouble(sale: SaleFacts, header: Entry) -> Trouble | None:
    """A card's month is that of the day the entry is booked on; the shared check asks the sale's number."""
    month = month_of(header.business_date)
    if sale.card is None or sale.card.month == month:
        return None
    return trouble_of("sale.card_month", f"{sale.card.month} on {header.business_date}")


def bound_elsewhere(examined: Examined, *, federation_key: bytes, public_key: bytes) -> bool:
    """Whether an entry binds its journal to another federation, or to another device than the one known."""
    header = examined.header
    if header is None or (header.kind, header.version) != (EntryKind.TILL_BOUND, 1):
        return False
    try:
        bound = header.facts(BoundIdentity)
    except EntryWrong:
        return True
    return (bound.federation_key, bound.public_key) != (federation_key.hex(), public_key.hex())


def of_another_identity(examined: Examined) -> Examined:
    """The same entry, not to be counted: the keys beside that till's journal were changed."""
    return replace(examined, trouble=trouble_of(OTHER_IDENTITY, "it names other keys than ours"))


def unsigned(examined: Examined) -> Examined:
    """The same entry, not to be counted: what follows proves its place, but it is not signed itself."""
    return replace(examined, trouble=trouble_of(UNSIGNED, "the device's own signature does not fit"))


def stored_id(entry_id: str) -> str:
    """An entry's id for a column: itself, or a replacement when no column can store it."""
    if 0 < len(entry_id) <= _ID_CHARACTERS_MAX and "\0" not in entry_id and entry_id[0] != _ODD_ID:
        return entry_id
    return _ODD_ID + hashlib.sha256(entry_id.encode()).hexdigest()[: _ID_CHARACTERS_MAX - 1]


def printable(text: str, characters_max: int) -> str:
    """A text that every database can store: without NUL and lone surrogates."""
    return "".join(character if character.isprintable() else "?" for character in text[:characters_max])


def trouble_of(code: str, detail: str) -> Trouble:
    """A trouble whose detail every database can store."""
    return Trouble(code, printable(detail, DETAIL_CHARACTERS_MAX))
