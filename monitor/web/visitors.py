"""Who is looking at a page: found by the cookie, let in or not, and which stores they may see.

On a platform that has no account but those of a demonstration, the pages that are declared `demo` stay open
to a browser on this very machine, so that a look needs no password, and to nobody else. From the first real
account on, also one that was only invited, they ask for a sign-in like all the others.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable, Mapping
from typing import Final, NamedTuple, Protocol

from fastapi import Request
from sqlalchemy import Connection, select
from starlette.concurrency import run_in_threadpool

from monitor.acts.actor import Actor
from monitor.declined import Declined
from monitor.platform import Platform
from monitor.refusals import Refused
from monitor.store import office_tables, tables
from monitor.web.access import Access, Who
from monitor.web.form_bodies import FIELDS_BYTES_MAX, UPLOAD_BYTES_MAX, read_form
from monitor.web.origin import changes_something, check_origin, check_token

COOKIE: Final = "office"
# What a proxy adds: then the machine that we see is the proxy's, not the browser's.
_HANDED_ON: Final = ("x-forwarded-for", "x-forwarded-host", "x-real-ip", "forwarded", "via")


class Scope(Protocol):
    """What part of the district a role is about: `all`, or one store, street or company."""

    @property
    def kind(self) -> str:
        """`all`, `store`, `street` or `company`."""

    @property
    def of(self) -> str:
        """The store's id, or the name of the street or company; empty for all."""


class Visitor(Protocol):
    """A signed-in person. `csrf` is the token that each of their forms carries."""

    @property
    def actor(self) -> Actor:
        """Who, with which roles and permissions."""

    @property
    def csrf(self) -> str:
        """The session's token."""

    @property
    def scopes(self) -> Iterable[Scope]:
        """The scopes of the roles; none sees nothing."""


class Accounts(Protocol):
    """What the porter needs of the accounts."""

    def glance(self, connection: Connection, cookie: str, *, now_ms: int) -> Visitor | None:
        """Whose session a cookie is, when nothing is to be written about it; None: ask `visitor`."""

    def visitor(self, connection: Connection, cookie: str, *, now_ms: int) -> Visitor | None:
        """Whose session a cookie is; None when it ended."""


class NotSignedIn(Exception):
    """Nobody is signed in, or the session ended."""


class StorePlace(NamedTuple):
    """A store and what it belongs to."""

    store_id: str
    street: str
    operator_name: str


_REACHES: Final[Mapping[str, Callable[[StorePlace, str], bool]]] = {
    "all": lambda _place, _of: True,
    "store": lambda place, of: place.store_id == of,
    "street": lambda place, of: place.street == of,
    "company": lambda place, of: place.operator_name == of,
}


def stores_seen(scopes: Iterable[Scope], places: Iterable[StorePlace]) -> frozenset[str] | None:
    """The ids of the stores that some scopes reach; None: all, also those of tomorrow.

    A scope of a kind that is not in the table reaches nothing.
    """
    held = tuple(scopes)
    if any(scope.kind == "all" for scope in held):
        return None
    return frozenset(
        place.store_id
        for place in places
        for scope in held
        if scope.kind in _REACHES and _REACHES[scope.kind](place, scope.of)
    )


class Porter:
    """Decides at the door of each route; what it found out stays in the request's state."""

    def __init__(self, platform: Platform, accounts: Accounts | None) -> None:
        self._platform = platform
        self._accounts = accounts

    async def admit(self, access: Access, request: Request) -> None:
        """Let somebody pass, or raise NotSignedIn, Declined, Refused.

        What changes something has to come from a page of ours, and its form is read here: a large one only
        from somebody who was let in.
        """
        if access.who is Who.TILL:
            return
        changes = changes_something(request)
        if changes:
            check_origin(request)
        if access.who is Who.ANYBODY:
            if changes:
                request.state.form = await read_form(request, bytes_max=FIELDS_BYTES_MAX)
            return
        await run_in_threadpool(self._admit, access, request)
        visitor = visitor_of(request)
        if changes and visitor is not None:
            request.state.form = await read_form(request, bytes_max=UPLOAD_BYTES_MAX)
            check_token(request, request.state.form, visitor.csrf)

    def _admit(self, access: Access, request: Request) -> None:
        visitor = self._visitor(request)
        request.state.visitor = visitor
        request.state.stores_seen = None
        if visitor is None:
            is_read = not changes_something(request)
            if access.demo and is_read and is_this_machine(request) and self._has_no_account():
                return
            raise NotSignedIn
        if access.who is Who.PERMITTED and not visitor.actor.may(access.permission):
            raise Declined("page.not_permitted", "您的角色看不到这一页；需要时请找管理员授权", status=403)
        if access.own:
            seen = self._platform.store.read(
                lambda connection: stores_seen(visitor.scopes, _places(connection))
            )
            request.state.stores_seen = seen
            if seen is not None and request.path_params.get("store_id", "") not in {*seen, ""}:
                raise Refused("page.unknown", "a store of others")

    def _visitor(self, request: Request) -> Visitor | None:
        cookie = request.cookies.get(COOKIE)
        accounts = self._accounts
        if cookie is None or accounts is None:
            return None
        now_ms, store = self._platform.clock.now_ms(), self._platform.store
        # A page does not wait for whoever writes: most views find a session that was seen a moment ago.
        glanced = store.read(lambda connection: accounts.glance(connection, cookie, now_ms=now_ms))
        if glanced is not None:
            return glanced
        return store.write(lambda connection: accounts.visitor(connection, cookie, now_ms=now_ms))

    def _has_no_account(self) -> bool:
        account = office_tables.account
        query = select(account.c.account_id).where(account.c.is_demo.is_(False)).limit(1)
        return self._platform.store.read(lambda connection: connection.execute(query).first() is None)


def visitor_of(request: Request) -> Visitor | None:
    """Who is signed in; None on the open pages of a demonstration."""
    found: Visitor | None = getattr(request.state, "visitor", None)
    return found


def stores_seen_by(request: Request) -> frozenset[str] | None:
    """The stores whose figures the page may show; None: all."""
    found: frozenset[str] | None = request.state.stores_seen
    return found


def is_this_machine(request: Request) -> bool:
    """Whether the browser runs on the machine that the platform runs on, and no other stands behind it."""
    if request.client is None or any(name in request.headers for name in _HANDED_ON):
        return False
    try:
        return ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False


def _places(connection: Connection) -> list[StorePlace]:
    store = tables.store
    rows = connection.execute(select(store.c.store_id, store.c.street, store.c.operator_name))
    return [StorePlace(row.store_id, row.street, row.operator_name) for row in rows]
