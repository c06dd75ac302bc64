"""In which order the workers get the files of tests: long ones first, so that both cores end together."""

from __future__ import annotations

from typing import Final

# A file that takes half a minute and comes last leaves the other core with nothing to do.
LONGEST_FIRST: Final = (
    "tests/e2e/",
    "tests/simulation/",
    "tests/ui/test_touch_is_the_key.py",
    "tests/ui/test_window.py",
    "tests/ui/test_every_scene.py",
    "tests/ui/scanning/",
    "tests/sync/test_life_of_a_till.py",
    "tests/ui/",
    "tests/monitor/",
    "tests/services/",
)


def place_of(file: str) -> int:
    """Where a file stands in the order, by its path from the root with `/`; all others come last."""
    return next(
        (place for place, begin in enumerate(LONGEST_FIRST) if file.startswith(begin)), len(LONGEST_FIRST)
    )
