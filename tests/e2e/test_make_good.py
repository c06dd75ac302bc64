"""A benefit that could not be given: market price and a slip, credited to the fen, paid at a third till."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import select

from monitor.documents.publishing import ListedCard, change_cards
from monitor.store.lease_tables import make_good
from pos.domain.cards.card import Card, CardStatus
from pos.ledger.verifying.verify import verify_ledger
from pos.services.installation.identity import LEDGER_FILE
from pos.services.installation.shipped import load_default_programme, load_shop_rules
from tests.e2e.month.stage import Counter, Stage, playing
from tests.shop import card_number

pytestmark = pytest.mark.timeout(240)

CARD: Final = card_number(77)
EGGS: Final = "6970385420011"  # 26.80 yuan, of the pool `staple`: the customer pays 80 %.
OFF: Final = 536  # Fen of one box that the card gives.
CAP: Final = 20_000


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """The fifth of November; the card's usual store is S01, and S01-1 holds its whole month."""
    with playing(tmp_path) as played:
        played.clock.forward(days=11)
        card = Card(CARD, "张*兰", "2026-01-01", "2027-12-31", CardStatus.ACTIVE)
        played.platform.store.write(lambda connection: change_cards(connection, [ListedCard(card, "S01")]))
        for till_id in ("S01-1", "S02-1", "S01-2"):
            played.till(till_id).say("sync")
        yield played


def slips(stage: Stage) -> list[tuple[str, str | None, int]]:
    """State, why and amount of each, in order of time."""
    rows = stage.platform.store.read(
        lambda connection: connection.execute(select(make_good).order_by(make_good.c.sold_ms)).all()
    )
    return [(row.state, row.why, row.amount) for row in rows]


def buy(stage: Stage, till: Counter, boxes: int) -> dict[str, Any]:
    """A sale of the card without its subsidy, paid in cash; with what it cost and gave."""
    stage.clock.forward(minutes=1)
    till.say(f"{boxes}*", EGGS, f"card {CARD}", "ask")
    totals = till.say("subsidy 0")["basket"]["totals"]
    till.say("pay cash")
    return {**till.say("done"), "given": totals["discount"] + totals["subsidy"]}


def synced(stage: Stage, *tills: Counter) -> None:
    """Each has its line and told everything; some rounds, for what one has them answer goes with the next."""
    views: dict[str, Any] = {}
    for _round in range(3):
        stage.clock.forward(minutes=1)
        views = {till.till_id: till.say("sync")["sync"] for till in tills}
    for till_id, view in views.items():
        assert (view["pending"], view["problem"]) == (0, None), (till_id, view)


def coming(till: Counter) -> dict[str, Any]:
    """What the card can be paid at a till."""
    told: dict[str, Any] = till.say(f"make-goods {CARD}")["make_goods"]
    return told


def all_is_well(stage: Stage) -> None:
    """Every ledger verifies, and the platform finds nothing in all it holds."""
    for till in stage.tills.values():
        till.close()
        report = verify_ledger(
            till.settings.data_dir / LEDGER_FILE,
            public_key=None,
            default_programmes=[load_default_programme()],
            shipped_rules=load_shop_rules(),
        )
        assert report.first_bad is None, (till.till_id, report.first_bad)
    stage.tills.clear()


def test_offline_at_another_store_credited_to_the_fen_and_paid_once_at_a_third_till(stage: Stage) -> None:
    keeper, away, third = (stage.till(name) for name in ("S01-1", "S02-1", "S01-2"))
    assert buy(stage, keeper, 2)["given"] == 2 * OFF

    away.line_down()
    sold = buy(stage, away, 1)
    assert sold["given"] == 0 and sold["payable"] == 2_680
    assert slips(stage) == []
    away.line_up()
    synced(stage, away)
    assert [each[0] for each in slips(stage)] == ["waiting"], "the keeper was not heard since"
    assert coming(third) == {"tail": CARD[-4:], "state": "told", "total": 0, "waiting": 1, "payable": []}

    synced(stage, keeper)
    assert slips(stage) == [("credited", None, OFF)]
    (payable,) = coming(third)["payable"]
    assert payable["amount"] == OFF
    assert coming(away)["total"] == OFF

    waits = third.say(f"make-good {payable['slip_no']}")["waits_for"]
    assert waits == {
        "amount": OFF, "slip_no": payable["slip_no"], "say": ["handed-out", "not-handed-out"],
    }  # fmt: skip
    assert away.hear("make-good")["code"] == "credit.elsewhere"
    assert third.say("not-handed-out")["given_back"] is True
    third.say("make-good", "handed-out")
    assert coming(away)["payable"] == [], "promised and paid, though not heard of yet"
    assert third.hear("make-good")["code"] == "credit.unknown"
    synced(stage, third)
    assert slips(stage) == [("paid", None, OFF)]

    assert coming(away)["payable"] == []
    third.say(f"reprint {payable['slip_no']} 顾客丢失")
    x_report = third.say("x-report")
    counted = third.say("count cash 494.64")["count"]
    assert counted["difference"] == 0, (x_report, counted)
    all_is_well(stage)


def test_a_part_on_the_spot_and_the_rest_made_good_come_to_the_whole(stage: Stage) -> None:
    """What the keeper gave after the sale elsewhere is given; what is left of the month is made good."""
    keeper, away = stage.till("S01-1"), stage.till("S02-1")
    away.line_down()
    late = buy(stage, away, 3)
    on_spot = buy(stage, keeper, 6)
    assert (late["given"], on_spot["given"]) == (0, 6 * OFF)
    away.line_up()
    synced(stage, away, keeper)

    left = CAP - 6 * 2_680
    made_good = left - (left * 80 + 50) // 100
    assert slips(stage) == [("credited", None, made_good)]
    assert made_good < 3 * OFF, "more than the month is nobody's"
    away.say(f"make-goods {CARD}", "make-good", "handed-out")
    synced(stage, away)
    assert slips(stage) == [("paid", None, made_good)]
    all_is_well(stage)


def test_a_slip_of_november_is_paid_in_december_out_of_november(stage: Stage) -> None:
    keeper, away, third = (stage.till(name) for name in ("S01-1", "S02-1", "S01-2"))
    stage.clock.forward(days=25)  # The thirtieth.
    away.line_down()
    assert away.hear(EGGS)["code"] == "clock.doubtful", "said once: nothing was sold for weeks"
    buy(stage, away, 1)
    stage.clock.forward(days=1)
    away.line_up()
    synced(stage, away, keeper, third)
    assert slips(stage) == [("credited", None, OFF)]

    third.say(f"make-goods {CARD}", "make-good", "handed-out")
    synced(stage, third)
    december = buy(stage, keeper, 8)
    assert december["given"] == CAP - CAP * 80 // 100, "nothing of December was taken"
    all_is_well(stage)


def test_goods_that_come_back_before_it_is_paid_are_made_good_no_more(stage: Stage) -> None:
    keeper, away = stage.till("S01-1"), stage.till("S02-1")
    away.line_down()
    sold = buy(stage, away, 2)
    away.line_up()
    synced(stage, away, keeper)
    assert slips(stage) == [("credited", None, 2 * OFF)]

    away.say(f"return {sold['sale_no']} 1 1 不想要了")
    synced(stage, away)
    assert slips(stage) == [("credited", None, OFF)]
    away.say(f"return {sold['sale_no']} 1 1 不想要了")
    synced(stage, away)
    assert slips(stage) == [("nothing", "returned", 0)]
    assert coming(away)["payable"] == []
    all_is_well(stage)
