"""A signed request proves who asked exactly this, once: everything else about it is refused."""

from __future__ import annotations

import pytest

from pos.crypto.keys import DeviceKey
from pos.crypto.suite import SUITES
from pos.domain.journal.chain import SUITE_1
from sync.protocol import request_signing as signing
from sync.protocol.errors import RequestUnsigned
from tests.sync.samples import AT_MS, TILL_KEY

NONCE = "0123456789abcdef" * 2
VERIFY = SUITES[SUITE_1].verifier(TILL_KEY.public_key)


def headers() -> dict[str, str]:
    return signing.signed_headers(
        method="POST", path="/api/v1/batches", body=b"body", till_id="S01-1", epoch=1, at_ms=AT_MS,
        nonce=NONCE, sign=TILL_KEY.sign,
    )  # fmt: skip


def test_the_statement_is_as_agreed() -> None:
    statement = signing.request_statement(
        method="POST", path="/api/v1/batches", at_ms=AT_MS, nonce=NONCE, body=b""
    )
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert statement == f"huimin request 1\nPOST\n/api/v1/batches\n{AT_MS}\n{NONCE}\n{empty}".encode()


def test_the_platform_recognises_the_till_whatever_case_a_proxy_made_of_the_headers() -> None:
    for change in (str.lower, str.upper, str):
        claim = signing.read_claim({change(name): value for name, value in headers().items()})
        assert (claim.till_id, claim.epoch, claim.at_ms, claim.nonce) == ("S01-1", 1, AT_MS, NONCE)
        assert signing.claim_holds(claim, method="POST", path="/api/v1/batches", body=b"body", verify=VERIFY)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "/api/v1/batches", b"body"),
        ("POST", "/api/v1/downlink", b"body"),
        ("POST", "/api/v1/batches", b"Body"),
    ],
)
def test_a_signature_is_good_for_one_request_only(method: str, path: str, body: bytes) -> None:
    claim = signing.read_claim(headers())
    assert not signing.claim_holds(claim, method=method, path=path, body=body, verify=VERIFY)


@pytest.mark.parametrize(
    "changes",
    [
        {signing.HEADER_AT: str(AT_MS + 1)},
        {signing.HEADER_NONCE: "f" * 32},
        {signing.HEADER_SIGNATURE: "00" * 64},
    ],
)
def test_another_time_or_nonce_breaks_the_signature(changes: dict[str, str]) -> None:
    claim = signing.read_claim(headers() | changes)
    assert not signing.claim_holds(claim, method="POST", path="/api/v1/batches", body=b"body", verify=VERIFY)


def test_another_device_could_not_have_signed_it() -> None:
    stranger = SUITES[SUITE_1].verifier(DeviceKey.generate().public_key)
    assert not signing.claim_holds(
        signing.read_claim(headers()), method="POST", path="/api/v1/batches", body=b"body", verify=stranger
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (signing.HEADER_TILL, ""),
        (signing.HEADER_TILL, "S01-1\n"),
        (signing.HEADER_EPOCH, "0"),
        (signing.HEADER_EPOCH, "1.0"),
        (signing.HEADER_EPOCH, "１"),
        (signing.HEADER_AT, "-1"),
        (signing.HEADER_AT, "9" * 16),
        (signing.HEADER_NONCE, "g" * 32),
        (signing.HEADER_NONCE, "a" * 31),
        (signing.HEADER_SIGNATURE, "abc"),
        (signing.HEADER_SIGNATURE, "zz"),
    ],
)
def test_headers_that_are_no_claim_are_refused(name: str, value: str) -> None:
    with pytest.raises(RequestUnsigned):
        signing.read_claim(headers() | {name: value})


def test_a_missing_header_is_refused() -> None:
    for name in headers():
        with pytest.raises(RequestUnsigned):
            signing.read_claim({key: value for key, value in headers().items() if key != name})


def test_a_clock_may_be_off_by_a_quarter_of_an_hour_either_way() -> None:
    claim = signing.read_claim(headers())
    quarter = 15 * 60 * 1000
    for off in (0, quarter, -quarter):
        assert not signing.clock_is_off(claim, now_ms=AT_MS + off)
    for off in (quarter + 1, -quarter - 1):
        assert signing.clock_is_off(claim, now_ms=AT_MS + off)


FIRST, SECOND = signing.StartClaim("a" * 32), signing.StartClaim("b" * 32, ("a" * 32, "c" * 32))


def headers_of(start: signing.StartClaim) -> dict[str, str]:
    return signing.signed_headers(
        method="POST", path="/api/v1/batches", body=b"body", till_id="S01-1", epoch=1, at_ms=AT_MS,
        nonce=NONCE, sign=TILL_KEY.sign, start=start,
    )  # fmt: skip


@pytest.mark.parametrize("start", [FIRST, SECOND])
def test_a_request_says_which_start_of_the_program_it_comes_from(start: signing.StartClaim) -> None:
    claim = signing.read_claim(headers_of(start))

    assert claim.start == start
    assert claim.nonce[16:] == NONCE[16:], "half of it stays the request's own"
    assert signing.claim_holds(claim, method="POST", path="/api/v1/batches", body=b"body", verify=VERIFY)


def test_a_till_of_the_first_releases_says_nothing_of_its_start_and_is_heard() -> None:
    assert signing.read_claim(headers()).start is None


def test_a_platform_of_the_first_releases_hears_a_till_that_names_its_start() -> None:
    older = {name: value for name, value in headers_of(SECOND).items() if name != signing.HEADER_START}

    claim = signing.read_claim(older)

    assert signing.claim_holds(claim, method="POST", path="/api/v1/batches", body=b"body", verify=VERIFY)


@pytest.mark.parametrize("lie", [FIRST.header(), "", "b" * 31, SECOND.header() + ".", "B" * 32, "b" * 32])
def test_nobody_else_can_put_another_start_into_a_request(lie: str) -> None:
    with pytest.raises(RequestUnsigned) as refused:
        signing.read_claim(headers_of(SECOND) | {signing.HEADER_START: lie})
    assert refused.value.facts["reason"] == signing.HEADER_START


def test_only_the_newest_starts_before_this_one_are_named() -> None:
    many = signing.StartClaim("f" * 32, tuple(f"{number:032x}" for number in range(20)))

    read = signing.read_claim(headers_of(many)).start

    assert read == signing.StartClaim("f" * 32, many.before[: signing.STARTS_BEFORE_MAX])
