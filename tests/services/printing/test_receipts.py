from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.devices.escpos import receipt_bytes
from pos.devices.reader import plain_text
from pos.domain.cards.card import BenefitState
from pos.domain.paying.tender import Tender, TenderKind
from pos.domain.percent_words import percent_words
from pos.domain.programme.programme import Pool, Subsidy
from pos.domain.selling.basket import BasketLine
from pos.domain.selling.receipt import QrRow, Receipt, TearRow
from pos.services.counter.state import Balance
from pos.services.printing.receipts import SaleOnPaper, balance_receipt, refusal_receipt, sale_receipt
from pos.services.words.receipt_words import NOT_READY, days_left_words
from tests.devices.sample_sales import (
    AT_MS,
    CARD_NO,
    DESIGN_LINES,
    MIXED_TENDERS,
    PROGRAMME,
    SALE_NO,
    SHOP,
    USED_BEFORE,
    design_sale,
    line,
    sale,
)

UNTOUCHED = {"vegetable": 0, "staple": 0, "subsidy": 0}
BALANCE = Balance(
    masked_name="张*兰",
    tail="8812",
    month="2026-11",
    valid_to="2026-12-31",
    state=BenefitState.READY,
    cap=PROGRAMME.entitlement(),
    left={"vegetable": 4_747, "staple": 0, "subsidy": 6_000},
    pool_names={"vegetable": "蔬菜", "staple": "米面油肉蛋奶", "subsidy": "购物补贴"},
)


def on_paper(receipt: Receipt, *, columns: int = 48) -> str:
    """What a customer reads, through the bytes; runs of blanks shortened to one."""
    text = plain_text(receipt_bytes(receipt, columns=columns, encoding="gb18030"))
    return "\n".join(" ".join(each.split()) for each in text.splitlines())


def printed(sold: SaleOnPaper, *, reprint: bool = False) -> str:
    return on_paper(sale_receipt(sold, SHOP, programme=PROGRAMME, reprint=reprint))


def test_the_head_says_where_when_and_by_whom() -> None:
    lines = printed(design_sale()).splitlines()
    assert lines[:6] == [
        "[drawer]",
        "慈善惠民超市",
        "浆洗街店 · 收银机 S01-1",
        "",
        f"单号 {SALE_NO}",
        "2026-11-23 10:42:07 收银员 李芳",
    ]


def test_a_line_shows_quantity_price_market_amount_and_what_the_card_made_of_it() -> None:
    text = printed(design_sale())
    assert "1 上海青\n0.912kg × 4.98 4.54\n6折 优惠 1.82 折后 2.72\n补贴 0.98 实付 1.74\n" in text
    assert "3 压榨菜籽油 5L\n1桶 × 69.90 69.90\n8折 优惠 13.98 折后 55.92\n" in text


def test_a_line_that_crosses_the_cap_is_explained() -> None:
    assert (
        "5 五常大米 10kg\n1袋 × 69.90 69.90\n"
        "额度内 43.30 按8折，其余 26.60 按市场价\n部分8折 优惠 8.66 折后 61.24\n"
    ) in printed(design_sale())


def test_a_line_the_card_does_not_pay_for_says_why() -> None:
    text = printed(
        sale(
            [line("酿造生抽", "调味", 990), line("高粱白酒", "酒", 3_000), line("青菜", "蔬菜", 500)],
            used={"vegetable": 10_000, "staple": 0, "subsidy": 0},
        )
    )
    assert "1 酿造生抽\n1件 × 9.90 9.90\n不在优惠品类，按市场价\n" in text
    assert "2 高粱白酒\n1件 × 30.00 30.00\n酒类不用优惠和补贴，按市场价\n" in text
    assert "3 青菜\n1件 × 5.00 5.00\n本月蔬菜额度已用完，按市场价\n" in text


def test_a_line_at_market_price_still_says_what_the_subsidy_paid() -> None:
    text = printed(design_sale())
    assert "6 酿造生抽 500ml\n2瓶 × 9.90 19.80\n不在优惠品类，按市场价\n补贴 7.10 实付 12.70\n" in text
    without = printed(sale(used={"vegetable": 0, "staple": 0, "subsidy": 6_000}))
    assert "实付" not in without


def test_goods_that_cost_nothing_need_no_reason() -> None:
    text = printed(sale([line("赠品袋", "日用", 0)], used=UNTOUCHED))
    assert "1 赠品袋\n1件 × 0.00 0.00\n---" in text


def test_totals_tenders_and_change_are_those_of_the_design() -> None:
    text = printed(design_sale())
    assert "市场价合计（7件） 201.23\n爱心优惠 -33.94\n补贴支付 -60.00\n应付 ￥107.29\n" in text
    assert "微信支付 ····3391 50.00\n现金 100.00\n找零 42.71\n" in text


def test_a_sale_that_the_subsidy_pays_whole_has_no_tender_and_opens_no_drawer() -> None:
    receipt = sale_receipt(
        sale([line("牙膏", "日用", 990)], used=UNTOUCHED), SHOP, programme=PROGRAMME, reprint=False
    )
    assert "应付 ￥0.00" in on_paper(receipt)
    assert "找零" not in on_paper(receipt)
    assert not receipt.opens_drawer


def test_the_drawer_opens_for_cash_only_and_not_for_a_copy() -> None:
    wechat = sale(tenders=(Tender(TenderKind.WECHAT, 20_123),))
    for sold, reprint, opens in ((sale(), False, True), (sale(), True, False), (wechat, False, False)):
        assert sale_receipt(sold, SHOP, programme=PROGRAMME, reprint=reprint).opens_drawer is opens
    assert "找零" not in printed(wechat)


def test_sale_number_and_short_hash_stand_beside_the_code_that_a_scanner_reads() -> None:
    receipt = sale_receipt(design_sale(), SHOP, programme=PROGRAMME, reprint=False)
    assert QrRow(SALE_NO) in receipt.rows
    assert f"[QR {SALE_NO}]\n{SALE_NO}\n校验码 3f9a0c12\n" in on_paper(receipt)


def test_the_cards_part_shows_every_pool_before_used_and_left_with_the_days_that_remain() -> None:
    tear_off = printed(design_sale()).partition("沿此线撕下")[2]
    assert (
        "爱心卡 ····8812 2026-11-23\n11月额度 使用前 本次用 剩余\n"
        "蔬菜 62.30 14.83 47.47\n米面油肉蛋奶 140.00 140.00 0.00\n购物补贴 60.00 60.00 0.00\n"
        "11月额度有效至11月30日，还有7天\n"
    ) in tear_off


def test_what_concerns_the_card_alone_can_be_torn_off() -> None:
    above = printed(design_sale()).partition("沿此线撕下")[0]
    assert "8812" not in above and "爱心卡" not in above and "剩余" not in above


@pytest.mark.parametrize("state", [each for each in BenefitState if each is not BenefitState.READY])
def test_a_card_that_could_give_nothing_says_why_and_what_to_do(state: BenefitState) -> None:
    text = printed(sale(used=USED_BEFORE, state=state))
    above, _, tear_off = text.partition("沿此线撕下")
    assert "按市场价" not in above, "the reason is the same for all lines and stands with the card"
    assert "本单按市场价。\n" in tear_off
    for sentence in NOT_READY[state]:
        assert sentence in tear_off


def test_a_public_receipt_is_the_same_without_the_part_to_tear_off() -> None:
    public = sale_receipt(sale(), SHOP, programme=PROGRAMME, reprint=False)
    with_card = sale_receipt(
        sale(used=USED_BEFORE, state=BenefitState.NO_LEASE), SHOP, programme=PROGRAMME, reprint=False
    )
    assert with_card.rows[: len(public.rows)] == public.rows
    assert TearRow() not in public.rows and TearRow() in with_card.rows
    assert "爱心优惠 0.00\n补贴支付 0.00\n" in on_paper(public)


def test_nothing_on_any_receipt_tells_who_is_poor_or_who_the_holder_is() -> None:
    texts = [printed(design_sale()), printed(sale()), on_paper(balance_receipt(BALANCE, SHOP, at_ms=AT_MS))]
    texts += [printed(sale(used=USED_BEFORE, state=state)) for state in BenefitState]
    for text in texts:
        for word in ("困难", "低保", "救助", "贫", "张*兰", CARD_NO, CARD_NO[:8]):
            assert word not in text


def test_a_copy_is_marked_on_both_parts() -> None:
    above, _, tear_off = printed(design_sale(), reprint=True).partition("沿此线撕下")
    assert "【重印】\n" in above
    assert "爱心卡 ····8812 重印 2026-11-23\n" in tear_off
    assert "重印" not in printed(design_sale())


def test_the_published_contribution_is_printed_as_it_was_published_or_not_at_all() -> None:
    published = replace(PROGRAMME, contribution_text="10月每百元消费为慈善贡献5.02元")
    text = on_paper(sale_receipt(sale(), SHOP, programme=published, reprint=False))
    assert "10月每百元消费为慈善贡献5.02元\n" in text
    assert "贡献" not in printed(sale())


def test_a_pool_that_gives_nothing_off_needs_no_words() -> None:
    full_price = replace(PROGRAMME, pools=(Pool("tea", "茶", ("茶",), percent_paid=100, monthly_cap=1_000),))
    used = {"tea": 0, "subsidy": 6_000}
    sold = sale([line("花茶", "茶", 500)], used=used, programme=full_price)
    text = on_paper(sale_receipt(sold, SHOP, programme=full_price, reprint=False))
    assert "1 花茶\n1件 × 5.00 5.00\n---" in text


def test_a_programme_without_pools_prints_the_subsidy_alone() -> None:
    bare = replace(PROGRAMME, pools=(), subsidy=Subsidy(6_000, ()))
    sold = sale([line("花茶", "茶", 500)], used={"subsidy": 0}, programme=bare)
    text = on_paper(sale_receipt(sold, SHOP, programme=bare, reprint=False))
    assert "购物补贴 60.00 5.00 55.00\n" in text


@pytest.mark.parametrize(
    ("percent", "words"),
    [
        (60, "6折"),
        (80, "8折"),
        (85, "85折"),
        (5, "0.5折"),
        (10, "1折"),
        (99, "99折"),
        (0, "免费"),
        (100, "原价"),
    ],
)
def test_percentages_are_said_as_shops_say_them(percent: int, words: str) -> None:
    assert percent_words(percent) == words


@pytest.mark.parametrize(
    ("month", "today", "words"),
    [
        ("2026-11", "2026-11-01", "11月额度有效至11月30日，还有29天"),
        ("2026-11", "2026-11-30", "11月额度有效至11月30日，今天是最后一天"),
        ("2028-02", "2028-02-27", "2月额度有效至2月29日，还有2天"),
        ("2026-11", "2026-12-01", "11月额度有效至11月30日"),
    ],
)
def test_the_days_that_remain_are_said_without_urging(month: str, today: str, words: str) -> None:
    assert days_left_words(month, today) == words


def test_a_balance_is_printed_without_buying() -> None:
    text = on_paper(balance_receipt(BALANCE, SHOP, at_ms=AT_MS))
    assert "爱心卡 ····8812 额度查询\n2026-11-23 10:42:07\n" in text
    assert "蔬菜 100.00 52.53 47.47\n米面油肉蛋奶 200.00 200.00 0.00\n购物补贴 60.00 0.00 60.00\n" in text
    assert "还有7天" in text


@pytest.mark.parametrize("state", [each for each in BenefitState if each is not BenefitState.READY])
def test_a_balance_that_cannot_be_told_says_why_and_shows_no_wrong_figures(state: BenefitState) -> None:
    text = on_paper(balance_receipt(replace(BALANCE, state=state), SHOP, at_ms=AT_MS))
    assert all(sentence in text for sentence in NOT_READY[state])
    assert "0.00" not in text


def test_a_refused_card_gets_its_reason_on_paper() -> None:
    words = ("此卡已挂失。", "请持身份证到慈善会补办。")
    text = on_paper(refusal_receipt("8812", words, SHOP, at_ms=AT_MS))
    assert "爱心卡 ····8812 额度查询\n" in text
    assert "此卡已挂失。\n请持身份证到慈善会补办。\n" in text


@given(st.permutations(DESIGN_LINES), st.sampled_from([48, 32]))
def test_whatever_the_order_the_lines_on_paper_add_up_to_the_totals(
    order: list[BasketLine], columns: int
) -> None:
    sold = sale(order, used=USED_BEFORE, tenders=MIXED_TENDERS)
    text = on_paper(sale_receipt(sold, SHOP, programme=PROGRAMME, reprint=False), columns=columns)
    markets = [row for row in text.splitlines() if " × " in row]
    assert sum(int(row.rpartition(" ")[2].replace(".", "")) for row in markets) == sold.facts.totals.market
    nets = [row.rpartition("折后 ")[2] for row in text.splitlines() if "折后 " in row]
    paid_in_full = sum(each.quoted.net for each in sold.facts.lines if not each.quoted.covered)
    assert sum(int(net.replace(".", "")) for net in nets) + paid_in_full == sold.facts.totals.net
    if sold.facts.totals.subsidy:
        paid = [row.rpartition("实付 ")[2] for row in text.splitlines() if "实付 " in row]
        assert sum(int(each.replace(".", "")) for each in paid) == sold.facts.totals.payable


def test_the_sums_of_a_public_sale_stand_in_the_words_and_the_order_of_a_card_s() -> None:
    """A receipt on the counter must not tell by its length or its words who has a card (DESIGN 10)."""

    def sums(sold: SaleOnPaper) -> list[str]:
        lines = printed(sold).splitlines()
        first = next(n for n, each in enumerate(lines) if each.startswith("市场价合计"))
        return [each.split(" ")[0].split("（")[0] for each in lines[first : first + 4]]

    assert sums(sale()) == sums(design_sale())
    assert sums(sale())[1:3] == ["爱心优惠", "补贴支付"]
