"""The ledger's fast writer of canonical JSON says exactly what the domain's writer says."""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.domain import canonical as meaning
from pos.ledger.canonical import canonical_bytes


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


def test_every_character_is_written_alike() -> None:
    for first in range(0, 0x11_0000, 0x400):
        characters = "".join(map(chr, range(first, first + 0x400)))
        assert outcome(canonical_bytes, characters) == outcome(meaning.canonical_bytes, characters)


def test_data_nested_without_end_is_refused() -> None:
    endless: list[object] = []
    endless.append(endless)
    with pytest.raises(ValueError, match="nested"):
        canonical_bytes(endless)
