"""The six digits of a telephone (TOTP, RFC 6238): a new secret, its address for the app, and checking."""

from __future__ import annotations

import hmac
import unicodedata
from typing import Final

import pyotp

STEP_MS: Final = 30_000
_DRIFT_STEPS: Final = 1  # A telephone's clock may be half a minute off.


def code_at(secret: str, at_ms: int) -> str:
    """What the telephone shows at an instant."""
    return pyotp.TOTP(secret).generate_otp(at_ms // STEP_MS)


def step_of(secret: str, code: str, *, now_ms: int, after_step: int) -> int | None:
    """The step whose code this is, later than the last one used; None when there is none.

    All steps are compared, so that the time says nothing.
    """
    typed = "".join(unicodedata.normalize("NFKC", code).split()).encode()
    now, found = now_ms // STEP_MS, None
    totp = pyotp.TOTP(secret)
    for step in range(now - _DRIFT_STEPS, now + _DRIFT_STEPS + 1):
        if hmac.compare_digest(totp.generate_otp(step).encode(), typed) and step > after_step:
            found = step
    return found


def address_for_app(secret: str, *, login: str, issuer: str) -> str:
    """The `otpauth://` address that an app reads from a picture or takes as text."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=issuer)
