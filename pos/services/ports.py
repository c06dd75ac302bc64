"""What the services need from outside the till, in their own words; `pos.bootstrap` plugs it in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from pos.services.state import SyncView


class SyncControl(Protocol):
    """The till's side of syncing. Only `pos.bootstrap` knows who does it."""

    def view(self) -> SyncView:
        """The light as it is now."""
        ...

    def sync_now(self) -> SyncView:
        """Do one round and wait for it."""
        ...

    def poke(self) -> None:
        """There is something new to send."""
        ...

    def stop(self) -> None:
        """End cleanly."""
        ...


class NoSync:
    """A till that cannot sync: it sells the same.

    Without a platform, or one the platform does not know yet; with `pending` there is one, but
    it cannot be asked, and the light says how many entries wait for it.
    """

    def __init__(self, problem: str | None, *, pending: Callable[[], int] | None = None) -> None:
        self._problem = problem
        self._pending = pending

    def view(self) -> SyncView:
        """Not connected, and why."""
        return SyncView(
            configured=self._pending is not None,
            connected=False,
            pending=0 if self._pending is None else self._pending(),
            since_ms=None,
            problem=self._problem,
        )

    def sync_now(self) -> SyncView:
        """There is nobody to talk to."""
        return self.view()

    def poke(self) -> None:
        """Nothing to do."""

    def stop(self) -> None:
        """Nothing to stop."""
