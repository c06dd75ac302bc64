"""Finds out which till a folder is, and whether key, ledger and settings belong to it. Uses no network."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from pos.crypto.keys import DeviceKey
from pos.crypto.statements import entry_statement
from pos.crypto.suite import SUITES
from pos.domain.decoding import decode_entry
from pos.domain.shifts.shift import FIRST_EPOCH
from pos.errors.installation import KeyUnreadable, SettingsOfAnotherTill
from pos.errors.ledger import ChainBroken, EntryWrong
from pos.ledger.drafts import Drafts, recover_draft
from pos.ledger.schema.versions import refuse_newer
from pos.ledger.sqlite import DRIVER, Connection, connect, sqlite_errors
from pos.services.installation.identity import (
    DRAFT_FILE,
    KEY_FILE,
    LEDGER_FILE,
    NEXT_KEY_FILE,
    Identity,
    load_identity,
    save_identity,
)
from pos.services.installation.settings import Settings

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LedgerFacts:
    """What a ledger says of itself. Without entries, `till_id` is empty and `epoch` is 0."""

    entries: int
    acknowledged: int
    till_id: str = ""
    epoch: int = 0
    suite: int = 0
    head_hash: bytes = b""
    head_signature: bytes = b""

    def is_signed_by(self, public_key: bytes) -> bool:
        """Whether a key made the signature of the last entry."""
        return self.suite in SUITES and SUITES[self.suite].verify(
            public_key, entry_statement(self.head_hash), self.head_signature
        )


def ledger_facts(path: Path) -> LedgerFacts | None:
    """Read a ledger that is not open, and leave it as one file. None without a ledger.

    Raises LedgerNewer, ChainBroken, LedgerUnwritable.
    """
    if not path.exists() or refuse_newer(path) == 0:
        return None
    try:
        with closing(connect(path)) as connection, sqlite_errors():
            head = connection.execute(
                "SELECT sequence, payload, entry_hash, suite, signature FROM journal"
                " ORDER BY sequence DESC LIMIT 1"
            ).fetchone()
            marks = connection.execute("SELECT sequence FROM acknowledged").fetchall()
            if head is None:
                return LedgerFacts(0, 0)
            sequence, payload, entry_hash, suite, signature = head
            entry = decode_entry(payload)
    except (DRIVER.DatabaseError, EntryWrong) as error:
        raise ChainBroken(sequence=0, reason="not_a_ledger") from error
    acknowledged = marks[0][0] if marks else 0
    return LedgerFacts(sequence, acknowledged, entry.till_id, entry.epoch, suite, entry_hash, signature)


def forget_paid_draft(data_dir: Path) -> None:
    """Before a ledger is set aside: delete an open basket that was already committed in it as a sale.

    Raises ChainBroken, LedgerUnwritable.
    """
    drafts = Drafts(data_dir / DRAFT_FILE)
    with closing(drafts), closing(connect(data_dir / LEDGER_FILE)) as connection:
        recover_draft(_Entries(connection), drafts)


class _Entries:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def has_entry(self, entry_id: str) -> bool:
        """Whether an entry with this id was written."""
        with sqlite_errors():
            found = self._connection.execute("SELECT 1 FROM journal WHERE entry_id = ?", (entry_id,))
            return found.fetchone() is not None


def find_installation(settings: Settings) -> tuple[Identity, DeviceKey]:
    """This folder's identity and key; made at the first start, found again after a crash in it.

    Raises KeyUnreadable when they do not belong together, SettingsOfAnotherTill, and what
    `ledger_facts` raises.
    """
    path = settings.data_dir / KEY_FILE
    identity = load_identity(settings.data_dir)
    if identity is None:
        return _begin(settings, path)
    refuse_other_settings(settings, till_id=identity.till_id, store_id=identity.store_id)
    key = DeviceKey.load(path)
    if identity.public_key and identity.public_key != key.public_key.hex():
        raise KeyUnreadable(path=str(path), reason="another_key")
    return identity, key


def refuse_other_settings(settings: Settings, *, till_id: str, store_id: str) -> None:
    """Raise SettingsOfAnotherTill when the settings name another till or store than these."""
    if settings.till_id != till_id:
        raise SettingsOfAnotherTill(name="[till] id", found=settings.till_id, known=till_id)
    if settings.store_id != store_id:
        raise SettingsOfAnotherTill(name="[store] id", found=settings.store_id, known=store_id)


def next_key(data_dir: Path) -> DeviceKey:
    """The key of the next epoch; the one of an attempt whose answer was lost, if there was one."""
    path = data_dir / NEXT_KEY_FILE
    if path.exists():
        try:
            return DeviceKey.load(path)
        except KeyUnreadable:  # No platform has accepted it, or the code is used up either way.
            path.unlink()
    return DeviceKey.create(path)


def _begin(settings: Settings, path: Path) -> tuple[Identity, DeviceKey]:
    facts = ledger_facts(settings.data_dir / LEDGER_FILE)
    used = facts is not None and facts.entries > 0
    if path.exists():
        key = DeviceKey.load(path)
    elif used:
        raise KeyUnreadable(path=str(path), reason="missing")
    else:
        key = DeviceKey.create(path)
    epoch = FIRST_EPOCH
    if used:
        assert facts is not None
        refuse_other_settings(settings, till_id=facts.till_id, store_id=settings.store_id)
        if not facts.is_signed_by(key.public_key):
            raise KeyUnreadable(path=str(path), reason="ledger_of_another_key")
        epoch = facts.epoch
    identity = Identity(
        settings.till_id,
        epoch,
        settings.store_id,
        settings.store_name,
        public_key=key.public_key.hex(),
        ledger_begun=used,
    )
    save_identity(settings.data_dir, identity)
    return identity, key


class BegunNote:
    """Notes in the identity, once, that the ledger holds entries: from then on a lost ledger is seen."""

    def __init__(self, data_dir: Path, identity: Identity, entries: Callable[[], int]) -> None:
        self._data_dir = data_dir
        self._identity = identity
        self._entries = entries
        self._lock = threading.Lock()
        self._done = identity.ledger_begun

    def look(self) -> None:
        """Note it when it is so. Cheap afterwards; what the disk refuses is tried again next time."""
        with self._lock:
            if self._done or self._entries() == 0:
                return
            try:
                save_identity(self._data_dir, replace(self._identity, ledger_begun=True))
            except OSError as error:
                _LOG.warning("cannot note that the ledger has begun: %s", error)
            else:
                self._done = True
