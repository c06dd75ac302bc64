from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.devices.printed import PrintedText
from pos.devices.printer_text import CODECS, clusters, columns_of, encode, is_in_set, printable
from pos.devices.reader import read_bytes

GBK = [char for code in range(0x80, 0x10000) if len((char := chr(code)).encode("gbk", "ignore")) == 2]


def read_line(data: bytes) -> str:
    (line,) = read_bytes(data)
    assert isinstance(line, PrintedText)
    return line.text


def test_a_yuan_sign_never_prints_as_the_digits_of_its_four_byte_code() -> None:
    sent = encode(printable("¥12.00"), encoding="gb18030")
    assert sent == b"\x1c&\xa3\xa4\x1c.12.00"
    assert "¥".encode("gb18030") == b"\x810\x846", "the bytes that print 0 and 6"
    assert read_line(sent) == "￥12.00"


@pytest.mark.parametrize(
    ("shown", "printed"),
    [
        ("−33.94", "-33.94"),
        ("····8812", "····8812"),
        ("阿依古丽•买买提‧艾力・江", "阿依古丽·买买提·艾力·江"),
        ("一—二…三⋯", "一—二…三…"),
        ("3〜5～7", "3～5～7"),
        ("（10kg）【重印】“好”", "（10kg）【重印】“好”"),
        ("2×3、25℃、½", "2×3、25℃、½"),
        ("cafe\u0301", "café"),
        ("a\u00a0b\u2009c\td\u2028e", "a b c d e"),
        ("\u200b\ufeff零\u200d宽\ufe0f", "零宽"),
    ],
)
def test_signs_come_out_right(shown: str, printed: str) -> None:
    assert printable(shown) == printed


def test_a_control_character_in_a_name_is_no_command() -> None:
    assert printable("菜\x1bp\x00\n\x1d油") == "菜 p   油"


def test_every_two_byte_character_of_gbk_goes_to_the_printer_and_back() -> None:
    assert len(GBK) == 21_791
    for char in GBK:
        kept = printable(char)
        assert read_line(encode(kept, encoding="gb18030")) == kept
        assert kept == unicodedata.normalize("NFC", char)


def test_ascii_stays_outside_of_chinese_mode() -> None:
    ascii_text = "".join(map(chr, range(0x20, 0x7F)))
    assert encode(ascii_text, encoding="gb18030") == ascii_text.encode()
    assert encode("菜a油", encoding="gb18030") == b"\x1c&\xb2\xcb\x1c.a\x1c&\xd3\xcd\x1c."


@pytest.mark.parametrize("char", ["㛃", "𬍛", "𠮷", "😀", "ñ", "½", "€"])
def test_what_has_no_two_byte_code_is_not_in_the_set(char: str) -> None:
    assert not is_in_set(printable(f"张{char}兰"), encoding="gb18030")


def test_a_printer_with_the_small_set_is_not_sent_the_characters_of_the_large_one() -> None:
    assert is_in_set("朱镕", encoding="gbk")
    assert not is_in_set("朱镕", encoding="gb2312")


def test_half_a_character_becomes_a_box_and_not_a_crash() -> None:
    assert printable("张\ud83d兰") == "张\ufffd兰"
    assert not is_in_set(printable("\ud83d"), encoding="gb18030")


def test_chinese_takes_two_columns_and_marks_take_none() -> None:
    assert columns_of("上海青 5L") == 9
    assert columns_of("q\u0303") == 1
    assert clusters("q\u0303菜") == ["q\u0303", "菜"]


@given(st.text(max_size=12), st.sampled_from(sorted(CODECS)))
def test_any_text_is_printable_and_prints_in_the_columns_it_says(text: str, encoding: str) -> None:
    safe = printable(text)
    assert printable(safe) == safe
    assert "".join(clusters(safe)) == safe
    if is_in_set(safe, encoding=encoding):
        sent = encode(safe, encoding=encoding)
        assert len(sent.replace(b"\x1c&", b"").replace(b"\x1c.", b"")) == columns_of(safe)
        assert not safe or read_line(sent) == safe
