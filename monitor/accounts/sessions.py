"""Sessions in the database: begun at sign-in, ended by time, by the person, or by a change of the account."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import Connection, delete, select, update

from monitor.store.office_tables import session

_MINUTE_MS: Final = 60_000
IDLE_MAX_MS: Final = 30 * _MINUTE_MS
SESSION_MAX_MS: Final = 10 * 60 * _MINUTE_MS
_SEEN_EVERY_MS: Final = _MINUTE_MS  # A page view within a minute writes nothing.


@dataclass(frozen=True, slots=True)
class Begun:
    """A new session. The cookie is nowhere but at the browser."""

    cookie: str = field(repr=False)
    csrf: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Found:
    """A session that has not ended by time."""

    account_id: str
    account_version: int
    csrf: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Running:
    """A session as its person sees it."""

    began_ms: int
    seen_ms: int
    is_this: bool


def begin(connection: Connection, account_id: str, *, account_version: int, now_ms: int) -> Begun:
    """Begin a session with new ids, and forget those that ended by time."""
    connection.execute(
        delete(session).where(
            (session.c.seen_ms <= now_ms - IDLE_MAX_MS) | (session.c.began_ms <= now_ms - SESSION_MAX_MS)
        )
    )
    begun = Begun(secrets.token_urlsafe(32), secrets.token_urlsafe(32))
    connection.execute(
        session.insert().values(
            session_hash=_hash(begun.cookie),
            account_id=account_id,
            account_version=account_version,
            csrf=begun.csrf,
            began_ms=now_ms,
            seen_ms=now_ms,
        )
    )
    return begun


def find_fresh(connection: Connection, cookie: str, *, now_ms: int) -> Found | None:
    """The session of a cookie that was seen within the last minute: nothing is to be written. Else None."""
    row = connection.execute(select(session).where(session.c.session_hash == _hash(cookie))).one_or_none()
    if (
        row is None
        or not 0 <= now_ms - row.seen_ms < _SEEN_EVERY_MS
        or now_ms >= row.began_ms + SESSION_MAX_MS
    ):
        return None
    return Found(row.account_id, row.account_version, row.csrf)


def find(connection: Connection, cookie: str, *, now_ms: int) -> Found | None:
    """The session of a cookie, which is seen now; None when it ended."""
    key = _hash(cookie)
    row = connection.execute(select(session).where(session.c.session_hash == key)).one_or_none()
    if row is None:
        return None
    if now_ms >= row.seen_ms + IDLE_MAX_MS or now_ms >= row.began_ms + SESSION_MAX_MS:
        end(connection, cookie)
        return None
    if now_ms >= row.seen_ms + _SEEN_EVERY_MS:
        connection.execute(update(session).where(session.c.session_hash == key).values(seen_ms=now_ms))
    return Found(row.account_id, row.account_version, row.csrf)


def end(connection: Connection, cookie: str) -> bool:
    """Forget a session; whether there was one."""
    return connection.execute(delete(session).where(session.c.session_hash == _hash(cookie))).rowcount > 0


def end_all(connection: Connection, account_id: str) -> None:
    """Forget all sessions of an account."""
    connection.execute(delete(session).where(session.c.account_id == account_id))


def end_others(connection: Connection, account_id: str, cookie: str) -> None:
    """Forget all sessions of an account but one."""
    others = session.c.account_id == account_id, session.c.session_hash != _hash(cookie)
    connection.execute(delete(session).where(*others))


def running(connection: Connection, account_id: str, cookie: str) -> list[Running]:
    """The sessions of an account, the last begun first; the one of `cookie` is this one."""
    here = _hash(cookie)
    rows = connection.execute(
        select(session).where(session.c.account_id == account_id).order_by(session.c.began_ms.desc())
    )
    return [Running(row.began_ms, row.seen_ms, bytes(row.session_hash) == here) for row in rows]


def _hash(cookie: str) -> bytes:
    return hashlib.sha256(cookie.encode()).digest()
