"""Counts wrong PINs in the journal, and says how long a person must wait."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from pos.domain.calendar import business_date
from pos.domain.journal.entries import EntryKind
from pos.domain.journal.record import record_from_data
from pos.domain.people.permission import Permit
from pos.domain.people.pin_guard import PinLimits, PinState
from pos.domain.people.staff import TILL_ITSELF
from pos.domain.people.staff_entries import PinCleared, PinRefused
from pos.errors.installation import PolicyWrong
from pos.errors.ledger import EntryWrong, LedgerUnwritable
from pos.ledger.ledger import Ledger, NewEntry
from pos.services.clock import Clock, Ids


class PinGuard:
    """Counts wrong PINs by staff id. When the disk fails it counts in memory, so this is no way around it.

    Nor is the clock, which anybody at the machine can set: a lock ends by the time that really passes while
    the program runs. One of an earlier run begins anew with the start, unless the platform's time, told
    since, says that it is over; a manager can always lift it.
    """

    def __init__(self, ledger: Ledger, clock: Clock, ids: Ids, limits: PinLimits) -> None:
        self.limits = limits
        self._ledger = ledger
        self._clock = clock
        self._ids = ids
        self._unwritten: dict[str, PinState] = {}
        self._began_ms = clock.elapsed_ms()
        self._locked_ms: dict[str, int] = {}  # When the lock of a person began, of those of this run.
        self._platform_ms = ledger.platform_at_ms()  # As it was recorded before this start.

    def state(self, staff_id: str) -> PinState:
        """The lock state of a person's PIN now."""
        return self._unwritten.get(staff_id) or self._ledger.pin_state(staff_id)

    def wait_ms(self, staff_id: str) -> int:
        """How long this person's PIN is locked, in ms."""
        state = self.state(staff_id)
        if not state.is_locking:
            return 0
        lock_ms = self.limits.lock_ms(state.rounds)
        began_ms = self._locked_ms.get(staff_id)
        if began_ms is None:
            began_ms = self._began_ms
            told_ms = self._ledger.platform_at_ms()
            # A clock that was behind the platform's when it locked says nothing.
            honest = state.locked_until_ms - lock_ms >= self._platform_ms
            if honest and told_ms > self._platform_ms and told_ms >= state.locked_until_ms:
                return 0
        return max(lock_ms - (self._clock.elapsed_ms() - began_ms), 0)

    def refused(self, staff_id: str, *, purpose: str, at_till: str | None) -> PinState:
        """A wrong PIN was typed, to sign in or to approve; `at_till` is who is signed in meanwhile."""
        state = self.state(staff_id).refused(self._clock.now_ms(), self.limits)
        if state.is_locking:
            self._locked_ms[staff_id] = self._clock.elapsed_ms()
        self._write(
            EntryKind.PIN_REFUSED,
            staff_id,
            PinRefused(
                staff_id=staff_id,
                purpose=purpose,
                wrong=state.wrong,
                rounds=state.rounds,
                locked_until=state.locked_until_ms,
            ),
            state,
            actor=at_till or TILL_ITSELF,
        )
        return state

    def accepted(self, staff_id: str) -> None:
        """The right PIN was typed: the count starts again."""
        if self.state(staff_id) != PinState():
            self._clear(staff_id, rule=None, actor=staff_id, approver=None)

    def lifted(self, staff_id: str, permit: Permit, *, by: str) -> None:
        """A manager ends a lock-out."""
        self._clear(staff_id, rule=permit.rule, actor=by, approver=permit.approver)

    def _clear(self, staff_id: str, *, rule: str | None, actor: str, approver: str | None) -> None:
        cleared = PinCleared(staff_id, rule)
        self._write(EntryKind.PIN_CLEARED, staff_id, cleared, PinState(), actor=actor, approver=approver)

    def _write(
        self,
        kind: EntryKind,
        staff_id: str,
        data: PinRefused | PinCleared,
        state: PinState,
        *,
        actor: str,
        approver: str | None = None,
    ) -> None:
        now_ms = self._clock.now_ms()
        self._unwritten[staff_id] = state
        with suppress(LedgerUnwritable):
            self._ledger.append(
                NewEntry(kind, data, self._ids.new_id(), now_ms, business_date(now_ms), actor, approver)
            )
            del self._unwritten[staff_id]


def load_pin_limits(path: Path) -> PinLimits:
    """Read the limits of a release. Raises PolicyWrong."""
    try:
        return record_from_data(PinLimits, json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, EntryWrong) as error:
        raise PolicyWrong(reason=str(error)) from error
