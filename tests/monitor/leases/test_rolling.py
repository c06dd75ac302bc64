"""What a card did not use goes to its next month once it is proven, and is never counted twice."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from monitor.auditing.audit import audit
from monitor.documents.publishing import publish_programme
from monitor.leases.rolled_rests import month_after, month_before, proven_rest, rolls_to, with_rolled
from monitor.platform import Platform, read_programme_file
from monitor.store import tables
from monitor.store.month_tables import rolled_rest
from pos.domain.cards.lease_moves import LeasePart, LeaseReleased, ReleaseCause
from pos.domain.journal.entries import EntryKind
from pos.domain.journal.record import record_to_data
from pos.domain.programme.programme import Pool, Programme, Subsidy
from tests.monitor.conftest import DAY_MS, MORNING_MS, EnrolledTill, FakeClock, card_no, rows
from tests.monitor.leases.test_taps import MONTH, WHOLE, tap
from tests.monitor.simulated_till import SimulatedTill

NEXT = "2026-12"
SHIPPED = read_programme_file()
ROLLING = replace(
    SHIPPED,
    version="2026-11",
    effective_from="2026-11-01",
    pools=tuple(replace(pool, rolls_over=pool.pool_id == "vegetable") for pool in SHIPPED.pools),
)


@pytest.fixture
def rolling(platform: Platform) -> Platform:
    """What is left of vegetables goes to the next month."""
    platform.store.write(lambda c: publish_programme(c, platform.key, ROLLING, at_ms=MORNING_MS))
    return platform


def held(till: SimulatedTill, number: int, month: str) -> dict[str, int]:
    """What a till may spend of a card's month, in fen."""
    found: dict[str, int] = {}
    for each in till.leases.get((card_no(number), month), ()):
        found[each.pool] = found.get(each.pool, 0) + each.left
    return found


def let_go(till: SimulatedTill, number: int, month: str) -> None:
    """Sign away what is left of a month that is over."""
    card = card_no(number)
    parts = tuple(
        LeasePart(each.lease_id, each.pool, each.left) for each in till.leases[card, month] if each.left
    )
    facts = LeaseReleased(
        release_id=f"month-{card}-{month}", card_no=card, month=month, cause=ReleaseCause.MONTH_END,
        number=0, parts=parts, left_open={},
    )  # fmt: skip
    till.append(EntryKind.LEASE_RELEASED, record_to_data(facts))


def test_a_rest_rolls_over_when_its_till_let_go_and_not_before(
    rolling: Platform, clock: FakeClock, till: SimulatedTill
) -> None:
    till.sell(("蔬菜", 1_000), card_no=card_no(1))
    till.upload()
    clock.at_ms = till.now_ms = clock.at_ms + 9 * DAY_MS  # The 2nd of December.
    till.download()
    assert held(till, 1, NEXT) == WHOLE

    let_go(till, 1, MONTH)
    assert till.upload(after=1).quarantined == []
    till.download()

    assert held(till, 1, NEXT) == WHOLE | {"vegetable": 19_000}
    assert held(till, 2, NEXT) == WHOLE  # Its November is still held.
    rolling.opener.open_due(clock.at_ms)
    assert [row["amount"] for row in rows(rolling, rolled_rest)] == [9_000]
    till.sell(("蔬菜", 15_000), card_no=card_no(1))
    assert till.upload(after=2).quarantined == []
    assert audit(rolling.store).first_bad is None


def test_what_rolled_over_is_no_longer_part_of_the_old_month(
    rolling: Platform, clock: FakeClock, till: SimulatedTill, enrolled: EnrolledTill
) -> None:
    clock.at_ms = till.now_ms = clock.at_ms + 9 * DAY_MS
    let_go(till, 1, MONTH)
    till.upload()
    other = enrolled("S02-1")
    clock.at_ms = other.now_ms = MORNING_MS  # A clock of ours that was set back asks for November again.

    assert tap(other, 1).state == "granted"
    assert held(other, 1, MONTH) == {"staple": 20_000, "subsidy": 6_000}


def test_a_card_without_a_usual_store_gets_its_rest_when_it_is_shown(
    rolling: Platform, clock: FakeClock, enrolled: EnrolledTill
) -> None:
    from monitor.documents.publishing import change_cards
    from tests.monitor.conftest import active_card

    rolling.store.write(lambda connection: change_cards(connection, [active_card(9, None)]))
    other = enrolled("S02-1")
    assert tap(other, 9).state == "granted"
    clock.at_ms = other.now_ms = clock.at_ms + 9 * DAY_MS
    let_go(other, 9, MONTH)
    other.upload()

    assert tap(other, 9, month=NEXT).state == "granted"
    assert held(other, 9, NEXT) == WHOLE | {"vegetable": 20_000}


def test_what_rolled_over_rolls_on(rolling: Platform, clock: FakeClock, till: SimulatedTill) -> None:
    clock.at_ms = till.now_ms = clock.at_ms + 9 * DAY_MS
    till.download()
    let_go(till, 1, MONTH)
    till.upload()
    till.download()
    clock.at_ms = till.now_ms = clock.at_ms + 31 * DAY_MS  # The 2nd of January.
    till.download()
    let_go(till, 1, NEXT)
    till.upload(after=1)
    till.download()

    assert held(till, 1, "2027-01") == WHOLE | {"vegetable": 30_000}


def test_nothing_rolls_over_where_the_rules_say_nothing(
    platform: Platform, clock: FakeClock, till: SimulatedTill
) -> None:
    clock.at_ms = till.now_ms = clock.at_ms + 9 * DAY_MS
    let_go(till, 1, MONTH)
    till.upload()
    till.download()
    assert held(till, 1, NEXT) == WHOLE
    assert rows(platform, rolled_rest) == []
    assert len({row["card_no"] for row in rows(platform, tables.lease)}) == 5


def test_months_have_neighbours() -> None:
    assert (month_before("2027-01"), month_after("2026-12")) == ("2026-12", "2027-01")
    assert (month_before("2026-11"), month_after("2026-11")) == ("2026-10", "2026-12")


SMALL = Programme(
    "v", "v", "", SHIPPED.cap_basis, (Pool("p", "p", ("a",), 60, 3, rolls_over=True),), Subsidy(2, ())
)


class CardOfManyMonths(RuleBasedStateMachine):
    """One card, two tills; months pass while tills spend, let go late, or never (fen)."""

    def __init__(self) -> None:
        super().__init__()
        self.month = 0
        self.rolled: dict[int, int] = {}  # Into a month.
        self.held: dict[tuple[int, int], int] = {}  # By month and till: granted less released.
        self.spent: dict[tuple[int, int], int] = {}

    def whole(self, month: int) -> int:
        """The entitlement of a month, as the platform reads it."""
        moved = {"p": self.rolled.get(month, 0) - self.rolled.get(month + 1, 0)}
        return with_rolled(SMALL.entitlement(), moved)["p"]

    def taken(self, month: int) -> int:
        """What tills hold or used of a month."""
        return sum(amount for (of, _till), amount in self.held.items() if of == month)

    def roll(self) -> None:
        """What the platform does before it leases."""
        before = self.month - 1
        is_open = any(self.held[key] > self.spent.get(key, 0) for key in self.held if key[0] == before)
        if before >= 0:
            left = proven_rest({"p": self.whole(before)}, {"p": self.taken(before)}, {"p"} if is_open else ())
            more = rolls_to(SMALL, "2026-12", left).get("p", 0)
            self.rolled[self.month] = self.rolled.get(self.month, 0) + more

    @rule(till=st.sampled_from([1, 2]))
    def somebody_gets_what_nobody_holds(self, till: int) -> None:
        """By a tap or by the opening."""
        self.roll()
        rest = self.whole(self.month) - self.taken(self.month)
        self.held[self.month, till] = self.held.get((self.month, till), 0) + max(0, rest)

    @rule(till=st.sampled_from([1, 2]), amount=st.integers(1, 4))
    def something_is_sold(self, till: int, amount: int) -> None:
        """In the running month, of what the till holds."""
        key = (self.month, till)
        room = self.held.get(key, 0) - self.spent.get(key, 0)
        self.spent[key] = self.spent.get(key, 0) + min(amount, room)

    @rule(till=st.sampled_from([1, 2]), back=st.integers(0, 1))
    def a_till_lets_go(self, till: int, back: int) -> None:
        """Of this month, or late of the one before."""
        key = (self.month - back, till)
        self.held[key] = self.spent.get(key, 0)

    @rule()
    def the_month_ends(self) -> None:
        """Nothing is freed by it."""
        self.month += 1

    @invariant()
    def no_month_and_no_life_is_overdrawn(self) -> None:
        """Σ of a month ≤ its entitlement; Σ of all months ≤ what the rules gave until now."""
        for month in range(self.month + 1):
            assert self.taken(month) <= self.whole(month)
        assert sum(self.spent.values()) <= 3 * (self.month + 1)
        assert all(0 <= self.spent[key] <= self.held.get(key, 0) for key in self.spent)


TestCardOfManyMonths = CardOfManyMonths.TestCase
TestCardOfManyMonths.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
