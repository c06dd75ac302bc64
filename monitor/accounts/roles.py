"""Decides who may do what on the platform, by a table of permissions and roles. Pure: no database, no clock.

A role is held for a scope: the whole federation (`all`), or one street, store or company. Roles are in
groups, and one account holds roles of one group only: whoever administers accounts has no business right,
and whoever audits changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

import msgspec

from monitor.declined import Declined
from monitor.errors import SettingsRefused
from monitor.settings import RESOURCES

OFFICE_ROLES: Final = RESOURCES / "policy" / "office_roles.json"
BUSINESS: Final = "business"
SYSTEM_ADMINISTRATOR: Final = "system_administrator"
SECURITY_ADMINISTRATOR: Final = "security_administrator"


class ScopeKind(StrEnum):
    """How far a role reaches. Values are stored in accounts."""

    ALL = "all"
    STREET = "street"
    STORE = "store"
    COMPANY = "company"


SCOPE_WORDS: Final[Mapping[ScopeKind, str]] = {
    ScopeKind.ALL: "全慈善会",
    ScopeKind.STREET: "街道",
    ScopeKind.STORE: "门店",
    ScopeKind.COMPANY: "企业",
}


class Scope(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of the federation. `of` is a store's id, or the name of a street or company; empty for all."""

    kind: ScopeKind = ScopeKind.ALL
    of: str = ""

    @property
    def words(self) -> str:
        """For a page."""
        return SCOPE_WORDS[self.kind] if self.kind is ScopeKind.ALL else f"{SCOPE_WORDS[self.kind]} {self.of}"

    def covers(self, wanted: Scope) -> bool:
        """Whether whoever holds this reaches the wanted; which stores are in a street, a page knows."""
        return self.kind is ScopeKind.ALL or self == wanted


EVERYTHING: Final = Scope()


class RoleHeld(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One role of one account."""

    role: str
    scope: Scope = EVERYTHING


class Role(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A role of the table: its word, its group, and the scopes it can be held for."""

    words: str
    group: str
    scopes: tuple[ScopeKind, ...]


class Permission(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A permission of the table. `by_scope`: who uses it looks at the scope; else only `all` gives it."""

    words: str
    roles: tuple[str, ...]
    by_scope: bool = False


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    roles: dict[str, Role]
    permissions: dict[str, Permission]


@dataclass(frozen=True, slots=True)
class Roles:
    """The table, read strictly."""

    roles: Mapping[str, Role]
    permissions: Mapping[str, Permission]

    def may(self, held: Iterable[RoleHeld], permission: str, scope: Scope = EVERYTHING) -> bool:
        """Whether one of the roles gives the permission for a scope. An unknown permission: nobody."""
        known = self.permissions.get(permission)
        if known is None:
            return False
        return any(each.role in known.roles and each.scope.covers(scope) for each in held)

    def permissions_of(self, held: Collection[RoleHeld]) -> frozenset[str]:
        """What may be done: for the whole federation, and by scope where the permission looks at scopes."""
        return frozenset(
            name
            for name, known in self.permissions.items()
            if self.may(held, name)
            or (known.by_scope and any(self.may(held, name, each.scope) for each in held))
        )

    def scopes_of(self, held: Iterable[RoleHeld], permission: str) -> tuple[Scope, ...]:
        """For which parts the permission is held."""
        return tuple(each.scope for each in held if self.may((each,), permission, each.scope))

    def check(self, held: Collection[RoleHeld]) -> None:
        """Raise Declined for roles that one account cannot hold, with what to change."""
        if not held:
            raise Declined("roles.none", "请至少选一个角色")
        for each in held:
            self._check_one(each)
        if len(set(held)) < len(held):
            raise Declined("roles.twice", "同一个角色选了两次，请只留一个")
        by_group = {self.roles[each.role].group: self.roles[each.role].words for each in held}
        if len(by_group) > 1:
            words = "、".join(by_group.values())
            raise Declined(
                "roles.mixed",
                f"“{words}”不能放在同一个账号：系统、安全、审计管理员和审计员要各由一人担任，也不兼业务角色。"
                "请分别开账号",
            )

    def words(self, held: Iterable[RoleHeld]) -> str:
        """The roles as a person reads them: 经办（街道 玉林街道）、复核."""
        return "、".join(
            self._role_words(each.role)
            + ("" if each.scope.kind is ScopeKind.ALL else f"（{each.scope.words}）")
            for each in held
        )

    def _role_words(self, role: str) -> str:
        known = self.roles.get(role)
        return role if known is None else known.words

    def _check_one(self, held: RoleHeld) -> None:
        known = self.roles.get(held.role)
        if known is None:
            raise Declined("roles.unknown", f"没有“{held.role}”这个角色，请从列表里选")
        if held.scope.kind not in known.scopes:
            wanted = "或".join(SCOPE_WORDS[kind] for kind in known.scopes)
            raise Declined("roles.scope", f"“{known.words}”的范围只能是{wanted}")
        if held.scope.kind is ScopeKind.ALL and held.scope.of:
            raise Declined("roles.scope", f"“{known.words}”管全慈善会，不用再写“{held.scope.of}”")
        if held.scope.kind is not ScopeKind.ALL and not held.scope.of.strip():
            raise Declined("roles.scope", f"请为“{known.words}”选定是哪个{SCOPE_WORDS[held.scope.kind]}")


def read_roles(path: Path = OFFICE_ROLES) -> Roles:
    """The table of a file. Raises SettingsRefused with what is wrong in it."""
    try:
        table = msgspec.json.decode(path.read_bytes(), type=_Table)
    except (OSError, msgspec.DecodeError) as error:
        raise SettingsRefused(f"角色表 {path.name} 读不出来：{error}") from error
    for name, permission in table.permissions.items():
        unknown = set(permission.roles) - set(table.roles)
        if unknown:
            raise SettingsRefused(
                f"角色表 {path.name} 的 {name} 写了不存在的角色：{'、'.join(sorted(unknown))}"
            )
        groups = {table.roles[role].group for role in permission.roles}
        if BUSINESS in groups and name != _SEEN_BY_ALL and groups & _ADMINISTRATORS:
            raise SettingsRefused(f"角色表 {path.name} 的 {name} 同时给了业务角色和管理员角色，两者要分开")
    return Roles(table.roles, table.permissions)


# Whoever makes or decides proposals of any kind sees them.
_SEEN_BY_ALL: Final = "proposal.view"
_ADMINISTRATORS: Final = frozenset({"system", "security", "audit"})
