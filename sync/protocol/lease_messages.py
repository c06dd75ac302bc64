"""Messages about rights that move: a card that is shown, recalls, make-goods. As strict as `messages`."""

from __future__ import annotations

from typing import Annotated, Final, TypeAlias

from msgspec import Meta, Struct

from sync.protocol.messages import Amount, Positive, TillId, Whole, WireDocument, Word

TAP_WAIT_MS_MAX: Final = 5_000
RECALL_WAIT_MS_MAX: Final = 25_000

CardNo: TypeAlias = Annotated[str, Meta(pattern=r"\A[0-9]{16}\Z")]
Month: TypeAlias = Annotated[str, Meta(pattern=r"\A[0-9]{4}-(0[1-9]|1[0-2])\Z")]


class TapRequest(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A card is shown at this till: asks for its rights of the month, wherever they are.

    The same `ask_id` is the same wish. `wait_ms`: how long the platform may hold the answer while
    nothing changes. `withdrawn`: the wish is over; a holder that was asked still answers. `have`: the
    highest lease document it adopted; all later ones come with the answer, in their order.
    """

    protocol: Positive
    till_id: TillId
    epoch: Positive
    ask_id: Word
    card_no: CardNo
    month: Month
    withdrawn: bool = False
    wait_ms: Annotated[int, Meta(ge=0, le=TAP_WAIT_MS_MAX)] = 0
    have: Whole = 0


class WireCredit(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A make-good of this card that can be paid, in fen; `card_tail` are the card's last four digits."""

    credit_id: Word
    slip_no: Word
    amount: Positive
    card_tail: Word


class TapReply(Struct, frozen=True, forbid_unknown_fields=True):
    """What becomes of a tap.

    `state`: granted (`documents` hold the leases to adopt, or the till has everything already) ·
    asking (a holder was asked: ask again) · holder_away (asked, and not heard of lately) · in_use (an
    open basket there needs it) · used_up · not_listed (nothing is due this month) · stopped (the card is
    lost or suspended) · withdrawn. A state that a till does not know means: no benefit now.
    """

    state: Word
    documents: Annotated[list[WireDocument], Meta(max_length=100)]
    credits: Annotated[list[WireCredit], Meta(max_length=100)]
    holder_seen_ms: Whole | None
    at_ms: Whole


class RecallWait(Struct, frozen=True, forbid_unknown_fields=True):
    """Waits for `recalls` documents newer than number `after`; answered with none after `wait_ms`."""

    protocol: Positive
    till_id: TillId
    epoch: Positive
    after: Whole
    wait_ms: Annotated[int, Meta(ge=0, le=RECALL_WAIT_MS_MAX)]


class CreditRequest(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Asks that a make-good is promised to this till alone, or gives the promise back (`withdrawn`)."""

    protocol: Positive
    till_id: TillId
    epoch: Positive
    credit_id: Word
    withdrawn: bool = False


class CreditReply(Struct, frozen=True, forbid_unknown_fields=True):
    """Promised, in fen: until its `make_good_paid` came or it is withdrawn, no other till gets it."""

    credit_id: Word
    amount: Amount
    at_ms: Whole


class CreditsRequest(Struct, frozen=True, forbid_unknown_fields=True):
    """Asks which make-goods a card can be paid at this till. It moves no right and promises nothing."""

    protocol: Positive
    till_id: TillId
    epoch: Positive
    card_no: CardNo


class CreditsReply(Struct, frozen=True, forbid_unknown_fields=True):
    """The card's payable make-goods, the oldest first; of a stopped card none.

    `waiting` counts the slips whose amount is not known yet: their tills are still waited for.
    """

    credits: Annotated[list[WireCredit], Meta(max_length=100)]
    waiting: Whole
    at_ms: Whole
