from __future__ import annotations

from pos.domain.typed import plain_digits


def test_every_full_width_character_becomes_its_plain_twin() -> None:
    full_width = "".join(chr(code) for code in range(0xFF01, 0xFF5F))

    assert plain_digits(full_width) == "".join(chr(code) for code in range(0x21, 0x7F))


def test_chinese_full_stop_comma_and_blank_are_punctuation_of_numbers() -> None:
    assert plain_digits("1，234。5　") == "1,234.5 "


def test_other_look_alikes_stay_what_they_are() -> None:
    assert plain_digits("²Ⅷ٣①〇") == "²Ⅷ٣①〇"
