"""What a customer is likely to hand over: amounts that a purse really holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.paying.handed_over import LIKELY_MAX, likely_cash
from pos.domain.paying.tender import what_is_due
from pos.domain.shop_rules import CashRounding


@pytest.mark.parametrize(
    ("due", "yuan"),
    [
        (8_434, (85, 90, 100, 200)),
        (8_430, (85, 90, 100, 200)),  # Right after 抹零.
        (5_729, (60, 100, 200)),
        (990, (10, 20, 50, 100)),
        (350, (5, 10, 20, 100)),
        (1_200, (15, 20, 50, 100)),
        (10_000, (200,)),
        (12_030, (125, 130, 150, 200)),
        (29_990, (300, 400)),
        (1, (5, 10, 20, 100)),
        (0, ()),
        (-5, ()),
    ],
)
def test_the_keys_offer_what_people_hand_over(due: int, yuan: tuple[int, ...]) -> None:
    assert likely_cash(due) == tuple(each * 100 for each in yuan)


@given(st.integers(1, 60_000) | st.integers(1, 1_200))
def test_every_offer_pays_the_sale_with_change_that_is_worth_handing_it_over_for(due: int) -> None:
    offered = likely_cash(due)
    assert 1 <= len(offered) <= LIKELY_MAX
    assert list(offered) == sorted(set(offered)) and offered[0] > due
    assert all(each % 500 == 0 for each in offered), "nobody hands over coins to get coins back"
    assert any(each % 10_000 == 0 for each in offered)
    assert offered[-1] - due <= 20_000
    assert offered == likely_cash(due), "the same each time"


@given(st.integers(1, 60_000), st.sampled_from(CashRounding))
def test_after_the_shops_rule_for_fen_the_offers_are_those_of_what_cash_pays(
    payable: int, rule: CashRounding
) -> None:
    due = what_is_due(payable, (), rule).cash_due
    assert all(each > due for each in likely_cash(due))
