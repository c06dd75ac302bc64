"""Checks a till's own ledger before it gives benefits: complete, of this till, and its leases signed.

A failed check switches benefits off; public sales go on. `verify` checks everything.
"""

from __future__ import annotations

import logging

from pos.crypto.keys import DeviceKey
from pos.domain.calendar import business_date, month_of
from pos.domain.journal.entries import EntryKind
from pos.domain.journal.identity_entry import BoundIdentity
from pos.domain.people.staff import PLATFORM_ITSELF
from pos.errors.fencing import BooksInDoubt
from pos.errors.installation import IdentityChanged
from pos.errors.ledger import EntryWrong, LedgerUnwritable
from pos.ledger.ledger import Ledger, NewEntry
from pos.services.clock import Clock, Ids
from pos.services.fencing.fence import Fence
from pos.services.installation.identity import Identity

_LOG = logging.getLogger(__name__)


def fence_doubtful_books(
    ledger: Ledger, identity: Identity, key: DeviceKey, fence: Fence, clock: Clock
) -> None:
    """Switch benefits off when an enrolled till's ledger was cut off, or has rights that were not signed.

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


def fence_other_identity(ledger: Ledger, identity: Identity, key: DeviceKey, fence: Fence) -> None:
    """Put the fence up when the identity beside the journal is another than the one it is bound to.

    Also a till that is enrolled nowhere is asked: a person who removes the federation from the identity file
    would otherwise have leases that nobody signed. Raises ChainBroken.
    """
    try:
        known = ledger.bound_identity()
    except EntryWrong as error:
        _LOG.critical("the entry that binds the journal cannot be read: %s", error)
        fence.put_up(IdentityChanged.code, "unreadable")
        return
    other = known and _as_found(identity, key).other_than(known)
    if other:
        _LOG.critical("the identity beside the journal is another in %s", other)
        fence.put_up(IdentityChanged.code, other)


def bind_identity(
    ledger: Ledger, identity: Identity, key: DeviceKey, fence: Fence, clock: Clock, ids: Ids
) -> None:
    """Bind the journal of an enrolled till to the identity found here, once.

    A till that was enrolled with an earlier release is bound at its first start with this one. Books
    that are in doubt are bound to nothing. Raises ChainBroken.
    """
    if not identity.enrolled or fence.is_up or ledger.bound_identity() is not None:
        return
    now_ms = clock.now_ms()
    entry = NewEntry(
        kind=EntryKind.TILL_BOUND,
        data=_as_found(identity, key),
        entry_id=ids.new_id(),
        at_ms=now_ms,
        business_date=business_date(now_ms),
        actor=PLATFORM_ITSELF,
    )
    try:
        ledger.append(entry)
    except LedgerUnwritable as error:  # The disk takes no sale either; the next start binds.
        _LOG.warning("the journal is not bound to its identity yet: %s", error)


def _as_found(identity: Identity, key: DeviceKey) -> BoundIdentity:
    return BoundIdentity(
        identity.federation_key, key.public_key.hex(), identity.store_id, identity.card_issuer
    )
