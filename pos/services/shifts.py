"""Shifts: opening the drawer with its float. Counting and closing come with the day close."""

from __future__ import annotations

from pos.domain.calendar import business_date
from pos.domain.entries import EntryKind
from pos.domain.money import parse_yuan
from pos.domain.shift import Shift
from pos.errors import ShiftAlreadyOpen
from pos.services.recorder import Recorder
from pos.services.session import Session


class Shifts:
    """The open shift of this till."""

    def __init__(self, recorder: Recorder, session: Session) -> None:
        self._recorder = recorder
        self._session = session

    def current(self) -> Shift | None:
        """The open shift, if any."""
        return self._session.shift

    def open(self, float_text: str) -> Shift:
        """Open a shift with change in the drawer, in yuan. Raises ShiftAlreadyOpen, SignInNeeded."""
        staff = self._session.person()
        if self._session.shift is not None:
            raise ShiftAlreadyOpen(number=self._session.shift.number)
        now_ms = self._recorder.clock.now_ms()
        shift = Shift(
            shift_id=self._recorder.ids.new_id(),
            number=self._recorder.ledger.next_shift_number(),
            business_date=business_date(now_ms),
            opened_at_ms=now_ms,
            cashier=staff.staff_id,
            float_fen=parse_yuan(float_text),
        )
        self._recorder.fact(
            EntryKind.SHIFT_OPENED,
            {
                "shift_id": shift.shift_id,
                "number": shift.number,
                "cashier": shift.cashier,
                "float": shift.float_fen,
                "opened_at": shift.opened_at_ms,
            },
            business_date=shift.business_date,
        )
        self._session.shift = shift
        return shift
