"""No refusal is a dead end: each has a way on in the one table, and words that say it."""

from __future__ import annotations

import pytest

from pos.domain.cards.ask import Ask, AskState
from pos.domain.cards.card import BenefitState
from pos.domain.ways_on import WAYS_ON, WayOn, way_on
from pos.errors import RuleBroken
from pos.services.words.refusal_words import REFUSALS, refusal_words
from pos.ui.words.messages import words_for
from tests.refusals import LEAVES

CODES = [
    leaf.code for leaf in LEAVES if issubclass(leaf, RuleBroken) and leaf.__module__.startswith("pos.errors.")
]


@pytest.mark.parametrize("code", CODES)
def test_every_refusal_has_a_way_on_and_words_that_say_it(code: str) -> None:
    way, said = way_on(code), words_for(code)
    assert way is not None
    assert said.title and said.what_next
    if way is WayOn.APPROVAL:
        assert "店长" in said.what_next
    if way is WayOn.HOLDER:
        assert "市场价" in said.what_next, "the goods need not be left behind"


def test_the_table_names_no_refusal_that_is_not_there() -> None:
    families = {code.partition(".")[0] for code in CODES}
    assert {key for key in WAYS_ON if key not in CODES and key not in families} == set()


def test_what_the_report_counts_are_refusals_of_the_holder_s_card_and_cards_that_gave_nothing() -> None:
    gave_nothing = {state.value for state in BenefitState if state is not BenefitState.READY}
    asked_in_vain = {
        refusal
        for state in AskState
        for said in (None, *AskState)
        if (refusal := Ask("ask-1", "6201", "2026-11", 0, state, said).refusal) is not None
    }
    of_holder = {code for code in CODES if way_on(code) is WayOn.HOLDER}
    assert set(REFUSALS) == gave_nothing | asked_in_vain | of_holder
    assert refusal_words("card.of_tomorrow").endswith("其他原因")
