"""What the platform refuses, or why it cannot be trusted or reached."""

from __future__ import annotations

from pos.errors import IntegrityBroken, OperatingError, RuleBroken


class EnrolmentRefused(RuleBroken):
    """The platform did not accept the one-time code. Facts: reason, cause."""

    code = "enrolment.refused"


class EnrolmentNeeded(RuleBroken):
    """This till has not been enrolled at a platform. Facts: none."""

    code = "enrolment.needed"


class AlreadyEnrolled(RuleBroken):
    """This till already has a key and an epoch. Facts: till_id."""

    code = "enrolment.already"


class BenefitDisputed(OperatingError):
    """The platform does not count an entry because of its lease: benefits are off until it does.

    Facts: sequence, reason.
    """

    code = "benefit.disputed"


class MonitorUnreachable(OperatingError):
    """The platform does not answer. Selling goes on. Facts: reason."""

    code = "monitor.unreachable"
    retryable = True


class MonitorRefused(OperatingError):
    """The platform answered with a refusal. Facts: status, reason."""

    code = "monitor.refused"


class TillForked(OperatingError):
    """The platform found two running copies of this installation: benefits are off at both.

    Facts: status, reason.
    """

    code = "till.forked"


class TillClockOff(OperatingError):
    """The platform refuses the till because their clocks differ too much: benefits are off until they agree.

    Facts: till_ms, platform_ms.
    """

    code = "till.clock_off"
    retryable = True


class TillRetired(OperatingError):
    """The platform replaced this installation by another one: benefits are off. Facts: status, reason."""

    code = "till.retired"


class DocumentForged(IntegrityBroken):
    """A document does not carry the federation's signature. It is not applied. Facts: kind."""

    code = "document.forged"


class MonitorLied(IntegrityBroken):
    """The platform's answer contradicts the till's own ledger; the till's entries stay. Facts: reason."""

    code = "monitor.lied"
