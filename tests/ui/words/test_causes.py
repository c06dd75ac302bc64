"""No sentence of a library or of the system is ever shown: what people read is Chinese, with the cure."""

from __future__ import annotations

import ast
import errno
import os
import re
from pathlib import Path

import pytest

from pos.errors import PosError
from pos.errors.devices import DeviceUrlWrong
from pos.errors.goods import GoodsFileUnreadable
from pos.errors.ledger import LedgerUnwritable
from pos.errors.reports import ReportUnwritable
from pos.os_causes import all_os_causes, os_cause
from pos.services.reports.export import write_report
from pos.ui.words.causes import CAUSES
from pos.ui.words.messages import WORDS, words, words_for
from tests.english import english_in

ROOT = Path(__file__).parents[3]
FROM_A_LIBRARY = {"reason", "detail", "error", "problem"}  # Facts for the log.


def causes_raised() -> set[str]:
    """Every cause that the till's sources name."""
    found: set[str] = set()
    for folder in ("pos", "sync"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.keyword) and node.arg == "cause":
                    found |= {
                        each.value
                        for each in ast.walk(node.value)
                        if isinstance(each, ast.Constant) and isinstance(each.value, str)
                    }
    return found


def test_each_cause_that_is_raised_has_words() -> None:
    raised = causes_raised() | all_os_causes()
    assert len(raised) > 40
    assert sorted(raised - set(CAUSES)) == []


def test_no_words_show_what_a_library_said() -> None:
    shown = {
        code: FROM_A_LIBRARY & set(re.findall(r"\{(\w+)\}", title + what_next))
        for code, (title, what_next) in WORDS.items()
    }
    assert {code: names for code, names in shown.items() if names and code != "ledger.broken"} == {}


@pytest.mark.parametrize("cause", sorted(CAUSES))
def test_the_words_for_a_cause_are_chinese(cause: str) -> None:
    facts = dict.fromkeys(re.findall(r"\{(\w+)\}", CAUSES[cause]), "某")
    assert english_in(CAUSES[cause].format_map(facts)) == []


def test_a_cause_nobody_knows_is_left_out_rather_than_shown() -> None:
    said = words_for("ledger.unwritable", {"reason": "disk I/O error on device sda1", "path": "/x"})
    assert english_in(f"{said.title}{said.what_next}") == []


@pytest.mark.parametrize("number", sorted({errno.ENOENT, errno.EACCES, errno.ENOSPC, errno.EIO, 9999}))
@pytest.mark.parametrize(
    "error",
    [GoodsFileUnreadable, ReportUnwritable, LedgerUnwritable, DeviceUrlWrong],
    ids=lambda kind: kind.code,
)
def test_what_the_system_says_is_told_by_its_cause(error: type[PosError], number: int) -> None:
    world = OSError(number, os.strerror(number), "报表.xlsx")
    said = words(error(path="报表.xlsx", url="某", cause=os_cause(world), reason=str(world)))
    assert CAUSES[os_cause(world)] in said.what_next
    assert english_in(f"{said.title}{said.what_next}") == []


def test_a_report_that_cannot_be_written_says_why(tmp_path: Path) -> None:
    (tmp_path / "day").write_text("a file where a folder should be", encoding="utf-8")
    with pytest.raises(ReportUnwritable) as told:
        write_report(tmp_path / "day" / "x.xlsx", b"x", make_folder=True)
    assert words(told.value).what_next.startswith(CAUSES[str(told.value.facts["cause"])])
