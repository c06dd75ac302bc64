"""Two tills of one store for the tests: what one lets go, as the other takes it in."""

from __future__ import annotations

from pos.crypto.documents import SignedDocument, document_hash, sign_document
from pos.crypto.keys import DeviceKey
from pos.crypto.slices import NEIGHBOURS, Neighbour, neighbours_to_data, received, sealed_slice
from pos.crypto.statements import entry_statement
from pos.domain.cards.lease_moves import LeasePart, LeaseReceived, LeaseReleased, ReleaseCause
from pos.domain.journal.chain import genesis, seal
from pos.domain.journal.entries import Entry, EntryKind, encode_entry, raw_data
from tests.ledger.counter import CARD, DATE, FEDERATION, NOON_MS, TILL, key_of

GIVER = "S01-2"
GIVER_KEY = key_of(11)
NEIGHBOUR = Neighbour(GIVER, 1, 1, GIVER_KEY.public_key)


def introduction(
    *neighbours: Neighbour, key: DeviceKey = FEDERATION, number: int = 1, audience: str = TILL
) -> SignedDocument:
    """The federation's document that names the neighbours of a till."""
    return sign_document(
        key,
        kind=NEIGHBOURS,
        number=number,
        issued_at_ms=NOON_MS,
        audience=audience,
        body=neighbours_to_data(neighbours or (NEIGHBOUR,)),
    )


def let_go(*, to_till: str = TILL, amount: int = 4_000, pool: str = "vegetable") -> LeaseReleased:
    """What the giver signs away."""
    return LeaseReleased(
        release_id=f"slice-{to_till}-1-a1",
        card_no=CARD,
        month=DATE[:7],
        cause=ReleaseCause.SLICE,
        number=0,
        parts=(LeasePart("L-other", pool, amount),),
        left_open={},
        to_till=to_till,
        to_epoch=1,
    )


def taken(released: LeaseReleased, document: SignedDocument, *, key: DeviceKey = GIVER_KEY) -> LeaseReceived:
    """The fact of taking it in, proven by an entry that `key` signed."""
    entry = Entry(
        till_id=GIVER,
        epoch=1,
        sequence=1,
        entry_id=released.release_id,
        kind=EntryKind.LEASE_RELEASED.value,
        version=1,
        at_ms=NOON_MS,
        business_date=DATE,
        actor="1001",
        approver=None,
        raw=raw_data(released),
    )
    sealed = seal(1, released.release_id, encode_entry(entry), genesis(GIVER, 1))
    given = sealed_slice(sealed, key.sign(entry_statement(sealed.entry_hash)))
    return received(given, NEIGHBOUR, released, introduced_by=document_hash(document))
