"""Changes a till's identity after the platform agreed. It is written down first, so a crash loses nothing."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from pos.errors.installation import KeyUnreadable
from pos.services.fencing.fence import remove_fence
from pos.services.installation.data_dir import move_database, sync_folder, write_whole
from pos.services.installation.identity import KEY_FILE, LEDGER_FILE, NEXT_KEY_FILE, Identity, save_identity

SWITCH_FILE = "identity.switch.json"


@dataclass(frozen=True, slots=True)
class Switch:
    """A change of identity that the platform has agreed to: what to become, and what to keep aside.

    `ledger_aside` and `key_aside` are file names in the data directory; empty: it stays in use.
    """

    identity: Identity
    ledger_aside: str = ""
    key_aside: str = ""


def begin_switch(data_dir: Path, switch: Switch) -> None:
    """Write the switch down and do it. From here on a crash is no harm: the next start ends it."""
    write_whole(data_dir / SWITCH_FILE, json.dumps(asdict(switch), ensure_ascii=False, indent=1))
    finish_switch(data_dir)


def finish_switch(data_dir: Path) -> None:
    """Do what was written down, as far as it is not done; nothing when nothing was. Overwrites no file.

    Raises KeyUnreadable when what was written cannot be read, OSError.
    """
    written = data_dir / SWITCH_FILE
    if not written.exists():
        return
    try:
        facts = json.loads(written.read_text(encoding="utf-8"))
        switch = Switch(Identity(**facts["identity"]), facts["ledger_aside"], facts["key_aside"])
    except (ValueError, TypeError, KeyError) as error:
        raise KeyUnreadable(path=str(written)) from error
    # The name was free when it was written down, so what has it now was moved before a crash.
    if switch.ledger_aside:
        move_database(data_dir / LEDGER_FILE, data_dir / switch.ledger_aside)
    key, next_key = data_dir / KEY_FILE, data_dir / NEXT_KEY_FILE
    if switch.key_aside and next_key.exists():
        if key.exists():
            key.replace(data_dir / switch.key_aside)
        next_key.replace(key)
    save_identity(data_dir, switch.identity)
    remove_fence(data_dir)
    written.unlink()
    sync_folder(data_dir)
