"""Decides whether the person at the till may do an act, and records who approved it.

A service asks for a permit before it acts, and writes the permit's rule, reason and approver into
the journal beside the act. After `ApprovalNeeded` a front asks for a second person and tries
the same act again; the approval is good for that one act of that one person.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from pos.domain.paying.tender_method import MethodOffered, methods_from_data
from pos.domain.people.permission import Act, Decision, Permissions, Permit, Verdict, permissions_from_data
from pos.domain.people.staff import Staff
from pos.domain.reasons import Reasons, reasons_from_data
from pos.errors.installation import PolicyWrong
from pos.errors.people import ActDenied, ApprovalNeeded, ApproverUnfit
from pos.services.counter.session import Session
from pos.services.people.sign_in import People

NOT_SAID = "未说明"  # No reason was given; a script may leave it out (DESIGN 8.2).


@dataclass(frozen=True, slots=True)
class _Approval:
    act: Act
    asker: Staff  # As signed in: an approval ends at the sign-out, also for the same person.
    approver: Staff


class PermissionDesk:
    """Answers for the person signed in. Not thread-safe: fronts call it from one thread."""

    def __init__(self, permissions: Permissions, reasons: Reasons, session: Session, people: People) -> None:
        self._permissions = permissions
        self._reasons = reasons
        self._session = session
        self._people = people
        self._approval: _Approval | None = None

    def decide(self, act: Act) -> Decision:
        """May this person do it alone? Asks only. Raises SignInNeeded."""
        return self._permissions.decide(act, self._session.person().role)

    def reasons(self, act: Act) -> tuple[str, ...]:
        """The reasons this shop offers for an act."""
        return self._reasons.offered(act)

    def permit(self, act: Act, *, reason: str = "", about: str = "") -> Permit:
        """Permit an act now; an approval given for it is used up. `about` tells the approver what it is.

        Raises SignInNeeded, ActDenied, ApprovalNeeded.
        """
        asker = self._session.person()
        if not reason and self._reasons.offered(act):
            reason = NOT_SAID  # An act that needs a reason is never in the journal without one.
        approval, self._approval = self._approval, None
        decision = self._permissions.decide(act, asker.role)
        if decision.verdict is Verdict.ALLOWED:
            return Permit(act, decision.rule, reason, None)
        if approval is None or approval.act is not act or approval.asker is not asker:
            # The duty does not include it at all, or it does with a second person's yes: told apart, for
            # who hears it. Who may do it alone may say yes to both, here and now.
            needed = ActDenied if decision.verdict is Verdict.DENIED else ApprovalNeeded
            raise needed(act=act.value, about=about)
        return Permit(act, decision.rule, reason, approval.approver.staff_id)

    def approve(self, act: Act, staff_id: str, pin: str) -> Staff:
        """Approve the next such act of the person signed in.

        Raises SignInRefused, SignInLocked as signing in does, and ApproverUnfit when it is the
        same person or one who may not do it alone.
        """
        asker = self._session.person()
        approver = self._people.identify(staff_id, pin, purpose=act.value)
        if approver.staff_id == asker.staff_id or not self._permissions.may_approve(act, approver.role):
            raise ApproverUnfit(name=approver.name, own=approver.staff_id == asker.staff_id)
        self._approval = _Approval(act, asker, approver)
        return approver

    def unlock(self, staff_id: str) -> Staff:
        """End a lock-out after too many wrong PINs.

        Raises StaffUnknown, SignInNeeded, ActDenied, ApprovalNeeded.
        """
        return self._people.unlock(staff_id, self.permit(Act.LIFT_LOCK, about=staff_id))

    def is_open(self, act: Act) -> bool:
        """Whether it can be begun, perhaps with the approval at hand, which stays. Raises SignInNeeded."""
        asker = self._session.person()
        if self._permissions.decide(act, asker.role).verdict is not Verdict.DENIED:
            return True
        approval = self._approval
        return approval is not None and approval.act is act and approval.asker is asker

    def forget(self) -> None:
        """Take an unused approval back: the act was given up."""
        self._approval = None


def load_permissions(path: Path) -> Permissions:
    """Read the table of a shop. Raises PolicyWrong."""
    return permissions_from_data(_read(path))


def load_reasons(path: Path) -> Reasons:
    """Read the reasons a shop offers. Raises PolicyWrong."""
    return reasons_from_data(_read(path))


def load_methods(path: Path) -> tuple[MethodOffered, ...]:
    """Read the kinds of 其他 a shop takes. Raises PolicyWrong."""
    return methods_from_data(_read(path))


def _read(path: Path) -> object:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise PolicyWrong(reason=str(error)) from error
