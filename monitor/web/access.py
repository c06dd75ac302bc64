"""What a route asks of whoever calls it: declared where the route is, and enforced by the same declaration.

`@router.get("/alerts", dependencies=[asks(VIEW)])`. The application is not built with a route that
declares nothing (`check_declared`), so a new page cannot be open by having been forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Protocol

from fastapi import Depends, FastAPI, Request
from fastapi.routing import iter_route_contexts
from fastapi.staticfiles import StaticFiles


class Who(StrEnum):
    """Who may call a route."""

    ANYBODY = "anybody"
    TILL = "till"  # Proven by the signature of the request or a one-time code; the route itself examines it.
    SIGNED_IN = "signed_in"
    PERMITTED = "permitted"


@dataclass(frozen=True, slots=True)
class Access:
    """`own`: whoever has the permission for some stores only sees these. `demo`: see `Porter`."""

    who: Who
    permission: str = ""
    own: bool = False
    demo: bool = False


OPEN: Final = Access(Who.ANYBODY)
TILL: Final = Access(Who.TILL)
SIGNED_IN: Final = Access(Who.SIGNED_IN)
# The pages of sales and tills.
VIEW: Final = Access(Who.PERMITTED, "platform.view", own=True, demo=True)
# The proposals of all rooms, for whoever makes, decides or audits some.
PROPOSALS: Final = Access(Who.PERMITTED, "proposal.view")


def needs(permission: str) -> Access:
    """Whoever has a role with this permission."""
    return Access(Who.PERMITTED, permission)


class Admits(Protocol):
    """Decides at the door; raises when somebody may not pass."""

    async def admit(self, access: Access, request: Request) -> None:
        """Let pass, or raise."""


class Asked:
    """The declaration as FastAPI's dependency; the application's `state.porter` enforces it."""

    def __init__(self, access: Access) -> None:
        self.access = access

    async def __call__(self, request: Request) -> None:
        """Called before the route."""
        porter: Admits = request.app.state.porter
        await porter.admit(self.access, request)


def asks(access: Access) -> Any:
    """The dependency that a route declares."""
    return Depends(Asked(access))


class OpenFiles(StaticFiles):
    """Files that anybody may have: styles, scripts, fonts."""

    access: Final = OPEN


@dataclass(frozen=True, slots=True)
class Declared:
    """One method of one path, and what it asks; None when it declares nothing."""

    method: str
    path: str
    access: Access | None


def declared(app: FastAPI) -> Iterator[Declared]:
    """Every route of an application with its declaration."""
    for route in iter_route_contexts(app.routes):
        files = getattr(route.original_route, "app", None)
        dependencies = getattr(route.original_route, "dependencies", ())
        asked = [each.dependency.access for each in dependencies if isinstance(each.dependency, Asked)]
        if isinstance(files, OpenFiles):
            asked = [files.access]
        for method in sorted(route.methods or {"GET"}):
            yield Declared(method, str(route.path), asked[0] if len(asked) == 1 else None)


def check_declared(app: FastAPI) -> None:
    """Refuse an application with a route that does not say, exactly once, who may call it."""
    silent = [f"{each.method} {each.path}" for each in declared(app) if each.access is None]
    assert not silent, f"declare who may call: {', '.join(silent)}"
