"""What a till signs about rights that move: a release, a slice taken in, a make-good slip and its money.

A right moves only by an entry of the till that holds it, and no clock frees anything (DESIGN 5). A
release rides to the platform in the ordinary batch; amounts are fen.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from pos.domain.journal.entries import EntryKind
from pos.domain.journal.record import Amount, AmountByName, Record, Text, Told, Whole
from pos.domain.money import Fen
from pos.domain.programme.programme import PoolId
from pos.errors.ledger import EntryWrong

_HASH: Final = re.compile(r"[0-9a-f]{64}")
_SIGNATURE: Final = re.compile(r"(?:[0-9a-f]{2}){32,256}")


class ReleaseCause(StrEnum):
    """Why a till let go of what it held."""

    RECALL = "recall"  # The platform asked, because the card is shown at another till.
    MONTH_END = "month_end"  # The month is over.
    SLICE = "slice"  # A neighbour of the same store has the card in front of it.


class LeasePart(Record, frozen=True):
    """How much of one pool of one lease is let go, in fen."""

    lease_id: Text
    pool: Text
    amount: Amount


class LeaseReleased(Record, frozen=True, kw_only=True):
    """What a till no longer spends of a card's month. No parts: "nothing is left here" is an answer too.

    `number` is the recall document's, 0 when nobody asked. `left_open`: by pool, what stays because an
    open basket of this till needs it. `to_till` and `to_epoch` name who takes a slice in.
    """

    release_id: Text
    card_no: Text
    month: Text
    cause: ReleaseCause
    number: Whole
    parts: tuple[LeasePart, ...]
    left_open: AmountByName
    to_till: Text | None = None
    to_epoch: Whole | None = None

    @classmethod
    def told(cls) -> Told:
        """The entries that tell a release of leases."""
        return Told(EntryKind.LEASE_RELEASED, {1: cls})

    def by_pool(self) -> dict[PoolId, Fen]:
        """What is let go, in fen; pools of which nothing is are left out."""
        sums: dict[PoolId, Fen] = {}
        for part in self.parts:
            sums[part.pool] = sums.get(part.pool, 0) + part.amount
        return sums

    def refusal(self) -> str | None:
        """Parts are above zero and named once; a recall has its number, a slice its taker, others neither."""
        if any(part.amount == 0 for part in self.parts):
            return "a part of nothing"
        if len({(part.lease_id, part.pool) for part in self.parts}) != len(self.parts):
            return "a part is named twice"
        if (self.number > 0) != (self.cause is ReleaseCause.RECALL):
            return f"a release by {self.cause.value} under number {self.number}"
        has_taker = self.to_till is not None and bool(self.to_epoch)
        if has_taker != (self.cause is ReleaseCause.SLICE) or (self.to_till is None) != (
            self.to_epoch is None
        ):
            return "a slice names the till that takes it, and nothing else does"
        if self.cause is ReleaseCause.SLICE and not self.parts:
            return "a slice of nothing"
        return None


class SealedSlice(Record, frozen=True):
    """The giver's own entry as it stands in its journal: whoever has the giver's key can prove it.

    `payload` is the entry's exact bytes as text; hash and signature are hex.
    """

    sequence: Whole
    previous_hash: Text
    payload: Text
    signature: Text
    suite: Whole


class UnprovenSlice(Record, frozen=True, kw_only=True):
    """A slice as version 1 told it, with a bare digest. No till ever wrote one; it can be read."""

    release_id: Text
    card_no: Text
    month: Text
    from_till: Text
    from_epoch: Whole
    pools: AmountByName
    proof: Text

    def newest(self) -> LeaseReceived:
        """There is none: a digest proves nothing before the giver was heard. Raises EntryWrong."""
        raise EntryWrong(reason="nothing proves a slice of version 1")


class LeaseReceived(Record, frozen=True, kw_only=True):
    """A slice that a neighbour of the same store let go: a new lease whose id is the `release_id`.

    `giver` proves it; `introduced_by` is the hash of the federation's document that names the giver's key.
    """

    release_id: Text
    card_no: Text
    month: Text
    from_till: Text
    from_epoch: Whole
    pools: AmountByName
    giver: SealedSlice
    introduced_by: Text

    @classmethod
    def told(cls) -> Told:
        """The entries that tell a slice."""
        return Told(EntryKind.LEASE_RECEIVED, {1: UnprovenSlice, 2: cls})

    def refusal(self) -> str | None:
        """A slice holds something, came from an enrolled till, and what proves it can be read."""
        if not self.pools or any(amount == 0 for amount in self.pools.values()):
            return "a slice of nothing"
        if self.from_epoch == 0:
            return "a slice of a till that was never enrolled"
        if not (_HASH.fullmatch(self.giver.previous_hash) and _HASH.fullmatch(self.introduced_by)):
            return "a hash is 64 hex digits"
        return None if _SIGNATURE.fullmatch(self.giver.signature) else "a signature is hex"


class MakeGoodSlip(Record, frozen=True, kw_only=True):
    """A claim: this sale got no benefit, or not all of it, though the card may have had it coming.

    `reason` is the code of why not: "holder_away", "no_lease", "fenced", "offline", "in_use", "cancelled".
    """

    slip_no: Text
    sale_id: Text
    sale_no: Text
    card_no: Text
    month: Text
    reason: Text

    @classmethod
    def told(cls) -> Told:
        """The entries that tell a slip."""
        return Told(EntryKind.MAKE_GOOD_SLIP, {1: cls})


class MakeGoodPaid(Record, frozen=True, kw_only=True):
    """A make-good was handed out of the drawer, in fen; `rule` is what let the cashier do it."""

    slip_no: Text
    credit_id: Text
    card_no: Text
    amount: Amount
    shift_id: Text
    rule: Text

    @classmethod
    def told(cls) -> Told:
        """The entries that tell the money."""
        return Told(EntryKind.MAKE_GOOD_PAID, {1: cls})

    def refusal(self) -> str | None:
        """Nobody is paid nothing."""
        return None if self.amount else "a make-good of nothing"


def slip_entry_id(sale_id: str) -> str:
    """The id of the entry that claims a sale's benefit: written again, it is there already."""
    return f"slip-{sale_id}"


def slip_number(sale_no: str) -> str:
    """A slip's number is its sale's, marked: `S01-1-20261123-0007` has the slip `S01-1-20261123-B0007`."""
    head, _, counter = sale_no.rpartition("-")
    return f"{head}-B{counter}"


def sale_of_slip(slip_no: str) -> str:
    """The number of the sale that a slip's number names; what is no slip's number names none."""
    head, mark, counter = slip_no.rpartition("-B")
    return f"{head}-{counter}" if mark else ""


def paid_entry_id(credit_id: str) -> str:
    """The id of the entry that hands a make-good out: written again, it is there already."""
    return f"paid-{credit_id}"


def recall_release_id(number: int, card_no: str, month: str) -> str:
    """The id of the entry that answers a recall: asked again, it is there already."""
    return f"release-{number}-{card_no}-{month}"


def slice_release_id(ask_id: str, *, to_till: str, to_epoch: int) -> str:
    """The id of the entry that gives a slice: the same wish of the same till gives once."""
    return f"slice-{to_till}-{to_epoch}-{ask_id}"
