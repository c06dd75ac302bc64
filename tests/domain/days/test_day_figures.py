"""The fold of a day: equal to sums added up another way, whatever happened in whatever order."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pos.domain.days.day import DayFigures
from pos.domain.days.day_closed import DayClosed
from pos.domain.days.day_figures import DayBook, DayFrame, comparable
from pos.domain.journal.entries import VERSIONS, Entry, EntryKind, raw_data
from pos.domain.journal.record import record_from_data, record_to_data
from pos.domain.paying.tender import TenderKind
from pos.domain.programme.programme import SUBSIDY
from pos.domain.returns.mirror import NOTHING_BEFORE, ReturnTerms, confirmed, return_goods
from pos.domain.selling.sale import SaleFacts
from pos.domain.shifts.shift_close import ShiftClosed, ShiftCount
from tests.records import replace
from tests.small_entries import NO_CHECKS, NOT_ASKED
from tests.strategies import PaidSale, paid_sales

DATE = "2026-11-23"
MORNING_MS = 1_795_401_720_000
FRAME = DayFrame("店", "S01-1")


class Journal:
    """Entries in order, of one till."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def add(self, kind: EntryKind, data: dict[str, Any], *, date: str = DATE, entry_id: str = "") -> None:
        sequence = len(self.entries) + 1
        self.entries.append(
            Entry("S01-1", 1, sequence, entry_id or f"e-{sequence}", kind.value, VERSIONS[kind],
                  MORNING_MS + sequence * 600_000, date, "1001", None, raw_data(data))
        )  # fmt: skip

    def open_shift(self, number: int = 1, float_fen: int = 50_000, *, date: str = DATE) -> None:
        data = {
            "shift_id": f"shift-{number}",
            "number": number,
            "cashier": "1001",
            "opened_at": 1,
            "staff": {},
        }
        self.add(EntryKind.SHIFT_OPENED, data | {"float": float_fen}, date=date)

    def sell(self, sale: SaleFacts, *, date: str = DATE) -> None:
        self.add(EntryKind.SALE, record_to_data(sale), date=date)

    def give_back(self, sale: SaleFacts) -> None:
        terms = ReturnTerms("S01-1-20261123-R001", "shift-1", DATE, "买错了", "rule")
        wanted = {line.number: line.quantity for line in sale.lines}
        leases = confirmed(return_goods(sale, wanted, NOTHING_BEFORE, terms), "9001")
        self.add(EntryKind.RETURN, record_to_data(leases))

    def cash(self, direction: str, amount: int) -> None:
        data = {"shift_id": "shift-1", "direction": direction, "amount": amount, "reason": "x", "rule": "r"}
        self.add(EntryKind.CASH_MOVED, data)

    def asked(self, payment_id: str, amount: int) -> None:
        data = {"payment_id": payment_id, "sale_id": "s", "shift_id": "shift-1", "kind": "wechat"}
        self.add(EntryKind.PAYMENT_ASKED, data | {"amount": amount, "reference_tail": ""})

    def answered(self, payment_id: str, outcome: str) -> None:
        data = {"payment_id": payment_id, "outcome": outcome, "provider_reference": "", "detail": ""}
        self.add(EntryKind.PAYMENT_ANSWERED, data | {"by": "provider", "rule": None})

    def book(self) -> DayBook:
        return DayBook().take_all(self.entries)

    def figures(self, programmes: Sequence[PaidSale] = ()) -> DayFigures:
        return self.book().figures(
            DATE, FRAME, {each.programme.version: each.programme for each in programmes}
        )


@dataclass(frozen=True, slots=True)
class _Kept:
    sale: PaidSale
    back: bool


days = st.lists(st.builds(_Kept, paid_sales(), st.booleans()), max_size=4)


@given(days, st.integers(0, 30), st.integers(0, 30))
def test_a_day_is_the_sum_of_the_sales_that_were_kept(sold: list[_Kept], cash_in: int, cash_out: int) -> None:
    journal = Journal()
    journal.open_shift()
    for each in sold:
        journal.sell(each.sale.facts)
        if each.back:
            journal.give_back(each.sale.facts)
    journal.cash("in", cash_in)
    journal.cash("out", cash_out)
    figures = journal.figures([each.sale for each in sold])
    kept = [each.sale.facts for each in sold if not each.back]

    assert (figures.sales, figures.returns) == (len(sold), len(sold) - len(kept))
    for name in ("market", "discount", "subsidy", "payable"):
        assert getattr(figures, name) == sum(getattr(sale.totals, name) for sale in kept), name
    assert sum(hour.payable for hour in figures.hours) == figures.payable
    assert sum(taking.sold - taking.refunded for taking in figures.takings) == (
        figures.payable - figures.rounding
    )
    assert sum(pool.amount for pool in figures.pools if pool.pool != SUBSIDY) == figures.discount
    assert figures.pools[-1].amount == figures.subsidy

    cash = figures.takings[0]
    in_cash = sum(sale.paid_in_cash for sale in kept)
    assert cash.expected == 50_000 + in_cash + cash_in - cash_out
    for taking in figures.takings[1:]:
        came = [t.amount for sale in kept for t in sale.tenders if t.way == taking.kind]
        assert taking.expected == sum(came)
    (shift,) = figures.shifts
    assert shift.takings == figures.takings and shift.payable == figures.payable


@given(days)
def test_figures_are_data_and_back_again(sold: list[_Kept]) -> None:
    journal = Journal()
    journal.open_shift()
    for each in sold:
        journal.sell(each.sale.facts)
    figures = journal.figures([each.sale for each in sold])

    closed = DayClosed.of(figures, NO_CHECKS, NOT_ASKED, explanation="")
    read = record_from_data(DayClosed, json.loads(json.dumps(record_to_data(closed))))
    assert read == closed and read.figures == figures
    # Names of pools come from programmes; without them the sums are the same.
    assert comparable(journal.figures()) == comparable(figures)


@given(days, st.data())
def test_it_does_not_matter_where_midnight_falls(sold: list[_Kept], data: st.DataObject) -> None:
    """A shift over midnight: both dates together are the one day, and the drawer is one."""
    midnight = data.draw(st.integers(0, len(sold)))
    split, whole = Journal(), Journal()
    for journal in (split, whole):
        journal.open_shift()
    for place, each in enumerate(sold):
        split.sell(each.sale.facts, date=DATE if place < midnight else "2026-11-24")
        whole.sell(each.sale.facts)
    book = split.book()
    first, second = (book.figures(date, FRAME, {}) for date in (DATE, "2026-11-24"))
    one = whole.figures()

    assert first.payable + second.payable == one.payable
    assert first.shifts == tuple(replace(each) for each in one.shifts)
    assert first.takings[0].expected == one.takings[0].expected
    assert second.shifts == () and second.takings[0].expected == 0


def test_what_nobody_knows_the_end_of_or_no_sale_wants_is_in_no_sum() -> None:
    journal = Journal()
    journal.open_shift()
    for payment_id, *outcomes in (
        ("p1",), ("p2", "unknown"), ("p3", "unknown", "settled"), ("p4", "refused"), ("p5", "reversed"),
    ):  # fmt: skip
        journal.asked(payment_id, 100)
        for outcome in outcomes:
            journal.answered(payment_id, outcome)
    figures = journal.figures()

    wechat = next(each for each in figures.takings if each.kind == TenderKind.WECHAT)
    assert (wechat.unknown, wechat.sold, wechat.expected) == (300, 0, 0)
    assert figures.open_payments == ("p1", "p2", "p3")


def test_two_shifts_are_two_drawers_and_the_day_is_both() -> None:
    journal = Journal()
    for number, counted in ((1, 49_000), (2, 50_500)):
        journal.open_shift(number)
        shift_id = f"shift-{number}"
        count = ShiftCount(shift_id, "cash", counted, {"10000": 4}, 50_000, counted - 50_000, None)
        journal.add(EntryKind.SHIFT_COUNTED, record_to_data(count))
        closed = ShiftClosed(shift_id, number, 2, (count,), "为什么", None, (), ("sale-9",))
        journal.add(EntryKind.SHIFT_CLOSED, record_to_data(closed))
    figures = journal.figures()

    cash = figures.takings[0]
    assert (cash.expected, cash.counted, cash.difference) == (100_000, 99_500, -500)
    assert figures.float_fen == 100_000
    assert [shift.denominations for shift in figures.shifts] == [((10_000, 4),), ((10_000, 4),)]
    assert figures.held == ("sale-9",)
    assert figures.takings[1].counted is None


def test_one_drawer_that_was_not_counted_leaves_the_day_uncounted() -> None:
    journal = Journal()
    journal.open_shift(1)
    count = ShiftCount("shift-1", "cash", 50_000, None, 50_000, 0, None)
    journal.add(EntryKind.SHIFT_COUNTED, record_to_data(count))
    closed = ShiftClosed("shift-1", 1, 2, (count,), "", None, (), ())
    journal.add(EntryKind.SHIFT_CLOSED, record_to_data(closed))
    journal.open_shift(2)

    cash = journal.figures().takings[0]
    assert (cash.expected, cash.counted, cash.difference) == (100_000, None, None)


def test_a_day_without_an_entry_is_all_zero() -> None:
    figures = DayBook().figures(DATE, FRAME, {})

    assert (figures.sales, figures.payable, figures.first_sequence, figures.hours) == (0, 0, 0, ())
    assert [taking.kind for taking in figures.takings] == ["cash", "wechat", "alipay"]


def test_every_act_beyond_the_ordinary_is_on_the_list() -> None:
    journal = Journal()
    journal.open_shift()
    opened = {"act": "open_drawer", "rule": "r", "reason": "换零", "sale_id": None, "sale_no": None}
    journal.add(EntryKind.OVERRIDE, opened | {"code": None, "name": None, "before": None, "after": None})
    dropped = {"sale_id": "s", "code": "1", "name": "土豆", "quantity": 1_000, "market": 180}
    journal.add(EntryKind.LINE_DROPPED, dropped | {"after_total": True, "rule": "r"})
    journal.add(EntryKind.RECEIPT_REPRINTED, {"sale_no": "x", "reason": "缺纸", "rule": "r"})
    taken_back = {"sale_id": "s", "kind": "wechat", "amount": 5, "reference_tail": ""}
    journal.add(EntryKind.TENDER_TAKEN_BACK, taken_back)
    journal.cash("out", 7)
    figures = journal.figures()

    assert [(each.act, each.reason, each.before) for each in figures.overrides] == [
        ("open_drawer", "换零", None),
        ("drop_after_total", "", 180),
        ("reprint", "缺纸", None),
        ("tender_taken_back", "", 5),
        ("cash_out", "x", 7),
    ]
    assert (figures.drawer_openings, figures.dropped_lines, figures.dropped_market) == (1, 1, 180)


def test_a_line_removed_after_the_total_stands_once_with_its_reason() -> None:
    journal = Journal()
    journal.open_shift()
    approved = {"act": "drop_after_total", "rule": "r", "reason": "扫错", "sale_id": "s", "sale_no": None}
    dropped = {"sale_id": "s", "code": "1", "name": "土豆", "quantity": 1_000, "market": 180}
    for _line in range(2):
        journal.add(EntryKind.OVERRIDE, approved | {"code": "1", "name": "土豆", "before": 180, "after": 0})
        journal.add(EntryKind.LINE_DROPPED, dropped | {"after_total": True, "rule": "r"})
    figures = journal.figures()

    told = ("drop_after_total", "扫错", 180, 0)
    assert [(each.act, each.reason, each.before, each.after) for each in figures.overrides] == [told, told]
    assert (figures.dropped_lines, figures.dropped_market) == (2, 360)


def test_a_removed_line_of_the_first_version_is_read_too() -> None:
    journal = Journal()
    dropped = {"sale_id": "s", "code": "1", "name": "土豆", "quantity": 1_000, "market": 180}
    journal.add(EntryKind.LINE_DROPPED, dropped)
    journal.entries[0] = replace(journal.entries[0], version=1)

    assert [each.act for each in journal.figures().overrides] == ["drop_line"]
