"""What a list of goods would change: told by kind, nothing lost, nothing removed unless that is said."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pos.domain.goods.goods import Goods, SoldBy
from pos.domain.goods.goods_change import ChangeKind, clashes, compare

TOMATO = Goods("00102", "西红柿", "", "kg", "蔬菜", 760, SoldBy.WEIGHT, "00102", 2)
OIL = Goods("6901234567892", "压榨菜籽油", "5L", "桶", "油", 6_990, SoldBy.PIECE)
SALT = Goods("A1", "盐", "", "袋", "调味", 200, SoldBy.PIECE)
ON_FILE = {goods.code: goods for goods in (TOMATO, OIL, SALT)}


def test_every_kind_of_change_is_told_apart() -> None:
    cases = {
        ChangeKind.PRICE_UP: replace(OIL, price=7_290),
        ChangeKind.PRICE_DOWN: replace(OIL, price=6_590),
        ChangeKind.CATEGORY: replace(OIL, category="副食"),
        ChangeKind.NAME: replace(OIL, spec="4L"),
        ChangeKind.OTHER: replace(OIL, unit="瓶"),
        ChangeKind.NEW: replace(OIL, code="A2"),
    }
    for kind, after in cases.items():
        (change,) = compare(ON_FILE, [after]).changes
        assert change.kinds == {kind}, kind
        assert change.before == (None if kind is ChangeKind.NEW else OIL)


def test_goods_may_change_in_several_ways_at_once() -> None:
    dearer_and_moved = replace(TOMATO, price=800, category="水果", name="番茄")
    difference = compare(ON_FILE, [dearer_and_moved, OIL])

    assert difference.changes[0].kinds == {ChangeKind.PRICE_UP, ChangeKind.CATEGORY, ChangeKind.NAME}
    assert difference.count(ChangeKind.PRICE_UP) == difference.count(ChangeKind.NAME) == 1
    assert difference.of(ChangeKind.CATEGORY) == difference.changes
    assert (difference.unchanged, difference.missing) == (1, (SALT,))


def test_goods_go_only_when_they_are_named() -> None:
    assert compare(ON_FILE, [OIL]).missing == (TOMATO, SALT)
    difference = compare(ON_FILE, [OIL], remove=["A1"])

    (change,) = difference.of(ChangeKind.REMOVED)
    assert (change.before, change.after, change.goods) == (SALT, None, SALT)
    assert difference.missing == (TOMATO,)


GOODS = st.builds(
    Goods, code=st.sampled_from("ABC"), name=st.sampled_from("菜油"), spec=st.sampled_from(["", "5L"]),
    unit=st.just("件"), category=st.sampled_from(["蔬菜", "油"]), price=st.integers(0, 3),
    sold_by=st.sampled_from(SoldBy), plu=st.none(), quick_key=st.none() | st.integers(1, 2),
)  # fmt: skip
LISTS = st.lists(GOODS, max_size=3, unique_by=lambda goods: goods.code)


@given(on_file=LISTS, wanted=LISTS)
def test_every_article_is_told_once_and_with_a_kind(on_file: list[Goods], wanted: list[Goods]) -> None:
    before = {goods.code: goods for goods in on_file}
    difference = compare(before, wanted)

    told = [change.goods.code for change in difference.changes]
    kept = [goods.code for goods in difference.missing]
    assert len(told) + difference.unchanged + len(kept) == len(before.keys() | {g.code for g in wanted})
    assert all(change.kinds for change in difference.changes)
    after = before | {g.code: g for g in wanted}
    assert compare(after, wanted).changes == ()


def test_a_plu_or_quick_key_of_kept_goods_is_not_given_away() -> None:
    taken = replace(SALT, sold_by=SoldBy.PIECE, plu="00102")
    on_grid = replace(OIL, quick_key=2)

    assert clashes([taken, on_grid], [TOMATO]) == {"A1": ("plu", TOMATO), OIL.code: ("quick_key", TOMATO)}
    assert clashes([taken, SALT], [OIL]) == {}
