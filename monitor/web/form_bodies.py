"""Reads what a browser's form sends: its fields, and the files of an upload. It decides nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message
from typing import Final
from urllib.parse import parse_qsl

from fastapi import Request

from monitor.declined import Declined
from monitor.refusals import Refused
from monitor.web.tills.wire import read_body

FIELDS_BYTES_MAX: Final = 256 * 1024
UPLOAD_BYTES_MAX: Final = 32 * 1024 * 1024  # A list of 100,000 lines has some 10 MB.
_FIELDS_MAX: Final = 2_000
_URLENCODED: Final = "application/x-www-form-urlencoded"
_MULTIPART: Final = "multipart/form-data"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was chosen in a form."""

    file_name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class RawForm:
    """What was sent, as texts: a name may come several times, in the order of the form."""

    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    uploads: Mapping[str, Upload] = field(default_factory=dict)

    def first(self, name: str) -> str:
        """The first text of a name; empty when it was not sent."""
        return next(iter(self.fields.get(name, ())), "")


async def read_form(request: Request, *, bytes_max: int) -> RawForm:
    """Read a form's body, but no more than that. Raises Declined."""
    kind, options = _content_type(request.headers.get("content-type", ""))
    if kind not in ("", _URLENCODED, _MULTIPART):
        raise _unreadable()
    try:
        body = await read_body(request, bytes_max=bytes_max)
    except Refused as refused:
        if refused.code != "request.too_large":
            raise
        megabytes = max(1, bytes_max // (1024 * 1024))
        words = f"一次交来的内容太大，最多 {megabytes} MB。请分成几份再交"
        raise Declined("form.too_large", words, status=413) from refused
    return _parts(body, options.get("boundary", "")) if kind == _MULTIPART else _fields(body)


def _fields(body: bytes) -> RawForm:
    found: dict[str, tuple[str, ...]] = {}
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_FIELDS_MAX
        )
    except ValueError as error:  # A UnicodeDecodeError is one too.
        raise _unreadable() from error
    for name, text in pairs:
        found[name] = (*found.get(name, ()), text)
    return RawForm(found)


def _parts(body: bytes, boundary: str) -> RawForm:
    """The parts of `multipart/form-data` (RFC 7578), as browsers write them."""
    if not boundary:
        raise _unreadable()
    line = b"\r\n--" + boundary.encode("latin-1", "replace")
    fields: dict[str, tuple[str, ...]] = {}
    uploads: dict[str, Upload] = {}
    _before, *parts = (b"\r\n" + body).split(line)
    if not parts or not parts[-1].startswith(b"--") or len(parts) > _FIELDS_MAX:
        raise _unreadable()  # The end is missing: half a file is no file.
    for part in parts[:-1]:
        head, found, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        name, file_name = _disposition(head)
        if not found or name is None:
            raise _unreadable()
        if file_name is not None:
            if file_name:  # A browser sends an empty name when no file was chosen.
                uploads[name] = Upload(file_name, content)
            continue
        try:
            fields[name] = (*fields.get(name, ()), content.decode("utf-8"))
        except UnicodeDecodeError as error:
            raise _unreadable() from error
    return RawForm(fields, uploads)


def _disposition(head: bytes) -> tuple[str | None, str | None]:
    """The name of a part's field, and of its file when it is one."""
    for line in head.decode("utf-8", "replace").split("\r\n"):
        name, _colon, told = line.partition(":")
        if name.strip().lower() == "content-disposition":
            kind, options = _content_type(told)
            return (options.get("name"), options.get("filename")) if kind == "form-data" else (None, None)
    return None, None


def _content_type(told: str) -> tuple[str, Mapping[str, str]]:
    """A header's value and its options."""
    message = Message()
    message["content-type"] = told.replace("\r", " ").replace("\n", " ")
    (kind, _nothing), *options = message.get_params(failobj=[("", "")])
    return kind.strip().lower(), {name.lower(): text for name, text in options}


def _unreadable() -> Declined:
    return Declined("form.unreadable", "平台没有读懂交来的内容，什么都没有改。请刷新页面再填一次", status=400)
