"""The monthly list: 100,000 lines read, understood and compared with a register that has them. Not a test.

Work of one thread: the figures are processor time, the least of several runs.
"""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from time import process_time

from openpyxl import Workbook

from monitor.cards.card_rules import read_card_rules
from monitor.cards.invented_list import invented_csv, invented_rows
from monitor.cards.list_check import KnownPerson, check_list
from monitor.cards.list_people import COMPARED, ReadList, read_people
from monitor.cards.list_table import read_table
from monitor.register.field_keys import FieldKeys, load_keys
from monitor.register.identity_number import birth_digits

LINES = 100_000
RUNS = 3


def measure(*, lines: int = LINES, runs: int = RUNS) -> dict[str, float]:
    """The dry run of a CSV and of a workbook, in seconds."""
    files = {"csv": invented_csv(lines, seed=1), "xlsx": _workbook(lines)}
    with tempfile.TemporaryDirectory() as folder:
        keys = load_keys(Path(folder), "cards")
    categories = read_card_rules()[-1].categories
    known = _register(read_people(read_table(files["csv"]), categories), keys)
    found: dict[str, list[float]] = {}
    for _turn in range(runs):
        for name, content in files.items():
            begun = process_time()
            check = check_list(read_people(read_table(content), categories), known, match=keys.match)
            found.setdefault(f"{name}_dry_run_s", []).append(process_time() - begun)
            assert check.unchanged == lines
    return {name: round(min(values), 4) for name, values in found.items()}


def _register(people: ReadList, keys: FieldKeys) -> dict[str, KnownPerson]:
    return {
        keys.match(each.identity): KnownPerson(
            f"C{number}", {name: getattr(each, name) for name in COMPARED}, birth_digits(each.identity)
        )
        for number, each in enumerate(people.people, 1)
    }


def _workbook(lines: int) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in invented_rows(lines, seed=1):
        sheet.append(row)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()
