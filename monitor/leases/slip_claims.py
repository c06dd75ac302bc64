"""Takes in make-good slips: each belongs to a counted sale of the till that wrote it, and claims it once.

A slip that its sale does not bear out is kept and quarantined like any entry that does not fit, with an
alert, and never becomes a credit.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, and_, select

from monitor.devices.devices import Device
from monitor.documents.publishing import read_programmes
from monitor.journal.examining import Examined, Trouble, trouble_of
from monitor.leases.card_months import lock_cards, note_change
from monitor.leases.slip_states import SlipState
from monitor.store import tables
from monitor.store.lease_tables import make_good
from monitor.store.rows import insert_once
from pos.domain.cards.card import BenefitState
from pos.domain.cards.lease_moves import MakeGoodSlip
from pos.domain.decoding import decode_entry
from pos.domain.programme.programme import Programme
from pos.domain.selling.make_good import is_worth_a_slip
from pos.domain.selling.sale import SaleFacts


@dataclass(frozen=True, slots=True)
class ClaimedSale:
    """A counted sale of the installation: its facts, its place in the journal, and when it was made (ms)."""

    sale: SaleFacts
    sequence: int
    sold_ms: int


@dataclass(slots=True)
class ClaimBook:
    """The sales that the slips of a batch name, and which of them were claimed before."""

    wanted: set[str]
    programmes: Mapping[str, Programme] = field(default_factory=dict)  # By version.
    sales: dict[str, ClaimedSale] = field(default_factory=dict)
    claimed: set[str] = field(default_factory=set)

    def check(self, facts: MakeGoodSlip) -> Trouble | None:
        """Why a slip is no claim."""
        known = self.sales.get(facts.sale_id)
        if known is None or known.sale.sale_no != facts.sale_no:
            return trouble_of("make_good.sale_unknown", facts.sale_no)
        card = known.sale.card
        if card is None or (card.card_no, card.month) != (facts.card_no, facts.month):
            return trouble_of("make_good.other_card", facts.sale_no)
        if card.state is BenefitState.REFUSED or not self._lacks_something(known.sale):
            return trouble_of("make_good.not_without", f"{facts.sale_no} is {card.state.value}")
        if facts.sale_id in self.claimed:
            return trouble_of("make_good.claimed_twice", facts.sale_no)
        return None

    def _lacks_something(self, sale: SaleFacts) -> bool:
        """Whether a card with its whole month would have had more. Without its rules nobody can say it."""
        programme = self.programmes.get(sale.programme_version)
        return programme is None or is_worth_a_slip(sale, programme)

    def note(self, each: Examined) -> None:
        """Note an entry that counts, because later ones of the same batch may name it."""
        if each.sale is not None and each.wire.entry_id in self.wanted and each.header is not None:
            self.sales[each.wire.entry_id] = ClaimedSale(each.sale, each.wire.sequence, each.header.at_ms)
        if each.claim is not None:
            self.claimed.add(each.claim.sale_id)


def open_claim_book(connection: Connection, device: Device, batch: Sequence[Examined]) -> ClaimBook:
    """Read the sales that the slips of a batch name, of this very installation."""
    wanted = {each.claim.sale_id for each in batch if each.claim is not None}
    if not wanted:
        return ClaimBook(wanted)
    book = ClaimBook(wanted, read_programmes(connection))
    entry, sale = tables.entry, tables.sale
    same = (entry.c[name] == sale.c[name] for name in (*device.key, "sequence"))
    found = connection.execute(
        select(entry.c.entry_id, entry.c.payload, entry.c.sequence, entry.c.at_ms)
        .join(sale, and_(*same))
        .where(*(entry.c[name] == value for name, value in device.key.items()), entry.c.entry_id.in_(wanted))
    )
    for row in found:
        facts = decode_entry(row.payload).facts(SaleFacts)
        book.sales[row.entry_id] = ClaimedSale(facts, row.sequence, row.at_ms)
    claimed = select(make_good.c.sale_id).where(
        *(make_good.c[name] == value for name, value in device.key.items()),
        make_good.c.sale_id.in_(wanted),
    )
    book.claimed |= set(connection.execute(claimed).scalars())
    return book


def book_claims(
    connection: Connection, device: Device, counted: Sequence[Examined], book: ClaimBook, *, now_ms: int
) -> None:
    """Keep the claims among entries that count. The device is locked."""
    claims = [(each.wire.sequence, each.claim) for each in counted if each.claim is not None]
    is_doubtful = device.retired_ms is not None or device.forked_ms is not None
    for month in sorted({facts.month for _sequence, facts in claims}):
        lock_cards(connection, month, {facts.card_no for _sequence, facts in claims if facts.month == month})
    for sequence, facts in claims:
        sold = book.sales[facts.sale_id]
        row = {
            "card_no": facts.card_no,
            "month": facts.month,
            **device.key,
            "sale_id": facts.sale_id,
            "slip_no": facts.slip_no,
            "sale_no": facts.sale_no,
            "reason": facts.reason,
            "sequence": sequence,
            "sale_sequence": sold.sequence,
            "sold_ms": sold.sold_ms,
            "claimed_ms": now_ms,
            "state": (SlipState.SUSPENSE if is_doubtful else SlipState.WAITING).value,
            "credit_id": credit_id(device, facts.sale_id),
            "amount": 0,
        }
        insert_once(connection, make_good, [row])
        note_change(connection, facts.month, facts.card_no)


def credit_id(device: Device, sale_id: str) -> str:
    """The id of what comes of a sale's slip: computed, so that the same slip has the same one for ever."""
    of = f"huimin make-good\n{device.store_id}\n{device.till_id}\n{device.epoch}\n{sale_id}\n"
    return f"B-{hashlib.sha256(of.encode()).hexdigest()[:24]}"
