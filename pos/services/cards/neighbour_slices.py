"""Slices between the tills of one store: what this till gives to a neighbour, and what it takes in.

Both are entries (DESIGN 5): the giver signs away first, and the taker's entry carries the giver's. Only
leases of the federation are given on, so a proof is never longer than one entry.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from typing import Final

from pos.crypto.documents import SignedDocument, document_hash, read_document
from pos.crypto.slices import Neighbour, neighbours_from_data, read_slice, received, sealed_slice
from pos.crypto.suite import SUITES
from pos.domain.calendar import Month, business_date, month_of
from pos.domain.cards.card import CardStatus
from pos.domain.cards.lease import Lease
from pos.domain.cards.lease_moves import LeaseReleased, ReleaseCause, SealedSlice, slice_release_id
from pos.domain.journal.entries import EntryKind
from pos.domain.people.staff import PLATFORM_ITSELF
from pos.errors.ledger import EntryConflict, EntryWrong, LedgerUnwritable
from pos.ledger.goods.catalogue import Catalogue
from pos.ledger.ledger import Ledger, NewEntry
from pos.services.cards.rights import CardRights
from pos.services.clock import Clock

_log = logging.getLogger(__name__)

IN_DOUBT: Final = "in_doubt"
OTHER_MONTH: Final = "other_month"
STOPPED: Final = "stopped"
UNWRITABLE: Final = "unwritable"


class NeighbourSlices:
    """Gives and takes slices for one ledger. `in_doubt`: benefits are off here. Any thread may call."""

    def __init__(
        self,
        ledger: Ledger,
        catalogue: Catalogue,
        clock: Clock,
        rights: CardRights,
        in_doubt: Callable[[], bool],
        *,
        till_id: str,
    ) -> None:
        self._ledger, self._catalogue, self._clock = ledger, catalogue, clock
        self._rights, self._in_doubt = rights, in_doubt
        self._till_id = till_id
        self._moving = threading.Lock()  # One slice is given or taken at a time.

    def neighbour(self, till_id: str, epoch: int) -> Neighbour | None:
        """The installation of this store with this name, as the federation's newest word introduces it."""
        introduced = self._introduced()
        if introduced is None:
            return None
        _document, neighbours = introduced
        return next((each for each in neighbours if (each.till_id, each.epoch) == (till_id, epoch)), None)

    def give(self, asker: Neighbour, card_no: str, month: Month) -> tuple[str, tuple[SealedSlice, ...]]:
        """Sign away what no basket here needs; return every slice this asker ever got of the card's month.

        So a neighbour that lost an answer asks again and gets it. The text is empty, or says why nothing
        new was given: the words of `SliceAnswer`.
        """
        if self._in_doubt():
            return IN_DOUBT, ()
        with self._moving:
            given = self._given(asker, card_no, month)
            refusal = self._why_not(card_no, month)
            if refusal:
                return refusal, given
            release_id = _release_id(asker, card_no, month, len(given) + 1)
            try:
                self._let_go(asker, card_no, month, release_id)
            except LedgerUnwritable:
                return UNWRITABLE, given
            return "", self._given(asker, card_no, month)

    def take(self, giver: Neighbour, slices: Sequence[SealedSlice]) -> int:
        """Take in every slice that is proven and not here yet; return how many. Raises LedgerUnwritable."""
        introduced = self._introduced()
        if introduced is None or self._in_doubt():
            return 0
        document, neighbours = introduced
        if giver not in neighbours:
            return 0
        with self._moving:
            return sum(self._take(giver, each, document) for each in slices)

    def _introduced(self) -> tuple[SignedDocument, tuple[Neighbour, ...]] | None:
        document = self._catalogue.neighbours()
        if document is None:
            return None
        told = neighbours_from_data(read_document(document).body)
        return document, tuple(each for each in told if each.suite in SUITES)

    def _why_not(self, card_no: str, month: Month) -> str:
        if month != month_of(business_date(self._clock.now_ms())):
            return OTHER_MONTH
        card = self._catalogue.card(card_no)
        return "" if card is None or card.status is CardStatus.ACTIVE else STOPPED

    def _given(self, asker: Neighbour, card_no: str, month: Month) -> tuple[SealedSlice, ...]:
        found: list[SealedSlice] = []
        while (
            stored := self._ledger.days.entry_with(_release_id(asker, card_no, month, len(found) + 1))
        ) is not None:
            found.append(sealed_slice(stored.sealed, stored.signature))
        return tuple(found)

    def _let_go(self, asker: Neighbour, card_no: str, month: Month, release_id: str) -> None:
        now_ms = self._clock.now_ms()
        with self._rights.leaving(card_no, month, givable=self._is_of_the_federation) as leaving:
            if not leaving.parts:
                return
            self._ledger.append(
                NewEntry(
                    kind=EntryKind.LEASE_RELEASED,
                    data=LeaseReleased(
                        release_id=release_id,
                        card_no=card_no,
                        month=month,
                        cause=ReleaseCause.SLICE,
                        number=0,
                        parts=leaving.parts,
                        left_open=leaving.left_open,
                        to_till=asker.till_id,
                        to_epoch=asker.epoch,
                    ),
                    entry_id=release_id,
                    at_ms=now_ms,
                    business_date=business_date(now_ms),
                    actor=PLATFORM_ITSELF,
                )
            )
        _log.info("gave %d parts to %s", len(leaving.parts), asker.till_id)

    def _is_of_the_federation(self, lease: Lease) -> bool:
        return not self._ledger.has_entry(_entry_id(lease.lease_id))

    def _take(self, giver: Neighbour, given: SealedSlice, document: SignedDocument) -> bool:
        try:
            released = read_slice(given, giver, to_till=self._till_id, to_epoch=self._ledger.epoch)
        except EntryWrong as error:
            _log.warning("%s brought a slice that proves nothing: %s", giver.till_id, error)
            return False
        if self._ledger.has_entry(_entry_id(released.release_id)):
            return False
        now_ms = self._clock.now_ms()
        try:
            self._ledger.append(
                NewEntry(
                    kind=EntryKind.LEASE_RECEIVED,
                    data=received(given, giver, released, introduced_by=document_hash(document)),
                    entry_id=_entry_id(released.release_id),
                    at_ms=now_ms,
                    business_date=business_date(now_ms),
                    actor=PLATFORM_ITSELF,
                ),
                document=document,
            )
        except (EntryWrong, EntryConflict) as error:
            _log.warning("a slice of %s does not fit: %s", giver.till_id, error)
            return False
        return True


def _release_id(asker: Neighbour, card_no: str, month: Month, number: int) -> str:
    return slice_release_id(f"{card_no}-{month}-{number}", to_till=asker.till_id, to_epoch=asker.epoch)


def _entry_id(release_id: str) -> str:
    """The id of the entry that takes a slice in, whose lease has the id of its release."""
    return f"received-{release_id}"
