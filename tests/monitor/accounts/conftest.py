"""An office on both databases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from monitor.store.engine import Store
from tests.monitor.accounts.office import Office, quick_accounts


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    """Nobody has an account yet."""
    store = Store.open(database_url)
    yield Office(store, quick_accounts())
    store.close()
