"""Cells and shared texts as programs write them into a workbook's XML, in all the ways the format allows."""

from __future__ import annotations

import io
from pathlib import Path
from xml.parsers.expat import ExpatError

import pytest

from pos.errors.goods import GoodsFileDamaged
from pos.services.goods.workbook import workbook_rows
from pos.services.goods.worksheet import RawRow, shared_texts, sheet_rows
from tests.services.workbooks import OIL, repacked, workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def sheet(rows: str) -> list[RawRow]:
    xml = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    return list(sheet_rows(io.BytesIO(xml.encode())))


def test_rows_and_cells_are_counted_where_they_do_not_say_their_place() -> None:
    first = '<row><c><v>1</v></c><c t="b"><v>0</v></c></row>'
    assert sheet(f'{first}<row r="5"><c r="AB5"/><c><v>2</v></c></row>') == [
        (1, [(1, "n", "1", 0), (2, "b", "0", 0)]),
        (5, [(28, "n", None, 0), (29, "n", "2", 0)]),
    ]


def test_a_formula_is_told_and_not_its_last_value_and_a_shared_one_as_it_reads_here() -> None:
    rows = (
        '<row r="1"><c r="B1"><f t="shared" ref="B1:B2" si="0">A1*2</f><v>4</v></c></row>'
        '<row r="2"><c r="B2" s="3"><f t="shared" si="0"/><v>6</v></c>'
        '<c r="C2" t="str"><f>A2&amp;"x"</f></c></row>'
    )
    assert sheet(rows) == [(1, [(2, "f", "=A1*2", 0)]), (2, [(2, "f", "=A2*2", 3), (3, "f", '=A2&"x"', 0)])]


def test_a_text_is_its_pieces_without_how_it_is_read() -> None:
    pieces = "<r><t>b</t></r><r><rPr/><t> c</t></r><rPh><t>读</t></rPh>"
    assert sheet(f'<row><c t="inlineStr"><is>{pieces}</is></c></row>') == [(1, [(1, "str", "b c", 0)])]
    table = f'<sst xmlns="{MAIN}"><si><t>a</t></si><si>{pieces}</si><si/><si><t>_x005F_x000D_</t></si></sst>'
    assert shared_texts(io.BytesIO(table.encode())) == ["a", "b c", "", "_x000D_"]


def test_a_prefix_before_every_tag_changes_nothing() -> None:
    rows = '<x:row r="2"><x:c r="A2" t="e"><x:v>#REF!</x:v></x:c></x:row>'
    xml = f'<x:worksheet xmlns:x="{MAIN}">{rows}</x:worksheet>'
    assert list(sheet_rows(io.BytesIO(xml.encode()))) == [(2, [(1, "e", "#REF!", 0)])]


@pytest.mark.parametrize(
    "rows", ['<row r="x"/>', '<row><c r="1A"><v>1</v></c></row>', "<row><c></row>", '<row><c s="y"/></row>']
)
def test_what_is_no_sheet_is_not_read_as_one(rows: str) -> None:
    with pytest.raises((ExpatError, ValueError)):
        sheet(rows)


def test_an_entity_is_refused_wherever_it_is_declared() -> None:
    declared = f'<!--{" " * 5_000}--><!DOCTYPE x [<!ENTITY a "b">]><worksheet xmlns="{MAIN}"/>'
    with pytest.raises(ValueError, match="DOCTYPE"):
        list(sheet_rows(io.BytesIO(declared.encode())))


def test_rows_before_a_damage_are_told_first() -> None:
    xml = f'<worksheet xmlns="{MAIN}"><row r="1"><c><v>7</v></c></row><row r="2"><c></row>'
    rows = sheet_rows(io.BytesIO(xml.encode()))
    assert next(rows) == (1, [(1, "n", "7", 0)])
    with pytest.raises(ExpatError):
        next(rows)


def test_a_cell_at_the_far_end_of_a_sheet_costs_nothing(tmp_path: Path) -> None:
    """Two cells span 17 thousand million; a reader that lays out all of them ends the program."""
    path = workbook(tmp_path / "a.xlsx", [OIL], touch=lambda each: each.cell(180_000, 16_384, "x"))
    rows = list(workbook_rows(path.read_bytes(), "a.xlsx"))
    assert (len(rows), rows[1].cells[0].text, len(rows[-1].cells)) == (180_000, OIL[0], 32)
    assert rows[-1].is_empty


def test_a_style_that_is_not_there_is_a_damage_of_its_row(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [(*OIL[:5], 70, "件")])
    repacked(path, lambda name, old: old.replace(b'r="F2"', b'r="F2" s="999"') if "sheet1" in name else old)
    with pytest.raises(GoodsFileDamaged) as refused:
        list(workbook_rows(path.read_bytes(), "a.xlsx"))
    assert refused.value.facts["row"] == 2
