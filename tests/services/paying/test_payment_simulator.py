"""The pretended providers say what the real ones document."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos.domain.paying.payment import Answer, Question
from pos.domain.paying.tender import TenderKind
from pos.errors.paying import PaymentNotAnswered
from pos.services.paying.payment_replies import Reply, alipay_answer, wechat_answer
from pos.services.paying.payment_simulator import CODE_LIFE_MS, Customer, Script, SimulatedProvider
from tests.shop import FakeClock

CODE = "134567890123456789"


def provider(
    *scripts: Script, kind: TenderKind = TenderKind.WECHAT, clock: FakeClock | None = None
) -> SimulatedProvider:
    waiting = list(scripts)
    return SimulatedProvider(kind, clock or FakeClock(), plan=lambda _id, _code: waiting.pop(0))


@pytest.mark.parametrize(
    ("question", "reply", "answer"),
    [
        (Question.CHARGE, {"return_code": "SUCCESS", "result_code": "SUCCESS"}, Answer.RECEIVED),
        (Question.CHARGE, {"return_code": "SUCCESS", "err_code": "USERPAYING"}, Answer.WAITING),
        (Question.CHARGE, {"return_code": "SUCCESS", "err_code": "SYSTEMERROR"}, Answer.UNKNOWN),
        (Question.CHARGE, {"return_code": "SUCCESS", "err_code": "BANKERROR"}, Answer.UNKNOWN),
        (Question.CHARGE, {"return_code": "SUCCESS", "err_code": "AUTH_CODE_INVALID"}, Answer.REFUSED),
        (Question.CHARGE, {"return_code": "SUCCESS", "err_code": "NOTENOUGH"}, Answer.REFUSED),
        (Question.CHARGE, {"return_code": "FAIL"}, Answer.UNKNOWN),
        (Question.CHARGE, {"return_code": "SUCCESS", "err_code": "SOMETHING_NEW"}, Answer.UNKNOWN),
        (Question.QUERY, {"return_code": "SUCCESS", "err_code": "ORDERNOTEXIST"}, Answer.ABSENT),
        (
            Question.REVERSE,
            {"return_code": "SUCCESS", "result_code": "SUCCESS", "recall": "N"},
            Answer.REVERSED,
        ),
        (
            Question.REVERSE,
            {"return_code": "SUCCESS", "result_code": "SUCCESS", "recall": "Y"},
            Answer.UNKNOWN,
        ),
        (
            Question.REVERSE,
            {"return_code": "SUCCESS", "err_code": "SYSTEMERROR", "recall": "Y"},
            Answer.UNKNOWN,
        ),
        (
            Question.REVERSE,
            {"return_code": "SUCCESS", "err_code": "REVERSE_EXPIRE", "recall": "N"},
            Answer.REFUSED,
        ),
    ],
)
def test_wechat_is_understood(question: Question, reply: Reply, answer: Answer) -> None:
    assert wechat_answer(question, reply).answer is answer


@pytest.mark.parametrize(
    ("trade_state", "answer"),
    [
        ("SUCCESS", Answer.RECEIVED),
        ("USERPAYING", Answer.WAITING),
        ("NOTPAY", Answer.WAITING),
        ("PAYERROR", Answer.REFUSED),
        ("REVOKED", Answer.REVERSED),
        ("REFUND", Answer.REVERSED),
        ("", Answer.UNKNOWN),
    ],
)
def test_a_trade_state_of_wechat_is_understood(trade_state: str, answer: Answer) -> None:
    reply = {"return_code": "SUCCESS", "result_code": "SUCCESS", "trade_state": trade_state}
    assert wechat_answer(Question.QUERY, reply).answer is answer


@pytest.mark.parametrize(
    ("question", "reply", "answer"),
    [
        (Question.CHARGE, {"code": "10000"}, Answer.RECEIVED),
        (Question.CHARGE, {"code": "10003"}, Answer.WAITING),
        (Question.CHARGE, {"code": "20000", "sub_code": "ACQ.SYSTEM_ERROR"}, Answer.UNKNOWN),
        (Question.CHARGE, {"code": "40004", "sub_code": "ACQ.SYSTEM_ERROR"}, Answer.UNKNOWN),
        (Question.CHARGE, {"code": "40004", "sub_code": "ACQ.BUYER_BALANCE_NOT_ENOUGH"}, Answer.REFUSED),
        (Question.CHARGE, {"code": "40004", "sub_code": "ACQ.PAYMENT_AUTH_CODE_INVALID"}, Answer.REFUSED),
        (Question.QUERY, {"code": "10000", "trade_status": "WAIT_BUYER_PAY"}, Answer.WAITING),
        (Question.QUERY, {"code": "10000", "trade_status": "TRADE_SUCCESS"}, Answer.RECEIVED),
        (Question.QUERY, {"code": "10000", "trade_status": "TRADE_CLOSED"}, Answer.REVERSED),
        (Question.QUERY, {"code": "40004", "sub_code": "ACQ.TRADE_NOT_EXIST"}, Answer.ABSENT),
        (Question.QUERY, {"code": "20000"}, Answer.UNKNOWN),
        (Question.REVERSE, {"code": "10000", "retry_flag": "N", "action": "close"}, Answer.REVERSED),
        (Question.REVERSE, {"code": "10000", "retry_flag": "Y"}, Answer.UNKNOWN),
    ],
)
def test_alipay_is_understood(question: Question, reply: Reply, answer: Answer) -> None:
    assert alipay_answer(question, reply).answer is answer


def test_a_password_is_typed_after_a_while() -> None:
    clock = FakeClock()
    for kind in (TenderKind.WECHAT, TenderKind.ALIPAY):
        asked = provider(Script(customer=Customer.CONFIRMS), kind=kind, clock=clock)
        assert asked.charge("p1", 5_000, CODE).answer is Answer.WAITING
        assert asked.query("p1").answer is Answer.WAITING
        assert asked.money() == {}
        clock.forward(seconds=12)
        assert asked.query("p1").answer is Answer.RECEIVED
        assert asked.money() == {"p1": 5_000}


def test_a_code_works_once_even_when_the_payment_failed() -> None:
    asked = provider(Script(customer=Customer.HAS_NOT_ENOUGH), Script())
    assert asked.charge("p1", 5_000, CODE).code == "NOTENOUGH"
    assert asked.charge("p2", 5_000, CODE).code == "AUTH_CODE_INVALID"
    assert asked.money() == {}


def test_a_lost_reply_hides_money_that_was_taken() -> None:
    asked = provider(Script(reply_lost=True))
    with pytest.raises(PaymentNotAnswered):
        asked.charge("p1", 5_000, CODE)
    assert asked.query("p1").answer is Answer.RECEIVED


def test_a_reversed_order_number_takes_no_charge_that_comes_late() -> None:
    clock = FakeClock()
    asked = provider(Script(charge_late_ms=30_000), clock=clock)
    with pytest.raises(PaymentNotAnswered):
        asked.charge("p1", 5_000, CODE)
    assert asked.query("p1").answer is Answer.ABSENT
    assert asked.reverse("p1").answer is Answer.REVERSED
    clock.forward(seconds=60)
    assert (asked.query("p1").answer, asked.money()) == (Answer.REVERSED, {})


def test_a_charge_that_comes_after_its_code_expired_takes_nothing() -> None:
    clock = FakeClock()
    asked = provider(Script(charge_late_ms=CODE_LIFE_MS), clock=clock)
    with pytest.raises(PaymentNotAnswered):
        asked.charge("p1", 5_000, CODE)
    clock.forward(seconds=CODE_LIFE_MS // 1000)
    assert (asked.query("p1").answer, asked.money()) == (Answer.REFUSED, {})


def test_a_reverse_can_say_it_is_done_and_do_nothing() -> None:
    asked = provider(Script(unclear=True, reverses_empty=1))
    assert asked.charge("p1", 5_000, CODE).code == "SYSTEMERROR"
    assert asked.reverse("p1").answer is Answer.REVERSED
    assert asked.query("p1").answer is Answer.RECEIVED
    assert asked.reverse("p1").answer is Answer.REVERSED
    assert asked.query("p1").answer is Answer.REVERSED
    assert asked.money() == {}


def test_its_orders_outlive_the_till(tmp_path: Path) -> None:
    file, clock = tmp_path / "orders.json", FakeClock()
    SimulatedProvider(TenderKind.ALIPAY, clock, file=file).charge("p1", 700, "280000000000000000")
    again = SimulatedProvider(TenderKind.ALIPAY, clock, file=file)
    assert again.query("p1").answer is Answer.RECEIVED
    assert again.money() == {"p1": 700}
