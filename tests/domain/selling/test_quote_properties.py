"""What holds for every basket, card and programme, and how far rounding may move it.

The bounds stand here with their proofs in short, so that a change of the arithmetic that breaks
one of them is seen as what it is: a promise to the customers taken back.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pos.domain.journal.record import record_to_data
from pos.domain.money import half_up
from pos.domain.programme.programme import SUBSIDY, CapBasis, Pool, Programme, Subsidy
from pos.domain.selling.quote import Quote, QuotedLine, QuoteItem, Totals, quote
from tests.records import replace
from tests.strategies import Priced, priced_baskets

AMOUNTS = [name for name in QuotedLine._fields if name != "pool"]


def counted_by_pool(*quotes: Quote) -> Counter[str | None]:
    """What each pool went down by, over one or more sales."""
    counted: Counter[str | None] = Counter()
    for priced in quotes:
        for line in priced.lines:
            counted[line.pool] += line.counted
    return counted


def covered_by_pool(*quotes: Quote) -> Counter[str | None]:
    """The market value each pool covered, over one or more sales."""
    covered: Counter[str | None] = Counter()
    for priced in quotes:
        for line in priced.lines:
            covered[line.pool] += line.covered
    return covered


def left_after(priced: Quote) -> dict[str, int]:
    assert priced.remaining is not None
    return dict(priced.remaining)


# ── Parts and caps ─────────────────────────────────────────────────────────────────────────


@given(priced_baskets())
def test_the_parts_of_every_line_and_of_the_basket_add_up(basket: Priced) -> None:
    priced = basket.quote

    for line, item in zip(priced.lines, basket.items, strict=True):
        assert line.market == item.market
        assert line.market == line.discount + line.subsidy + line.payable
        assert line.net == line.market - line.discount == line.subsidy + line.payable
        assert min(getattr(line, amount) for amount in AMOUNTS) >= 0
        assert line.discount <= line.covered <= line.market
        if line.pool is None:
            assert (line.covered, line.counted, line.discount) == (0, 0, 0)
        elif basket.programme.cap_basis is CapBasis.MARKET:
            assert line.counted == line.covered
        else:
            assert line.counted == line.covered - line.discount
    columns = {name: sum(getattr(line, name) for line in priced.lines) for name in Totals.__struct_fields__}
    assert record_to_data(priced.totals) == columns
    assert priced.totals.payable == priced.totals.market - priced.totals.discount - priced.totals.subsidy


@given(priced_baskets())
def test_no_pool_and_no_limit_is_ever_exceeded_and_what_is_left_is_the_rest(basket: Priced) -> None:
    priced = basket.quote
    counted = counted_by_pool(priced)

    assert priced.before == basket.left
    for pool in basket.programme.pools:
        assert counted[pool.pool_id] <= basket.left[pool.pool_id]
        assert left_after(priced)[pool.pool_id] == basket.left[pool.pool_id] - counted[pool.pool_id]
    assert left_after(priced)[SUBSIDY] == basket.left[SUBSIDY] - priced.totals.subsidy >= 0
    if basket.limit is not None:
        assert priced.totals.subsidy <= basket.limit


@given(priced_baskets())
def test_the_subsidy_pays_nothing_outside_its_categories_and_all_it_may_inside(basket: Priced) -> None:
    excluded = basket.programme.subsidy.excluded_categories
    pairs = list(zip(basket.items, basket.quote.lines, strict=True))

    assert all(line.subsidy == 0 for item, line in pairs if item.category in excluded)
    due = sum(line.net for item, line in pairs if item.category not in excluded)
    bounds = [basket.left[SUBSIDY], due] + ([] if basket.limit is None else [basket.limit])
    assert basket.quote.totals.subsidy == min(bounds)


@given(priced_baskets())
def test_a_line_is_at_market_price_only_when_its_pool_has_none_left(basket: Priced) -> None:
    left = dict(basket.left)
    for item, line in zip(basket.items, basket.quote.lines, strict=True):
        pool = basket.programme.pool_of.get(item.category)
        assert line.pool == (pool.pool_id if pool else None)
        if pool is None:
            continue
        left[pool.pool_id] -= line.counted
        if line.covered < line.market:
            assert left[pool.pool_id] == 0  # Nothing is held back that the card was due.


# ── The order of lines ─────────────────────────────────────────────────────────────────────


def rounding_bound(basket: Priced) -> int:
    """By how much the order of lines may change a basket's discount, in fen.

    Market basis: each pool covers min(left, sum of its lines) in any order. Each line's discount is
    its covered part times (100 - percent) / 100, give or take half a fen, one half open: with k
    lines the sums of two orders differ by less than k, so by k - 1 at most.

    Paid basis: each pool counts min(left, sum of the lines' prices) in any order, and the discount is
    covered less counted. A whole line's covered part is its price times 100 / percent, give or take
    50 / percent; at most one line of a pool is cut, which loses less than one fen. So two orders
    differ by 100 k / percent + 1 at most. At 0 percent all is covered in any order.
    """
    lines = Counter(line.pool for line in basket.quote.lines if line.pool and line.market)
    percent = {pool.pool_id: pool.percent_paid for pool in basket.programme.pools}
    if basket.programme.cap_basis is CapBasis.MARKET:
        return sum(count - 1 for count in lines.values())
    return sum(100 * count // percent[pool] + 1 for pool, count in lines.items() if percent[pool])


@given(priced_baskets(excluded_have_no_pool=True), st.data())
def test_the_order_of_lines_changes_only_rounding(basket: Priced, data: st.DataObject) -> None:
    """Given that no category has both a pool and no subsidy, as in the programme of 2013.

    Otherwise it matters which of two lines takes the cap, because the subsidy may pay only one:
    `more_quotes.json` has such a pair of cases.
    """
    shuffled = data.draw(st.permutations(basket.items))
    one, other = basket.quote, replace(basket, items=shuffled).quote
    bound = rounding_bound(basket)

    assert counted_by_pool(one) == counted_by_pool(other)
    assert abs(one.totals.discount - other.totals.discount) <= bound
    assert abs(one.totals.subsidy - other.totals.subsidy) <= bound
    assert abs(one.totals.payable - other.totals.payable) <= bound
    if basket.programme.cap_basis is CapBasis.MARKET:
        assert covered_by_pool(one) == covered_by_pool(other)
    if not any(line.covered < line.market for line in one.lines if line.pool):
        assert one.totals == other.totals  # Without a cap in the way not even rounding differs.


def test_the_bound_on_the_order_of_lines_is_reached() -> None:
    """Two fen left at 50 %: covering a fen twice saves nothing (its price is rounded up), two at once one."""
    programme = _one_pool(50, CapBasis.MARKET)
    small_first = quote([QuoteItem("蔬菜", 1), QuoteItem("蔬菜", 2)], programme, left={"a": 2})
    large_first = quote([QuoteItem("蔬菜", 2), QuoteItem("蔬菜", 1)], programme, left={"a": 2})

    assert (small_first.totals.discount, large_first.totals.discount) == (0, 1)


# ── One purchase, several sales ────────────────────────────────────────────────────────────


@given(priced_baskets(), st.lists(st.integers(0, 7), max_size=3))
def test_splitting_a_purchase_between_its_lines_changes_no_benefit_on_either_basis(
    basket: Priced, cuts: list[int]
) -> None:
    whole = replace(basket, limit=None)
    edges = [0, *sorted(cuts), len(basket.items)]
    left, sales = basket.left, []
    for start, end in pairwise(edges):
        sales.append(replace(whole, items=basket.items[start:end], left=left).quote)
        left = left_after(sales[-1])

    benefit = [line[1:6] for sale in sales for line in sale.lines]
    assert benefit == [line[1:6] for line in whole.quote.lines]  # Pool to net, line by line.
    assert left == left_after(whole.quote)
    # The subsidy's total too; only the lines it stands on may differ.
    assert sum(sale.totals.subsidy for sale in sales) == whole.quote.totals.subsidy


@given(priced_baskets(basis=CapBasis.MARKET), st.data())
def test_on_the_market_basis_splitting_never_changes_what_is_covered(
    basket: Priced, data: st.DataObject
) -> None:
    """However fine: each line in up to three parts, each part a sale of its own, in any order."""
    parts: list[QuoteItem] = []
    for category, market in basket.items:
        first = data.draw(st.integers(0, market))
        second = data.draw(st.integers(0, market - first))
        amounts = (first, second, market - first - second)
        parts += [QuoteItem(category, amount) for amount in amounts]
    left, sales = basket.left, []
    for part in data.draw(st.permutations(parts)):
        sales.append(quote([part], basket.programme, left=left))
        left = left_after(sales[-1])

    assert covered_by_pool(*sales) == covered_by_pool(basket.quote)


@given(market=st.integers(0, 60), left=st.integers(0, 60), percent=st.integers(1, 100), data=st.data())
def test_on_the_paid_basis_splitting_a_line_moves_the_cap_by_rounding_only(
    market: int, left: int, percent: int, data: st.DataObject
) -> None:
    """Each part's price is rounded by itself: n parts count min(left, sum of their prices), and that
    sum is off the whole line's price by n / 2 + 1/2 at most. Parts so small that their price rounds
    to nothing cost the cap nothing, so on this basis a till must never split what was one line."""
    parts = [*data.draw(st.lists(st.integers(0, 20), max_size=4)), market]
    programme = _one_pool(percent, CapBasis.PAID)
    whole = quote([QuoteItem("蔬菜", sum(parts))], programme, left={"a": left})
    pieces = quote([QuoteItem("蔬菜", part) for part in parts], programme, left={"a": left})

    prices = sum(half_up(part * percent, 100) for part in parts)
    assert counted_by_pool(pieces)["a"] == min(left, prices)
    assert counted_by_pool(whole)["a"] == min(left, half_up(sum(parts) * percent, 100))
    moved = counted_by_pool(pieces)["a"] - counted_by_pool(whole)["a"]
    assert abs(moved) <= Fraction(len(parts) + 1, 2)


# ── More is never less ─────────────────────────────────────────────────────────────────────


@given(priced_baskets(), st.data())
def test_more_left_of_a_pool_never_makes_the_customer_pay_more(basket: Priced, data: st.DataObject) -> None:
    """Exactly, on both bases, with no allowance for rounding: line by line the discount can only grow
    (see test_benefit), and what the subsidy then pays less, the discount has paid."""
    pool = data.draw(st.sampled_from(sorted(basket.left)))
    richer = replace(basket, left=basket.left | {pool: basket.left[pool] + data.draw(st.integers(1, 20))})

    assert richer.quote.totals.payable <= basket.quote.totals.payable
    for more, less in zip(richer.quote.lines, basket.quote.lines, strict=True):
        assert more.discount >= less.discount
    assert all(left_after(richer.quote)[each] >= left_after(basket.quote)[each] for each in basket.left)


@given(priced_baskets(), st.integers(0, 80))
def test_wanting_more_of_the_subsidy_never_makes_the_customer_pay_more_now(
    basket: Priced, limit: int
) -> None:
    wanted = replace(basket, limit=limit).quote.totals
    wanted_more = replace(basket, limit=limit + 1).quote.totals

    assert wanted.payable - 1 <= wanted_more.payable <= wanted.payable
    assert wanted_more.discount == wanted.discount


@given(priced_baskets())
def test_showing_the_card_never_costs_more_than_not_showing_it(basket: Priced) -> None:
    public = quote(basket.items, basket.programme, left=None)

    assert basket.quote.totals.payable <= public.totals.payable
    for mine, market in zip(basket.quote.lines, public.lines, strict=True):
        assert mine.payable <= market.payable


@given(
    priced_baskets(), st.builds(QuoteItem, st.sampled_from(["蔬菜", "米", "日用", "烟"]), st.integers(0, 40))
)
def test_one_more_line_takes_no_discount_from_those_before_it(basket: Priced, item: QuoteItem) -> None:
    longer = replace(basket, items=[*basket.items, item]).quote

    assert [line[1:6] for line in longer.lines[:-1]] == [line[1:6] for line in basket.quote.lines]
    assert longer.totals.payable >= basket.quote.totals.payable


def _one_pool(percent: int, basis: CapBasis) -> Programme:
    pool = Pool("a", "", ("蔬菜",), percent, 1000)
    return Programme("test", "", "", basis, (pool,), Subsidy(0, ()))
