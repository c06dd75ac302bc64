"""Alerts for the federation, and how urgent each is. Pure; the words are in the pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

HOUR_MS: Final = 60 * 60 * 1000
_SILENT_MS: Final = 24 * HOUR_MS  # Longer than any night and lunch: the till should have been switched on.


class Level(StrEnum):
    """How urgent an alert is."""

    SERIOUS = "serious"  # Something contradicts itself.
    NOTICE = "notice"  # Something is unusual and may be right.


# Every alert the platform knows; the pages have words for each.
LEVELS: Final[Mapping[str, Level]] = {
    "till.fork": Level.SERIOUS,  # Other bytes under a sequence that is stored already.
    "till.two_starts": Level.SERIOUS,  # Two copies of one installation live at once.
    "till.chain_broken": Level.SERIOUS,  # Entries that do not fit the one before, or are not proven.
    "till.gap": Level.NOTICE,  # The till goes on after an entry we never had.
    "till.enrolled_again": Level.NOTICE,
    "till.silent": Level.SERIOUS,
    "till.suspense": Level.SERIOUS,  # Entries of a retired installation.
    "sale.misfit": Level.SERIOUS,  # A sale that the programme, its leases or its own sums do not bear out.
    "entry.misfit": Level.SERIOUS,
    "goods.category": Level.SERIOUS,  # A benefit on goods whose category is not the approved one.
    "sale.number_twice": Level.NOTICE,  # Earlier releases counted a day anew on a new disk.
    "quarantine.full": Level.SERIOUS,  # From now on misfits of this device are refused until tomorrow.
    "return.misfit": Level.SERIOUS,  # A return that its sale does not bear out.
    "return.twice": Level.SERIOUS,  # Goods came to two tills; one paid, the other took them in unpaid.
    "return.alone": Level.NOTICE,  # Much was paid back without a second person's approval.
    "day.differs": Level.SERIOUS,  # A signed day close says other sums than we have of that day.
    "shift.difference": Level.NOTICE,  # A count was far from what should have been there.
    "shift.month_over_tills": Level.NOTICE,  # A cashier's month, of several tills together.
    "pin.locked": Level.NOTICE,  # A person guesses PINs: a second round of wrong ones, or more.
    "payment.open": Level.SERIOUS,  # Asked for a day ago, and still of unknown end.
    "goods.unlisted": Level.NOTICE,  # Goods on no list were sold with a benefit.
    "date.impossible": Level.SERIOUS,  # No card is touched, so it counts; the till's clock was wrong.
    "till.clock_off": Level.NOTICE,  # Its requests are refused until the clocks agree.
    "date.odd": Level.NOTICE,  # Dated some hours before its last contact, or after now.
    "sale.disputed": Level.SERIOUS,  # It spent again what a return that does not count had given back.
    "entry.repaired": Level.NOTICE,  # The right bytes came for what was stored wrong.
    "card.over_month": Level.SERIOUS,  # A card used more than all its leases of a month together.
    "card.over_credited": Level.SERIOUS,  # Leases and make-goods together are more than the month.
    "card.over_leased": Level.SERIOUS,  # Leases alone are more than the month.
    "lease.over_spent": Level.SERIOUS,  # Of one lease more was used than granted, or less than nothing.
    "month.closed_moved": Level.SERIOUS,  # Something of a month that two people closed has changed.
    "make_good.paid_twice": Level.SERIOUS,  # Two tills handed out the same make-good.
    "make_good.unpromised": Level.SERIOUS,  # A till handed out what was not promised to it.
    "make_good.returned": Level.NOTICE,  # Goods came back after their make-good was promised or paid.
    "till.retired": Level.NOTICE,  # Two people took a lost installation's leases and gave them to another.
    "lease.slice_denied": Level.SERIOUS,  # A slice was taken in, and its giver's journal says otherwise.
    "till.leases_left": Level.NOTICE,  # A former installation holds leases that cannot be taken back.
}


@dataclass(frozen=True, slots=True)
class Alert:
    """One finding for a person. The same `code` and `about` in a store are raised once."""

    code: str
    store_id: str
    till_id: str | None
    about: str
    raised_ms: int
    facts: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def level(self) -> Level:
        """How urgent an alert is."""
        return LEVELS[self.code]


@dataclass(frozen=True, slots=True)
class Contact:
    """What is known of one till that sells: its last contact, and how much it still had to send."""

    store_id: str
    till_id: str
    contact_ms: int | None
    pending: int


def silent_tills(contacts: Sequence[Contact], *, now_ms: int) -> list[Alert]:
    """Alerts for tills without contact for a day. They end by themselves, so none is stored."""
    return [
        Alert(
            code="till.silent",
            store_id=each.store_id,
            till_id=each.till_id,
            about=each.till_id,
            raised_ms=each.contact_ms,
            facts={"hours": (now_ms - each.contact_ms) // HOUR_MS, "pending": each.pending},
        )
        for each in contacts
        if each.contact_ms is not None and now_ms - each.contact_ms >= _SILENT_MS
    ]
