"""A shop and a till that sells, for the stories of the services."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos.services.till import Till
from tests.shop import Shop


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path / "till")


@pytest.fixture
def till(shop: Shop) -> Iterator[Till]:
    opened = shop.start_selling()
    yield opened
    opened.close()
