"""A till for the window's tests: the real one, in a folder of its own, with a cashier at work."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos.services.till import Till
from tests.shop import LAN, Shop, grant


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


@pytest.fixture
def till(shop: Shop) -> Iterator[Till]:
    """Somebody has signed in, a shift is open, and Lan's card has part of its month left."""
    till = shop.start_selling()
    grant(till, LAN, {"vegetable": 6_230, "staple": 14_000, "subsidy": 6_000})
    yield till
    till.close()
