"""What counts and is odd all the same: goods of another category, a number given twice."""

from __future__ import annotations

import json
from typing import Any

import pytest

from monitor.documents.approved import ApprovedCategories
from monitor.documents.publishing import publish_categories
from monitor.platform import Platform
from monitor.store import tables
from pos.domain.journal.entries import EntryKind
from pos.domain.journal.record import record_to_data
from tests.monitor.conftest import card_no, rows
from tests.monitor.simulated_till import SimulatedTill


def alerts(platform: Platform, code: str) -> list[dict[str, Any]]:
    """The facts of every alert of one kind."""
    return [json.loads(row["facts"]) for row in rows(platform, tables.alert) if row["code"] == code]


def test_benefits_on_goods_of_another_category_are_counted_and_seen(
    till: SimulatedTill, platform: Platform
) -> None:
    till.sell(("米", 1000), card_no=card_no(1))  # 00001 is a vegetable in the federation's list.
    till.sell(("米", 1000), card_no=card_no(2))

    reply = till.upload()

    assert reply.quarantined == []
    assert reply.sums.sums() == till.sums
    assert alerts(platform, "goods.category") == [
        {
            "sale_no": "S01-1-20261123-0001",
            "line": 1,
            "code": "00001",
            "goods": "米1",
            "said": "米",
            "approved": "蔬菜",
        }
    ], "once a till, day and code"


def test_a_discount_on_goods_the_list_does_not_name_is_seen_and_a_subsidy_is_not(
    till: SimulatedTill, platform: Platform
) -> None:
    sale = till.sell(("蔬菜", 1000), ("零食", 500), ("油", 700), card_no=card_no(1))
    assert sale.lines[1].quoted.subsidy > 0
    till.upload()

    assert [(a["code"], a["approved"]) for a in alerts(platform, "goods.category")] == [("00003", "")]


def test_goods_without_a_benefit_may_be_called_anything(till: SimulatedTill, platform: Platform) -> None:
    till.sell(("米", 1000))
    till.upload()

    assert alerts(platform, "goods.category") == []


def test_the_newest_list_is_the_one_that_counts(till: SimulatedTill, platform: Platform) -> None:
    till.sell(("蔬菜", 100), card_no=card_no(1))
    till.upload()
    platform.store.write(
        lambda connection: publish_categories(connection, platform.key, {"00001": "米"}, at_ms=till.now_ms)
    )
    till.sell(("蔬菜", 100), card_no=card_no(1))
    till.upload(after=1)

    assert [a["approved"] for a in alerts(platform, "goods.category")] == ["米"]


@pytest.mark.parametrize("code", ["9" * 400, "\0"])
def test_a_code_that_no_column_takes_is_no_fault_of_the_platform(
    till: SimulatedTill, platform: Platform, code: str
) -> None:
    data = record_to_data(till.sale(("蔬菜", 1000), card_no=card_no(1)))
    data["lines"][0]["code"] = code
    till.append(EntryKind.SALE, data)

    assert till.upload().acknowledged_sequence == 1


def test_a_number_that_a_till_gives_twice_is_seen_across_its_installations(
    till: SimulatedTill, platform: Platform
) -> None:
    till.sell(("零食", 100))
    till.upload()
    assert alerts(platform, "sale.number_twice") == []
    again = till.reinstalled()
    again.enrol(platform.issue_code("S01-1"))
    again.download()
    sale = again.sell(("零食", 200))
    again.append(EntryKind.SALE, record_to_data(sale))

    reply = again.upload()

    assert reply.quarantined == [], "the goods are sold; both count"
    assert alerts(platform, "sale.number_twice") == [{"sale_no": sale.sale_no, "epoch": 2, "sequence": 1}]
    again.upload()
    assert len(alerts(platform, "sale.number_twice")) == 1


def test_goods_on_no_list_that_were_given_a_benefit_are_told(till: SimulatedTill, platform: Platform) -> None:
    sale = till.sale(("蔬菜", 1000), ("零食", 100), card_no=card_no(1))
    data = record_to_data(sale)
    data["lines"][0] |= {"origin": "unlisted", "code": "unlisted", "name": "农家土豆"}
    till.append(EntryKind.SALE, data)

    till.upload()

    told = {row["code"]: json.loads(row["facts"]) for row in rows(platform, tables.alert)}
    assert told["goods.unlisted"] == {"sale_no": sale.sale_no, "line": 1, "name": "农家土豆"}
    assert "goods.category" not in told


def test_the_list_holds_for_every_spelling_of_a_code(till: SimulatedTill, platform: Platform) -> None:
    platform.store.write(
        lambda connection: publish_categories(
            connection, platform.key, {"036000291452": "蔬菜"}, at_ms=till.now_ms
        )
    )
    listed = platform.store.read(ApprovedCategories().in_force)
    assert listed is not None
    assert {listed[code] for code in ("036000291452", "0036000291452", "00036000291452")} == {"蔬菜"}
