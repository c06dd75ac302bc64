"""Accounts are opened, changed, reset and closed by two administrators, and never by the person concerned."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from monitor.accounts import book
from monitor.accounts.book import AccountState
from monitor.accounts.desk import Visitor
from monitor.accounts.kinds import account_kinds
from monitor.accounts.roles import RoleHeld, read_roles
from monitor.acts.journal import looks_at, verify
from monitor.declined import Declined
from monitor.proposals.kinds import Outcome, Proposal, State
from monitor.proposals.proposals import Proposals
from monitor.store import tables
from monitor.store.rows import insert_once
from tests.ledger.counter import key_of
from tests.monitor.accounts.office import Office

OPENING: Mapping[str, Any] = {
    "login": "lan",
    "name": "何兰",
    "person_no": "A017",
    "roles": [{"role": "maker"}, {"role": "maker", "scope": {"kind": "street", "of": "玉林街道"}}],
}


@pytest.fixture
def staffed(office: Office) -> Office:
    """A system administrator, two security administrators, a maker; one store in a street."""
    office.staff("wei", "system_administrator")
    office.staff("hua", "security_administrator")
    office.staff("yun", "security_administrator")
    office.staff("min", "maker")
    place = {
        "store_id": "S03",
        "name": "玉林店",
        "street": "玉林街道",
        "operator_name": "蜀鲜超市",
        "keeper_till_id": "S03-1",
    }
    office.store.write(lambda c: insert_once(c, tables.store, [place]))
    return office


class Desk:
    """Administrators at their pages."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.proposals = Proposals(key_of(1), account_kinds(read_roles()), office.accounts.who_may)
        self.people: dict[str, Visitor] = {}

    def person(self, login: str) -> Visitor:
        if login not in self.people:
            self.people[login] = self.office.signed_in(login)
        return self.people[login]

    def make(self, kind: str, payload: Mapping[str, Any], by: str = "wei") -> Proposal:
        actor = self.person(by).actor
        based_on = self.office.store.read(lambda c: self.proposals.kinds[kind].version_now(c, payload))
        return self.office.store.write(
            lambda c: self.proposals.make(
                c,
                actor,
                kind=kind,
                subject="account",
                payload=payload,
                reason="人员变动",
                based_on_version=based_on,
                now_ms=self.office.now_ms,
            )
        )

    def agree(self, proposal: Proposal, by: str = "hua") -> Proposal:
        actor = self.person(by).actor
        return self.office.store.write(
            lambda c: self.proposals.decide(
                c,
                actor,
                proposal.proposal_id,
                outcome=Outcome.APPROVE,
                reason="",
                version=proposal.version,
                now_ms=self.office.now_ms,
            )
        )

    def preview(self, proposal: Proposal) -> list[tuple[str, str, str]]:
        kind = self.proposals.kinds[proposal.kind]
        lines = self.office.store.read(lambda c: kind.preview(c, proposal.payload))
        return [(line.label, line.before, line.after) for line in lines]

    def state(self, login: str) -> AccountState:
        account = self.office.store.read(lambda c: book.find_login(c, login))
        assert account is not None
        return account.state


@pytest.fixture
def desk(staffed: Office) -> Desk:
    return Desk(staffed)


def test_an_account_is_opened_by_two_and_set_up_by_its_person(desk: Desk) -> None:
    proposal = desk.make("account_open", OPENING)
    assert desk.preview(proposal) == [
        ("登录名", "—", "lan"),
        ("姓名", "—", "何兰"),
        ("工号", "—", "A017"),
        ("角色", "—", "经办、经办（街道 玉林街道）"),
    ]
    assert desk.agree(proposal).state is State.APPLIED

    office = desk.office
    made = office.store.read(lambda c: book.find_login(c, "lan"))
    assert made is not None and made.state is AccountState.INVITED
    wei = desk.person("wei").actor
    path = office.store.write(
        lambda c: office.accounts.issue_link(c, wei, made.account_id, now_ms=office.now_ms)
    )
    office.set_up(path)
    assert office.signed_in("lan").actor.name == "何兰"
    acts = office.store.read(lambda c: looks_at(c, f"account:{made.account_id}"))
    assert [act.what for act in acts] == [
        "session.begin",
        "account.set_up",
        "account.link",
        "account.open",
    ]
    assert acts[-1].facts == {"proposal": proposal.proposal_id}
    assert office.store.read(verify) is None


def test_who_proposes_does_not_decide_and_a_maker_does_neither(desk: Desk) -> None:
    with pytest.raises(Declined, match="您的角色不办这件事"):
        desk.make("account_open", OPENING, by="hua")
    with pytest.raises(Declined, match="您的角色不办这件事"):
        desk.make("account_open", OPENING, by="min")
    proposal = desk.make("account_open", OPENING)
    for login in ("wei", "min"):
        with pytest.raises(Declined, match="您的角色不办这件事"):
            desk.agree(proposal, by=login)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"login": "min"}, "登录名 min 已经有人用"),
        ({"login": "Lan"}, "请按这样写：登录名 lan"),
        ({"login": "1x"}, "以字母开头"),
        ({"person_no": "P-min"}, "已有账号 min（在用），一人只开一个"),
        ({"person_no": "510104199001011234"}, "不要用身份证号"),
        ({"person_no": "工号 17"}, "请填工号"),
        ({"name": "兰"}, "请填姓名"),
        ({"roles": []}, "至少选一个角色"),
        ({"roles": [{"role": "maker"}, {"role": "system_administrator"}]}, "不能放在同一个账号"),
        ({"roles": [{"role": "store_viewer", "scope": {"kind": "store", "of": "S99"}}]}, "没有“S99”"),
        ({"roles": [{"role": "company_viewer", "scope": {"kind": "company", "of": "S03"}}]}, "没有“S03”"),
        ({"roles": "maker"}, "请填全"),
        ({"password": "x"}, "请填全"),
    ],
)
def test_what_cannot_be_opened_is_refused_when_it_is_proposed(
    desk: Desk, change: dict[str, Any], words: str
) -> None:
    with pytest.raises(Declined, match=words):
        desk.make("account_open", {**OPENING, **change})


def test_two_proposals_of_one_login_open_one_account(desk: Desk) -> None:
    first = desk.make("account_open", OPENING)
    second = desk.make("account_open", {**OPENING, "person_no": "A018"})
    desk.agree(first)
    with pytest.raises(Declined, match="已经有人用"):
        desk.agree(second)
    assert desk.office.store.read(lambda c: book.find_person(c, "A018")) is None


def test_new_roles_hold_from_the_next_sign_in(desk: Desk) -> None:
    office = desk.office
    cookie = office.sign_in("min").cookie
    proposal = desk.make("account_roles", {"account_id": "a-min", "roles": [{"role": "releaser"}]})
    assert desk.preview(proposal) == [
        ("账号", "min同志（登录名 min，工号 P-min）", "min同志（登录名 min，工号 P-min）"),
        ("角色", "经办", "放行"),
    ]
    desk.agree(proposal)
    assert office.visitor(cookie) is None
    actor = office.signed_in("min").actor
    assert actor.roles == ("releaser",) and not actor.may("freeze.make")
    with pytest.raises(Declined, match="和现在的一样"):
        desk.make("account_roles", {"account_id": "a-min", "roles": [{"role": "releaser"}]})


def test_a_proposal_made_before_another_change_is_stale(desk: Desk) -> None:
    first = desk.make("account_roles", {"account_id": "a-min", "roles": [{"role": "releaser"}]})
    second = desk.make("account_roles", {"account_id": "a-min", "roles": [{"role": "checker"}]})
    desk.agree(first)
    with pytest.raises(Declined, match="已被改动"):
        desk.agree(second)


def test_the_person_concerned_does_not_decide_whoever_forgot_to_say_whom_it_concerns(desk: Desk) -> None:
    proposal = desk.make("account_close", {"account_id": "a-hua"})
    assert proposal.concerns == "a-hua"
    with pytest.raises(Declined, match="与您本人有关"):
        desk.agree(proposal, by="hua")
    assert desk.agree(proposal, by="yun").state is State.APPLIED
    assert desk.state("hua") is AccountState.CLOSED


def test_who_left_is_let_in_no_more_and_the_account_stays_for_the_records(desk: Desk) -> None:
    office = desk.office
    cookie = office.sign_in("min").cookie
    proposal = desk.make("account_close", {"account_id": "a-min"})
    desk.agree(proposal)
    assert office.visitor(cookie) is None
    with pytest.raises(Declined, match="登录名、密码或动态码不对"):
        office.sign_in("min")
    assert desk.preview(proposal)[1] == ("状态", "已停用", "已停用"), "a decided proposal can still be read"
    for kind in ("account_close", "account_reset"):
        with pytest.raises(Declined, match="已停用"):
            desk.make(kind, {"account_id": "a-min"})
    wei = desk.person("wei").actor
    with pytest.raises(Declined, match="已停用"):
        office.store.write(lambda c: office.accounts.issue_link(c, wei, "a-min", now_ms=office.now_ms))


def test_a_lost_telephone_ends_password_and_sessions_until_the_person_sets_new_ones(desk: Desk) -> None:
    office = desk.office
    cookie = office.sign_in("min").cookie
    old_telephone = office.telephones["min"]
    desk.agree(desk.make("account_reset", {"account_id": "a-min"}))
    assert office.visitor(cookie) is None
    with pytest.raises(Declined):
        office.sign_in("min")
    with pytest.raises(Declined, match="再发一个登录链接"):
        desk.make("account_reset", {"account_id": "a-min"})

    wei = desk.person("wei").actor
    path = office.store.write(lambda c: office.accounts.issue_link(c, wei, "a-min", now_ms=office.now_ms))
    office.set_up(path, "另一句只有自己才知道的话")
    assert office.telephones["min"] != old_telephone
    office.sign_in("min", password="另一句只有自己才知道的话")


def test_an_open_link_ends_when_the_account_is_closed(desk: Desk) -> None:
    office = desk.office
    secret = office.invite("new", RoleHeld("maker"))
    desk.agree(desk.make("account_close", {"account_id": "a-new"}))
    with pytest.raises(Declined, match="链接"):
        office.set_up(secret)


def test_the_last_administrator_stays(desk: Desk) -> None:
    desk.agree(desk.make("account_close", {"account_id": "a-yun"}))
    for payload in ({"account_id": "a-wei"}, {"account_id": "a-wei", "roles": [{"role": "maker"}]}):
        kind = "account_roles" if "roles" in payload else "account_close"
        with pytest.raises(Declined, match="最后一位系统管理员"):
            desk.make(kind, payload)
    with pytest.raises(Declined, match="最后一位安全管理员"):
        desk.make("account_close", {"account_id": "a-hua"})


def test_who_was_only_invited_cannot_decide_yet(desk: Desk) -> None:
    office = desk.office
    office.invite("xue", RoleHeld("security_administrator"))
    deciders = office.store.read(lambda c: office.accounts.who_may(c, "account.decide"))
    assert deciders == {"a-hua", "a-yun"}
    assert office.store.read(lambda c: office.accounts.names(c, ["a-hua", "command-line"])) == {
        "a-hua": "hua同志"
    }
    assert [each.login for each in office.store.read(office.accounts.listed)] == [
        "hua", "min", "wei", "yun", "xue",
    ]  # fmt: skip
