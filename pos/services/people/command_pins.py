"""Checks a PIN typed at a command beside the till, with the same limits and the same journal as the till."""

from __future__ import annotations

from pos.domain.people.pin_guard import NOBODY_KNOWN, PinLimits, PinState
from pos.domain.people.staff import Staff
from pos.domain.typed import plain_digits
from pos.errors.people import SignInLocked, SignInRefused, StaffStopped
from pos.ledger.goods.catalogue import Catalogue
from pos.ledger.pin_tries import PinTries, PinTry
from pos.services.clock import Clock
from pos.services.people.sign_in import fits, wait_words


def whose_pin(
    catalogue: Catalogue,
    tries: PinTries,
    stored: PinState,
    limits: PinLimits,
    clock: Clock,
    *,
    staff_id: str,
    pin: str,
    purpose: str,
) -> Staff:
    """The person whose number and PIN these are. A wrong one is noted, for the till's journal.

    `stored` is what the ledger says against the PIN. Raises SignInRefused, SignInLocked, StaffStopped;
    LedgerUnwritable when no note can be made.
    """
    record = catalogue.staff(plain_digits(staff_id).strip())
    known = NOBODY_KNOWN if record is None else record.staff.staff_id
    here = [each for each in tries.waiting() if each.staff_id == known]
    now_ms = clock.elapsed_ms()
    state = told(stored, here, limits)
    wait_ms = _wait_ms(state, here, limits, now_ms, clock.now_ms())
    if wait_ms:
        raise SignInLocked(wait=wait_words(wait_ms), wait_seconds=(wait_ms + 999) // 1000)
    if record is None or not fits(record.pin_hash, plain_digits(pin).strip()):
        tries.note(known, purpose=purpose, is_right=False, elapsed_ms=now_ms)
        state = state.refused(clock.now_ms(), limits)
        if state.is_locking:
            wait_ms = limits.lock_ms(state.rounds)
            raise SignInLocked(wait=wait_words(wait_ms), wait_seconds=wait_ms // 1000)
        raise SignInRefused(tries_left=limits.tries - state.wrong)
    if state != PinState():
        tries.note(known, purpose=purpose, is_right=True, elapsed_ms=now_ms)
    if record.stopped:
        raise StaffStopped(name=record.staff.name)
    return record.staff


def told(stored: PinState, here: list[PinTry], limits: PinLimits) -> PinState:
    """The lock state of a PIN, with the tries that are not in the journal yet."""
    state = stored
    for each in here:
        state = PinState() if each.is_right else state.refused(0, limits)
    return state


def _wait_ms(state: PinState, here: list[PinTry], limits: PinLimits, elapsed_ms: int, now_ms: int) -> int:
    if not state.is_locking:
        return 0
    lock_ms = limits.lock_ms(state.rounds)
    if not here:  # It was locked at the till, which knows how long it has been; here only the clock does.
        return min(max(state.locked_until_ms - now_ms, 0), lock_ms)
    # A machine that was started anew counts from there.
    began_ms = here[-1].elapsed_ms if here[-1].elapsed_ms <= elapsed_ms else 0
    return max(lock_ms - (elapsed_ms - began_ms), 0)
