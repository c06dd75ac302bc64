"""What an entry says and whether it holds water, before any book is opened. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from monitor.approved import Unapproved, unapproved_lines
from pos.domain.calendar import month_of
from pos.domain.checks import check_sale
from pos.domain.entries import Entry, EntryKind, decode_entry
from pos.domain.programme import Programme
from pos.domain.sale import SALE_VERSIONS, SaleFacts, sale_from_data
from pos.domain.sums import Sums
from pos.errors import EntryWrong
from sync.protocol.messages import WireEntry

DETAIL_CHARACTERS_MAX: Final = 300

# What is stored in columns; the entry itself is stored as bytes, whatever it says.
_WORD: Final = re.compile(r"[\w.:-]{1,40}")
_CARD_NO: Final = re.compile(r"[0-9]{16}")
_MONTH: Final = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why an entry is kept but not counted. `code` is stable."""

    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Examined:
    """An entry with what it says. `header` is None when it cannot be read, `sale` when it is no sale."""

    wire: WireEntry
    header: Entry | None
    sale: SaleFacts | None
    trouble: Trouble | None
    unapproved: tuple[Unapproved, ...] = ()  # It counts; a person looks at them.

    @property
    def sums(self) -> Sums:
        """What it adds to the sums when it is counted."""
        if self.sale is None:
            return Sums(entries=1)
        totals = self.sale.totals
        return Sums(1, 1, totals.market, totals.discount, totals.subsidy, totals.payable)


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
        return Examined(wire, None, None, _trouble("entry.wrong", str(error.facts["reason"])))
    if header.kind != EntryKind.SALE:
        return Examined(wire, header, None, None)  # Kinds we do not know are kept (STYLE 20).
    if header.version not in SALE_VERSIONS:
        return Examined(wire, header, None, _trouble("entry.version", f"sale version {header.version}"))
    try:
        sale = sale_from_data(header.data, version=header.version)
        _check_columns(sale)
    except EntryWrong as error:
        return Examined(wire, header, None, _trouble("entry.wrong", str(error.facts["reason"])))
    trouble = _sale_trouble(sale, programmes) or _month_trouble(sale, header)
    return Examined(wire, header, sale, trouble, unapproved_lines(sale, approved))


def _check_header(header: Entry, wire: WireEntry, *, till_id: str, epoch: int) -> None:
    """The header repeats what the chain and the device say; and its words can stand in a column."""
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
        return _trouble("sale.programme_unknown", sale.programme_version)
    findings = check_sale(sale, programme)
    return _trouble(findings[0].code, findings[0].detail) if findings else None


def _month_trouble(sale: SaleFacts, header: Entry) -> Trouble | None:
    """A card's month is that of the day the entry is booked on; the shared check asks the sale's number."""
    month = month_of(header.business_date)
    if sale.card is None or sale.card.month == month:
        return None
    return _trouble("sale.card_month", f"{sale.card.month} on {header.business_date}")


def printable(text: str, characters_max: int) -> str:
    """A text that every database takes: NUL and lone surrogates can stand in no column."""
    return "".join(character if character.isprintable() else "?" for character in text[:characters_max])


def _trouble(code: str, detail: str) -> Trouble:
    return Trouble(code, printable(detail, DETAIL_CHARACTERS_MAX))
