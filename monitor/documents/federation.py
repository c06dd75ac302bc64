"""The federation's identity: its key (a file beside the database), its name and its card issuer."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, select

from monitor.store import tables
from monitor.store.rows import insert_once
from pos.crypto.keys import DeviceKey

KEY_FILE: Final = "federation.key"
DEFAULT_NAME: Final = "慈善会"
DEFAULT_CARD_ISSUER: Final = "6201"

_ONLY = 1


@dataclass(frozen=True, slots=True)
class Federation:
    """The charity federation as pages and tills name it."""

    name: str
    card_issuer: str


def load_key(data_dir: Path) -> DeviceKey:
    """The federation's key; made on first use. Every till trusts it, so it never leaves this file.

    Raises KeyUnreadable.
    """
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = data_dir / KEY_FILE
    with contextlib.suppress(FileExistsError):
        return DeviceKey.create(path)
    return DeviceKey.load(path)


def read_federation(connection: Connection) -> Federation:
    """The federation's name from the database; a new database has the default name."""
    row = connection.execute(select(tables.federation)).one_or_none()
    if row is None:
        return Federation(DEFAULT_NAME, DEFAULT_CARD_ISSUER)
    return Federation(row.name, row.card_issuer)


def name_federation(connection: Connection, federation: Federation) -> None:
    """Name the federation once; a name that is there stays."""
    insert_once(
        connection,
        tables.federation,
        [{"federation_id": _ONLY, "name": federation.name, "card_issuer": federation.card_issuer}],
    )
