"""Worked cases, to the fen. `quotes.json` came with the specification; `more_quotes.json` is our own,
computed by hand as each case's `why` tells, never copied from the program's answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pos.commands.quote import price

GOLDEN = Path(__file__).parents[2] / "golden"
CASES = [
    pytest.param(case, id=case["name"])
    for name in ("quotes.json", "more_quotes.json")
    for case in json.loads((GOLDEN / name).read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("case", CASES)
def test_a_worked_case_comes_out_to_the_fen(case: dict[str, Any]) -> None:
    answer = price(case["request"])

    assert answer == case["expect"]
    assert json.dumps(answer) == json.dumps(case["expect"])  # In the same order, too.


def test_no_worked_case_is_lost() -> None:
    assert len(CASES) >= 22 + 29
