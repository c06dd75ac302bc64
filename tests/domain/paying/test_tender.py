from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.paying.tender import (
    PaidSoFar,
    Tender,
    TenderKind,
    TenderState,
    check_paid,
    check_tender,
    what_is_due,
)
from pos.errors.paying import TenderNotEnough, TenderNothingDue, TenderTooMuch

small = st.integers(0, 30)
not_cash = st.sampled_from([TenderKind.WECHAT, TenderKind.ALIPAY, TenderKind.OTHER])


def cash(amount: int) -> Tender:
    return Tender(TenderKind.CASH, amount)


def wechat(amount: int) -> Tender:
    return Tender(TenderKind.WECHAT, amount)


def test_nothing_given_is_all_due() -> None:
    assert what_is_due(1073, []) == PaidSoFar(payable=1073, tendered=0, due=1073, change=0)


def test_a_tender_without_a_scanned_code_refers_to_none() -> None:
    assert (cash(1).reference_tail, cash(1).state) == ("", TenderState.CONFIRMED)


def test_several_tenders_pay_one_sale() -> None:
    assert what_is_due(1073, [wechat(73), cash(500)]) == PaidSoFar(1073, 573, 500, 0)
    assert what_is_due(1073, [wechat(73), cash(1000)]) == PaidSoFar(1073, 1073, 0, 0)


def test_a_big_note_gives_change() -> None:
    assert what_is_due(1073, [cash(10000)]) == PaidSoFar(1073, 10000, 0, 8927)


@given(payable=small, amounts=st.lists(small, max_size=4))
def test_what_is_due_and_what_is_given_back_never_stand_together(payable: int, amounts: list[int]) -> None:
    paid_so_far = what_is_due(payable, [cash(amount) for amount in amounts])

    assert paid_so_far.due * paid_so_far.change == 0
    assert paid_so_far.payable + paid_so_far.change == paid_so_far.tendered + paid_so_far.due
    assert paid_so_far.due >= 0 and paid_so_far.change >= 0


def test_cash_may_be_more_than_is_due_and_nothing_else_may() -> None:
    check_tender(1073, [], cash(10000))
    check_tender(1073, [], wechat(1073))
    check_tender(1073, [cash(73)], wechat(1000))
    for kind in (TenderKind.WECHAT, TenderKind.ALIPAY, TenderKind.OTHER):
        with pytest.raises(TenderTooMuch) as refusal:
            check_tender(1073, [cash(73)], Tender(kind, 1001))
        assert refusal.value.facts == {"due_fen": 1000}


@pytest.mark.parametrize("tenders", [[cash(1073)], [cash(2000)], [wechat(1073)]])
def test_a_paid_sale_takes_no_more_money(tenders: list[Tender]) -> None:
    for more in (cash(1), wechat(1)):
        with pytest.raises(TenderNothingDue):
            check_tender(1073, tenders, more)


def test_a_sale_that_costs_nothing_takes_no_money() -> None:
    with pytest.raises(TenderNothingDue):
        check_tender(0, [], cash(1))
    assert check_paid(0, []) == PaidSoFar(0, 0, 0, 0)


def test_a_sale_is_done_when_all_is_paid() -> None:
    with pytest.raises(TenderNotEnough) as refusal:
        check_paid(1073, [cash(1072)])
    assert refusal.value.facts == {"due_fen": 1}
    assert check_paid(1073, [cash(1100)]).change == 27


@given(payable=small, tries=st.lists(st.tuples(st.sampled_from(TenderKind), st.integers(1, 30)), max_size=6))
def test_change_never_exceeds_the_cash_that_was_given(
    payable: int, tries: list[tuple[TenderKind, int]]
) -> None:
    taken: list[Tender] = []
    for kind, amount in tries:
        try:
            check_tender(payable, taken, Tender(kind, amount))
        except (TenderTooMuch, TenderNothingDue):
            continue
        taken.append(Tender(kind, amount))

    given_in_cash = sum(tender.amount for tender in taken if tender.kind is TenderKind.CASH)
    assert what_is_due(payable, taken).change <= given_in_cash
