"""Enrolment: sends a one-time code and a public key, gets an identity back. It stores nothing."""

from __future__ import annotations

from pos.domain.typed import plain_digits
from pos.errors.platform import EnrolmentRefused, MonitorRefused
from sync.client.platform import answered
from sync.client.ports import Transport, WireRequest
from sync.protocol import messages as wire
from sync.protocol.codec import decode_json, encode_json


def enrol(
    transport: Transport, *, code: str, till_id: str, public_key: bytes, suite: int, program_version: str
) -> wire.EnrolReply:
    """Present this till to the platform.

    Raises EnrolmentRefused with the platform's reason (`enrolment.code_wrong`, …) or
    `another_till` when its answer is about another till than this one; MonitorUnreachable when it
    does not answer; WireUnreadable.
    """
    typed = plain_digits(code).strip()
    if not 1 <= len(typed) <= 64:
        raise EnrolmentRefused(reason="enrolment.code_wrong")
    request = wire.EnrolRequest(
        protocol=wire.PROTOCOL,
        code=typed,
        till_id=till_id,
        public_key=public_key,
        suite=suite,
        program_version=program_version,
    )
    headers = {"Content-Type": wire.CONTENT_TYPE_JSON}
    response = transport.exchange(WireRequest("POST", wire.PATH_ENROL, headers, encode_json(request)))
    try:
        # Whose signature to believe is what it asks for: the code, spoken by a person, is the only proof.
        reply = decode_json(answered(response, at_ms=0, is_signed=True), wire.EnrolReply)
    except MonitorRefused as error:
        raise EnrolmentRefused(reason=error.facts["reason"]) from error
    if reply.till_id != till_id:
        raise EnrolmentRefused(reason="another_till")
    return reply
