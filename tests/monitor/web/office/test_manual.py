"""The federation's manual against the platform: who may do what, who decides on what, its pictures."""

from __future__ import annotations

import re

from monitor.accounts.roles import read_roles
from monitor.platform import Platform
from tests.words.texts import ROOT

MANUAL = (ROOT / "docs" / "慈善会手册.md").read_text("utf-8")
ROLES = read_roles()


def rows(heading: str) -> list[list[str]]:
    """The rows of the table below a heading."""
    table = MANUAL.split(heading)[1].split("\n\n")[0]
    cells = [row.strip("|").split("|") for row in table.splitlines() if "|" in row]
    return [[cell.strip() for cell in row] for row in cells[1:]]


def roles_with(permission: str) -> str:
    return "、".join(ROLES.roles[role].words for role in ROLES.permissions[permission].roles)


def test_who_may_do_what_is_what_the_table_of_roles_says() -> None:
    told = rows("| 能做的事 | 角色 |\n")
    assert told == [[each.words, roles_with(name)] for name, each in ROLES.permissions.items()]


def test_every_kind_of_proposal_is_told_with_who_makes_it_and_who_decides(platform: Platform) -> None:
    told = rows("| 事项 | 谁提交 | 谁复核 |\n")
    kinds = platform.proposals.kinds.values()
    assert sorted(told) == sorted(
        [each.words, roles_with(each.may_make), roles_with(each.may_decide)] for each in kinds
    )


def test_every_picture_is_there() -> None:
    pictures = re.findall(r"!\[[^]]+\]\(([^)]+)\)", MANUAL)
    assert len(pictures) >= 10
    assert [each for each in pictures if not (ROOT / "docs" / each).is_file()] == []
