from __future__ import annotations

import io

import pytest
from PIL import Image

from pos.devices.glyphs import Glyphs
from pos.devices.reader import BytesUnreadable
from pos.devices.renderer import render, render_png
from tests.devices.golden import COLUMNS, FOLDER

GLYPHS = Glyphs()
WIDTHS = {48: 640, 32: 464}


def ink(image: Image.Image) -> tuple[int, int, int, int]:
    """The box around everything that is not paper."""
    box = image.convert("L").point(lambda grey: 255 if grey < 250 else 0).getbbox()
    assert box is not None
    return box


@pytest.mark.parametrize("columns", COLUMNS)
@pytest.mark.parametrize("name", ["card", "public"])
def test_a_receipt_becomes_a_strip_of_paper(name: str, columns: int) -> None:
    data = (FOLDER / f"{name}_{columns}.bin").read_bytes()
    image = Image.open(io.BytesIO(render_png(data, columns=columns)))
    assert image.format == "PNG"
    assert image.width == WIDTHS[columns]
    assert image.getpixel((image.width - 1, 0)) == (255, 255, 255)
    assert image.height > 900


def test_it_draws_the_bytes_and_nothing_else() -> None:
    empty = render(b"\n\n", columns=32, glyphs=GLYPHS)
    assert empty.convert("L").getextrema() == (255, 255)


@pytest.mark.parametrize(("align", "left", "right"), [(0, 40, 88), (1, 208, 256), (2, 376, 424)])
def test_text_stands_where_its_alignment_says(align: int, left: int, right: int) -> None:
    box = ink(render(b"\x1ba" + bytes([align]) + b"\x1c&\xb2\xcb\xd3\xcd\n", columns=32, glyphs=GLYPHS))
    assert left <= box[0] and box[2] <= right


def test_double_size_is_twice_as_large() -> None:
    plain = ink(render(b"\x1c&\xb2\xcb\n", columns=32, glyphs=GLYPHS))
    large = ink(render(b"\x1d!\x11\x1c&\xb2\xcb\n", columns=32, glyphs=GLYPHS))
    wide = ink(render(b"\x1d!\x10\x1c&\xb2\xcb\n", columns=32, glyphs=GLYPHS))
    assert abs((large[2] - large[0]) - 2 * (plain[2] - plain[0])) <= 4
    assert abs((large[3] - large[1]) - 2 * (plain[3] - plain[1])) <= 4
    assert (wide[3] - wide[1]) < (large[3] - large[1])


def test_a_line_wider_than_the_paper_goes_on_below_as_on_a_printer() -> None:
    image = render(b"M" * 33 + b"\n", columns=32, glyphs=GLYPHS)
    _left, top, right, bottom = ink(image)
    assert right <= 464 - 40 and bottom - top > 30


def test_a_qr_code_shows_its_three_corners() -> None:
    data = b"\x1d(k\x03\x001C\x06\x1d(k\x03\x001E1\x1d(k\x16\x001P0S01-1-20261123-0087\x1d(k\x03\x001Q0"
    image = render(data, columns=32, glyphs=GLYPHS).convert("L")
    left, top, right, bottom = ink(image)
    assert right - left == bottom - top == 21 * 6, "21 modules of 6 dots"
    for corner_left, corner_top in ((left, top), (right - 42, top), (left, bottom - 42)):
        corner = image.crop((corner_left, corner_top, corner_left + 42, corner_top + 42))
        modules = corner.resize((7, 7), Image.Resampling.BOX).tobytes()
        dark = [[grey < 128 for grey in modules[7 * y : 7 * y + 7]] for y in range(7)]
        assert dark[0] == [True] * 7 and dark[3] == [True, False, True, True, True, False, True]


def test_a_raster_image_is_drawn_dot_by_dot() -> None:
    image = render(b"\x1dv0\x00\x01\x00\x02\x00\x80\x01", columns=32, glyphs=GLYPHS)
    assert ink(image) == (40, 28, 48, 30)


def test_the_drawer_is_a_word_in_the_margin_and_the_knife_a_dashed_line() -> None:
    kicked = ink(render(b"\x1bp\x00\x32\xfa\n", columns=48, glyphs=GLYPHS))
    assert kicked[2] <= 32
    cut = render(b"\x1dVB\x00", columns=48, glyphs=GLYPHS).convert("L")
    left, top, right, bottom = ink(cut)
    assert (left, bottom - top) == (0, 1) and right > 600
    assert {cut.getpixel((x, top)) for x in range(640)} == {150, 255}


def test_an_unknown_paper_width_gets_a_margin_too() -> None:
    assert render(b"\n", columns=42, glyphs=GLYPHS).width == 42 * 12 + 64


def test_bytes_it_does_not_know_are_named_and_not_drawn() -> None:
    with pytest.raises(BytesUnreadable, match="1b 5a"):
        render_png(b"\x1bZ", columns=48)
