"""The forms about accounts, and the choices that they offer: roles, and how far each reaches."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Final

from msgspec import Meta, Struct
from sqlalchemy import Connection, select

from monitor.accounts.roles import SCOPE_WORDS, RoleHeld, Roles, Scope, ScopeKind
from monitor.store import tables
from monitor.web.forms import FormShown, FormWrong

ROWS: Final = 4  # Of roles in a form; who has more gets them one after the other.
_ALL: Final = ScopeKind.ALL.value
_BETWEEN: Final = ":"  # A store's id, a street and a company have none.

_Reason = Annotated[str, Meta(title="申请原因", max_length=200)]
_RoleRows = Annotated[tuple[str, ...], Meta(title="角色")]
_ScopeRows = Annotated[tuple[str, ...], Meta(title="范围")]


class Opening(Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody gets an account."""

    login: Annotated[str, Meta(title="登录名", max_length=60)]
    name: Annotated[str, Meta(title="姓名", max_length=60)]
    person_no: Annotated[str, Meta(title="工号", max_length=60)]
    reason: _Reason
    role: _RoleRows = ()
    scope: _ScopeRows = ()


class RoleChange(Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody gets other roles; `version` is that of the account that the page showed."""

    version: Annotated[str, Meta(title="版本", max_length=20)]
    reason: _Reason
    role: _RoleRows = ()
    scope: _ScopeRows = ()


class Ending(Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody's password, or the whole account, ends."""

    version: Annotated[str, Meta(title="版本", max_length=20)]
    reason: _Reason


def roles_of(form: Opening | RoleChange) -> tuple[RoleHeld, ...]:
    """The rows that were filled in. Raises FormWrong with the row that does not fit."""
    held = []
    for number, role in enumerate(form.role, 1):
        scope = form.scope[number - 1] if number <= len(form.scope) else ""
        if not role:
            if scope not in ("", _ALL):
                raise FormWrong({"role": f"第 {number} 行选了范围，没有选角色"})
            continue
        kind, _between, of = (scope or _ALL).partition(_BETWEEN)
        if kind not in {each.value for each in ScopeKind}:
            raise FormWrong({"role": f"第 {number} 行的范围请从列表里选"})
        held.append(RoleHeld(role, Scope(ScopeKind(kind), of)))
    return tuple(held)


def role_choices(roles: Roles) -> list[tuple[str, str]]:
    """Every role there is."""
    return [(name, role.words) for name, role in roles.roles.items()]


def scope_choices(connection: Connection) -> list[tuple[str, str]]:
    """The whole federation, and each store, street and company."""
    store = tables.store
    rows = connection.execute(
        select(store.c.store_id, store.c.name, store.c.street, store.c.operator_name).order_by(
            store.c.store_id
        )
    ).all()
    return [
        (_ALL, SCOPE_WORDS[ScopeKind.ALL]),
        *(_choice(ScopeKind.STREET, street, street) for street in sorted({row.street for row in rows})),
        *(_choice(ScopeKind.STORE, row.store_id, row.name) for row in rows),
        *(_choice(ScopeKind.COMPANY, name, name) for name in sorted({row.operator_name for row in rows})),
    ]


def shown_with_roles(held: Iterable[RoleHeld]) -> FormShown:
    """A form that has the roles that somebody holds."""
    every = tuple(held)
    return FormShown(
        {
            "role": [each.role for each in every],
            "scope": [_value(each.scope) for each in every],
        }
    )


def _choice(kind: ScopeKind, of: str, words: str) -> tuple[str, str]:
    return _value(Scope(kind, of)), f"{SCOPE_WORDS[kind]} · {words}"


def _value(scope: Scope) -> str:
    return scope.kind.value if scope.kind is ScopeKind.ALL else f"{scope.kind.value}{_BETWEEN}{scope.of}"
