"""Calls the platform for the till: signs and packs requests, reads answers. It trusts no answer itself.

Here a status becomes an exception or an answer. Whether an answer is true is decided by
`verification` and by the documents' signatures.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from typing import Final

from pos.crypto.statements import answer_statement
from pos.crypto.suite import SUITES
from pos.errors import PosError
from pos.errors.platform import MonitorRefused, MonitorUnreachable, TillClockOff, TillForked, TillRetired
from sync.client.ports import SyncIdentity, Transport, WireRequest, WireResponse
from sync.protocol import messages as wire
from sync.protocol.codec import Message, decode, decode_json, encode
from sync.protocol.errors import WireTooLarge, WireUnreadable
from sync.protocol.lease_messages import (
    CreditReply,
    CreditRequest,
    CreditsReply,
    CreditsRequest,
    RecallWait,
    TapReply,
    TapRequest,
)
from sync.protocol.request_signing import CLOCK_MS_MAX, HEADER_NONCE, signed_headers

# The request may succeed later without anybody doing anything: too slow, too many, or the server's fault.
_TRY_LATER = frozenset({408, 425, 429})
# Refusals that say which of several installations this one is.
_FENCING: Final[Mapping[str, type[PosError]]] = {"epoch.forked": TillForked, "epoch.retired": TillRetired}


class Platform:
    """One method for each request. Raises what `answered` and the transport raise."""

    def __init__(
        self,
        transport: Transport,
        identity: SyncIdentity,
        *,
        now_ms: Callable[[], int],
        new_nonce: Callable[[], str] = lambda: secrets.token_hex(16),
    ) -> None:
        self._transport = transport
        self._identity = identity
        self._now_ms = now_ms
        self._new_nonce = new_nonce

    def send_batch(self, batch: wire.Batch) -> wire.BatchReply:
        """Hand over entries. Raises WireTooLarge when they do not fit into one request."""
        return self._ask(wire.PATH_BATCHES, encode(batch), wire.BatchReply)

    def send_compact(self, batch: wire.CompactBatch) -> wire.BatchReply:
        """Hand over entries that one signature proves. Raises WireTooLarge as `send_batch` does."""
        return self._ask(wire.PATH_COMPACT, encode(batch), wire.BatchReply)

    def ask_documents(self, request: wire.DownRequest) -> wire.DownReply:
        """Ask for documents newer than those at hand."""
        return self._ask(wire.PATH_DOWNLINK, encode(request), wire.DownReply)

    def ask_day(self, request: wire.DayRequest) -> wire.DayReply:
        """Ask what the platform has of one day."""
        return self._ask(wire.PATH_DAY, encode(request), wire.DayReply)

    def ask_sale(self, request: wire.SaleRequest) -> wire.SaleReply:
        """Ask for a sale of another ledger."""
        return self._ask(wire.PATH_SALE, encode(request), wire.SaleReply)

    def ask_return(self, request: wire.ReturnRequest) -> wire.ReturnReply:
        """Ask to take goods back that another till sold."""
        return self._ask(wire.PATH_RETURN, encode(request), wire.ReturnReply)

    def ask_tap(self, request: TapRequest) -> TapReply:
        """Ask for the rights of a card that is shown here; held by the platform up to `wait_ms`."""
        return self._ask(wire.PATH_TAP, encode(request), TapReply)

    def ask_recalls(self, request: RecallWait) -> wire.DownReply:
        """Wait for what this till is asked to let go; held by the platform up to `wait_ms`."""
        return self._ask(wire.PATH_RECALLS, encode(request), wire.DownReply)

    def ask_credits(self, request: CreditsRequest) -> CreditsReply:
        """Ask which make-goods a card can be paid here."""
        return self._ask(wire.PATH_CREDITS, encode(request), CreditsReply)

    def ask_credit(self, request: CreditRequest) -> CreditReply:
        """Have a make-good promised to this till, or give the promise back."""
        return self._ask(wire.PATH_CREDIT, encode(request), CreditReply)

    def close(self) -> None:
        """Close the connection."""
        self._transport.close()

    def _ask(self, path: str, body: bytes, expected: type[Message]) -> Message:
        at_ms = self._now_ms()
        headers = signed_headers(
            method="POST",
            path=path,
            body=body,
            till_id=self._identity.till_id,
            epoch=self._identity.epoch,
            at_ms=at_ms,
            nonce=self._new_nonce(),
            sign=self._identity.sign,
            start=self._identity.start,
        )
        headers["Content-Type"] = wire.CONTENT_TYPE
        response = self._transport.exchange(WireRequest("POST", path, headers, body))
        is_signed = self._is_signed(response, headers[HEADER_NONCE])
        if response.status == 200 and not is_signed:
            raise WireUnreadable(reason="the answer is not the platform's")
        return decode(answered(response, at_ms=at_ms, is_signed=is_signed), expected)

    def _is_signed(self, response: WireResponse, nonce: str) -> bool:
        """Whether this is the federation's own answer to this very request."""
        if not response.signature:
            return False
        who = self._identity
        statement = answer_statement(
            status=response.status,
            till_id=who.till_id,
            epoch=who.epoch,
            nonce=nonce,
            body=response.body,
        )
        return SUITES[who.suite].verify(who.federation_key, statement, response.signature)


def answered(response: WireResponse, *, at_ms: int, is_signed: bool) -> bytes:
    """Return the body of a good answer to a request made at `at_ms`.

    An unsigned refusal is not the platform's (captive portal, wrong address, proxy). Raises
    MonitorUnreachable for this and for what may pass, TillClockOff when the platform says so and
    its own time agrees, TillForked, TillRetired for what switches benefits off,
    MonitorRefused for every other refusal, with the platform's reason.
    """
    if response.status == 200:
        return response.body
    if response.status >= 500 or response.status in _TRY_LATER:
        raise MonitorUnreachable(reason=f"status {response.status}")
    if not is_signed:
        raise MonitorUnreachable(reason=f"unsigned {response.status}")
    refusal = refusal_of(response)
    if refusal.code == "request.stale" and abs(refusal.at_ms - at_ms) > CLOCK_MS_MAX:
        raise TillClockOff(till_ms=at_ms, platform_ms=refusal.at_ms)
    refused = _FENCING.get(refusal.code, MonitorRefused)
    raise refused(status=response.status, reason=refusal.code)


def refusal_of(response: WireResponse) -> wire.Refusal:
    """Read why; a body that does not say (a proxy's page, a redirect) has the status as its reason."""
    try:
        return decode_json(response.body, wire.Refusal)
    except (WireUnreadable, WireTooLarge):
        return wire.Refusal(f"status {response.status}")
