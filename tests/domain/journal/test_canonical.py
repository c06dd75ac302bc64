"""Canonical bytes: the same as a reference implementation writes, and nothing that has two forms."""

from __future__ import annotations

import json
from enum import IntEnum, StrEnum
from typing import Any, NamedTuple

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.journal.canonical import canonical_bytes, read_canonical

INTEGER_MAX = 2**53 - 1

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
keys = st.text(st.characters(max_codepoint=0xD7FF), max_size=4)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.integers(-INTEGER_MAX, INTEGER_MAX) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=5),
    max_leaves=20,
)


@given(values)
def test_the_bytes_are_those_of_the_standard(data: Any) -> None:
    assert canonical_bytes(data) == rfc8785.dumps(data)


@given(values)
def test_what_was_written_is_read_back_the_same(data: Any) -> None:
    assert read_canonical(canonical_bytes(data)) == data


def test_keys_are_sorted_and_nothing_is_put_between() -> None:
    assert canonical_bytes({"b": 1, "a": [True, None, "x"], "B": {}, "": []}) == (
        b'{"":[],"B":{},"a":[true,null,"x"],"b":1}'
    )


def test_texts_are_utf8_with_the_shortest_escapes() -> None:
    text = 'é土豆𠮷 "\\ \b\f\n\r\t \x00\x1f\x7f /'

    assert canonical_bytes(text) == ('"é土豆𠮷 \\"\\\\ \\b\\f\\n\\r\\t \\u0000\\u001f\x7f /"'.encode())


def test_a_pool_may_have_a_chinese_name() -> None:
    assert canonical_bytes({"蔬菜": 1, "subsidy": 2}) == '{"subsidy":2,"蔬菜":1}'.encode()
    assert canonical_bytes({"蔬菜": 1, "subsidy": 2}) == rfc8785.dumps({"蔬菜": 1, "subsidy": 2})


def test_a_tuple_is_a_list() -> None:
    assert canonical_bytes(((), (1, "a"))) == b'[[],[1,"a"]]'


class Colour(StrEnum):
    RED = "red"


class Number(IntEnum):
    ONE = 1


class Pair(NamedTuple):
    one: int


class Text(str):
    __slots__ = ()


@pytest.mark.parametrize(
    "data",
    [
        1.0, 0.0, float("nan"), float("inf"), INTEGER_MAX + 1, -INTEGER_MAX - 1, 10**400,
        b"bytes", {1, 2}, object(), 1j, range(3), Colour.RED, Number.ONE, Pair(1), Text("x"),
        {1: "a"}, {True: 1}, {None: 1}, {("a",): 1}, {"\ud800": 1}, {"𠮷": 1}, {"\ue000": 1}, {"ok\uffff": 1},
        "\ud800", ["\udfff"], {"a": "\ud800"}, {"a": 1.5}, [[{"a": [2.5]}]],
    ],
)  # fmt: skip
def test_what_has_no_canonical_form_is_refused(data: object) -> None:
    """Exact types, because a subclass may be written in another way tomorrow."""
    for nested in (data, [data], {"a": data}, {"a": [data]}):
        with pytest.raises(ValueError):  # noqa: PT011  # json and UTF-8 have sentences of their own
            canonical_bytes(nested)


@pytest.mark.parametrize("number", [INTEGER_MAX, -INTEGER_MAX, 0])
def test_numbers_up_to_two_to_the_53rd_are_exact_everywhere(number: int) -> None:
    assert canonical_bytes([number, {"n": number}]) == b'[%d,{"n":%d}]' % (number, number)


@pytest.mark.parametrize("depth", [10, 200, 480, 900, 960, 970, 980, 985, 990, 995, 1000, 5000, 100_000])
@pytest.mark.parametrize(("opening", "closing"), [(b"[", b"]"), (b'{"a":', b"}"), (b'[{"a":', b"}]")])
def test_however_deep_a_nest_is_it_is_read_or_refused(depth: int, opening: bytes, closing: bytes) -> None:
    payload = opening * depth + b"1" + closing * depth
    try:
        data = read_canonical(payload)
    except ValueError:
        assert depth > 200
    else:
        assert canonical_bytes(data) == payload


def test_a_list_that_holds_itself_is_refused() -> None:
    ring: list[object] = []
    ring.append(ring)

    with pytest.raises(ValueError, match="nested too deeply"):
        canonical_bytes(ring)


@pytest.mark.parametrize(
    "payload",
    [
        b"", b" ", b"{", b"nul", b"\xff", b'"\xed\xa0\x80"', b'"\\ud800"', b"\xef\xbb\xbf{}", b"1 ", b" 1",
        b"1\n", b'{"a": 1}', b'{"b":1,"a":2}', b'{"a":1,"a":1}', b'{"a":1,"a":2}', b"[1,]", b"1.0", b"1e2",
        b"-0", b"01", b"+1", b"NaN", b"Infinity", b"-Infinity", b"9007199254740992", b"1" + b"0" * 5000,
        b'"\\u0041"', b'"\\/"', b'"\\u001F"', b'"\x01"', b"True", b"'a'", b"{1:2}", '"土"'.encode("gb18030"),
        '{"a":1}'.encode("utf-16"), b"[]x", b"[1][2]",
    ],
)  # fmt: skip
def test_bytes_in_any_other_form_are_refused(payload: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # json has sentences of its own
        read_canonical(payload)


@given(st.binary(max_size=12) | st.text(alphabet='{}[]",:0123456789aeN.\\u-', max_size=12).map(str.encode))
def test_any_bytes_are_canonical_or_refused(payload: bytes) -> None:
    try:
        data = read_canonical(payload)
    except ValueError:
        return
    assert canonical_bytes(data) == payload == rfc8785.dumps(data)
    assert json.loads(payload) == data


@given(st.lists(st.dictionaries(keys, st.integers(0, 3), max_size=3), max_size=6))
def test_what_was_written_before_does_not_change_what_is_written_now(rows: list[dict[str, int]]) -> None:
    alone = [canonical_bytes(row) for row in rows]

    assert canonical_bytes(rows) == b"[" + b",".join(alone) + b"]"
    for row in rows:
        backwards = dict(reversed(row.items()))
        assert canonical_bytes(backwards) == canonical_bytes(row)


loose_keys = keys | st.sampled_from([1, None, True, "𠮷", "\ue000", Text("x")])
loose_values = st.recursive(
    values
    | st.floats()
    | st.sampled_from([INTEGER_MAX + 1, b"x", Colour.RED, Number.ONE, Pair(1), Text("x"), "\ud800", {1}]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(loose_keys, inner, max_size=3),
    max_leaves=8,
)


def is_plain(data: Any) -> bool:
    """Whether data are exactly of the types and within the bounds that have a canonical form."""
    if type(data) is dict:
        fits = all(type(key) is str and all(letter < "\ud800" for letter in key) for key in data)
        return fits and all(is_plain(value) for value in data.values())
    if type(data) is list:
        return all(is_plain(value) for value in data)
    if type(data) is str:
        return not any("\ud800" <= letter <= "\udfff" for letter in data)
    return data is None or type(data) is bool or (type(data) is int and abs(data) <= INTEGER_MAX)


@given(loose_values)
def test_whatever_is_written_is_what_the_standard_writes(data: Any) -> None:
    if is_plain(data):
        assert canonical_bytes(data) == rfc8785.dumps(data)
    else:
        with pytest.raises(ValueError):  # noqa: PT011  # which sentence depends on what is found first
            canonical_bytes(data)


def test_every_character_is_written_as_the_standard_writes_it() -> None:
    for first in [*range(0, 0xD800, 0x400), *range(0xE000, 0x11_0000, 0x400)]:
        characters = "".join(map(chr, range(first, first + 0x400)))
        assert canonical_bytes(characters) == rfc8785.dumps(characters)
