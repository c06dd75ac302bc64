"""The ledger's fast writer of canonical JSON says exactly what the domain's writer says."""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.journal import canonical as meaning
from pos.ledger.canonical import canonical_bytes, read_canonical


class Colour(StrEnum):
    RED = "red"


class Number(IntEnum):
    ONE = 1


class Pair(NamedTuple):
    one: int


texts = st.text(max_size=4) | st.sampled_from(["\b\f\n\r\t\x00\x1f\x7f", '"\\/', "\u2028é𠮷", "\ud800"])
keys = texts | st.sampled_from(["", "蔬菜", "\ue000", "\uffff", "a"])
strange = st.sampled_from(
    [1.0, float("nan"), b"x", Colour.RED, Number.ONE, Pair(1), {1}, 2**53, -(2**53), 2**70, {1: 2}, {None: 1}]
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.integers(-(2**53), 2**53) | texts | strange,
    lambda inner: st.lists(inner, max_size=3) | st.tuples(inner) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)


def outcome(write: Any, data: object) -> bytes | type[ValueError]:
    try:
        written: bytes = write(data)
    except ValueError:
        return ValueError
    return written


@given(anything)
def test_it_writes_the_same_or_refuses_the_same(data: object) -> None:
    assert outcome(canonical_bytes, data) == outcome(meaning.canonical_bytes, data)


def read_outcome(read: Any, payload: bytes) -> object:
    try:
        return read(payload)
    except ValueError:
        return ValueError


@given(anything)
def test_it_reads_the_same(data: object) -> None:
    written = outcome(meaning.canonical_bytes, data)
    if isinstance(written, bytes):
        assert read_canonical(written) == meaning.read_canonical(written)


OTHER_FORMS = (
    b'{"b":1,"a":1}', b'{"a":1,"a":1}', b"1.0", b"1e2", b"-0", b'"\\u0041"', b'"\\/"', b"NaN", b"Infinity",
    b"9007199254740992", b'{"a": 1}', b'"\\ud800"', b'{"\xee\x80\x80":1}', b"\xef\xbb\xbf1", b"1 ", b" 1",
)  # fmt: skip
pieces = st.text('{}[],:"\\u0041 -+.eE0123456789aNulltrfs/', max_size=12).map(str.encode)


@given(st.binary(max_size=12) | pieces | st.sampled_from(OTHER_FORMS))
def test_it_refuses_the_same_bytes(payload: bytes) -> None:
    assert read_outcome(read_canonical, payload) == read_outcome(meaning.read_canonical, payload)


def test_every_character_is_written_alike() -> None:
    for first in range(0, 0x11_0000, 0x400):
        characters = "".join(map(chr, range(first, first + 0x400)))
        assert outcome(canonical_bytes, characters) == outcome(meaning.canonical_bytes, characters)


def test_data_nested_without_end_is_refused() -> None:
    endless: list[object] = []
    endless.append(endless)
    with pytest.raises(ValueError, match="nested"):
        canonical_bytes(endless)
    with pytest.raises(ValueError):  # noqa: PT011 (the decoder's own words)
        read_canonical(b"[" * 100_000)
