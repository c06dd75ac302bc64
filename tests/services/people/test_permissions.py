"""Who may act at the till, and how a second person stands in for one act."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos.domain.people.permission import Act, Verdict
from pos.errors.installation import PolicyWrong
from pos.errors.people import ActDenied, ApprovalNeeded, ApproverUnfit, SignInRefused
from pos.services.people.permissions import load_permissions
from pos.services.till import Till
from tests.shop import CASHIER, CASHIER_PIN, MANAGER, MANAGER_PIN, OIL


def test_a_manager_needs_nobody_and_the_permit_names_the_rule(till: Till) -> None:
    till.people.sign_in(MANAGER, MANAGER_PIN)
    permit = till.permissions.permit(Act.CHANGE_PRICE, reason="破损")
    assert (permit.rule, permit.approver, permit.reason) == ("change_price.manager.allowed", None, "破损")


def test_an_approval_is_good_for_one_act_of_one_person(till: Till) -> None:
    desk = till.permissions
    till.people.sign_in(CASHIER, CASHIER_PIN)
    assert desk.decide(Act.CHANGE_PRICE).verdict is Verdict.NEEDS_APPROVAL
    with pytest.raises(ApprovalNeeded):
        desk.permit(Act.CHANGE_PRICE)
    desk.approve(Act.CHANGE_PRICE, MANAGER, MANAGER_PIN)
    assert desk.permit(Act.CHANGE_PRICE).approver == MANAGER
    with pytest.raises(ApprovalNeeded):
        desk.permit(Act.CHANGE_PRICE)


def test_an_approval_for_one_act_is_not_one_for_another(till: Till) -> None:
    desk = till.permissions
    till.people.sign_in(CASHIER, CASHIER_PIN)
    desk.approve(Act.CHANGE_PRICE, MANAGER, MANAGER_PIN)
    with pytest.raises(ApprovalNeeded):
        desk.permit(Act.RETURN_GOODS)


def test_an_approval_that_was_given_up_is_gone(till: Till) -> None:
    desk = till.permissions
    till.people.sign_in(CASHIER, CASHIER_PIN)
    desk.approve(Act.CHANGE_PRICE, MANAGER, MANAGER_PIN)
    desk.forget()
    with pytest.raises(ApprovalNeeded):
        desk.permit(Act.CHANGE_PRICE)


def test_nobody_approves_for_himself_and_a_wrong_pin_is_refused(till: Till) -> None:
    desk = till.permissions
    till.people.sign_in(CASHIER, CASHIER_PIN)
    with pytest.raises(ApproverUnfit):
        desk.approve(Act.CHANGE_PRICE, CASHIER, CASHIER_PIN)
    with pytest.raises(SignInRefused):
        desk.approve(Act.CHANGE_PRICE, MANAGER, "0000")
    assert till.people.signed_in is not None
    assert till.people.signed_in.staff_id == CASHIER


def test_what_the_duty_does_not_include_is_done_with_the_managers_yes_on_the_spot(till: Till) -> None:
    till.people.sign_in(CASHIER, CASHIER_PIN)
    desk = till.permissions
    assert not desk.is_open(Act.CHANGE_GOODS)
    with pytest.raises(ActDenied):
        desk.permit(Act.CHANGE_GOODS)
    with pytest.raises(ApproverUnfit):
        desk.approve(Act.CHANGE_GOODS, CASHIER, CASHIER_PIN)
    desk.approve(Act.CHANGE_GOODS, MANAGER, MANAGER_PIN)
    assert desk.is_open(Act.CHANGE_GOODS)
    permit = desk.permit(Act.CHANGE_GOODS)
    assert (permit.approver, permit.rule) == (MANAGER, "change_goods.cashier.denied")
    with pytest.raises(ActDenied):
        desk.permit(Act.CHANGE_GOODS)  # One yes, one act.


def test_a_table_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    (tmp_path / "table.json").write_text("{", encoding="utf-8")
    with pytest.raises(PolicyWrong):
        load_permissions(tmp_path / "table.json")


def test_who_approves_a_price_is_told_which_and_how_much(till: Till) -> None:
    till.checkout.scan(OIL)
    with pytest.raises(ApprovalNeeded) as needed:
        till.checkout.change_price(1, "60", reason="包装破损")
    assert needed.value.facts["about"] == "压榨菜籽油 5L 69.90 → 60.00"


def test_an_act_that_wants_a_reason_never_stands_there_with_none(till: Till) -> None:
    till.people.sign_in(MANAGER, MANAGER_PIN)
    assert till.permissions.permit(Act.CHANGE_PRICE).reason == "未说明"
    assert till.permissions.permit(Act.CHANGE_PRICE, reason="包装破损").reason == "包装破损"
    assert till.permissions.permit(Act.X_REPORT).reason == ""
