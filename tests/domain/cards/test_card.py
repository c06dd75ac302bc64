from __future__ import annotations

from dataclasses import replace

import pytest

from pos.domain.cards.card import BasketCard, BenefitState, Card, CardStatus, check_usable
from pos.domain.cards.masking import mask_name
from pos.errors import RuleBroken
from pos.errors.cards import CardExpired, CardLost, CardNotYetValid, CardSuspended
from tests.strategies import CARD_NO, MONTH

CARD = Card(CARD_NO, "张*兰", "2026-02-01", "2026-11-30", CardStatus.ACTIVE)


@pytest.mark.parametrize("date", ["2026-02-01", "2026-02-02", "2026-11-23", "2026-11-30"])
def test_a_card_is_good_from_its_first_day_to_its_last(date: str) -> None:
    check_usable(CARD, date)


@pytest.mark.parametrize(
    ("changes", "date", "refusal", "facts"),
    [
        ({}, "2026-01-31", CardNotYetValid, {"tail": "0012", "valid_from": "2026-02-01"}),
        ({}, "2026-12-01", CardExpired, {"tail": "0012", "valid_to": "2026-11-30"}),
        ({"status": CardStatus.LOST}, "2026-11-23", CardLost, {"tail": "0012"}),
        ({"status": CardStatus.SUSPENDED}, "2026-11-23", CardSuspended, {"tail": "0012"}),
        ({"status": CardStatus.LOST}, "2027-01-01", CardLost, {"tail": "0012"}),
        ({"status": CardStatus.SUSPENDED}, "2020-01-01", CardSuspended, {"tail": "0012"}),
    ],
)
def test_a_card_that_may_not_be_used_says_why_and_shows_four_digits(
    changes: dict[str, CardStatus], date: str, refusal: type[RuleBroken], facts: dict[str, str]
) -> None:
    with pytest.raises(refusal) as refused:
        check_usable(replace(CARD, **changes), date)
    assert refused.value.facts == facts
    assert CARD_NO not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张小兰", "张*兰"), ("张兰", "张*"), ("张", "张*"), ("", "*"), ("欧阳", "欧*"),
        ("欧阳兰", "欧阳*"), ("欧阳小兰", "欧阳**"), ("张王小兰", "张**兰"),
        ("阿不都热依木·买买提", "阿**提"), ("𠮷小野", "𠮷*野"),
    ],
)  # fmt: skip
def test_a_masked_name_shows_its_ends_at_most(name: str, masked: str) -> None:
    assert mask_name(name) == masked


def test_a_card_in_a_basket_shows_its_last_four_digits() -> None:
    assert BasketCard(CARD_NO, "张*兰", MONTH, BenefitState.READY).tail == "0012"
