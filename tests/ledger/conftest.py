"""What the ledger's tests share: a counter with a fresh ledger, closed when the test is over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ledger.counter import Counter
from tests.ledger.golden import write


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    """A new ledger with the programme adopted, a card's month leased and a shift open: three entries."""
    counter = Counter(tmp_path)
    counter.adopt()
    counter.grant()
    counter.open_shift()
    yield counter
    counter.ledger.close()


@pytest.fixture(scope="module")
def golden(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed ledger with every kind of entry: 9 entries, sales at 5, 6 and 9."""
    folder = tmp_path_factory.mktemp("golden")
    write(folder)
    return folder / "ledger.db"
