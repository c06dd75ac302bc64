"""Why a person may not do an act."""

from __future__ import annotations

from pos.errors import RuleBroken


class SignInNeeded(RuleBroken):
    """A person must sign in first. Facts: none."""

    code = "sign_in.needed"


class SignInRefused(RuleBroken):
    """Wrong staff number or PIN; the error does not say which. Facts: tries_left."""

    code = "sign_in.refused"


class SignInLocked(RuleBroken):
    """Too many wrong PINs; wait. Facts: wait, wait_seconds."""

    code = "sign_in.locked"


class ApprovalNeeded(RuleBroken):
    """The person at the till may do this only with a second person's approval. Facts: act, about."""

    code = "approval.needed"


class ApprovalNotAsked(RuleBroken):
    """An approval was given, but no act was waiting for one. Facts: none."""

    code = "approval.not_asked"


class ActDenied(RuleBroken):
    """The person at the till may not do this, approved or not. Facts: act."""

    code = "act.denied"


class ApproverUnfit(RuleBroken):
    """This person cannot approve it: it is the person asking, or may not do it alone. Facts: name, own."""

    code = "approval.unfit"


class StaffUnknown(RuleBroken):
    """No person with this number can sign in here. Facts: staff_id."""

    code = "staff.unknown"


class StaffStopped(RuleBroken):
    """This person works here no more and cannot sign in. Facts: name."""

    code = "staff.stopped"


class StaffExists(RuleBroken):
    """The number of a new person is another's already. Facts: staff_id, name."""

    code = "staff.exists"


class StaffOwn(RuleBroken):
    """A person cannot stop or change the role of themselves. Facts: none."""

    code = "staff.own"


class StaffLastManager(RuleBroken):
    """The shop would have no manager any more. Facts: name."""

    code = "staff.last_manager"


class PinsDiffer(RuleBroken):
    """A new PIN was typed twice, and not the same. Facts: none."""

    code = "staff.pins_differ"


class StaffInvalid(RuleBroken):
    """A staff record cannot be stored as given. Facts: reason (staff_id, name or pin), cause."""

    code = "staff.invalid"
