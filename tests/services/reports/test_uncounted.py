"""A figure nobody counted is not a figure, in whatever form a day is told."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pypdfium2
from openpyxl import load_workbook

from pos.domain.day import Taking, figures_to_data
from pos.services.reports.pdf import day_pdf
from pos.services.reports.workbook import day_workbook
from pos.ui.day.pictures import picture_day
from tests.services.reports.a_day import FIGURES, REPORT

UNCOUNTED = Taking("wechat", 15_501, 0, 0, 15_501)
FIGURES_UNCOUNTED = replace(FIGURES, takings=(FIGURES.takings[0], UNCOUNTED))


def test_the_workbook_leaves_the_cell_empty_or_dashed_and_never_zero() -> None:
    report = replace(REPORT, figures=FIGURES_UNCOUNTED)
    for sheet in load_workbook(io.BytesIO(day_workbook(report))).worksheets:
        for row in sheet.iter_rows(values_only=True):
            if row[0] == "微信支付":
                assert row[4] == 155.01
                assert set(row[5:7]) <= {None, "—"}


def test_the_pdf_shows_a_dash() -> None:
    with pypdfium2.PdfDocument(day_pdf(replace(REPORT, figures=FIGURES_UNCOUNTED))) as document:
        told = " ".join(document[0].get_textpage().get_text_range().split())
    assert "155.01 — —" in told


def test_the_data_say_null() -> None:
    told = json.loads(json.dumps(figures_to_data(FIGURES_UNCOUNTED)))
    assert (told["takings"][1]["counted"], told["takings"][1]["difference"]) == (None, None)


def test_the_screen_shows_a_dash_that_is_neither_good_nor_bad() -> None:
    takings = picture_day(FIGURES_UNCOUNTED, names={}, since_close=0).takings
    (row,) = [each for each in takings if each[0].text == "微信支付"]
    assert [(cell.text, cell.tone) for cell in row[-2:]] == [("—", "ink"), ("—", "ink")]
