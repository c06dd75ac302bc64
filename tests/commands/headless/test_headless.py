"""The headless till sells a whole sale by lines of text; every answer is one line of JSON."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pos.commands.headless.front import HeadlessTill, run
from tests.shop import LAN, OIL, SOY, Shop, grant, label


@pytest.fixture
def headless(shop: Shop) -> Iterator[HeadlessTill]:
    till = shop.start()
    yield HeadlessTill(till)
    till.close()


def say(headless: HeadlessTill, *lines: str) -> dict[str, Any]:
    answer: dict[str, Any] = {}
    for line in lines:
        answer = headless.answer(line)
        assert answer["ok"], (line, answer)
    return answer


def test_a_mixed_basket_is_sold_to_a_card_by_words(headless: HeadlessTill) -> None:
    grant(headless._till, LAN)
    say(headless, "login 1001 1234", "open 500.00", label("22", "00207", 1354), "2*", SOY, OIL)
    say(headless, f"card {LAN}", "qty 2 3", "drop 2", "subsidy 20.00")
    answer = say(headless, "pay wechat 20.00", "received", "pay cash 100")

    basket = answer["basket"]
    assert [line["quantity"] for line in basket["lines"]] == ["1.354", "1"]
    assert basket["totals"] == {
        "market": 8019,
        "discount": 1810,
        "net": 6209,
        "subsidy": 2000,
        "payable": 4209,
    }
    assert (basket["due"], basket["change"]) == (0, 7791)
    done = say(headless, "done")
    assert (done["sale_no"], done["payable"], done["change"]) == ("S01-1-20261123-0001", 4209, 7791)
    assert say(headless, f"balance {LAN}")["balance"]["left"]["subsidy"] == 4000


def test_a_sale_is_held_recalled_and_cancelled_by_words(headless: HeadlessTill) -> None:
    say(headless, "login 1001 1234", "open 0", SOY, "hold")
    assert say(headless, "held")["held"][0]["lines"] == 1
    assert say(headless, "recall 1")["basket"]["lines"][0]["code"] == SOY
    assert say(headless, "cancel")["basket"]["lines"] == []


def test_a_tender_can_be_taken_back_before_the_sale_is_done(headless: HeadlessTill) -> None:
    say(headless, "login 1001 1234", "open 0", SOY, "pay alipay", "received")
    assert say(headless, "unpay 1")["basket"]["due"] == 0  # Nobody said yet that it is back.
    assert say(headless, "refunded")["basket"]["due"] == 990
    assert not say(headless, "back")["basket"]["paying"]


def test_reprint_search_state_and_sync_answer(headless: HeadlessTill) -> None:
    say(headless, "login 1001 1234", "open 0", SOY, "pay cash 10")
    number = say(headless, "done")["sale_no"]

    assert say(headless, f"reprint {number}")["sale_no"] == number
    assert say(headless, "search yzcz")["goods"][0]["code"] == OIL
    assert say(headless, "state")["staff"] == "1001"
    assert say(headless, "sync")["sync"] == {
        "configured": False,
        "connected": False,
        "pending": 0,
        "problem": None,
    }


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("6900000000007", "barcode.unknown"),
        ("frobnicate", "command.unknown"),
        ("qty 1", "command.unknown"),
        ("qty one 2", "command.unknown"),
        ("drop 7", "line.unknown"),
        ("pay gold 5", "tender.kind_unknown"),
        ("pay cash 1.2.3", "amount.unreadable"),
        ("0*", "quantity.out_of_range"),
        ("recall 5", "basket.not_empty"),
        ("reprint S01-1-20260101-0001", "sale.unknown"),
        ("balance 123", "card.check_digit_wrong"),
        ("open 5", "shift.already_open"),
        ("login 1001 0000", "sign_in.refused"),
        ("９" * 5000, "scan.unreadable"),
    ],
)
def test_a_refusal_is_an_answer_with_a_code_and_chinese_words(
    headless: HeadlessTill, line: str, code: str
) -> None:
    say(headless, "login 1001 1234", "open 0", SOY)

    answer = headless.answer(line)

    assert (answer["ok"], answer["code"]) == (False, code)
    assert any("一" <= character <= "鿿" for character in answer["message"])


@pytest.mark.parametrize(
    "line",
    [
        "login 1001 7394 x",
        "login 10017394",
        "Login 1001 7394",
        "logn 1001 7394",
        "login1001 7394",
        "login10017394",
    ],
)
def test_a_mistyped_login_does_not_tell_the_pin(headless: HeadlessTill, line: str) -> None:
    answer = headless.answer(line)

    assert answer["code"] == "command.unknown"
    assert "7394" not in json.dumps(answer)


@pytest.mark.parametrize(
    "line", ["{}", "card {} now", "{} x", "balance {}", "drop {}", "pay cash {}", "qty 1 {}"]
)
@pytest.mark.parametrize("number", [LAN[:-1], LAN[:9] + LAN[10:], LAN + "1", LAN[:-2], LAN + "12", LAN])
def test_a_card_number_with_a_digit_too_few_or_too_many_is_not_told_whole(
    headless: HeadlessTill, line: str, number: str
) -> None:
    say(headless, "login 1001 1234", "open 0", SOY)

    said = json.dumps(headless.answer(line.format(number)))

    assert number not in said
    assert number[:12] not in said


def test_a_card_number_in_groups_is_not_told_whole(headless: HeadlessTill) -> None:
    answer = headless.answer(f"card {LAN[:4]} {LAN[4:8]} {LAN[8:12]} {LAN[12:]}")

    assert answer["facts"]["text"] == f"card ····{LAN[-4:]}"


def test_the_state_says_whether_the_till_can_sell_and_give_benefits(headless: HeadlessTill) -> None:
    state = say(headless, "state")

    assert (state["ledger_problem"], state["benefits_fenced"]) == (None, False)


def test_lines_in_lines_out_until_quit(shop: Shop) -> None:
    till = shop.start()
    out = io.StringIO()

    assert run(till, ["login 1001 1234\n", "\n", "open 1\n", f"{SOY}\n", "quit\n", "state\n"], out) == 0

    answers = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [answer["ok"] for answer in answers] == [True] * 4
    till.close()


def test_a_price_is_asked_for_by_a_word_and_nothing_is_sold(headless: HeadlessTill) -> None:
    say(headless, "login 1001 1234", "open 0", SOY)

    price = say(headless, f"price-check {OIL}")["price"]

    assert (price["market"], price["card"], price["percent_paid"], price["unit"]) == (6990, 5592, 80, "桶")
    assert price["changes"] == []
    assert say(headless, "price-check " + label("22", "00207", 1354))["price"]["card"] == 456
    assert headless.answer(f"price-check {LAN}")["code"] == "price_check.not_goods"
    assert len(say(headless, "state")["basket"]["lines"]) == 1


def test_a_reason_in_chinese_keeps_its_own_punctuation(tmp_path: Path) -> None:
    till = Shop(tmp_path / "till").start_selling()
    answer = HeadlessTill(till).answer("cash-in １００．００ 换零钱，找不开")

    moved = list(till.checkout._parts.recorder.ledger.days.entries_of_day("2026-11-23"))[-1]
    assert answer["ok"], answer
    assert (moved.data["amount"], moved.data["reason"]) == (10_000, "换零钱，找不开")
    till.close()
