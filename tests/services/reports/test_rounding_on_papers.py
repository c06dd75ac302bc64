"""抹零 and the sums beside it on every form of the day's report: an account of its own."""

from __future__ import annotations

import io

import pypdfium2
import pytest
from openpyxl import load_workbook

from pos.domain.days.day import ShiftFigures, plain_data
from pos.services.reports import day_tables as tables
from pos.services.reports.day_report import DayReport
from pos.services.reports.pdf import day_pdf
from pos.services.reports.workbook import day_workbook
from pos.ui.days.pictures import _tiles
from tests.records import replace
from tests.services.reports.a_day import FIGURES, REPORT

ROUNDED = replace(FIGURES, rounding=12)


def headlines(report: DayReport) -> list[str]:
    return [fact.name for fact in report.headlines()]


def text_of(report: DayReport) -> list[str]:
    with pypdfium2.PdfDocument(day_pdf(report)) as document:
        return [document[number].get_textpage().get_text_range() for number in range(len(document))]


def test_a_day_with_rounding_says_so_beside_what_was_received_in_every_form() -> None:
    report = replace(REPORT, figures=ROUNDED)
    assert headlines(report)[:2] == ["营业额（实收）", "现金抹零"]
    assert [tile.word for tile in _tiles(ROUNDED)][:2] == ["营业额（实收）", "现金抹零"]
    assert "现金抹零" in text_of(report)[0] and "−0.12" in text_of(report)[0]
    book = load_workbook(io.BytesIO(day_workbook(report)))
    rows = [row[:2] for row in book["日结"].iter_rows(values_only=True)]
    assert ("现金抹零", -0.12) in rows
    assert plain_data(ROUNDED)["rounding"] == 12


def test_a_day_without_it_has_no_line_for_it() -> None:
    assert "现金抹零" not in headlines(REPORT)
    assert "现金抹零" not in [fact.name for fact in REPORT.drawer()]
    assert "现金抹零" not in [tile.word for tile in _tiles(FIGURES)]


def test_what_is_added_up_of_goods_and_hours_is_what_was_to_be_paid_and_is_called_that() -> None:
    """Received is less what was left off cash: under that word the hours' sum would differ from the day's."""
    for table in (tables.hours_table(ROUNDED), tables.goods_table(ROUNDED)):
        assert table.columns[-1].name == "应付"
    assert tables.hours_table(ROUNDED).total is not None
    assert not any("实收，元" in page or "实收前十" in page for page in text_of(REPORT))


def test_notes_and_coins_are_added_up_as_money_and_never_as_pieces() -> None:
    total = tables.denominations_table(FIGURES).total
    assert total is not None
    assert total[2] is None and total[3]


def test_nothing_waits_where_no_platform_is() -> None:
    waiting = replace(REPORT.reconciliation, equal=False, pending=0, since_ms=None, rows=())
    assert replace(REPORT, reconciliation=waiting).reconciled_words() == (False, "还没有核对。")


@pytest.mark.parametrize("words", ["本月累计差额", "现金差额", "11-23 08:00"])
def test_the_shifts_table_keeps_its_words_on_one_line(words: str) -> None:
    def beyond(shift: ShiftFigures) -> ShiftFigures:
        return replace(shift, reason="原因不明，已复点", approver="陈国强", month_sum=-123_456)

    shifts = tuple(beyond(shift) for shift in FIGURES.shifts)
    told = text_of(replace(REPORT, figures=replace(FIGURES, shifts=shifts)))
    assert any(words in page for page in told)
