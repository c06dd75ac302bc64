"""An office with people, behind real pages."""

from __future__ import annotations

import pytest

from monitor.platform import Platform
from tests.monitor.conftest import FakeClock
from tests.monitor.web.office.browser import People


@pytest.fixture
def people(platform: Platform, clock: FakeClock) -> People:
    """Nobody has an account yet."""
    return People(platform, clock)
