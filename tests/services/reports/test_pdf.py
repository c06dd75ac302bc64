from __future__ import annotations

import re

import pypdfium2
import pytest
from reportlab.pdfbase import pdfmetrics

from pos.services.reports.day_report import DayReport
from pos.services.reports.fonts import BOLD, NO_GLYPH, RARE, REGULAR, fitted, markup, runs, text_width
from pos.services.reports.pdf import day_pdf
from tests.records import replace
from tests.services.reports.a_day import EMPTY_REPORT, EQUAL, FIGURES, REPORT


def pages(made: bytes) -> list[str]:
    with pypdfium2.PdfDocument(made) as document:
        return [document[number].get_textpage().get_text_range() for number in range(len(document))]


@pytest.fixture(scope="module")
def told() -> list[str]:
    return pages(day_pdf(REPORT))


def test_the_first_page_tells_the_day(told: list[str]) -> None:
    for words in (
        "慈善惠民超市 · 浆洗街店", "2026-11-23 星期一", "18,426.35", "412 / 96", "2,318.72", "3,204.00",
        "慈善贡献 4.98%（10月）", "917.63", "现金（含备用金 500）", "−2.00",
        "96 张卡，无一超额（本店预留内）",
        "重算 412 单，优惠与补贴逐分一致", "与后台两边一致。", "9f3c2a1b…77d0e71a", "陈国强", "差额已核实",
    ):  # fmt: skip
        assert words in told[0], words


def test_the_settlement_sheet_stands_alone_with_its_total_in_capitals(told: list[str]) -> None:
    for words in (
        "帮扶结算单",
        "S01-1-20261123-Z1",
        "爱心优惠（大写）",
        "人民币贰仟叁佰壹拾捌元柒角贰分",
        "补贴支付（大写）",
        "人民币叁仟贰佰零肆元整",
        "慈善会（盖章）",
    ):
        assert words in told[1], words
    assert "改价" not in told[1]


def test_goods_shifts_counts_and_overrides_follow(told: list[str]) -> None:
    rest = "".join("".join(told[2:]).split("\r\n"))

    for words in (
        "压榨菜籽油 5L",
        "1,607.70",
        "48.4%",
        "找零误差，已核实",
        "5,316.40",
        "报总价后删行",
        "包装破损",
    ):
        assert words in rest, words


def test_every_page_carries_number_short_hash_and_its_place(told: list[str]) -> None:
    for number, page in enumerate(told, 1):
        assert "S01-1-20261123-Z1" in page and "校验码 b7d2-41c9" in page
        assert f"第 {number} 页 / 共 {len(told)} 页" in page


def test_the_fonts_are_inside_and_only_what_is_used_of_them() -> None:
    made = day_pdf(REPORT)

    used = set(re.findall(rb"/BaseFont /[A-Z]{6}\+([\w-]+)", made))
    assert {b"NotoSansSC-Regular", b"NotoSansSC-Bold"} <= used
    assert made.count(b"/FontFile2") >= len(used)
    assert len(made) < 200_000, "two whole fonts would be fifteen million"


def test_rare_characters_of_a_name_are_printed(told: list[str]) -> None:
    assert "㛃*" in "".join(told)


def test_the_same_figures_give_the_same_bytes() -> None:
    assert day_pdf(REPORT) == day_pdf(REPORT)


def test_a_draft_says_that_nobody_signed_it() -> None:
    for page in pages(day_pdf(replace(REPORT, seal=None))):
        assert "未签字，仅供核对" in page and "校验码 b7d2" not in page


def test_what_does_not_agree_is_said_on_the_first_page() -> None:
    rows = (replace(EQUAL.rows[0], theirs="430", equal=False), *EQUAL.rows[1:])
    apart = replace(EQUAL, equal=False, rows=rows)
    assert "与后台不一致，请联系慈善会核对。" in pages(day_pdf(replace(REPORT, reconciliation=apart)))[0]


def test_a_day_without_a_single_sale_makes_a_report_too() -> None:
    told = "".join(pages(day_pdf(EMPTY_REPORT)))

    for words in ("人民币零元整", "没有数据", "当天没有改动", "没有与后台对账。"):
        assert words in told, words
    assert "慈善贡献" not in told, "a figure that nobody published is not shown"


def test_a_day_of_many_overrides_runs_over_pages_with_its_head_on_each() -> None:
    many = replace(FIGURES, overrides=FIGURES.overrides * 40)
    told = pages(day_pdf(DayReport(many, None, None, None)))

    assert sum("授权人" in page and "原因" in page for page in told) >= 4
    assert sum(page.count("包装破损") for page in told) == 40


# ── Which font has a character ─────────────────────────────────────────────────────────────


def test_each_piece_of_a_text_gets_a_font_that_has_it() -> None:
    assert list(runs("张㛃兰")) == [(REGULAR, "张"), (RARE, "㛃"), (REGULAR, "兰")]
    assert list(runs("镕", bold=True)) == [(BOLD, "镕")]
    assert list(runs("𠮷")) == [(REGULAR, NO_GLYPH)]
    assert list(runs("a\x07b")) == [(REGULAR, "ab")]
    assert list(runs("")) == []


def test_markup_in_a_name_is_text() -> None:
    assert markup("<b>&") == f'<font name="{REGULAR}">&lt;b&gt;&amp;</font>'


def test_a_long_name_is_shortened_to_fit() -> None:
    short = fitted("很长很长的名称", 10, 50)

    assert short.endswith("…") and text_width(short, 10) <= 50
    assert fitted("短", 10, 50) == "短"
    assert pdfmetrics.stringWidth("短", REGULAR, 10) == text_width("短", 10)
