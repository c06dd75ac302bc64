"""Reads a day's figures from a ledger, for the till that writes it and for commands that only read it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from pos.domain.calendar import BusinessDate
from pos.domain.cards.lease import Lease
from pos.domain.days.day import DayChecks, DayFigures
from pos.domain.days.day_figures import DayBook, DayFrame
from pos.domain.journal.entries import Entry, EntryKind
from pos.domain.programme.contribution import Contribution
from pos.domain.programme.programme import Programme, ruling_programme
from pos.domain.scanning.codes import card_tail
from pos.domain.selling.checks import check_sale
from pos.domain.selling.sale import SaleFacts
from pos.ledger.days import Days


@dataclass(frozen=True, slots=True)
class DayReading:
    """A date as the ledger tells it. `since_close`: entries after its last close that change figures."""

    figures: DayFigures
    since_close: int


@dataclass(frozen=True, slots=True)
class DayReader:
    """Reads days. `adopted` are the programmes the journal brought, `default` the one of the release."""

    days: Days
    till_id: str
    store_name: str
    default: Programme
    contribution: Callable[[BusinessDate], Contribution | None] = lambda _date: None

    def book(self, date: BusinessDate) -> DayBook:
        """The sums from which a date's figures are made."""
        return DayBook().take_all(self.days.entries_behind(date))

    def shift_book(self, shift_id: str, *, upto: int | None = None) -> DayBook:
        """Everything of a shift, added up; with `upto` only what was written up to that entry."""
        entries = self.days.entries_of_shift(shift_id)
        return DayBook().take_all(each for each in entries if upto is None or each.sequence <= upto)

    def read(
        self, date: BusinessDate, adopted: tuple[Programme, ...], contribution: Contribution | None = None
    ) -> DayReading:
        """The figures of a date as they are now; `contribution` as the platform said it, if it did."""
        book = self.book(date)
        tally = book.tally(date)
        frame = DayFrame(
            store_name=self.store_name,
            till_id=self.till_id,
            head_hash=self.days.hash_at(tally.last_sequence).hex(),
            contribution=contribution or self.contribution(date),
        )
        figures = book.figures(
            date,
            frame,
            self.programmes(adopted),
            ruling=ruling_programme(adopted, self.default, date),
        )
        since_close = tally.since_close if tally.revision else 0
        return DayReading(figures, since_close)

    def programmes(self, adopted: tuple[Programme, ...]) -> dict[str, Programme]:
        """Every programme a sale may name, by version."""
        return {each.version: each for each in (self.default, *adopted)}


def check_day(
    entries: Iterable[Entry],
    programmes: Mapping[str, Programme],
    leases: Callable[[str], Sequence[Lease]],
    *,
    offline_sales: int | None,
) -> DayChecks:
    """Decide every sale of a day again, and check that no card used more than was leased to this till.

    `leases` gives a card's leases of the day's month.
    """
    recomputed, cards, differing = 0, set[str](), list[str]()
    for entry in entries:
        if entry.kind != EntryKind.SALE:
            continue
        recomputed += 1
        sale = entry.facts(SaleFacts)
        programme = programmes.get(sale.programme_version)
        if programme is None or check_sale(sale, programme):
            differing.append(sale.sale_no)
        if sale.card is not None:
            cards.add(sale.card.card_no)
    over_cap = (no for no in sorted(cards) if any(lease.spent > lease.granted for lease in leases(no)))
    return DayChecks(
        cards=len(cards),
        over_cap=tuple(card_tail(card_no) for card_no in over_cap),
        offline_sales=offline_sales,
        recomputed=recomputed,
        differing=tuple(differing),
    )
