from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.devices.printed import DrawerKicked, Fed, PaperCut, PrintedImage, PrintedQr, PrintedText, Span
from pos.devices.raster import Bitmap
from pos.devices.reader import BytesUnreadable, plain_text, read_bytes
from pos.domain.selling.receipt import Align


def test_it_reads_what_other_programs_send() -> None:
    data = (
        b"\x1b@\x1bt\x00\x1b2\x1ba1\x1bG\x01A\r\n"  # A centred, double-struck line.
        b"\x1ba2\x1b!\x38B\x1b!\x00c\n"  # Double size and bold by ESC !, then plain, on one line.
        b"\x1ba\x00\x1c!\x0c\x1c&\xb2\xcba\x1c.\x1bJ\x1eD\x1bd\x02"
        b"\x1dV\x00\x1dVA\x10\x1dv00\x01\x00\x02\x00\xff\x00"
    )
    assert read_bytes(data) == [
        PrintedText((Span("A", bold=True),), Align.CENTER),
        PrintedText((Span("B", bold=True, wide=2, high=2), Span("c")), Align.RIGHT),
        PrintedText((Span("菜a"),), Align.LEFT),
        Fed(30),
        PrintedText((Span("D"),), Align.LEFT),
        Fed(60),
        PaperCut(),
        PaperCut(),
        PrintedImage(Bitmap(1, 2, b"\xff\x00"), Align.LEFT),
    ]


def test_text_without_a_line_feed_is_printed_at_the_end() -> None:
    assert plain_text(b"abc") == "abc\n"


def test_the_plain_text_shows_where_things_stand() -> None:
    data = b"\x1bp\x00\x32\xfa\x1ba\x01AB\n\x1ba\x02\x1c&\xb2\xcb\x1c.\n\x1dVB\x00"
    assert plain_text(data, columns=8) == "[drawer]\n   AB\n      菜\n[cut]\n"
    assert plain_text(data) == "[drawer]\nAB\n菜\n[cut]\n"


def test_a_qr_code_is_read_from_its_five_calls() -> None:
    data = b"\x1d(k\x04\x001A2\x00\x1d(k\x03\x001C\x05\x1d(k\x03\x001E0\x1d(k\x06\x001P0abc\x1d(k\x03\x001Q0"
    assert read_bytes(data) == [PrintedQr("abc", 5, Align.LEFT)]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"ab\x1bZ\x01", "byte 2: 1b 5a 01: unknown command"),
        (b"\x07", "byte 0: 07: unknown command"),
        (b"\xb2\xcb", "byte 0: b2 cb: neither ASCII nor in Chinese mode"),
        (b"\x1c&\x810\x846", "byte 2: 81 30 84 36: no two-byte code of this printer"),
        (b"\x1c&\xb2", "byte 2: b2: no two-byte code of this printer"),
        (b"\x1ba\x07", "byte 2: 07: unknown alignment"),
        (b"\x1dV\x05", "byte 2: 05: unknown way to cut"),
        (b"\x1bp\x00", "the bytes end inside of a command"),
        (b"\x1dv0\x00\x01\x00\x09\x00ab", "the bytes end inside of a command"),
        (b"\x1dv0\x03\x01\x00\x01\x00a", "only dots of normal size are read"),
        (b"x\x1dv0\x00\x01\x00\x01\x00a", "byte 1: 1d: a raster image inside of a line"),
        (b"\x1d(k\x02\x001Z", "byte 5: 31 5a: unknown call of GS ( k"),
        (b"\x1d(k\x02\x001C", "byte 5: 31 43: unknown call of GS ( k"),
    ],
)
def test_bytes_it_does_not_know_are_named(data: bytes, words: str) -> None:
    with pytest.raises(BytesUnreadable) as caught:
        read_bytes(data)
    assert words in str(caught.value)


def test_a_printer_with_the_small_set_cannot_read_the_codes_of_the_large_one() -> None:
    assert plain_text(b"\x1c&" + "镕".encode("gbk")) == "镕\n"
    with pytest.raises(BytesUnreadable):
        read_bytes(b"\x1c&" + "镕".encode("gbk"), encoding="gb2312")


def test_a_kick_of_either_pin_is_a_kick() -> None:
    assert read_bytes(b"\x1bp\x01\x01\x01") == [DrawerKicked()]


@given(st.binary(max_size=30))
def test_no_bytes_crash_it(data: bytes) -> None:
    with contextlib.suppress(BytesUnreadable):
        read_bytes(data)


@given(
    st.lists(
        st.sampled_from([b"\x1b@", b"\x1d(k", b"\x1dv0", b"\x1c&", b"\x1b", b"\x1d", b"\x03\x00", b"1P0"])
    )
)
def test_no_half_commands_crash_it(parts: list[bytes]) -> None:
    with contextlib.suppress(BytesUnreadable):
        read_bytes(b"".join(parts))
