"""Tills of the small federation for stories of slips, and a slip that is credited."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from monitor.platform import Platform
from tests.monitor.conftest import EnrolledTill, FakeClock
from tests.monitor.leases.slips import bought_without, later, sent, the_credit
from tests.monitor.leases.test_taps import recalls, release
from tests.monitor.simulated_till import SimulatedTill


@pytest.fixture
def other(enrolled: EnrolledTill) -> SimulatedTill:
    """A till of the second store, that holds nothing of the first store's cards."""
    return enrolled("S02-1")


@pytest.fixture
def third(enrolled: EnrolledTill) -> SimulatedTill:
    """A till that is no keeper."""
    return enrolled("S01-2")


@pytest.fixture
def credited(
    platform: Platform, clock: FakeClock, till: SimulatedTill, other: SimulatedTill
) -> Callable[..., str]:
    """Makes a slip that is credited: the keeper was heard, and let go of its rest."""

    def make(*goods: tuple[str, int]) -> str:
        bought_without(other, *(goods or (("蔬菜", 1_000),)))
        sent(other)
        later(clock, till, other)
        sent(till)
        for number, card, _month in recalls(till):
            release(till, number, card)
        sent(till)
        return the_credit(platform)

    return make
