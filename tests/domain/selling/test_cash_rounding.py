"""抹零 of sales and returns: to its own account, of cash only, and undone to the fen by giving all back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.journal.record import record_to_data
from pos.domain.paying.tender import PaidSoFar, Tender, TenderKind, check_tender, what_is_due
from pos.domain.quantity import ONE
from pos.domain.returns.checks_return import check_return, check_return_alone
from pos.domain.returns.mirror import NOTHING_BEFORE, ReturnTerms, confirmed, return_goods
from pos.domain.selling.checks import check_sale
from pos.domain.selling.sale import RoundedCash
from pos.domain.shifts.takings import Takings
from pos.domain.shop_rules import CashRounding
from pos.errors.paying import CashNotInCoins
from tests.domain.returning import IN_THE_MONTH, sale_of
from tests.records import replace, return_from_data, sale_from_data
from tests.strategies import PaidSale, paid_sales

JIAO = CashRounding.DOWN_TO_JIAO


def cash(amount: int) -> Tender:
    return Tender(TenderKind.CASH, amount)


def wechat(amount: int) -> Tender:
    return Tender(TenderKind.WECHAT, amount)


def test_cash_pays_the_rounded_sum_and_change_needs_no_fen() -> None:
    open_sale = what_is_due(8434, [], JIAO)
    assert (open_sale.due, open_sale.cash_due, open_sale.cash_rounding) == (8434, 8430, 4)
    assert what_is_due(8434, [cash(8430)], JIAO) == PaidSoFar(8434, 8430, 0, 0, 4)
    assert what_is_due(8434, [cash(10_000)], JIAO) == PaidSoFar(8434, 10_000, 0, 1570, 4)
    assert what_is_due(8434, [cash(5000)], JIAO).cash_due == 3430


@pytest.mark.parametrize(
    ("rule", "payable", "paid", "rounding"),
    [
        (JIAO, 8434, 8430, 4),
        (CashRounding.HALF_UP_TO_JIAO, 8435, 8440, -5),
        (CashRounding.HALF_UP_TO_JIAO, 8434, 8430, 4),
        (CashRounding.DOWN_TO_YUAN, 8499, 8400, 99),
        (CashRounding.OFF, 8434, 8434, 0),
    ],
)
def test_worked_sums_of_cash(rule: CashRounding, payable: int, paid: int, rounding: int) -> None:
    assert what_is_due(payable, [], rule).cash_due == paid
    in_cash = what_is_due(payable, [cash(paid)], rule)
    assert (in_cash.due, in_cash.change, in_cash.rounding) == (0, 0, rounding)


def test_a_phone_pays_every_fen_and_beside_it_only_the_cash_rest_is_rounded() -> None:
    assert what_is_due(8434, [wechat(8434)], JIAO) == PaidSoFar(8434, 8434, 0, 0)
    assert what_is_due(8434, [wechat(4000)], JIAO).cash_due == 4430
    assert what_is_due(8434, [wechat(4000), cash(4430)], JIAO).rounding == 4
    assert what_is_due(8434, [cash(5000), wechat(3434)], JIAO) == PaidSoFar(8434, 8434, 0, 0)
    assert what_is_due(8434, [cash(5000)], JIAO).due == 3434  # What a phone would pay.


def test_a_rest_that_rounds_to_nothing_is_paid_by_nothing() -> None:
    assert what_is_due(8434, [wechat(8430)], JIAO).due == 4
    assert what_is_due(8434, [wechat(8430), cash(0)], JIAO) == PaidSoFar(8434, 8430, 0, 0, 4)


def test_fen_are_not_taken_where_there_are_none() -> None:
    with pytest.raises(CashNotInCoins):
        check_tender(8434, [], cash(8434), JIAO)
    check_tender(8434, [], cash(8434))
    check_tender(8434, [], wechat(8434), JIAO)


@given(paid_sales())
def test_payments_and_rounding_are_the_goods_less_the_benefits(paid: PaidSale) -> None:
    sale, totals = paid.facts, paid.facts.totals
    received = sum(tender.amount for tender in sale.tenders) - sale.change
    assert received + sale.rounding == totals.market - totals.discount - totals.subsidy
    assert sale.paid_in_cash % (sale.cash_rule.unit if sale.paid_in_cash else 1) == 0
    assert sale.change % sale.cash_rule.coin == 0
    assert check_sale(sale, paid.programme) == []
    assert sale_from_data(record_to_data(sale)) == sale
    if all(tender.kind is not TenderKind.CASH for tender in sale.tenders):
        assert sale.rounding == 0
    wrong = replace(sale, rounded=RoundedCash(sale.cash_rule, sale.rounding + 1))
    assert "sale.rounding" in [finding.code for finding in check_sale(wrong, paid.programme)]


@given(
    rule=st.sampled_from(CashRounding),
    payable=st.integers(1, 400),
    phone=st.integers(0, 60),
    parts=st.lists(st.integers(1, 4), min_size=1, max_size=5),
)
def test_what_comes_back_in_parts_is_in_coins_and_ends_where_it_began(
    rule: CashRounding, payable: int, phone: int, parts: list[int]
) -> None:
    """One line of as many pieces as the parts have, given back part by part."""
    pieces, phone = sum(parts), min(phone, payable)
    by_phone = [wechat(phone)] if phone else []
    tenders = (*by_phone, *([cash(what_is_due(payable, by_phone, rule).cash_due)] if payable > phone else []))
    bare = sale_of(payable=payable)
    sale = replace(
        bare,
        lines=(replace(bare.lines[0], quantity=pieces * ONE),),
        tenders=tenders,
        rounded=RoundedCash(rule, what_is_due(payable, tenders, rule).rounding),
    )
    before, takings = NOTHING_BEFORE, Takings()
    takings.sale(sale)
    undone = 0
    for visit, part in enumerate(parts, 1):
        terms = ReturnTerms(f"S01-1-20261123-R{visit:03d}", "shift", IN_THE_MONTH, "", "rule", elsewhere=True)
        facts = confirmed(return_goods(sale, {1: part * ONE}, before, terms), "9001")
        assert check_return(facts, sale, before.quantities, (), before.refunds) == []
        assert check_return_alone(facts) == []
        assert facts.refunded(TenderKind.CASH) % rule.unit == 0
        assert sum(each.amount for each in facts.refunds) + facts.rounding == facts.totals.payable
        assert return_from_data(record_to_data(facts)) == facts
        forged = replace(facts, rounding=facts.rounding + 1)
        assert check_return(forged, sale, before.quantities, (), before.refunds) != []
        for refund in facts.refunds:
            takings.refund(refund.kind.value, refund.amount)
        undone += facts.rounding
        before = before.plus(facts)
    assert undone == sale.rounding
    assert [each.sold - each.refunded for each in takings.takings()] == [0, 0, 0]
    assert takings.drawer().expected == 0
