"""Who may do what: the shipped table, how it is read, and what an answer says."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from pos.domain.people.permission import Act, Decision, Permissions, Verdict, permissions_from_data
from pos.domain.people.staff import Role
from pos.errors.installation import PolicyWrong

SHIPPED: dict[str, Any] = json.loads(
    (Path(__file__).parents[3] / "resources/policy/permissions.json").read_text(encoding="utf-8")
)


@pytest.fixture
def permissions() -> Permissions:
    return permissions_from_data(SHIPPED)


def test_the_answer_names_its_rule(permissions: Permissions) -> None:
    assert permissions.decide(Act.CHANGE_PRICE, Role.CASHIER) == Decision(
        Verdict.NEEDS_APPROVAL, "change_price.cashier.needs_approval"
    )


def test_a_manager_may_do_everything_of_the_shipped_table(permissions: Permissions) -> None:
    assert {permissions.decide(act, Role.MANAGER).verdict for act in Act} == {Verdict.ALLOWED}


def test_a_trainee_touches_neither_prices_nor_money(permissions: Permissions) -> None:
    for act in (Act.CHANGE_PRICE, Act.RETURN_GOODS, Act.OPEN_DRAWER, Act.CASH_OUT, Act.CLOSE_DAY):
        assert permissions.decide(act, Role.TRAINEE).verdict is Verdict.DENIED


def test_only_who_may_do_it_alone_may_approve_it(permissions: Permissions) -> None:
    assert permissions.may_approve(Act.CHANGE_PRICE, Role.MANAGER)
    assert not permissions.may_approve(Act.CHANGE_PRICE, Role.CASHIER)
    assert not permissions.may_approve(Act.CHANGE_PRICE, Role.TRAINEE)


def test_every_act_that_needs_approval_has_somebody_who_can_give_it(permissions: Permissions) -> None:
    for act in Act:
        assert any(permissions.may_approve(act, role) for role in Role)


@pytest.mark.parametrize(
    ("change", "part"),
    [
        (lambda table: table.pop("reprint"), "reprint must be a table"),
        (lambda table: table.update(fly={"cashier": "allowed"}), "unknown acts: fly"),
        (lambda table: table["reprint"].pop("trainee"), "needs an answer for each of"),
        (lambda table: table["reprint"].update(owner="allowed"), "needs an answer for each of"),
        (lambda table: table["reprint"].update(cashier="maybe"), "reprint.cashier cannot be 'maybe'"),
        (lambda table: table.update(reprint=dict.fromkeys(Role, "denied")), "nobody may reprint"),
        (lambda table: table.update(reprint=5), "reprint must be a table"),
    ],
)
def test_a_table_with_a_hole_is_refused(change: Any, part: str) -> None:
    table = copy.deepcopy(SHIPPED)
    change(table)

    with pytest.raises(PolicyWrong, match=part):
        permissions_from_data(table)


def test_something_that_is_no_table_is_refused() -> None:
    with pytest.raises(PolicyWrong):
        permissions_from_data([])
