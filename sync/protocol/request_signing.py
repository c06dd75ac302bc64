"""The signature of a request: pure building and checking. Keys, clocks and memory of nonces are the caller's.

A request carries who asks, when, a nonce, and the device's signature over these and its exact
body. The platform refuses a time too far off (`clock_is_off`) and a nonce it saw within that
span; so a copied request is good for nothing.
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

CLOCK_MS_MAX: Final = 15 * 60 * 1000  # A till's clock may be off by this much, either way.

_FORMS: Final = {
    HEADER_TILL: re.compile(r"[A-Za-z0-9._-]{1,32}"),
    HEADER_EPOCH: re.compile(r"[1-9][0-9]{0,9}"),
    HEADER_AT: re.compile(r"[1-9][0-9]{0,14}"),
    HEADER_NONCE: re.compile(r"[0-9a-f]{32}"),
    HEADER_SIGNATURE: re.compile(r"[0-9a-f]{2,256}"),
}


@dataclass(frozen=True, slots=True)
class RequestClaim:
    """Who says they ask, and when (ms): only a claim until `claim_holds`."""

    till_id: str
    epoch: int
    at_ms: int
    nonce: str
    signature: bytes


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
) -> dict[str, str]:
    """The headers a till adds. `nonce` is 32 hex digits, never used twice; `sign` is the device key's."""
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
    )


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
