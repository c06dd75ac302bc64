"""Errors about the wire itself: bytes that cannot be read or are too many. Not what follows from them."""

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
