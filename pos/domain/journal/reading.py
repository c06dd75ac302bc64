"""Strict reading of decoded JSON: right type, no surprises, or EntryWrong with the field's name."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar

from pos.domain.money import Fen
from pos.errors.ledger import EntryWrong

Choice = TypeVar("Choice", bound=StrEnum)

_FEN_MAX = 10**13  # 100 billion yuan: sums of a district fit, nonsense does not.


class Reader:
    """Reads the fields of one object. Every method raises EntryWrong when the field is not as asked."""

    def __init__(self, body: Mapping[str, Any]) -> None:
        self._body = body

    @classmethod
    def of(cls, data: object) -> Reader:
        """Begin to read decoded JSON."""
        if not isinstance(data, dict):
            raise EntryWrong(reason="an object was expected")
        return cls(data)

    def whole(self, name: str) -> int:
        """A whole number, not negative."""
        value = self._get(name)
        if type(value) is not int or not 0 <= value <= _FEN_MAX:  # type(): refuses bool and float.
            raise EntryWrong(reason=f"{name} must be a whole number")
        return value

    def fen(self, name: str) -> Fen:
        """An amount in fen, not negative."""
        return self.whole(name)

    def fen_or_none(self, name: str) -> Fen | None:
        """An amount in fen, or null."""
        return None if self._get(name) is None else self.whole(name)

    def text(self, name: str, *, may_be_empty: bool = False) -> str:
        """A text."""
        value = self._get(name)
        if type(value) is not str or not (value or may_be_empty):
            raise EntryWrong(reason=f"{name} must be a text")
        return value

    def text_or_none(self, name: str) -> str | None:
        """A text, or null."""
        return None if self._get(name) is None else self.text(name)

    def choice(self, name: str, kind: type[Choice]) -> Choice:
        """One of an enum's words."""
        value = self.text(name)
        try:
            return kind(value)
        except ValueError as error:
            raise EntryWrong(reason=f"{name} cannot be {value!r}") from error

    def flag(self, name: str) -> bool:
        """True or false."""
        value = self._get(name)
        if type(value) is not bool:
            raise EntryWrong(reason=f"{name} must be true or false")
        return value

    def choice_or_none(self, name: str, kind: type[Choice]) -> Choice | None:
        """One of an enum's words, or null."""
        return None if self._get(name) is None else self.choice(name, kind)

    def reader(self, name: str) -> Reader:
        """An object inside."""
        value = self._get(name)
        if not isinstance(value, dict):
            raise EntryWrong(reason=f"{name} must be an object")
        return Reader(value)

    def reader_or_none(self, name: str) -> Reader | None:
        """An object inside, or null."""
        return None if self._get(name) is None else self.reader(name)

    def readers(self, name: str) -> list[Reader]:
        """A list of objects."""
        value = self._get(name)
        if not isinstance(value, list):
            raise EntryWrong(reason=f"{name} must be a list")
        return [Reader.of(item) for item in value]

    def signed(self, name: str) -> int:
        """A whole number that may be below zero."""
        value = self._get(name)
        if type(value) is not int or not -_FEN_MAX <= value <= _FEN_MAX:
            raise EntryWrong(reason=f"{name} must be a whole number")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts."""
        values = self.values(name)
        if not all(type(value) is str and value for value in values):
            raise EntryWrong(reason=f"{name} must be a list of texts")
        return tuple(values)

    def wholes(self, name: str) -> tuple[int, ...]:
        """A list of whole numbers."""
        values = self.values(name)
        if not all(type(value) is int for value in values):
            raise EntryWrong(reason=f"{name} must be a list of whole numbers")
        return tuple(values)

    def values(self, name: str) -> list[Any]:
        """A list of any values, not checked further."""
        value = self._get(name)
        if not isinstance(value, list):
            raise EntryWrong(reason=f"{name} must be a list")
        return value

    def has(self, name: str) -> bool:
        """Whether the field is there at all: later versions of a kind have more of them."""
        return name in self._body

    def value(self, name: str) -> Any:
        """Any value, not checked further."""
        return self._get(name)

    def fen_by_name(self, name: str) -> dict[str, Fen]:
        """An object of amounts in fen."""
        inner = self.reader(name)
        return {key: inner.fen(key) for key in self._get(name)}

    def _get(self, name: str) -> Any:
        if name not in self._body:
            raise EntryWrong(reason=f"{name} is missing")
        return self._body[name]
