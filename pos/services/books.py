"""What a till asks of its own ledger before it gives benefits: is it whole, are its rights signed for it.

A false answer switches benefits off; public sales go on. `verify` asks everything.
"""

from __future__ import annotations

import logging

from pos.crypto.keys import DeviceKey
from pos.domain.calendar import business_date, month_of
from pos.errors import BooksInDoubt
from pos.ledger.ledger import Ledger
from pos.services.clock import Clock
from pos.services.fence import Fence
from pos.services.identity import Identity

_LOG = logging.getLogger(__name__)


def fence_doubtful_books(
    ledger: Ledger, identity: Identity, key: DeviceKey, fence: Fence, clock: Clock
) -> None:
    """Put the fence up when an enrolled till's ledger was cut, or gives what the federation did not.

    Raises LedgerUnwritable, ChainBroken.
    """
    if ledger.mark_was_missing:
        _LOG.critical("how far the ledger had been checked was taken away; its end may be gone")
        fence.put_up(BooksInDoubt.code, "mark_missing")
    bad = ledger.false_right(
        federation_key=bytes.fromhex(identity.federation_key),
        public_key=key.public_key,
        month=month_of(business_date(clock.now_ms())),
    )
    if bad is not None:
        _LOG.critical("entry %d gives what the federation did not: %s %s", bad.sequence, bad.code, bad.detail)
        fence.put_up(BooksInDoubt.code, bad.code)
