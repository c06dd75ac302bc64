"""The interface for tills: enrol, batches, downlink, ping. It reads and writes messages only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

import msgspec
from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from monitor.devices.devices import Device
from monitor.logs import note
from monitor.platform import Platform
from monitor.refusals import Refused
from monitor.web.access import OPEN, TILL, Access, asks
from monitor.web.tills.wire import read_body
from sync.protocol.codec import JSON_BYTES_MAX, PACKED_BYTES_MAX, decode, decode_json, encode, encode_json
from sync.protocol.errors import RequestUnsigned, WireTooLarge, WireUnreadable
from sync.protocol.lease_messages import (
    CreditReply,
    CreditRequest,
    CreditsReply,
    CreditsRequest,
    RecallWait,
    TapReply,
    TapRequest,
)
from sync.protocol.messages import (
    CONTENT_TYPE,
    CONTENT_TYPE_JSON,
    PATH_BATCHES,
    PATH_COMPACT,
    PATH_CREDIT,
    PATH_CREDITS,
    PATH_DAY,
    PATH_DOWNLINK,
    PATH_ENROL,
    PATH_PING,
    PATH_RECALLS,
    PATH_RETURN,
    PATH_SALE,
    PATH_TAP,
    PROTOCOL,
    Batch,
    BatchReply,
    CompactBatch,
    DayReply,
    DayRequest,
    DownReply,
    DownRequest,
    EnrolReply,
    EnrolRequest,
    Pong,
    Refusal,
    ReturnReply,
    ReturnRequest,
    SaleReply,
    SaleRequest,
)
from sync.protocol.request_signing import RequestClaim, read_claim

MESSAGES: Final = (
    *(
        EnrolRequest,
        EnrolReply,
        Batch,
        CompactBatch,
        BatchReply,
        DownRequest,
        DownReply,
        DayRequest,
        DayReply,
    ),
    *(SaleRequest, SaleReply, ReturnRequest, ReturnReply, Pong, Refusal),
    *(TapRequest, TapReply, RecallWait, CreditRequest, CreditReply, CreditsRequest, CreditsReply),
)

RequestKind = TypeVar(
    "RequestKind",
    Batch,
    CompactBatch,
    DownRequest,
    DayRequest,
    SaleRequest,
    ReturnRequest,
    TapRequest,
    RecallWait,
    CreditRequest,
    CreditsRequest,
)


def api_router(platform: Platform) -> APIRouter:
    """The tills' interface."""
    router = APIRouter(tags=["收银机接口"])

    @router.get(
        PATH_PING,
        summary="Is the platform there, and what is its time?",
        **_described(None, Pong, access=OPEN),
    )
    async def ping() -> Response:  # On the loop itself: it waits for no thread.
        return _json(Pong(ok=True, at_ms=platform.clock.now_ms()))

    @router.post(
        PATH_ENROL,
        summary="Enrol a till with its one-time code",
        **_described(EnrolRequest, EnrolReply, packed=False, refused=(400, 403, 413, 422)),
    )
    async def enrol(request: Request) -> Response:
        body = await read_body(request, bytes_max=JSON_BYTES_MAX)
        asked = _read(decode_json, body, EnrolRequest)
        _check_protocol(asked.protocol)
        reply = await run_in_threadpool(platform.enrol, asked)
        note("till enrolled", till=reply.till_id, epoch=reply.epoch, program=asked.program_version)
        return _json(reply)

    _add_uploads(router, platform)

    @router.post(
        PATH_DOWNLINK,
        summary="Ask for newer signed documents: programme, cards, categories, leases",
        **_described(DownRequest, DownReply, refused=(400, 401, 403, 413, 503)),
    )
    async def downlink(request: Request) -> Response:
        claim, body = await _claimed(request)

        def work() -> bytes:
            device, asked = _authentic(platform, claim, request, body, DownRequest)
            now_ms = platform.clock.now_ms()
            return encode(platform.downlink.answer(asked, device, nonce=claim.nonce, now_ms=now_ms))

        return Response(await run_in_threadpool(work), media_type=CONTENT_TYPE)

    @router.post(
        PATH_DAY,
        summary="What the platform has of one day of this till, for the day close",
        **_described(DayRequest, DayReply, refused=(400, 401, 403, 413, 503)),
    )
    async def day(request: Request) -> Response:
        claim, body = await _claimed(request)

        def work() -> bytes:
            device, asked = _authentic(platform, claim, request, body, DayRequest)
            now_ms = platform.clock.now_ms()
            return encode(platform.days.answer(asked, device, nonce=claim.nonce, now_ms=now_ms))

        return Response(await run_in_threadpool(work), media_type=CONTENT_TYPE)

    @router.post(
        PATH_SALE,
        summary="A sale that another till made, and what came back of it",
        **_described(SaleRequest, SaleReply, refused=(400, 401, 403, 404, 413, 503)),
    )
    async def sale(request: Request) -> Response:
        claim, body = await _claimed(request)

        def work() -> bytes:
            device, asked = _authentic(platform, claim, request, body, SaleRequest)
            now_ms = platform.clock.now_ms()
            return encode(platform.returns.sale(asked, device, nonce=claim.nonce, now_ms=now_ms))

        return Response(await run_in_threadpool(work), media_type=CONTENT_TYPE)

    @router.post(
        PATH_RETURN,
        summary="Leave to take goods back that another till sold; once for the same goods",
        **_described(ReturnRequest, ReturnReply, refused=(400, 401, 403, 404, 409, 413, 503)),
    )
    async def goods_return(request: Request) -> Response:
        claim, body = await _claimed(request)

        def work() -> bytes:
            device, asked = _authentic(platform, claim, request, body, ReturnRequest)
            now_ms = platform.clock.now_ms()
            reply = platform.returns.permit(asked, device, nonce=claim.nonce, now_ms=now_ms)
            note("return permitted", till=device.till_id, sale=asked.sale_no, id=asked.return_id)
            return encode(reply)

        return Response(await run_in_threadpool(work), media_type=CONTENT_TYPE)

    _add_lease_moves(router, platform)
    _add_credits(router, platform)
    return router


def _add_lease_moves(router: APIRouter, platform: Platform) -> None:
    """A card that is shown, and what holders are asked for: both may wait, without a thread."""

    @router.post(
        PATH_TAP,
        summary="A card is shown: its rights of the month, or who is being asked for them",
        **_described(TapRequest, TapReply, refused=(400, 401, 403, 413, 503)),
    )
    async def tap(request: Request) -> Response:
        claim, body = await _claimed(request)
        device, asked = await run_in_threadpool(_authentic, platform, claim, request, body, TapRequest)
        now_ms = platform.clock.now_ms()
        reply = await platform.taps.tap(asked, device, nonce=claim.nonce, now_ms=now_ms)
        note("tap", till=device.till_id, state=reply.state, documents=len(reply.documents))
        return Response(encode(reply), media_type=CONTENT_TYPE)

    @router.post(
        PATH_RECALLS,
        summary="Wait for questions to let go of rights",
        **_described(RecallWait, DownReply, refused=(400, 401, 403, 413, 503)),
    )
    async def recalls(request: Request) -> Response:
        claim, body = await _claimed(request)
        device, asked = await run_in_threadpool(_authentic, platform, claim, request, body, RecallWait)
        now_ms = platform.clock.now_ms()
        reply = await platform.taps.recalls(asked, device, nonce=claim.nonce, now_ms=now_ms)
        return Response(encode(reply), media_type=CONTENT_TYPE)


def _add_credits(router: APIRouter, platform: Platform) -> None:
    """The money of make-good slips."""

    @router.post(
        PATH_CREDIT,
        summary="Promise a make-good to this till alone, or take the promise back",
        **_described(CreditRequest, CreditReply, refused=(400, 401, 403, 404, 409, 413, 503)),
    )
    async def credit(request: Request) -> Response:
        claim, body = await _claimed(request)

        def work() -> bytes:
            device, asked = _authentic(platform, claim, request, body, CreditRequest)
            now_ms = platform.clock.now_ms()
            reply = platform.slips.credit(asked, device, nonce=claim.nonce, now_ms=now_ms)
            note("credit", till=device.till_id, id=asked.credit_id, withdrawn=asked.withdrawn)
            return encode(reply)

        return Response(await run_in_threadpool(work), media_type=CONTENT_TYPE)

    @router.post(
        PATH_CREDITS,
        summary="Which make-goods a card can be paid at this till",
        **_described(CreditsRequest, CreditsReply, refused=(400, 401, 403, 413, 503)),
    )
    async def card_credits(request: Request) -> Response:
        claim, body = await _claimed(request)

        def work() -> bytes:
            device, asked = _authentic(platform, claim, request, body, CreditsRequest)
            now_ms = platform.clock.now_ms()
            return encode(platform.slips.credits(asked, device, nonce=claim.nonce, now_ms=now_ms))

        return Response(await run_in_threadpool(work), media_type=CONTENT_TYPE)


def _add_uploads(router: APIRouter, platform: Platform) -> None:
    """The journal, in full or in the compact form."""

    @router.post(
        PATH_BATCHES,
        summary="Upload journal entries; the reply counter-signs how far they are held",
        **_described(Batch, BatchReply, refused=(400, 401, 403, 413, 422, 429, 503)),
    )
    async def batches(request: Request) -> Response:
        claim, body = await _claimed(request)

        def work() -> bytes:
            device, batch = _authentic(platform, claim, request, body, Batch)
            now_ms = platform.clock.now_ms()
            reply = platform.ingest.receive(batch, device, nonce=claim.nonce, now_ms=now_ms)
            return _received(reply, device, len(batch.entries))

        return Response(await run_in_threadpool(work), media_type=CONTENT_TYPE)

    @router.post(
        PATH_COMPACT,
        summary="Upload journal entries that one signature proves; the same reply",
        **_described(CompactBatch, BatchReply, refused=(400, 401, 403, 413, 422, 503)),
    )
    async def compact(request: Request) -> Response:
        claim, body = await _claimed(request)

        def work() -> bytes:
            device, batch = _authentic(platform, claim, request, body, CompactBatch)
            now_ms = platform.clock.now_ms()
            reply = platform.ingest.receive_compact(batch, device, nonce=claim.nonce, now_ms=now_ms)
            return _received(reply, device, len(batch.entries))

        return Response(await run_in_threadpool(work), media_type=CONTENT_TYPE)


def _received(reply: BatchReply, device: Device, entries: int) -> bytes:
    note(
        "batch",
        till=device.till_id,
        epoch=device.epoch,
        entries=entries,
        held=reply.acknowledged_sequence,
        quarantined=len(reply.quarantined),
    )
    return encode(reply)


async def _claimed(request: Request) -> tuple[RequestClaim, bytes]:
    try:
        claim = read_claim(request.headers)
    except RequestUnsigned as error:
        raise Refused("request.unsigned", f"{error.facts['reason']} is missing or malformed") from error
    return claim, await read_body(request, bytes_max=PACKED_BYTES_MAX)


def _authentic(
    platform: Platform, claim: RequestClaim, request: Request, body: bytes, kind: type[RequestKind]
) -> tuple[Device, RequestKind]:
    """Who sent this and what; nothing is unpacked before the signature is known to be a device's."""
    device = platform.authenticate(claim, method=request.method, path=request.url.path, body=body)
    asked = _read(decode, body, kind)
    _check_protocol(asked.protocol)
    if (asked.till_id, asked.epoch) != (device.till_id, device.epoch):
        raise Refused("request.other_till", "the body names another till than the signature")
    return device, asked


Body = TypeVar("Body", bound=msgspec.Struct)


def _read(reader: Callable[[bytes, type[Body]], Body], body: bytes, kind: type[Body]) -> Body:
    try:
        return reader(body, kind)
    except WireTooLarge as error:
        raise Refused("request.too_large", str(error)) from error
    except WireUnreadable as error:
        raise Refused("request.unreadable", str(error)) from error


def _check_protocol(protocol: int) -> None:
    if protocol != PROTOCOL:
        raise Refused("request.protocol", f"protocol {protocol}; this platform speaks {PROTOCOL}")


def _json(message: msgspec.Struct) -> Response:
    return Response(encode_json(message), media_type=CONTENT_TYPE_JSON)


def _described(
    asked: type[msgspec.Struct] | None,
    reply: type[msgspec.Struct],
    *,
    packed: bool = True,
    refused: tuple[int, ...] = (),
    access: Access = TILL,
) -> dict[str, Any]:
    """Who may call a path and what OpenAPI says of it; the bodies are messages of sync.protocol."""
    form = CONTENT_TYPE if packed and asked is not None else CONTENT_TYPE_JSON
    described: dict[str, Any] = {
        "dependencies": [asks(access)],
        "response_class": Response,
        "responses": {
            200: {"description": reply.__name__, "content": {form: {"schema": _schema(reply)}}},
            **{
                status: {
                    "description": "Refusal",
                    "content": {CONTENT_TYPE_JSON: {"schema": _schema(Refusal)}},
                }
                for status in refused
            },
        },
    }
    if asked is not None:
        content = {form: {"schema": _schema(asked)}}
        described["openapi_extra"] = {"requestBody": {"required": True, "content": content}}
    return described


def _schema(message: type[msgspec.Struct]) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{message.__name__}"}
