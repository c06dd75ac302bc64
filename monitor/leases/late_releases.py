"""What follows when tills let go of a month that is over: what is left of it may roll over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import Connection

from monitor.journal.examining import Examined
from monitor.leases.allocator import months_to_open
from monitor.leases.month_opening import open_cards
from monitor.leases.rolled_rests import month_before
from pos.crypto.keys import DeviceKey
from pos.domain.calendar import Month


def released_late(examined: Iterable[Examined], *, now_ms: int) -> dict[Month, set[str]]:
    """The cards of which a batch let go something of a month that is over, by month."""
    current = months_to_open(now_ms)[0]
    cards: dict[Month, set[str]] = defaultdict(set)
    for each in examined:
        if each.released is not None and each.released.month < current:
            cards[each.released.month].add(each.released.card_no)
    return dict(cards)


def after_late_releases(
    connection: Connection, key: DeviceKey, released: Mapping[Month, Collection[str]], *, now_ms: int
) -> None:
    """Lease what rolls over of these cards to the current month."""
    current = months_to_open(now_ms)[0]
    if cards := released.get(month_before(current)):
        open_cards(connection, key, current, cards, at_ms=now_ms)
