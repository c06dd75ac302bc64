"""The shift: cash in and out, a blind count, the end of it, and what a bad day does to each of them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path

import pytest
from msgspec import Struct

from pos.domain.journal.entries import EntryKind
from pos.domain.journal.record import record_to_data
from pos.domain.paying.tender import TenderKind
from pos.domain.people.permission import Act
from pos.domain.shifts.shift_close import ShiftCount
from pos.errors.paying import TenderKindUnknown
from pos.errors.people import ActDenied, ApprovalNeeded, StaffUnknown
from pos.errors.selling import BasketNotEmpty, HoldUnknown, SaleBeingPaid
from pos.errors.shifts import (
    CashNotThere,
    CashReasonNeeded,
    ClockDoubtful,
    HeldUndecided,
    ShiftExplanationNeeded,
    ShiftNeeded,
    ShiftNotCounted,
)
from pos.errors.typed import AmountOutOfRange, AmountUnreadable, CountUnreadable
from pos.services.selling.held_sales import HeldChoice
from pos.services.till import Till
from tests.services.telling import entries_of, sell_soy
from tests.shop import MANAGER, MANAGER_PIN, SOY, TRAINEE, TRAINEE_PIN, Shop


def sell(till: Till, kind: TenderKind, amount: str | None = None) -> None:
    till.checkout.scan(SOY)
    till.checkout.pay(kind, amount, said_by=till.people.signed_in)
    till.checkout.done()


# ── Cash without a sale ────────────────────────────────────────────────────────────────────


def test_cash_put_in_stands_in_the_journal_with_its_reason_and_rule(till: Till) -> None:
    assert till.shifts.cash_in("１００．００", " 换 零钱 ") == 10_000

    (moved,) = entries_of(till, EntryKind.CASH_MOVED)
    shift = till.shifts.current()
    assert shift is not None
    assert moved.data == {
        "shift_id": shift.shift_id,
        "direction": "in",
        "amount": 10_000,
        "reason": "换 零钱",
        "rule": "cash_in.cashier.allowed",
    }


def test_cash_goes_out_only_with_a_second_person(till: Till) -> None:
    with pytest.raises(ApprovalNeeded):
        till.shifts.cash_out("300", "交银行")
    till.permissions.approve(Act.CASH_OUT, MANAGER, MANAGER_PIN)
    till.shifts.cash_out("300", "交银行")

    (moved,) = entries_of(till, EntryKind.CASH_MOVED)
    assert (moved.actor, moved.approver, moved.data["direction"]) == ("1001", MANAGER, "out")


def test_more_cash_than_the_drawer_holds_does_not_go_out_even_with_a_yes(till: Till) -> None:
    sell_soy(till)
    till.permissions.approve(Act.CASH_OUT, MANAGER, MANAGER_PIN)
    with pytest.raises(CashNotThere):
        till.shifts.cash_out("50991", "交银行")
    assert entries_of(till, EntryKind.CASH_MOVED) == []

    till.permissions.approve(Act.CASH_OUT, MANAGER, MANAGER_PIN)
    assert till.shifts.cash_out("509.90", "交银行") == 50_990


@pytest.mark.parametrize(
    ("text", "reason", "refusal"),
    [
        ("0", "换零", AmountOutOfRange),
        ("-5", "换零", AmountOutOfRange),
        ("1.2.3", "换零", AmountUnreadable),
        ("5", " \n", CashReasonNeeded),
    ],
)
def test_bad_cash_is_refused_and_leaves_nothing(
    till: Till, text: str, reason: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        till.shifts.cash_in(text, reason)
    assert entries_of(till, EntryKind.CASH_MOVED) == []


def test_without_a_shift_no_cash_moves(shop: Shop) -> None:
    till = shop.start()
    till.people.sign_in("1001", "1234")
    with pytest.raises(ShiftNeeded):
        till.shifts.cash_in("5", "换零")
    with pytest.raises(ShiftNeeded):
        till.shifts.count("cash", "5")
    till.close()


# ── Counting ───────────────────────────────────────────────────────────────────────────────


def test_the_drawer_is_counted_blind_and_the_difference_is_written_with_the_count(till: Till) -> None:
    sell(till, TenderKind.CASH, "10")
    till.shifts.cash_in("20", "换零")
    counted = till.shifts.count("cash", "527.90")

    assert (counted.counted, counted.expected, counted.difference) == (52_790, 52_990, -200)
    (entry,) = entries_of(till, EntryKind.SHIFT_COUNTED)
    assert entry.facts(ShiftCount) == counted
    assert counted.rule is None


@pytest.mark.parametrize("typed", ["1,234.50", "１２３４．５０", "1，234。5", "100x12 20x1 10×1 1*4 0.5x1"])
def test_a_count_is_understood_however_it_was_typed(till: Till, typed: str) -> None:
    assert till.shifts.count("cash", typed).counted == 123_450


def test_a_count_by_notes_and_coins_keeps_them(till: Till) -> None:
    counted = till.shifts.count("cash", {10_000: 5, 50: 0})

    assert (counted.counted, counted.difference, counted.denominations) == (50_000, 0, {10_000: 5})


@pytest.mark.parametrize(
    ("kind", "counted", "refusal"),
    [
        ("gold", "5", TenderKindUnknown),
        ("cash", "12元", AmountUnreadable),
        ("cash", "-1", AmountOutOfRange),
        ("cash", "30x2", CountUnreadable),
        ("cash", "100x", CountUnreadable),
        ("wechat", "100x2", CountUnreadable),
        ("cash", {3: 1}, CountUnreadable),
    ],
)
def test_what_is_no_count_is_named_and_nothing_is_written(
    till: Till, kind: str, counted: str | dict[int, int], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        till.shifts.count(kind, counted)
    assert entries_of(till, EntryKind.SHIFT_COUNTED) == []


def test_money_of_an_open_sale_is_not_counted(till: Till) -> None:
    till.checkout.scan(SOY)
    till.checkout.pay(TenderKind.CASH, "10")

    with pytest.raises(SaleBeingPaid):
        till.shifts.count("cash", "500")


def test_counting_again_needs_a_second_person_and_both_counts_stay(till: Till) -> None:
    till.shifts.count("cash", "498")
    with pytest.raises(ApprovalNeeded):
        till.shifts.count("cash", "500")
    till.permissions.approve(Act.RECOUNT, MANAGER, MANAGER_PIN)
    again = till.shifts.count("cash", "500")

    assert again.difference == 0
    assert again.rule == "recount.cashier.needs_approval"
    assert [entry.data["counted"] for entry in entries_of(till, EntryKind.SHIFT_COUNTED)] == [49_800, 50_000]
    assert till.shifts.ending().counts == (again,)


def test_a_sale_after_the_count_makes_it_no_count_and_a_new_one_needs_nobody(till: Till) -> None:
    till.shifts.count("cash", "500")
    sell_soy(till)

    ending = till.shifts.ending()
    assert (ending.counts, ending.counted_before) == ((), ("cash",))
    with pytest.raises(ShiftNotCounted) as refused:
        till.shifts.close()
    assert refused.value.facts == {"name": "现金", "moved": "，之后又有收付"}
    assert till.shifts.count("cash", "509.90").difference == 0
    till.shifts.close()


def test_phones_are_counted_against_what_they_took(till: Till) -> None:
    sell(till, TenderKind.WECHAT)
    sell(till, TenderKind.ALIPAY)

    assert till.shifts.count("wechat", "9.90").difference == 0
    assert till.shifts.count("alipay", "9.80").difference == -10
    assert till.shifts.count("other", "0").difference == 0


# ── Blind: nothing tells what should be there ──────────────────────────────────────────────


def numbers_in(value: object) -> set[int]:
    """Every number somewhere inside of what a service answered."""
    if isinstance(value, bool) or value is None:
        return set()
    if isinstance(value, int):
        return {value}
    if isinstance(value, list | tuple):
        return {number for each in value for number in numbers_in(each)}
    if isinstance(value, Struct):
        return {number for name in value.__struct_fields__ for number in numbers_in(getattr(value, name))}
    if hasattr(value, "__dataclass_fields__"):
        return {number for each in fields(value) for number in numbers_in(getattr(value, each.name))}  # type: ignore[arg-type]
    return set()


def test_before_the_count_nothing_that_a_cashier_may_ask_tells_the_sum(till: Till) -> None:
    sell(till, TenderKind.CASH, "100")
    sell(till, TenderKind.WECHAT)
    secret = {990, 1_980, 50_990}

    report = till.shifts.x_report()
    assert report.blind == ("cash", "wechat", "alipay")
    assert (report.payable, report.takings, report.sales) == (None, (), 2)
    assert not numbers_in(report) & secret
    assert not numbers_in(till.shifts.ending()) & secret


def test_what_was_counted_is_told_and_the_rest_is_not(till: Till) -> None:
    sell(till, TenderKind.CASH, "100")
    sell(till, TenderKind.WECHAT)
    till.shifts.count("cash", "509.90")

    report = till.shifts.x_report()
    assert [(each.kind, each.expected, each.difference) for each in report.takings] == [("cash", 50_990, 0)]
    assert report.payable is None and report.blind == ("wechat", "alipay")


def test_a_manager_sees_the_whole_x_report_and_a_trainee_none(till: Till) -> None:
    sell(till, TenderKind.CASH, "100")
    till.people.sign_in(MANAGER, MANAGER_PIN)
    report = till.shifts.x_report()
    assert (report.blind, report.payable) == ((), 990)

    till.people.sign_in(TRAINEE, TRAINEE_PIN)
    with pytest.raises(ActDenied):
        till.shifts.x_report()


# ── The end ────────────────────────────────────────────────────────────────────────────────


def test_a_shift_ends_with_its_counts_and_hands_over_to_the_next_cashier(till: Till) -> None:
    sell(till, TenderKind.CASH, "10")
    till.shifts.count("cash", "508.90")
    ended = till.shifts.close("找零误差，已核实", handed_to="２００１")

    (entry,) = entries_of(till, EntryKind.SHIFT_CLOSED)
    assert entry.data == record_to_data(ended.closed)
    assert ended.closed.handed_to == MANAGER
    assert (ended.figures.explanation, ended.figures.closed_at_ms) == ("找零误差，已核实", entry.at_ms)
    cash = ended.figures.takings[0]
    assert (cash.expected, cash.counted, cash.difference) == (50_990, 50_890, -100)
    assert till.shifts.current() is None and till.people.signed_in is None

    till.people.sign_in(MANAGER, MANAGER_PIN)
    assert till.shifts.open("508.90").number == 2


def test_a_difference_never_keeps_a_shift_open_but_wants_a_word(till: Till) -> None:
    till.shifts.count("cash", "0")
    with pytest.raises(ShiftExplanationNeeded) as refused:
        till.shifts.close()
    assert refused.value.facts == {"difference_fen": -50_000}

    till.permissions.approve(Act.CLOSE_SHIFT_OVER_SHORT, MANAGER, MANAGER_PIN)
    ended = till.shifts.close("钱箱被借走", reason="原因不明，已复点")
    assert ended.figures.takings[0].difference == -50_000


def test_nothing_ends_uncounted_or_with_a_sale_open(till: Till) -> None:
    with pytest.raises(ShiftNotCounted) as refused:
        till.shifts.close()
    assert refused.value.facts == {"name": "现金", "moved": ""}
    till.checkout.scan(SOY)
    with pytest.raises(BasketNotEmpty):
        till.shifts.close()


def test_a_next_cashier_nobody_knows_is_refused(till: Till) -> None:
    till.shifts.count("cash", "500")
    with pytest.raises(StaffUnknown):
        till.shifts.close(handed_to="9999")
    assert till.shifts.current() is not None


def test_each_sale_put_aside_has_to_be_decided(till: Till) -> None:
    for _ in range(2):
        till.checkout.scan(SOY)
        till.checkout.begin_payment()  # The customer is told the total.
        till.checkout.leave_payment()
        till.checkout.hold()
    first, second = till.shifts.ending().held
    till.shifts.count("cash", "500")

    with pytest.raises(HeldUndecided) as undecided:
        till.shifts.close(held={first.number: HeldChoice.KEEP})
    assert undecided.value.facts == {"count": 1}
    with pytest.raises(HoldUnknown):
        till.shifts.close(held={99: HeldChoice.KEEP})

    choices = {first.number: HeldChoice.KEEP, second.number: HeldChoice.DROP}
    ended = till.shifts.close(held=choices)
    assert ended.closed.held == (first.basket.sale_id,)
    assert [each.number for each in till.checkout.held()] == [first.number]
    assert till.checkout.state.held == 1
    (dropped,) = entries_of(till, EntryKind.LINE_DROPPED)
    assert (dropped.data["sale_id"], dropped.data["market"]) == (second.basket.sale_id, 990)
    assert dropped.data["after_total"], "whoever checks the day asks about these"


# ── Bad days ───────────────────────────────────────────────────────────────────────────────


@contextmanager
def as_after_a_kill(shop: Shop, tmp_path: Path) -> Iterator[Till]:
    """What another start finds on the disk at this moment, as if the power had gone."""
    copy = Shop.__new__(Shop)
    copy.__dict__ |= {**shop.__dict__, "folder": tmp_path / "after"}
    shutil.rmtree(copy.folder, ignore_errors=True)
    shutil.copytree(shop.folder, copy.folder, ignore=shutil.ignore_patterns("*.lock"))
    till = copy.start()
    till.people.sign_in("1001", "1234")
    yield till
    till.close()


def test_after_a_power_cut_at_any_step_the_count_goes_on_where_it_was(
    shop: Shop, till: Till, tmp_path: Path
) -> None:
    sell_soy(till)
    with as_after_a_kill(shop, tmp_path) as again:
        assert again.shifts.ending().counts == ()

    counted = till.shifts.count("cash", "507.90")
    with as_after_a_kill(shop, tmp_path) as again:
        assert again.shifts.ending().counts == (counted,)
        with pytest.raises(ApprovalNeeded):  # It is still a recount.
            again.shifts.count("cash", "509.90")
        with pytest.raises(ShiftExplanationNeeded):
            again.shifts.close()
        again.shifts.close("找零误差")

    till.shifts.close("找零误差")
    with as_after_a_kill(shop, tmp_path) as again:
        assert again.shifts.current() is None
        assert again.shifts.open("507.90").number == 2


def test_a_shift_over_midnight_is_one_drawer_and_keeps_its_date(shop: Shop, till: Till) -> None:
    sell_soy(till)
    shop.clock.forward(hours=14)
    sell_soy(till)
    counted = till.shifts.count("cash", "519.80")
    till.shifts.close()

    assert counted.difference == 0
    sales = entries_of(till, EntryKind.SALE)
    assert [entry.business_date for entry in sales] == ["2026-11-23", "2026-11-24"]
    (closed,) = entries_of(till, EntryKind.SHIFT_CLOSED)
    assert closed.business_date == "2026-11-23"


@pytest.mark.parametrize("days", [-1, 31])
def test_a_clock_set_back_or_ahead_is_doubted_once_at_opening(shop: Shop, till: Till, days: int) -> None:
    till.shifts.count("cash", "500")
    till.shifts.close()
    shop.clock.forward(days=days)

    with pytest.raises(ClockDoubtful) as doubted:
        till.shifts.open("500")
    assert doubted.value.facts["last_date"] == "2026-11-23"
    till.shifts.open("500")


def test_a_week_shut_is_no_reason_to_doubt(shop: Shop, till: Till) -> None:
    till.shifts.count("cash", "500")
    till.shifts.close()
    shop.clock.forward(days=9)
    assert till.shifts.open("500").business_date == "2026-12-02"
