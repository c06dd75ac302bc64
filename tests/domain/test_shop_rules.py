"""The shop's rules: which are in force on a day, and what rounding makes of an amount."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.shop_rules import (
    CashRounding,
    CustomerConsent,
    ShopRules,
    rules_from_data,
    rules_on,
    rules_to_data,
    shipped_rules_from_data,
)
from pos.errors.installation import PolicyWrong
from pos.errors.ledger import EntryWrong

SHIPPED = (ShopRules("2013-02-01"),)
JIAO, YUAN = CashRounding.DOWN_TO_JIAO, CashRounding.DOWN_TO_YUAN


def test_what_the_release_ships_collects_every_fen() -> None:
    file = Path(__file__).parents[2] / "resources" / "policy" / "shop_rules.json"
    shipped = shipped_rules_from_data(json.loads(file.read_text(encoding="utf-8")))
    assert rules_on(shipped, (), "2026-11-23").cash_rounding is CashRounding.OFF


def test_the_shop_s_own_rules_begin_on_their_day_and_the_last_word_counts() -> None:
    own = (
        ShopRules("2026-12-01", JIAO),
        ShopRules("2026-11-24", YUAN),
        ShopRules("2026-12-01", CashRounding.HALF_UP_TO_JIAO),
    )
    asked = ["2026-11-23", "2026-11-24", "2026-11-30", "2026-12-01"]
    assert [rules_on(SHIPPED, own, date).cash_rounding for date in asked] == [
        CashRounding.OFF,
        YUAN,
        YUAN,
        CashRounding.HALF_UP_TO_JIAO,
    ]


@pytest.mark.parametrize(
    ("rounding", "amounts"),
    [
        (CashRounding.OFF, {11: 11, 8886: 8886}),
        (JIAO, {0: 0, 9: 0, 10: 10, 8434: 8430, 8439: 8430, 8430: 8430}),
        (CashRounding.HALF_UP_TO_JIAO, {4: 0, 5: 10, 8434: 8430, 8435: 8440, 8996: 9000}),
        (YUAN, {99: 0, 100: 100, 8499: 8400}),
    ],
)
def test_worked_roundings(rounding: CashRounding, amounts: dict[int, int]) -> None:
    assert {amount: rounding.rounded(amount) for amount in amounts} == amounts


@given(st.sampled_from(CashRounding), st.integers(0, 400))
def test_a_rounded_amount_is_a_multiple_of_the_unit_and_nearer_than_one(
    rounding: CashRounding, amount: int
) -> None:
    rounded = rounding.rounded(amount)
    assert rounded % rounding.unit == 0
    assert abs(rounded - amount) < rounding.unit
    assert rounding.rounded(rounded) == rounded
    if rounding is not CashRounding.HALF_UP_TO_JIAO:
        assert rounded <= amount


@given(
    st.sampled_from(CashRounding),
    st.sampled_from(CustomerConsent),
    st.sampled_from(["2026-11-23", "2027-01-01"]),
)
def test_rules_come_back_as_they_were_written(
    rounding: CashRounding, consent: CustomerConsent, date: str
) -> None:
    rules = ShopRules(date, rounding, consent)
    assert rules_from_data(rules_to_data(rules)) == rules


def test_a_set_of_an_earlier_program_has_the_library_s_word_for_what_it_does_not_say() -> None:
    assert rules_from_data({"in_force_from": "2026-12-01"}) == ShopRules("2026-12-01")


@pytest.mark.parametrize(
    "data", [None, [], {}, {"in_force_from": "soon"}, {"in_force_from": "2026-12-01", "cash_rounding": "up"}]
)
def test_what_is_no_set_of_rules_is_refused(data: object) -> None:
    with pytest.raises(EntryWrong):
        rules_from_data(data)
    with pytest.raises(PolicyWrong):
        shipped_rules_from_data([data])


def test_the_customer_is_asked_where_the_rule_says() -> None:
    asked = {
        (consent, display): consent.is_asked(display=display)
        for consent in CustomerConsent
        for display in (False, True)
    }
    assert [pair for pair, is_asked in asked.items() if is_asked] == [
        (CustomerConsent.WITH_DISPLAY, True),
        (CustomerConsent.ALWAYS, False),
        (CustomerConsent.ALWAYS, True),
    ]
