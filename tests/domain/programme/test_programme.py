from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from pos.domain.journal.canonical import canonical_bytes, read_canonical
from pos.domain.programme.programme import (
    MONTH_FEN_MAX,
    CapBasis,
    Pool,
    Programme,
    Subsidy,
    programme_from_data,
    programme_in_force,
    programme_to_data,
)
from pos.errors.programme import ProgrammeWrong
from pos.ui.words.causes import CAUSES
from tests.strategies import programmes

DATA: dict[str, Any] = {
    "version": "2013-02",
    "name": "方案",
    "effective_from": "2013-02-01",
    "cap_basis": "market",
    "pools": [
        {"id": "vegetable", "name": "蔬菜", "categories": ["蔬菜"], "percent_paid": 60, "monthly_cap": 10000},
        {"id": "staple", "categories": ["米", "面"], "percent_paid": 80, "monthly_cap": 20000},
    ],
    "subsidy": {"monthly": 6000, "excluded_categories": ["烟", "酒"]},
    "contribution_text": "",
}


def changed(path: str, value: object) -> dict[str, Any]:
    """The programme with one value put in another's place; `...` takes it away."""
    data = copy.deepcopy(DATA)
    place: Any = data
    *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    for step in way:
        place = place[step]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return data


def refusal(data: object) -> str:
    with pytest.raises(ProgrammeWrong) as refused:
        programme_from_data(data)
    facts = refused.value.facts
    return CAUSES[str(facts["cause"])].format_map(facts)


def test_a_programme_is_read_from_its_data() -> None:
    programme = programme_from_data(DATA)

    assert programme == Programme(
        version="2013-02",
        name="方案",
        effective_from="2013-02-01",
        cap_basis=CapBasis.MARKET,
        pools=(
            Pool("vegetable", "蔬菜", ("蔬菜",), 60, 10000),
            Pool("staple", "米面", ("米", "面"), 80, 20000),  # Without a name it is called by its goods.
        ),
        subsidy=Subsidy(6000, ("烟", "酒")),
    )
    assert programme.entitlement() == {"vegetable": 10000, "staple": 20000, "subsidy": 6000}
    assert list(programme.entitlement()) == ["vegetable", "staple", "subsidy"]
    assert {category: pool.pool_id for category, pool in programme.pool_of.items()} == {
        "蔬菜": "vegetable", "米": "staple", "面": "staple",
    }  # fmt: skip


def test_the_programme_that_ships_can_be_read() -> None:
    path = Path(__file__).parents[3] / "resources" / "programmes" / "2013-02.json"
    programme = programme_from_data(json.loads(path.read_text(encoding="utf-8")))

    assert programme.entitlement() == {"vegetable": 10000, "staple": 20000, "subsidy": 6000}
    assert programme.cap_basis is CapBasis.MARKET
    assert {category: pool.percent_paid for category, pool in programme.pool_of.items()} == {
        "蔬菜": 60, "米": 80, "面": 80, "油": 80, "肉": 80, "蛋": 80, "奶": 80,
    }  # fmt: skip
    assert programme.subsidy.excluded_categories == ("烟", "酒")


def test_what_may_be_left_out_has_a_plain_meaning() -> None:
    bare = {"version": "1", "pools": [], "subsidy": {"monthly": 0}}

    assert programme_from_data(bare) == Programme("1", "", "", CapBasis.MARKET, (), Subsidy(0, ()))


def test_what_rolls_over_is_written_only_where_it_does_so_old_bytes_stay_the_same() -> None:
    assert b"rolls_over" not in canonical_bytes(programme_to_data(programme_from_data(DATA)))
    full = {**DATA, "pools": [{**pool, "name": pool.get("name", "米面")} for pool in DATA["pools"]]}
    assert programme_to_data(programme_from_data(full)) == full

    said = programme_to_data(programme_from_data(changed("pools.1.rolls_over", True)))
    assert [pool.get("rolls_over") for pool in said["pools"]] == [None, True]


@given(programmes())
def test_a_programme_written_down_is_read_back_the_same(programme: Programme) -> None:
    data = read_canonical(canonical_bytes(programme_to_data(programme)))

    assert programme_from_data(data) == programme


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (path, value)
        for path in ("pools.0.percent_paid", "pools.0.monthly_cap", "subsidy.monthly")
        for value in (..., None, True, False, 60.0, "60", -1, [60], 10**30)
    ]
    + [("pools.0.percent_paid", 101), ("pools.0.monthly_cap", MONTH_FEN_MAX + 1)],
)
def test_numbers_are_whole_and_in_range_and_nothing_else(path: str, value: object) -> None:
    assert "要是 0 到" in refusal(changed(path, value))


@pytest.mark.parametrize(
    ("path", "value"),
    [("pools.0.percent_paid", 0), ("pools.0.percent_paid", 100), ("pools.0.monthly_cap", 0),
     ("pools.0.monthly_cap", MONTH_FEN_MAX), ("subsidy.monthly", 0), ("subsidy.monthly", MONTH_FEN_MAX)],
)  # fmt: skip
def test_the_ends_of_each_range_are_good(path: str, value: int) -> None:
    programme_from_data(changed(path, value))


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("version", ..., "version 要是一段文字"),
        ("version", "", "version 要是一段文字"),
        ("version", 1, "version 要是一段文字"),
        ("name", 1, "name 要是一段文字"),
        ("contribution_text", None, "contribution_text 要是一段文字"),
        ("cap_basis", "both", "cap_basis 只能是 market、paid"),
        ("cap_basis", None, "cap_basis 只能是 market、paid"),
        ("cap_basis", ["market"], "cap_basis 只能是 market、paid"),
        ("effective_from", None, "effective_from 要是一段文字"),
        ("effective_from", "banana", "effective_from 要是 2026-11-01 这样的日期"),
        ("effective_from", "2013-2-1", "effective_from 要是 2026-11-01 这样的日期"),
        ("effective_from", "20130201", "effective_from 要是 2026-11-01 这样的日期"),
        ("effective_from", "2013-02-30", "effective_from 要是 2026-11-01 这样的日期"),
        ("effective_from", "2013-02", "effective_from 要是 2026-11-01 这样的日期"),
        ("effective_from", "2013-02-01 ", "effective_from 要是 2026-11-01 这样的日期"),
        ("pools", ..., "pools 要是一个列表"),
        ("pools", {}, "pools 要是一个列表"),
        ("pools", "ab", "pools 要是一个列表"),
        ("pools.0", "vegetable", "pool 要是一个对象"),
        ("pools.0.id", ..., "pool.id 要是一段文字"),
        ("pools.0.id", "", "pool.id 要是一段文字"),
        ("pools.0.name", None, "vegetable.name 要是一段文字"),
        ("pools.0.id", "staple", "pool id 重复了：staple"),
        ("pools.0.id", "subsidy", "pool id 重复了：subsidy"),
        ("pools.0.categories", ..., "vegetable.categories 要是一个列表"),
        ("pools.0.categories", "蔬菜", "vegetable.categories 要是一个列表"),
        ("pools.0.categories", [1], "vegetable.categories 要是一段文字"),
        ("pools.0.categories", [""], "vegetable.categories 要是一段文字"),
        ("pools.0.categories", ["米"], "category 重复了：米"),
        ("pools.0.categories", ["蔬菜", "蔬菜"], "category 重复了：蔬菜"),
        ("pools.0.percent", 60, "pool 里有不认识的项：percent"),
        ("subsidy", ..., "subsidy 要是一个对象"),
        ("subsidy", 6000, "subsidy 要是一个对象"),
        ("subsidy.excluded_categories", "烟酒", "excluded_categories 要是一个列表"),
        ("subsidy.excluded_categories", [None], "excluded_categories 要是一段文字"),
        ("subsidy.rollover", True, "subsidy 里有不认识的项：rollover"),
        ("subsidy.rolls_over", 1, "subsidy.rolls_over 只能是 true 或 false"),
        ("pools.0.rolls_over", None, "vegetable.rolls_over 只能是 true 或 false"),
        ("pool", [], "programme 里有不认识的项：pool"),
    ],
)
def test_a_programme_with_a_mistake_is_refused_with_its_place(path: str, value: object, said: str) -> None:
    assert refusal(changed(path, value)).startswith(said)


@pytest.mark.parametrize("data", [None, [], "2013-02", 1, True])
def test_a_programme_is_an_object(data: object) -> None:
    assert refusal(data) == "programme 要是一个对象 {…}"


def test_the_latest_programme_that_has_begun_is_in_force() -> None:
    old, new, newer = (
        programme_from_data(changed("effective_from", day) | {"version": version})
        for day, version in [("2013-02-01", "a"), ("2026-11-01", "b"), ("2026-12-01", "c")]
    )
    for order in ([old, new, newer], [newer, new, old]):
        assert programme_in_force(order, "2013-01-31") is None
        assert programme_in_force(order, "2013-02-01") is old
        assert programme_in_force(order, "2026-10-31") is old
        assert programme_in_force(order, "2026-11-01") is new
        assert programme_in_force(order, "2026-11-30") is new
        assert programme_in_force(order, "2026-12-01") is newer
    assert programme_in_force([], "2026-11-23") is None


def test_of_two_programmes_of_one_day_the_later_version_rules() -> None:
    first, second = (programme_from_data(DATA | {"version": version}) for version in ("2026-a", "2026-b"))

    assert programme_in_force([first, second], "2026-11-23") is second
    assert programme_in_force([second, first], "2026-11-23") is second


def test_a_programme_without_a_first_day_was_always_there() -> None:
    always = programme_from_data(changed("effective_from", ""))

    assert programme_in_force([always], "1970-01-01") is always
