"""Money from a phone, by words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos.commands.headless.front import HeadlessTill
from pos.domain.people.permission import Act
from pos.services.paying.payment_simulator import Customer, Script
from tests.commands.headless.test_headless import say
from tests.services.payments import ALIPAY, PayingShop, code, paying_shop
from tests.shop import OIL, SOY, Shop


@pytest.fixture
def shop(tmp_path: Path) -> PayingShop:
    return paying_shop(tmp_path / "till")


@pytest.fixture
def headless(shop: PayingShop) -> Iterator[HeadlessTill]:
    till = shop.start_selling()
    yield HeadlessTill(till)
    till.close()


def test_an_amount_and_a_code_are_told_apart(headless: HeadlessTill) -> None:
    say(headless, OIL)
    paid = say(headless, f"pay wechat 50 {code(1)}")
    assert (paid["payment"]["state"], paid["basket"]["due"]) == ("settled", 1_990)
    rest = say(headless, f"pay alipay {code(2, ALIPAY)}")
    assert rest["basket"]["due"] == 0
    assert [each["state"] for each in rest["basket"]["tenders"]] == ["confirmed", "confirmed"]
    say(headless, "done")


def test_a_scanned_code_asks_for_all_that_is_due(headless: HeadlessTill, shop: PayingShop) -> None:
    say(headless, OIL)
    headless._till.checkout.begin_payment()
    answer = say(headless, code(1))
    assert (answer["scan"], answer["payment"]["state"]) == ("payment", "settled")
    assert list(shop.money.values()) == [6_990]


def test_a_connected_provider_needs_a_code(headless: HeadlessTill) -> None:
    say(headless, OIL)
    assert headless.answer("pay wechat")["code"] == "payment.code_needed"
    assert headless.answer("pay wechat 1 2 3")["code"] == "command.unknown"
    assert headless.answer("pay shells 1")["code"] == "tender.kind_unknown"


def test_a_password_is_queried_until_it_is_typed(headless: HeadlessTill, shop: PayingShop) -> None:
    shop.scripts = [Script(customer=Customer.CONFIRMS)]
    say(headless, OIL)
    assert say(headless, f"pay wechat {code(1)}")["payment"]["state"] == "waiting"
    assert headless.answer(f"pay wechat {code(2)}")["code"] == "payment.pending"
    assert say(headless, "query")["payment"]["state"] == "waiting"
    shop.clock.forward(seconds=12)
    answer = say(headless, "query")
    assert (answer["payment"]["state"], answer["basket"]["due"]) == ("settled", 0)


def test_an_unclear_payment_is_reversed_after_its_pause(headless: HeadlessTill, shop: PayingShop) -> None:
    shop.scripts = [Script(unclear=True)]
    say(headless, OIL)
    payment_id = say(headless, f"pay wechat {code(1)}")["payment"]["payment_id"]
    waiting = say(headless, "reverse")
    assert (waiting["payment"]["state"], waiting["payment"]["reversing"]) == ("unknown", True)
    assert waiting["open_payments"] == 1
    shop.clock.forward(seconds=15)
    assert say(headless, f"query {payment_id}")["payment"]["state"] == "reversed"
    assert (shop.money, say(headless, "payments")["payments"]) == ({}, [])


def test_goods_go_and_somebody_looks_later(headless: HeadlessTill, shop: PayingShop) -> None:
    shop.scripts = [Script(unclear=True, queries_lost=9)]
    say(headless, OIL)
    payment_id = say(headless, f"pay wechat {code(1)}")["payment"]["payment_id"]
    assert headless.answer("hand-over")["code"] == "approval.needed"
    headless._till.permissions.approve(Act.FINISH_UNPAID, "2001", "8888")
    assert say(headless, "hand-over")["basket"]["tenders"][0]["state"] == "unknown"
    sale_no = say(headless, "done")["sale_no"]
    (still_open,) = say(headless, "payments")["payments"]
    assert (still_open["payment_id"], still_open["sale_no"]) == (payment_id, sale_no)
    refused = headless.answer(f"settle {payment_id} perhaps")
    assert (refused["code"], "settle perhaps" in refused["message"]) == ("command.unknown", True)
    headless._till.permissions.approve(Act.RESOLVE_PAYMENT, "2001", "8888")
    assert say(headless, f"settle {payment_id} yes")["open_payments"] == 0


@pytest.mark.parametrize(
    ("said", "state"),
    [("received", "settled"), ("yes", "settled"), ("not-received", "refused"), ("no", "refused")],
)
def test_settle_takes_the_words_that_the_other_words_of_money_take(
    headless: HeadlessTill, shop: PayingShop, said: str, state: str
) -> None:
    shop.scripts = [Script(unclear=True, queries_lost=9)]
    say(headless, OIL)
    payment_id = say(headless, f"pay wechat {code(1)}", "aside")["payment"]["payment_id"]
    headless._till.permissions.approve(Act.RESOLVE_PAYMENT, "2001", "8888")
    assert say(headless, f"settle {payment_id} {said}")["payment"]["state"] == state


def test_what_comes_after_other_money_is_too_much(headless: HeadlessTill, shop: PayingShop) -> None:
    shop.scripts = [Script(unclear=True)]
    say(headless, OIL)
    payment_id = say(headless, f"pay wechat {code(1)}", "aside")["payment"]["payment_id"]
    say(headless, "pay cash 70", "done")
    found = say(headless, f"query {payment_id}")
    assert (found["payment"]["too_much"], found["open_payments"]) == (True, 1)
    shop.clock.forward(seconds=60)
    assert say(headless, f"reverse {payment_id}")["payment"]["state"] == "reversed"


def test_by_hand_the_script_says_that_money_came_or_that_it_cannot_tell(tmp_path: Path) -> None:
    till = Shop(tmp_path / "by-hand").start_selling()
    headless = HeadlessTill(till)
    asked = say(headless, SOY, f"pay wechat {code(1)}")
    assert asked["waits_for"] == {
        "kind": "wechat",
        "amount": 990,
        "say": ["received", "not-received", "unclear"],
    }
    assert (asked["basket"]["tenders"], asked["basket"]["due"]) == ([], 990)
    refused = headless.answer("done")
    assert (refused["code"], refused["facts"]["due_fen"]) == ("payment.unconfirmed", 990)
    assert headless.answer("pay cash 10")["code"] == "payment.unconfirmed"
    said = say(headless, "received")
    assert said["basket"]["due"] == 0 and "waits_for" not in said
    assert till.checkout.state.basket.tenders[0].reference_tail == "0001"
    say(headless, "done", SOY)
    unclear = say(headless, "unclear alipay 5")
    assert (unclear["payment"]["state"], unclear["basket"]["due"]) == ("unknown", 990)
    assert headless.answer("query")["code"] == "payment.by_hand"
    say(headless, "pay cash 10", "done")
    till.close()


def test_a_no_and_a_sale_that_goes_end_the_question(tmp_path: Path) -> None:
    till = Shop(tmp_path / "by-hand").start_selling()
    headless = HeadlessTill(till)
    assert headless.answer("received")["code"] == "payment.nothing_asked"
    say(headless, SOY, "pay alipay")
    assert say(headless, "not-received")["basket"]["due"] == 990
    assert headless.answer("not-received")["code"] == "payment.nothing_asked"
    say(headless, "pay wechat", "back")
    assert "waits_for" not in say(headless, SOY)
    assert headless.answer("received")["code"] == "payment.nothing_asked"
    assert say(headless, "pay wechat", "unclear")["payment"]["state"] == "unknown"
    till.close()


def test_the_first_answer_after_a_start_tells_what_an_earlier_run_left_open(
    shop: PayingShop, headless: HeadlessTill
) -> None:
    shop.scripts = [Script(customer=Customer.CONFIRMS)]
    say(headless, SOY)
    say(headless, "hold")
    say(headless, OIL)
    payment = say(headless, f"pay wechat {code(1)}")["payment"]
    headless._till.close()

    again = HeadlessTill(shop.start())
    first = again.answer("login 1001 1234")
    told = first["left_open"]
    assert [each["payment_id"] for each in told["payments"]] == [payment["payment_id"]]
    assert (told["sale"], told["held"], told["shift"]["number"]) == ({"lines": 1, "tendered": 0}, 1, 1)
    assert "left_open" not in again.answer("state"), "it is told once"
    again._till.close()


def test_money_that_somebody_was_asked_about_is_asked_about_again_after_a_start(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "by-hand")
    till = shop.start_selling()
    say(HeadlessTill(till), SOY, "pay wechat")
    till.close()

    again = HeadlessTill(shop.start())
    told = again.answer("login 1001 1234")["left_open"]
    assert told["asked"] == {"kind": "wechat", "amount": 990}
    assert again.answer("pay cash 10")["code"] == "payment.unconfirmed"
    assert say(again, "received")["basket"]["due"] == 0
    say(again, "done")
    again._till.close()


def test_a_refusal_tells_it_too_and_a_till_with_nothing_open_says_nothing(shop: PayingShop) -> None:
    till = shop.start()
    assert "left_open" not in HeadlessTill(till).answer("nonsense")
    till.close()
    till = shop.start_selling()
    till.close()
    till = shop.start()
    assert HeadlessTill(till).answer("nonsense")["left_open"]["shift"]["name"]
    till.close()
