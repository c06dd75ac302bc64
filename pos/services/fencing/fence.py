"""Switches a till's benefits off while its ledger is not the one that the platform knows.

A restored backup or a cloned disk would spend the same leases twice (DESIGN 5.5). Public sales
are not affected. The fence survives a restart. Enrolling again takes it down; what an answer put up by
mistake or for a wrong clock, the platform takes down with its next good ones, which it signs for this
till and request.
A dispute (the platform does not count an entry because of its lease) survives a restart too, and ends
when the platform says so.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Protocol

from pos.errors import PosError
from pos.errors.platform import BenefitDisputed, MonitorLied, TillClockOff, TillForked, TillRetired
from pos.services.clock import Clock
from pos.services.installation.data_dir import write_whole

_LOG = logging.getLogger(__name__)

FENCE_FILE: Final = "fenced.json"
DISPUTE_FILE: Final = "disputed.json"

# Each stands beside the platform's own signature, or says that this installation was replaced.
_ANOTHER_CHAIN: Final = frozenset({"hash", "beyond", "acknowledged_other_entry"})
# Refusals that say so: this installation was replaced, or another copy of it lives. An error's code by
# the platform's reason; earlier releases noted both under the code of any refusal.
_NOT_ALONE: Final = {"epoch.retired": TillRetired.code, "epoch.forked": TillForked.code}
_CLOCK_OFF: Final = "request.stale"  # The platform's reason when the clocks differ.


@dataclass(frozen=True, slots=True)
class FenceNote:
    """Why and when (ms since 1970) benefits were switched off. `code` is an error's."""

    code: str
    reason: str
    at_ms: int


class Fence:
    """Up or not. Safe from any thread; `changed` is called when that changes."""

    def __init__(self, data_dir: Path, clock: Clock, changed: Callable[[], None]) -> None:
        self._path = data_dir / FENCE_FILE
        self._clock = clock
        self._changed = changed
        self._lock = threading.Lock()
        self._note = _read(self._path)
        self._dispute_path = data_dir / DISPUTE_FILE
        self._dispute = _read(self._dispute_path, otherwise=BenefitDisputed.code)

    @property
    def is_up(self) -> bool:
        """Benefits are off."""
        return self.code is not None

    @property
    def code(self) -> str | None:
        """The error's code benefits are off for."""
        note = self._note or self._dispute
        return None if note is None else _NOT_ALONE.get(note.reason, note.code)

    @property
    def disputed(self) -> bool:
        """The platform looks into a lease that was spent here."""
        return self._dispute is not None

    def put_up(self, code: str, reason: str) -> None:
        """Switch benefits off, now and after a restart. The first reason stays, except a clock's."""
        with self._lock:
            if self._note is not None and (reason == _CLOCK_OFF or self._note.reason != _CLOCK_OFF):
                return
            self._note = note = FenceNote(code, reason, self._clock.now_ms())
            _LOG.critical("benefits are off until the platform bears this till out: %s (%s)", code, reason)
            try:
                write_whole(self._path, json.dumps(asdict(note)))
            except OSError as error:  # It holds for this run; the next one will find the same out.
                _LOG.warning("the fence cannot be stored: %s", error)
        self._changed()

    def take_down_refusal(self) -> None:
        """The platform knows this installation, and the clocks agree: what a refusal put up is over."""
        with self._lock:
            if self._note is None or self._note.reason not in (*_NOT_ALONE, _CLOCK_OFF):
                return
            _LOG.critical("benefits are on again: the platform does not bear out %s", self._note.reason)
            try:
                self._path.unlink(missing_ok=True)
            except OSError as error:  # Then it stays up, and the next round tries again.
                _LOG.warning("the fence cannot be removed: %s", error)
                return
            self._note = None
        self._changed()

    def dispute(self, reason: str) -> None:
        """Switch benefits off, now and after a restart, until the dispute is over."""
        with self._lock:
            if self._dispute is not None:
                return
            self._dispute = note = FenceNote(BenefitDisputed.code, reason, self._clock.now_ms())
            _LOG.critical("benefits rest until the platform has looked into an entry: %s", reason)
            try:
                write_whole(self._dispute_path, json.dumps(asdict(note)))
            except OSError as error:  # The platform says it again at the next contact.
                _LOG.warning("the dispute cannot be stored: %s", error)
        self._changed()

    def end_dispute(self) -> None:
        """The platform no longer disputes any entry."""
        with self._lock:
            if self._dispute is None:
                return
            self._dispute_path.unlink(missing_ok=True)
            self._dispute = None
            _LOG.warning("the platform counts every entry again: benefits go on")
        self._changed()


def fence_stands(data_dir: Path) -> bool:
    """Whether a fence was stored here."""
    return (data_dir / FENCE_FILE).exists()


def remove_fence(data_dir: Path) -> None:
    """Take the fence down; a new epoch has begun."""
    for name in (FENCE_FILE, DISPUTE_FILE):
        (data_dir / name).unlink(missing_ok=True)


class Round(Protocol):
    """One round with the platform; `sync.client.round` implements it."""

    def pending(self) -> int: ...
    def run(
        self, *, documents: bool, stopping: Callable[[], bool], moved: Callable[[], None]
    ) -> Sequence[PosError]: ...
    def close(self) -> None: ...


class Contact(Protocol):
    """Who waits for the platform's first answer."""

    def met(self) -> None: ...
    def missed(self) -> None: ...


class FencingRound:
    """A round that puts the fence up when the platform knows another chain than this till's.

    It also tells `contact` whether the platform was met.
    """

    def __init__(self, inner: Round, fence: Fence, contact: Contact) -> None:
        self._inner = inner
        self._fence = fence
        self._contact = contact

    def pending(self) -> int:
        """As the round within."""
        return self._inner.pending()

    def run(
        self, *, documents: bool, stopping: Callable[[], bool], moved: Callable[[], None]
    ) -> Sequence[PosError]:
        """As the round within, whose errors pass through."""
        try:
            problems = self._run(documents=documents, stopping=stopping, moved=moved)
        except PosError:
            self._contact.missed()
            raise
        if not stopping():
            self._contact.met()
        return problems

    def _run(
        self, *, documents: bool, stopping: Callable[[], bool], moved: Callable[[], None]
    ) -> Sequence[PosError]:
        try:
            problems = self._inner.run(documents=documents, stopping=stopping, moved=moved)
        except MonitorLied as error:
            if error.facts.get("reason") in _ANOTHER_CHAIN:
                self._fence.put_up(error.code, str(error.facts["reason"]))
            raise
        except TillClockOff as error:
            self._fence.put_up(error.code, _CLOCK_OFF)
            raise
        except (TillForked, TillRetired) as error:
            self._fence.put_up(error.code, str(error.facts["reason"]))
            raise
        if documents and not stopping():
            # Entries are taken of a replaced installation too; documents only of one that is not.
            self._fence.take_down_refusal()
        return problems

    def close(self) -> None:
        """As the round within."""
        self._inner.close()


class DisputingRound:
    """A round that switches benefits off while the platform disputes a lease that an entry used."""

    def __init__(self, inner: Round, fence: Fence) -> None:
        self._inner = inner
        self._fence = fence

    def pending(self) -> int:
        """As the round within."""
        return self._inner.pending()

    def run(
        self, *, documents: bool, stopping: Callable[[], bool], moved: Callable[[], None]
    ) -> Sequence[PosError]:
        """As the round within; its whole answer says what is disputed, and so what no longer is."""
        problems = self._inner.run(documents=documents, stopping=stopping, moved=moved)
        disputed = next((each for each in problems if isinstance(each, BenefitDisputed)), None)
        if disputed is not None:
            self._fence.dispute(str(disputed))
        elif not stopping():
            self._fence.end_dispute()
        return problems

    def close(self) -> None:
        """As the round within."""
        self._inner.close()


def _read(path: Path, *, otherwise: str = MonitorLied.code) -> FenceNote | None:
    if not path.exists():
        return None
    try:
        return FenceNote(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        # What was there is not known any more; that something was, is.
        return FenceNote(otherwise, "unreadable", 0)
