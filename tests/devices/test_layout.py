from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.devices.layout import QrLine, TextLine, lay_out
from pos.devices.printer_text import columns_of
from pos.domain.selling.receipt import (
    Align,
    CellsRow,
    PairRow,
    QrRow,
    Receipt,
    ReceiptRow,
    RuleRow,
    SpaceRow,
    TearRow,
    TextRow,
)
from tests.devices.strategies import receipts, wild_texts


def lines(*rows: ReceiptRow, columns: int = 32) -> list[str]:
    laid_out = lay_out(Receipt("小票", rows), columns=columns)
    assert all(isinstance(line, TextLine) for line in laid_out)
    return [line.text for line in laid_out]


def test_a_pair_stands_at_both_edges() -> None:
    (line,) = lines(PairRow("应付", "¥107.29"))
    assert line == "应付" + " " * 20 + "￥107.29"


def test_the_left_text_of_a_pair_is_wrapped_and_the_amount_stays_whole_at_the_right_edge() -> None:
    assert lines(PairRow("五常大米超长名称特级稻花香礼盒装", "69.90"), columns=24) == [
        "五常大米超长名称特级稻花",
        "香礼盒装           69.90",
    ]
    assert lines(PairRow("2026-11-23 10:42:07", "收银员 欧阳娜娜"), columns=32) == [
        "2026-11-23 10:42:07",
        "                 收银员 欧阳娜娜",
    ]


def test_large_text_counts_double() -> None:
    assert lines(PairRow("应付", "¥107.29", large=True)) == ["应付    ￥107.29"]
    assert lines(TextRow("慈善惠民超市浆洗街店", large=True), columns=32) == ["慈善惠民超市浆洗", "街店"]


def test_cells_stand_in_columns() -> None:
    table = lines(
        CellsRow(("额度", "使用前", "本次用", "剩余"), (12, 7, 7, 6)),
        CellsRow(("米面油肉蛋奶", "140.00", "140.00", "0.00"), (12, 7, 7, 6)),
        CellsRow(("购物补贴", "", "60.00", "0.00"), (12, 7, 7, 6)),
    )
    assert table == [
        "额度         使用前 本次用  剩余",
        "米面油肉蛋奶 140.00 140.00  0.00",
        "购物补贴             60.00  0.00",
    ]


def test_a_long_first_cell_is_wrapped_inside_of_its_column() -> None:
    assert lines(CellsRow(("生活物资（米面油肉蛋奶）", "140.00", "140.00"), (12, 10, 10))) == [
        "生活物资（米",
        "面油肉蛋奶）    140.00    140.00",
    ]


def test_amounts_too_wide_for_their_columns_take_more_lines_instead_of_being_cut() -> None:
    assert lines(CellsRow(("米", "1,234,567.00", "1,234,567.00", "1.00"), (12, 7, 7, 6))) == [
        "米",
        "                    1,234,567.00",
        "                    1,234,567.00",
        "                            1.00",
    ]


def test_rule_space_and_tear_line_span_the_paper() -> None:
    assert lines(RuleRow(), SpaceRow(), TearRow()) == ["-" * 32, "", "- - - - -  沿此线撕下  - - - - -"]
    assert columns_of(lines(TearRow(), columns=48)[0]) == 48


def test_a_line_break_in_a_text_is_kept_and_styles_stay() -> None:
    laid_out = lay_out(
        Receipt("小票", (TextRow("一\n二", Align.CENTER, bold=True), QrRow("S01"))), columns=32
    )
    assert laid_out == [
        TextLine("一", Align.CENTER, bold=True),
        TextLine("二", Align.CENTER, bold=True),
        QrLine("S01"),
    ]


@pytest.mark.parametrize("columns", [24, 32, 42, 48])
@given(data=st.data())
def test_no_line_is_wider_than_the_paper_whatever_is_on_the_receipt(
    columns: int, data: st.DataObject
) -> None:
    receipt = data.draw(receipts(wild_texts))
    for line in lay_out(receipt, columns=columns):
        if isinstance(line, TextLine):
            assert columns_of(line.text) * (2 if line.large else 1) <= columns
