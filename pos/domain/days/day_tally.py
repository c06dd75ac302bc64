"""Adds up entries one by one: the running sums behind the figures of a day and of a shift.

A tally knows money, counts and names. Which entries it is given, and how its sums are shown, is
decided in `pos.domain.days.day_figures`. All amounts are fen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from pos.domain.calendar import shanghai
from pos.domain.cards.ask import REFUSED_ASK
from pos.domain.cards.card import BenefitState
from pos.domain.cards.card_refused import CardRefused
from pos.domain.cards.lease_moves import MakeGoodPaid
from pos.domain.days.day import GoodsFigures, HourFigures, OverrideFigures, PersonsWord, RefusalFigures
from pos.domain.days.day_closed import DayClosed
from pos.domain.days.day_overrides import EntryOverride, joined_with, override_of
from pos.domain.journal.entries import Entry, EntryKind
from pos.domain.money import Fen
from pos.domain.paying.payment import PaymentAnswered, PaymentAsked
from pos.domain.paying.tender import way_order
from pos.domain.people.permission import Act
from pos.domain.programme.programme import SUBSIDY, PoolId
from pos.domain.quantity import Thousandths
from pos.domain.returns.facts import ReturnFacts
from pos.domain.scanning.codes import card_tail
from pos.domain.selling.line_dropped import CANCELS, LineDropped
from pos.domain.selling.sale import SaleFacts
from pos.domain.shifts.cash_moved import CashMoved
from pos.domain.shifts.shift_close import ShiftClosed
from pos.domain.shifts.shift_opened import ShiftOpened
from pos.domain.shifts.takings import Takings

_GOODS_MAX: Final = 10
ASKED: Final = "asked."  # Prefix of the reason: only the card's balance was asked for.

# Documents of the federation come at any time: they are entries of the day, but change no figure.
CHANGES_FIGURES: Final = frozenset(EntryKind) - {
    EntryKind.TILL_ENROLLED,
    EntryKind.TILL_BOUND,
    EntryKind.PROGRAMME_ADOPTED,
    EntryKind.LEASES_GRANTED,
    EntryKind.SALE_RELEASED,
    EntryKind.GOODS_SLIP,  # Its money moves with the return that pays it.
    EntryKind.GOODS_SLIP_VOID,
    EntryKind.CARD_PROVEN,  # The sale that follows is what counts.
    EntryKind.LEASE_RELEASED,
    EntryKind.LEASE_RECEIVED,
    EntryKind.MAKE_GOOD_SLIP,
    EntryKind.DAY_CLOSED,
}
# A card or a PIN refused after the close moved neither money nor goods: it stands in the journal and
# on the platform's page, and nobody has to close the day again for its sake.
_ASKS_FOR_ANOTHER_CLOSE: Final = CHANGES_FIGURES - {
    EntryKind.CARD_REFUSED,
    EntryKind.PIN_REFUSED,
    EntryKind.PIN_CLEARED,
}


class PoolTally:
    """What one pool gave."""

    def __init__(self) -> None:
        self.visits = 0
        self.market: Fen = 0
        self.amount: Fen = 0

    def add(self, *, visits: int = 0, market: Fen = 0, amount: Fen = 0) -> None:
        """One visit's part, or with negative numbers what was given back of it."""
        self.visits += visits
        self.market += market
        self.amount += amount


class Tally:
    """Sums of the entries it was given, net of returns. `since_close`: what came after the last close."""

    def __init__(self) -> None:
        self.entries = self.since_close = 0
        self.first_sequence = self.last_sequence = self.last_loud = self.revision = 0
        self.quiet: list[int] = []  # The entries at the end that changed no figure.
        self.sales = self.card_sales = self.returns = self.voids = 0
        self.market: Fen = 0
        self.discount: Fen = 0
        self.subsidy: Fen = 0
        self.payable: Fen = 0
        self.rounding: Fen = 0  # 抹零, an account of its own.
        self.cards: set[str] = set()
        self.takings = Takings()
        self._words: dict[tuple[str, str], list[int]] = {}  # By way of paying and person.
        self.pools: dict[PoolId, PoolTally] = {}
        self.programmes: dict[str, None] = {}  # Versions, in the order they were first used.
        self.dropped_lines = self.drawer_openings = 0
        self.dropped_market: Fen = 0
        self.cancelled: set[str] = set()  # Sales that were not wanted any more, by their ids.
        self.cancelled_lines = 0
        self.cancelled_market: Fen = 0
        self._refusals: dict[str, int] = {}  # Cards shown and refused, by why.
        self._unbrought: set[str] = set()  # Tails of cards of which it is counted already why nothing came.
        self.held: tuple[str, ...] = ()
        self._overrides: list[tuple[Entry, EntryOverride]] = []
        self._asked: dict[str, PaymentAsked] = {}  # Payments, by their numbers.
        self._sale_numbers: dict[str, str] = {}  # Sale id → number.
        self._hours: dict[int, tuple[int, Fen]] = {}
        self._goods: dict[str, tuple[str, Thousandths, Fen]] = {}
        self._acts: dict[str, Callable[[Entry], None]] = {
            EntryKind.RETURN: self._return,
            EntryKind.PAYMENT_ASKED: self._payment_asked,
            EntryKind.PAYMENT_ANSWERED: self._payment_answered,
            EntryKind.CASH_MOVED: self._cash_moved,
            EntryKind.MAKE_GOOD_PAID: self._made_good,
            EntryKind.SHIFT_OPENED: self._shift_opened,
            EntryKind.SHIFT_COUNTED: self._shift_counted,
            EntryKind.SHIFT_CLOSED: self._shift_closed,
            EntryKind.DAY_CLOSED: self._day_closed,
            EntryKind.LINE_DROPPED: self._line_dropped,
            EntryKind.CARD_REFUSED: self._card_refused,
        }

    def take(self, entry: Entry, sale: SaleFacts | None) -> None:
        """Add one entry, whatever its kind; with `sale` what was read of it, when it is one.

        Raises EntryWrong when its data is not of its kind.
        """
        self.entries += 1
        self.first_sequence = self.first_sequence or entry.sequence
        self.last_sequence = entry.sequence
        if entry.kind in CHANGES_FIGURES:
            self.since_close += entry.kind in _ASKS_FOR_ANOTHER_CLOSE
            self.last_loud = entry.sequence
            self.quiet.clear()
        else:
            self.quiet.append(entry.sequence)
        if sale is not None:
            self._sale(entry, sale)
        act = self._acts.get(entry.kind)
        if act is not None:
            act(entry)
        override = override_of(entry)
        if override is not None and not self._is_part_of_last(entry, override):
            self.drawer_openings += override.act == Act.OPEN_DRAWER
            self._overrides.append((entry, self._with_payment(entry, override)))

    def hours(self) -> tuple[HourFigures, ...]:
        """From the first hour with a sale or a return to the last, those between included."""
        if not self._hours:
            return ()
        return tuple(
            HourFigures(hour, *self._hours.get(hour, (0, 0)))
            for hour in range(min(self._hours), max(self._hours) + 1)
        )

    def goods(self) -> tuple[GoodsFigures, ...]:
        """The goods with the largest sales amount, at most ten."""
        kept = [GoodsFigures(code, *sums) for code, sums in self._goods.items() if sums[1] > 0]
        return tuple(sorted(kept, key=lambda each: (-each.payable, each.code))[:_GOODS_MAX])

    def by_word(self) -> tuple[PersonsWord, ...]:
        """What came and went back on a person's word, by way of paying and person."""
        words = sorted(self._words.items(), key=lambda each: (way_order(each[0][0]), each[0][1]))
        return tuple(PersonsWord(kind, staff, *sums) for (kind, staff), sums in words)

    def overrides(self) -> tuple[OverrideFigures, ...]:
        """Every override, in order; of a finished sale by its number."""
        return tuple(
            override.figures(entry, override.sale_no or self._sale_numbers.get(override.sale_id or ""))
            for entry, override in self._overrides
        )

    def _sale(self, entry: Entry, sale: SaleFacts) -> None:
        totals = sale.totals
        self.sales += 1
        self._sale_numbers[entry.entry_id] = sale.sale_no
        self.programmes.setdefault(sale.programme_version)
        self._sum(totals.market, totals.discount, totals.subsidy, totals.payable)
        self._hour(entry, sales=1, payable=totals.payable)
        for line in sale.lines:
            self._good(line.code, line.name, line.quantity, line.payable)
        if sale.card is not None:
            self.card_sales += 1
            self.cards.add(sale.card.card_no)
            self._benefits(sale)
            tail = card_tail(sale.card.card_no)
            is_counted = sale.card.state is BenefitState.NO_LEASE and tail in self._unbrought
            self._unbrought.discard(tail)
            if sale.card.state is not BenefitState.READY and not is_counted:
                self._refused(sale.card.state.value)  # It came with the sale, and gave nothing.
        self.rounding += sale.rounding
        self.takings.sale(sale)
        for tender in sale.tenders:
            if tender.confirmed_by is not None:
                self._said(tender.way, tender.confirmed_by, received=tender.amount)

    def _said(self, kind: str, staff: str, *, received: Fen = 0, given_back: Fen = 0) -> None:
        sums = self._words.setdefault((kind, staff), [0, 0, 0, 0])
        for place, more in enumerate((int(received > 0), received, int(given_back > 0), given_back)):
            sums[place] += more

    def _benefits(self, sale: SaleFacts) -> None:
        visited: set[PoolId] = set()
        for line in sale.lines:
            if line.pool is not None and line.covered:
                visited.add(line.pool)
                self._pool(line.pool).add(market=line.covered, amount=line.discount)
            if line.subsidy:
                visited.add(SUBSIDY)
                self._pool(SUBSIDY).add(amount=line.subsidy)
        for pool in visited:
            self._pool(pool).add(visits=1)

    def _return(self, entry: Entry) -> None:
        facts = entry.facts(ReturnFacts)
        totals = facts.totals
        self.returns += not facts.void
        self.voids += facts.void
        self.rounding -= facts.rounding
        self._sum(-totals.market, -totals.discount, -totals.subsidy, -totals.payable)
        self._hour(entry, sales=0, payable=-totals.payable)
        visited: set[PoolId] = set()
        for line in facts.lines:
            self._good(line.code, line.name, -line.quantity, -line.payable)
            if line.pool is not None and (line.counted or line.discount):
                visited.add(line.pool)
                # What a return tells is the cap's use: with `cap_basis = market` the covered amount itself.
                self._pool(line.pool).add(market=-line.counted, amount=-line.discount)
            if line.subsidy:
                visited.add(SUBSIDY)
                self._pool(SUBSIDY).add(amount=-line.subsidy)
        for pool in visited if facts.void else ():  # A voided sale is not a visit.
            self._pool(pool).add(visits=-1)
        for refund in facts.refunds:
            self.takings.refund(refund.way, refund.amount)
            if refund.confirmed_by is not None:
                self._said(refund.way, refund.confirmed_by, given_back=refund.amount)

    def _line_dropped(self, entry: Entry) -> None:
        dropped = entry.facts(LineDropped)
        self.dropped_lines += 1
        self.dropped_market += dropped.market
        if dropped.act in CANCELS:
            self.cancelled.add(dropped.sale_id)
            self.cancelled_lines += 1
            self.cancelled_market += dropped.market

    def refusals(self) -> tuple[RefusalFigures, ...]:
        """How many cards were refused, by reason, in the order of the words."""
        return tuple(RefusalFigures(code, count) for code, count in sorted(self._refusals.items()))

    def _card_refused(self, entry: Entry) -> None:
        refused = entry.facts(CardRefused)
        self._refused(f"{ASKED}{refused.code}" if refused.only_asked else refused.code)
        if refused.code.startswith(REFUSED_ASK):
            self._unbrought.add(refused.tail)

    def _refused(self, code: str) -> None:
        self._refusals[code] = self._refusals.get(code, 0) + 1

    def _cash_moved(self, entry: Entry) -> None:
        moved = entry.facts(CashMoved)
        self.takings.cash_moved(moved.direction, moved.amount)

    def _made_good(self, entry: Entry) -> None:
        self.takings.handed_out(entry.facts(MakeGoodPaid).amount)

    def _shift_opened(self, entry: Entry) -> None:
        self.takings.float_fen += entry.facts(ShiftOpened).float_fen

    def _shift_counted(self, entry: Entry) -> None:
        self.takings.count(entry)

    def _shift_closed(self, entry: Entry) -> None:
        self.held = entry.facts(ShiftClosed).held

    def _payment_asked(self, entry: Entry) -> None:
        asked = entry.facts(PaymentAsked)
        self._asked[asked.payment_id] = asked
        self.takings.asked(asked)

    def _is_part_of_last(self, entry: Entry, override: EntryOverride) -> bool:
        """Whether it is one act with the one before, which then tells of both."""
        if not self._overrides:
            return False
        last, before = self._overrides[-1]
        both = joined_with(entry, override, last=last, before=before)
        if both is not None:
            self._overrides[-1] = last, both
        return both is not None

    def _with_payment(self, entry: Entry, override: EntryOverride) -> EntryOverride:
        """A word about a payment, with its sale, its way and its amount, as they were asked for."""
        asked = self._asked.get(str(entry.data.get("payment_id", "")))
        if entry.kind != EntryKind.PAYMENT_ANSWERED or asked is None:
            return override
        return replace(override, sale_id=asked.sale_id, name=asked.kind.value, before=asked.amount)

    def _payment_answered(self, entry: Entry) -> None:
        self.takings.answered(entry.facts(PaymentAnswered))

    def _day_closed(self, entry: Entry) -> None:
        self.revision, self.since_close = entry.facts(DayClosed).revision, 0

    def _sum(self, market: Fen, discount: Fen, subsidy: Fen, payable: Fen) -> None:
        self.market += market
        self.discount += discount
        self.subsidy += subsidy
        self.payable += payable

    def _hour(self, entry: Entry, *, sales: int, payable: Fen) -> None:
        hour = shanghai(entry.at_ms).hour
        before = self._hours.get(hour, (0, 0))
        self._hours[hour] = before[0] + sales, before[1] + payable

    def _good(self, code: str, name: str, quantity: Thousandths, payable: Fen) -> None:
        _name, quantity_before, payable_before = self._goods.get(code, (name, 0, 0))
        self._goods[code] = name, quantity_before + quantity, payable_before + payable

    def _pool(self, pool: PoolId) -> PoolTally:
        return self.pools.setdefault(pool, PoolTally())
