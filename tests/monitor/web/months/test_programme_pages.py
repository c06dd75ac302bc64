"""A new version of the programme is drafted, tried, proposed and published by pages alone."""

from __future__ import annotations

from monitor.documents.publishing import read_programmes
from monitor.platform import Platform, read_programme_file
from monitor.store import tables
from pos.domain.programme.programme import Pool
from tests.monitor.conftest import DAY_MS, FakeClock, card_no
from tests.monitor.simulated_till import SimulatedTill
from tests.monitor.web.months.conftest import Office

LIST = "/office/programmes"
NEW = LIST + "/new"
NOW = read_programme_file()


def typed(**changed: object) -> dict[str, object]:
    """What a maker types: the programme in force, with a fourth pool from January on."""
    pools = NOW.pools
    fields: dict[str, object] = {
        "name": "2027 年方案",
        "effective_from": "2027-01-01",
        "cap_basis": "market",
        "pool_id": [*(pool.pool_id for pool in pools), "", ""],
        "pool_name": [*(pool.name for pool in pools), "洗化用品", ""],
        "pool_categories": [*("、".join(pool.categories) for pool in pools), "洗化", ""],
        "pool_percent": [*(str(pool.percent_paid) for pool in pools), "90", ""],
        "pool_cap": [*(str(pool.monthly_cap // 100) for pool in pools), "50", ""],
        "pool_rolls": [*("ends" for _pool in pools), "rolls", ""],
        "subsidy_monthly": "60",
        "subsidy_excluded": "烟、酒",
        "subsidy_rolls": "ends",
        "reason": "",
    }
    return fields | changed


def _without_a_list(platform: Platform) -> None:
    platform.store.write(
        lambda c: c.execute(tables.document.delete().where(tables.document.c.kind == "categories"))
    )


def test_a_draft_is_tried_and_then_proposed_and_published(
    platform: Platform, clock: FakeClock, till: SimulatedTill, office: Office
) -> None:
    _without_a_list(platform)
    till.sell(("洗化", 4_000), card_no=card_no(1))
    till.upload()
    clock.at_ms += 10 * DAY_MS
    office = office.again()
    office.maker.open(LIST)
    assert "正在用" in office.maker.words
    office.maker.open(NEW)
    assert 'value="蔬菜"' in office.maker.page
    office.maker.send(NEW, typed(), step="try")
    assert "洗化用品花费 — 4.00 元，1 张卡" in office.maker.words
    assert "2027-01" not in platform.store.read(read_programmes)

    office.maker.send(NEW, typed(), step="propose")
    assert "请填申请原因" in office.maker.words and 'value="洗化用品"' in office.maker.page
    office.maker.send(NEW, typed(reason="加洗化用品"), step="propose")
    assert "发布新方案" in office.maker.words and "2027-01 版" in office.maker.words
    office.decide(office.releaser)
    published = platform.store.read(read_programmes)["2027-01"]
    assert published.pools == (*NOW.pools, Pool("pool-1", "洗化用品", ("洗化",), 90, 5_000, rolls_over=True))
    assert published.subsidy == NOW.subsidy
    office.releaser.open(LIST)
    assert "待生效" in office.releaser.words


def test_what_is_wrong_is_told_with_its_row_and_what_was_typed_stays(office: Office) -> None:
    for changed, words in (
        (
            {"pool_percent": ["60", "八十", "90", ""]},
            "第 2 行：顾客付的比例要填 0 到 99 的整数，写的是“八十”",
        ),
        ({"pool_cap": ["100", "200", "一百", ""]}, "第 3 行：每月额度要填金额"),
        ({"pool_rolls": ["ends", "", "ends", ""]}, "第 2 行：请选用不完时怎么办"),
        ({"pool_cap": ["100", "200", "0", ""]}, "“洗化用品”的每月额度是 0"),
        ({"pool_percent": ["60", "80", "100", ""]}, "等于没有优惠"),
        ({"pool_categories": ["蔬菜", "米", "蔬菜", ""]}, "一类商品只能属于一个额度池"),
        ({"effective_from": "2026-11-01"}, "已到或已过"),
        ({"effective_from": "2027-01-15"}, "不是月初"),
        ({"cap_basis": "half"}, "没有“half”"),
        ({"subsidy_monthly": "-5"}, "每月补贴要填金额"),
        ({"pool_cap": ["100", "200", "50"]}, "没有交全"),
    ):
        office.maker.open(NEW)
        office.maker.send(NEW, typed(**changed), step="try")
        assert words in office.maker.words, (changed, office.maker.words)
        assert 'value="2027 年方案"' in office.maker.page


def test_two_who_draft_at_once_do_not_both_get_through_unseen(platform: Platform, office: Office) -> None:
    _without_a_list(platform)
    office.maker.open(NEW)
    form = next(each for each in office.maker.forms() if each.action == NEW)
    stale = {"csrf": form.fields["csrf"], "version": form.fields["version"]}
    office.maker.send(NEW, typed(reason="先来的"), step="propose")
    office.decide(office.releaser)
    answer = office.maker.post(NEW, typed(reason="后来的", step="propose") | stale)
    assert (answer.status_code, "已被改动" in answer.text) == (409, True)
