"""A figure nobody counted is not a figure, in whatever form a day is told."""

from __future__ import annotations

import io
import json

import pypdfium2
from openpyxl import load_workbook

from pos.domain.days.day import DayChecks, plain_data
from pos.domain.shifts.takings import Taking
from pos.services.reports.pdf import day_pdf
from pos.services.reports.workbook import day_workbook
from pos.ui.days.pictures import picture_checks, picture_day
from tests.records import replace
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
    told = json.loads(json.dumps(plain_data(FIGURES_UNCOUNTED)))
    assert (told["takings"][1]["counted"], told["takings"][1]["difference"]) == (None, None)


def test_the_screen_shows_a_dash_that_is_neither_good_nor_bad() -> None:
    takings = picture_day(FIGURES_UNCOUNTED, names={}, since_close=0).takings
    (row,) = [each for each in takings if each[0].text == "微信支付"]
    assert [(cell.text, cell.tone) for cell in row[-2:]] == [("—", "ink"), ("—", "ink")]


NOTHING_FOUND = DayChecks(cards=0, over_cap=(), offline_sales=None, recomputed=0, differing=())


def test_of_nothing_nothing_was_found_and_what_cannot_be_known_is_left_out() -> None:
    told = [words for _fine, words in replace(REPORT, checks=NOTHING_FOUND).checked()]
    assert told == ["没有用过卡", "没有要重算的单"]
    assert [line.words for line in picture_checks(NOTHING_FOUND)] == told
    with_some = replace(NOTHING_FOUND, cards=2, offline_sales=0, recomputed=3)
    assert [line.words for line in picture_checks(with_some)] == [
        "2 张卡，无一超额（本店预留内）",
        "没有离线销售",
        "重算 3 单，优惠与补贴逐分一致",
    ]


def test_a_day_without_a_shift_had_no_drawer_and_no_float() -> None:
    empty = replace(REPORT, figures=replace(FIGURES, shifts=(), float_fen=0))
    assert {fact.name: fact.value for fact in empty.drawer()}["备用金"] is None
    assert {fact.name: fact.value for fact in REPORT.drawer()}["备用金"] is not None
