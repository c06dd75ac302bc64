"""Changes who works at this till: add a person, change role or PIN, stop and start again.

Each change is an entry of the journal before it is in force, without PIN or hash: a reader
sees who added whom. A stopped person stays known by name, for older papers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from pos.domain.calendar import business_date
from pos.domain.journal.entries import EntryKind
from pos.domain.people.permission import Act
from pos.domain.people.staff import Role, Staff, StaffChange
from pos.domain.people.staff_entries import StaffChanged
from pos.errors.people import StaffExists, StaffLastManager, StaffOwn, StaffUnknown
from pos.ledger.goods.catalogue import Catalogue, StaffRecord
from pos.services.counter.recorder import Recorder
from pos.services.people.permissions import PermissionDesk
from pos.services.people.sign_in import People, checked_name, checked_number, hashed_pin


@dataclass(frozen=True, slots=True)
class StaffLine:
    """A person as the page shows one."""

    staff: Staff
    stopped: bool
    locked: bool  # After too many wrong PINs, for a while.


@dataclass(frozen=True, slots=True)
class StaffDesk:
    """Every change names the person signed in, or the approver."""

    catalogue: Catalogue
    recorder: Recorder
    people: People
    permissions: PermissionDesk

    def everybody(self) -> tuple[StaffLine, ...]:
        """All who are known here, those at work first."""
        stopped = self.catalogue.stopped_staff()
        locked = {staff.staff_id for staff in self.people.locked()}
        lines = (
            StaffLine(staff, staff.staff_id in stopped, staff.staff_id in locked)
            for staff in self.catalogue.staff_list()
        )
        return tuple(sorted(lines, key=lambda line: (line.stopped, line.staff.staff_id)))

    def new_number(self, staff_id: str) -> str:
        """A number that a new person can have. Raises StaffInvalid, StaffExists."""
        staff_id = checked_number(staff_id.strip())
        known = self.catalogue.staff(staff_id)
        if known is not None:
            raise StaffExists(staff_id=staff_id, name=known.staff.name)
        return staff_id

    def add(self, staff_id: str, name: str, role: Role, pin: str) -> Staff:
        """Add a person. Raises StaffInvalid, StaffExists, and the errors of permission."""
        staff = Staff(self.new_number(staff_id), checked_name(name), role)
        return self._change(StaffChange.ADDED, StaffRecord(staff, hashed_pin(pin)))

    def set_role(self, staff_id: str, role: Role) -> Staff:
        """Change a role. Raises StaffUnknown, StaffOwn, StaffLastManager, and the errors of permission."""
        record = self._record(staff_id)
        if role is not Role.MANAGER:
            self._refuse_last(record)
        self._refuse_own(record)
        return self._change(
            StaffChange.ROLE, replace(record, staff=replace(record.staff, role=role)), was=record.staff.role
        )

    def set_pin(self, staff_id: str, pin: str) -> Staff:
        """Change a PIN. Raises StaffUnknown, StaffInvalid, and the errors of permission."""
        return self._change(StaffChange.PIN, replace(self._record(staff_id), pin_hash=hashed_pin(pin)))

    def stop(self, staff_id: str) -> Staff:
        """Stop a person. Raises StaffUnknown, StaffOwn, StaffLastManager, and the errors of permission."""
        record = self._record(staff_id)
        self._refuse_last(record)
        self._refuse_own(record)
        return self._change(StaffChange.STOPPED, replace(record, stopped=True))

    def start_again(self, staff_id: str) -> Staff:
        """Let a stopped person sign in again, same PIN. Raises StaffUnknown, and the errors of permission."""
        return self._change(StaffChange.STARTED, replace(self._record(staff_id), stopped=False))

    def unlock(self, staff_id: str) -> Staff:
        """End a lock-out after wrong PINs; see `PermissionDesk.unlock`."""
        return self.permissions.unlock(staff_id)

    def _record(self, staff_id: str) -> StaffRecord:
        record = self.catalogue.staff(staff_id)
        if record is None:
            raise StaffUnknown(staff_id=staff_id[:20])
        return record

    def _refuse_own(self, record: StaffRecord) -> None:
        at_till = self.people.signed_in
        if at_till is not None and at_till.staff_id == record.staff.staff_id:
            raise StaffOwn

    def _refuse_last(self, record: StaffRecord) -> None:
        managers = [staff for staff in self.people.at_work() if staff.role is Role.MANAGER]
        if managers == [record.staff]:
            raise StaffLastManager(name=record.staff.name)

    def _change(self, change: StaffChange, record: StaffRecord, *, was: Role | None = None) -> Staff:
        staff = record.staff
        permit = self.permissions.permit(Act.CHANGE_STAFF, about=f"{staff.name}（工号 {staff.staff_id}）")
        changed = StaffChanged(
            staff_id=staff.staff_id,
            name=staff.name,
            role=staff.role,
            role_before=was,
            change=change,
            rule=permit.rule,
        )
        today = business_date(self.recorder.clock.now_ms())
        self.recorder.fact(EntryKind.STAFF_CHANGED, changed, business_date=today, permit=permit)
        self.catalogue.put_staff(record)
        return staff
