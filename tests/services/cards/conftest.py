"""A till that is connected to a platform which answers when the test lets it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pos.errors import PosError
from pos.services.till import Till
from tests.services.asking import Connect, Line, Store


@pytest.fixture
def connected(till: Till) -> Iterator[Connect]:
    lines: list[Line] = []

    def connect(*words: str | PosError, store: Store | None = None) -> Line:
        lines.append(Line(*words))
        till.asks.connect(lines[-1], store or Store())
        return lines[-1]

    yield connect
    for each in lines:
        each.close()
