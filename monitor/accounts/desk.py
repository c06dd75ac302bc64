"""What a page or command asks about accounts: who is this, let me in, let me out, set my password.

Every "no" is a `Declined` with words for the person. `sign_in` takes the store instead of a connection:
comparing a password takes long, so it is done outside the transaction, and a failure is kept though the
answer is no.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import Connection

from monitor.accounts import book, links, second_factor, sessions
from monitor.accounts.book import Account, AccountState
from monitor.accounts.passwords import Passwords, check_password
from monitor.accounts.people import plain_login
from monitor.accounts.roles import RoleHeld, Roles, Scope
from monitor.accounts.secrets_box import SecretsBox
from monitor.accounts.sessions import Running
from monitor.accounts.sign_in import SignInDoor, refused
from monitor.acts.actor import Actor
from monitor.acts.journal import note_act
from monitor.declined import Declined
from monitor.register.field_keys import FieldKeys
from monitor.store.engine import Store

ISSUER: Final = "惠民超市监管平台"
LINK_PATH: Final = "/office/link/"  # And then the secret.
VIEW: Final = "platform.view"
_LINK: Final = "account.link"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new session: the value of the browser's cookie, and whose it is."""

    cookie: str = field(repr=False)
    account_id: str


@dataclass(frozen=True, slots=True)
class Visitor:
    """A signed-in person. `csrf` is the token that each of their forms carries."""

    actor: Actor
    csrf: str = field(repr=False)
    roles: tuple[RoleHeld, ...]
    scopes: tuple[Scope, ...]  # The parts of the federation whose tills and sales they see.


@dataclass(frozen=True, slots=True)
class LinkShown:
    """What the page of a one-time link shows: whose it is, and the second factor for the telephone."""

    login: str
    name: str
    totp_secret: str = field(repr=False)
    totp_address: str = field(repr=False)  # otpauth://…, for a picture that an app reads


class Accounts:
    """The accounts, with the table of roles and the keys that protect them."""

    def __init__(self, roles: Roles, keys: FieldKeys, passwords: Passwords | None = None) -> None:
        self.roles = roles
        self.box = SecretsBox(keys)
        self.passwords = passwords or Passwords()
        self._door = SignInDoor(self.passwords, self.box)

    def sign_in(self, store: Store, login: str, password: str, code: str, *, now_ms: int) -> SignedIn:
        """Begin a session. Raises Declined, with one answer to everything that does not fit."""
        seen = self._door.look(store, plain_login(login), password)

        def begin(connection: Connection) -> SignedIn | None:
            account = self._door.prove(connection, seen, code, now_ms=now_ms)
            if account is None:
                return None
            begun = sessions.begin(
                connection, account.account_id, account_version=account.version, now_ms=now_ms
            )
            note_act(
                connection,
                self._actor(account),
                what="session.begin",
                subject=f"account:{account.account_id}",
                at_ms=now_ms,
            )
            return SignedIn(begun.cookie, account.account_id)

        signed = store.write(begin)
        if signed is None:
            raise refused()
        return signed

    def visitor(self, connection: Connection, cookie: str, *, now_ms: int) -> Visitor | None:
        """Whose session a cookie is, which is in use now; None when it ended or the account changed since."""
        session = sessions.find(connection, cookie, now_ms=now_ms)
        if session is None:
            return None
        account = book.find(connection, session.account_id)
        if account is None or not _is_current(account, session):
            sessions.end(connection, cookie)
            return None
        return self._visitor(account, session)

    def glance(self, connection: Connection, cookie: str, *, now_ms: int) -> Visitor | None:
        """The visitor of a session that was seen a moment ago, without writing anything.

        None says only that `visitor` has to be asked, in a transaction that writes.
        """
        session = sessions.find_fresh(connection, cookie, now_ms=now_ms)
        account = None if session is None else book.find(connection, session.account_id)
        if session is None or account is None or not _is_current(account, session):
            return None
        return self._visitor(account, session)

    def sign_out(self, connection: Connection, cookie: str, *, now_ms: int) -> None:
        """End a session; a cookie that is none changes nothing."""
        visitor = self.visitor(connection, cookie, now_ms=now_ms)
        if sessions.end(connection, cookie) and visitor is not None:
            subject = f"account:{visitor.actor.account_id}"
            note_act(connection, visitor.actor, what="session.end", subject=subject, at_ms=now_ms)

    def change_password(
        self, store: Store, account_id: str, *, old: str, new: str, code: str, now_ms: int
    ) -> SignedIn:
        """Give somebody another password, and a new session in place of all they had. Raises Declined.

        Wrong tries count as they do at the door.
        """
        account = store.read(lambda connection: book.find(connection, account_id))
        assert account is not None, "whoever is signed in has an account"
        check_password(new, login=account.login)
        if new == old:
            raise Declined("password.same", "新密码和现在的一样，请另想一个")
        seen, hashed = self._door.look(store, account.login, old), self.passwords.hash(new)

        def change(connection: Connection) -> SignedIn | None:
            if self._door.prove(connection, seen, code, now_ms=now_ms) is None:
                return None
            book.change_and_end_sessions(connection, account_id, password_hash=hashed)
            sessions.end_all(connection, account_id)
            begun = sessions.begin(connection, account_id, account_version=account.version + 1, now_ms=now_ms)
            subject = f"account:{account_id}"
            note_act(connection, self._actor(account), what="account.password", subject=subject, at_ms=now_ms)
            return SignedIn(begun.cookie, account_id)

        changed = store.write(change)
        if changed is None:
            raise Declined(
                "password.refused",
                "现在的密码或动态码不对，密码没有改。动态码每个只能用一次，请用手机上新出的一个",
            )
        return changed

    def sessions_of(self, connection: Connection, account_id: str, cookie: str) -> list[Running]:
        """Where somebody is signed in, the newest first; the one of `cookie` is marked."""
        return sessions.running(connection, account_id, cookie)

    def end_other_sessions(self, connection: Connection, actor: Actor, cookie: str, *, now_ms: int) -> None:
        """Sign somebody out everywhere but here."""
        sessions.end_others(connection, actor.account_id, cookie)
        subject = f"account:{actor.account_id}"
        note_act(connection, actor, what="session.end_others", subject=subject, at_ms=now_ms)

    def issue_link(self, connection: Connection, actor: Actor, account_id: str, *, now_ms: int) -> str:
        """Make the one-time link of an account that waits for its person; return its path, shown once.

        Earlier links of the account end. Raises Declined.
        """
        if not actor.may(_LINK):
            raise Declined("account.not_permitted", "登录链接由系统管理员或安全管理员发出", status=403)
        account = book.find(connection, account_id, locked=True)
        if account is None:
            raise Declined("account.unknown", "没有这个账号，请刷新列表", status=404)
        if account.state is AccountState.ACTIVE:
            raise Declined(
                "account.active",
                "这个账号在用，不需要链接。忘了密码或换了手机，请先提交“重置账号”，由安全管理员复核",
            )
        if account.state is AccountState.CLOSED:
            raise Declined("account.closed", "这个账号已停用，不能再登录")
        secret = links.issue(connection, account_id, now_ms=now_ms)
        note_act(connection, actor, what="account.link", subject=f"account:{account_id}", at_ms=now_ms)
        return LINK_PATH + secret

    def look_at_link(self, connection: Connection, secret: str, *, now_ms: int) -> LinkShown:
        """What a one-time link is for. Looking uses nothing up. Raises Declined."""
        account = self._account_of_link(connection, secret, now_ms)
        totp_secret = self.box.of_link(secret)
        address = second_factor.address_for_app(totp_secret, login=account.login, issuer=ISSUER)
        return LinkShown(account.login, account.name, totp_secret, address)

    def use_link(self, connection: Connection, secret: str, *, password: str, code: str, now_ms: int) -> str:
        """Set password and second factor, and end the link; return the login. Raises Declined.

        The code proves that the telephone has taken the secret; it cannot be used once more to sign in.
        """
        account = self._account_of_link(connection, secret, now_ms)
        check_password(password, login=account.login)
        totp_secret = self.box.of_link(secret)
        step = second_factor.step_of(totp_secret, code, now_ms=now_ms, after_step=0)
        if step is None:
            raise Declined(
                "link.code",
                "动态码不对。请先用手机上的验证器扫这一页的二维码，再输入它现在显示的 6 位数字；"
                "总是不对的话，请核对手机的时间",
            )
        hashed = self.passwords.hash(password)
        if not links.use(connection, secret, now_ms=now_ms):
            raise _link_unusable()
        book.change_and_end_sessions(
            connection,
            account.account_id,
            state=AccountState.ACTIVE.value,
            password_hash=hashed,
            totp_secret=self.box.seal(totp_secret, account.account_id),
            totp_step=step,
            failures=0,
            locked_until_ms=0,
        )
        sessions.end_all(connection, account.account_id)
        note_act(
            connection,
            self._actor(account),
            what="account.set_up",
            subject=f"account:{account.account_id}",
            at_ms=now_ms,
        )
        return account.login

    def who_may(self, connection: Connection, permission: str) -> frozenset[str]:
        """The ids of the accounts that can sign in now and hold a permission."""
        return frozenset(
            each.account_id
            for each in book.listed(connection)
            if each.state is AccountState.ACTIVE and permission in self.roles.permissions_of(each.roles)
        )

    def names(self, connection: Connection, account_ids: Iterable[str]) -> Mapping[str, str]:
        """The people's names by account id; what is no account (a command, the platform) is not in it."""
        return book.names(connection, account_ids)

    def listed(self, connection: Connection) -> Collection[Account]:
        """All accounts, those in use first."""
        return book.listed(connection)

    def _visitor(self, account: Account, session: sessions.Found) -> Visitor:
        return Visitor(
            actor=self._actor(account),
            csrf=session.csrf,
            roles=account.roles,
            scopes=self.roles.scopes_of(account.roles, VIEW),
        )

    def _actor(self, account: Account) -> Actor:
        return Actor(
            account_id=account.account_id,
            name=account.name,
            roles=tuple(dict.fromkeys(each.role for each in account.roles)),
            permissions=self.roles.permissions_of(account.roles),
        )

    def _account_of_link(self, connection: Connection, secret: str, now_ms: int) -> Account:
        account_id = links.account_of(connection, secret, now_ms=now_ms)
        account = None if account_id is None else book.find(connection, account_id, locked=True)
        if account is None or account.state is not AccountState.INVITED:
            raise _link_unusable()
        return account


def _is_current(account: Account, session: sessions.Found) -> bool:
    return account.state is AccountState.ACTIVE and account.version == session.account_version


def _link_unusable() -> Declined:
    words = f"这个链接用过了、过了 {links.LINK_HOURS} 小时，或者不完整。请找系统管理员重新发一个"
    return Declined("link.unusable", words, status=404)
