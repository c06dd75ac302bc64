"""Reads the cells of a worksheet's XML, row by row, and the texts that cells share. It knows no goods.

Expat reads the XML in pieces, so a sheet of any length takes the memory of a few rows. A row is told with
all that a person would see of it: formulas, styles and errors, not values alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any, Final, TypeAlias
from xml.parsers import expat

# Column from 1, kind as the file has it (`f` for a formula), text, number of the style.
RawCell: TypeAlias = tuple[int, str, str | None, int]
RawRow: TypeAlias = tuple[int, list[RawCell]]

_NAMESPACE: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_ROW, _CELL, _VALUE, _FORMULA, _TEXT, _SHARED, _PHONETIC = (
    f"{_NAMESPACE} {name}" for name in ("row", "c", "v", "f", "t", "si", "rPh")
)
_CHUNK_BYTES: Final = 1 << 18
_DIGITS: Final = "0123456789"
_LETTERS: Final = 26
_ESCAPED_UNDERSCORE: Final = "x005F_"  # `_x000D_` as it was typed stands in the file as `_x005F_x000D_`.


def sheet_rows(part: IO[bytes]) -> Iterator[RawRow]:
    """The rows that the XML of a sheet has, each with its number. Raises ExpatError, ValueError."""
    sheet = _Sheet()
    for _ in _fed(part, sheet):
        yield from sheet.rows
        sheet.rows.clear()


def shared_texts(part: IO[bytes]) -> list[str]:
    """The texts of a workbook that cells name by their place. Raises ExpatError, ValueError."""
    table = _Texts()
    for _ in _fed(part, table):
        pass
    return table.texts


class _Reader:
    """What both kinds of parts have in common: text is collected between a start and an end."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.data
        self.parser.StartDoctypeDeclHandler = _refuse_doctype
        self._collected: list[str] | None = None  # None: the next part is not the text of a cell.
        self._phonetic = False  # How characters are read, above them: no part of the text.

    def start(self, name: str, attributes: dict[str, str]) -> None:
        raise NotImplementedError

    def end(self, name: str) -> None:
        raise NotImplementedError

    def data(self, text: str) -> None:
        if self._collected is not None:
            self._collected.append(text)

    def _text(self) -> str:
        collected, self._collected = self._collected, None
        return "".join(collected or ())


class _Sheet(_Reader):
    def __init__(self) -> None:
        super().__init__()
        self.rows: list[RawRow] = []
        self._row, self._column = 0, 0
        self._cells: list[RawCell] = []
        self._columns = _Columns()
        self._formulas = _SharedFormulas()
        self._cell: dict[str, str] = {}
        self._formula: dict[str, str] | None = None
        self._value: str | None = None
        self._said: str | None = None  # The text of the formula.
        self._inline: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == _CELL:
            self._cell, self._formula, self._value, self._said = attributes, None, None, None
            self._inline.clear()
            reference = attributes.get("r")
            self._column = self._column + 1 if not reference else self._columns[reference.rstrip(_DIGITS)]
        elif name == _VALUE or (name == _TEXT and not self._phonetic):
            self._collected = []
        elif name == _FORMULA:
            self._formula, self._collected = attributes, []
        elif name == _ROW:
            number = attributes.get("r")
            self._row = self._row + 1 if number is None else int(number)
            self._column, self._cells = 0, []
        elif name == _PHONETIC:
            self._phonetic = True

    def end(self, name: str) -> None:
        if name == _VALUE:
            text = self._text()
            self._value = text if self._value is None else self._value
        elif name == _CELL:
            self._cells.append(self._read_cell())
        elif name == _ROW:
            self.rows.append((self._row, self._cells))
        elif name == _TEXT and not self._phonetic:
            self._inline.append(self._text())
        elif name == _FORMULA:
            self._said = self._text()
        elif name == _PHONETIC:
            self._phonetic = False

    def _read_cell(self) -> RawCell:
        kind = self._cell.get("t", "n")
        style = int(self._cell.get("s") or 0)
        if self._formula is not None:
            said = self._formulas.whole(self._formula, self._said or "", self._cell.get("r", ""))
            return self._column, "f", said, style
        if kind == "inlineStr":
            return self._column, "str", "".join(self._inline) or None, style
        return self._column, kind, self._value or None, style


class _Texts(_Reader):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._pieces: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        del attributes
        if name == _TEXT and not self._phonetic:
            self._collected = []
        elif name == _SHARED:
            self._pieces.clear()
        elif name == _PHONETIC:
            self._phonetic = True

    def end(self, name: str) -> None:
        if name == _TEXT and not self._phonetic:
            self._pieces.append(self._text())
        elif name == _SHARED:
            self.texts.append("".join(self._pieces).replace(_ESCAPED_UNDERSCORE, ""))
        elif name == _PHONETIC:
            self._phonetic = False


class _Columns(dict[str, int]):
    """The number of a column by its letters: A is 1, AA 27."""

    def __missing__(self, letters: str) -> int:
        number = 0
        for letter in letters.upper():
            if not "A" <= letter <= "Z":
                raise ValueError(f"no column: {letters[:9]!r}")
            number = number * _LETTERS + ord(letter) - ord("A") + 1
        self[letters] = number
        return number


class _SharedFormulas:
    """A formula that goes on below is written once; the cells below name it by a number."""

    def __init__(self) -> None:
        self._known: dict[str, Any] = {}

    def whole(self, attributes: dict[str, str], said: str, reference: str) -> str:
        """The formula of a cell as a person sees it, with `=` before it."""
        formula = f"={said}"
        if attributes.get("t") != "shared":
            return formula
        from openpyxl.formula.translate import Translator

        number = attributes.get("si", "")
        if number in self._known:
            return str(self._known[number].translate_formula(reference))
        if said:
            self._known[number] = Translator(formula, reference)
        return formula


def _fed(part: IO[bytes], reader: _Reader) -> Iterator[None]:
    """Read a part in pieces; the rows before an error are given before it is raised."""
    while True:
        chunk = part.read(_CHUNK_BYTES)
        try:
            reader.parser.Parse(chunk, not chunk)
        except Exception:
            yield
            raise
        yield
        if not chunk:
            return


def _refuse_doctype(*_declared: object) -> None:
    raise ValueError("DOCTYPE")  # Entities that blow up; no workbook has them.
