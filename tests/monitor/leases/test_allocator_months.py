"""The allocator alone, with small numbers: whatever is opened, raised, moved or asked, no card gets more."""

from __future__ import annotations

from collections import defaultdict

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from monitor.leases.allocator import CardMonth, Holder, NewLease, open_month
from monitor.leases.deciding import CardBooks, Holding, decide_tap

_MONTH = "2026-11"
_CARDS = st.sets(st.sampled_from(["a", "b", "c"]), min_size=1)
_FEN = st.integers(0, 3)


class Taps(RuleBasedStateMachine):
    """One pool of one card; two tills ask, spend and let go in any order (fen)."""

    def __init__(self) -> None:
        super().__init__()
        self.cap = 3
        self.most = 3
        self.held = {1: 0, 2: 0}  # By till: granted less released.
        self.spent = {1: 0, 2: 0}

    @rule(cap=_FEN)
    def the_programme_changes(self, cap: int) -> None:
        """What was handed out stays handed out."""
        self.cap, self.most = cap, max(cap, self.most)

    @rule(till=st.sampled_from([1, 2]))
    def the_card_is_shown(self, till: int) -> None:
        """The till gets all that nobody holds, and only holders with something left are asked."""
        books = CardBooks(
            entitlement={"vegetable": self.cap},
            leased={"vegetable": sum(self.held.values())},
            holdings=tuple(
                Holding(_till(each), self.held[each] - self.spent[each], seen_ms=0) for each in self.held
            ),
        )
        decided = decide_tap(books, _till(till), now_ms=0)
        grant = decided.grant.get("vegetable", 0)
        assert grant == max(0, self.cap - sum(self.held.values()))
        assert _till(till) not in decided.ask
        self.held[till] += grant

    @rule(till=st.sampled_from([1, 2]), amount=_FEN)
    def something_is_sold(self, till: int, amount: int) -> None:
        """A till spends what it holds and no more."""
        self.spent[till] += min(amount, self.held[till] - self.spent[till])

    @rule(till=st.sampled_from([1, 2]))
    def the_rest_is_let_go(self, till: int) -> None:
        """A signed release of all that was not spent."""
        self.held[till] = self.spent[till]

    @invariant()
    def nobody_goes_over(self) -> None:
        """I1 and I2."""
        assert sum(self.held.values()) <= self.most
        assert all(0 <= self.spent[till] <= self.held[till] for till in self.held)


def _till(number: int) -> Holder:
    return Holder("S1", f"S1-{number}", 1)


class Months(RuleBasedStateMachine):
    """Opens one month again and again while rules and keepers change."""

    def __init__(self) -> None:
        super().__init__()
        self.entitlement = {"vegetable": 1, "subsidy": 1}
        self.most = dict(self.entitlement)
        self.keepers = {name: Holder("S1", "S1-1", 1) for name in ("a", "b", "c")}
        self.leases: list[NewLease] = []

    @rule(vegetable=_FEN, subsidy=_FEN)
    def the_programme_changes(self, vegetable: int, subsidy: int) -> None:
        """Another version raises or lowers what a card may use."""
        self.entitlement = {"vegetable": vegetable, "subsidy": subsidy}

    @rule(card=st.sampled_from(["a", "b", "c"]), store=st.integers(1, 2), epoch=st.integers(1, 2))
    def a_card_gets_another_keeper(self, card: str, store: int, epoch: int) -> None:
        """Its holder goes elsewhere, or the keeper is a new installation."""
        self.keepers[card] = Holder(f"S{store}", f"S{store}-1", epoch)

    @rule(cards=_CARDS, times=st.integers(1, 2))
    def the_month_is_opened(self, cards: set[str], times: int) -> None:
        """It is opened for some cards, maybe twice: the second time gives nothing."""
        for pool, amount in self.entitlement.items():
            self.most[pool] = max(self.most[pool], amount)
        for time in range(times):
            new = open_month(
                _MONTH, [self._card(name) for name in sorted(cards)], entitlement=self.entitlement
            )
            assert time == 0 or not new
            self.leases += new
        for name in cards:
            leased = self._leased(name)
            assert all(leased[pool] >= amount for pool, amount in self.entitlement.items()), "all that is due"

    @invariant()
    def no_card_is_leased_more_than_any_rule_allowed(self) -> None:
        """I1 of the allocator, and no id stands for two leases."""
        for name in ("a", "b", "c"):
            assert all(amount <= self.most[pool] for pool, amount in self._leased(name).items())
        ids = [lease.grant.lease_id for lease in self.leases]
        assert len(ids) == len(set(ids))
        assert all(amount > 0 for lease in self.leases for amount in lease.grant.pools.values())

    def _leased(self, name: str) -> dict[str, int]:
        found: dict[str, int] = defaultdict(int)
        for lease in self.leases:
            if lease.grant.card_no == name:
                for pool, amount in lease.grant.pools.items():
                    found[pool] += amount
        return found

    def _card(self, name: str) -> CardMonth:
        count = sum(lease.grant.card_no == name for lease in self.leases)
        return CardMonth(name, self.keepers[name], self._leased(name), count)


TestMonths = Months.TestCase
TestMonths.settings = settings(max_examples=60, stateful_step_count=15, deadline=None)
TestTaps = Taps.TestCase
TestTaps.settings = settings(max_examples=60, stateful_step_count=15, deadline=None)
