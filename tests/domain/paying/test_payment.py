"""The life of a phone payment, told without a provider."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.journal.record import record_from_data, record_to_data
from pos.domain.paying.payment import (
    TIMINGS,
    Answer,
    AnsweredBy,
    Outcome,
    Payment,
    PaymentAnswered,
    PaymentAsked,
    PaymentState,
    ProviderAnswer,
    Question,
    grown_old,
    heard,
    next_question,
    reverse_wanted,
)
from pos.domain.paying.tender import TenderKind
from tests.records import replace

T0 = 1_000_000
ASKED = PaymentAsked("p1", "s1", "h1", TenderKind.WECHAT, 5_000, "3391")
FRESH = Payment(ASKED, asked_ms=T0, last_ms=T0)


def told(payment: Payment, question: Question, answer: Answer, *, seconds: int, code: str = "") -> Payment:
    return heard(payment, question, ProviderAnswer(answer, code), T0 + seconds * 1000)


def due(payment: Payment) -> tuple[Question, int]:
    """What is asked next, and how many seconds after the charge."""
    following = next_question(payment)
    assert following is not None
    return following[0], (following[1] - T0) // 1000


def test_facts_come_back_as_they_were_written() -> None:
    answered = PaymentAnswered("p1", Outcome.REFUSED, "42", "NOTENOUGH", AnsweredBy.PERSON, "r")
    assert record_from_data(PaymentAsked, record_to_data(ASKED)) == ASKED
    assert record_from_data(PaymentAnswered, record_to_data(answered)) == answered
    names = {"payment_id", "sale_id", "shift_id", "kind", "amount", "reference_tail"}
    assert set(record_to_data(ASKED)) == names


def test_a_charge_that_is_paid_asks_nothing_more() -> None:
    paid = told(FRESH, Question.CHARGE, Answer.RECEIVED, seconds=1)
    assert (paid.state, next_question(paid)) == (PaymentState.RECEIVED, None)


def test_a_refused_charge_is_over() -> None:
    refused = told(FRESH, Question.CHARGE, Answer.REFUSED, seconds=1, code="NOTENOUGH")
    assert (refused.state, refused.is_over, refused.code) == (PaymentState.REFUSED, True, "NOTENOUGH")
    assert next_question(refused) is None


def test_after_a_system_error_wechat_is_queried_after_five_seconds() -> None:
    unclear = told(FRESH, Question.CHARGE, Answer.UNKNOWN, seconds=2)
    assert due(unclear) == (Question.QUERY, 7)


def test_a_password_is_asked_after_every_ten_seconds_up_to_forty_five() -> None:
    payment = told(FRESH, Question.CHARGE, Answer.WAITING, seconds=1)
    assert due(payment) == (Question.QUERY, 11)
    for seconds in (11, 21, 31, 41):
        payment = told(payment, Question.QUERY, Answer.WAITING, seconds=seconds)
        assert payment.state is PaymentState.WAITING
    assert grown_old(payment, T0 + 44_999).state is PaymentState.WAITING
    assert grown_old(payment, T0 + 45_000).state is PaymentState.UNKNOWN
    assert told(payment, Question.QUERY, Answer.WAITING, seconds=51).state is PaymentState.UNKNOWN


def test_alipay_is_polled_every_four_seconds_for_a_minute() -> None:
    alipay = replace(FRESH, asked=replace(ASKED, kind=TenderKind.ALIPAY))
    payment = told(alipay, Question.CHARGE, Answer.WAITING, seconds=1)
    assert due(payment) == (Question.QUERY, 5)
    assert grown_old(payment, T0 + 60_000).state is PaymentState.UNKNOWN


def test_what_stays_unclear_is_asked_after_once_a_minute() -> None:
    old = told(FRESH, Question.QUERY, Answer.UNKNOWN, seconds=50)
    assert due(old) == (Question.QUERY, 110)


def test_a_reverse_waits_for_fifteen_seconds_after_the_charge() -> None:
    unclear = told(FRESH, Question.CHARGE, Answer.UNKNOWN, seconds=2)
    assert due(reverse_wanted(unclear)) == (Question.REVERSE, 15)
    assert due(reverse_wanted(replace(unclear, last_ms=T0 + 40_000))) == (Question.REVERSE, 15)


def test_a_reverse_is_believed_only_when_a_query_says_the_same() -> None:
    payment = reverse_wanted(told(FRESH, Question.CHARGE, Answer.UNKNOWN, seconds=2))
    payment = told(payment, Question.REVERSE, Answer.REVERSED, seconds=15)
    assert payment.state is PaymentState.UNKNOWN
    assert due(payment) == (Question.QUERY, 15)
    assert told(payment, Question.QUERY, Answer.REVERSED, seconds=16).state is PaymentState.REVERSED

    still_there = told(payment, Question.QUERY, Answer.RECEIVED, seconds=16)
    assert still_there.state is PaymentState.UNKNOWN, "money that is being given back is not taken"
    assert due(still_there) == (Question.REVERSE, 21)


def test_a_reverse_is_tried_until_it_is_answered() -> None:
    payment = reverse_wanted(FRESH)
    for seconds in (15, 20, 25):
        assert due(payment) == (Question.REVERSE, seconds)
        payment = told(payment, Question.REVERSE, Answer.UNKNOWN, seconds=seconds)
        payment = told(payment, Question.QUERY, Answer.UNKNOWN, seconds=seconds)


def test_a_reverse_that_comes_too_late_leaves_the_money_where_it_is() -> None:
    paid = told(FRESH, Question.CHARGE, Answer.RECEIVED, seconds=1)
    payment = told(reverse_wanted(paid), Question.REVERSE, Answer.REFUSED, seconds=20)
    assert (payment.state, payment.reversing, next_question(payment)) == (PaymentState.RECEIVED, False, None)


def test_an_order_nobody_knows_is_given_up_only_when_its_code_has_expired() -> None:
    unclear = told(FRESH, Question.CHARGE, Answer.UNKNOWN, seconds=2)
    assert told(unclear, Question.QUERY, Answer.ABSENT, seconds=60).state is PaymentState.UNKNOWN
    assert told(unclear, Question.QUERY, Answer.ABSENT, seconds=180).state is PaymentState.REFUSED


def test_an_unclear_query_takes_back_nothing_that_was_known() -> None:
    paid = told(FRESH, Question.CHARGE, Answer.RECEIVED, seconds=1)
    waiting = told(FRESH, Question.CHARGE, Answer.WAITING, seconds=1)
    assert told(paid, Question.QUERY, Answer.UNKNOWN, seconds=5).state is PaymentState.RECEIVED
    assert told(waiting, Question.QUERY, Answer.UNKNOWN, seconds=5).state is PaymentState.WAITING


questions, answers = st.sampled_from(Question), st.sampled_from(Answer)


@given(
    talk=st.lists(st.tuples(questions, answers, st.integers(0, 90)), max_size=8),
    kind=st.sampled_from(list(TIMINGS)),
)
def test_what_is_over_stays_over_and_everything_else_is_asked_after(
    talk: list[tuple[Question, Answer, int]], kind: TenderKind
) -> None:
    payment, seconds = replace(FRESH, asked=replace(ASKED, kind=kind)), 0
    for question, answer, later in talk:
        seconds += later
        before = payment
        payment = told(payment, question, answer, seconds=seconds)
        if before.is_over:
            assert payment == before
        if payment.is_open or payment.reversing:
            following = next_question(payment)
            assert payment.is_over or following is not None
            if following is not None and following[0] is Question.REVERSE:
                assert following[1] >= T0 + 15_000
        if payment.state is PaymentState.RECEIVED:
            assert Answer.RECEIVED in [said for _question, said, _later in talk]


@pytest.mark.parametrize("kind", [TenderKind.WECHAT, TenderKind.ALIPAY])
def test_no_reverse_is_asked_before_its_time(kind: TenderKind) -> None:
    assert TIMINGS[kind].reverse_not_before_ms == 15_000
