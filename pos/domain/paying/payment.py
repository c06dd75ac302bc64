"""A payment asked of a provider: its facts, its states, and when to query or reverse it. No clock.

asked → received | waiting (the customer types a password) | unknown | refused. What is unknown is
queried until it is received, refused or reversed; money that may have moved is never taken for gone.
A reverse is tried again until the provider answers, and believed only when a query says the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from pos.domain.journal.entries import EntryKind
from pos.domain.journal.record import Amount, Record, Text, Told
from pos.domain.paying.tender import TenderKind


class Outcome(StrEnum):
    """What an answer in the journal says. All but UNKNOWN say where the money is."""

    RECEIVED = "settled"  # The stored word of money that has arrived (已到账).
    UNKNOWN = "unknown"
    REFUSED = "refused"
    REVERSED = "reversed"


class AnsweredBy(StrEnum):
    """Who gave an answer."""

    PROVIDER = "provider"
    PERSON = "person"


class PaymentAsked(Record, frozen=True):
    """Written before the provider is asked. `payment_id` is the provider's order number, never used again."""

    payment_id: Text
    sale_id: Text
    shift_id: Text
    kind: TenderKind
    amount: Amount
    reference_tail: str  # Last four digits of the payment code, if one was scanned.

    @classmethod
    def told(cls) -> Told:
        """The entries that tell that a provider is asked."""
        return Told(EntryKind.PAYMENT_ASKED, {1: cls})


class PaymentAnswered(Record, frozen=True):
    """What was learned of a payment; the last answer rules. `rule` allowed a person to say it."""

    payment_id: Text
    outcome: Outcome
    provider_reference: str
    detail: str  # The provider's own code (NOTENOUGH), or a person's words.
    by: AnsweredBy
    rule: Text | None = None

    @classmethod
    def told(cls) -> Told:
        """The entries that tell an answer."""
        return Told(EntryKind.PAYMENT_ANSWERED, {1: cls})


HANDED_OVER: Final = "FINISH_UNPAID"  # The detail of a person's answer: the goods went, the money is unclear.


class Answer(StrEnum):
    """What a provider can say, to any question."""

    RECEIVED = "settled"  # The stored word of money that has arrived (已到账).
    WAITING = "waiting"  # The customer is typing a password.
    UNKNOWN = "unknown"  # It does not know itself, or nothing came back in time.
    REFUSED = "refused"  # No money moved and none will. To a reverse: it will not be reversed.
    REVERSED = "reversed"  # Closed, or the customer has the money back.
    ABSENT = "absent"  # It has never heard of this order number, so far.


@dataclass(frozen=True, slots=True)
class ProviderAnswer:
    """One answer, with the provider's own code (SYSTEMERROR, 10003) and its number for the payment."""

    answer: Answer
    code: str = ""
    reference: str = ""


class Question(StrEnum):
    """What a provider can be asked."""

    CHARGE = "charge"
    QUERY = "query"
    REVERSE = "reverse"


class PaymentState(StrEnum):
    """Where a payment stands on the till."""

    ASKED = "asked"
    WAITING = "waiting"
    UNKNOWN = "unknown"
    RECEIVED = "settled"  # The stored word of money that has arrived (已到账).
    REFUSED = "refused"
    REVERSED = "reversed"


MOVED_ON = frozenset({PaymentState.REFUSED, PaymentState.REVERSED})  # Nothing more can come of these.
OPEN = frozenset({PaymentState.ASKED, PaymentState.WAITING, PaymentState.UNKNOWN})


@dataclass(frozen=True, slots=True)
class Timing:
    """A provider's documented pauses, all in ms; those without "after" are counted from the charge."""

    query_after_unclear_ms: int  # From an unclear answer to the first query.
    query_every_ms: int  # Between queries while the customer types a password.
    patience_ms: int  # How long a password is waited for; then the payment is called unclear.
    reverse_not_before_ms: int
    reverse_again_after_ms: int
    absent_is_final_ms: int  # A charge that has not arrived by then never will: the code has expired.
    later_every_ms: int  # Between queries of what stayed unclear.


# pay.weixin.qq.com/doc/v2/merchant/4011937125 and docs.antom.com/ac/barcode_cn/implementing_apis.
TIMINGS: Mapping[TenderKind, Timing] = {
    TenderKind.WECHAT: Timing(5_000, 10_000, 45_000, 15_000, 5_000, 180_000, 60_000),
    TenderKind.ALIPAY: Timing(3_000, 4_000, 60_000, 15_000, 5_000, 180_000, 60_000),
}


def timing_of(kind: TenderKind) -> Timing:
    """A way of paying without documented pauses is confirmed by hand; WeChat's do for it."""
    return TIMINGS.get(kind, TIMINGS[TenderKind.WECHAT])


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment as the till follows it. Times in ms since 1970, the amount in fen."""

    asked: PaymentAsked
    asked_ms: int
    last_ms: int  # When the provider was last heard, or was to be heard.
    state: PaymentState = PaymentState.ASKED
    code: str = ""
    reference: str = ""
    reversing: bool = False  # The money is to go back to the customer.
    reverses: int = 0  # How often that was asked.
    to_verify: bool = False  # A reverse was asked for: a query is to say what it did.
    said_by: str | None = None  # Staff id of who said where the money is; None: no person did.

    @property
    def payment_id(self) -> str:
        """The order number."""
        return self.asked.payment_id

    @property
    def is_open(self) -> bool:
        """It is not known yet where the money is."""
        return self.state in OPEN

    @property
    def is_over(self) -> bool:
        """No money moved, or it is back: nothing can change that."""
        return self.state in MOVED_ON


def heard(payment: Payment, question: Question, said: ProviderAnswer, now_ms: int) -> Payment:
    """The payment after an answer. One that is over stays as it is, whatever comes late."""
    if payment.is_over:
        return payment
    reference = said.reference or payment.reference
    payment = _after_a_clock_set_back(payment, now_ms)
    payment = replace(payment, last_ms=now_ms, code=said.code, reference=reference)
    if question is Question.REVERSE:
        return _reverse_heard(payment, said.answer)
    if payment.reversing:
        return _verified(payment, said.answer)
    return replace(payment, state=_state(payment, said.answer))


def grown_old(payment: Payment, now_ms: int) -> Payment:
    """The payment as time makes it: a password that does not come makes it unclear."""
    payment = _after_a_clock_set_back(payment, now_ms)
    timing = timing_of(payment.asked.kind)
    if payment.state is PaymentState.WAITING and now_ms - payment.asked_ms >= timing.patience_ms:
        return replace(payment, state=PaymentState.UNKNOWN)
    return payment


def reverse_wanted(payment: Payment) -> Payment:
    """The payment is to be reversed; `next_question` says when the provider may be asked that."""
    return payment if payment.is_over else replace(payment, reversing=True, to_verify=False)


def next_question(payment: Payment) -> tuple[Question, int] | None:
    """What the provider is to be asked next, and not before when (ms); None when nothing is open."""
    timing = timing_of(payment.asked.kind)
    if payment.is_over:
        return None
    if payment.reversing:
        if payment.to_verify:
            return Question.QUERY, payment.last_ms
        earliest = payment.asked_ms + timing.reverse_not_before_ms
        fresh = payment.last_ms - payment.asked_ms < timing.absent_is_final_ms
        pause = timing.reverse_again_after_ms if fresh else timing.later_every_ms
        return Question.REVERSE, max(earliest, payment.last_ms + pause if payment.reverses else 0)
    if payment.state is PaymentState.RECEIVED:
        return None
    if payment.state is PaymentState.WAITING:
        return Question.QUERY, payment.last_ms + timing.query_every_ms
    in_time = payment.last_ms - payment.asked_ms < timing.patience_ms
    pause = timing.query_after_unclear_ms if in_time else timing.later_every_ms
    return Question.QUERY, payment.last_ms + pause


def _after_a_clock_set_back(payment: Payment, now_ms: int) -> Payment:
    """The payment at its age, as if it had been asked by the clock of now: else it waited for hours."""
    back_ms = max(0, payment.last_ms - now_ms)
    if not back_ms:
        return payment
    return replace(payment, asked_ms=payment.asked_ms - back_ms, last_ms=now_ms)


def _state(payment: Payment, answer: Answer) -> PaymentState:
    timing, state = timing_of(payment.asked.kind), payment.state
    age_ms = payment.last_ms - payment.asked_ms
    if state is PaymentState.RECEIVED:  # Only giving the money back changes that; a failed query does not.
        return PaymentState.REVERSED if answer is Answer.REVERSED else state
    if answer is Answer.ABSENT:
        # The charge may still be on its way; only when its code has expired nothing can come of it.
        return PaymentState.REFUSED if age_ms >= timing.absent_is_final_ms else PaymentState.UNKNOWN
    if answer is Answer.WAITING or (answer is Answer.UNKNOWN and state is PaymentState.WAITING):
        return PaymentState.WAITING if age_ms < timing.patience_ms else PaymentState.UNKNOWN
    return PaymentState(answer.value)


def _reverse_heard(payment: Payment, answer: Answer) -> Payment:
    tried = replace(payment, reverses=payment.reverses + 1, to_verify=True)
    if answer is Answer.REFUSED:  # Too late for it: the money stays where it is; a query says where.
        return replace(tried, reversing=False, to_verify=False)
    return tried


def _verified(payment: Payment, answer: Answer) -> Payment:
    """A query while a reverse is under way. Money that was taken is not given to the sale any more.

    Until it says that there is no money, the reverse is asked for again: it can do no harm twice.
    """
    age_ms = payment.last_ms - payment.asked_ms
    absent_for_good = age_ms >= timing_of(payment.asked.kind).absent_is_final_ms
    if answer in (Answer.REVERSED, Answer.REFUSED) or (answer is Answer.ABSENT and absent_for_good):
        return replace(payment, state=PaymentState.REVERSED, reversing=False)
    return replace(payment, to_verify=False)
