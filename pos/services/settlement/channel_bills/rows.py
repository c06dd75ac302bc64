"""Splits lines into cells under their headings, though these files do not quote free text.

The channels put names of goods and remarks between commas as customers and shops wrote them: with
commas, quotation marks and line breaks of their own. The columns with numbers, amounts and times
say where a row can be cut; what is left over belongs to the free text between them.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

# Columns whose cells may be anything, so that a comma in them is no border. All others hold none.
FREE_TEXT = frozenset(
    {"商品名称", "商户数据包", "备注", "费率备注", "门店名称", "对方账户", "券名称", "操作员", "付款银行"}
)
_AMOUNT = re.compile(r"[-+]?[\d.]*")
_TIME = re.compile(r"(?:\d{4}[-/]\d{1,2}[-/]\d{1,2} \d{1,2}:\d{2}(?::\d{2})?)?")
_EXTRA_CELLS_MAX = 40  # Commas in the free text of one row.
_SEPARATORS = (",", "\t", ";")


@dataclass(frozen=True, slots=True)
class Heading:
    """A table's headings, without units, and the character between its cells."""

    names: tuple[str, ...]
    separator: str


@dataclass(frozen=True, slots=True)
class BillRow:
    """One row: the number of its first line as a person counts (from 1), and its cells without padding."""

    number: int
    cells: tuple[str, ...]


def heading_of(line: str) -> Heading:
    """Read a line as headings. Empty cells at its end are what a spreadsheet leaves, and no columns."""
    separator = max(_SEPARATORS, key=line.count)
    return Heading(tuple(_without_unit(cell) for cell in _trimmed(_cut(line, separator), 0)), separator)


def table_rows(
    heading: Heading, lines: Sequence[tuple[int, str]], *, starts: re.Pattern[str]
) -> Iterator[BillRow]:
    """Cut numbered lines into rows.

    A line that `starts` does not match goes on with the row before when that one has too few cells:
    its free text had a line break. Empty lines are skipped.
    """
    begun: tuple[int, str] | None = None
    for number, line in lines:
        if begun is not None and not starts.match(line) and _is_short(heading, begun[1]):
            begun = begun[0], f"{begun[1]} {line.strip()}"
            continue
        if begun is not None:
            yield BillRow(begun[0], _cells(heading, begun[1]))
        begun = (number, line) if line.strip(' ,;\t"`') else None
    if begun is not None:
        yield BillRow(begun[0], _cells(heading, begun[1]))


def plain_cells(heading: Heading, line: str) -> tuple[str, ...]:
    """Cut a line without free text, such as the totals."""
    return _trimmed(_cut(line, heading.separator), 0)


def _is_short(heading: Heading, line: str) -> bool:
    return all(len(cells) < len(heading.names) for cells in _readings(heading, line))


def _cells(heading: Heading, line: str) -> tuple[str, ...]:
    """The reading of a line that fits the headings; else one of their number; else the line as it was cut."""
    wanted = len(heading.names)
    as_cut = _readings(heading, line)
    readings = [_trimmed(cells, wanted) for cells in as_cut]
    whole = [cells for cells in readings if len(cells) == wanted]
    fitting = next((cells for cells in whole if _fits(heading.names, cells)), None)
    if fitting is not None:
        return fitting
    return _folded(heading, as_cut[-1]) or _folded(heading, readings[-1]) or (whole or readings)[0]


def _readings(heading: Heading, line: str) -> list[tuple[str, ...]]:
    """The ways to cut a line, the likeliest first."""
    readings = []
    if line.startswith("`"):
        # Backticks keep spreadsheets from turning long numbers into 4.2E+27; each begins a cell.
        readings.append(tuple(cell.strip() for cell in line[1:].split(f"{heading.separator}`")))
    readings.append(_cut(line, heading.separator))
    readings.append(tuple(map(_bare, line.split(heading.separator))))
    return readings


def _cut(line: str, separator: str) -> tuple[str, ...]:
    """Cut at the separators that do not stand in quotation marks."""
    try:
        cells = next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        cells = line.split(separator)
    return tuple(map(_bare, cells))


def _bare(cell: str) -> str:
    return cell.strip().removeprefix("`").strip()


def _trimmed(cells: tuple[str, ...], wanted: int) -> tuple[str, ...]:
    """Without the empty cells beyond the wanted number, which a spreadsheet adds."""
    count = len(cells)
    while count > wanted and not cells[count - 1]:
        count -= 1
    return cells[:count]


def _without_unit(name: str) -> str:
    return re.sub(r"[（(]元[）)]$", "", name)


def _fits(names: Sequence[str], cells: Sequence[str]) -> bool:
    return all(_may_be(name, cell) for name, cell in zip(names, cells, strict=True))


def _may_be(name: str, cell: str) -> bool:
    """Whether a cell may stand in a column, by its looks alone."""
    if name in FREE_TEXT:
        return True
    if name.endswith("时间"):
        return _TIME.fullmatch(cell) is not None
    if name.endswith(("金额", "实收", "红包", "优惠", "服务费", "分润", "手续费", "集分宝")):
        return _AMOUNT.fullmatch(cell) is not None
    return True


def _folded(heading: Heading, cells: tuple[str, ...]) -> tuple[str, ...] | None:
    """Give the cells that are too many to the free texts between the others; None when they do not fit."""
    names, extra = heading.names, len(cells) - len(heading.names)
    if not 0 < extra <= _EXTRA_CELLS_MAX:
        return None
    # `reached[taken]`: how many cells the columns so far have used, and the cells they hold.
    reached: Mapping[int, tuple[str, ...]] = {0: ()}
    for name in names:
        further: dict[int, tuple[str, ...]] = {}
        for used, held in reached.items():
            for width in range(1, extra + 2) if name in FREE_TEXT else (1,):
                piece = cells[used : used + width]
                if len(piece) < width or not _may_be(name, piece[0]):
                    break
                further.setdefault(used + width, (*held, heading.separator.join(piece)))
        reached = further
    return reached.get(len(cells))
