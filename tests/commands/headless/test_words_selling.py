"""The headless till sells beyond the price list, asks for approval and goes on with the same line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from pos.commands.headless.front import HeadlessTill
from pos.domain.goods.goods import Goods, SoldBy
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


def refused(headless: HeadlessTill, line: str) -> str:
    answer = headless.answer(line)
    assert not answer["ok"], answer
    return str(answer["code"])


def test_a_price_is_refused_approved_and_changed_by_the_same_line(headless: HeadlessTill) -> None:
    say(headless, "login 1001 1234", "open 500", OIL)
    assert refused(headless, "price 1 65 包装破损") == "approval.needed"
    assert refused(headless, "approve 1001 1234") == "approval.unfit"
    assert refused(headless, "approve 2001 0000") == "sign_in.refused"
    assert say(headless, "approve 2001 8888")["approver"] == "2001"
    answer = say(headless, "price 1 65 包装破损")
    assert answer["basket"]["lines"][0]["unit_price"] == 6_500
    assert answer["staff"] == "1001"
    assert refused(headless, "discount 1 10") == "approval.needed"
    say(headless, "approve 2001 8888", "discount 1 10 临近保质期", "pay cash 100")
    assert say(headless, "done")["payable"] == 6_291


def test_nothing_is_approved_before_somebody_was_refused(headless: HeadlessTill) -> None:
    say(headless, "login 1001 1234", "open 500")
    assert refused(headless, "approve 2001 8888") == "approval.not_asked"


def test_no_pin_is_ever_told_back(headless: HeadlessTill) -> None:
    for line in ("approve 2001 8888 77", "approve20018888", "approve 8888"):
        assert "8888" not in str(headless.answer(line))


def test_goods_not_on_file_are_sold_by_words(headless: HeadlessTill) -> None:
    grant(headless._till, LAN)
    say(headless, "login 1001 1234", "open 500", "2*")
    answer = say(headless, "unlisted 调味 3.50 豆瓣 酱")
    assert (answer["line"], answer["basket"]["lines"][0]["name"]) == (1, "豆瓣 酱")
    assert answer["basket"]["totals"]["market"] == 700
    assert "蔬菜" in say(headless, "categories")["categories"]
    assert refused(headless, "unlisted 蔬菜 5") == "approval.needed"
    say(headless, "approve 2001 8888", "unlisted 蔬菜 5")
    assert say(headless, f"card {LAN}")["basket"]["totals"]["discount"] == 200


def test_after_the_total_taking_out_and_cancelling_want_a_yes(headless: HeadlessTill) -> None:
    say(headless, "login 1001 1234", "open 500", OIL, SOY, "pay cash 1", "unpay 1", "back")
    assert refused(headless, "drop 1 暂不购买") == "approval.needed"
    say(headless, "approve 2001 8888", "drop 1 暂不购买")
    assert refused(headless, "cancel") == "approval.needed"
    say(headless, "approve 2001 8888")
    assert say(headless, "cancel 顾客 不要了")["basket"]["lines"] == []


def test_the_drawer_is_opened_with_a_reason_and_a_yes(headless: HeadlessTill) -> None:
    say(headless, "login 1001 1234", "open 500")
    assert refused(headless, "drawer 换零钱") == "approval.needed"
    say(headless, "approve 2001 8888")
    assert say(headless, "drawer 换零钱")["opens"] is False  # This till has no printer.


def test_the_last_sale_is_told_and_printed_again_with_a_reason(headless: HeadlessTill) -> None:
    say(headless, "login 1001 1234", "open 500")
    assert say(headless, "last")["sale_no"] is None
    say(headless, SOY, "pay cash 20", "done")
    last = say(headless, "last")
    assert (last["payable"], last["change"]) == (990, 1_010)
    say(headless, f"reprint {last['sale_no']} 顾客遗失")


def test_the_next_cashier_goes_on_with_one_word(headless: HeadlessTill) -> None:
    say(headless, "login 1001 1234", "open 500", OIL)
    answer = say(headless, "login 2001 8888", "state")
    assert (answer["staff"], len(answer["basket"]["lines"])) == ("2001", 1)


def test_prices_that_changed_over_a_hold_are_told_and_the_old_ones_can_be_kept(
    headless: HeadlessTill, shop: Shop
) -> None:
    catalogue = headless._till.checkout._parts.cards._catalogue
    for old in (False, True):
        catalogue.replace_goods(shop.goods)
        say(headless, "login 2001 8888")
        if not old:
            say(headless, "open 500")
        say(headless, label("22", "00207", 1_000), SOY, "hold")
        catalogue.replace_goods(replace(each, price=each.price + 40) for each in shop.goods)
        number = say(headless, "held")["held"][0]["number"]
        answer = say(headless, f"recall {number} old" if old else f"recall {number}")
        assert answer["price_changes"] == {
            1: {"held": 760, "now": 800},
            2: {"held": 990, "now": 1_030},
        }
        prices = [line["unit_price"] for line in answer["basket"]["lines"]]
        assert prices == ([760, 990] if old else [800, 1_030])
        say(headless, "cancel")


def test_goods_without_a_price_are_sold_by_words_for_what_is_said(headless: HeadlessTill) -> None:
    catalogue = headless._till.prices.catalogue
    catalogue.replace_goods([Goods("10001", "购物袋", "", "个", "日用", 0, SoldBy.PIECE)])
    say(headless, "login 1001 1234", "open 500")
    assert refused(headless, "10001") == "goods.price_needed"
    assert refused(headless, "price-check 10001") == "goods.price_needed"
    answer = say(headless, "unpriced 10001 0.50 2")
    assert answer["basket"]["totals"]["market"] == 100
