"""Goods at two tills: in whatever order lines fail and releases come, the money is paid once."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.auditing.audit import audit
from monitor.platform import Platform
from monitor.store import day_tables, tables
from pos.domain.decoding import decode_entry
from pos.domain.journal.entries import EntryKind
from pos.domain.journal.record import record_to_data
from pos.domain.returns.goods_slip import GoodsSlip, SlipVoid, VoidCause
from pos.domain.returns.mirror import ReturnedBefore
from pos.domain.selling.sale import SaleFacts
from sync.protocol.messages import SaleReply
from tests.monitor.conftest import EnrolledTill, rows
from tests.monitor.days.test_day_pages import TODAY, text_of
from tests.monitor.returns.test_return_desk import ask_leave, ask_sale
from tests.monitor.simulated_till import SimulatedTill


@pytest.fixture
def other(enrolled: EnrolledTill) -> SimulatedTill:
    """A till of another store."""
    return enrolled("S02-1")


def slip_of(sale: SaleFacts, till: SimulatedTill, *, number: int = 1, return_id: str = "back-1") -> GoodsSlip:
    lines = till.facts_of_return(sale, {1: 1000}, elsewhere=True).lines
    return GoodsSlip(
        slip_no=f"{till.till_id}-20261123-P{number:03d}",
        return_id=return_id,
        sale_no=sale.sale_no,
        of_till=sale.sale_no.rpartition("-")[0].rpartition("-")[0],
        shift_id="shift-1",
        reason="买错了",
        rule="return_elsewhere.manager.allowed",
        lines=lines,
        payable=sum(line.payable for line in lines),
    )


def store_day(till: SimulatedTill) -> str:
    """What the federation sees of the store that day."""
    return text_of(till.client, f"/stores/S02/days/{TODAY}")


def test_a_slip_is_listed_until_it_is_paid(
    till: SimulatedTill, other: SimulatedTill, platform: Platform
) -> None:
    sale = till.sell(("零食", 100))
    till.upload()
    assert ask_leave(other, sale.sale_no, {1: 1000}) == "return.not_released"
    slip = slip_of(sale, other)
    other.append(EntryKind.GOODS_SLIP, record_to_data(slip))
    assert other.upload().quarantined == []
    shown = store_day(other)
    assert "未付的收货凭条" in shown and f"{slip.slip_no} {sale.sale_no} 1.00" in shown
    (listed,) = rows(platform, day_tables.open_slip)
    assert (listed["till_id"], listed["slip_no"], listed["payable"]) == ("S02-1", slip.slip_no, 100)

    till.download()
    till.upload()
    assert ask_leave(other, sale.sale_no, {1: 1000}) == "granted"
    other.book_return(other.facts_of_return(sale, {1: 1000}, elsewhere=True), entry_id="back-1")

    assert other.upload().quarantined == []
    assert rows(platform, day_tables.open_slip) == []
    assert "未付的收货凭条" not in store_day(other)
    assert audit(platform.store).first_bad is None


def test_a_slip_whose_goods_were_paid_at_the_selling_till_is_void_and_an_alert(
    till: SimulatedTill, other: SimulatedTill, platform: Platform
) -> None:
    sale = till.sell(("零食", 100))
    till.upload()
    assert ask_leave(other, sale.sale_no, {1: 1000}) == "return.not_released"
    slip = slip_of(sale, other)
    other.append(EntryKind.GOODS_SLIP, record_to_data(slip))
    other.upload()
    till.return_goods(sale)  # Its line is down.
    till.upload()
    till.download()
    till.upload()
    assert ask_leave(other, sale.sale_no, {1: 1000}, known={"1": 1000}) == "return.too_much"
    void = SlipVoid(slip.slip_no, sale.sale_no, VoidCause.TAKEN_BACK, "", slip.rule)
    other.append(EntryKind.GOODS_SLIP_VOID, record_to_data(void))

    assert other.upload().quarantined == []

    assert rows(platform, day_tables.open_slip) == []
    (alert,) = [row for row in rows(platform, tables.alert) if row["code"] == "return.twice"]
    assert slip.slip_no in alert["facts"] and sale.sale_no in alert["facts"]


class Story:
    """Two honest tills and a customer who tries both, with goods worth 100 fen a line."""

    def __init__(self, home: SimulatedTill, other: SimulatedTill, number: int) -> None:
        self.home, self.other, self.number = home, other, number
        self.paid = 0  # Fen of cash, of both drawers.
        self.sale = home.sell(("零食", 100), ("零食", 100))
        home.upload()
        self.at_home = dict.fromkeys((1, 2), False)
        self.elsewhere = dict.fromkeys((1, 2), False)

    def home_takes_back(self, line: int) -> None:
        """The line may be down: the selling till asks its own journal alone."""
        let_go = any(
            decode_entry(each.payload).kind == EntryKind.SALE_RELEASED
            and decode_entry(each.payload).data["sale_no"] == self.sale.sale_no
            for each in self.home.entries
        )
        if not let_go and not self.at_home[line]:
            self.paid += self.home.return_goods(self.sale, {line: 1000}).totals.payable
            self.at_home[line] = True

    def home_syncs(self, _line: int) -> None:
        self.home.upload()
        self.home.download()

    def other_tries(self, line: int) -> None:
        told = ask_sale(self.other, self.sale.sale_no)
        assert isinstance(told, SaleReply)
        if self.elsewhere[line] or told.returned.get(str(line), 0):
            return
        before = {int(number): quantity for number, quantity in told.returned.items()}
        self.other.returned[self.sale.sale_no] = ReturnedBefore(before, (), told.refunded)
        facts = self.other.facts_of_return(self.sale, {line: 1000}, elsewhere=True)
        name = f"back-{self.number}-{line}"
        asked: dict[str, Any] = {"return_id": name, "known": told.returned}
        if ask_leave(self.other, self.sale.sale_no, {line: 1000}, **asked) == "granted":
            self.other.book_return(facts, entry_id=name)
            self.paid += facts.totals.payable
            self.elsewhere[line] = True

    def other_syncs(self, _line: int) -> None:
        assert self.other.upload().quarantined == []


STEPS = ("home_takes_back", "home_syncs", "other_tries", "other_syncs")
numbers = iter(range(10**6))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.sampled_from(STEPS), st.integers(1, 2)), max_size=9))
def test_in_whatever_order_no_goods_are_paid_twice(
    till: SimulatedTill, other: SimulatedTill, platform: Platform, steps: list[tuple[str, int]]
) -> None:
    story = Story(till, other, next(numbers))
    for name, line in steps:
        getattr(story, name)(line)

    assert till.upload().quarantined == []
    assert other.upload().quarantined == []
    for line in (1, 2):
        assert not (story.at_home[line] and story.elsewhere[line]), steps
    assert story.paid <= 200
    told = ask_sale(other, story.sale.sale_no)
    assert isinstance(told, SaleReply)
    assert sum(told.refunded.values()) == story.paid


def test_a_slip_that_was_withdrawn_after_the_promise_leaves_the_goods_to_others(
    till: SimulatedTill, other: SimulatedTill, enrolled: EnrolledTill, platform: Platform
) -> None:
    third = enrolled("S01-2")
    sale = till.sell(("零食", 100))
    till.upload()
    assert ask_leave(other, sale.sale_no, {1: 1000}) == "return.not_released"
    slip = slip_of(sale, other)
    other.append(EntryKind.GOODS_SLIP, record_to_data(slip))
    till.download()
    till.upload()
    assert ask_leave(other, sale.sale_no, {1: 1000}) == "granted"
    assert ask_leave(third, sale.sale_no, {1: 1000}, return_id="third") == "return.changed"

    void = SlipVoid(slip.slip_no, sale.sale_no, VoidCause.WITHDRAWN, "顾客不退了", slip.rule)
    other.append(EntryKind.GOODS_SLIP_VOID, record_to_data(void))
    assert other.upload().quarantined == []

    assert ask_leave(third, sale.sale_no, {1: 1000}, return_id="third") == "granted"
    third.book_return(third.facts_of_return(sale, {1: 1000}, elsewhere=True), entry_id="third")
    assert third.upload().quarantined == []
    # Who books it all the same was not granted it any more.
    other.book_return(other.facts_of_return(sale, {1: 1000}, elsewhere=True), entry_id="back-1")
    assert [each.code for each in other.upload().quarantined] == ["return.not_granted"]
