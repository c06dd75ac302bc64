"""Opens a till's ledger, and notices when one that existed is missing."""

from __future__ import annotations

import logging
from pathlib import Path

from pos.crypto.keys import DeviceKey
from pos.errors.ledger import LedgerLost
from pos.ledger.ledger import Ledger
from pos.services.fencing.fence import Fence
from pos.services.installation.data_dir import free_name, move_database
from pos.services.installation.identity import LEDGER_FILE, Identity

_LOG = logging.getLogger(__name__)


def open_ledger(data_dir: Path, identity: Identity, key: DeviceKey, fence: Fence) -> Ledger:
    """Open the ledger. Benefits go off when an enrolled till's ledger is missing: it could spend twice."""
    path = data_dir / LEDGER_FILE
    if identity.ledger_begun and (not path.exists() or path.stat().st_size == 0):
        # A WAL without its file may hold the last sales; SQLite would delete it.
        move_database(path, free_name(data_dir / "ledger-lost.db"))
    ledger = Ledger.open(
        path,
        till_id=identity.till_id,
        epoch=identity.epoch,
        signer=key.sign,
        backups=data_dir / "backups",
    )
    if identity.ledger_begun and ledger.head()[0] == 0:
        _LOG.critical("the ledger of this till is gone; a new one was begun: %s", path)
        if identity.enrolled:
            fence.put_up(LedgerLost.code, "missing")
    return ledger
