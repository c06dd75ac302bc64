"""Two tills of a store share a card's month while the platform is out of reach: by signed entries only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from pos.crypto.documents import SignedDocument, open_document, sign_document
from pos.crypto.keys import DeviceKey
from pos.crypto.slices import NEIGHBOURS, Neighbour, neighbours_to_data
from pos.domain.cards.lease import left_by_pool
from pos.domain.cards.lease_moves import LeaseReceived, LeaseReleased, SealedSlice
from pos.domain.journal.entries import EntryKind
from pos.services.cards.neighbour_slices import NeighbourSlices
from pos.services.till import Till
from tests.records import replace
from tests.services.returning import first_bad
from tests.services.telling import entries_of
from tests.shop import FEDERATION, FULL_MONTH, LAN, LOST, OIL, FakeClock, Shop, _books, grant, inbox_of

MONTH = "2026-11"


@dataclass
class Counter:
    """One till of the store, its key, and whether its books are in doubt."""

    shop: Shop
    till: Till
    in_doubt: bool = False

    @property
    def itself(self) -> Neighbour:
        key = DeviceKey.load(next(self.shop.folder.glob("*.key")))
        return Neighbour(self.shop.till_id, _books(self.till)[0].epoch, key.suite, key.public_key)

    @property
    def slices(self) -> NeighbourSlices:
        ledger, catalogue, clock = _books(self.till)
        rights = self.till.checkout._parts.rights
        return NeighbourSlices(
            ledger, catalogue, clock, rights, lambda: self.in_doubt, till_id=self.shop.till_id
        )

    @property
    def left(self) -> dict[str, int]:
        return left_by_pool(self.till.checkout._parts.rights.leases(LAN, MONTH))

    def meets(self, *neighbours: Neighbour, number: int = 1) -> None:
        """The federation introduces neighbours."""
        document = self.introduction(*neighbours, number=number)
        told = open_document(document, FEDERATION.public_key, audience=self.shop.till_id)
        inbox_of(self.till).apply(told, document)

    def introduction(self, *neighbours: Neighbour, number: int) -> SignedDocument:
        return sign_document(
            FEDERATION,
            kind=NEIGHBOURS,
            number=number,
            issued_at_ms=self.shop.clock.now_ms(),
            audience=self.shop.till_id,
            body=neighbours_to_data(neighbours),
        )


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def counters(tmp_path: Path, clock: FakeClock) -> Iterator[tuple[Counter, Counter]]:
    """The first holds the card's month; each knows the other."""
    both = []
    for till_id in ("S01-1", "S01-2"):
        shop = Shop(tmp_path / till_id, clock=clock, till_id=till_id)
        both.append(Counter(shop, shop.start_selling()))
    first, second = both
    first.meets(second.itself)
    second.meets(first.itself)
    grant(first.till, LAN)
    yield first, second
    for each in both:
        each.till.close()
        assert first_bad(each.shop) is None


def pass_on(first: Counter, second: Counter, *, month: str = MONTH, card_no: str = LAN) -> tuple[str, int]:
    """The second asks the first: what it says, and how many slices came in."""
    refusal, given = first.slices.give(second.itself, card_no, month)
    return refusal, second.slices.take(first.itself, given)


def test_what_the_first_does_not_need_is_the_seconds_to_spend(counters: tuple[Counter, Counter]) -> None:
    first, second = counters
    assert pass_on(first, second) == ("", 1)
    assert first.left == dict.fromkeys(FULL_MONTH, 0)
    assert second.left == FULL_MONTH
    second.till.checkout.scan(OIL)
    second.till.checkout.attach_card(LAN)
    second.till.checkout.done()
    assert second.left["staple"] == FULL_MONTH["staple"] - 6_990


def test_a_slice_is_let_go_once_and_taken_in_once_however_often_it_is_asked_for(
    counters: tuple[Counter, Counter],
) -> None:
    first, second = counters
    pass_on(first, second)
    assert pass_on(first, second) == ("", 0)
    assert len(entries_of(first.till, EntryKind.LEASE_RELEASED)) == 1
    assert len(entries_of(second.till, EntryKind.LEASE_RECEIVED)) == 1
    assert second.left == FULL_MONTH


def test_an_answer_that_was_lost_is_asked_for_again(counters: tuple[Counter, Counter]) -> None:
    first, second = counters
    first.slices.give(second.itself, LAN, MONTH)  # Its answer never came.
    assert second.left == {}
    assert pass_on(first, second) == ("", 1)
    assert second.left == FULL_MONTH


def test_what_comes_to_the_first_later_is_a_second_slice(counters: tuple[Counter, Counter]) -> None:
    first, second = counters
    pass_on(first, second)
    grant(first.till, LAN, {"vegetable": 500}, number=2)
    assert pass_on(first, second) == ("", 1)
    assert second.left["vegetable"] == FULL_MONTH["vegetable"] + 500
    released = [
        each.facts(LeaseReleased).release_id for each in entries_of(first.till, EntryKind.LEASE_RELEASED)
    ]
    assert len(set(released)) == 2


def test_what_an_open_sale_needs_stays_with_it(counters: tuple[Counter, Counter]) -> None:
    first, second = counters
    first.till.checkout.scan(OIL)
    first.till.checkout.attach_card(LAN)
    assert pass_on(first, second) == ("", 1)
    assert first.left["staple"] == 6_990
    assert second.left["staple"] == FULL_MONTH["staple"] - 6_990
    first.till.checkout.done()


def test_a_slice_is_not_given_on_to_a_third_till(counters: tuple[Counter, Counter]) -> None:
    """So a proof is one entry long; with the line up the platform moves it."""
    first, second = counters
    pass_on(first, second)
    assert pass_on(second, first) == ("", 0)
    assert second.left == FULL_MONTH


def test_a_till_in_doubt_neither_gives_nor_takes(counters: tuple[Counter, Counter]) -> None:
    first, second = counters
    first.in_doubt = True
    assert pass_on(first, second) == ("in_doubt", 0)
    first.in_doubt, second.in_doubt = False, True
    assert pass_on(first, second) == ("", 0)
    second.in_doubt = False
    assert pass_on(first, second) == ("", 1)


@pytest.mark.parametrize(
    ("card_no", "month", "refusal"), [(LAN, "2026-12", "other_month"), (LOST, MONTH, "stopped")]
)
def test_only_a_good_cards_own_month_is_given(
    counters: tuple[Counter, Counter], card_no: str, month: str, refusal: str
) -> None:
    first, second = counters
    assert pass_on(first, second, card_no=card_no, month=month) == (refusal, 0)
    assert entries_of(first.till, EntryKind.LEASE_RELEASED) == []


def test_a_giver_that_the_federation_names_no_more_brings_nothing(counters: tuple[Counter, Counter]) -> None:
    first, second = counters
    giver = first.itself
    _refusal, given = first.slices.give(second.itself, LAN, MONTH)
    second.meets(number=2)
    assert second.slices.neighbour(giver.till_id, giver.epoch) is None
    assert second.slices.take(giver, given) == 0


def test_a_forged_slice_is_passed_over_and_the_true_one_beside_it_is_taken(
    counters: tuple[Counter, Counter],
) -> None:
    first, second = counters
    _refusal, (true,) = first.slices.give(second.itself, LAN, MONTH)
    more = true.payload.replace("10000", "90000")
    assert more != true.payload
    forged: list[SealedSlice] = [
        replace(true, payload=more),
        replace(true, sequence=true.sequence + 1),
        replace(true, signature="00" * 64),
        replace(true, payload="{}"),
        replace(true, suite=9),
    ]
    assert second.slices.take(first.itself, [*forged, true]) == 1
    assert second.left == FULL_MONTH


def test_a_slice_for_a_third_till_is_not_taken_by_who_overhears_it(
    counters: tuple[Counter, Counter],
) -> None:
    first, second = counters
    third = Neighbour("S01-3", 1, 1, DeviceKey.generate().public_key)
    first.meets(second.itself, third, number=2)
    _refusal, given = first.slices.give(third, LAN, MONTH)
    assert second.slices.take(first.itself, given) == 0


def test_who_took_it_in_names_the_document_that_introduced_the_giver(
    counters: tuple[Counter, Counter],
) -> None:
    first, second = counters
    pass_on(first, second)
    (entry,) = entries_of(second.till, EntryKind.LEASE_RECEIVED)
    told = entry.facts(LeaseReceived)
    assert (told.from_till, told.from_epoch) == ("S01-1", first.itself.epoch)
    assert told.pools == FULL_MONTH
