"""Forms: what a browser sends is read whole or not at all, and decoded into records that are strict."""

from __future__ import annotations

import asyncio
import enum
from typing import Annotated, Any

import pytest
from fastapi import Request
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta, Struct

from monitor.declined import Declined
from monitor.web.form_bodies import RawForm, read_form
from monitor.web.forms import FormWrong, Secret, read_record, shown_again

BOUNDARY = "----x1"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"


class Colour(enum.Enum):
    RED = "red"
    GREEN = "green"


class Small(Struct, frozen=True, forbid_unknown_fields=True):
    count: Annotated[int, Meta(title="张数", ge=1, le=500)]
    colour: Annotated[Colour, Meta(title="颜色")]
    name: Annotated[str, Meta(title="名称", min_length=2, max_length=4)] = "无名"
    secret: Annotated[Secret, Meta(title="密码")] = ""
    sure: Annotated[bool, Meta(title="确认")] = False
    rows: Annotated[tuple[Annotated[int, Meta(ge=0)], ...], Meta(title="数量")] = ()
    note: Annotated[str | None, Meta(title="备注")] = None


def decoded(**typed: str | list[str]) -> Small:
    fields = {"count": "3", "colour": "red", **typed}
    return read_record(
        Small, RawForm({k: tuple(v) if isinstance(v, list) else (v,) for k, v in fields.items()})
    )


def body(sent: bytes, kind: str, *, bytes_max: int = 1_000_000) -> RawForm:
    """Read a body as the door does."""

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": sent, "more_body": False}

    scope = {"type": "http", "method": "POST", "path": "/", "headers": [(b"content-type", kind.encode())]}
    return asyncio.run(read_form(Request(scope, receive), bytes_max=bytes_max))


def part(name: str, content: bytes, *, file_name: str | None = None) -> bytes:
    told = f'; filename="{file_name}"' if file_name is not None else ""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{told}\r\n\r\n'
    return head.encode() + content + b"\r\n"


END = f"--{BOUNDARY}--\r\n".encode()


def test_a_whole_form_is_decoded() -> None:
    found = decoded(count=" １２ ", name=" 周敏 ", secret=" a ", sure="yes", rows=["0", "7"], note=" x ")
    assert found == Small(12, Colour.RED, "周敏", " a ", True, (0, 7), "x")
    assert decoded(note=" ", name="") == Small(3, Colour.RED)


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"count": "0"}, "count", "张数要在 1 到 500 之间，写的是 0"),
        ({"count": "501"}, "count", "张数要在 1 到 500 之间，写的是 501"),
        ({"count": "3.0"}, "count", "张数要填整数，写的是“3.0”"),
        ({"count": "1e2"}, "count", "张数要填整数，写的是“1e2”"),
        ({"count": "٣"}, "count", "张数要填整数，写的是“٣”"),
        ({"count": "9" * 400}, "count", "张数要填整数，写的是“99999999999999999999…”"),
        ({"count": ""}, "count", "请填张数"),
        ({"count": ["1", "2"]}, "count", "张数交来了 2 个，只要一个"),
        ({"colour": "blue"}, "colour", "颜色没有“blue”，请从列表里选"),
        ({"colour": ""}, "colour", "请选颜色"),
        ({"name": "一"}, "name", "名称至少 2 个字，现在 1 个"),
        ({"name": "一二三四五"}, "name", "名称最多 4 个字，现在 5 个"),
        ({"sure": "no"}, "sure", "确认只能选或不选，请刷新页面再填一次"),
        ({"rows": ["1", "x"]}, "rows", "第 2 行：数量要填整数，写的是“x”"),
        ({"rows": ["1", "2", "-1"]}, "rows", "第 3 行：数量不能小于 0，写的是 -1"),
        ({"other": "1"}, "", "表单和平台现在的版本不一样，什么都没有改。请刷新页面再填一次"),
    ],
)
def test_what_does_not_fit_names_the_field_the_given_and_the_allowed(
    typed: dict[str, str | list[str]], field: str, said: str
) -> None:
    with pytest.raises(FormWrong) as wrong:
        decoded(**typed)
    assert wrong.value.errors == {field: said}
    shown = shown_again(wrong.value, RawForm({"count": ("x",)}))
    assert shown.error(field) == said and shown.value("count") == "x"


def test_every_field_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(FormWrong) as wrong:
        read_record(Small, RawForm())
    assert wrong.value.errors == {"count": "请填张数", "colour": "请选颜色"}


def test_fields_of_a_plain_form_are_read() -> None:
    sent = body(b"a=1&a=%E5%91%A8&b=", "application/x-www-form-urlencoded")
    assert sent.fields == {"a": ("1", "周"), "b": ("",)}
    assert body(b"", "").fields == {}


@pytest.mark.parametrize(
    ("sent", "kind"),
    [
        (b"a=%FF%FE", "application/x-www-form-urlencoded"),
        ("a=周".encode(), "application/x-www-form-urlencoded"),
        (b"&".join(b"a=1" for _ in range(3_000)), "application/x-www-form-urlencoded"),
        (b'{"a": 1}', "application/json"),
        (part("a", b"1") + END, "multipart/form-data"),
        (part("a", b"1"), MULTIPART),  # Its end is missing: half a file is no file.
        (part("a", b"1") + END[:-6], MULTIPART),
        (b"nothing of the kind", MULTIPART),
        (part("a", b"\xff") + END, MULTIPART),
        (part("a", b"1").replace(b"form-data", b"attachment") + END, MULTIPART),
        (part("a", b"1").replace(b"\r\n\r\n", b"\r\n") + END, MULTIPART),
    ],
)
def test_what_no_browser_sends_is_declined_with_nothing_done(sent: bytes, kind: str) -> None:
    with pytest.raises(Declined) as declined:
        body(sent, kind)
    assert declined.value.status == 400
    assert "什么都没有改" in declined.value.words


def test_a_body_that_is_too_large_is_declined_before_it_is_read_whole() -> None:
    with pytest.raises(Declined) as declined:
        body(b"a=" + b"1" * 100, "application/x-www-form-urlencoded", bytes_max=50)
    assert declined.value.status == 413


def test_a_file_that_was_not_chosen_is_no_file() -> None:
    assert body(part("list", b"", file_name="") + END, MULTIPART).uploads == {}


@given(
    content=st.binary(max_size=60).map(lambda some: some.replace(b"\r\n--" + BOUNDARY.encode(), b"")),
    text=st.text(max_size=8).filter(lambda some: BOUNDARY not in some),
    name=st.sampled_from(["名单.xlsx", "a b.csv", "x;y.csv", "list.xls"]),
)
def test_a_file_comes_through_byte_by_byte(content: bytes, text: str, name: str) -> None:
    if b"--" + BOUNDARY.encode() in content:
        return
    sent = part("why", text.encode()) + part("list", content, file_name=name) + part("why", b"2") + END
    found = body(sent, MULTIPART)
    assert found.fields == {"why": (text, "2")}
    assert found.uploads["list"].content == content
    assert found.uploads["list"].file_name == name
