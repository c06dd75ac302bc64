"""A real day at the till as Excel and PDF: before it is closed, closed, and with sales that came after."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
import pytest
from openpyxl import load_workbook

from pos.domain.paying.tender import TenderKind
from pos.errors.people import ApprovalNeeded
from pos.errors.reports import ReportUnwritable
from pos.services.reports.export import write_report
from pos.services.reports.report_desk import ReportForm
from pos.services.till import Till
from tests.services.days.test_days import TODAY, a_mixed_day, as_manager, connect, end_shift
from tests.services.telling import sell_soy


def text_of(path: Path) -> str:
    with pypdfium2.PdfDocument(path.read_bytes()) as document:
        pages = [document[number].get_textpage().get_text_range() for number in range(len(document))]
    return "".join(pages)


def test_a_signed_day_is_the_same_in_both_files_and_carries_its_number(till: Till) -> None:
    connect(till)
    a_mixed_day(till)
    end_shift(till, "527.90", "找零误差")
    as_manager(till)
    closed = till.days.close(TODAY, "找零误差")
    report = till.reports.report(TODAY)

    excel, pdf = (till.reports.make(report, form) for form in (ReportForm.XLSX, ReportForm.PDF))

    assert (excel.name, pdf.name) == ("日结-S01-1-20261123-Z1.xlsx", "日结-S01-1-20261123-Z1.pdf")
    told = text_of(pdf)
    for words in (
        closed.number,
        closed.short_hash,
        "陈国强",
        "人民币壹拾捌元壹角",
        "人民币陆拾元整",
        "−2.00",
        "与后台两边一致。",
    ):
        assert words in told, words
    rows = list(load_workbook(io.BytesIO(excel.read_bytes()))["日结"].iter_rows(values_only=True))
    assert ("营业额（实收）", 21.89) in [row[:2] for row in rows]
    assert ("爱心优惠", 18.1) in [row[:2] for row in rows]
    assert "李芳" in told and "1001" not in told, "people stand there by name"


def test_the_same_close_gives_the_same_bytes_at_any_time(till: Till) -> None:
    a_mixed_day(till)
    end_shift(till, "529.90")
    as_manager(till)
    till.days.close(TODAY, "没有联网")
    first = [till.reports.make(till.reports.report(TODAY), form).read_bytes() for form in ReportForm]

    assert first == [till.reports.make(till.reports.report(TODAY), form).read_bytes() for form in ReportForm]


def test_what_came_after_the_close_is_said_and_the_close_stays_as_it_was(till: Till) -> None:
    sell_soy(till)
    end_shift(till, "509.90")
    as_manager(till)
    till.days.close(TODAY, "没有联网")
    till.shifts.open("500")
    till.checkout.scan("6902265360100")
    till.checkout.pay(TenderKind.CASH, "10")
    till.checkout.done()
    end_shift(till, "509.90")
    report = till.reports.report(TODAY)

    assert (report.figures.payable, report.since_close) == (990, 1)
    assert "日结后又有 1 笔，请再做一次日结。" in text_of(till.reports.make(report, ReportForm.PDF))


def test_a_day_that_is_still_open_makes_a_draft_for_who_may_see_it(till: Till) -> None:
    sell_soy(till)
    with pytest.raises(ApprovalNeeded):
        till.reports.report(TODAY)
    end_shift(till, "509.90")
    report = till.reports.report(TODAY)

    path = till.reports.make(report, ReportForm.PDF)
    assert path.name == "日结-S01-1-2026-11-23-草稿.pdf"
    told = text_of(path)
    assert "未签字，仅供核对" in told and "重算 1 单，优惠与补贴逐分一致" in told


def test_a_file_that_cannot_be_written_is_told_and_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ReportUnwritable):
        write_report(tmp_path / "file" / "day.pdf", b"x", make_folder=True)
    (tmp_path / "day.pdf").mkdir()
    with pytest.raises(ReportUnwritable):
        write_report(tmp_path / "day.pdf", b"x", make_folder=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["day.pdf", "file"]
