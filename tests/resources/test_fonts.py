"""The shipped fonts can show every character a till may have to show."""

from __future__ import annotations

import ast
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parents[2]
FONTS = ROOT / "resources" / "fonts"

SIGNS = "♥✓×·•—−‥…¥￥①②③↑↓←→⏎●★☆「」『』（），。；：？！％～"
NOT_IN_NOTO_SANS_SC = {"≒"}
NEVER_DRAWN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@cache
def glyphs(name: str) -> dict[str, str]:
    with TTFont(FONTS / f"NotoSansSC-{name}.ttf") as font:
        return {chr(code): glyph for code, glyph in font.getBestCmap().items()}


@cache
def widths(name: str, characters: str) -> set[int]:
    with TTFont(FONTS / f"NotoSansSC-{name}.ttf") as font:
        return {font["hmtx"][glyphs(name)[character]][0] for character in characters}


def family(name: str) -> str:
    with TTFont(FONTS / f"NotoSansSC-{name}.ttf") as font:
        return str(font["name"].getDebugName(1))


def gbk_characters() -> Iterator[str]:
    for lead in range(0x81, 0xFF):
        for trail in {*range(0x40, 0xFF)} - {0x7F}:
            text = bytes([lead, trail]).decode("gbk", errors="ignore")
            if len(text) == 1:
                yield text


def spoken_strings(path: Path) -> Iterator[str]:
    """The string constants of a module that are not docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    said_about = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said_about:
            yield node.value


# The encoder's tables name characters that printers do not have; that is their whole purpose.
NAMES_WHAT_IS_NOT_SHOWN = {
    ROOT / "pos/devices/printer_text.py",
    ROOT / "pos/services/settlement/channel_bills/files.py",  # U+FFFD: what a wrong encoding leaves.
    ROOT / "pos/services/goods/sheet.py",
}

assert all(path.is_file() for path in NAMES_WHAT_IS_NOT_SHOWN)


def missing(text: str, *, weight: str) -> set[str]:
    drawn = {character for character in text if unicodedata.category(character) not in NEVER_DRAWN}
    return drawn - glyphs(weight).keys() - glyphs("Rare").keys()


def test_gbk_is_complete_but_for_what_the_source_font_lacks() -> None:
    gbk = set(gbk_characters())

    assert len(gbk) > 21_000
    assert gbk - glyphs("Regular").keys() == NOT_IN_NOTO_SANS_SC


def test_bold_has_what_regular_has() -> None:
    # Qt does not take a missing bold character from the same family's Regular: it draws a box.
    assert glyphs("Bold").keys() == glyphs("Regular").keys()


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
def test_ascii_and_the_signs_of_the_screens_are_there(weight: str) -> None:
    ascii_printable = {chr(code) for code in range(0x20, 0x7F)}

    assert ascii_printable | set(SIGNS) <= glyphs(weight).keys()


def test_rare_characters_of_names_are_in_the_fallback_and_only_there() -> None:
    assert set("㛃𬍛䶮𫖯𬀩㸆𩽾𩾌") <= glyphs("Rare").keys() | glyphs("Regular").keys()
    assert set("㛃𬍛𫖯𩽾") <= glyphs("Rare").keys()
    assert not glyphs("Rare").keys() & glyphs("Regular").keys()


def test_the_families_are_named_as_the_theme_names_them() -> None:
    assert family("Regular") == family("Bold") == "Noto Sans SC"
    assert family("Rare") == "Noto Sans SC Rare"


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
def test_figures_are_tabular_without_asking(weight: str) -> None:
    assert len(widths(weight, "0123456789¥−")) == 1


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
def test_every_character_the_till_says_can_be_shown(weight: str) -> None:
    unshown = {
        str(path.relative_to(ROOT)): found
        for path in sorted((ROOT / "pos").rglob("*.py"))
        if path not in NAMES_WHAT_IS_NOT_SHOWN
        if (found := missing("".join(spoken_strings(path)), weight=weight))
    }

    assert unshown == {}


@pytest.mark.parametrize("folder", ["demo", "programmes"])
def test_every_character_of_the_demo_can_be_shown(folder: str) -> None:
    paths = [
        path for path in (ROOT / "resources" / folder).iterdir() if path.suffix in {".csv", ".txt", ".json"}
    ]

    assert paths
    for path in paths:
        assert missing(path.read_text(encoding="utf-8"), weight="Bold") == set(), path.name


def test_the_licence_lies_beside_the_fonts() -> None:
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FONTS / "OFL.txt").read_text(encoding="utf-8")
