"""Finds which column of a goods file is which: by its heading, by an earlier answer, or by asking."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pos.domain.goods.goods import CATALOGUE_COLUMNS
from pos.errors.goods import (
    GoodsFileColumnsMissing,
    GoodsFileColumnTwice,
    GoodsFileEmpty,
    GoodsFileNoHeadings,
    GoodsFileWrongCommas,
)
from pos.services.goods.goods_headings import ITEM_NO, STATUS, STOPPED, WEIGHED, headings, plain, shown
from pos.services.goods.sheet import Row

REQUIRED_COLUMNS = ("code", "name", "unit", "category", "price", "sold_by")
HEADING_ROWS_MAX = 10  # A title or a date may stand above the headings.
VALUE_MARK = "="  # Before what all rows have, where a file has no column of it.
_DERIVED = frozenset({"sold_by"})  # Said by the unit when nothing else says it.
_HEADINGS_MIN = 3
_WRONG_COMMAS = ("，", "、", "；", "｜")

# What was said of a file's columns: our column → its heading, or `=` and a value for all rows.
Said = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one file. `places`: our column in each place, None for a column that is not used."""

    row: int
    kind: str  # The same for all files with the same headings.
    places: tuple[str | None, ...]
    headings: Mapping[str, str]  # Our column → the heading as it stands in the file.
    fixed: Mapping[str, str]  # Our column → what all rows have.
    unused: tuple[str, ...]  # Headings of columns that are not read.
    said: Said = field(default_factory=dict)  # What was said by a person, now or before.

    def has(self, column: str) -> bool:
        """Whether the file says anything of a column."""
        return column in self.places or column in self.fixed

    def heading(self, column: str) -> str:
        """What the file calls a column; "" for one it does not have, or calls as the program does."""
        heading = self.headings.get(column, "")
        return "" if plain(heading) == column else shown(heading)


@dataclass(slots=True)
class _Best:
    row: Row | None = None
    known: int = -1


def find_columns(rows: Iterator[Row], path: str, *, said: Said, remembered: Callable[[str], Said]) -> Columns:
    """Find the headings and what each means. Takes the rows up to them.

    Raises GoodsFileColumnsMissing and GoodsFileColumnTwice, which say what may be asked, and where there
    are no headings at all GoodsFileEmpty, GoodsFileWrongCommas or GoodsFileNoHeadings.
    """
    best, is_empty = _Best(), True
    for row in rows:
        if (mark := _wrong_comma(row)) is not None:
            raise GoodsFileWrongCommas(path=path, row=row.number, mark=mark)
        is_empty &= row.is_empty
        texts = [cell.text for cell in row.cells]
        known = {found.column for text in texts if (found := headings().column_of(text)) is not None}
        agreed = {**remembered(kind_of(texts)), **said}
        if agreed and _all_there(agreed, texts):
            known |= agreed.keys()
        filled = sum(bool(text) for text in texts)
        score = len(known) if known else (0 if filled >= _HEADINGS_MIN else -1)
        if score > best.known:
            best.row, best.known = row, score
        if "price" in known and known & {"code", ITEM_NO}:
            break
        if row.number >= HEADING_ROWS_MAX:
            break
    if best.row is None:
        raise (GoodsFileEmpty if is_empty else GoodsFileNoHeadings)(path=path)
    texts = [cell.text for cell in best.row.cells]
    return _columns(best.row, path, {**remembered(kind_of(texts)), **said})


def _wrong_comma(row: Row) -> str | None:
    """The sign that stands between the headings and cuts nothing: a comma as it is typed in Chinese."""
    texts = [cell.text for cell in row.cells if cell.text]
    if len(texts) != 1:
        return None
    return next(
        (mark for mark in _WRONG_COMMAS if heading_score(texts[0].split(mark)) >= _HEADINGS_MIN), None
    )


def heading_score(texts: Sequence[str]) -> int:
    """How many different columns of goods a row of texts names: to tell headings from anything else."""
    known = headings()
    return len(
        {
            found.column
            for text in texts
            # Prices and codes, the most of all cells; no heading begins so (only 69码, which is no ASCII).
            if not (text[:1].isdigit() and text.isascii()) and (found := known.column_of(text)) is not None
        }
    )


def kind_of(texts: Sequence[str]) -> str:
    """A name for all files with these headings."""
    words = [plain(text) for text in texts if text]
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:16]


def _all_there(said: Said, texts: Sequence[str]) -> bool:
    there = {plain(text) for text in texts}
    return all(value.startswith(VALUE_MARK) or plain(value) in there for value in said.values())


def _columns(row: Row, path: str, said: Said) -> Columns:
    texts = [cell.text for cell in row.cells]
    while texts and not texts[-1]:
        texts.pop()
    places = _places(texts, path, said)
    if "code" not in places and ITEM_NO in places:
        places[places.index(ITEM_NO)] = "code"
    fixed = {
        column: value.removeprefix(VALUE_MARK)
        for column, value in said.items()
        if value.startswith(VALUE_MARK)
    }
    found = {column for column in places if column is not None} | fixed.keys()
    absent = [column for column in REQUIRED_COLUMNS if column not in found | _DERIVED]
    if absent:
        raise GoodsFileColumnsMissing(
            path=path,
            columns=", ".join(absent),
            ask=tuple(absent),
            headings=tuple(text for text, place in zip(texts, places, strict=True) if text and place is None),
            all_headings=tuple(text for text in texts if text),
            kind=kind_of(texts),
        )
    return Columns(
        row=row.number,
        kind=kind_of(texts),
        places=tuple(places),
        headings={column: text for text, column in zip(texts, places, strict=True) if column is not None},
        fixed=fixed,
        unused=tuple(text for text, column in zip(texts, places, strict=True) if column is None and text),
        said=said,
    )


def _places(texts: Sequence[str], path: str, said: Said) -> list[str | None]:
    """Our column in each place. What a person said wins, then the better of several headings."""
    places: list[str | None] = [None] * len(texts)
    for column, heading in said.items():
        for place, text in enumerate(texts):
            if not heading.startswith(VALUE_MARK) and plain(text) == plain(heading):
                places[place] = column
                break
    for column in (*CATALOGUE_COLUMNS, ITEM_NO, WEIGHED, STATUS, STOPPED):
        if column in said:
            continue
        found = [
            (known.rank, place)
            for place, text in enumerate(texts)
            if places[place] is None
            and (known := headings().column_of(text)) is not None
            and known.column == column
        ]
        if not found:
            continue
        best = min(rank for rank, _place in found)
        first, *others = [place for rank, place in found if rank == best]
        if others and column not in (STATUS, STOPPED):  # Of two columns that say it the first is believed.
            doubled = tuple(dict.fromkeys(texts[place] for place in (first, *others)))
            asked = "code" if column == ITEM_NO else column
            raise GoodsFileColumnTwice(
                path=path, column=asked, ask=(asked,), headings=doubled, all_headings=doubled,
                kind=kind_of(texts),
            )  # fmt: skip
        places[first] = column
    return places
