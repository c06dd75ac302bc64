"""Computes pinyin initials of goods names: `xhs` finds 西红柿. Used at import, not at selling."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from itertools import islice, product
from typing import Final

VARIANTS_MAX: Final = 8

# Second readings that people type for goods. All readings of a dictionary would be too many:
# 大 has a reading with t and 土 one with c that nobody in a shop ever means.
_ALSO: Final = {
    "乐": "y", "传": "z", "便": "p", "兴": "x", "卜": "b", "参": "s", "咖": "g", "单": "d", "卡": "q",
    "壳": "q", "夹": "j", "奇": "j", "差": "c", "弹": "t", "把": "b", "提": "d", "曾": "z", "朝": "z",
    "柏": "b", "校": "j", "椎": "z", "沓": "d", "炮": "b", "盛": "s", "石": "d", "种": "z", "粘": "n",
    "系": "j", "色": "s", "茄": "q", "荠": "j", "荨": "x", "莎": "s", "蔓": "w", "薄": "b", "藏": "c",
    "角": "j", "豉": "c", "车": "j", "调": "t", "重": "c", "长": "c", "降": "j", "露": "l", "鲜": "x",
    "行": "h", "说": "s", "番": "p", "蛤": "g", "虾": "x", "囤": "d", "屏": "b", "仔": "z", "尾": "y",
}  # fmt: skip


def initials(name: str) -> list[str]:
    """The ways to type a name: one letter for each character, digits and letters as they are."""
    choices = [found for character in name.lower() if (found := _initials_of(character))]
    plain = "".join(choices)
    if len(plain) == len(choices):  # No character has a second reading: nearly all names.
        return [plain] if plain else []
    return ["".join(way) for way in islice(product(*choices), VARIANTS_MAX)]


@lru_cache(maxsize=32_768)
def _initials_of(character: str) -> str:
    if character.isascii():
        return character if character.isalnum() else ""
    from pypinyin.pinyin_dict import pinyin_dict

    readings = pinyin_dict.get(ord(character))
    if readings is None:
        return ""
    letter = unicodedata.normalize("NFD", readings[0])[0]
    return "".join(dict.fromkeys(letter + _ALSO.get(character, "")))
