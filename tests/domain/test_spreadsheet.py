"""What a spreadsheet would run is told from what it only shows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pos.domain.spreadsheet import harmless, must_be_quoted

PACKAGES = [Path(__file__).parents[2] / name for name in ("pos", "monitor", "sync")]


@pytest.mark.parametrize(
    "text", ["=1", "＝1", "+a", "＋a", "-a", "－a", "@x", "＠x", "\t1", " =1", "\ufeff＝1", "%x"]
)
def test_what_begins_like_a_formula_becomes_text(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["", "-4.12", "60%", "+3", "上海青", "S01-1", "a=b", "69.90", "00123", "爱心卡"]
)
def test_what_is_a_number_or_a_word_stays_as_it_is(text: str) -> None:
    assert not must_be_quoted(text)
    assert harmless(text) == text


def test_whoever_writes_a_table_keeps_formulas_out_of_it() -> None:
    files = [file for package in PACKAGES for file in package.rglob("*.py")]
    written = {file: file.read_text("utf-8") for file in files}
    writers = re.compile(r"csv\.(writer|DictWriter)|\.data_type\b.*=.*\"s\"")
    found = {name: text for name, text in written.items() if writers.search(text)}

    assert {"price_labels.py", "sheets.py", "day_words.py"} <= {file.name for file in found}
    assert [name for name, text in found.items() if "pos.domain.spreadsheet" not in text] == []
