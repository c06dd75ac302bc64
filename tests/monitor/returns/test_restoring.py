"""What a card had used comes back as a new lease when its goods come back elsewhere, once that is safe."""

from __future__ import annotations

from typing import Any

import pytest

from monitor.auditing.audit import audit
from monitor.platform import Platform
from monitor.store import tables
from tests.monitor.conftest import DAY_MS, EnrolledTill, FakeClock, card_no, rows
from tests.monitor.returns.test_return_desk import ask_leave, bring_back
from tests.monitor.returns.test_returns import assert_no_card_is_over_its_month
from tests.monitor.simulated_till import SimulatedTill

RELEASED = "released_sales"


@pytest.fixture
def other(enrolled: EnrolledTill) -> SimulatedTill:
    """A till of another store."""
    return enrolled("S02-1")


def restored(platform: Platform) -> list[dict[str, Any]]:
    """Leases that came of returns elsewhere."""
    return [row for row in rows(platform, tables.lease) if row["restored_from"] is not None]


def bring_a_cards_goods_back(till: SimulatedTill, other: SimulatedTill) -> dict[str, int]:
    """Sell to a card here, take it back there; give what the card had used."""
    sale = till.sell(("蔬菜", 1000), ("零食", 350), card_no=card_no(1))
    till.upload()
    bring_back(other, sale.sale_no, {1: 1000, 2: 1000}, home=till)
    assert other.upload().quarantined == []
    assert sale.card is not None
    return {spent.pool: spent.amount for spent in sale.card.spends}


def test_the_keeper_gets_a_lease_once_the_selling_till_knows(
    till: SimulatedTill, other: SimulatedTill, platform: Platform
) -> None:
    used = bring_a_cards_goods_back(till, other)
    assert len(restored(platform)) == len(used), "it released the sale before anything was brought back"

    leases = [body for body in till.download() if body.kind == "leases"]

    (grant,) = leases[0].body["grants"]
    assert (grant["card_no"], grant["pools"]) == (card_no(1), used)
    assert {row["till_id"] for row in restored(platform)} == {"S01-1"}
    assert_no_card_is_over_its_month(platform)
    assert audit(platform.store).first_bad is None
    till.download()
    other.download()
    assert len(restored(platform)) == len(used), "once"


def test_the_card_can_spend_what_came_back_and_not_a_fen_more(
    till: SimulatedTill, other: SimulatedTill, platform: Platform
) -> None:
    bring_a_cards_goods_back(till, other)
    till.download()
    till.download()

    for _visit in range(2):
        till.sell(("蔬菜", 100_00), ("米", 200_00), ("零食", 60_00), card_no=card_no(1))
    reply = till.upload(after=1)

    assert reply.quarantined == []
    used: dict[str, int] = {}
    for row in rows(platform, tables.card_spend):
        used[row["pool_id"]] = used.get(row["pool_id"], 0) + row["amount"]
    assert used == {"vegetable": 100_00, "staple": 200_00, "subsidy": 60_00}
    assert audit(platform.store).first_bad is None


def test_a_till_that_never_heard_of_such_documents_is_sent_none_and_keeps_its_right(
    till: SimulatedTill, other: SimulatedTill, platform: Platform
) -> None:
    del till.have[RELEASED]
    sale = till.sell(("蔬菜", 1000), card_no=card_no(1))
    till.upload()
    assert ask_leave(other, sale.sale_no, {1: 1000}) == "return.not_released"

    assert RELEASED not in {body.kind for body in till.download()}

    assert ask_leave(other, sale.sale_no, {1: 1000}) == "return.not_released"
    assert restored(platform) == []


def test_a_till_that_is_gone_can_take_nothing_back_any_more(
    till: SimulatedTill, other: SimulatedTill, enrolled: EnrolledTill, platform: Platform
) -> None:
    sale = till.sell(("蔬菜", 1000), card_no=card_no(1))
    till.upload()
    enrolled("S01-1")

    bring_back(other, sale.sale_no, {1: 1000}, home=None)
    other.upload()

    assert {(row["till_id"], row["epoch"]) for row in restored(platform)} == {("S01-1", 2)}
    assert_no_card_is_over_its_month(platform)


def test_goods_that_both_tills_took_back_give_nothing_twice(
    till: SimulatedTill, other: SimulatedTill, platform: Platform
) -> None:
    sale = till.sell(("蔬菜", 1000), card_no=card_no(1))
    till.upload()
    bring_back(other, sale.sale_no, {1: 1000}, home=till)
    till.return_goods(sale)  # Though it had let it go.
    assert [each.code for each in till.upload().quarantined] == ["return.released"]
    assert other.upload().quarantined == []

    till.download()
    till.download()

    assert restored(platform) == []


def test_nothing_comes_back_for_a_month_that_is_over(
    till: SimulatedTill, other: SimulatedTill, platform: Platform, clock: FakeClock
) -> None:
    sale = till.sell(("蔬菜", 1000), card_no=card_no(1))
    till.upload()
    bring_back(other, sale.sale_no, {1: 1000}, home=till)
    clock.at_ms = till.now_ms = other.now_ms = clock.at_ms + 8 * DAY_MS
    assert other.upload().quarantined == []
    till.download()
    till.download()

    assert restored(platform) == []


def test_a_selling_till_is_asked_once_for_each_sale(till: SimulatedTill, other: SimulatedTill) -> None:
    sale = till.sell(("零食", 100), ("零食", 200))
    till.upload()
    assert ask_leave(other, sale.sale_no, {1: 1000}) == "return.not_released"
    assert ask_leave(other, sale.sale_no, {2: 1000}, return_id="b") == "return.not_released"

    assert [body.body["sales"] for body in till.download() if body.kind == RELEASED] == [[sale.sale_no]]
