"""Goods come back at another till: the platform tells the sale and promises the goods once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from monitor.auditing.audit import audit
from monitor.platform import Platform
from monitor.store import day_tables, tables
from pos.domain.decoding import decode_entry
from pos.domain.journal.entries import EntryKind
from pos.domain.journal.record import record_to_data
from pos.domain.returns.mirror import ReturnedBefore
from pos.domain.returns.release import Release
from pos.domain.selling.sale import SaleFacts
from sync.protocol.codec import decode, decode_json, encode
from sync.protocol.messages import (
    PATH_RETURN,
    PATH_SALE,
    PROTOCOL,
    Refusal,
    ReturnReply,
    ReturnRequest,
    SaleReply,
    SaleRequest,
    WirePromise,
)
from tests.monitor.conftest import EnrolledTill, FakeClock, card_no, rows
from tests.monitor.simulated_till import SimulatedTill
from tests.records import replace, sale_from_data


def ask_sale(till: SimulatedTill, sale_no: str) -> SaleReply | str:
    """The sale, or the code of the refusal."""
    response = till.post(PATH_SALE, encode(SaleRequest(PROTOCOL, till.till_id, till.epoch, sale_no)))
    if response.status_code != 200:
        return decode_json(response.content, Refusal).code
    return decode(response.content, SaleReply)


def ask_leave(
    till: SimulatedTill,
    sale_no: str,
    quantities: Mapping[int, int],
    *,
    return_id: str = "back-1",
    known: Mapping[str, int] | None = None,
    withdrawn: Sequence[str] = (),
) -> str:
    """`granted`, or the code of the refusal."""
    by_line = {str(number): quantity for number, quantity in quantities.items()}
    request = ReturnRequest(
        PROTOCOL, till.till_id, till.epoch, return_id, sale_no, by_line, dict(known or {}), list(withdrawn)
    )
    response = till.post(PATH_RETURN, encode(request))
    if response.status_code != 200:
        return decode_json(response.content, Refusal).code
    assert decode(response.content, ReturnReply).return_id == return_id
    return "granted"


def bring_back(
    till: SimulatedTill,
    sale_no: str,
    wanted: Mapping[int, int],
    *,
    home: SimulatedTill | None,
    return_id: str = "back-1",
) -> SaleFacts:
    """All two tills do: ask for the sale, let it go, decide, ask for leave, write it down."""
    if home is not None:
        let_go(till, sale_no, wanted, home=home)
    told = ask_sale(till, sale_no)
    assert isinstance(told, SaleReply)
    sale = sale_from_data(decode_entry(told.payload).data)
    returned = {int(number): quantity for number, quantity in told.returned.items()}
    till.returned[sale_no] = ReturnedBefore(returned, (), told.refunded)
    facts = till.facts_of_return(sale, wanted, elsewhere=True)
    assert ask_leave(till, sale_no, wanted, return_id=return_id, known=told.returned) == "granted"
    till.book_return(facts, entry_id=return_id)
    return sale


def let_go(till: SimulatedTill, sale_no: str, wanted: Mapping[int, int], *, home: SimulatedTill) -> None:
    """Ask for leave, so that the selling till is asked to release the sale, and let it answer."""
    told = ask_sale(till, sale_no)
    assert isinstance(told, SaleReply)
    assert ask_leave(till, sale_no, wanted, return_id="asking", known=told.returned) == "return.not_released"
    home.download()
    home.upload()


@pytest.fixture
def other(enrolled: EnrolledTill) -> SimulatedTill:
    """A till of another store."""
    return enrolled("S02-1")


def test_a_sale_of_another_store_comes_back_and_both_tills_stay_equal(
    till: SimulatedTill, other: SimulatedTill, platform: Platform
) -> None:
    sale = till.sell(("蔬菜", 1000), ("零食", 350), card_no=card_no(1))
    till.upload()

    assert bring_back(other, sale.sale_no, {1: 1000, 2: 1000}, home=till) == sale
    reply = other.upload()

    assert reply.quarantined == []
    assert reply.sums.sums() == other.sums
    days = {row["till_id"]: row["payable"] for row in rows(platform, day_tables.day_total)}
    assert days == {"S01-1": sale.totals.payable, "S02-1": -sale.totals.payable}
    used = {row["pool_id"]: 0 for row in rows(platform, tables.card_spend)}
    for row in rows(platform, tables.card_spend):
        used[row["pool_id"]] += row["amount"]
    assert set(used.values()) == {0}, "the card has its month again"
    assert {row["spent"] for row in rows(platform, tables.lease_use)} != {0}, "but not this till's leases"
    assert audit(platform.store).first_bad is None
    told = ask_sale(other, sale.sale_no)
    assert isinstance(told, SaleReply)
    assert told.returned == {"1": 1000, "2": 1000}


def test_a_return_that_does_not_count_takes_no_true_sale_after_it_out_of_the_sums(
    till: SimulatedTill, other: SimulatedTill, platform: Platform
) -> None:
    sale = till.sell(("蔬菜", 10_000), card_no=card_no(1))
    till.upload()
    bring_back(other, sale.sale_no, {1: 1000}, home=till)
    other.upload()
    # The same goods again, by a till that keeps no promise: the card gets its month back, and it is spent.
    till.return_goods(sale)
    resold = till.sell(("蔬菜", 10_000), card_no=card_no(1))
    till.upload(after=2, upto=3)

    reply = till.upload(after=3)

    assert [(each.sequence, each.code) for each in reply.quarantined] == [(3, "return.released")]
    assert reply.sums.payable == sale.totals.payable + resold.totals.payable
    assert {row["spent"] for row in rows(platform, tables.lease_use) if row["pool_id"] == "vegetable"} == {
        10_000
    }
    (disputed,) = [alert for alert in rows(platform, tables.alert) if alert["code"] == "sale.disputed"]
    assert resold.sale_no in disputed["facts"]
    assert audit(platform.store).bad == ()

    # It covers what the return gave back, once, and nothing beyond.
    till.leases = {key: [replace(each, spent=0) for each in held] for key, held in till.leases.items()}
    till.sell(("蔬菜", 100), card_no=card_no(1))
    assert [each.code for each in till.upload(after=4).quarantined] == ["return.released", "lease.overdrawn"]


def test_the_same_goods_are_promised_once(
    till: SimulatedTill, other: SimulatedTill, enrolled: EnrolledTill
) -> None:
    sale = till.sell(("零食", 100), ("零食", 200))
    till.upload()
    third = enrolled("S01-2")
    let_go(other, sale.sale_no, {1: 1000}, home=till)

    assert ask_leave(other, sale.sale_no, {1: 1000}) == "granted"
    assert ask_leave(other, sale.sale_no, {1: 1000}) == "granted", "the same question again"
    assert ask_leave(third, sale.sale_no, {1: 1000}, return_id="back-2") == "return.changed"
    assert (
        ask_leave(third, sale.sale_no, {1: 1000}, return_id="back-2", known={"1": 1000}) == "return.too_much"
    )
    assert ask_leave(third, sale.sale_no, {2: 1000}, return_id="back-2", known={"1": 1000}) == "granted"
    assert ask_leave(third, sale.sale_no, {1: 1000}) == "return.not_yours"


def test_two_tills_with_a_part_each_may_send_them_in_any_order(
    till: SimulatedTill, other: SimulatedTill, enrolled: EnrolledTill, platform: Platform
) -> None:
    sale = till.sell(("蔬菜", 999), ("零食", 333), card_no=card_no(1))
    till.upload()
    third = enrolled("S01-2")
    bring_back(other, sale.sale_no, {1: 1000}, home=till)
    bring_back(third, sale.sale_no, {2: 1000}, home=None, return_id="back-2")

    assert third.upload().quarantined == []
    assert other.upload().quarantined == []
    assert audit(platform.store).first_bad is None


def test_a_promise_can_be_changed_until_it_is_used(till: SimulatedTill, other: SimulatedTill) -> None:
    sale = till.sell(("零食", 100), ("零食", 200))
    till.upload()
    let_go(other, sale.sale_no, {1: 1000}, home=till)
    assert ask_leave(other, sale.sale_no, {1: 1000}) == "granted"

    bring_back(other, sale.sale_no, {2: 1000}, home=None, return_id="back-2")
    assert other.upload().quarantined == []

    assert ask_leave(other, sale.sale_no, {1: 1000}, return_id="back-2") == "return.changed"


def test_a_return_that_nobody_permitted_is_kept_and_not_counted(
    till: SimulatedTill, other: SimulatedTill
) -> None:
    sale = till.sell(("零食", 100))
    till.upload()
    other.append(EntryKind.RETURN, record_to_data(other.facts_of_return(sale, elsewhere=True)))

    assert [each.code for each in other.upload().quarantined] == ["return.not_granted"]


def test_a_till_that_has_gone_silent_may_have_taken_them_back_itself(
    till: SimulatedTill, other: SimulatedTill, clock: FakeClock
) -> None:
    sale = till.sell(("零食", 100))
    till.upload()
    clock.at_ms = other.now_ms = clock.at_ms + 3 * 60 * 1000
    assert ask_leave(other, sale.sale_no, {1: 1000}) == "return.home_silent"

    till.now_ms = clock.at_ms
    till.download()  # It is there again; but it has not said what became of the goods.
    assert ask_leave(other, sale.sale_no, {1: 1000}) == "return.not_released"

    till.upload()
    assert ask_leave(other, sale.sale_no, {1: 1000}) == "granted"


def test_a_till_that_was_heard_a_moment_ago_still_has_the_right(
    till: SimulatedTill, other: SimulatedTill, platform: Platform
) -> None:
    sale = till.sell(("零食", 100))
    till.upload()
    till.download()

    for _try in range(2):
        assert ask_leave(other, sale.sale_no, {1: 1000}) == "return.not_released"

    (asked,) = rows(platform, day_tables.sale_release)
    assert (asked["sale_no"], asked["released_sequence"]) == (sale.sale_no, None)
    assert rows(platform, day_tables.return_permit) == []


def test_a_release_once_signed_holds_however_long_its_till_is_silent(
    till: SimulatedTill, other: SimulatedTill, clock: FakeClock
) -> None:
    sale = till.sell(("零食", 100))
    till.upload()
    let_go(other, sale.sale_no, {1: 1000}, home=till)
    clock.at_ms = other.now_ms = clock.at_ms + 3 * 60 * 60 * 1000

    bring_back(other, sale.sale_no, {1: 1000}, home=None)

    assert other.upload().quarantined == []


def test_a_release_that_another_till_wrote_moves_nothing(
    till: SimulatedTill, other: SimulatedTill, enrolled: EnrolledTill
) -> None:
    sale = till.sell(("零食", 100))
    till.upload()
    for forger in (other, enrolled("S01-2")):
        forger.append(EntryKind.SALE_RELEASED, record_to_data(Release(sale.sale_no, 1)))
        forger.upload()

    assert ask_leave(other, sale.sale_no, {1: 1000}) == "return.not_released"


def test_a_till_that_has_entries_to_send_may_have_taken_them_back_itself(
    till: SimulatedTill, other: SimulatedTill
) -> None:
    sale = till.sell(("零食", 100))
    till.upload()
    till.sell(("零食", 200))
    till.download()  # Says how far its journal goes.

    assert ask_leave(other, sale.sale_no, {1: 1000}) == "return.home_pending"


def test_after_a_new_installation_the_sales_of_the_former_one_come_back_through_the_platform(
    till: SimulatedTill, enrolled: EnrolledTill
) -> None:
    sale = till.sell(("零食", 100))
    till.upload()
    again = enrolled("S01-1")

    bring_back(again, sale.sale_no, {1: 1000}, home=None)

    assert again.upload().quarantined == []


def test_goods_returned_twice_are_paid_once_whichever_till_was_first(
    till: SimulatedTill, other: SimulatedTill, platform: Platform
) -> None:
    """The attack: once at another till online, once at the selling till with its line down."""
    sale = till.sell(("零食", 100))
    till.upload()
    till.download()
    told = ask_sale(other, sale.sale_no)
    assert isinstance(told, SaleReply)
    assert ask_leave(other, sale.sale_no, {1: 1000}) == "return.not_released", "no cash"
    till.return_goods(sale)  # The line is down: it was not asked, and pays.

    till.upload()
    till.download()
    till.upload()

    assert ask_leave(other, sale.sale_no, {1: 1000}) == "return.changed"
    assert [row["payable"] for row in rows(platform, day_tables.day_total)] == [0]
    assert audit(platform.store).first_bad is None


def test_what_its_till_takes_back_after_its_release_is_an_alert_and_no_money(
    till: SimulatedTill, other: SimulatedTill, platform: Platform
) -> None:
    sale = till.sell(("零食", 100))
    till.upload()
    bring_back(other, sale.sale_no, {1: 1000}, home=till)
    till.return_goods(sale)  # Its program was tampered with, or it was restored from a backup.
    assert [each.code for each in till.upload().quarantined] == ["return.released"]

    assert other.upload().quarantined == []

    assert "return.misfit" in {row["code"] for row in rows(platform, tables.alert)}
    days = {row["till_id"]: row["payable"] for row in rows(platform, day_tables.day_total)}
    assert days == {"S01-1": 100, "S02-1": -100}


def test_goods_taken_back_in_an_entry_under_dispute_are_not_paid_elsewhere_either(
    till: SimulatedTill, other: SimulatedTill
) -> None:
    sale = till.sell(("零食", 100))
    till.upload()
    facts_of_return = record_to_data(till.facts_of_return(sale))
    till.append(EntryKind.RETURN, facts_of_return, business_date="2026-11-22")
    assert len(till.upload().quarantined) == 1
    let_go(other, sale.sale_no, {1: 1000}, home=till)

    assert ask_leave(other, sale.sale_no, {1: 1000}) == "return.not_released"


def test_what_nobody_sold_or_stands_in_ones_own_ledger_is_refused(
    till: SimulatedTill, other: SimulatedTill
) -> None:
    sale = till.sell(("零食", 100))
    till.upload()

    assert ask_sale(other, "S09-1-20261123-0001") == "sale.unknown"
    assert ask_sale(other, "S01-1-20261123-0099") == "sale.unknown"
    assert ask_leave(till, sale.sale_no, {1: 1000}) == "return.own_sale"
    assert ask_leave(other, sale.sale_no, {9: 1000}) == "return.too_much"


def test_a_till_is_told_which_promises_are_its_own_and_may_take_them_back(
    till: SimulatedTill, other: SimulatedTill, enrolled: EnrolledTill
) -> None:
    third = enrolled("S01-2")
    sale = till.sell(("零食", 1000), ("零食", 350))
    till.upload()
    let_go(other, sale.sale_no, {1: 1000}, home=till)
    assert ask_leave(other, sale.sale_no, {1: 1000}, return_id="mine") == "granted"

    told, others = ask_sale(other, sale.sale_no), ask_sale(third, sale.sale_no)
    assert isinstance(told, SaleReply) and isinstance(others, SaleReply)
    assert told.returned == others.returned == {"1": 1000}
    assert told.own == {"mine": WirePromise({"1": 1000}, {"cash": 1000})}
    assert others.own == {}

    assert ask_leave(third, sale.sale_no, {2: 1000}, return_id="x", known={"1": 1000}, withdrawn=["mine"])
    again = ask_sale(other, sale.sale_no)
    assert isinstance(again, SaleReply)
    assert again.own == told.own, "nobody gives away what is another till's"
    assert ask_leave(
        other, sale.sale_no, {1: 1000}, return_id="new", known={"2": 1000}, withdrawn=["mine"]
    ) == "granted"  # fmt: skip
    last = ask_sale(other, sale.sale_no)
    assert isinstance(last, SaleReply)
    assert set(last.own) == {"new"} and last.returned == {"1": 1000, "2": 1000}


def test_the_same_promise_after_something_else_came_back_is_reckoned_anew(
    till: SimulatedTill, other: SimulatedTill, enrolled: EnrolledTill
) -> None:
    """A till that went off remembers nothing of what it was told the first time."""
    third = enrolled("S01-2")
    sale = till.sell(("零食", 1000), ("零食", 350))
    till.upload()
    let_go(other, sale.sale_no, {1: 1000}, home=till)
    assert ask_leave(other, sale.sale_no, {1: 1000}) == "granted"
    assert ask_leave(third, sale.sale_no, {2: 1000}, return_id="x", known={"1": 1000}) == "granted"

    assert ask_leave(other, sale.sale_no, {1: 1000}) == "granted", "a lost answer, asked again"
    assert ask_leave(other, sale.sale_no, {1: 1000}, known={"2": 1000}) == "granted"
    assert ask_leave(other, sale.sale_no, {1: 1000}, known={"2": 500}) == "return.changed"
    other.returned[sale.sale_no] = ReturnedBefore({2: 1000}, (), {"cash": 350})
    other.book_return(other.facts_of_return(sale, {1: 1000}, elsewhere=True), entry_id="back-1")
    assert other.upload().quarantined == []
