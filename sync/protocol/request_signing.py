"""Builds and checks the signature of a request. Pure: keys, clocks and seen nonces are arguments.

A request carries who asks, when, a nonce, and the device's signature over these and its exact
body. The platform refuses a time too far off (`clock_is_off`) and a nonce it saw within that
span; so a copied request is useless.

A request also says which start of the program it comes from (`StartClaim`), so that two copies of
one till that run at the same time can be recognised. The nonce begins with the digest of that header, so the
signature covers it; a platform or a till of an earlier release neither sends nor reads it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from sync.protocol.errors import RequestUnsigned

HEADER_TILL: Final = "X-Till"
HEADER_EPOCH: Final = "X-Epoch"
HEADER_AT: Final = "X-At"
HEADER_NONCE: Final = "X-Nonce"
HEADER_SIGNATURE: Final = "X-Signature"
HEADER_START: Final = "X-Start"  # Absent from tills of the first releases.

HEADER_ANSWER: Final = "X-Answer"  # Of the answer: the federation's signature over `answer_statement`, hex.

STARTS_BEFORE_MAX: Final = 8
CLOCK_MS_MAX: Final = 15 * 60 * 1000  # A till's clock may be off by this much, either way.

_FORMS: Final = {
    HEADER_TILL: re.compile(r"[A-Za-z0-9._-]{1,32}"),
    HEADER_EPOCH: re.compile(r"[1-9][0-9]{0,9}"),
    HEADER_AT: re.compile(r"[1-9][0-9]{0,14}"),
    HEADER_NONCE: re.compile(r"[0-9a-f]{32}"),
    HEADER_SIGNATURE: re.compile(r"[0-9a-f]{2,256}"),
}
_START_FORM: Final = re.compile(r"[0-9a-f]{32}(\.[0-9a-f]{32}){0,8}")
_START_DIGEST_DIGITS: Final = 16  # So many digits of the nonce belong to the start, the rest to the request.


@dataclass(frozen=True, slots=True)
class StartClaim:
    """Which start of the program asks, by a random id (32 hex digits).

    `before`: earlier starts in the very same place, newest first, back to one the platform has heard
    of. Each of them is over, because a place has one running program; no other place can claim that.
    """

    start_id: str
    before: tuple[str, ...] = ()

    def header(self) -> str:
        """The header's value as it is sent."""
        return ".".join((self.start_id, *self.before[:STARTS_BEFORE_MAX]))

    def nonce(self, chance: str) -> str:
        """A request's nonce that names this start; of the 32 random hex digits in `chance` half are used."""
        return _start_digest(self.header()) + chance[_START_DIGEST_DIGITS:]


@dataclass(frozen=True, slots=True)
class RequestClaim:
    """Who says they ask, and when (ms): only a claim until `claim_holds`.

    `start` is None for a till of the first releases.
    """

    till_id: str
    epoch: int
    at_ms: int
    nonce: str
    signature: bytes
    start: StartClaim | None = None


def request_statement(*, method: str, path: str, at_ms: int, nonce: str, body: bytes) -> bytes:
    """The bytes that are signed. `path` is the URL's path alone; signed requests have no query."""
    digest = hashlib.sha256(body).hexdigest()
    return f"huimin request 1\n{method}\n{path}\n{at_ms}\n{nonce}\n{digest}".encode()


def signed_headers(
    *,
    method: str,
    path: str,
    body: bytes,
    till_id: str,
    epoch: int,
    at_ms: int,
    nonce: str,
    sign: Callable[[bytes], bytes],
    start: StartClaim | None = None,
) -> dict[str, str]:
    """The headers a till adds. `nonce` is 32 hex digits, never used twice; `sign` is the device key's.

    With a `start`, the nonce on the wire begins with what names it.
    """
    if start is not None:
        nonce = start.nonce(nonce)
    statement = request_statement(method=method, path=path, at_ms=at_ms, nonce=nonce, body=body)
    headers = {
        HEADER_TILL: till_id,
        HEADER_EPOCH: str(epoch),
        HEADER_AT: str(at_ms),
        HEADER_NONCE: nonce,
        HEADER_SIGNATURE: sign(statement).hex(),
    }
    for name, value in headers.items():
        assert _FORMS[name].fullmatch(value), f"{name} cannot be {value!r}"
    if start is not None:
        headers[HEADER_START] = start.header()
        assert _START_FORM.fullmatch(headers[HEADER_START]), f"a start cannot be {start!r}"
    return headers


def read_claim(headers: Mapping[str, str]) -> RequestClaim:
    """Read the headers of a request, whatever their case. Raises RequestUnsigned."""
    found = {name.lower(): value for name, value in headers.items()}
    for name, form in _FORMS.items():
        if not form.fullmatch(found.get(name.lower(), "")):
            raise RequestUnsigned(reason=name)
    try:
        signature = bytes.fromhex(found[HEADER_SIGNATURE.lower()])
    except ValueError as error:
        raise RequestUnsigned(reason=HEADER_SIGNATURE) from error
    return RequestClaim(
        till_id=found[HEADER_TILL.lower()],
        epoch=int(found[HEADER_EPOCH.lower()]),
        at_ms=int(found[HEADER_AT.lower()]),
        nonce=found[HEADER_NONCE.lower()],
        signature=signature,
        start=_read_start(found.get(HEADER_START.lower()), nonce=found[HEADER_NONCE.lower()]),
    )


def _read_start(header: str | None, *, nonce: str) -> StartClaim | None:
    if header is None:
        return None
    # The nonce is signed: a header it does not begin with was put there by somebody else.
    if not _START_FORM.fullmatch(header) or not nonce.startswith(_start_digest(header)):
        raise RequestUnsigned(reason=HEADER_START)
    start_id, *before = header.split(".")
    return StartClaim(start_id, tuple(before))


def _start_digest(header: str) -> str:
    return hashlib.sha256(f"huimin start 1\n{header}".encode()).hexdigest()[:_START_DIGEST_DIGITS]


def claim_holds(
    claim: RequestClaim, *, method: str, path: str, body: bytes, verify: Callable[[bytes, bytes], bool]
) -> bool:
    """Whether the device signed exactly this request.

    `verify(message, signature)` uses the public key on file for the claim's till and epoch. The
    caller still compares the till and epoch named in the body with the claim's.
    """
    statement = request_statement(method=method, path=path, at_ms=claim.at_ms, nonce=claim.nonce, body=body)
    return verify(statement, claim.signature)


def clock_is_off(claim: RequestClaim, *, now_ms: int) -> bool:
    """Whether the request's time is too far from ours, before or after."""
    return abs(claim.at_ms - now_ms) > CLOCK_MS_MAX
