from __future__ import annotations

from PIL import Image

from pos.devices.glyphs import COLUMN_DOTS, TEXT_DOTS, Glyphs
from pos.devices.raster import Bitmap, RareGlyphs
from pos.domain.selling.receipt import Align

GLYPHS = Glyphs()
RARE = RareGlyphs(GLYPHS)


def line(text: str, *, align: Align = Align.LEFT, bold: bool = False, large: bool = False) -> Bitmap:
    return RARE.line(text, columns=32, align=align, bold=bold, large=large)


def ink(bitmap: Bitmap) -> tuple[int, int, int, int] | None:
    """The box around everything black: left, top, right, bottom, in dots."""
    return Image.frombytes("1", (bitmap.width_bytes * 8, bitmap.height), bitmap.data).getbbox()


def test_a_rare_name_is_drawn_in_the_cells_it_takes() -> None:
    left, _top, right, bottom = ink(line("张㛃")) or (0, 0, 0, 0)
    assert 0 <= left < COLUMN_DOTS
    assert 3 * COLUMN_DOTS < right <= 4 * COLUMN_DOTS
    assert bottom <= TEXT_DOTS


def test_alignment_is_part_of_the_picture() -> None:
    width = 32 * COLUMN_DOTS
    centred, right = ink(line("㛃", align=Align.CENTER)), ink(line("㛃", align=Align.RIGHT))
    assert centred is not None and right is not None
    assert width // 2 - COLUMN_DOTS <= centred[0] < centred[2] <= width // 2 + COLUMN_DOTS
    assert width - 2 * COLUMN_DOTS <= right[0] < right[2] <= width


def test_different_names_give_different_pictures() -> None:
    names = ["㛃", "𬍛", "䶮", "𠮷", "😀", "\ue000", "\ue001", "\ufffd"]
    assert len({line(name).data for name in names}) == len(names)


def test_a_bold_line_is_bold_but_for_what_only_the_plain_font_has() -> None:
    assert line("张㛃", bold=True).data != line("张㛃").data
    assert line("㛃", bold=True).data == line("㛃").data


def test_a_character_without_a_picture_becomes_a_box_with_its_number() -> None:
    left, top, right, bottom = ink(line("😀")) or (0, 0, 0, 0)
    assert (left, top, right, bottom) == (1, 1, 2 * COLUMN_DOTS - 1, TEXT_DOTS - 2)


def test_a_large_line_is_twice_as_high_and_wide() -> None:
    plain, large = ink(line("㛃")), ink(line("㛃", large=True))
    assert plain is not None and large is not None
    assert line("㛃", large=True).height == 54
    assert 2 * plain[2] - 4 <= large[2] <= 2 * plain[2] + 4


def test_a_wide_latin_letter_stays_in_its_column() -> None:
    assert GLYPHS.cell("W", bold=True).size == (COLUMN_DOTS, TEXT_DOTS)
    assert GLYPHS.cell("W", bold=False, scale=2).size == (2 * COLUMN_DOTS, 2 * TEXT_DOTS)


def test_a_mark_the_fonts_do_not_have_is_left_out() -> None:
    assert GLYPHS.cell("q\u0f74", bold=False).tobytes() == GLYPHS.cell("q", bold=False).tobytes()
