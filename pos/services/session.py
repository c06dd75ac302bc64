"""Who stands at the till and which shift is open. Everything that sells asks here first."""

from __future__ import annotations

from pos.domain.shift import Shift
from pos.domain.staff import Staff
from pos.errors import ShiftNeeded, SignInNeeded


class Session:
    """The signed-in person and the open shift; both may be missing."""

    def __init__(self, shift: Shift | None) -> None:
        self.staff: Staff | None = None
        self.shift = shift

    def person(self) -> Staff:
        """The person signed in. Raises SignInNeeded."""
        if self.staff is None:
            raise SignInNeeded
        return self.staff

    def selling(self) -> tuple[Staff, Shift]:
        """The person and the shift a sale belongs to. Raises SignInNeeded, ShiftNeeded."""
        staff = self.person()
        if self.shift is None:
            raise ShiftNeeded
        return staff, self.shift
