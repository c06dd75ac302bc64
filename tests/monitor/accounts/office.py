"""People of an invented office, for the tests of accounts: made by the same link that a real person uses."""

from __future__ import annotations

from argon2 import PasswordHasher
from sqlalchemy import Connection

from monitor.accounts import links, second_factor
from monitor.accounts.book import Account, AccountState, keep
from monitor.accounts.desk import LINK_PATH, Accounts, SignedIn, Visitor
from monitor.accounts.passwords import Passwords
from monitor.accounts.roles import RoleHeld, read_roles
from monitor.accounts.second_factor import STEP_MS, code_at
from monitor.register.field_keys import FieldKeys
from monitor.store.engine import Store
from tests.monitor.conftest import MORNING_MS

PASSWORD = "河边第三棵柳树的风" * 2
# As quick as Argon2 can be: these hashes guard nothing.
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def quick_accounts() -> Accounts:
    """The accounts with a key of this test alone."""
    return Accounts(read_roles(), FieldKeys("accounts", [(1, bytes(32))]), Passwords(QUICK))


class Office:
    """Accounts on one database, and what each person's telephone shows."""

    def __init__(self, store: Store, accounts: Accounts, now_ms: int = MORNING_MS) -> None:
        self.store = store
        self.accounts = accounts
        self.now_ms = now_ms
        self.telephones: dict[str, str] = {}

    def invite(self, login: str, *roles: RoleHeld) -> str:
        """Store an account that waits for its person; return the link's secret."""
        made = Account(
            account_id=f"a-{login}",
            login=login,
            person_no=f"P-{login}",
            name=f"{login}同志",
            state=AccountState.INVITED,
            roles=roles,
            version=1,
            made_ms=self.now_ms,
            is_demo=False,
        )
        self.store.write(lambda c: keep(c, made))
        return self.store.write(lambda c: links.issue(c, made.account_id, now_ms=self.now_ms))

    def set_up(self, secret: str, password: str = PASSWORD) -> str:
        """Open a link, take its second factor into the telephone, and set a password; return the login."""
        secret = secret.removeprefix(LINK_PATH)
        shown = self.store.read(lambda c: self.accounts.look_at_link(c, secret, now_ms=self.now_ms))
        self.telephones[shown.login] = shown.totp_secret
        code = code_at(shown.totp_secret, self.now_ms)
        return self.store.write(
            lambda c: self.accounts.use_link(c, secret, password=password, code=code, now_ms=self.now_ms)
        )

    def staff(self, login: str, *roles: str) -> str:
        """Somebody who can sign in from the next code on; return the account's id."""
        self.set_up(self.invite(login, *(RoleHeld(role) for role in roles)))
        return f"a-{login}"

    def next_code(self, login: str) -> str:
        """Wait for the telephone's next code."""
        self.now_ms += STEP_MS
        return code_at(self.telephones[login], self.now_ms)

    def sign_in(self, login: str, *, password: str = PASSWORD, code: str | None = None) -> SignedIn:
        """Sign in, with the telephone's next code unless another is given."""
        typed = self.next_code(login) if code is None else code
        return self.accounts.sign_in(self.store, login, password, typed, now_ms=self.now_ms)

    def visitor(self, cookie: str) -> Visitor | None:
        """Who the cookie is now."""

        def work(connection: Connection) -> Visitor | None:
            return self.accounts.visitor(connection, cookie, now_ms=self.now_ms)

        return self.store.write(work)

    def signed_in(self, login: str) -> Visitor:
        """Sign in and look who it is."""
        visitor = self.visitor(self.sign_in(login).cookie)
        assert visitor is not None
        return visitor


__all__ = ["PASSWORD", "Office", "quick_accounts", "second_factor"]
