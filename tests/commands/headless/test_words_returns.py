"""Goods come back by words: every answer says what went where."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pos.commands.headless.front import HeadlessTill
from pos.domain.paying.tender import TenderKind
from pos.services.ports import SaleElsewhere
from tests.services.returning import FakePlatform, ledger_of, sell
from tests.shop import LAN, SOY, SPIRIT, Shop, grant


@pytest.fixture
def headless(tmp_path: Path) -> Iterator[HeadlessTill]:
    till = Shop(tmp_path / "till").start()
    grant(till, LAN)
    front = HeadlessTill(till)
    say(front, "login 2001 8888", "open 500.00")
    yield front
    till.close()


def say(headless: HeadlessTill, *lines: str) -> dict[str, Any]:
    answer: dict[str, Any] = {}
    for line in lines:
        answer = headless.answer(line)
        assert answer["ok"], (line, answer)
    return answer


def refused(headless: HeadlessTill, line: str) -> str:
    answer = headless.answer(line)
    assert not answer["ok"] and answer["message"]
    code: str = answer["code"]
    return code


def test_a_bottle_comes_back_by_its_receipt(headless: HeadlessTill) -> None:
    sale_no = say(headless, "2*", SOY, SPIRIT, f"card {LAN}", "pay cash", "done")["sale_no"]

    answer = say(headless, f"return {sale_no} 1 1 买错了 换大瓶")

    assert answer["return_no"] == "S01-1-20261123-R001" and answer["sale_no"] == sale_no
    assert (answer["refund"], answer["refunds"]) == (0, {})
    assert (answer["restored"], answer["forfeited"]) == ({"subsidy": 990}, {})
    assert answer["basket"]["lines"] == []
    assert say(headless, f"return {sale_no} 2 1")["refunds"] == {"cash": 3_000}
    entries = headless._till.checkout._parts.recorder.ledger.days.returns_of(sale_no)
    assert [entry.data["reason"] for entry in entries] == ["买错了 换大瓶", ""]


def test_the_last_sale_is_voided_by_one_word(headless: HeadlessTill) -> None:
    sale_no = say(headless, SOY, "pay wechat", "received", "done")["sale_no"]

    assert say(headless, "void 录错了")["waits_for"] == {"amount": 990, "say": ["refunded", "not-refunded"]}
    answer = say(headless, "refunded")

    assert (answer["void"], answer["sale_no"], answer["refunds"]) == (True, sale_no, {"wechat": 990})
    assert refused(headless, "void") == "void.too_late"


def test_what_cannot_come_back_is_refused_with_words(headless: HeadlessTill) -> None:
    assert refused(headless, "void") == "void.nothing"
    sale_no = say(headless, SOY, "pay cash", "done")["sale_no"]
    assert refused(headless, f"return {sale_no} 1 2") == "return.too_much"
    assert refused(headless, f"return {sale_no} 4 1") == "line.unknown"
    assert refused(headless, f"return {sale_no} 1 half") == "quantity.unreadable"
    assert refused(headless, f"return {sale_no} x 1") == "command.unknown"
    assert refused(headless, f"return {sale_no}") == "command.unknown"
    assert refused(headless, "return S01-1-20261123-0099 1 1") == "sale.unknown"
    assert refused(headless, "return S01-2-20261123-0001 1 1") == "sale.of_other_till"
    assert refused(headless, "return S02-1-20261123-0001 1 1") == "sale.of_other_store"
    say(headless, f"return {sale_no} 1 1")
    assert refused(headless, f"return {sale_no} 1 1") == "return.already"


def test_a_slip_is_printed_again_by_its_number(headless: HeadlessTill) -> None:
    sale_no = say(headless, SOY, "pay cash", "done")["sale_no"]
    number = say(headless, f"return {sale_no} 1 1")["return_no"]
    assert say(headless, f"reprint {number.lower()}")["return_no"] == number
    assert refused(headless, "reprint S01-1-20261123-R009") == "return.unknown"


def test_a_cashier_is_told_that_somebody_must_approve(headless: HeadlessTill) -> None:
    say(headless, SOY, "pay cash", "done", "login 1001 1234")
    assert refused(headless, "return 1 1 1") == "approval.needed"
    assert refused(headless, "void") == "approval.needed"
    assert say(headless, "approve 2001 8888", "void")["void"] is True


def test_goods_of_another_till_are_taken_in_by_words_and_paid_when_it_has_let_go(
    headless: HeadlessTill, tmp_path: Path
) -> None:
    selling = Shop(tmp_path / "other", till_id="S01-2").start_selling()
    sale_no = sell(selling, SOY)
    stored = ledger_of(selling).sale(sale_no)
    assert stored is not None
    selling.close()
    platform = FakePlatform({sale_no: SaleElsewhere(stored.sealed.payload, {}, {})}, released=False)
    headless._till.returns._lookup = platform
    assert refused(headless, f"return {sale_no} 1 1 买错了") == "return.seller_not_heard"

    slip = say(headless, f"slip {sale_no} 1 1 买错了")

    assert (slip["payable"], slip["till"]) == (990, "S01-2")
    assert [each["slip_no"] for each in say(headless, "slips")["slips"]] == [slip["slip_no"]]
    assert refused(headless, f"pay-slip {slip['slip_no']}") == "return.seller_not_heard"
    platform.released = True
    assert say(headless, f"pay-slip {slip['slip_no']}")["refunds"] == {"cash": 990}
    assert say(headless, "slips")["slips"] == []
    assert refused(headless, f"void-slip {slip['slip_no']}") == "slip.not_open"


def test_a_slip_of_a_sale_paid_by_phone_is_paid_when_somebody_says_refunded(
    headless: HeadlessTill, tmp_path: Path
) -> None:
    selling = Shop(tmp_path / "other", till_id="S01-2").start_selling()
    sale_no = sell(selling, SOY, pay=((TenderKind.WECHAT, None),))
    stored = ledger_of(selling).sale(sale_no)
    assert stored is not None
    selling.close()
    platform = FakePlatform({sale_no: SaleElsewhere(stored.sealed.payload, {}, {})}, released=False)
    headless._till.returns._lookup = platform
    slip_no = say(headless, f"slip {sale_no} 1 1 买错了")["slip_no"]
    platform.released = True

    assert say(headless, f"pay-slip {slip_no}")["waits_for"]["amount"] == 990
    say(headless, "not-refunded")
    assert [each["slip_no"] for each in say(headless, "slips")["slips"]] == [slip_no]
    assert say(headless, f"pay-slip {slip_no}", "refunded")["refunds"] == {"wechat": 990}
    assert say(headless, "slips")["slips"] == []
