"""The four proposals about accounts: open, change roles, reset, close. Administrators make and decide them.

The person whose account it is does not decide. An opened or reset account waits for its person: an
administrator sends the one-time link (`Accounts.issue_link`), which is shown once and stored nowhere.
"""

from __future__ import annotations

from typing import Annotated, Final, TypeVar

import msgspec
from msgspec import Meta, Struct
from sqlalchemy import Connection, select
from uuid_utils import uuid7

from monitor.accounts import book, links, sessions
from monitor.accounts.book import Account, AccountState
from monitor.accounts.people import check_login, check_name, check_person_no
from monitor.accounts.roles import (
    SECURITY_ADMINISTRATOR,
    SYSTEM_ADMINISTRATOR,
    RoleHeld,
    Roles,
    ScopeKind,
)
from monitor.acts.actor import PLATFORM
from monitor.acts.journal import note_act
from monitor.declined import Declined
from monitor.proposals.kinds import Payload, PreviewLine, Proposal, ProposalKind
from monitor.store import tables
from pos.crypto.keys import DeviceKey
from pos.domain.journal.record import Text

_NOTHING: Final = "—"
_STATE_WORDS: Final = {
    AccountState.INVITED: "待本人设置密码",
    AccountState.ACTIVE: "在用",
    AccountState.CLOSED: "已停用",
}
_PLACES: Final = {
    ScopeKind.STORE: tables.store.c.store_id,
    ScopeKind.STREET: tables.store.c.street,
    ScopeKind.COMPANY: tables.store.c.operator_name,
}
_RolesHeld = Annotated[tuple[RoleHeld, ...], Meta(max_length=20)]


class AccountOpening(Struct, frozen=True, forbid_unknown_fields=True):
    """Payload of `account_open`: one person, one account."""

    login: Text
    name: Text
    person_no: Text
    roles: _RolesHeld


class AccountRoles(Struct, frozen=True, forbid_unknown_fields=True):
    """Payload of `account_roles`: all roles the account has afterwards."""

    account_id: Text
    roles: _RolesHeld


class AccountNamed(Struct, frozen=True, forbid_unknown_fields=True):
    """Payload of `account_reset` and `account_close`."""

    account_id: Text


R = TypeVar("R", bound=Struct)


def account_kinds(roles: Roles) -> tuple[ProposalKind, ...]:
    """The kinds, with the table that says which roles there are."""
    desk = _AccountChanges(roles)
    make, decide = "account.make", "account.decide"
    return (
        ProposalKind(
            name="account_open", words="开通账号", may_make=make, may_decide=decide,
            check=desk.check_open, preview=desk.preview_open, apply=desk.open,
        ),
        ProposalKind(
            name="account_roles", words="更改账号角色", may_make=make, may_decide=decide,
            check=desk.check_roles, preview=desk.preview_roles, apply=desk.change_roles,
            version_now=_version, concerns=_concerns,
        ),
        # A stolen telephone and somebody who left do not wait for the end of a freeze.
        ProposalKind(
            name="account_reset", words="重置账号", may_make=make, may_decide=decide,
            check=desk.check_reset, preview=desk.preview_reset, apply=desk.reset,
            version_now=_version, concerns=_concerns, goes_on_in_a_freeze=True,
        ),
        ProposalKind(
            name="account_close", words="停用账号", may_make=make, may_decide=decide,
            check=desk.check_close, preview=desk.preview_close, apply=desk.close,
            version_now=_version, concerns=_concerns, goes_on_in_a_freeze=True,
        ),
    )  # fmt: skip


class _AccountChanges:
    """Checks, shows and does what the proposals say."""

    def __init__(self, roles: Roles) -> None:
        self._roles = roles

    def check_open(self, connection: Connection, payload: Payload, _now_ms: int) -> None:
        """The person has no account yet, the login is free, the roles can be held together."""
        self._opening(connection, payload)

    def preview_open(self, _connection: Connection, payload: Payload) -> tuple[PreviewLine, ...]:
        """What would be there."""
        asked = _read(AccountOpening, payload)
        return (
            PreviewLine("登录名", _NOTHING, asked.login),
            PreviewLine("姓名", _NOTHING, asked.name),
            PreviewLine("工号", _NOTHING, asked.person_no),
            PreviewLine("角色", _NOTHING, self._roles.words(asked.roles)),
        )

    def open(self, connection: Connection, _key: DeviceKey, proposal: Proposal, now_ms: int) -> None:
        """Store the account, which waits for its person."""
        asked = self._opening(connection, proposal.payload)
        account = Account(
            account_id=str(uuid7()),
            login=asked.login,
            person_no=asked.person_no,
            name=asked.name,
            state=AccountState.INVITED,
            roles=asked.roles,
            version=1,
            made_ms=now_ms,
            is_demo=False,
        )
        book.keep(connection, account)
        _note(connection, "account.open", account.account_id, proposal, now_ms)

    def check_roles(self, connection: Connection, payload: Payload, _now_ms: int) -> None:
        """The account is there, the roles can be held together and are others than now."""
        self._asked_roles(connection, payload)

    def preview_roles(self, connection: Connection, payload: Payload) -> tuple[PreviewLine, ...]:
        """The roles now and then."""
        asked = _read(AccountRoles, payload)
        account = _known(connection, asked.account_id)
        return (
            _who(account),
            PreviewLine("角色", self._roles.words(account.roles), self._roles.words(asked.roles)),
        )

    def change_roles(self, connection: Connection, _key: DeviceKey, proposal: Proposal, now_ms: int) -> None:
        """Store the roles; the person signs in again."""
        account, roles = self._asked_roles(connection, proposal.payload)
        book.change_and_end_sessions(connection, account.account_id, roles=book.roles_text(roles))
        sessions.end_all(connection, account.account_id)
        _note(connection, "account.roles", account.account_id, proposal, now_ms)

    def check_reset(self, connection: Connection, payload: Payload, _now_ms: int) -> None:
        """The account is in use: one that waits for its person needs only another link."""
        account = _account(connection, _read(AccountNamed, payload).account_id)
        if account.state is AccountState.INVITED:
            raise Declined("account.invited", "这个账号还没设过密码，不用重置，直接再发一个登录链接就行")

    def preview_reset(self, connection: Connection, payload: Payload) -> tuple[PreviewLine, ...]:
        """What ends."""
        account = _known(connection, _read(AccountNamed, payload).account_id)
        return (_who(account), PreviewLine("密码和动态码", "现在用的", "作废，本人凭一次性链接重新设置"))

    def reset(self, connection: Connection, _key: DeviceKey, proposal: Proposal, now_ms: int) -> None:
        """Password and second factor end at once; the account waits for its person."""
        self.check_reset(connection, proposal.payload, now_ms)
        self._take_away(connection, proposal, AccountState.INVITED)
        _note(connection, "account.reset", _named(proposal), proposal, now_ms)

    def check_close(self, connection: Connection, payload: Payload, _now_ms: int) -> None:
        """The account is there, and somebody is left to administer accounts."""
        account = _account(connection, _read(AccountNamed, payload).account_id)
        self._somebody_is_left(connection, account, ())

    def preview_close(self, connection: Connection, payload: Payload) -> tuple[PreviewLine, ...]:
        """What ends."""
        account = _known(connection, _read(AccountNamed, payload).account_id)
        return (
            _who(account),
            PreviewLine("状态", _STATE_WORDS[account.state], _STATE_WORDS[AccountState.CLOSED]),
            PreviewLine("角色", self._roles.words(account.roles), _NOTHING),
        )

    def close(self, connection: Connection, _key: DeviceKey, proposal: Proposal, now_ms: int) -> None:
        """The person cannot sign in any more; the account stays for the records."""
        self.check_close(connection, proposal.payload, now_ms)
        self._take_away(connection, proposal, AccountState.CLOSED)
        links.end_all(connection, _named(proposal), now_ms=now_ms)
        _note(connection, "account.close", _named(proposal), proposal, now_ms)

    def _take_away(self, connection: Connection, proposal: Proposal, state: AccountState) -> None:
        account_id = _named(proposal)
        book.change_and_end_sessions(
            connection, account_id, state=state.value, password_hash=None, totp_secret=None
        )
        sessions.end_all(connection, account_id)

    def _opening(self, connection: Connection, payload: Payload) -> AccountOpening:
        asked = _read(AccountOpening, payload)
        login, name = check_login(asked.login), check_name(asked.name)
        person_no = check_person_no(asked.person_no)
        if (login, name, person_no) != (asked.login, asked.name, asked.person_no):
            raise Declined("account.spelling", f"请按这样写：登录名 {login}，姓名 {name}，工号 {person_no}")
        self._check_roles(connection, asked.roles)
        if book.find_login(connection, login) is not None:
            raise Declined("account.login_taken", f"登录名 {login} 已经有人用，请换一个")
        known = book.find_person(connection, person_no)
        if known is not None:
            raise Declined(
                "account.person_taken",
                f"工号 {person_no} 已有账号 {known.login}（{_STATE_WORDS[known.state]}），一人只开一个；"
                "要改角色请提交“更改账号角色”",
            )
        return asked

    def _asked_roles(self, connection: Connection, payload: Payload) -> tuple[Account, tuple[RoleHeld, ...]]:
        asked = _read(AccountRoles, payload)
        account = _account(connection, asked.account_id)
        self._check_roles(connection, asked.roles)
        if set(asked.roles) == set(account.roles):
            raise Declined("account.same_roles", "角色和现在的一样，没有要改的")
        self._somebody_is_left(connection, account, asked.roles)
        return account, asked.roles

    def _check_roles(self, connection: Connection, roles: tuple[RoleHeld, ...]) -> None:
        self._roles.check(roles)
        for each in roles:
            column = _PLACES.get(each.scope.kind)
            if (
                column is not None
                and connection.execute(select(column).where(column == each.scope.of).limit(1)).first() is None
            ):
                raise Declined("roles.place_unknown", f"没有“{each.scope.of}”，请从列表里选")

    def _somebody_is_left(
        self, connection: Connection, account: Account, roles: tuple[RoleHeld, ...]
    ) -> None:
        """Without a system or a security administrator nobody could ever change an account again."""
        others = {
            held.role
            for each in book.listed(connection)
            if each.state is AccountState.ACTIVE and each.account_id != account.account_id
            for held in each.roles
        }
        now, then = ({held.role for held in each} for each in (account.roles, roles))
        for role in (SYSTEM_ADMINISTRATOR, SECURITY_ADMINISTRATOR):
            if role in now - then - others and account.state is AccountState.ACTIVE:
                words = self._roles.words((RoleHeld(role),))
                raise Declined("account.last", f"这是最后一位{words}，请先另开一位并让他登录过，再办这项")


def _read(kind: type[R], payload: Payload) -> R:
    try:
        return msgspec.convert(dict(payload), kind)
    except msgspec.ValidationError as error:
        raise Declined("account.unreadable", "请填全登录名、姓名、工号和角色") from error


def _known(connection: Connection, account_id: str) -> Account:
    account = book.find(connection, account_id)
    if account is None:
        raise Declined("account.unknown", "没有这个账号，请刷新列表", status=404)
    return account


def _account(connection: Connection, account_id: str) -> Account:
    account = _known(connection, account_id)
    if account.state is AccountState.CLOSED:
        raise Declined("account.closed", f"账号 {account.login} 已停用，不能再改")
    return account


def _named(proposal: Proposal) -> str:
    return _read(AccountNamed, proposal.payload).account_id


def _id_in(payload: Payload) -> str:
    found = payload.get("account_id")
    return found if isinstance(found, str) else ""


def _version(connection: Connection, payload: Payload) -> str | None:
    account = book.find(connection, _id_in(payload))
    return None if account is None else str(account.version)


def _concerns(_connection: Connection, payload: Payload) -> str:
    return _id_in(payload)


def _who(account: Account) -> PreviewLine:
    words = f"{account.name}（登录名 {account.login}，工号 {account.person_no}）"
    return PreviewLine("账号", words, words)


def _note(connection: Connection, what: str, account_id: str, proposal: Proposal, now_ms: int) -> None:
    note_act(
        connection,
        PLATFORM,
        what=what,
        subject=f"account:{account_id}",
        at_ms=now_ms,
        facts={"proposal": proposal.proposal_id},
    )
