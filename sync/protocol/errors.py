"""Errors of the wire and of what comes over it. Those the till and the platform share are in `pos.errors`."""

from __future__ import annotations

from pos.errors import IntegrityBroken, OperatingError


class WireUnreadable(OperatingError):
    """The bytes are no message of this protocol: damaged on the way, or another version. Facts: reason."""

    code = "wire.unreadable"
    retryable = True


class WireTooLarge(OperatingError):
    """More bytes than a message may have, packed or unpacked. Facts: limit."""

    code = "wire.too_large"


class RequestUnsigned(IntegrityBroken):
    """A request does not carry the signature of the till it names. Facts: reason."""

    code = "request.unsigned"


class MonitorUrlWrong(OperatingError):
    """The platform's address cannot be used, or is not encrypted. Facts: url, reason."""

    code = "monitor.url_wrong"


class UploadStalled(OperatingError):
    """The platform answers properly but takes nothing more of the journal. Facts: sequence."""

    code = "sync.stalled"
    retryable = True


class EntriesQuarantined(OperatingError):
    """The platform holds some entries but does not count them. Facts: count; sequence and reason of one."""

    code = "sync.quarantined"


class SyncInternal(OperatingError):
    """Something unexpected in the program itself; it is in the log and will be tried again. Facts: none."""

    code = "sync.internal"
    retryable = True
