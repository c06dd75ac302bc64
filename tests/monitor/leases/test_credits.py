"""The money of a slip: listed at a tap, promised to one till, paid once, and what two tills did wrong."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import update

from monitor.auditing.audit import audit
from monitor.platform import Platform
from monitor.store import day_tables, tables
from monitor.store.lease_tables import make_good
from pos.domain.decoding import decode_entry
from pos.domain.selling.sale import SaleFacts
from tests.monitor.conftest import card_no, rows
from tests.monitor.leases.slips import (
    alerts,
    ask_credit,
    pay,
    promised,
    refused,
    sent,
    slips,
)
from tests.monitor.leases.test_taps import tap
from tests.monitor.simulated_till import SimulatedTill


def test_goods_that_come_back_after_the_promise_are_an_alert_and_the_promise_stands(
    platform: Platform, credited: Callable[..., str], other: SimulatedTill
) -> None:
    credit_id = credited(("蔬菜", 1_000))
    amount = promised(other, credit_id)
    pay(other, credit_id, amount)
    assert sent(other) == []
    other.return_goods(decode_entry(other.entries[0].payload).facts(SaleFacts))
    assert sent(other) == []

    assert slips(platform) == [("paid", None, amount)]
    assert alerts(platform) == ["make_good.returned"]


def test_a_tap_lists_what_the_card_can_be_paid_and_one_till_is_promised_it(
    platform: Platform, credited: Callable[..., str], till: SimulatedTill, third: SimulatedTill
) -> None:
    credit_id = credited()
    (row,) = rows(platform, make_good)
    (listed,) = tap(third, 1).credits
    assert (listed.credit_id, listed.slip_no, listed.amount) == (credit_id, row["slip_no"], row["amount"])
    assert listed.card_tail == card_no(1)[-4:]

    assert promised(third, credit_id) == row["amount"]
    assert promised(third, credit_id) == row["amount"]  # The same till again gets the same.
    assert refused(ask_credit(till, credit_id)) == "credit.elsewhere"
    assert tap(till, 1).credits == []
    assert [each.credit_id for each in tap(third, 1).credits] == [credit_id]

    assert ask_credit(third, credit_id, withdrawn=True).status_code == 200
    assert ask_credit(till, credit_id, withdrawn=True).status_code == 200  # It had none: nothing changes.
    assert promised(till, credit_id) == row["amount"]
    assert refused(ask_credit(till, "B-nothing")) == "credit.unknown"


def test_a_promise_that_was_paid_is_paid_once_and_counted_in_the_day(
    platform: Platform, credited: Callable[..., str], third: SimulatedTill
) -> None:
    credit_id = credited()
    amount = promised(third, credit_id)
    pay(third, credit_id, amount)

    assert sent(third) == []
    third.upload()
    assert slips(platform) == [("paid", None, amount)]
    assert refused(ask_credit(third, credit_id)) == "credit.paid"
    assert refused(ask_credit(third, credit_id, withdrawn=True)) == "credit.paid"
    assert tap(third, 1).credits == []
    days = {
        row["till_id"]: (row["made_goods"], row["made_good"]) for row in rows(platform, day_tables.day_total)
    }
    assert days["S01-2"] == (1, amount)
    assert alerts(platform) == []
    assert audit(platform.store).first_bad is None


def test_money_that_two_tills_handed_out_is_an_alert_with_both_entries(
    platform: Platform, credited: Callable[..., str], till: SimulatedTill, third: SimulatedTill
) -> None:
    credit_id = credited()
    amount = promised(third, credit_id)
    pay(third, credit_id, amount)
    sent(third)
    pay(till, credit_id, amount)

    assert sent(till) == []  # The money is gone, so the entry counts.
    (found,) = rows(platform, tables.alert)
    assert found["code"] == "make_good.paid_twice"
    assert "浆洗街店 2 号机" in found["facts"]
    assert slips(platform) == [("paid", None, amount)]


def test_what_was_paid_without_a_promise_is_an_alert_and_not_paid_again(
    platform: Platform, credited: Callable[..., str], till: SimulatedTill, third: SimulatedTill
) -> None:
    credit_id = credited()
    pay(third, credit_id, 77)
    assert sent(third) == []
    assert alerts(platform) == ["make_good.unpromised"]
    assert refused(ask_credit(till, credit_id)) == "credit.paid"
    pay(till, "B-nothing", 50)
    assert sent(till) == []
    assert alerts(platform) == ["make_good.unpromised", "make_good.unpromised"]


def test_a_lost_card_is_credited_and_paid_nothing_before_it_is_found(
    platform: Platform, credited: Callable[..., str], third: SimulatedTill
) -> None:
    credit_id = credited()
    card = tables.card
    platform.store.write(
        lambda connection: connection.execute(
            update(card).where(card.c.card_no == card_no(1)).values(status="lost")
        )
    )

    assert tap(third, 1).credits == []
    assert refused(ask_credit(third, credit_id)) == "credit.stopped"
