"""What two neighbours say to each other: a greeting, one signed wish, one answer."""

from __future__ import annotations

from typing import Annotated, Final

from msgspec import Meta, Struct

from pos.domain.cards.lease_moves import SealedSlice
from sync.protocol.lease_messages import CardNo, Month
from sync.protocol.messages import Positive, TillId

NEIGHBOUR_PROTOCOL: Final = 1
SLICES_MAX: Final = 200
Signature = Annotated[bytes, Meta(min_length=32, max_length=256)]


class Greeting(Struct, frozen=True, forbid_unknown_fields=True):
    """The first word of who was called: its signature is `neighbour_statement` of this line's certificate."""

    protocol: Positive
    till_id: TillId
    epoch: Positive
    signature: Signature


class SliceWish(Struct, frozen=True, forbid_unknown_fields=True):
    """The card stands in front of this till: asks for what the neighbour holds of its month."""

    till_id: TillId
    epoch: Positive
    card_no: CardNo
    month: Month


class SignedWish(Struct, frozen=True, forbid_unknown_fields=True):
    """The exact bytes of a wish, with the asker's signature by `slice_ask_statement`."""

    wish: Annotated[bytes, Meta(max_length=1_000)]
    signature: Signature


class SliceAnswer(Struct, frozen=True, forbid_unknown_fields=True):
    """Every slice of this card and month that the giver ever let go for this asker, the newest last.

    So an answer that was lost is simply asked for again. `refusal` says why nothing new came: "" (something
    did, or nothing is held here) · stranger (the federation did not introduce the asker) · in_doubt (the
    giver's books are in doubt) · other_month · stopped (the card is on its hot list) · unwritable.
    """

    refusal: Annotated[str, Meta(max_length=32)]
    slices: Annotated[list[SealedSlice], Meta(max_length=SLICES_MAX)]
