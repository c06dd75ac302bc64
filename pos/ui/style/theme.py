"""Colours and sizes as data, and the contrast between colours. No Qt: `look` makes Qt objects of them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

RESOURCES = Path(__file__).resolve().parents[3] / "resources"

AA_TEXT = 4.5  # WCAG 2.1, 1.4.3: contrast of text.
AA_LARGE = 3.0  # The same for large text (24 px, or bold from 18.7 px) and 1.4.11 for what is no text.

# Families of colours of pools beside green, gold and coral; the place of a pool names its family.
_MORE_POOLS: tuple[str, ...] = ("blue", "plum", "olive", "brown")

# Which colour is written on which ground, and whether only in large letters. `tests/ui/style/test_theme.py`
# proves the contrast of each, and that no style sheet writes in a colour that is not listed here.
TEXT_ON: tuple[tuple[str, str, bool], ...] = (
    *((ink, ground, False) for ink in ("ink", "ink_2") for ground in ("card", "paper", "green_soft")),
    ("ink", "gold_soft", False),
    ("ink", "coral_soft", False),
    ("ink_2", "gold_soft", False),
    ("ink_2", "coral_soft", False),
    ("hint", "card", False),
    ("hint", "paper", False),
    ("coral_ink", "card", False),
    ("coral_ink", "paper", False),
    ("coral_ink", "green_soft", False),
    ("coral_ink", "coral_soft", False),
    ("coral", "card", True),
    ("gold", "gold_soft", True),
    ("gold_ink", "gold_soft", False),
    ("gold_ink", "card", False),
    ("green_ink", "green_soft", False),
    ("green", "card", False),
    ("card", "green", False),
    ("card", "green_deep", False),
    ("green_soft", "green", False),
    ("top_ink", "top", False),
    ("top_ink_2", "top", False),
    ("pill_ink", "pill", False),
    *((f"{tone}_ink", f"{tone}_soft", False) for tone in _MORE_POOLS),
    *((f"{tone}_ink", "card", False) for tone in _MORE_POOLS),
)

# What is not text but must be seen: the ring of the focus, the bars' present and future share.
SHAPES_ON: tuple[tuple[str, str], ...] = (
    ("green", "card"),
    ("green", "paper"),
    ("green", "green_soft"),
    ("coral", "card"),
    ("gold", "card"),
    *((tone, "card") for tone in _MORE_POOLS),
    ("light_good", "pill"),
    ("light_warn", "pill"),
    ("light_idle", "pill"),
)


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours by name (`#rrggbb`) and sizes in pixels at 100 %."""

    colours: Mapping[str, str]
    sizes: Mapping[str, int]


def load_theme(name: str = "light") -> Theme:
    """Read a theme from the resources."""
    body = tomllib.loads((RESOURCES / "themes" / f"{name}.toml").read_text(encoding="utf-8"))
    return Theme(colours=body["colour"], sizes=body["size"])


def contrast(one: str, other: str) -> float:
    """The WCAG contrast ratio of two colours, from 1 (the same) to 21 (black on white)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4 for value in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
