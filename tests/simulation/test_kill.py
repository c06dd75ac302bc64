"""A till that is killed at any moment loses no sale and brings back the basket that was on the screen."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_nothing_is_lost_when_the_till_is_killed() -> None:
    """`HUIMIN_KILLS` asks for more than the thirty of every day."""
    kills = os.environ.get("HUIMIN_KILLS", "30")
    # In a process of its own: the child is forked, and a process with threads should not fork.
    command = [sys.executable, "-m", "tests.simulation.kill", kills]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "none lost" in done.stdout
