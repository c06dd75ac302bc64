"""Lets rights go: the platform asks because the card is shown elsewhere, or the month is over.

Only a signed entry moves a right (DESIGN 5), and a till whose books are in doubt signs none.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final

from pos.domain.calendar import Month, business_date, month_of
from pos.domain.cards.lease_moves import LeaseReleased, ReleaseCause, recall_release_id
from pos.domain.journal.entries import EntryKind
from pos.domain.people.staff import PLATFORM_ITSELF
from pos.errors.fencing import ReleaseNotNow
from pos.ledger.ledger import Ledger, NewEntry
from pos.services.cards.rights import CardRights
from pos.services.clock import Clock

_log = logging.getLogger(__name__)

CLOCKS_APART_MS: Final = 15 * 60_000  # So far the platform takes requests of tills.
CARDS_AT_ONCE: Final = 50  # Of a month that is over, after one round: a sale waits for one entry at most.


class LeaseReleases:
    """Writes releases. `in_doubt`: benefits are off here. Any thread may call; none waits for a sale."""

    def __init__(
        self, ledger: Ledger, clock: Clock, rights: CardRights, in_doubt: Callable[[], bool]
    ) -> None:
        self._ledger, self._clock, self._rights = ledger, clock, rights
        self._in_doubt = in_doubt
        self._nothing_before: Month = ""  # Of the months before this one nothing is held any more.

    @property
    def may_sign(self) -> bool:
        """Whether this till's books are good, so that its word counts."""
        return not self._in_doubt()

    def answer(self, number: int, card_no: str, month: Month) -> None:
        """Sign away what no basket here needs, as recall document `number` asks; once for each.

        Raises ReleaseNotNow, LedgerUnwritable.
        """
        if not self.may_sign:
            raise ReleaseNotNow
        release_id = recall_release_id(number, card_no, month)
        if not self._ledger.has_entry(release_id):
            self._release(release_id, card_no, month, ReleaseCause.RECALL, number=number)

    def month_end(self) -> int:
        """Sign away what is still held of months that are over; return how many cards.

        Called after the platform was met, so both clocks agree but for some minutes: then the month is over
        by both. A card of a sale that goes on over midnight waits for the next time. Raises LedgerUnwritable.
        """
        this_month = month_of(business_date(self._clock.now_ms() - CLOCKS_APART_MS))
        if this_month == self._nothing_before or not self.may_sign:
            return 0
        found = self._ledger.days.held_before(this_month, cards_max=CARDS_AT_ONCE)
        kept = 0
        for card_no, month in found:
            if self._rights.is_in_sale(card_no, month):
                kept += 1
                continue
            release_id = f"month-end-{card_no}-{month}"
            if self._ledger.has_entry(release_id):  # Something came back to it afterwards.
                release_id += f"-{self._ledger.head()[0]}"
            self._release(release_id, card_no, month, ReleaseCause.MONTH_END)
        if not found:
            self._nothing_before = this_month
        return len(found) - kept

    def _release(
        self, release_id: str, card_no: str, month: Month, cause: ReleaseCause, *, number: int = 0
    ) -> None:
        now_ms = self._clock.now_ms()
        with self._rights.leaving(card_no, month) as leaving:
            self._ledger.append(
                NewEntry(
                    kind=EntryKind.LEASE_RELEASED,
                    data=LeaseReleased(
                        release_id=release_id,
                        card_no=card_no,
                        month=month,
                        cause=cause,
                        number=number,
                        parts=leaving.parts,
                        left_open=leaving.left_open,
                    ),
                    entry_id=release_id,
                    at_ms=now_ms,
                    business_date=business_date(now_ms),
                    actor=PLATFORM_ITSELF,
                )
            )
        _log.info("released %d parts: %s", len(leaving.parts), cause.value)
