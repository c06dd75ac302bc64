"""Signing in with login, password and the telephone's code, slowed down for each account after failures.

An unknown login, a wrong password, a wrong or used code, and an account that rests have one answer and
cost about the same, so that nobody learns which logins there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from monitor.accounts import book, second_factor
from monitor.accounts.book import Account, AccountState
from monitor.accounts.passwords import Passwords
from monitor.accounts.secrets_box import SecretsBox
from monitor.acts.actor import PLATFORM
from monitor.acts.journal import note_act
from monitor.declined import Declined
from monitor.store.engine import Store

TRIES: Final = 5
LOCK_MS: Final = (60_000, 300_000, 900_000, 1_800_000, 3_600_000)  # The last one again and again.


@dataclass(frozen=True, slots=True)
class _Seen:
    """What was read before the password was compared, which takes too long for a transaction that writes."""

    account: Account | None
    password_fits: bool
    new_hash: str | None  # When the stored one was made with less effort than now.


class SignInDoor:
    """Who somebody is. It begins no session."""

    def __init__(self, passwords: Passwords, box: SecretsBox) -> None:
        self._passwords = passwords
        self._box = box

    def look(self, store: Store, login: str, password: str) -> _Seen:
        """Compare the password, outside of any transaction."""
        found = store.read(lambda connection: book.find_login(connection, login))
        stored = found.password_hash if found is not None and found.state is AccountState.ACTIVE else None
        fits = self._passwords.fits(stored, password)
        outdated = fits and stored is not None and self._passwords.is_outdated(stored)
        return _Seen(found, fits, self._passwords.hash(password) if outdated else None)

    def prove(self, connection: Connection, seen: _Seen, code: str, *, now_ms: int) -> Account | None:
        """The account, when all fits; None and one more failure when not. The code cannot be used again."""
        if seen.account is None:
            return None
        account = book.find(connection, seen.account.account_id, locked=True)
        if account is None or account.state is not AccountState.ACTIVE:
            return None
        if account.version != seen.account.version or now_ms < account.locked_until_ms:
            return None
        secret = self._box.open(account)
        step = second_factor.step_of(secret, code, now_ms=now_ms, after_step=account.totp_step)
        if step is None or not seen.password_fits:
            self._note_failure(connection, account, now_ms)
            return None
        renewed = {} if seen.new_hash is None else {"password_hash": seen.new_hash}
        book.change(connection, account.account_id, totp_step=step, failures=0, locked_until_ms=0, **renewed)
        return account

    def _note_failure(self, connection: Connection, account: Account, now_ms: int) -> None:
        failures = account.failures + 1
        over = failures - TRIES
        until_ms = now_ms + LOCK_MS[min(over, len(LOCK_MS) - 1)] if over >= 0 else account.locked_until_ms
        book.change(connection, account.account_id, failures=failures, locked_until_ms=until_ms)
        if over >= 0:
            note_act(
                connection,
                PLATFORM,
                what="account.lock",
                subject=f"account:{account.account_id}",
                at_ms=now_ms,
                facts={"failures": failures, "until_ms": until_ms},
            )


def refused() -> Declined:
    """The one answer to everything that does not fit."""
    return Declined(
        "sign_in.refused",
        "登录名、密码或动态码不对。动态码每个只能用一次，请用手机上新出的一个；"
        f"连续输错 {TRIES} 次这个账号会停 1 分钟，再错停得更久，请稍等再试。"
        "忘了密码或换了手机，请找系统管理员重置",
        status=401,
    )
