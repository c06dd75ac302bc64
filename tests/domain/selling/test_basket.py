from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.cards.card import BasketCard, BenefitState
from pos.domain.goods.goods import Goods, SoldBy
from pos.domain.money import AMOUNT_FEN_MAX
from pos.domain.paying.tender import Tender, TenderKind
from pos.domain.quantity import QUANTITY_MAX
from pos.domain.selling.basket import (
    LINES_MAX,
    Basket,
    BasketLine,
    Origin,
    add_line,
    drop_line,
    line_at,
    line_for,
    pieces,
    set_quantity,
)
from pos.domain.selling.quote import QuoteItem
from pos.errors.selling import BasketFull, LineUnknown
from pos.errors.typed import AmountOutOfRange, QuantityFixedByLabel, QuantityNotWhole
from tests.strategies import CARD_NO, MONTH, basket, basket_lines, goods

SOAP = goods("肥皂", price=350)
POTATOES = goods("土豆", code="1001", unit="斤", category="蔬菜", price=249, sold_by=SoldBy.WEIGHT)


def line(
    what: Goods,
    *,
    quantity: int = 1000,
    amount: int | None = None,
    origin: Origin = Origin.SCAN,
    barcode: str = "",
) -> BasketLine:
    return line_for(what, quantity=quantity, amount=amount, barcode=barcode or what.code, origin=origin)


def added(*lines: BasketLine) -> Basket:
    built = basket()
    for each in lines:
        built = add_line(built, each)
    return built


def test_a_line_is_made_of_goods() -> None:
    made = line(goods("压榨菜籽油", spec="5L", category="油", unit="桶", price=6990), quantity=2000)

    assert (made.number, made.name, made.unit, made.category) == (0, "压榨菜籽油 5L", "桶", "油")
    assert (made.unit_price, made.quantity, made.market) == (6990, 2000, 13980)


def test_a_printed_amount_is_what_the_line_costs() -> None:
    assert line(POTATOES, quantity=912, amount=230, origin=Origin.LABEL).market == 230


@pytest.mark.parametrize("quantity", [1, 999, 1001, 1500])
def test_pieces_are_whole(quantity: int) -> None:
    with pytest.raises(QuantityNotWhole) as refusal:
        line(SOAP, quantity=quantity)
    assert refusal.value.facts["name"] == "肥皂"
    assert line(POTATOES, quantity=quantity).quantity == quantity


# ── Adding ─────────────────────────────────────────────────────────────────────────────────


def test_lines_are_numbered_as_they_come_and_use_up_the_quantity_that_was_set() -> None:
    waiting = basket(next_quantity=3000)
    built = add_line(add_line(waiting, line(SOAP)), line(POTATOES))

    assert [(each.number, each.name) for each in built.lines] == [(1, "肥皂"), (2, "土豆")]
    assert built.next_quantity is None
    assert waiting.lines == ()  # The basket before is as it was.


def test_the_same_goods_twice_in_a_row_are_one_line() -> None:
    built = added(line(SOAP), line(SOAP, quantity=2000))

    assert [(each.number, each.quantity) for each in built.lines] == [(1, 3000)]
    assert built.lines[0].market == 1050
    assert add_line(replace(built, next_quantity=2000), line(SOAP)).next_quantity is None


def test_joining_the_last_line_leaves_those_before_it_alone() -> None:
    built = added(line(POTATOES), line(POTATOES), line(SOAP), line(SOAP))

    assert [(each.number, each.name, each.quantity) for each in built.lines] == [
        (1, "土豆", 1000), (2, "土豆", 1000), (3, "肥皂", 2000),
    ]  # fmt: skip


def test_goods_scanned_again_later_stay_behind_those_scanned_between() -> None:
    built = added(line(SOAP), line(POTATOES), line(SOAP))

    assert [(each.number, each.name) for each in built.lines] == [(1, "肥皂"), (2, "土豆"), (3, "肥皂")]


@pytest.mark.parametrize(
    "second",
    [
        line(replace(SOAP, price=351)),
        line(replace(SOAP, code="1002")),
        line(replace(SOAP, name="香皂")),
        line(replace(SOAP, category="蔬菜")),
        line(SOAP, amount=350),
    ],
)
def test_what_differs_in_more_than_how_it_came_is_a_line_of_its_own(second: BasketLine) -> None:
    assert len(added(line(SOAP), second).lines) == 2


def test_a_labelled_line_is_never_joined() -> None:
    assert len(added(line(SOAP, amount=350), line(SOAP)).lines) == 2
    assert len(added(line(SOAP, amount=350), line(SOAP, amount=350)).lines) == 2


def test_weighed_goods_are_a_line_each_time() -> None:
    assert len(added(line(POTATOES, quantity=500), line(POTATOES, quantity=500)).lines) == 2


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        (Origin.SCAN, Origin.SCAN, Origin.SCAN),
        (Origin.SCAN, Origin.QUICK_KEY, Origin.SCAN),
        (Origin.QUICK_KEY, Origin.SCAN, Origin.QUICK_KEY),
        (Origin.SCAN, Origin.KEYED, Origin.KEYED),
        (Origin.KEYED, Origin.SCAN, Origin.KEYED),
        (Origin.QUICK_KEY, Origin.KEYED, Origin.KEYED),
    ],
)
def test_a_joined_line_was_keyed_if_any_part_of_it_was(first: Origin, second: Origin, joined: Origin) -> None:
    built = added(line(SOAP, origin=first, barcode="a"), line(SOAP, origin=second, barcode="b"))

    assert [(each.origin, each.barcode) for each in built.lines] == [(joined, "a")]


def test_joining_stops_at_the_largest_quantity() -> None:
    free = replace(SOAP, price=0)
    built = added(line(free, quantity=QUANTITY_MAX - 1000), line(free), line(free))

    assert [each.quantity for each in built.lines] == [QUANTITY_MAX, 1000]


def test_a_fresh_basket_has_nothing_in_it() -> None:
    fresh = Basket("s-1", "2026-11-23", 0)

    assert (fresh.lines, fresh.card, fresh.tenders, fresh.paying) == ((), None, (), False)
    assert (fresh.subsidy_limit, fresh.next_quantity) == (None, None)


def test_a_basket_of_500_lines_is_full_and_yet_the_last_line_can_grow() -> None:
    names = [line(goods(f"货{number}")) for number in range(LINES_MAX)]
    full = added(*names)

    with pytest.raises(BasketFull) as refusal:
        add_line(full, line(SOAP))
    assert refusal.value.facts == {"lines_max": 500}
    assert add_line(full, names[-1]).lines[-1].quantity == 2000


def test_a_basket_dearer_than_any_amount_is_a_typing_error() -> None:
    dear = replace(SOAP, price=AMOUNT_FEN_MAX)
    just = added(line(dear))

    with pytest.raises(AmountOutOfRange):
        add_line(just, line(replace(SOAP, price=1)))
    with pytest.raises(AmountOutOfRange):
        add_line(just, line(dear))  # Joined with the line before.
    with pytest.raises(AmountOutOfRange) as refusal:
        set_quantity(just, 1, 2000)
    assert refusal.value.facts == {"text": "1,999,999.98"}
    assert add_line(just, line(replace(SOAP, price=0))).lines[0].market == AMOUNT_FEN_MAX


# ── Changing and dropping ──────────────────────────────────────────────────────────────────


def test_a_quantity_is_changed_in_place() -> None:
    built = set_quantity(added(line(SOAP), line(POTATOES)), 1, 4000)

    assert [(each.number, each.quantity) for each in built.lines] == [(1, 4000), (2, 1000)]
    assert set_quantity(built, 2, 912).lines[1].quantity == 912


def test_the_scales_label_and_the_piece_have_their_say_about_quantities() -> None:
    built = added(line(SOAP), line(POTATOES, quantity=912, amount=230))

    with pytest.raises(QuantityNotWhole) as not_whole:
        set_quantity(built, 1, 1500)
    assert not_whole.value.facts["name"] == "肥皂"
    with pytest.raises(QuantityFixedByLabel) as fixed:
        set_quantity(built, 2, 1000)
    assert fixed.value.facts == {"name": "土豆"}


@pytest.mark.parametrize("number", [-1, 0, 3, 10**9])
def test_a_line_that_is_not_there_is_unknown(number: int) -> None:
    built = added(line(SOAP), line(POTATOES))

    with pytest.raises(LineUnknown) as refusal:
        line_at(built, number)
    assert refusal.value.facts == {"number": number}
    with pytest.raises(LineUnknown):
        drop_line(built, number)
    with pytest.raises(LineUnknown):
        set_quantity(built, number, 1000)


def test_lines_move_up_when_one_is_dropped() -> None:
    built = added(line(SOAP), line(POTATOES), line(replace(SOAP, name="香皂")))

    assert [(each.number, each.name) for each in drop_line(built, 2).lines] == [(1, "肥皂"), (2, "香皂")]
    assert [(each.number, each.name) for each in drop_line(built, 3).lines] == [(1, "肥皂"), (2, "土豆")]
    assert drop_line(added(line(SOAP)), 1).lines == ()


@given(st.lists(basket_lines(), max_size=8), st.data())
def test_whatever_is_done_lines_are_numbered_from_one_and_nothing_is_lost(
    lines: list[BasketLine], data: st.DataObject
) -> None:
    built = added(*lines)
    while built.lines:
        assert [each.number for each in built.lines] == list(range(1, len(built.lines) + 1))
        number = data.draw(st.integers(1, len(built.lines)))
        dropped = drop_line(built, number)
        assert sum(each.quantity for each in dropped.lines) == (
            sum(each.quantity for each in built.lines) - line_at(built, number).quantity
        )
        built = dropped


@given(st.lists(basket_lines(), max_size=8))
def test_joining_lines_changes_no_quantity_and_only_the_rounding_of_nothing(lines: list[BasketLine]) -> None:
    """Only pieces are joined, and they are whole: the market amount is exactly the sum."""
    built = added(*lines)

    assert sum(each.quantity for each in built.lines) == sum(each.quantity for each in lines)
    assert sum(each.market for each in built.lines) == sum(each.market for each in lines)


# ── Looking at it ──────────────────────────────────────────────────────────────────────────


def test_pricing_sees_categories_and_amounts() -> None:
    assert added(line(SOAP, quantity=2000), line(POTATOES, amount=230)).items() == [
        QuoteItem("日用", 700), QuoteItem("蔬菜", 230),
    ]  # fmt: skip


def test_the_customer_carries_pieces_and_bags() -> None:
    built = added(line(SOAP, quantity=3000), line(POTATOES, quantity=2500), line(POTATOES, quantity=100))

    assert pieces(built) == 5
    assert pieces(basket()) == 0


def test_a_basket_is_untouched_until_something_would_be_lost_with_it() -> None:
    card = BasketCard(CARD_NO, "张*兰", MONTH, BenefitState.READY)

    assert basket().is_untouched
    assert basket(paying=True, subsidy_limit=5).is_untouched
    assert not added(line(SOAP)).is_untouched
    assert not basket(card=card).is_untouched
    assert not basket(next_quantity=3000).is_untouched
    assert not basket(tenders=(Tender(TenderKind.CASH, 100),)).is_untouched
