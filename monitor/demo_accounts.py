"""Makes the accounts of a demonstration: one for each role that a look at the platform needs.

They are marked as such: their password is printed, so a platform that has them is reached from its own
machine alone (`check_may_be_reached`). A platform with any account gets none.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Final

import pyotp
from sqlalchemy import Connection
from uuid_utils import uuid7

from monitor.accounts import book, second_factor
from monitor.accounts.book import Account, AccountState
from monitor.accounts.roles import RoleHeld
from monitor.declined import Declined
from monitor.platform import Platform

PEOPLE: Final = (
    ("demo-maker", "周敏", "maker"),
    ("demo-checker", "吴强", "checker"),
    ("demo-releaser", "郑华", "releaser"),
    ("demo-settlement", "冯静", "settlement_clerk"),
    ("demo-system", "陈立", "system_administrator"),
    ("demo-security", "褚平", "security_administrator"),
    ("demo-audit", "卫东", "audit_administrator"),
    ("demo-auditor", "蒋梅", "auditor"),
)
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz"  # None that looks like another, or like a digit.


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account that was just made, with what signs it in."""

    login: str
    name: str
    role_words: str
    password: str = field(repr=False)
    totp_secret: str = field(repr=False)


def make_demo_accounts(platform: Platform) -> tuple[DemoAccount, ...]:
    """Make them when there is no account at all; nothing otherwise."""
    accounts, now_ms = platform.accounts, platform.clock.now_ms()
    if platform.store.read(book.count):
        return ()
    password = "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(3))
    hashed = accounts.passwords.hash(password)  # One for all of them, as the password is one.
    totp = {login: pyotp.random_base32() for login, _name, _role in PEOPLE}

    def make(connection: Connection) -> tuple[DemoAccount, ...]:
        if book.count(connection):
            return ()
        made = []
        for number, (login, name, role) in enumerate(PEOPLE, 1):
            account_id, held = str(uuid7()), (RoleHeld(role),)
            account = Account(
                account_id=account_id,
                login=login,
                person_no=f"DEMO-{number}",
                name=name,
                state=AccountState.ACTIVE,
                roles=held,
                version=1,
                made_ms=now_ms,
                is_demo=True,
                password_hash=hashed,
                totp_secret=accounts.box.seal(totp[login], account_id),
            )
            book.keep(connection, account)
            made.append(DemoAccount(login, name, accounts.roles.words(held), password, totp[login]))
        return tuple(made)

    return platform.store.write(make)


def current_code(platform: Platform, login: str) -> tuple[str, int]:
    """What the telephone of a demo account would show now, and for how many seconds. Raises Declined."""
    account = platform.store.read(lambda connection: book.find_login(connection, login))
    if account is None or not account.is_demo or account.totp_secret is None:
        logins = "、".join(name for name, _words, _role in PEOPLE)
        raise Declined("demo.unknown", f"没有在用的演示账号“{login}”。演示账号有：{logins}", status=404)
    now_ms = platform.clock.now_ms()
    left_s = (second_factor.STEP_MS - now_ms % second_factor.STEP_MS) // 1000
    return second_factor.code_at(platform.accounts.box.open(account), now_ms), left_s
