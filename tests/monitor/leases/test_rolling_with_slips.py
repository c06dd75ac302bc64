"""What a slip has coming of a month does not roll over, neither while it waits nor when it is credited."""

from __future__ import annotations

from monitor.auditing.audit import audit
from monitor.platform import Platform
from monitor.store.lease_tables import make_good_debit
from monitor.store.month_tables import rolled_rest
from tests.monitor.conftest import DAY_MS, FakeClock, rows
from tests.monitor.leases.slips import bought_without, later, sent, slips
from tests.monitor.leases.test_rolling import NEXT, held, let_go, rolling
from tests.monitor.leases.test_taps import MONTH, WHOLE
from tests.monitor.simulated_till import SimulatedTill

__all__ = ["rolling"]  # A fixture of the stories beside.


def test_what_a_slip_has_coming_of_a_month_does_not_roll_over(
    rolling: Platform, clock: FakeClock, till: SimulatedTill, other: SimulatedTill
) -> None:
    bought_without(other, ("蔬菜", 4_000))  # In November; its till is heard of in December.
    clock.at_ms += 9 * DAY_MS
    later(clock, till, other)
    let_go(till, 1, MONTH)
    assert sent(other) == []
    assert sent(till) == []
    later(clock, till)
    till.download()

    ((state, _why, _amount),) = slips(rolling)
    assert state == "credited"
    debits = {row["pool_id"]: row["amount"] for row in rows(rolling, make_good_debit)}
    assert debits["vegetable"] == 4_000
    assert [row["amount"] for row in rows(rolling, rolled_rest)] == [6_000]
    assert held(till, 1, NEXT) == WHOLE | {"vegetable": 16_000}
    assert audit(rolling.store).first_bad is None
