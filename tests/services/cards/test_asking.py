"""A card is shown where its rights are not: the till asks, and the cashier scans on."""

from __future__ import annotations

import threading
from typing import NoReturn

import pytest

from pos.domain.cards.ask import AskState
from pos.domain.cards.card import BenefitState
from pos.domain.paying.tender import TenderKind
from pos.errors import PosError
from pos.errors.platform import MonitorUnreachable
from pos.services.till import Till
from tests.services.asking import (
    PATIENCE_S,
    Connect,
    Store,
    card_of,
    ended,
    grant_without_news,
    paid,
    refused,
    shown,
)
from tests.services.returning import first_bad
from tests.shop import LAN, LOST, OIL, RICE, WITHOUT_LEASE, Shop, deliver, grant


def test_what_the_platform_grants_is_given_at_once_while_goods_were_scanned(
    shop: Shop, till: Till, connected: Connect
) -> None:
    line = connected("asking", "granted")
    line.before = lambda: grant_without_news(till)
    till.checkout.scan(OIL)
    card = shown(till)
    assert (card.state, card.slip_reason) == (BenefitState.NO_LEASE, "cancelled")
    assert till.checkout.state.ask is not None and till.checkout.state.ask.state is AskState.ASKING
    scanned = till.checkout.scan(RICE).state  # Nobody waits: no answer has come yet.
    assert scanned.quote.totals.discount == 0

    line.answer(2)

    assert ended(till) is AskState.GRANTED
    card = card_of(till)
    assert (card.state, card.slip_reason) == (BenefitState.READY, None)
    assert till.checkout.state.quote.totals.discount == 2 * 1398
    assert len({asked[0] for asked in line.asked}) == 1  # One wish.
    paid(till)
    assert refused(till) == []
    till.close()
    assert first_bad(shop) is None


def test_the_till_that_has_the_whole_month_asks_nobody(till: Till, connected: Connect) -> None:
    line = connected("granted")
    grant(till, LAN)
    shown(till)
    assert till.checkout.state.ask is None and line.asked == []


def test_a_part_of_the_month_is_given_while_the_rest_is_asked_for(till: Till, connected: Connect) -> None:
    line = connected("in_use")
    grant(till, LAN, {"staple": 5_000})
    till.checkout.scan(OIL)
    card = shown(till)
    assert (card.state, card.slip_reason) == (BenefitState.READY, "cancelled")
    assert till.checkout.state.quote.totals.discount == 1_000
    line.answer()
    till.checkout.stop_asking()
    assert card_of(till).slip_reason == "cancelled"


def test_the_cashier_goes_on_without_and_what_comes_late_is_simply_a_lease(
    till: Till, connected: Connect
) -> None:
    line = connected("granted")
    came = threading.Event()

    def grants() -> None:
        grant_without_news(till)
        came.set()

    line.before = grants
    till.checkout.scan(OIL)
    shown(till)
    state = till.checkout.stop_asking()
    assert state.ask is not None and state.ask.state is AskState.CANCELLED
    assert refused(till) == ["tap.cancelled"]
    till.checkout.pay(TenderKind.CASH, "10")

    line.answer()
    assert came.wait(PATIENCE_S)
    till.take_news()

    assert till.checkout.state.quote.totals.discount == 0  # The customer was told a sum, and pays it.
    assert card_of(till).slip_reason == "cancelled"
    paid(till)
    assert shown(till).state is BenefitState.READY  # And the next sale has it.
    assert till.checkout.state.ask is None


def test_money_ends_the_ask(till: Till, connected: Connect) -> None:
    connected("granted")
    till.checkout.scan(OIL)
    shown(till)
    state = till.checkout.pay(TenderKind.CASH, None)
    assert state.ask is not None and state.ask.state is AskState.CANCELLED
    assert card_of(till).slip_reason == "cancelled"


@pytest.mark.parametrize("act", ["uncard", "cancel", "hold"])
def test_a_card_taken_off_and_a_sale_that_is_over_or_held_end_the_ask(
    till: Till, connected: Connect, act: str
) -> None:
    line = connected("asking")
    till.checkout.scan(OIL)
    shown(till)
    {
        "uncard": till.checkout.detach_card,
        "cancel": lambda: till.checkout.cancel(reason="顾客不要了"),
        "hold": till.checkout.hold,
    }[act]()
    line.answer(3)
    assert till.asks.look() is None and till.checkout.state.ask is None
    if act == "hold":
        till.checkout.recall(1)
        assert till.checkout.state.ask is not None  # Back on the counter: it is asked anew.
    assert refused(till) == []


def test_nothing_is_asked_twice_at_once_and_the_card_shown_again_asks_again(
    till: Till, connected: Connect
) -> None:
    line = connected(MonitorUnreachable(reason="timeout"))
    till.checkout.scan(OIL)
    shown(till)
    shown(till)
    line.answer()
    assert ended(till) is AskState.OFFLINE
    assert len({asked[0] for asked in line.asked}) == 1

    shown(till)
    assert till.checkout.state.ask is not None and till.checkout.state.ask.is_open
    line.answer()
    assert ended(till) is AskState.OFFLINE
    assert len({asked[0] for asked in line.asked}) == 2
    assert refused(till) == ["tap.offline", "tap.offline"]


def test_when_the_line_is_down_the_neighbours_are_asked_and_may_give(till: Till, connected: Connect) -> None:
    def gives() -> bool:
        grant_without_news(till)
        return True

    store = Store(gives=gives)
    line = connected(MonitorUnreachable(reason="connection"), store=store)
    till.checkout.scan(OIL)
    shown(till)
    line.answer()
    assert ended(till) is AskState.GRANTED
    assert store.asked == [(LAN, "2026-11")]
    assert card_of(till).state is BenefitState.READY
    assert refused(till) == []


def test_a_bug_on_the_line_and_one_in_the_neighbours_keep_nobody_waiting(
    till: Till, connected: Connect
) -> None:
    def breaks() -> NoReturn:
        raise RuntimeError("a bug")

    line = connected("granted", store=Store(gives=breaks))
    line.before = breaks
    till.checkout.scan(OIL)
    shown(till)
    line.answer()
    assert ended(till) is AskState.OFFLINE


def test_a_month_that_begins_during_the_ask_is_asked_for_in_its_stead(
    shop: Shop, till: Till, connected: Connect
) -> None:
    line = connected("asking")
    shown(till)
    shop.clock.at_ms += 8 * 86_400_000  # No time passes for the ask: only the calendar changes.
    till.checkout.scan(OIL)
    while len(line.asked) < 2:
        line.answer()
        till.asks.wait(till.asks.wait(-1, timeout_s=0), timeout_s=0.01)
    ask = till.checkout.state.ask
    assert ask is not None and (ask.month, card_of(till).month) == ("2026-12", "2026-12")
    assert {asked[2] for asked in line.asked} == {"2026-11", "2026-12"}


def test_a_fenced_till_and_a_refused_card_ask_nobody(till: Till, connected: Connect) -> None:
    line = connected("granted")
    with pytest.raises(PosError):
        shown(till, LOST)
    till.checkout._parts.cards._fence.put_up("monitor.lied", "hash")
    assert shown(till).state is BenefitState.FENCED
    assert line.asked == [] and till.checkout.state.ask is None


def test_another_card_is_asked_for_at_once_whatever_the_first_one_waits_for(
    till: Till, connected: Connect
) -> None:
    line = connected("asking")
    till.checkout.scan(OIL)
    shown(till)
    till.checkout.detach_card()
    shown(till, WITHOUT_LEASE)
    while len(line.asked) < 2:
        till.asks.wait(-1, timeout_s=0)
    assert [asked[1] for asked in line.asked[:2]] == [LAN, WITHOUT_LEASE]


def test_what_was_found_out_about_the_card_outlives_a_killed_till(
    shop: Shop, till: Till, connected: Connect
) -> None:
    line = connected(MonitorUnreachable(reason="timeout"))
    till.checkout.scan(OIL)
    shown(till)
    line.answer()
    ended(till)
    till.close()
    again = shop.start_selling()
    assert card_of(again).slip_reason == "offline"
    again.close()


def test_the_till_closes_while_it_asks(till: Till, connected: Connect) -> None:
    line = connected("asking")
    till.checkout.scan(OIL)
    shown(till)
    till.close()
    assert line.closed and not till.asks.is_connected


def test_a_lease_that_is_recalled_after_it_came_is_no_lease(till: Till, connected: Connect) -> None:
    line = connected("granted")
    line.before = lambda: grant_without_news(till)
    shown(till)
    line.answer()
    assert ended(till) is AskState.GRANTED
    deliver(till, "recalls", {"recalls": [{"card_no": LAN, "month": "2026-11"}]}, number=5)
    assert (card_of(till).state, card_of(till).slip_reason) == (BenefitState.NO_LEASE, "no_lease")


def test_a_lease_that_comes_while_money_is_asked_for_changes_no_sum(till: Till, connected: Connect) -> None:
    line = connected("granted")
    came = threading.Event()

    def grants() -> None:
        grant_without_news(till)
        came.set()

    line.before = grants
    till.checkout.scan(OIL)
    shown(till)
    asked = till.checkout.ask_person(TenderKind.WECHAT, None).basket.asked
    assert asked is not None and asked.amount == 6990
    line.answer()
    assert came.wait(PATIENCE_S)

    assert till.take_news() is None
    assert till.checkout.state.paid_so_far.due == 6990
    till.checkout.not_come()  # The customer could not pay like that: now the new sum is told.
    state = till.take_news()
    assert state is not None and state.quote.totals.discount == 1398
