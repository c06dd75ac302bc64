"""Who is signed in and which shift is open. Everything that sells asks here first."""

from __future__ import annotations

from collections.abc import Callable

from pos.domain.people.staff import Staff
from pos.domain.shifts.shift import Shift
from pos.errors.ledger import LedgerBroken, LedgerUnwritable
from pos.errors.people import SignInNeeded
from pos.errors.shifts import ShiftNeeded


class Session:
    """The signed-in person and the open shift; both may be missing."""

    def __init__(self, shift: Shift | None, ledger_problem: Callable[[], str | None] = lambda: None) -> None:
        self.staff: Staff | None = None
        self.shift = shift
        self._ledger_problem = ledger_problem

    def person(self) -> Staff:
        """The person signed in. Raises SignInNeeded."""
        if self.staff is None:
            raise SignInNeeded
        return self.staff

    def word_of(self, said_by: Staff | None) -> str | None:
        """The staff id of the person who confirmed, if that is the person signed in; else None.

        The object made at the sign-in is compared, because a name alone proves nothing.
        """
        return said_by.staff_id if said_by is not None and said_by is self.person() else None

    def selling(self) -> tuple[Staff, Shift]:
        """The person and the shift a sale belongs to.

        Raises SignInNeeded, ShiftNeeded, and LedgerBroken once the ledger was found broken: a
        disk that was full may be tried again, a ledger that contradicts itself may not.
        """
        problem = self._ledger_problem()
        if problem not in (None, LedgerUnwritable.code):
            raise LedgerBroken(problem=problem)
        staff = self.person()
        if self.shift is None:
            raise ShiftNeeded
        return staff, self.shift
