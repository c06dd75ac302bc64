"""The first two administrators, made by a command of this machine: nobody could propose or decide before.

The first is the system administrator, who proposes accounts, the second the security administrator, who
decides on them. As soon as there is any other account, or both can sign in, the command makes nobody.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import Connection
from uuid_utils import uuid7

from monitor.accounts import book, links
from monitor.accounts.book import Account, AccountState
from monitor.accounts.desk import LINK_PATH, Accounts
from monitor.accounts.people import check_login, check_name, check_person_no
from monitor.accounts.roles import SECURITY_ADMINISTRATOR, SYSTEM_ADMINISTRATOR, RoleHeld
from monitor.acts.actor import COMMAND_LINE
from monitor.acts.journal import note_act
from monitor.declined import Declined

_IN_ORDER: Final = (SYSTEM_ADMINISTRATOR, SECURITY_ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class FirstLink:
    """The link of a first administrator, shown once. `is_last`: both are made now."""

    path: str = field(repr=False)
    role_words: str
    is_last: bool


def first_administrator(
    connection: Connection, accounts: Accounts, *, login: str, name: str, person_no: str, now_ms: int
) -> FirstLink:
    """Make the next of the first two, or a new link for one who never set a password. Raises Declined."""
    login, name, person_no = check_login(login), check_name(name), check_person_no(person_no)
    known = accounts.listed(connection)
    if len(known) > len(_IN_ORDER) or any(not _is_first(each) for each in known):
        raise Declined("first.others", "平台已经有别的账号，不能再用命令开。请系统管理员登录后提交“开通账号”")
    again = next((each for each in known if each.login == login), None)
    if again is None and len(known) == len(_IN_ORDER):
        raise Declined(
            "first.both",
            "系统管理员和安全管理员都有了，不能再用命令开。请系统管理员登录后提交“开通账号”，由安全管理员复核",
        )
    if again is not None:
        _may_have_another_link(again, name=name, person_no=person_no)
    elif any(each.person_no == person_no for each in known):
        raise Declined("first.same_person", f"工号 {person_no} 已经是另一位管理员；两位管理员要是两个人")
    account = again or _make(connection, _IN_ORDER[len(known)], login, name, person_no, now_ms)
    secret = links.issue(connection, account.account_id, now_ms=now_ms)
    note_act(
        connection,
        COMMAND_LINE,
        what="account.first",
        subject=f"account:{account.account_id}",
        at_ms=now_ms,
        facts={"role": account.roles[0].role},
    )
    is_last = len(accounts.listed(connection)) == len(_IN_ORDER)
    return FirstLink(LINK_PATH + secret, accounts.roles.words(account.roles), is_last)


def both_can_sign_in(connection: Connection, accounts: Accounts) -> bool:
    """Whether a system administrator and a security administrator have set their passwords."""
    active = [each for each in accounts.listed(connection) if each.state is AccountState.ACTIVE]
    held = {role.role for each in active for role in each.roles}
    return held.issuperset(_IN_ORDER)


def check_may_be_reached(connection: Connection, accounts: Accounts) -> None:
    """Raise Declined when other machines must not reach this platform: nobody guards its accounts yet.

    The first two need not have set their passwords: a page shows nothing without a session from the first
    account on, and they may need the page to set them.
    """
    known = [each for each in accounts.listed(connection) if each.state is not AccountState.CLOSED]
    if any(each.is_demo for each in known):
        raise Declined(
            "first.demo",
            "这是演示平台，演示账号的密码和密钥打印在屏幕上，只能本机访问。"
            "真正使用请用 --data-dir 另建一个数据目录，不要运行 demo",
        )
    held = {role.role for each in known for role in each.roles}
    if not held.issuperset(_IN_ORDER):
        raise Declined(
            "first.missing",
            "让别的电脑访问以前要先有账号：请用 first-administrator 命令为两个人各开一个，"
            "先是系统管理员，再是安全管理员",
        )


def _is_first(account: Account) -> bool:
    return len(account.roles) == 1 and account.roles[0].role in _IN_ORDER and not account.is_demo


def _may_have_another_link(account: Account, *, name: str, person_no: str) -> None:
    if account.state is not AccountState.INVITED or account.version > 1:
        raise Declined("first.in_use", f"{account.login} 已经设过密码，不能再用命令发链接。请走“重置账号”")
    if (account.name, account.person_no) != (name, person_no):
        raise Declined("first.another", f"{account.login} 已经开给了别人（姓名或工号不同），请核对")


def _make(connection: Connection, role: str, login: str, name: str, person_no: str, now_ms: int) -> Account:
    made = Account(
        account_id=str(uuid7()),
        login=login,
        person_no=person_no,
        name=name,
        state=AccountState.INVITED,
        roles=(RoleHeld(role),),
        version=1,
        made_ms=now_ms,
        is_demo=False,
    )
    book.keep(connection, made)
    return made
