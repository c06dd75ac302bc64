"""Whoever changes a released list or a closed month with the file in hand is found by reading them again."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection

from monitor.auditing.office_audit import OfficeBad, audit_office
from monitor.leases.month_proposals import CLOSE, close_payload
from monitor.platform import Platform
from monitor.store.month_guards import MONTH_GUARDS
from tests.monitor import proposing
from tests.monitor.conftest import DAY_MS, EnrolledTill, FakeClock, card_no
from tests.monitor.leases.test_months import DECEMBER, corrected, let_go, released
from tests.monitor.leases.test_taps import MONTH
from tests.monitor.proposing import HUA, agree
from tests.monitor.simulated_till import SimulatedTill


@pytest.fixture
def staffed(platform: Platform, clock: FakeClock, till: SimulatedTill, enrolled: EnrolledTill) -> Platform:
    """November is closed, December released and corrected."""
    staffed, other = proposing.staffed(platform), enrolled("S02-1")
    till.sell(("蔬菜", 1_000), card_no=card_no(1))
    till.upload()
    clock.at_ms = till.now_ms = other.now_ms = clock.at_ms + 9 * DAY_MS
    let_go(till, MONTH)
    let_go(other, MONTH)
    payload = staffed.store.read(lambda c: close_payload(c, MONTH))
    agree(staffed, proposing.propose(staffed, CLOSE, payload), HUA)
    released(staffed)
    corrected(staffed, card_no(2), is_due=False)
    return staffed


def without_guards(connection: Connection, statement: str) -> None:
    """As somebody does who has the database in hand."""
    is_server = connection.dialect.name == "postgresql"
    for guard in MONTH_GUARDS:
        off = f"ALTER TABLE {guard.table} DISABLE TRIGGER {guard.name}"
        connection.exec_driver_sql(off if is_server else f"DROP TRIGGER {guard.name}")
    connection.exec_driver_sql(statement)
    if is_server:  # The database is another story's next.
        for guard in MONTH_GUARDS:
            connection.exec_driver_sql(f"ALTER TABLE {guard.table} ENABLE TRIGGER {guard.name}")


def test_books_that_nobody_touched_are_as_they_were_agreed_to(staffed: Platform) -> None:
    assert audit_office(staffed.store).bad == ()


@pytest.mark.parametrize(
    ("statement", "code", "month"),
    [
        (f"DELETE FROM month_list WHERE card_no = '{card_no(3)}'", "office.month", DECEMBER),
        (
            f"UPDATE month_list SET card_no = '{card_no(9)}' WHERE card_no = '{card_no(3)}'",
            "office.month",
            DECEMBER,
        ),
        ("UPDATE month_release SET cards = 4", "office.month", DECEMBER),
        ("UPDATE closed_month SET used = used + 1 WHERE pool_id = 'vegetable'", "office.closed", MONTH),
        ("UPDATE card_spend SET amount = amount - 1 WHERE pool_id = 'vegetable'", "office.closed", MONTH),
    ],
)
def test_what_somebody_changed_by_hand_is_found(
    staffed: Platform, statement: str, code: str, month: str
) -> None:
    staffed.store.write(lambda c: without_guards(c, statement))
    assert audit_office(staffed.store).bad == (OfficeBad(code, month),)
