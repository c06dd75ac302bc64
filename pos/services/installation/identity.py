"""Which till this installation is: identity and device key, stored beside the ledger."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from pos.errors.installation import KeyUnreadable
from pos.services.installation.data_dir import write_whole

IDENTITY_FILE = "identity.json"
KEY_FILE = "device.key"
NEXT_KEY_FILE = "device.key.next"
LEDGER_FILE = "ledger.db"
DRAFT_FILE = "draft.db"

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
    public_key: str = ""  # Of device.key, in hex; empty in files of earlier releases.
    ledger_begun: bool = False  # The ledger has held an entry: it may not be missing any more.

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
    """Store an identity; a crash leaves the old one or the new one, never half of it. Raises OSError."""
    write_whole(data_dir / IDENTITY_FILE, json.dumps(asdict(identity), ensure_ascii=False, indent=1))


def enrolled_identity(
    before: Identity,
    *,
    epoch: int,
    store_id: str,
    store_name: str,
    card_issuer: str,
    federation_key: bytes,
    public_key: bytes,
    ledger_begun: bool,
) -> Identity:
    """The identity after a platform has accepted the till."""
    return replace(
        before,
        epoch=epoch,
        store_id=store_id,
        store_name=store_name,
        card_issuer=card_issuer,
        federation_key=federation_key.hex(),
        public_key=public_key.hex(),
        ledger_begun=ledger_begun,
    )
