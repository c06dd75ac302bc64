"""What the services need from outside the till, in their own words; `pos.bootstrap` plugs it in."""

from __future__ import annotations

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
    """A till without a platform, or one the platform does not know yet: it sells the same."""

    def __init__(self, problem: str | None) -> None:
        self._problem = problem

    def view(self) -> SyncView:
        """Not configured; nothing is wrong with that unless a platform stands in the settings."""
        return SyncView(configured=False, connected=False, pending=0, since_ms=None, problem=self._problem)

    def sync_now(self) -> SyncView:
        """There is nobody to talk to."""
        return self.view()

    def poke(self) -> None:
        """Nothing to do."""

    def stop(self) -> None:
        """Nothing to stop."""
