"""Faults to plant in the window: each is one changed text and the tests that must see it, as in `planted`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

WINDOW: Final[Sequence[tuple[str, str, str, tuple[str, ...]]]] = (
    (
        "a button is not reached by Tab",
        "self.setFocusPolicy(Qt.FocusPolicy.TabFocus)",
        "self.setFocusPolicy(Qt.FocusPolicy.NoFocus)",
        ("every_scene",),
    ),
    (
        "nobody sees that a main key has the focus",
        "if self.hasFocus() and (self._tone is Tone.MAIN or self.isChecked()):",
        "if False:",
        ("every_scene",),
    ),
    (
        "a key is lower than a finger",
        "return QSize(max(target, width + look.px(16)), max(least, height * 6 // 5 + air))",
        "return QSize(max(target, width + look.px(16)), height)",
        ("every_scene",),
    ),
    (
        "a scanner that pauses within its code is taken for a person",
        "surely = len(self._held) >= self.characters_min and not self._continues",
        "surely = False",
        ("wedge",),
    ),
    (
        "a slow scanner's Enter answers a question",
        "if behind_typing and not isinstance(self._receiver(), QLineEdit):",
        "if False:",
        ("asked_again",),
    ),
    (
        "the second tap of one finger answers what has just come up",
        "if soon and (key is AnswerKey.F12 or self._appeared):",
        "if False:",
        ("one_key_too_many",),
    ),
)
