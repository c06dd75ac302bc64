"""Looks up cards: is the card valid today, what may it use here, and its balance without a sale."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from pos.domain.calendar import business_date, month_of
from pos.domain.cards.card import BasketCard, BenefitState, Card, check_usable, slip_reason_of
from pos.domain.cards.lease import Lease, lacks_some, left_by_pool
from pos.domain.decoding import decode_entry
from pos.domain.programme.programme import Programme, ruling_programme
from pos.domain.scanning.codes import card_tail, is_card_token, read_card_number
from pos.errors import RuleBroken
from pos.errors.cards import CardForeign, CardTokenForged
from pos.ledger.goods.catalogue import Catalogue
from pos.services.cards.card_proof import CardProofs
from pos.services.cards.rights import CardRights
from pos.services.counter.recorder import Recorder
from pos.services.counter.state import Balance
from pos.services.fencing.fence import Fence
from pos.services.fencing.freshness import Freshness
from pos.services.fencing.month_watch import MonthWatch
from pos.services.words.receipt_words import pool_names

# A clock may be put right by a minute or two; a clock that is behind the last entry by more was
# set back, and with it the month could begin again (DESIGN 5.5). The platform's clock is another
# one: it takes requests of tills that are off by as much as this.
CLOCK_BEHIND_MS_MAX = 120_000
CLOCK_BEHIND_PLATFORM_MS_MAX = 15 * 60_000
_LAST_ENTRIES = 50  # The newest may have been written with a clock set back; of so many one was not.


class CardDesk:
    """Looks cards and their leases up. It changes nothing; a card that is refused is counted."""

    def __init__(
        self,
        catalogue: Catalogue,
        recorder: Recorder,
        default_programme: Programme,
        card_issuer: str,
        fence: Fence,
        freshness: Freshness,
        months: MonthWatch,
        proofs: CardProofs,
        rights: CardRights,
    ) -> None:
        self._catalogue = catalogue
        self._ledger, self._clock = recorder.ledger, recorder.clock
        self._recorder = recorder  # Called for each refused card.
        self._default_programme = default_programme
        self._card_issuer = card_issuer
        self._fence = fence
        self._freshness, self._months = freshness, months
        self._proofs, self._rights = proofs, rights
        self.shown: Callable[[str], None] = lambda _card_no: None  # A good card is in front of the till.

    def number(self, text: str, *, asked: bool = False) -> str:
        """Read a typed number, or the signed code of a card's sheet.

        Raises CardCheckDigitWrong, CardTokenUnreadable; CardForeign, CardTokenForged, which are counted.
        """
        try:
            if is_card_token(text):
                return self._proofs.show(text)
            return read_card_number(text, card_issuer=self._card_issuer)
        except (CardForeign, CardTokenForged) as error:
            self.refused(error, asked=asked)
            raise

    def refused(self, error: RuleBroken, *, asked: bool = False) -> None:
        """Count a refused card, shown for a sale or for its balance. A misread number is not counted."""
        self._recorder.card_refused(error, asked=asked)

    def card_for_basket(self, card_no: str, date: str) -> tuple[BasketCard, tuple[Lease, ...]]:
        """A card for a sale of a business date, with this till's leases for its month.

        Raises CardUnknown, CardLost, CardSuspended, CardNotYetValid, CardExpired, CardTokenStale,
        CardTokenEarly, each counted.
        """
        card = self._shown(card_no, date)
        if self._catalogue.card(card_no) is None:
            self._proofs.record(card_no, date)
        return self._with_leases(card, date)

    def _with_leases(self, card: Card, date: str) -> tuple[BasketCard, tuple[Lease, ...]]:
        card_no = card.card_no
        month = month_of(date)
        leases = self._rights.leases(card_no, month)
        state = self._state(leases)
        lacks = lacks_some(leases, self._programme(date).entitlement())
        reason = slip_reason_of(state, lacks=lacks)
        return BasketCard(card_no, card.masked_name, month, state, reason), leases

    def renewed(self, card: BasketCard, date: str) -> tuple[BasketCard, tuple[Lease, ...]]:
        """The same card as it is now, for a basket that stays open or is brought back.

        A card that is no longer good stays on the basket without benefits, so that the customer
        is told at the till and no goods have to be scanned again.
        """
        try:
            now, leases = self._with_leases(self._usable(card.card_no, date), date)
        except RuleBroken:
            return replace(card, state=BenefitState.REFUSED, slip_reason=None), ()
        if (now.state, now.month) == (card.state, card.month):
            now = replace(now, slip_reason=card.slip_reason)  # What was found out about it stays known.
        return now, leases

    def balance(self, text: str) -> Balance:
        """What a card may still use this month at this till. Raises the errors of cards, each counted."""
        card_no = self.number(text, asked=True)
        date = business_date(self._clock.now_ms())
        card = self._shown(card_no, date, asked=True)
        programme = self._programme(date)
        leases = self._rights.leases(card_no, month_of(date))
        state = self._state(leases)
        left = left_by_pool(leases) if state is BenefitState.READY else {}
        cap = programme.entitlement()
        return Balance(
            masked_name=card.masked_name,
            tail=card_tail(card_no),
            month=month_of(date),
            valid_to=card.valid_to,
            state=state,
            cap=cap,
            left={pool: left.get(pool, 0) for pool in cap},
            pool_names=pool_names(programme),
        )

    @property
    def fenced(self) -> bool:
        """Benefits are off: not the platform's chain, or nothing proves that ledger and clock are right."""
        return self.doubt is not None or self.clock_is_behind

    @property
    def doubt(self) -> str | None:
        """The code of why ledger or month allow no benefit; None when both allow it."""
        return self._fence.code or self._freshness.doubt or self._months.doubt

    @property
    def clock_is_behind(self) -> bool:
        """The clock is behind the last entry, or behind the platform's last time."""
        behind_ms = self._ledger.last_at_ms() - self._clock.now_ms()
        if behind_ms <= CLOCK_BEHIND_MS_MAX:
            return False
        return behind_ms > CLOCK_BEHIND_PLATFORM_MS_MAX or self._last_entry_ms() > (
            self._clock.now_ms() + CLOCK_BEHIND_MS_MAX
        )

    def _last_entry_ms(self) -> int:
        after = max(self._ledger.acknowledged(), self._ledger.head()[0] - _LAST_ENTRIES)
        entries = self._ledger.entries_after(after, entries_max=_LAST_ENTRIES, bytes_max=1 << 20)
        return max((decode_entry(each.sealed.payload).at_ms for each in entries), default=0)

    def _shown(self, card_no: str, date: str, *, asked: bool = False) -> Card:
        try:
            card = self._usable(card_no, date)
        except RuleBroken as error:
            self.refused(error, asked=asked)
            raise
        self.shown(card_no)
        return card

    def _usable(self, card_no: str, date: str) -> Card:
        card = self._catalogue.card(card_no)
        if card is None:  # Else the list has it, and what it says wins over every code.
            card = self._proofs.card(card_no, date, days=self._programme(date).card_code_days)
        check_usable(card, date)
        return card

    def _programme(self, date: str) -> Programme:
        return ruling_programme(self._ledger.programmes(), self._default_programme, date)

    def _state(self, leases: tuple[Lease, ...]) -> BenefitState:
        if self.fenced:
            return BenefitState.FENCED
        # What was signed away is not this till's any more, whatever was spent of it before.
        holds_some = any(each.granted > each.released for each in leases)
        return BenefitState.READY if holds_some else BenefitState.NO_LEASE
