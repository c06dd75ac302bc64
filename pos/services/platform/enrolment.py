"""Makes an installation a till of the federation: its key, its epoch, and what happens to an old ledger.

The function that asks the platform is an argument; only `pos.bootstrap` knows it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pos.crypto.keys import DeviceKey
from pos.domain.shifts.shift import FIRST_EPOCH
from pos.errors.installation import KeyUnreadable
from pos.errors.ledger import ChainBroken
from pos.errors.platform import AlreadyEnrolled
from pos.services.fencing.fence import fence_stands
from pos.services.installation.data_dir import free_name, lock, private_files
from pos.services.installation.identity import (
    KEY_FILE,
    LEDGER_FILE,
    Identity,
    enrolled_identity,
    load_identity,
)
from pos.services.installation.settings import Settings
from pos.services.installation.this_folder import (
    LedgerFacts,
    find_installation,
    forget_paid_draft,
    ledger_facts,
    next_key,
    refuse_other_settings,
)
from pos.services.platform.switching import Switch, begin_switch, finish_switch
from sync.protocol.messages import EnrolReply

_LOG = logging.getLogger(__name__)

Ask = Callable[[Identity, bytes], EnrolReply]  # The identity that asks, and the public key it will have.


@dataclass(frozen=True, slots=True)
class Enrolment:
    """The result of enrolling. `waiting`: entries of the old ledger that no platform has; None: unknown."""

    identity: Identity
    ledger_aside: Path | None = None
    waiting: int | None = 0


def take_part(settings: Settings, ask: Ask, *, again: bool) -> Enrolment:
    """Enrol this till at the platform. The till must not be running.

    A till that is fenced, or asked to do so `again`, gets a new key and a new epoch; its old
    ledger and key are kept under names of their own. Raises AlreadyEnrolled, EnrolmentRefused,
    MonitorUnreachable, MonitorUrlWrong, TillAlreadyRunning, LedgerNewer, LedgerUnwritable,
    KeyUnreadable, SettingsOfAnotherTill.
    """
    data_dir = settings.data_dir
    with private_files(data_dir), lock(data_dir):
        finish_switch(data_dir)
        renewing = again or fence_stands(data_dir)
        before, key = _for_enrolment(settings, renewing=renewing)
        if before.enrolled and not renewing:
            raise AlreadyEnrolled(till_id=before.till_id)
        ledger, facts = data_dir / LEDGER_FILE, _facts_of(data_dir / LEDGER_FILE)
        known_before = before.enrolled or (facts is not None and facts.acknowledged > 0)
        new_key = next_key(data_dir) if key is None or known_before or fence_stands(data_dir) else None
        chosen = new_key or key
        assert chosen is not None
        reply = ask(before, chosen.public_key)
        # The same code with the same key may be asked again, once the settings are put right.
        refuse_other_settings(settings, till_id=reply.till_id, store_id=reply.store_id)
        old_epoch = (facts.epoch if facts is not None else 0) or before.epoch
        keep = ledger.exists() and old_epoch == reply.epoch and new_key is None
        aside = None if keep or not ledger.exists() else free_name(data_dir / f"ledger-epoch{old_epoch}.db")
        if aside is not None and facts is not None:
            forget_paid_draft(data_dir)
        identity = enrolled_identity(
            before,
            epoch=reply.epoch,
            store_id=reply.store_id,
            store_name=reply.store_name,
            card_issuer=reply.card_issuer,
            federation_key=reply.federation_key,
            public_key=chosen.public_key,
            ledger_begun=before.ledger_begun and keep,
        )
        key_aside = "" if new_key is None else free_name(data_dir / f"{KEY_FILE}.epoch{before.epoch}").name
        begin_switch(data_dir, Switch(identity, "" if aside is None else aside.name, key_aside))
    if aside is None:
        return Enrolment(identity)
    waiting = None if facts is None else facts.entries - facts.acknowledged
    _LOG.warning(
        "epoch %s begins; the old ledger is kept as %s, and %s of its entries have not reached the platform",
        reply.epoch,
        aside.name,
        "an unknown number" if waiting is None else waiting,
    )
    return Enrolment(identity, aside, waiting)


def _for_enrolment(settings: Settings, *, renewing: bool) -> tuple[Identity, DeviceKey | None]:
    """Identity and key as they are; a till that is enrolled anew may have lost either."""
    try:
        return find_installation(settings)
    except KeyUnreadable:
        if not renewing:
            raise
    try:
        identity = load_identity(settings.data_dir)
    except KeyUnreadable:
        identity = None
    return identity or Identity(settings.till_id, FIRST_EPOCH, settings.store_id, settings.store_name), None


def _facts_of(ledger: Path) -> LedgerFacts | None:
    """What a ledger says, or None when it is missing or damaged; then it is still kept."""
    try:
        return ledger_facts(ledger)
    except ChainBroken as error:
        _LOG.warning("the old ledger cannot be read: %s", error)
        return None
