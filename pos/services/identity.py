"""Which till this installation is: identity and device key, kept beside the ledger."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from pos.errors import KeyUnreadable

IDENTITY_FILE = "identity.json"
KEY_FILE = "device.key"
LEDGER_FILE = "ledger.db"

FIRST_EPOCH = 1
DEFAULT_CARD_ISSUER = "6201"


@dataclass(frozen=True, slots=True)
class Identity:
    """One installation. `federation_key` is the platform's public key in hex; empty until enrolled."""

    till_id: str
    epoch: int
    store_id: str
    store_name: str
    card_issuer: str = DEFAULT_CARD_ISSUER
    federation_key: str = ""
    suite: int = 1

    @property
    def enrolled(self) -> bool:
        """A platform knows this till."""
        return bool(self.federation_key)


def load_identity(data_dir: Path) -> Identity | None:
    """The identity kept in a data directory, or None. Raises KeyUnreadable when it is damaged."""
    path = data_dir / IDENTITY_FILE
    if not path.exists():
        return None
    try:
        return Identity(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise KeyUnreadable(path=str(path)) from error


def save_identity(data_dir: Path, identity: Identity) -> None:
    """Store an identity; a crash leaves the old one or the new one, never half of it."""
    path = data_dir / IDENTITY_FILE
    draft = path.with_suffix(".new")
    with draft.open("w", encoding="utf-8") as file:
        json.dump(asdict(identity), file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def set_old_ledger_aside(data_dir: Path, old_epoch: int) -> Path | None:
    """Keep the ledger of an earlier epoch under its own name; a new epoch begins a new ledger."""
    ledger = data_dir / LEDGER_FILE
    if not ledger.exists():
        return None
    aside = data_dir / f"ledger-epoch{old_epoch}.db"
    for suffix in ("-wal", "-shm", ""):  # The file itself last: until then nothing is lost by a crash.
        part = ledger.with_name(ledger.name + suffix)
        if part.exists():
            part.replace(aside.with_name(aside.name + suffix))
    return aside


def enrolled_identity(
    before: Identity, *, epoch: int, store_id: str, store_name: str, card_issuer: str, federation_key: bytes
) -> Identity:
    """The identity after a platform has accepted the till."""
    return replace(
        before,
        epoch=epoch,
        store_id=store_id,
        store_name=store_name,
        card_issuer=card_issuer,
        federation_key=federation_key.hex(),
    )
