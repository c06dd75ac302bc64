"""A shop for the command line's tests, in a folder of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.shop import Shop


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """The shop; no till of it has been started."""
    return Shop(tmp_path / "till")
