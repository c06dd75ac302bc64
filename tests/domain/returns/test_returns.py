"""Giving goods back: part by part the mirror of the sale, in the end as if it had never been."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.cards.lease import LeaseSpend
from pos.domain.decoding import decode_entry
from pos.domain.goods.goods import SoldBy
from pos.domain.journal.entries import Entry, encode_entry, raw_data
from pos.domain.paying.tender import Tender, TenderKind
from pos.domain.quantity import ONE
from pos.domain.returns.checks_return import check_return
from pos.domain.returns.facts import Refund
from pos.domain.returns.mirror import NOTHING_BEFORE, left_to_return, return_line, split_refund
from pos.domain.selling.sale import used_by_pool
from pos.errors.returns import ReturnedAlready, ReturnEmpty, ReturnTooMuch
from pos.errors.selling import LineUnknown
from pos.errors.typed import QuantityNotWhole
from tests.domain.returning import (
    AFTER_IT,
    IN_THE_MONTH,
    give_back,
    line_of,
    one_visit,
    parts_of,
    sale_of,
)
from tests.records import replace, return_from_data
from tests.strategies import PaidSale, paid_sales


@given(paid=paid_sales(), data=st.data())
def test_a_sale_given_back_in_any_parts_is_as_if_it_had_never_been(
    paid: PaidSale, data: st.DataObject
) -> None:
    sale = paid.facts

    back = give_back(sale, data.draw(parts_of(sale)))

    for name in ("market", "discount", "net", "subsidy", "payable"):
        assert sum(getattr(each.totals, name) for each in back.returns) == getattr(sale.totals, name)
    spent = {(each.lease_id, each.pool): each.amount for each in (sale.card.spends if sale.card else ())}
    assert back.restored_by_lease() == spent
    assert sum(back.before.refunds.values()) == sale.totals.payable - sale.rounding
    assert back.before.refunds.get("cash", 0) == sale.paid_in_cash
    assert left_to_return(sale, back.before.quantities) == {}


@given(paid=paid_sales(), data=st.data())
def test_no_part_gives_back_more_than_was_taken(paid: PaidSale, data: st.DataObject) -> None:
    sale = paid.facts
    sold = {line.number: line.quoted for line in sale.lines}

    for line in give_back(sale, data.draw(parts_of(sale))).lines():
        quoted = sold[line.number]
        assert 0 <= line.payable <= quoted.payable
        assert 0 <= line.subsidy <= quoted.subsidy
        assert 0 <= line.discount <= quoted.discount
        assert 0 <= line.counted <= quoted.counted
        assert line.market == line.payable + line.subsidy + line.discount


@given(paid=paid_sales(), data=st.data())
def test_leases_are_never_restored_beyond_what_they_spent(paid: PaidSale, data: st.DataObject) -> None:
    sale = paid.facts

    back = give_back(sale, data.draw(parts_of(sale))[:1])

    used = used_by_pool(sale.lines)
    for facts in back.returns:
        for pool, amount in facts.restored().items():
            assert 0 < amount <= used[pool]
        taken = sum(line.subsidy for line in facts.lines)
        taken += sum(line.counted for line in facts.lines if line.pool is not None)
        assert sum(each.amount for each in facts.restorations) == taken
        assert facts.forfeited == {}


@given(paid=paid_sales(), data=st.data())
def test_money_goes_back_by_the_way_it_came_and_never_more(paid: PaidSale, data: st.DataObject) -> None:
    sale = paid.facts

    back = give_back(sale, data.draw(parts_of(sale)))

    for facts in back.returns:
        assert sum(refund.amount for refund in facts.refunds) == facts.totals.payable - facts.rounding
        assert all(refund.amount > 0 for refund in facts.refunds)
        assert [r.kind for r in facts.refunds].count(TenderKind.CASH) <= 1
    for way in {tender.way for tender in sale.tenders if tender.kind is not TenderKind.CASH}:
        paid_so = sum(tender.amount for tender in sale.tenders if tender.way == way)
        assert back.before.refunds.get(way, 0) == paid_so


@given(paid=paid_sales(), data=st.data())
def test_after_the_month_the_cards_part_goes_nowhere_least_of_all_into_a_hand(
    paid: PaidSale, data: st.DataObject
) -> None:
    sale = paid.facts

    back = give_back(sale, data.draw(parts_of(sale)), on=AFTER_IT)

    assert back.restored_by_lease() == {}
    forfeited: dict[str, int] = {}
    for facts in back.returns:
        for pool, amount in facts.forfeited.items():
            forfeited[pool] = forfeited.get(pool, 0) + amount
    assert forfeited == (used_by_pool(sale.lines) if sale.card else {})
    assert sum(back.before.refunds.values()) == sale.totals.payable - sale.rounding


@given(paid=paid_sales(), data=st.data(), on=st.sampled_from([IN_THE_MONTH, AFTER_IT]))
def test_what_is_written_is_read_back_and_every_check_agrees(
    paid: PaidSale, data: st.DataObject, on: str
) -> None:
    sale = paid.facts
    elsewhere = data.draw(st.booleans())

    back = give_back(sale, data.draw(parts_of(sale)), on=on, elsewhere=elsewhere)

    known = NOTHING_BEFORE
    for facts in back.returns:
        entry = Entry("S01-1", 1, 1, "r", "return", 1, 0, on, "1001", None, raw_data(facts))
        assert return_from_data(decode_entry(encode_entry(entry)).data) == facts
        assert not facts.elsewhere or facts.restorations == ()
        assert check_return(facts, sale, known.quantities, known.restorations, known.refunds) == []
        known = known.plus(facts)


@given(paid=paid_sales())
def test_what_was_given_back_cannot_be_given_back_again(paid: PaidSale) -> None:
    line = paid.facts.lines[0]

    with pytest.raises(ReturnedAlready):
        return_line(line, ONE, returned_before=line.quantity)
    with pytest.raises(ReturnTooMuch):
        return_line(line, line.quantity + ONE, returned_before=0)
    with pytest.raises(ReturnTooMuch):
        return_line(line, 0, returned_before=0)


@given(paid=paid_sales())
def test_pieces_come_back_whole_and_lines_by_their_number(paid: PaidSale) -> None:
    line = replace(paid.facts.lines[0], sold_by=SoldBy.PIECE, quantity=2 * ONE)

    with pytest.raises(QuantityNotWhole):
        return_line(line, 1_500, returned_before=0)
    with pytest.raises(LineUnknown):
        one_visit(paid.facts, {99: ONE})
    with pytest.raises(ReturnEmpty):
        one_visit(paid.facts, {})


def test_three_bottles_for_ten_fen_come_back_as_three_three_and_four() -> None:
    line = line_of(quantity=3 * ONE, payable=10)

    parts = [return_line(line, ONE, returned_before=before * ONE).payable for before in range(3)]

    assert parts == [3, 3, 4]


def test_a_kilogram_comes_back_in_three_thirds_and_the_last_gram_brings_the_rest() -> None:
    line = replace(line_of(quantity=ONE, payable=100), sold_by=SoldBy.WEIGHT)

    before, parts = 0, []
    for grams in (333, 333, 333, 1):
        parts.append(return_line(line, grams, returned_before=before).payable)
        before += grams

    assert parts == [33, 33, 33, 1]


def test_the_last_debit_is_undone_first() -> None:
    sale = sale_of(subsidy=8, spends=(LeaseSpend("L1", "subsidy", 5), LeaseSpend("L2", "subsidy", 3)))

    facts = one_visit(sale, {1: ONE})

    assert facts.restorations == (LeaseSpend("L2", "subsidy", 3), LeaseSpend("L1", "subsidy", 1))
    assert facts.refunds == ()


def test_the_phone_gets_its_money_first_and_only_the_rest_is_cash() -> None:
    sale = replace(
        sale_of(payable=100),
        tenders=(
            Tender(TenderKind.CASH, 50),
            Tender(TenderKind.WECHAT, 30, payment_id="P1"),
            Tender(TenderKind.WECHAT, 40, payment_id="P2"),
        ),
        change=20,
    )

    first = split_refund(sale, 50, {}, payable_before=0)
    second = split_refund(sale, 50, {"wechat": 50}, payable_before=50)

    assert first == (Refund(TenderKind.WECHAT, 30, "P1"), Refund(TenderKind.WECHAT, 20, "P2"))
    assert second == (Refund(TenderKind.WECHAT, 20, "P2"), Refund(TenderKind.CASH, 30))
