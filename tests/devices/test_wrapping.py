from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.devices.printer_text import columns_of, printable
from pos.devices.wrapping import wrap


@pytest.mark.parametrize(
    ("text", "columns", "lines"),
    [
        ("", 12, [""]),
        ("   ", 12, [""]),
        ("上海青", 6, ["上海青"]),
        ("额度内 43.30 按8折", 12, ["额度内 43.30", "按8折"]),
        ("额度内43.30按8折", 10, ["额度内", "43.30按8折"]),
        ("其余 26.60，按市场价", 10, ["其余", "26.60，按", "市场价"]),  # No comma begins a line.
        ("合计 ￥107.29", 8, ["合计", "￥107.29"]),  # The sign stays with its number.
        ("  折后 2.72 按8折", 10, ["  折后", "  2.72 按", "  8折"]),  # Blanks before it indent every line.
        ("一二三（四五）", 8, ["一二三", "（四五）"]),
        ("abcdefghijklmnop", 8, ["abcdefgh", "ijklmnop"]),
        ("SKU-2026-0000123456", 12, ["SKU-2026-", "0000123456"]),
        ("１２３４５６油", 12, ["１２３４５６", "油"]),
        ("油１２３４５６", 12, ["油", "１２３４５６"]),
    ],
)
def test_text_is_broken_where_a_reader_expects_it(text: str, columns: int, lines: list[str]) -> None:
    assert wrap(text, columns) == lines


def test_a_number_longer_than_the_paper_is_broken_for_there_is_nothing_else_to_do() -> None:
    assert wrap("1" * 30, 12) == ["1" * 12, "1" * 12, "1" * 6]


@given(st.text(alphabet="菜油，（￥。 \u0303ab1234567890.-", max_size=40), st.integers(2, 24))
def test_no_line_is_wider_than_the_paper_and_nothing_but_blanks_is_lost(text: str, columns: int) -> None:
    safe = printable(text)
    lines = wrap(safe, columns)
    assert all(columns_of(line) <= columns for line in lines)
    assert "".join(lines).replace(" ", "") == safe.replace(" ", "")


@given(
    st.lists(st.tuples(st.sampled_from(["菜", "油，", "（", " ", "kg", "￥", "-"]), st.integers(0, 10**7))),
    st.integers(14, 32),
)
def test_a_number_that_fits_is_never_broken(parts: list[tuple[str, int]], columns: int) -> None:
    numbers = [f"{value:,}.{value % 100:02d}" for _word, value in parts]
    text = "".join(word + number for (word, _value), number in zip(parts, numbers, strict=True))
    assert [number for line in wrap(text, columns) for number in _numbers(line)] == _numbers(text)


def _numbers(text: str) -> list[str]:
    marked = "".join(char if char in "0123456789.," else " " for char in text)
    return marked.split()
