"""What a till's quarantined sales say they took of its leases: it counts for nobody, and yet it may be gone.

A sale under a wrong date is not booked, but the customer was given its benefit. Who takes back what an
installation had left must leave that out, or the card would get it twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Connection, select

from monitor.store import tables
from pos.domain.decoding import decode_entry
from pos.domain.journal.entries import EntryKind
from pos.domain.money import Fen
from pos.domain.programme.programme import PoolId
from pos.domain.selling.sale import SaleFacts
from pos.errors.ledger import EntryWrong

_QUARANTINED: Final = "quarantined"  # As ingest writes it, see `tables.entry`.


def doubted_spends(connection: Connection, of: Mapping[str, Any]) -> dict[tuple[str, PoolId], Fen]:
    """By lease and pool, in fen; `of` is the key of the installation. What cannot be read says nothing."""
    entry = tables.entry
    found = connection.execute(
        select(entry.c.payload).where(
            *(entry.c[name] == value for name, value in of.items()),
            entry.c.kind == EntryKind.SALE.value,
            entry.c.state == _QUARANTINED,  # One that was repaired is counted, and in the lease's own sum.
        )
    )
    sums: dict[tuple[str, PoolId], Fen] = defaultdict(int)
    for row in found:
        try:
            card = decode_entry(row.payload).facts(SaleFacts).card
        except EntryWrong:
            continue
        for spent in () if card is None else card.spends:
            sums[spent.lease_id, spent.pool] += spent.amount
    return dict(sums)
