"""The till's side of the sync worker, and its light. It waits only when asked to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

from pos.errors import PosError
from pos.services.counter.state import SyncView

SYNC_NOW_SECONDS = 30.0


class Light(Protocol):
    """The status of the sync worker."""

    @property
    def connected(self) -> bool: ...
    @property
    def pending(self) -> int: ...
    @property
    def since_ms(self) -> int | None: ...
    @property
    def problem(self) -> str | None: ...


class Worker(Protocol):
    """The thread that syncs; `sync.client.worker` fits."""

    def status(self) -> Light: ...
    def poke(self) -> None: ...
    def sync_now(self, *, timeout_s: float) -> Light: ...
    def stop(self) -> bool: ...


class Ends(Protocol):
    """A thread that can be ended."""

    def stop(self) -> object: ...


class WorkerSync:
    """SyncControl over a running worker.

    `trouble` gives the code of what is wrong with this till itself; it is shown when the connection is fine.
    `beside` are the other threads on the line; they end first.
    """

    def __init__(
        self,
        worker: Worker,
        trouble: Callable[[], str | None] = lambda: None,
        beside: Sequence[Ends] = (),
    ) -> None:
        self._worker = worker
        self._trouble = trouble
        self._beside = beside

    def view(self) -> SyncView:
        """The light as it is now."""
        return self._view(self._worker.status())

    def sync_now(self) -> SyncView:
        """Do one round and wait for it; a platform that does not answer is shown in the view."""
        try:
            return self._view(self._worker.sync_now(timeout_s=SYNC_NOW_SECONDS))
        except PosError as error:
            light = self._worker.status()
            return replace(self._view(light), connected=False, problem=error.code)

    def poke(self) -> None:
        """There is something new to send."""
        self._worker.poke()

    def stop(self) -> None:
        """End cleanly."""
        for each in self._beside:
            each.stop()
        self._worker.stop()

    def _view(self, light: Light) -> SyncView:
        return SyncView(
            configured=True,
            connected=light.connected,
            pending=light.pending,
            since_ms=light.since_ms,
            problem=light.problem or self._trouble(),
        )
