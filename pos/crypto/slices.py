"""Proves that a neighbour let go of a slice: its own sealed entry, and the key that the federation names.

Both ends use it: the till before it takes a slice in and when its ledger is verified, the platform when
the taker's entry comes before the giver's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta, Struct

from pos.crypto.statements import entry_statement
from pos.crypto.suite import SUITES
from pos.domain.cards.lease_moves import LeaseReceived, LeaseReleased, ReleaseCause, SealedSlice
from pos.domain.decoding import decode_entry
from pos.domain.journal.chain import DIGESTS, SealedEntry, seal
from pos.domain.journal.entries import Entry, EntryKind
from pos.errors.ledger import EntryWrong

NEIGHBOURS: Final = "neighbours"  # The kind of the federation's document.


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An installation of the same store, as the federation introduces it."""

    till_id: str
    epoch: int
    suite: int
    public_key: bytes


class _Introduced(Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    till_id: Annotated[str, Meta(min_length=1, max_length=32)]
    epoch: Annotated[int, Meta(ge=1)]
    suite: Annotated[int, Meta(ge=1)]
    public_key: Annotated[str, Meta(pattern=r"\A(?:[0-9a-f]{2}){16,256}\Z")]


class _Body(Struct, frozen=True, forbid_unknown_fields=True):
    tills: Annotated[list[_Introduced], Meta(max_length=100)]


def neighbours_to_data(neighbours: tuple[Neighbour, ...]) -> dict[str, Any]:
    """The body of a document that introduces them."""
    return {"tills": [[each.till_id, each.epoch, each.suite, each.public_key.hex()] for each in neighbours]}


def neighbours_from_data(body: dict[str, Any]) -> tuple[Neighbour, ...]:
    """Read the body of such a document. Raises EntryWrong."""
    try:
        told = msgspec.convert(body, _Body)
    except msgspec.ValidationError as error:
        raise EntryWrong(reason=str(error)) from error
    return tuple(
        Neighbour(each.till_id, each.epoch, each.suite, bytes.fromhex(each.public_key)) for each in told.tills
    )


def sealed_slice(sealed: SealedEntry, signature: bytes) -> SealedSlice:
    """An entry of the giver as it travels and is kept."""
    return SealedSlice(
        sealed.sequence, sealed.previous_hash.hex(), sealed.payload.decode(), signature.hex(), sealed.suite
    )


def slice_entry(given: SealedSlice, giver: Neighbour) -> Entry:
    """The giver's entry, when its key signed these bytes in this place. Raises EntryWrong."""
    if given.suite != giver.suite or given.suite not in DIGESTS or given.suite not in SUITES:
        raise EntryWrong(reason=f"suite {given.suite} is not the giver's")
    payload = given.payload.encode()
    entry = decode_entry(payload)
    again = seal(
        given.sequence, entry.entry_id, payload, bytes.fromhex(given.previous_hash), suite=given.suite
    )
    statement = entry_statement(again.entry_hash)
    if not SUITES[given.suite].verify(giver.public_key, statement, bytes.fromhex(given.signature)):
        raise EntryWrong(reason="the giver did not sign this")
    header = (entry.till_id, entry.epoch, entry.sequence, entry.suite)
    if header != (giver.till_id, giver.epoch, given.sequence, given.suite):
        raise EntryWrong(reason="the giver's entry names another place")
    return entry


def read_slice(given: SealedSlice, giver: Neighbour, *, to_till: str, to_epoch: int) -> LeaseReleased:
    """What a neighbour let go for this installation. Raises EntryWrong when it did not."""
    entry = slice_entry(given, giver)
    if (entry.kind, entry.version) != (EntryKind.LEASE_RELEASED, 1):
        raise EntryWrong(reason=f"kind {entry.kind} gives nothing")
    released = entry.facts(LeaseReleased)
    if released.release_id != entry.entry_id:
        raise EntryWrong(reason="a slice has the id of its entry")
    if released.cause is not ReleaseCause.SLICE or (released.to_till, released.to_epoch) != (
        to_till,
        to_epoch,
    ):
        raise EntryWrong(reason="it was let go for another till")
    return released


def received(
    given: SealedSlice, giver: Neighbour, released: LeaseReleased, *, introduced_by: str
) -> LeaseReceived:
    """The fact to write when a slice is taken in. `introduced_by` is the document that names the giver."""
    return LeaseReceived(
        release_id=released.release_id,
        card_no=released.card_no,
        month=released.month,
        from_till=giver.till_id,
        from_epoch=giver.epoch,
        pools=released.by_pool(),
        giver=given,
        introduced_by=introduced_by,
    )


def check_received(told: LeaseReceived, giver: Neighbour, *, to_till: str, to_epoch: int) -> LeaseReleased:
    """What proves an entry that takes a slice in. Raises EntryWrong when nothing does."""
    released = read_slice(told.giver, giver, to_till=to_till, to_epoch=to_epoch)
    if received(told.giver, giver, released, introduced_by=told.introduced_by) != told:
        raise EntryWrong(reason="it takes in something else than was let go")
    return released
