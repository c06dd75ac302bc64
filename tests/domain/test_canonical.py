"""Canonical bytes: the same as a reference implementation writes, and nothing that has two forms."""

from __future__ import annotations

import json
from enum import IntEnum, StrEnum
from typing import NamedTuple

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.canonical import canonical_bytes, read_canonical

keys = st.text(alphabet=st.characters(codec="ascii"), max_size=6)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8) | st.sampled_from(
    ["", "菜籽油 5L", '"', "\\", "\b\f\n\r\t", "\x00\x1f\x7f", "\u2028\u2029", "😀", "￥"]
)
whole_numbers = st.integers(-10, 10) | st.integers(-(2**53) + 1, 2**53 - 1)
scalars = st.none() | st.booleans() | whole_numbers | texts
data = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)


class Word(StrEnum):
    CASH = "cash"


class Number(IntEnum):
    ONE = 1


class Pair(NamedTuple):
    one: int


@given(data)
def test_the_bytes_are_those_of_the_reference_implementation(value: object) -> None:
    assert canonical_bytes(value) == rfc8785.dumps(value)  # type: ignore[arg-type] # `object` is what callers have


@given(data)
def test_what_was_written_is_read_back(value: object) -> None:
    assert read_canonical(canonical_bytes(value)) == value


@given(data, st.integers(0, 1))
def test_the_order_in_which_an_object_was_made_leaves_no_trace(value: object, turn: int) -> None:
    pairs = [("b", value), ("a", 1), ("c", [value])]
    assert canonical_bytes(dict(pairs)) == canonical_bytes(dict(pairs[:: -1 if turn else 1]))


@pytest.mark.parametrize(
    "value",
    [
        0.5, 1.0, float("nan"), 2**53, -(2**53), b"bytes", {1, 2}, {1: "a"}, {None: 1}, {"名": 1},
        {"a": {True: 1}},
        Word.CASH, Number.ONE, Pair(1), [Word.CASH], {"a": Number.ONE}, {"a": 2**53}, {"a": [1.0]}, "\ud800",
        {"\ud800": 1},
    ],
    ids=repr,
)  # fmt: skip
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (the reason differs from case to case)
        canonical_bytes(value)


def test_data_nested_without_end_is_refused() -> None:
    endless: list[object] = []
    endless.append(endless)
    with pytest.raises(ValueError, match="nested"):
        canonical_bytes(endless)
    with pytest.raises(ValueError):  # noqa: PT011 (the decoder's own words)
        read_canonical(b"[" * 100_000)


@pytest.mark.parametrize(
    "payload",
    [
        b'{"b":1,"a":1}',
        b'{"a": 1}',
        b'{"a":1,"a":1}',
        b"1.0",
        b"1e2",
        b"-0",
        b'"\\u0041"',
        b'"\\/"',
        b"\xff",
        b"",
        b"NaN",
    ],
)
def test_bytes_in_another_form_are_refused(payload: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (the reason differs from case to case)
        read_canonical(payload)


def test_many_kinds_of_objects_do_not_fill_the_memory() -> None:
    from pos.domain import canonical

    for number in range(1_000):
        value = {f"key-{number}": number, "a": 1}
        assert canonical_bytes(value) == json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
    assert len(canonical._HEADS) <= canonical._HEADS_MAX
