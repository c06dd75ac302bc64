"""Who may do what is decided by one table; what must not be in one hand is refused with words."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.accounts.roles import EVERYTHING, OFFICE_ROLES, RoleHeld, Scope, ScopeKind, read_roles
from monitor.declined import Declined
from monitor.errors import SettingsRefused
from monitor.platform import proposal_kinds
from monitor.register.field_keys import FieldKeys
from monitor.register.sealing import RegisterKeys

ROLES = read_roles()
ADMINISTRATORS = ("system_administrator", "security_administrator", "audit_administrator")
YULIN = Scope(ScopeKind.STREET, "玉林街道")


def held(*roles: str) -> tuple[RoleHeld, ...]:
    return tuple(RoleHeld(role, _first_scope(role)) for role in roles)


def _first_scope(role: str) -> Scope:
    kind = ROLES.roles[role].scopes[0]
    return Scope(kind, "" if kind is ScopeKind.ALL else "某处")


def test_every_permission_of_every_kind_of_proposal_is_in_the_table() -> None:
    keys = FieldKeys("register", [(1, bytes(32))])
    for kind in proposal_kinds(RegisterKeys(keys, keys, keys)):
        assert {kind.may_make, kind.may_decide} <= set(ROLES.permissions), kind.name
        assert ROLES.permissions[kind.may_make].roles, kind.name
        assert ROLES.permissions[kind.may_decide].roles, kind.name


@pytest.mark.parametrize("administrator", ADMINISTRATORS)
def test_an_administrator_has_no_business_right(administrator: str) -> None:
    may = ROLES.permissions_of(held(administrator))
    business = {role for role, known in ROLES.roles.items() if known.group == "business"}
    shared = {name for name in may if business & set(ROLES.permissions[name].roles)}
    assert shared == {"proposal.view"}, "looking at proposals is all they have in common"


@pytest.mark.parametrize("administrator", ADMINISTRATORS)
@pytest.mark.parametrize("other", sorted(ROLES.roles))
def test_an_administrator_is_nothing_else(administrator: str, other: str) -> None:
    if other == administrator:
        ROLES.check(held(administrator))
        return
    with pytest.raises(Declined, match="不能放在同一个账号"):
        ROLES.check(held(administrator, other))


def test_an_auditor_reads_and_changes_nothing() -> None:
    may = ROLES.permissions_of(held("auditor"))
    assert {name.rpartition(".")[2] for name in may} == {"view"}
    with pytest.raises(Declined, match="不能放在同一个账号"):
        ROLES.check(held("auditor", "maker"))


def test_maker_and_checker_may_be_one_account_as_a_proposal_wants_two_people_anyway() -> None:
    ROLES.check(held("maker", "checker", "releaser"))


def test_nobody_both_proposes_and_decides_on_accounts() -> None:
    for first, second in combinations(ROLES.roles, 2):
        both = held(first, second)
        try:
            ROLES.check(both)
        except Declined:
            continue
        assert not {"account.make", "account.decide"} <= ROLES.permissions_of(both)


def test_a_role_for_a_street_looks_at_the_street_and_does_nothing_for_the_whole_federation() -> None:
    street_maker = (RoleHeld("maker", YULIN),)
    assert ROLES.permissions_of(street_maker) == {"platform.view"}
    assert ROLES.may(street_maker, "freeze.make", YULIN)
    assert not ROLES.may(street_maker, "freeze.make")
    assert not ROLES.may(street_maker, "platform.view", Scope(ScopeKind.STREET, "双楠街道"))
    assert ROLES.scopes_of((*street_maker, RoleHeld("price_reviewer")), "platform.view") == (
        YULIN,
        EVERYTHING,
    )
    assert ROLES.words((*street_maker, RoleHeld("price_reviewer"))) == "经办（街道 玉林街道）、价格复核"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ((), "至少选一个角色"),
        ((RoleHeld("boss"),), "没有“boss”这个角色"),
        ((RoleHeld("store_viewer"),), "“门店查看”的范围只能是门店"),
        ((RoleHeld("store_viewer", Scope(ScopeKind.STORE, " ")),), "请为“门店查看”选定是哪个门店"),
        ((RoleHeld("maker", Scope(ScopeKind.COMPANY, "民惠商贸")),), "范围只能是全慈善会或街道"),
        ((RoleHeld("maker", Scope(ScopeKind.ALL, "S01")),), "不用再写“S01”"),
        ((RoleHeld("maker"), RoleHeld("maker")), "选了两次"),
    ],
)
def test_roles_that_cannot_be_held_are_refused_with_what_to_change(
    wrong: tuple[RoleHeld, ...], words: str
) -> None:
    with pytest.raises(Declined, match=words):
        ROLES.check(wrong)


def test_an_unknown_permission_is_nobodys() -> None:
    assert not ROLES.may(held("maker"), "anything.else")


@given(
    st.lists(st.sampled_from(sorted(ROLES.roles)), min_size=1, max_size=3),
    st.sampled_from(sorted(ROLES.permissions)),
)
def test_more_roles_never_take_a_right_away(roles: list[str], permission: str) -> None:
    one = any(ROLES.may(held(role), permission, _first_scope(role)) for role in roles)
    assert one == any(ROLES.may(held(*roles), permission, _first_scope(role)) for role in roles)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda table: table["permissions"]["list.make"]["roles"].append("boss"), "不存在的角色：boss"),
        (lambda table: table["permissions"]["list.make"]["roles"].append("system_administrator"), "要分开"),
        (lambda table: table["permissions"]["list.make"].update(by_scop=True), "读不出来"),
        (lambda table: table["roles"]["maker"].update(scopes=["moon"]), "读不出来"),
    ],
)
def test_a_wrong_table_stops_the_platform_with_words(tmp_path: Path, change: object, words: str) -> None:
    table = json.loads(OFFICE_ROLES.read_text(encoding="utf-8"))
    assert callable(change)
    change(table)
    path = tmp_path / "office_roles.json"
    path.write_text(json.dumps(table), encoding="utf-8")
    with pytest.raises(SettingsRefused, match=words):
        read_roles(path)
