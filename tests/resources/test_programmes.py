"""The shipped programme is the one the golden quotes were worked out with."""

from __future__ import annotations

import json
from pathlib import Path

from pos.domain.programme.programme import SUBSIDY, programme_from_data, programme_in_force

PROGRAMME = Path(__file__).resolve().parents[2] / "resources" / "programmes" / "2013-02.json"


def test_the_default_programme_is_the_one_of_the_specification() -> None:
    programme = programme_from_data(json.loads(PROGRAMME.read_text(encoding="utf-8")))

    assert programme.version == PROGRAMME.stem == "2013-02"
    assert programme.entitlement() == {"vegetable": 10_000, "staple": 20_000, SUBSIDY: 6_000}
    assert {pool.pool_id: pool.percent_paid for pool in programme.pools} == {"vegetable": 60, "staple": 80}
    assert sorted(programme.pool_of) == sorted(["蔬菜", "米", "面", "油", "肉", "蛋", "奶"])
    assert programme.subsidy.excluded_categories == ("烟", "酒")


def test_the_default_programme_rules_from_february_2013() -> None:
    programme = programme_from_data(json.loads(PROGRAMME.read_text(encoding="utf-8")))

    assert programme_in_force([programme], "2013-01-31") is None
    assert programme_in_force([programme], "2013-02-01") is programme
