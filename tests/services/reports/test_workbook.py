from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Any

from openpyxl import load_workbook

from pos.services.reports.day_report import DayReport
from pos.services.reports.workbook import day_workbook
from tests.records import replace
from tests.services.reports.a_day import CHECKS, EMPTY_REPORT, EQUAL, FIGURES, REPORT


def sheets(report: DayReport = REPORT) -> dict[str, list[tuple[Any, ...]]]:
    book = load_workbook(io.BytesIO(day_workbook(report)))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


def row_of(rows: list[tuple[Any, ...]], first: object) -> list[Any]:
    return [cell for row in rows if row[0] == first for cell in row if cell is not None]


def test_the_sheets_are_those_a_manager_looks_for() -> None:
    assert list(sheets()) == ["日结", "帮扶结算单", "收款与盘点", "改动与授权", "商品", "时段"]


def test_amounts_are_real_numbers_in_yuan_that_a_formula_can_add() -> None:
    found = sheets()

    assert row_of(found["日结"], "营业额（实收）") == ["营业额（实收）", 18_426.35]
    assert row_of(found["日结"], "微信支付") == ["微信支付", 8_939.55, 12.4, 0, 8_927.15, 8_927.15, 0]
    assert row_of(found["收款与盘点"], "现金（含备用金 500）")[-1] == -2.0
    assert row_of(found["日结"], "单数 / 持卡") == ["单数 / 持卡", "412 / 96"]
    book = load_workbook(io.BytesIO(day_workbook(REPORT)))
    (cell,) = [row[1] for row in book["日结"].iter_rows() if row[0].value == "营业额（实收）"]
    assert cell.number_format.startswith("#,##0.00")


def test_the_settlement_sheet_says_its_total_in_capitals() -> None:
    rows = sheets()["帮扶结算单"]

    assert row_of(rows, "蔬菜") == ["蔬菜", "6折", 83, 3_412.5, 1_365]
    assert row_of(rows, "合计") == ["合计", 8_181.1, 2_318.72, 3_204]
    assert row_of(rows, "人民币贰仟叁佰壹拾捌元柒角贰分")
    assert row_of(rows, "人民币叁仟贰佰零肆元整")
    assert row_of(rows, "日结单号") == ["日结单号", "S01-1-20261123-Z1"]
    assert row_of(rows, "店长：________________________")


def test_what_a_person_typed_stays_text_and_never_becomes_a_formula() -> None:
    book = load_workbook(io.BytesIO(day_workbook(REPORT)))

    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert [cell.value for cell in cells if str(cell.value).startswith("=")] == ["=1+1 换零钱", "=莲藕"]


def test_times_are_the_shops_wall_clock() -> None:
    (row,) = [row for row in sheets()["改动与授权"] if row[1] == "改价"]

    assert row[0] == datetime.fromisoformat("2026-11-23T09:00:00")
    assert row[2:9] == ("李芳", "陈国强", "S01-1-20261123-0031", "酿造生抽 500ml", 9.9, 6.9, "包装破损")


def test_every_sheet_prints_on_a4_with_its_number_on_each_page() -> None:
    for sheet in load_workbook(io.BytesIO(day_workbook(REPORT))).worksheets:
        assert sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr is not None and sheet.oddFooter is not None
        assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight) == (True, 0)
        assert "S01-1-20261123-Z1" in str(sheet.oddFooter.left.text)


def test_the_same_figures_give_the_same_bytes() -> None:
    made = day_workbook(REPORT)

    assert made == day_workbook(REPORT)
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        assert {info.date_time for info in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_what_does_not_agree_is_said() -> None:
    bad = replace(CHECKS, over_cap=("····0011",), differing=("S01-1-20261123-0007",))
    apart = replace(EQUAL, equal=False, pending=3, since_ms=1_795_401_720_000, rows=())
    text = str(sheets(DayReport(FIGURES, bad, apart, None))["日结"])

    assert "96 张卡，超额：····0011" in text
    assert "重算 412 单，不一致：S01-1-20261123-0007" in text
    assert "还没有核对：待传 3 条，自 11-23 10:42 起。" in text
    assert "未签字，仅供核对" in text


def test_a_day_without_a_single_sale_makes_a_workbook_too() -> None:
    found = sheets(EMPTY_REPORT)

    assert row_of(found["帮扶结算单"], "人民币零元整")
    assert row_of(found["改动与授权"], "当天没有改动")


def test_control_characters_in_a_name_do_not_break_the_file() -> None:
    goods = (replace(FIGURES.goods[0], name="油\x07\x1b[0m"),)
    rows = sheets(replace(REPORT, figures=replace(FIGURES, goods=goods)))["商品"]

    assert [row[2] for row in rows if row[0] == 1] == ["油[0m"]
