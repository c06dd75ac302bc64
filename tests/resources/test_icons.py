"""The icons are whole and of one ink, so that a theme can colour them."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

ICONS = Path(__file__).resolve().parents[2] / "resources" / "icons"
SIGNS = ["backspace", "check", "cross", "heart", "help", "link", "printer", "search", "unlink", "warning"]


@pytest.mark.parametrize("name", SIGNS)
def test_a_sign_is_24_by_24_in_one_ink(name: str) -> None:
    text = (ICONS / f"{name}.svg").read_text(encoding="utf-8")

    assert ET.fromstring(text).attrib["viewBox"] == "0 0 24 24"
    assert set(re.findall(r"#[0-9a-f]{6}", text)) == {"#1d2a26"}


@pytest.mark.parametrize("pixels", [64, 128, 256])
def test_the_app_icon_has_its_sizes_and_clear_corners(pixels: int) -> None:
    with Image.open(ICONS / f"app-{pixels}.png") as picture:
        assert picture.size == (pixels, pixels)
        assert picture.convert("RGBA").getpixel((0, 0)) == (0, 0, 0, 0)
