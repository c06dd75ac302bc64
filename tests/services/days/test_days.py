"""Closing a day: its figures, its checks, the platform's word, the signature, and what comes after."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from pos.domain.days.day_closed import DayClosed
from pos.domain.journal.entries import EntryKind
from pos.domain.paying.tender import TenderKind
from pos.domain.people.permission import Act
from pos.domain.programme.contribution import Contribution
from pos.errors import PosError
from pos.errors.days import DayClosedAlready, DayEmpty, DayExplanationNeeded, DayShiftOpen
from pos.errors.people import ApprovalNeeded
from pos.errors.platform import MonitorUnreachable
from pos.errors.shifts import ClockDoubtful
from pos.ledger.verifying.verify import verify_ledger
from pos.services.counter.state import SyncView
from pos.services.installation.identity import load_identity
from pos.services.installation.shipped import load_default_programme
from pos.services.ports import PlatformDay
from pos.services.till import Till
from tests.records import replace
from tests.services.telling import entries_of, sell_soy
from tests.shop import LAN, MANAGER, MANAGER_PIN, OIL, SOY, Shop, grant, label

TODAY, TOMORROW = "2026-11-23", "2026-11-24"


@dataclass
class Platform:
    """The platform as a till sees it: what it says of a day, or why it says nothing."""

    till: Till
    connected: bool = True
    pending: int = 0
    answer: PosError | None = None
    changed: dict[str, int] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def view(self) -> SyncView:
        problem = None if self.connected else "monitor.unreachable"
        return SyncView(True, self.connected, self.pending, self.till.clock.now_ms() - 60_000, problem)

    def sync_now(self) -> SyncView:
        if self.connected:
            self.pending = 0
        return self.view()

    def poke(self) -> None: ...

    def stop(self) -> None: ...

    def acknowledged(self) -> int:
        head: int = self.till.checkout._parts.recorder.ledger.head()[0]
        return head - self.pending

    def day(self, business_date: str) -> PlatformDay:
        self.asked.append(business_date)
        if self.answer is not None:
            raise self.answer
        ours = self.till.days._read(business_date).figures
        same = PlatformDay(
            ours.entries, ours.payable, ours.discount, ours.subsidy, ours.last_sequence,
            bytes.fromhex(ours.head_hash), late_sales=1, contribution=Contribution("2026-10", 498),
        )  # fmt: skip
        return replace(same, **self.changed)


def connect(till: Till, **how: object) -> Platform:
    platform = Platform(till, **how)  # type: ignore[arg-type]  # fields by name
    reconciler = till.days._reconciler
    till.days._reconciler = replace(
        reconciler, sync=platform, lookup=platform, acknowledged=platform.acknowledged
    )
    return platform


def end_shift(till: Till, counted: str, explanation: str = "") -> None:
    till.shifts.count("cash", counted)
    if till.shifts.ending().over_short.beyond:
        till.permissions.approve(Act.CLOSE_SHIFT_OVER_SHORT, MANAGER, MANAGER_PIN)
    till.shifts.close(explanation, reason="找零差错" if explanation else "")


def as_manager(till: Till) -> None:
    till.people.sign_in(MANAGER, MANAGER_PIN)


def a_mixed_day(till: Till) -> None:
    """Two public sales and one of a card, in cash and by phone; one line taken out, cash put in."""
    grant(till, LAN)
    sell_soy(till)
    till.checkout.scan(SOY)
    till.checkout.pay(TenderKind.WECHAT, None, said_by=till.people.signed_in)
    till.checkout.done()
    till.checkout.scan(label("22", "00207", 1_354))
    till.checkout.scan(OIL)
    till.checkout.scan(SOY)
    till.checkout.drop(3)
    till.checkout.attach_card(LAN)
    till.checkout.pay(TenderKind.ALIPAY, None, said_by=till.people.signed_in)
    till.checkout.done()
    till.shifts.cash_in("20", "换零")


def test_a_day_is_added_up_in_every_way_a_manager_looks_at_it(till: Till) -> None:
    a_mixed_day(till)
    end_shift(till, "527.90", "找零误差")
    figures = till.days.figures(TODAY)

    # Tomatoes 10.29 at 6折 and oil 69.90 at 8折 for the card, soy sauce 9.90 twice for the public.
    assert (figures.sales, figures.card_sales, figures.cards) == (3, 1, 1)
    assert (figures.market, figures.discount, figures.subsidy, figures.payable) == (
        9_999,
        1_810,
        6_000,
        2_189,
    )
    assert [(each.pool, each.percent, each.visits, each.market, each.amount) for each in figures.pools] == [
        ("vegetable", 60, 1, 1_029, 412),
        ("staple", 80, 1, 6_990, 1_398),
        ("subsidy", None, 1, None, 6_000),
    ]
    assert [(each.kind, each.expected, each.counted, each.difference) for each in figures.takings] == [
        ("cash", 52_990, 52_790, -200),
        ("wechat", 990, None, None),
        ("alipay", 209, None, None),
    ]
    assert (figures.float_fen, figures.cash_in, figures.dropped_lines, figures.dropped_market) == (
        50_000, 2_000, 1, 990,
    )  # fmt: skip
    assert [(each.hour, each.sales, each.payable) for each in figures.hours] == [(10, 3, 2_189)]
    assert next((each.code, each.quantity, each.payable) for each in figures.goods) == (SOY, 2_000, 1_980)
    assert [each.act for each in figures.overrides] == ["drop_line", "cash_in"]
    assert figures.overrides[0].sale_no == "S01-1-20261123-0003"
    assert [shift.explanation for shift in figures.shifts] == ["找零误差"]
    assert (figures.revision, figures.last_sequence) == (0, figures.entries)


def test_every_sale_is_decided_again(till: Till) -> None:
    a_mixed_day(till)

    checks = till.days.checks(TODAY)
    assert (checks.cards, checks.over_cap, checks.recomputed, checks.differing) == (1, (), 3, ())
    assert checks.offline_sales == 0


# ── Blind ──────────────────────────────────────────────────────────────────────────────────


def test_figures_that_would_tell_a_cashier_the_drawer_are_for_the_manager(till: Till) -> None:
    sell_soy(till)
    with pytest.raises(ApprovalNeeded):
        till.days.figures(TODAY)
    till.permissions.approve(Act.BROWSE_JOURNAL, MANAGER, MANAGER_PIN)
    assert till.days.figures(TODAY).payable == 990

    end_shift(till, "509.90")
    assert till.days.figures(TODAY).payable == 990


# ── The platform ───────────────────────────────────────────────────────────────────────────


def test_both_ends_agree_row_by_row(till: Till) -> None:
    platform = connect(till)
    a_mixed_day(till)
    told = till.days.reconcile(TODAY)

    assert told.equal and (told.pending, told.problem) == (0, None)
    assert [row.name for row in told.rows] == ["流水条数", "应收合计", "爱心优惠", "补贴", "末条校验码"]
    assert [row.ours for row in told.rows][1:4] == ["21.89", "18.10", "60.00"]
    assert all(row.equal and row.ours == row.theirs for row in told.rows)
    assert platform.asked == [TODAY]
    assert till.days.checks(TODAY).offline_sales == 1
    end_shift(till, "529.90")
    assert till.days.figures(TODAY).contribution == Contribution("2026-10", 498)


def test_one_fen_of_difference_is_one_row(till: Till) -> None:
    connect(till, changed={"payable": 2_188})
    a_mixed_day(till)
    told = till.days.reconcile(TODAY)

    assert [(row.name, row.theirs) for row in told.rows if not row.equal] == [("应收合计", "21.88")]
    assert not told.equal


def test_with_the_line_down_the_till_says_not_yet_and_asks_nobody(till: Till) -> None:
    platform = connect(till, connected=False, pending=4)
    sell_soy(till)
    told = till.days.reconcile(TODAY)

    assert (told.equal, told.pending, told.problem) == (False, 4, "monitor.unreachable")
    assert told.since_ms == till.clock.now_ms() - 60_000
    assert {row.theirs for row in told.rows} == {None}
    assert platform.asked == []


def test_what_waits_is_sent_before_the_platform_is_asked(till: Till) -> None:
    connect(till, pending=3)
    sell_soy(till)
    assert till.days.reconcile(TODAY).equal


def test_a_platform_that_fails_is_told_and_never_raised(till: Till) -> None:
    connect(till, answer=MonitorUnreachable(reason="timeout"))
    sell_soy(till)
    told = till.days.reconcile(TODAY)
    assert (told.equal, told.pending, told.problem) == (False, 0, "monitor.unreachable")


def test_without_a_platform_a_day_is_still_closed(till: Till) -> None:
    sell_soy(till)
    end_shift(till, "509.90")
    as_manager(till)
    told = till.days.close(TODAY).reconciliation
    assert (told.equal, told.pending) == (False, 0)


# ── Signing ────────────────────────────────────────────────────────────────────────────────


def test_the_manager_signs_and_the_figures_are_sealed_as_they_stood(till: Till) -> None:
    connect(till)
    a_mixed_day(till)
    end_shift(till, "527.90", "找零误差")
    with pytest.raises(ApprovalNeeded):
        till.days.close(TODAY)
    till.permissions.approve(Act.CLOSE_DAY, MANAGER, MANAGER_PIN)
    closed = till.days.close(TODAY, " 都核 对过 ")

    (entry,) = entries_of(till, EntryKind.DAY_CLOSED)
    assert (closed.number, closed.revision) == ("S01-1-20261123-Z1", 1)
    assert (entry.actor, entry.approver, entry.business_date) == ("1001", MANAGER, TODAY)
    assert entry.data["explanation"] == "都核 对过"
    kept = entry.facts(DayClosed)
    assert (kept.figures, kept.checks, kept.reconciliation) == (
        closed.figures,
        closed.checks,
        closed.reconciliation,
    )
    assert closed.reconciliation.equal


def test_a_day_with_an_open_shift_says_what_to_do_first(till: Till) -> None:
    sell_soy(till)
    as_manager(till)
    with pytest.raises(DayShiftOpen) as refused:
        till.days.close(TODAY)
    assert refused.value.facts == {"date": TODAY, "number": 1}
    with pytest.raises(DayEmpty):  # A date mistyped has no shift to end.
        till.days.close("2026-11-25")


def test_an_empty_day_is_nobodys_to_close(shop: Shop) -> None:
    till = shop.start()
    as_manager(till)
    with pytest.raises(DayEmpty):
        till.days.close(TODAY)
    till.close()


def test_a_difference_with_the_platform_wants_a_word_and_no_more(till: Till) -> None:
    connect(till, changed={"subsidy": 1})
    sell_soy(till)
    end_shift(till, "509.90")
    as_manager(till)
    with pytest.raises(DayExplanationNeeded) as refused:
        till.days.close(TODAY)
    assert refused.value.facts == {"reasons": "与后台不一致"}
    assert not till.days.close(TODAY, "已报慈善会").reconciliation.equal


def test_after_the_close_selling_goes_on_and_a_new_revision_takes_its_place(till: Till) -> None:
    sell_soy(till)
    end_shift(till, "509.90")
    as_manager(till)
    till.days.close(TODAY)
    with pytest.raises(DayClosedAlready):
        till.days.close(TODAY)
    assert till.days.since_close(TODAY) == 0

    till.shifts.open("509.90")
    sell_soy(till)
    assert till.days.since_close(TODAY) == 1
    assert till.days.date_to_close() == TODAY
    end_shift(till, "519.80")
    closed = till.days.close(TODAY)

    assert (closed.number, closed.figures.sales, len(closed.figures.shifts)) == ("S01-1-20261123-Z2", 2, 2)
    assert till.days.since_close(TODAY) == 0
    first, second = entries_of(till, EntryKind.DAY_CLOSED)
    assert (first.data["sales"], second.data["sales"]) == (1, 2)


def test_the_oldest_day_left_open_comes_first(shop: Shop, till: Till) -> None:
    sell_soy(till)
    end_shift(till, "509.90")
    as_manager(till)
    till.days.close(TODAY)
    for _day in range(2):
        shop.clock.forward(days=1)
        till.shifts.open("509.90")
        sell_soy(till)
        end_shift(till, "519.80")

    assert till.days.date_to_close() == TOMORROW
    till.days.close(TOMORROW)
    assert till.days.date_to_close() == "2026-11-25"


# ── Bad days ───────────────────────────────────────────────────────────────────────────────


def test_a_shift_over_midnight_counts_its_drawer_once_and_its_sales_where_they_belong(
    shop: Shop, till: Till
) -> None:
    sell_soy(till)
    shop.clock.forward(hours=14)
    sell_soy(till)
    as_manager(till)
    with pytest.raises(DayShiftOpen):
        till.days.close(TOMORROW)
    end_shift(till, "519.80")
    first, second = till.days.close(TODAY).figures, till.days.close(TOMORROW).figures

    assert (first.sales, first.payable, second.sales, second.payable) == (1, 990, 1, 990)
    assert (first.takings[0].expected, first.takings[0].difference) == (51_980, 0)
    assert (second.takings[0].expected, second.takings[0].counted, second.shifts) == (0, None, ())


@pytest.mark.parametrize("days", [-1, 31])
def test_a_clock_set_back_or_ahead_is_doubted_once_at_closing(shop: Shop, till: Till, days: int) -> None:
    sell_soy(till)
    end_shift(till, "509.90")
    as_manager(till)
    shop.clock.forward(days=days)

    with pytest.raises(ClockDoubtful):
        till.days.close(TODAY)
    assert till.days.close(TODAY).revision == 1


def test_a_ledger_with_closes_and_a_midnight_verifies(shop: Shop) -> None:
    till = shop.start_selling()
    a_mixed_day(till)
    shop.clock.forward(hours=14)
    sell_soy(till)
    end_shift(till, "1", "没有数完")
    as_manager(till)
    till.days.close(TODAY)
    till.days.close(TOMORROW)
    till.shifts.open("10")
    sell_soy(till)
    end_shift(till, "19.90")
    till.days.close(TOMORROW)
    till.close()

    key = load_identity(shop.folder)
    assert key is not None
    report = verify_ledger(
        shop.folder / "ledger.db",
        public_key=bytes.fromhex(key.public_key),
        default_programmes=(load_default_programme(),),
    )
    assert report.first_bad is None


def test_a_start_after_the_close_finds_it(shop: Shop) -> None:
    till = shop.start_selling()
    sell_soy(till)
    end_shift(till, "509.90")
    as_manager(till)
    closed = till.days.close(TODAY)
    till.close()

    again = shop.start()
    as_manager(again)
    with pytest.raises(DayClosedAlready):
        again.days.close(TODAY)
    assert again.days.figures(TODAY).revision == closed.revision
    again.close()
