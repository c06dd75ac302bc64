"""The monthly list: 100,000 lines read, understood and compared with a register that has them. Not a test.

Work of one thread: the figures are processor time, the least of several runs. What is done with a database
(SQLite: the whole dry run of a page, and the list applied) is measured once, by the clock on the wall.
"""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from time import monotonic, process_time

from openpyxl import Workbook
from sqlalchemy import Connection

from monitor.cards.card_rules import read_card_rules
from monitor.cards.invented_list import invented_csv, invented_rows
from monitor.cards.list_applying import apply_list
from monitor.cards.list_check import KnownPerson, check_list
from monitor.cards.list_people import COMPARED, ReadList, read_people
from monitor.cards.list_table import read_table
from monitor.cards.lists import Lists
from monitor.register.field_keys import FieldKeys, load_keys
from monitor.register.identity_number import birth_digits
from monitor.register.sealing import RegisterKeys
from monitor.store.engine import Store
from monitor.store.schema import prepare
from tests.monitor.conftest import MORNING_MS
from tests.monitor.proposing import MING

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
    figures = {name: round(min(values), 4) for name, values in found.items()}
    return figures | _with_database(files["csv"], files["xlsx"], lines=lines)


def _with_database(first: bytes, second: bytes, *, lines: int) -> dict[str, float]:
    """A list brought into an empty register, and one compared with it as its page does it."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(f"sqlite:///{folder}/monitor.db")
        prepare(store)
        keys = RegisterKeys.load(Path(folder))
        lists = Lists(keys)
        stored = lists.upload(store, MING, file_name="1.csv", content=first, now_ms=MORNING_MS)

        def apply(connection: Connection) -> None:
            read, known, check = lists.read_again(connection, stored.list_id, MORNING_MS)
            people = {each.line: each for each in read.people}
            apply_list(
                connection,
                keys,
                people,
                known,
                check,
                list_id=stored.list_id,
                from_month="2026-12",
                now_ms=MORNING_MS,
            )

        begun = monotonic()
        store.write(apply)
        applied_s = monotonic() - begun
        begun = monotonic()
        checked = lists.upload(store, MING, file_name="2.xlsx", content=second, now_ms=MORNING_MS)
        checked_s = monotonic() - begun
        assert checked.counts["unchanged"] == lines
        store.close()
    return {"page_dry_run_s": round(checked_s, 2), "applied_s": round(applied_s, 2)}


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
