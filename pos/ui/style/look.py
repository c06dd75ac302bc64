"""The theme as Qt needs it: fonts, palette, style sheet, at the text size in use."""

from __future__ import annotations

import re
from collections.abc import Callable
from string import Template

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from pos.ui.style.theme import RESOURCES, Theme
from pos.ui.style.window_file import TEXT_PERCENTS

FAMILIES = ("Noto Sans SC", "Noto Sans SC Rare")
_UNITS = re.compile(r"\b(\d+)u\b")  # `14u` in the style sheet: 14 pixels at 100 %.
_WIDE_SCREEN = (1800, 1000)  # From here on everything is a quarter larger, so that it fills the screen.


class Look:
    """The current look. Screens ask it when they draw, and it calls them when it changes."""

    def __init__(self, theme: Theme, *, text_percent: int = 100) -> None:
        self._theme = theme
        self._text_percent = text_percent
        self._screen_percent = 100
        self._colours: dict[str, QColor] = {}
        self._fonts: dict[tuple[int, bool], QFont] = {}
        self._watchers: list[Callable[[], None]] = []

    @property
    def text_percent(self) -> int:
        """The text size a person chose, in percent."""
        return self._text_percent

    @property
    def percent(self) -> int:
        """By how much all sizes are multiplied, in percent: the person's choice and the screen's size."""
        return self._text_percent * self._screen_percent // 100

    def px(self, size: int) -> int:
        """A size in pixels, given as it would be at 100 %."""
        return (size * self.percent + 50) // 100

    def colour(self, name: str) -> QColor:
        """A colour by its name in the theme."""
        if name not in self._colours:
            self._colours[name] = QColor(self._theme.colours[name])
        return self._colours[name]

    def font(self, size: int, *, bold: bool = False) -> QFont:
        """The till's font; `size` in pixels at 100 %."""
        key = (size, bold)
        if key not in self._fonts:
            font = QFont(list(FAMILIES))
            font.setPixelSize(self.px(size))
            font.setBold(bold)
            self._fonts[key] = font
        return self._fonts[key]

    def size(self, name: str) -> int:
        """A size by its name in the theme, in pixels. Fingers and gaps do not grow with the letters."""
        return (self._theme.sizes[name] * self._screen_percent + 50) // 100

    def watch(self, changed: Callable[[], None]) -> None:
        """Call a function when sizes change. It is kept as long as the window."""
        self._watchers.append(changed)

    def choose_text(self, percent: int, application: QApplication) -> None:
        """Change the text size."""
        assert percent in TEXT_PERCENTS
        self._text_percent = percent
        self._refresh(application)

    def fit(self, width: int, height: int, application: QApplication) -> None:
        """Fit the sizes to a window of this size, in pixels."""
        wide = width >= _WIDE_SCREEN[0] and height >= _WIDE_SCREEN[1]
        percent = 125 if wide else 100
        if percent != self._screen_percent:
            self._screen_percent = percent
            self._refresh(application)

    def dress(self, application: QApplication) -> None:
        """Set font, palette and style sheet of the whole program."""
        application.setFont(self.font(15))
        application.setPalette(self._palette())
        application.setStyleSheet(self.style_sheet())

    def style_sheet(self) -> str:
        """The style sheet with names and units filled in."""
        text = (RESOURCES / "themes" / "till.qss").read_text(encoding="utf-8")
        filled = Template(text).substitute(self._theme.colours, icons=(RESOURCES / "icons").as_posix())
        return _UNITS.sub(lambda found: f"{self.px(int(found[1]))}px", filled)

    def _palette(self) -> QPalette:
        palette = QPalette()
        role = QPalette.ColorRole
        for where, name in (
            (role.Window, "paper"),
            (role.WindowText, "ink"),
            (role.Base, "card"),
            (role.AlternateBase, "card"),
            (role.Text, "ink"),
            (role.Button, "card"),
            (role.ButtonText, "ink"),
            (role.PlaceholderText, "hint"),
            (role.Highlight, "green"),
            (role.HighlightedText, "card"),
        ):
            palette.setColor(where, self.colour(name))
        return palette

    def _refresh(self, application: QApplication) -> None:
        self._fonts.clear()
        self.dress(application)
        for changed in self._watchers:
            changed()


def load_first_font() -> None:
    """Load what the first paint needs."""
    _load("NotoSansSC-Regular.ttf")


def load_other_fonts() -> None:
    """Load the bold one and the characters that are rare, after the first paint."""
    _load("NotoSansSC-Bold.ttf")
    _load("NotoSansSC-Rare.ttf")


def _load(name: str) -> None:
    found = QFontDatabase.addApplicationFont(str(RESOURCES / "fonts" / name))
    assert found >= 0, f"the font {name} is missing"
