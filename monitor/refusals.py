"""What the platform answers when it refuses: a status and a stable code. An answer, not an error."""

from __future__ import annotations

from typing import Final

# Every code that a till can be given, and its HTTP status. The till's words for them are its own.
STATUS: Final = {
    "request.too_large": 413,
    "request.unreadable": 400,
    "request.protocol": 400,
    "request.unsigned": 401,
    "request.stale": 401,
    "request.replayed": 401,
    "request.other_till": 403,
    "till.unknown": 401,
    "epoch.retired": 403,
    "epoch.forked": 403,
    "entry.unreadable": 422,
    "batch.unproven": 422,  # Of the compact form: the till sends the same in full.
    "quarantine.full": 429,
    "enrolment.code_wrong": 403,
    "enrolment.code_expired": 403,
    "enrolment.code_used": 403,
    "enrolment.suite_unknown": 422,
    "enrolment.key_unusable": 422,
    "sale.unknown": 404,
    "return.own_sale": 409,
    "return.not_yours": 409,
    "return.home_silent": 409,
    "return.home_pending": 409,
    "return.not_released": 409,  # The selling till was asked for its signed release.
    "return.changed": 409,
    "return.too_much": 409,
    "credit.unknown": 404,
    "credit.elsewhere": 409,  # Another till is paying it out.
    "credit.paid": 409,
    "credit.stopped": 409,  # The card is lost or suspended.
    "page.unknown": 404,
    "method.unknown": 405,
    "platform.busy": 503,
    "platform.fault": 500,
}


class Refused(Exception):
    """The request is refused. `detail` is English for a log, without secrets."""

    def __init__(self, code: str, detail: str = "") -> None:
        """Refuse with one of the codes of `STATUS`."""
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
        self.status = STATUS[code]
