"""What a card has and used: its balance, months, visits and make-goods, the ones of former cards included."""

from __future__ import annotations

from collections.abc import Callable

from monitor.leases.card_history import balance, months_of, slips_of, visits_of
from monitor.platform import Platform
from tests.monitor.conftest import card_no
from tests.monitor.leases.test_card_replacing import replaced
from tests.monitor.leases.test_taps import MONTH, WHOLE
from tests.monitor.proposing import staffed
from tests.monitor.simulated_till import SimulatedTill


def test_a_card_shows_what_it_has_left_and_where_it_was_used(platform: Platform, till: SimulatedTill) -> None:
    sold = till.sell(("蔬菜", 4_000), ("米", 5_000), card_no=card_no(1))
    till.upload()
    pools = platform.store.read(lambda c: balance(c, MONTH, card_no(1)))
    assert {each.pool: each.whole for each in pools} == WHOLE
    assert {each.pool: each.used for each in pools}["vegetable"] == 4_000
    assert all(each.left == each.whole - each.used for each in pools)
    assert "subsidy" not in {each.name for each in pools}
    (month,) = platform.store.read(lambda c: months_of(c, card_no(1)))
    assert (month.month, month.visits) == (MONTH, 1)
    (visit,) = platform.store.read(lambda c: visits_of(c, card_no(1)))
    assert (visit.store_name, visit.market) == ("浆洗街店", 9_000)
    assert (visit.discount, visit.subsidy) == (sold.totals.discount, sold.totals.subsidy)
    assert platform.store.read(lambda c: balance(c, "2030-01", card_no(1))) == ()


def test_a_new_card_shows_the_use_of_the_one_it_replaced(platform: Platform, till: SimulatedTill) -> None:
    till.sell(("蔬菜", 4_000), card_no=card_no(1))
    till.upload()
    new = replaced(staffed(platform), card_no(1)).card_no
    pools = platform.store.read(lambda c: balance(c, MONTH, new))
    assert {each.pool: each.used for each in pools}["vegetable"] == 4_000
    assert [each.by_former for each in platform.store.read(lambda c: visits_of(c, new))] == [True]


def test_a_make_good_counts_as_used_once(platform: Platform, credited: Callable[..., str]) -> None:
    credited()
    (slip,) = platform.store.read(lambda c: slips_of(c, card_no(1)))
    assert slip.state == "credited"
    used = {each.pool: each.used for each in platform.store.read(lambda c: balance(c, MONTH, card_no(1)))}
    assert used["vegetable"] == 1_000
