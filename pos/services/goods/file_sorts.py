"""Recognises what kind of file was given as a table or a bill, by its first bytes and never by its name."""

from __future__ import annotations

from typing import Final

_HEAD_BYTES: Final = 4_096
_WEB_PAGE: Final = (b"<html", b"<!doctype html", b"<table", b"mime-version:", b"<body")
_BLANK: Final = b"\xef\xbb\xbf\xff\xfe \r\n\t"
# The first bytes of files that are not tables, and their common names.
_OTHER_SORTS: Final = {
    b"%PDF-": "PDF 文件",
    b"\x89PNG": "图片",
    b"\xff\xd8\xff": "图片",
    b"GIF8": "图片",
    b"Rar!": "RAR 压缩包",
    b"7z\xbc\xaf": "7z 压缩包",
    b"{\\rtf": "文档",
}
_JSON: Final = (b'{"', b"[{", b"[[", b'["')


def other_sort(content: bytes) -> str:
    """The common name of this kind of file, if it is neither a table nor a web page; else None."""
    found = next((sort for mark, sort in _OTHER_SORTS.items() if content.startswith(mark)), "")
    start = b"".join(_head(content).lstrip(_BLANK).split())
    return found or ("JSON 数据" if start.startswith(_JSON) else "")


def is_old_markup(content: bytes) -> bool:
    """Whether it is the XML spreadsheet that Excel wrote before XLSX, whose tags look like HTML."""
    head = _head(content).lstrip(_BLANK)
    return head.startswith(b"<?xml") and (b"office:spreadsheet" in head or b"excel.sheet" in head)


def is_markup(content: bytes) -> bool:
    """Whether it is some other XML."""
    return _head(content).lstrip(_BLANK).startswith(b"<?xml")


def is_web_page(content: bytes) -> bool:
    """Whether a page was saved under the name of a table."""
    return any(mark in _head(content) for mark in _WEB_PAGE)


def _head(content: bytes) -> bytes:
    return content[:_HEAD_BYTES].replace(b"\0", b"").lower()
