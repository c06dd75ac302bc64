"""The folder in which programs keep their state between runs, on each system. It needs no ledger."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

PROGRAM_FOLDER: Final = "huimin-till"


def user_state_folder(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Path:
    """The user's folder for what programs remember between runs."""
    home = Path.home()
    if platform == "win32":
        base = Path(environment.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif platform == "darwin":
        base = home / "Library" / "Application Support"
    else:
        named = environment.get("XDG_STATE_HOME", "")
        base = Path(named) if Path(named).is_absolute() else home / ".local" / "state"
    return base / PROGRAM_FOLDER
