"""Decodes what a form sent into strict records, and keeps what was typed for the page that asks again.

A record's field carries its label: `login: Annotated[str, Meta(title="登录名", max_length=40)]`. What does
not fit is told by that label, with what was given and what is allowed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Final, TypeVar

import msgspec
from fastapi import Request
from msgspec import Meta, Struct, inspect

from monitor.declined import Declined
from monitor.web.form_bodies import RawForm

CSRF_FIELD: Final = "csrf"
_AS_TYPED: Final = "as_typed"
# A password: spaces at its ends belong to it, and no page shows it again.
Secret = Annotated[str, Meta(extra={_AS_TYPED: True})]
_ON: Final = "yes"  # What a ticked box sends.

R = TypeVar("R", bound=Struct)


class FormWrong(Exception):
    """What somebody typed does not fit; nothing was changed. `errors` are sentences by field name."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {words}" for name, words in errors.items()))
        self.errors = errors


@dataclass(frozen=True, slots=True)
class FormShown:
    """A form as a page shows it: what was typed, what is wrong with it, and what is said above it."""

    typed: Mapping[str, Sequence[str]] = field(default_factory=dict, repr=False)
    errors: Mapping[str, str] = field(default_factory=dict)
    said: str = ""

    def value(self, name: str, number: int = 0) -> str:
        """What stands in a field; `number` counts fields of one name from 0."""
        typed = self.typed.get(name, ())
        return typed[number] if number < len(typed) else ""

    def error(self, name: str) -> str:
        """What is wrong with a field; empty when nothing is."""
        return self.errors.get(name, "")


EMPTY: Final = FormShown()


def form_of(request: Request) -> RawForm:
    """The form of a request, as the door has read it."""
    found: RawForm = request.state.form
    return found


def shown_with(**values: str) -> FormShown:
    """A form that is filled in already."""
    return FormShown({name: (text,) for name, text in values.items()})


def shown_again(error: FormWrong | Declined, raw: RawForm) -> FormShown:
    """The form with what was typed and what is wrong. A template never fills in a password."""
    if isinstance(error, FormWrong):
        return FormShown(raw.fields, error.errors, error.errors.get("", "") or "请改好标红的几项再提交")
    return FormShown(raw.fields, said=error.words)


def status_of(error: FormWrong | Declined) -> int:
    """The HTTP status of the page that asks again."""
    return error.status if isinstance(error, Declined) else 422


def read_record(kind: type[R], raw: RawForm) -> R:
    """Decode a form strictly. Raises FormWrong with a sentence for each field that does not fit."""
    described = inspect.type_info(kind)
    assert isinstance(described, inspect.StructType)
    errors: dict[str, str] = {}
    values: dict[str, Any] = {}
    for each in described.fields:
        asked = _Asked.of(each)
        try:
            found = asked.read(raw.fields.get(each.encode_name, ()))
        except _Wrong as wrong:
            errors[each.encode_name] = wrong.words
            continue
        if found is not _NOT_SENT:
            values[each.encode_name] = found
    if raw.fields.keys() - {each.encode_name for each in described.fields} - {CSRF_FIELD}:
        errors.setdefault("", "表单和平台现在的版本不一样，什么都没有改。请刷新页面再填一次")
    if errors:
        raise FormWrong(errors)
    try:
        return msgspec.convert(values, kind)
    except msgspec.ValidationError as error:
        # What the sentences above do not know, as a pattern: the field is named in the error's path.
        name = str(error).rpartition("$.")[2].rstrip("`").partition("[")[0]
        label = next((_Asked.of(each).label for each in described.fields if each.encode_name == name), "")
        raise FormWrong({name: f"请核对{label or '填写的内容'}的写法"}) from error


class _Wrong(Exception):
    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


_NOT_SENT: Final = object()


@dataclass(frozen=True, slots=True)
class _Asked:
    """One field of a record: its label, what it holds, and whether it may be left empty."""

    label: str
    type: inspect.Type
    required: bool
    as_typed: bool

    @classmethod
    def of(cls, declared: inspect.Field) -> _Asked:
        label, as_typed, kind = "", False, declared.type
        while isinstance(kind, inspect.Metadata):
            label = label or str((kind.extra_json_schema or {}).get("title", ""))
            as_typed = as_typed or bool((kind.extra or {}).get(_AS_TYPED))
            kind = kind.type
        return cls(label or declared.name, kind, declared.required, as_typed)

    def read(self, sent: Sequence[str]) -> Any:
        """The value of what was sent; `_NOT_SENT` for the record's own default."""
        if isinstance(self.type, inspect.VarTupleType):
            return tuple(self._one(self.type.item_type, text, number) for number, text in enumerate(sent, 1))
        if isinstance(self.type, inspect.BoolType):
            if list(sent) not in ([], [_ON]):
                raise _Wrong(f"{self.label}只能选或不选，请刷新页面再填一次")
            return bool(sent)
        if len(sent) > 1:
            raise _Wrong(f"{self.label}交来了 {len(sent)} 个，只要一个")
        text = sent[0] if sent else ""
        if not (text if self.as_typed else text.strip()):
            if self.required:
                choose = "选" if isinstance(self.type, inspect.EnumType) else "填"
                raise _Wrong(f"请{choose}{self.label}")
            return _NOT_SENT
        return self._one(self.type, text, None)

    def _one(self, kind: inspect.Type, sent: str, number: int | None) -> Any:
        while isinstance(kind, inspect.Metadata):
            kind = kind.type
        if isinstance(kind, inspect.UnionType):
            kind = next(each for each in kind.types if not isinstance(each, inspect.NoneType))
        row = "" if number is None else f"第 {number} 行："
        text = sent if self.as_typed else sent.strip()
        if isinstance(kind, inspect.IntType):
            return self._whole(kind, text, row)
        if isinstance(kind, inspect.EnumType):
            if text not in {each.value for each in kind.cls}:
                raise _Wrong(f"{row}{self.label}没有“{_short(text)}”，请从列表里选")
            return text
        assert isinstance(kind, inspect.StrType), f"no form field of {kind}"
        if kind.max_length is not None and len(text) > kind.max_length:
            raise _Wrong(f"{row}{self.label}最多 {kind.max_length} 个字，现在 {len(text)} 个")
        if kind.min_length is not None and len(text) < kind.min_length:
            raise _Wrong(f"{row}{self.label}至少 {kind.min_length} 个字，现在 {len(text)} 个")
        return text

    def _whole(self, kind: inspect.IntType, text: str, row: str) -> int:
        plain = unicodedata.normalize("NFKC", text)
        if not plain.removeprefix("-").isdecimal() or not plain.isascii() or len(plain) > 18:
            raise _Wrong(f"{row}{self.label}要填整数，写的是“{_short(text)}”")
        found = int(plain)
        least = kind.ge if kind.gt is None else kind.gt + 1
        most = kind.le if kind.lt is None else kind.lt - 1
        if (least is not None and found < least) or (most is not None and found > most):
            within = f"要在 {least} 到 {most} 之间"
            allowed = within if least is not None and most is not None else ""
            allowed = allowed or (f"不能小于 {least}" if most is None else f"不能大于 {most}")
            raise _Wrong(f"{row}{self.label}{allowed}，写的是 {found}")
        return found


def _short(text: str) -> str:
    return text if len(text) <= 20 else f"{text[:20]}…"
