"""What the day's papers say of acts beyond the ordinary: by their own names, and by people's."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos.devices.escpos import receipt_bytes
from pos.devices.reader import plain_text
from pos.domain.days.day_closed import DayClosed
from pos.domain.journal.entries import EntryKind
from pos.domain.people.staff import TILL_ITSELF
from pos.errors.people import SignInLocked, SignInRefused
from pos.services.counter.state import CheckoutState
from pos.services.days.day_reading import DayReading
from pos.services.reports.day_report import DayReport
from pos.services.reports.day_tables import overrides_table
from pos.services.till import Till
from tests.services.days.test_days import as_manager, end_shift
from tests.services.shifts.test_people_and_shifts import TRIES_MAX
from tests.services.telling import entries_of
from tests.shop import CASHIER, CASHIER_PIN, MANAGER, MANAGER_PIN, OIL, SOY, Shop

OIL_FEN, SOY_FEN = 69_90, 9_90
TODAY = "2026-11-23"


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path / "till")


@pytest.fixture
def till(shop: Shop) -> Till:
    return shop.start_selling()


def report_of(till: Till) -> DayReport:
    as_manager(till)
    return till.reports.report(TODAY)


def acts(report: DayReport) -> list[tuple[str, str | None, int | None]]:
    return [(each.act, each.name, each.before) for each in report.figures.overrides]


def scan(till: Till, *codes: str) -> CheckoutState:
    for code in codes:
        till.checkout.scan(code)
    return till.checkout.state


def test_a_cancelled_sale_is_one_act_and_none_of_its_lines_is_a_dropped_one(till: Till) -> None:
    scan(till, SOY, OIL)
    till.checkout.drop(1)
    till.checkout.cancel()
    scan(till, SOY, OIL)
    till.checkout.cancel()
    end_shift(till, "500")
    report = report_of(till)

    assert acts(report) == [
        ("drop_line", "酿造生抽 500ml", SOY_FEN),
        ("cancel_sale", "压榨菜籽油 5L", OIL_FEN),
        ("cancel_sale", None, SOY_FEN + OIL_FEN),
    ]
    told = {fact.name: fact.value for fact in report.dropped()}
    assert told == {
        "删行": 1,
        "删行金额（市场价）": SOY_FEN,
        "取消整单": 2,
        "取消整单金额（市场价）": SOY_FEN + 2 * OIL_FEN,
    }


def test_a_sale_cancelled_after_the_total_stands_there_once_with_its_reason(till: Till) -> None:
    scan(till, SOY, OIL)
    till.checkout.begin_payment()
    till.checkout.leave_payment()
    till.people.sign_in(MANAGER, MANAGER_PIN)
    till.checkout.cancel(reason="钱没带够")
    till.people.sign_in(CASHIER, CASHIER_PIN)
    end_shift(till, "500")
    report = report_of(till)
    assert acts(report) == [("cancel_after_total", None, SOY_FEN + OIL_FEN)]
    assert report.figures.overrides[0].reason == "钱没带够"
    assert (report.figures.removed_lines, report.figures.cancelled_sales) == (0, 1)


def test_a_close_keeps_the_two_apart_and_proves_both(till: Till) -> None:
    scan(till, SOY, OIL)
    till.checkout.cancel()
    scan(till, SOY)
    till.checkout.drop(1)
    end_shift(till, "500")
    as_manager(till)
    till.days.close(TODAY, "没有联网")
    (close,) = entries_of(till, EntryKind.DAY_CLOSED)
    figures = close.facts(DayClosed).figures
    assert (figures.dropped_lines, figures.removed_lines, figures.cancelled_sales) == (3, 1, 1)
    paper = plain_text(
        receipt_bytes(
            till.reports.papers.day(DayReading(figures, 0), at_ms=close.at_ms),
            columns=48,
            encoding="gb18030",
        )
    )
    assert "删行" in paper and "1 行 9.90" in paper and "1 单 79.80" in paper


def test_people_stand_on_every_paper_by_name_and_the_till_itself_is_no_english_word(till: Till) -> None:
    end_shift(till, "500")
    till.people.sign_out()
    for staff_id in (CASHIER, "7777"):  # Somebody there is, and a number that nobody has.
        for _try in range(TRIES_MAX):
            with pytest.raises((SignInRefused, SignInLocked)):
                till.people.sign_in(staff_id, "0000")
    as_manager(till)
    till.permissions.unlock(CASHIER)
    report = report_of(till)

    rows = [(row[1:4], row[5]) for row in overrides_table(report.figures).rows]
    assert rows == [
        (("密码输错被锁定", "收银机", None), "李芳（1001）"),
        (("密码输错被锁定", "收银机", None), "输入的工号不存在"),
        (("解除密码锁定", "陈国强", None), "李芳（1001）"),
    ]
    papers = till.reports.papers
    slip = papers.day(DayReading(till.days.figures(TODAY), 0), at_ms=till.clock.now_ms())
    paper = plain_text(receipt_bytes(slip, columns=48, encoding="gb18030"))
    assert "密码输错被锁定 李芳（1001）" in paper and "收银机" in paper
    for text in (paper, str(rows)):
        assert TILL_ITSELF not in text.split() and f"'{TILL_ITSELF}'" not in text
