"""One-time links, by which a person sets password and second factor. Stored is only a link's hash."""

from __future__ import annotations

import hashlib
import secrets
from typing import Final

from sqlalchemy import Connection, select, update

from monitor.store.office_tables import account_link

LINK_HOURS: Final = 24
_HOUR_MS: Final = 60 * 60 * 1000


def issue(connection: Connection, account_id: str, *, now_ms: int) -> str:
    """Make a link's secret; the account's older links end."""
    end_all(connection, account_id, now_ms=now_ms)
    secret = secrets.token_urlsafe(32)
    connection.execute(
        account_link.insert().values(
            link_hash=_hash(secret),
            account_id=account_id,
            issued_ms=now_ms,
            expires_ms=now_ms + LINK_HOURS * _HOUR_MS,
        )
    )
    return secret


def account_of(connection: Connection, secret: str, *, now_ms: int) -> str | None:
    """Whose account a link is for; None when it is unknown, used or too old."""
    link = account_link
    row = connection.execute(select(link).where(link.c.link_hash == _hash(secret))).one_or_none()
    if row is None or row.used_ms is not None or now_ms >= row.expires_ms:
        return None
    account_id: str = row.account_id
    return account_id


def use(connection: Connection, secret: str, *, now_ms: int) -> bool:
    """End a link by using it; False when somebody was first."""
    link = account_link
    used = connection.execute(
        update(link)
        .where(link.c.link_hash == _hash(secret), link.c.used_ms.is_(None), link.c.expires_ms > now_ms)
        .values(used_ms=now_ms)
    )
    return used.rowcount == 1


def end_all(connection: Connection, account_id: str, *, now_ms: int) -> None:
    """End every open link of an account."""
    link = account_link
    connection.execute(
        update(link).where(link.c.account_id == account_id, link.c.used_ms.is_(None)).values(used_ms=now_ms)
    )


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
