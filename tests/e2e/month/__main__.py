"""`python -m tests.e2e.month FOLDER`: plays the month in a real Chromium; leaves a picture of each page."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.e2e.month.story import ONE_CARD, play


def main(words: list[str]) -> int:
    """Play it."""
    pictures = Path(words[0] if words else "demo-out/month")
    pictures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="month-") as folder:
        play(Path(folder) / "one-card", pictures=pictures, chapters=ONE_CARD)
        play(Path(folder) / "month", pictures=pictures)
    print(f"the month went well; {len(list(pictures.glob('*.png')))} pictures in {pictures}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
