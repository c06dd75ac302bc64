from __future__ import annotations

from dataclasses import replace

import pytest

from pos.domain.programme.programme import MONTH_FEN_MAX, CapBasis, Pool, Programme, Subsidy
from pos.domain.programme.publishable import ProgrammeFinding, find_in_programme

TODAY = "2026-11-29"
KNOWN = ("蔬菜", "米", "洗化", "烟", "酒")
VEGETABLE = Pool("vegetable", "蔬菜", ("蔬菜",), 60, 10_000)
HYGIENE = Pool("hygiene", "洗化用品", ("洗化",), 90, 5_000)
GOOD = Programme(
    "2027-01", "新方案", "2027-01-01", CapBasis.PAID, (VEGETABLE, HYGIENE), Subsidy(6_000, ("烟", "酒"))
)


def found_in(programme: Programme) -> tuple[ProgrammeFinding, ...]:
    return find_in_programme(programme, today=TODAY, categories=KNOWN, versions=("2013-02",))


def with_hygiene(**changes: object) -> Programme:
    return replace(GOOD, pools=(VEGETABLE, replace(HYGIENE, **changes)))  # type: ignore[arg-type]


def test_a_good_draft_may_be_proposed() -> None:
    assert found_in(GOOD) == ()
    assert found_in(replace(GOOD, subsidy=Subsidy(0, ()))) == ()
    assert found_in(with_hygiene(percent_paid=0, monthly_cap=MONTH_FEN_MAX)) == ()


@pytest.mark.parametrize(
    ("draft", "cause", "where", "found"),
    [
        (with_hygiene(monthly_cap=0), "pool.cap_zero", "洗化用品", ""),
        (with_hygiene(monthly_cap=-1), "pool.cap", "洗化用品", "-1"),
        (with_hygiene(monthly_cap=MONTH_FEN_MAX + 1), "pool.cap", "洗化用品", str(MONTH_FEN_MAX + 1)),
        (with_hygiene(percent_paid=100), "pool.percent_whole", "洗化用品", ""),
        (with_hygiene(percent_paid=101), "pool.percent", "洗化用品", "101"),
        (with_hygiene(percent_paid=-1), "pool.percent", "洗化用品", "-1"),
        (with_hygiene(categories=("洗化", "蔬菜")), "category.overlap", "蔬菜、洗化用品", "蔬菜"),
        (with_hygiene(categories=("洗化", "洗化")), "category.overlap", "洗化用品", "洗化"),
        (with_hygiene(categories=("玩具",)), "category.unknown", "", "玩具"),
        (with_hygiene(categories=()), "pool.no_category", "洗化用品", ""),
        (with_hygiene(name=""), "pool.name", "hygiene", ""),
        (with_hygiene(name="一二三四五六七八九十一"), "pool.name", "一二三四五六七八九十一", ""),
        (with_hygiene(name="蔬菜"), "pool.name_twice", "蔬菜", ""),
        (with_hygiene(pool_id="洗化"), "pool.id_form", "洗化用品", "洗化"),
        (with_hygiene(pool_id="subsidy"), "pool.id_twice", "", "subsidy"),
        (replace(GOOD, pools=()), "programme.no_pool", "", ""),
        (replace(GOOD, effective_from="2026-11-01"), "programme.date_past", "", "2026-11-01"),
        (replace(GOOD, effective_from="2026-12-15"), "programme.date_not_first", "", "2026-12-15"),
        (replace(GOOD, effective_from="明年"), "programme.date_form", "", "明年"),
        (replace(GOOD, effective_from=""), "programme.date_form", "", ""),
        (replace(GOOD, version="2013-02"), "programme.version_exists", "", "2013-02"),
        (replace(GOOD, version="第二版"), "programme.version_form", "", "第二版"),
        (replace(GOOD, name=" "), "programme.name", "", " "),
        (replace(GOOD, subsidy=Subsidy(-1, ())), "subsidy.monthly", "", "-1"),
        (replace(GOOD, subsidy=Subsidy(1, ("玩具",))), "category.unknown", "", "玩具"),
    ],
)
def test_what_is_wrong_is_found_with_its_place(draft: Programme, cause: str, where: str, found: str) -> None:
    assert found_in(draft) == (ProgrammeFinding(cause, where, found),)


def test_everything_is_found_at_once_and_a_federation_without_a_list_may_name_any_category() -> None:
    bad = replace(with_hygiene(monthly_cap=0, categories=("玩具",)), effective_from="2026-11-02")

    assert [each.cause for each in found_in(bad)] == [
        "programme.date_not_first", "programme.date_past", "pool.cap_zero", "category.unknown",
    ]  # fmt: skip
    assert find_in_programme(with_hygiene(categories=("玩具",)), today=TODAY, categories=()) == ()


def test_a_programme_of_too_many_pools_is_found() -> None:
    pools = tuple(Pool(f"p{n}", f"池{n}", (f"类{n}",), 50, 100) for n in range(13))

    found = find_in_programme(replace(GOOD, pools=pools), today=TODAY, categories=())
    assert found == (ProgrammeFinding("programme.many_pools", found="13"),)
