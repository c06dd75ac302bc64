"""Money, quota and discount are unlike things: no sum anywhere adds one to another (rule 2 of the house)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DISCOUNT = {"discount", "discounts"}
MONEY = {"subsidy", "subsidies", "payable", "tendered", "paid", "refund"}
QUOTA = {"covered", "cap", "cap_use", "remaining", "quota", "left", "used"}
# Where the rule itself says so.
BY_DEFINITION = {
    "monitor/days/contribution.py": "DESIGN 3.6: what operators and the federation gave, to the turnover",
    "monitor/web/figures.py": "the same figure, of the month that is not over",
}


def name_of(node: ast.expr) -> str:
    """The last name of what is added: `totals.discount`, `sums["discount"]`, `discount`."""
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        return str(node.slice.value)
    return node.id if isinstance(node, ast.Name) else ""


def kind_of(node: ast.expr) -> str:
    name = name_of(node)
    for kind, names in (("discount", DISCOUNT), ("money", MONEY), ("quota", QUOTA)):
        if name in names:
            return kind
    return ""


def unlike_sums(path: Path) -> Iterator[int]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            kinds = {kind_of(node.left), kind_of(node.right)} - {""}
            if len(kinds) > 1:
                yield node.lineno


@pytest.mark.parametrize("folder", ["pos", "monitor", "sync"])
def test_no_sum_adds_unlike_things(folder: str) -> None:
    found = [
        f"{path.relative_to(ROOT).as_posix()}:{line}"
        for path in sorted((ROOT / folder).rglob("*.py"))
        if path.relative_to(ROOT).as_posix() not in BY_DEFINITION
        for line in unlike_sums(path)
    ]
    assert found == []


def test_the_check_sees_what_it_looks_for(tmp_path: Path) -> None:
    path = tmp_path / "sums.py"
    path.write_text(
        'a = totals.discount + totals.subsidy\nb = sums["discount"] + payable\nc = covered + discount\n'
        "d = market + fee\ne = subsidy + payable\n",
        encoding="utf-8",
    )
    assert list(unlike_sums(path)) == [1, 2, 3]


def test_each_exception_still_needs_one() -> None:
    assert all(list(unlike_sums(ROOT / name)) for name in BY_DEFINITION)
