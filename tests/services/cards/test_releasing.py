"""The platform asks for a card's rights, or the month is over: what this till lets go, and what stays."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from pos.domain.cards.card import BenefitState
from pos.domain.cards.lease import left_by_pool
from pos.domain.cards.lease_moves import LeaseReleased, ReleaseCause, recall_release_id
from pos.domain.journal.entries import EntryKind
from pos.domain.paying.tender import TenderKind
from pos.domain.selling.quote import Totals
from pos.errors.fencing import ReleaseNotNow
from pos.errors.ledger import EntryWrong, LedgerUnwritable
from pos.ledger.ledger import Ledger
from pos.services.cards.releasing import LeaseReleases
from pos.services.till import Till
from tests.services.returning import first_bad
from tests.services.telling import entries_of
from tests.shop import (
    CASHIER,
    CASHIER_PIN,
    FULL_MONTH,
    LAN,
    OIL,
    RICE,
    Shop,
    _books,
    deliver,
    grant,
    inbox_of,
)

MONTH = "2026-11"


def recall(till: Till, number: int, card_no: str = LAN, month: str = MONTH) -> None:
    """The platform asks, and the till's fronts take the news."""
    deliver(till, "recalls", {"recalls": [{"card_no": card_no, "month": month}]}, number=number)


def released(till: Till) -> list[LeaseReleased]:
    """Every release in the journal."""
    return [each.facts(LeaseReleased) for each in entries_of(till, EntryKind.LEASE_RELEASED)]


def ledger_of(till: Till) -> Ledger:
    return _books(till)[0]


def left(till: Till, month: str = MONTH) -> dict[str, int]:
    """What may still be spent here."""
    return left_by_pool(ledger_of(till).leases(LAN, month))


def releases_of(till: Till) -> LeaseReleases:
    ledger, _catalogue, clock = _books(till)
    return LeaseReleases(ledger, clock, till.checkout._parts.rights, lambda: till.cards.fenced)


def ring_up(till: Till, code: str = OIL) -> Totals:
    """One article with the card, of whose subsidy the customer uses 20 yuan."""
    till.checkout.scan(code)
    till.checkout.attach_card(LAN)
    return till.checkout.set_subsidy("20").quote.totals


def clean(till: Till, shop: Shop) -> None:
    till.close()
    assert first_bad(shop) is None


def test_all_of_a_card_is_let_go_once_and_the_till_gives_no_more_of_it(shop: Shop, till: Till) -> None:
    grant(till, LAN)
    recall(till, 7)
    recall(till, 7)

    (facts,) = released(till)
    assert (facts.release_id, facts.number) == (recall_release_id(7, LAN, MONTH), 7)
    assert facts.by_pool() == FULL_MONTH and not facts.left_open
    assert set(left(till).values()) == {0}
    assert inbox_of(till).have()["recalls"] == 7
    till.checkout.scan(OIL)
    attached = till.checkout.attach_card(LAN).basket.card
    assert attached is not None
    assert (attached.state, attached.slip_reason) == (BenefitState.NO_LEASE, "no_lease")
    till.checkout.pay(TenderKind.CASH, None)
    till.checkout.done()
    clean(till, shop)


def test_nothing_left_is_an_answer_too(till: Till) -> None:
    recall(till, 3)

    (facts,) = released(till)
    assert facts.parts == () and facts.left_open == {}


def test_the_open_sale_keeps_what_it_uses_and_is_paid_as_it_was_shown(shop: Shop, till: Till) -> None:
    grant(till, LAN)
    shown = ring_up(till)

    recall(till, 1)

    used = FULL_MONTH["staple"] - 6990, FULL_MONTH["subsidy"] - shown.subsidy
    (facts,) = released(till)
    assert facts.left_open == {"staple": 6990, "subsidy": shown.subsidy}
    assert facts.by_pool() == {"vegetable": 10_000, "staple": used[0]} | (
        {"subsidy": used[1]} if used[1] else {}
    )
    assert till.checkout.state.quote.totals == shown
    till.checkout.pay(TenderKind.CASH, None)
    assert till.checkout.done().payable == shown.payable
    assert set(left(till).values()) == {0}
    clean(till, shop)


def test_goods_scanned_after_the_release_are_at_market_price_and_never_go_over(
    shop: Shop, till: Till
) -> None:
    grant(till, LAN)
    till.checkout.scan(OIL)
    till.checkout.attach_card(LAN)
    deliver_without_news(till, 1)

    state = till.checkout.scan(RICE).state

    assert state.quote.lines[0].discount == 1398 and state.quote.lines[1].discount == 0
    till.checkout.pay(TenderKind.CASH, None)
    till.checkout.done()
    clean(till, shop)


def deliver_without_news(till: Till, number: int, card_no: str = LAN) -> None:
    """The sync thread took it in; the counter has not looked yet."""
    take_news, till.take_news = till.take_news, lambda: None  # type: ignore[method-assign]
    recall(till, number, card_no)
    till.take_news = take_news  # type: ignore[method-assign]


def test_a_release_between_the_first_money_and_the_end_changes_nothing_the_customer_was_told(
    shop: Shop, till: Till
) -> None:
    grant(till, LAN)
    shown = ring_up(till)
    till.checkout.begin_payment()
    till.checkout.pay(TenderKind.CASH, "1")
    recall(till, 1)

    till.checkout.pay(TenderKind.CASH, None)
    assert till.checkout.done().payable == shown.payable
    clean(till, shop)


def test_a_card_that_was_only_shown_needs_nothing_and_the_customer_sees_it_before_paying(
    shop: Shop, till: Till
) -> None:
    grant(till, LAN)
    till.checkout.attach_card(LAN)
    recall(till, 1)

    attached = till.checkout.state.basket.card
    assert attached is not None and attached.state is BenefitState.NO_LEASE
    till.checkout.scan(OIL)
    assert till.checkout.state.quote.totals.discount == 0
    till.checkout.pay(TenderKind.CASH, None)
    assert till.checkout.done().payable == 6990
    clean(till, shop)


def test_a_held_sale_keeps_what_it_uses_beside_the_open_one(shop: Shop, till: Till) -> None:
    grant(till, LAN)
    held = ring_up(till)
    till.checkout.hold()
    ring_up(till, RICE)

    recall(till, 1)

    assert released(till)[0].left_open["staple"] == 2 * 6990
    till.checkout.pay(TenderKind.CASH, None)
    till.checkout.done()
    till.checkout.recall(1)
    assert till.checkout.state.quote.totals.discount == held.discount
    till.checkout.pay(TenderKind.CASH, None)
    till.checkout.done()
    assert left(till)["staple"] == 0
    clean(till, shop)


def test_asked_again_after_the_sale_the_rest_is_let_go(shop: Shop, till: Till) -> None:
    grant(till, LAN)
    till.checkout.scan(OIL)
    till.checkout.attach_card(LAN)
    recall(till, 1)
    till.checkout.cancel()

    recall(till, 2)

    assert released(till)[1].by_pool()["staple"] == 6990
    assert set(left(till).values()) == {0}
    clean(till, shop)


def test_a_fenced_till_signs_nothing_and_answers_when_it_is_trusted_again(shop: Shop, till: Till) -> None:
    grant(till, LAN)
    till.checkout._parts.cards._fence.put_up("monitor.lied", "hash")

    assert "recalls" not in inbox_of(till).have()
    with pytest.raises(ReleaseNotNow):
        recall(till, 1)
    assert released(till) == []
    releases = releases_of(till)
    shop.clock.forward(days=30)
    assert releases.month_end() == 0


def test_a_restart_after_the_release_neither_forgets_nor_repeats_it(shop: Shop, till: Till) -> None:
    grant(till, LAN)
    recall(till, 1)
    till.close()

    again = shop.start_selling()
    recall(again, 1)
    assert len(released(again)) == 1
    clean(again, shop)


def test_a_disk_that_refuses_the_release_leaves_the_rights_here(
    shop: Shop, till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    grant(till, LAN)
    ledger = ledger_of(till)
    append = ledger.append

    def full(*_arguments: object, **_more: object) -> None:
        raise LedgerUnwritable(reason="full")

    monkeypatch.setattr(ledger, "append", full)
    with pytest.raises(LedgerUnwritable):
        recall(till, 1)
    monkeypatch.setattr(ledger, "append", append)
    till.checkout.scan(OIL)
    assert till.checkout.attach_card(LAN).quote.totals.discount == 1398
    till.checkout.cancel()
    recall(till, 1)
    assert released(till)[0].by_pool() == FULL_MONTH


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"recalls": 5},
        {"recalls": [5]},
        {"recalls": [{"card_no": LAN}]},
        {"recalls": [{"card_no": LAN, "month": "2026-13"}]},
        {"recalls": [{"card_no": 1, "month": MONTH}]},
    ],
)
def test_a_recall_that_makes_no_sense_frees_nothing(till: Till, body: dict[str, object]) -> None:
    grant(till, LAN)
    with pytest.raises(EntryWrong):
        deliver(till, "recalls", body)
    assert released(till) == []


def test_what_is_left_of_a_month_that_is_over_is_let_go_but_not_under_an_open_sale(
    shop: Shop, till: Till
) -> None:
    grant(till, LAN)
    releases = releases_of(till)
    assert releases.month_end() == 0
    ring_up(till)
    till.checkout.pay(TenderKind.CASH, "1")
    shop.clock.forward(days=8)
    assert releases.month_end() == 0, "the sale goes on over midnight"
    till.checkout.pay(TenderKind.CASH, None)
    till.checkout.done()

    assert releases.month_end() == 1
    assert releases.month_end() == 0
    (facts,) = released(till)
    assert (facts.cause, facts.number, facts.month) == (ReleaseCause.MONTH_END, 0, MONTH)
    assert facts.by_pool()["staple"] == FULL_MONTH["staple"] - 6990
    clean(till, shop)


def test_what_came_back_to_a_month_that_was_let_go_is_let_go_as_well(shop: Shop, till: Till) -> None:
    grant(till, LAN)
    shop.clock.forward(days=8)
    assert releases_of(till).month_end() == 1
    grant(till, LAN, {"staple": 100}, month=MONTH, number=2)
    assert releases_of(till).month_end() == 1
    clean(till, shop)


def test_selling_and_letting_go_at_the_same_time_never_contradict_each_other(
    tmp_path: Path,
) -> None:
    """Two threads, as in the shop: whatever comes first, no sale fails and nothing is spent twice."""
    shop = Shop(tmp_path / "busy")
    till = shop.start_selling()
    ledger, releases = ledger_of(till), releases_of(till)
    for round_number in range(1, 13):
        grant(till, LAN, number=round_number)
        ring_up(till)
        going = threading.Thread(target=lambda n=round_number: releases.answer(n, LAN, MONTH))
        going.start()
        till.checkout.scan(RICE)
        till.checkout.pay(TenderKind.CASH, None)
        till.checkout.done()
        going.join()
    spent = sum(each.spent for each in ledger.leases(LAN, MONTH))
    given = sum(sum(each.by_pool().values()) for each in released(till))
    left_over = sum(left(till).values())
    assert spent + given + left_over == 12 * sum(FULL_MONTH.values())
    clean(till, shop)


def test_a_sale_that_waits_over_a_restart_is_found_again(shop: Shop, till: Till) -> None:
    grant(till, LAN)
    ring_up(till)
    till.close()
    again = shop.start()
    recall(again, 1)
    assert released(again)[0].left_open["staple"] == 6990
    again.people.sign_in(CASHIER, CASHIER_PIN)
    again.checkout.pay(TenderKind.CASH, None)
    again.checkout.done()
    clean(again, shop)
