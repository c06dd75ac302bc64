"""Opens the cash drawer without a sale and records who did it and why. It counts no money."""

from __future__ import annotations

from pos.domain.calendar import business_date
from pos.domain.people.permission import Act
from pos.domain.reasons import read_reason
from pos.domain.selling.override import Override
from pos.services.counter.recorder import Recorder
from pos.services.people.permissions import PermissionDesk
from pos.services.printing.print_queue import Printing


class Drawer:
    """The drawer is connected to the printer; it opens after the entry with the reason is written."""

    def __init__(self, permissions: PermissionDesk, recorder: Recorder, printing: Printing) -> None:
        self._permissions, self._recorder, self._printing = permissions, recorder, printing

    @property
    def printer_opens_it(self) -> bool:
        """Whether the printer can open it; without a working printer only its key does."""
        printer = self._printing.view()
        return printer.configured and printer.healthy

    def open(self, reason: str = "") -> None:
        """Open it. Raises ReasonUnreadable, SignInNeeded, ShiftNeeded and the errors of permission."""
        self._recorder.session.selling()
        permit = self._permissions.permit(Act.OPEN_DRAWER, reason=read_reason(reason))
        self._recorder.override(
            Override(act=permit.act, rule=permit.rule, reason=permit.reason),
            permit,
            business_date=business_date(self._recorder.clock.now_ms()),
        )
        self._printing.open_drawer()
