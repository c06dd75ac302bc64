"""What a sale without its benefit is worth afterwards: what it would have got on the spot, never more."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.cards.card import BasketCard, BenefitState
from pos.domain.money import Fen
from pos.domain.paying.tender import Tender, TenderKind
from pos.domain.programme.programme import PoolId
from pos.domain.selling.basket import Origin, line_for
from pos.domain.selling.make_good import CameBack, Due, NotDue, due, is_worth_a_slip
from pos.domain.selling.quote import quote
from pos.domain.selling.sale import SaleFacts, conclude, used_by_pool
from tests.domain.selling.test_quote import PROGRAMME
from tests.records import replace
from tests.strategies import CARD_NO, MONTH, PaidSale, basket, goods, lefts, paid_sales

WHOLE_MONTH = PROGRAMME.entitlement()


def sold(
    category: str, price: Fen, *, state: BenefitState = BenefitState.NO_LEASE, limit: Fen | None = 0
) -> SaleFacts:
    """One thing at the market price, to a card that got nothing; without a limit the subsidy is wanted."""
    thing = goods(category=category, price=price)
    line = line_for(thing, quantity=1000, amount=None, barcode="6901234567892", origin=Origin.SCAN)
    card = BasketCard(CARD_NO, "张*兰", MONTH, state)
    cash = (Tender(TenderKind.CASH, price),)
    paid = basket(line, card=card, subsidy_limit=limit, tenders=cash)
    priced = quote(paid.items(), PROGRAMME, left={}, subsidy_limit=limit)
    return conclude(paid, priced, (), sale_no="S01-1-20261123-0001", shift_id="shift-1")


def partly(left: Fen, price: Fen = 1000) -> SaleFacts:
    """Vegetables to a card of whose month this till held only a part."""
    sale = sold("蔬菜", price, state=BenefitState.READY)
    priced = quote([line.item() for line in sale.lines], PROGRAMME, left={"vegetable": left}, subsidy_limit=0)
    assert sale.card is not None and priced.before is not None and priced.remaining is not None
    lines = tuple(
        replace(line, **quoted._asdict()) for line, quoted in zip(sale.lines, priced.lines, strict=True)
    )
    card = replace(sale.card, before=dict(priced.before), after=dict(priced.remaining))
    return replace(sale, lines=lines, totals=priced.totals, card=card)


def test_a_card_that_got_a_part_has_the_rest_coming_and_no_more() -> None:
    sale = partly(250)
    assert sale.totals.payable == 900
    assert due(sale, PROGRAMME, free={"vegetable": 9_750}) == Due(300, {"vegetable": 750})
    assert due(sale, PROGRAMME, free={"vegetable": 300}) == Due(120, {"vegetable": 300})
    assert due(sale, PROGRAMME, free={}) is NotDue.USED_UP


def test_a_part_of_the_goods_of_a_part_comes_back_with_the_benefit_it_had() -> None:
    back = {1: CameBack(400, 360, counted=100)}
    assert due(partly(250), PROGRAMME, free={"vegetable": 9_750}, returned=back) == Due(
        180, {"vegetable": 450}
    )


def test_a_part_is_worth_a_slip_when_what_is_held_elsewhere_would_have_given_more() -> None:
    sale = partly(250)
    assert is_worth_a_slip(sale, PROGRAMME, held={"vegetable": 250})
    assert not is_worth_a_slip(sale, PROGRAMME, held=WHOLE_MONTH)


def test_what_was_paid_too_much_is_due_and_the_cards_month_goes_down() -> None:
    assert due(sold("蔬菜", 1000), PROGRAMME, free=WHOLE_MONTH) == Due(400, {"vegetable": 1000})


def test_only_what_is_free_of_the_month_is_made_good() -> None:
    assert due(sold("蔬菜", 1000), PROGRAMME, free={"vegetable": 250}) == Due(100, {"vegetable": 250})
    assert due(sold("蔬菜", 1000), PROGRAMME, free={"staple": 250}) is NotDue.USED_UP


def test_the_subsidy_is_made_good_as_far_as_it_was_wanted() -> None:
    wanted = sold("蔬菜", 1000, limit=150)

    assert due(wanted, PROGRAMME, free=WHOLE_MONTH) == Due(550, {"vegetable": 1000, "subsidy": 150})
    assert due(sold("日用", 1000, limit=None), PROGRAMME, free=WHOLE_MONTH) == Due(1000, {"subsidy": 1000})


def test_what_came_back_is_not_made_good() -> None:
    sale = sold("蔬菜", 1000)

    assert due(sale, PROGRAMME, free=WHOLE_MONTH, returned={1: CameBack(400, 400)}) == Due(
        240, {"vegetable": 600}
    )
    assert due(sale, PROGRAMME, free=WHOLE_MONTH, returned={1: CameBack(1000, 1000)}) is NotDue.RETURNED


@pytest.mark.parametrize(
    ("sale", "why"),
    [
        (replace(sold("蔬菜", 1000), card=None), NotDue.NO_CARD),
        (sold("蔬菜", 1000, state=BenefitState.REFUSED), NotDue.REFUSED),
        (partly(10_000), NotDue.GIVEN),
        (sold("日用", 1000), NotDue.NOT_COVERED),
        (sold("烟", 1000, limit=None), NotDue.NOT_COVERED),
    ],
)
def test_no_slip_is_written_where_nothing_can_be_due(sale: SaleFacts, why: NotDue) -> None:
    assert due(sale, PROGRAMME, free=WHOLE_MONTH) is why
    assert not is_worth_a_slip(sale, PROGRAMME)


@pytest.mark.parametrize("state", [BenefitState.NO_LEASE, BenefitState.FENCED, BenefitState.NO_PROGRAMME])
def test_a_slip_is_worth_writing_when_only_the_till_was_in_the_way(state: BenefitState) -> None:
    assert is_worth_a_slip(sold("蔬菜", 1000, state=state), PROGRAMME)


@given(st.data(), paid_sales())
def test_afterwards_as_much_was_paid_as_would_have_been_on_the_spot(
    data: st.DataObject, paid: PaidSale
) -> None:
    sale, free = paid.facts, data.draw(lefts(paid.programme))
    if sale.card is None:
        return
    used = used_by_pool(sale.lines)
    left = {pool: amount + used.get(pool, 0) for pool, amount in free.items()}
    spot = quote(paid.basket.items(), paid.programme, left=left, subsidy_limit=sale.subsidy_limit)
    found = due(sale, paid.programme, free=free)

    amount = found.amount if isinstance(found, Due) else 0
    assert sale.totals.payable - amount == spot.totals.payable


@given(st.data(), st.lists(paid_sales(), max_size=3))
def test_several_slips_in_order_of_time_never_take_more_than_the_month(
    data: st.DataObject, several: list[PaidSale]
) -> None:
    if not several:
        return
    programme = several[0].programme
    month = data.draw(lefts(programme))
    free: dict[PoolId, Fen] = dict(month)
    for paid in several:
        found = due(paid.facts, programme, free=free)
        if isinstance(found, Due):
            assert 0 < found.amount <= paid.facts.totals.payable
            assert all(0 < amount <= free.get(pool, 0) for pool, amount in found.debits.items())
            free = {pool: left - found.debits.get(pool, 0) for pool, left in free.items()}

    assert all(0 <= left <= month[pool] for pool, left in free.items())
