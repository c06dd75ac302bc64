"""Stores what a person chose for this window. When it is lost, only that choice is lost."""

from __future__ import annotations

import json
from pathlib import Path

_NAME = "window.json"
TEXT_PERCENTS = (100, 125, 150, 200)


def load_text_percent(data_dir: Path) -> int:
    """The text size chosen last, in percent; 100 when there is none or the file cannot be read."""
    try:
        percent = json.loads((data_dir / _NAME).read_text(encoding="utf-8"))["text_percent"]
    except (OSError, ValueError, KeyError, TypeError):
        return TEXT_PERCENTS[0]
    return percent if percent in TEXT_PERCENTS else TEXT_PERCENTS[0]


def save_text_percent(data_dir: Path, percent: int) -> None:
    """Store the choice; a full disk is ignored here."""
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        (data_dir / _NAME).write_text(json.dumps({"text_percent": percent}), encoding="utf-8")
    except OSError:
        return
