"""Reads and writes accounts in the database, and nothing else about them: it decides nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Row, func, select, update

from monitor.accounts.roles import RoleHeld
from monitor.store.office_tables import account

_ROLES: Final = msgspec.json.Decoder(tuple[RoleHeld, ...])


class AccountState(StrEnum):
    """Invited: waits until its person sets a password by a one-time link. Closed stays for the records."""

    INVITED = "invited"
    ACTIVE = "active"
    CLOSED = "closed"


_SHOWN_IN: Final = (AccountState.ACTIVE, AccountState.INVITED, AccountState.CLOSED)


@dataclass(frozen=True, slots=True)
class Account:
    """One person's account as stored. `version` goes up when roles, password or state change."""

    account_id: str
    login: str
    person_no: str
    name: str
    state: AccountState
    roles: tuple[RoleHeld, ...]
    version: int
    made_ms: int
    is_demo: bool
    password_hash: str | None = field(default=None, repr=False)
    totp_secret: str | None = field(default=None, repr=False)  # Sealed.
    totp_step: int = 0
    failures: int = 0
    locked_until_ms: int = 0


def keep(connection: Connection, made: Account) -> None:
    """Store a new account."""
    connection.execute(
        account.insert().values(
            account_id=made.account_id,
            login=made.login,
            person_no=made.person_no,
            name=made.name,
            state=made.state.value,
            roles=roles_text(made.roles),
            version=made.version,
            password_hash=made.password_hash,
            totp_secret=made.totp_secret,
            totp_step=made.totp_step,
            failures=0,
            locked_until_ms=0,
            made_ms=made.made_ms,
            is_demo=made.is_demo,
        )
    )


def find(connection: Connection, account_id: str, *, locked: bool = False) -> Account | None:
    """An account; `locked` keeps its row until the transaction ends."""
    query = select(account).where(account.c.account_id == account_id)
    row = connection.execute(query.with_for_update() if locked else query).one_or_none()
    return None if row is None else _account(row)


def find_login(connection: Connection, login: str) -> Account | None:
    """The account of a login, which is stored in small letters."""
    row = connection.execute(select(account).where(account.c.login == login)).one_or_none()
    return None if row is None else _account(row)


def find_person(connection: Connection, person_no: str) -> Account | None:
    """The account of a staff number."""
    row = connection.execute(select(account).where(account.c.person_no == person_no)).one_or_none()
    return None if row is None else _account(row)


def listed(connection: Connection) -> list[Account]:
    """All accounts, those in use first, then by login."""
    rows = connection.execute(select(account).order_by(account.c.login))
    return sorted(map(_account, rows), key=lambda each: _SHOWN_IN.index(each.state))


def count(connection: Connection) -> int:
    """How many there are, closed ones too."""
    counted: int = connection.execute(select(func.count()).select_from(account)).scalar_one()
    return counted


def names(connection: Connection, account_ids: Iterable[str]) -> Mapping[str, str]:
    """The people's names by account id."""
    rows = connection.execute(
        select(account.c.account_id, account.c.name).where(account.c.account_id.in_(set(account_ids)))
    )
    return {row.account_id: row.name for row in rows}


def change(connection: Connection, account_id: str, **values: Any) -> None:
    """Set columns of an account."""
    connection.execute(update(account).where(account.c.account_id == account_id).values(**values))


def change_and_end_sessions(connection: Connection, account_id: str, **values: Any) -> None:
    """Set columns, and give the account its next version: sessions of the former are not valid any more."""
    change(connection, account_id, version=account.c.version + 1, **values)


def roles_text(roles: tuple[RoleHeld, ...]) -> str:
    """Roles as they are stored."""
    return msgspec.json.encode(roles).decode()


def _account(row: Row[Any]) -> Account:
    return Account(
        account_id=row.account_id,
        login=row.login,
        person_no=row.person_no,
        name=row.name,
        state=AccountState(row.state),
        roles=_ROLES.decode(row.roles),
        version=row.version,
        made_ms=row.made_ms,
        is_demo=row.is_demo,
        password_hash=row.password_hash,
        totp_secret=row.totp_secret,
        totp_step=row.totp_step,
        failures=row.failures,
        locked_until_ms=row.locked_until_ms,
    )
