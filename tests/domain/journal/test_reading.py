from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

import pytest

from pos.domain.journal.reading import Reader
from pos.errors.ledger import EntryWrong


class Colour(StrEnum):
    RED = "red"


READ: dict[str, Callable[[Reader], object]] = {
    "whole": lambda body: body.whole("x"),
    "fen": lambda body: body.fen("x"),
    "fen_or_none": lambda body: body.fen_or_none("x"),
    "text": lambda body: body.text("x"),
    "text_or_none": lambda body: body.text_or_none("x"),
    "choice": lambda body: body.choice("x", Colour),
    "reader": lambda body: body.reader("x").whole("inner"),
    "reader_or_none": lambda body: body.reader_or_none("x"),
    "readers": lambda body: [each.whole("inner") for each in body.readers("x")],
    "fen_by_name": lambda body: body.fen_by_name("x"),
    "signed": lambda body: body.signed("x"),
    "texts": lambda body: body.texts("x"),
    "values": lambda body: body.values("x"),
    "value": lambda body: body.value("x"),
}


@pytest.mark.parametrize(
    ("how", "value", "read"),
    [
        ("signed", -5, -5),
        ("signed", -(10**13), -(10**13)),
        ("texts", [], ()),
        ("texts", ["a", "土"], ("a", "土")),
        ("values", [1, "a", None], [1, "a", None]),
        ("value", None, None),
        ("whole", 0, 0),
        ("whole", 10**13, 10**13),
        ("fen", 5, 5),
        ("fen_or_none", None, None),
        ("fen_or_none", 0, 0),
        ("text", "土豆", "土豆"),
        ("text_or_none", None, None),
        ("text_or_none", "a", "a"),
        ("choice", "red", Colour.RED),
        ("reader", {"inner": 1}, 1),
        ("reader_or_none", None, None),
        ("readers", [], []),
        ("readers", [{"inner": 1}, {"inner": 2}], [1, 2]),
        ("fen_by_name", {}, {}),
        ("fen_by_name", {"a": 1, "蔬菜": 0}, {"a": 1, "蔬菜": 0}),
    ],
)
def test_a_field_of_the_right_kind_is_read(how: str, value: object, read: object) -> None:
    assert READ[how](Reader.of({"x": value})) == read


_NO_NUMBER: list[object] = [True, False, 1.0, "1", -1, 10**13 + 1, [1], {}]
_NO_TEXT: list[object] = ["", 1, True, [], {}, b"a"]
_NO_OBJECT: list[object] = [1, "a", [], [1], True]
WRONG: dict[str, list[object]] = {
    "whole": [*_NO_NUMBER, None],
    "fen": [*_NO_NUMBER, None],
    "fen_or_none": _NO_NUMBER,
    "text": [*_NO_TEXT, None],
    "text_or_none": _NO_TEXT,
    "choice": [*_NO_TEXT, None, "blue", "RED"],
    "reader": [*_NO_OBJECT, None, {}, {"inner": None}],
    "reader_or_none": _NO_OBJECT,
    "readers": [None, {}, "ab", 1, [1], [None], [[]], [{}]],
    "signed": [True, 1.0, "1", None, 10**13 + 1, -(10**13) - 1],
    "texts": [None, "a", {}, [1], [""], [None]],
    "values": [None, "a", {}, 1],
    "fen_by_name": [*_NO_OBJECT, None, *({"a": value} for value in (None, True, 1.5, "1", -1))],
}


@pytest.mark.parametrize(("how", "value"), [(how, value) for how, wrong in WRONG.items() for value in wrong])
def test_a_field_of_another_kind_is_refused(how: str, value: object) -> None:
    with pytest.raises(EntryWrong):
        READ[how](Reader.of({"x": value}))


@pytest.mark.parametrize("how", READ)
def test_a_field_that_is_missing_is_named(how: str) -> None:
    with pytest.raises(EntryWrong) as refusal:
        READ[how](Reader.of({"y": 1}))
    assert refusal.value.facts == {"reason": "x is missing"}


def test_a_text_may_be_empty_only_where_it_is_said() -> None:
    assert Reader.of({"x": ""}).text("x", may_be_empty=True) == ""
    with pytest.raises(EntryWrong):
        Reader.of({"x": None}).text("x", may_be_empty=True)


@pytest.mark.parametrize("data", [None, [], "{}", 1, True])
def test_reading_begins_with_an_object(data: object) -> None:
    with pytest.raises(EntryWrong) as refusal:
        Reader.of(data)
    assert refusal.value.facts == {"reason": "an object was expected"}
