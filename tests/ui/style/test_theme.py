from __future__ import annotations

import re

import pytest
from pytestqt.qtbot import QtBot

from pos.ui.style.look import Look
from pos.ui.style.theme import AA_LARGE, AA_TEXT, RESOURCES, SHAPES_ON, TEXT_ON, contrast, load_theme
from pos.ui.widgets.key_button import KeyButton, Tone

THEME = load_theme()
LARGE_FROM = 24  # Pixels; WCAG 2.1, 1.4.3.
SHEET = (RESOURCES / "themes" / "till.qss").read_text(encoding="utf-8")


@pytest.mark.parametrize(("ink", "ground", "large"), TEXT_ON)
def test_every_text_can_be_read_on_its_ground(ink: str, ground: str, large: bool) -> None:
    found = contrast(THEME.colours[ink], THEME.colours[ground])
    assert found >= (AA_LARGE if large else AA_TEXT), f"{ink} on {ground}: {found:.2f}"


@pytest.mark.parametrize(("shape", "ground"), SHAPES_ON)
def test_every_ring_and_light_can_be_seen(shape: str, ground: str) -> None:
    assert contrast(THEME.colours[shape], THEME.colours[ground]) >= AA_LARGE


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#777777") == 1
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_the_style_sheet_writes_only_in_colours_whose_contrast_is_proven() -> None:
    """A colour that is proven for large letters only may stand in rules with large letters only."""
    proven = {ink for ink, _ground, large in TEXT_ON if not large}
    proven_large = {ink for ink, _ground, large in TEXT_ON if large}
    for rule in re.findall(r"\{([^}]*)\}", SHEET):
        size = re.search(r"font-size: (\d+)u", rule)
        is_large = size is not None and int(size[1]) >= LARGE_FROM
        written = set(re.findall(r"(?<![-\w])(?:selection-)?color: \$(\w+)", rule))
        assert written <= (proven | proven_large if is_large else proven), rule


def test_screens_name_only_colours_that_the_theme_has() -> None:
    paths = (RESOURCES.parent / "pos/ui").rglob("*.py")
    sources = "".join(path.read_text(encoding="utf-8") for path in paths)
    named = set(re.findall(r'colour\("(\w+)"\)', sources))
    assert named <= set(THEME.colours)
    assert not re.search(r"#[0-9a-fA-F]{6}\b", sources), "a colour belongs into the theme"


def test_sizes_in_the_style_sheet_follow_the_text_size() -> None:
    assert "font-size: 22px" in Look(THEME).style_sheet()
    assert "font-size: 33px" in Look(THEME, text_percent=150).style_sheet()
    assert re.search(r"\d+u\b", Look(THEME).style_sheet().split("*/", 1)[1]) is None


@pytest.mark.parametrize("tone", list(Tone))
def test_a_key_that_cannot_be_pressed_looks_off_in_every_tone(qtbot: QtBot, tone: Tone) -> None:
    """It needs no contrast of the guidelines, but nobody may take it for one that works."""
    look = Look(THEME)
    button = KeyButton(look, "整付", "F12", tone=tone, size=20)
    qtbot.addWidget(button)
    on = button._colours()
    button.setEnabled(False)
    off = button._colours()
    assert off[1] != on[1] and off[:2] != on[:2]
    ground = "top" if tone is Tone.BAR else "card"
    strengths = [contrast(THEME.colours[each[1]], THEME.colours[each[0] or ground]) for each in (on, off)]
    assert strengths[1] < strengths[0]
    if tone is Tone.MAIN:
        assert off[0] != "green", "green asks to be pressed"
    button.resize(120, 60)
    pale = button.grab().toImage()
    button.setEnabled(True)
    assert button.grab().toImage() != pale
