"""The till's log: one file beside the ledger, which starts again before it grows large.

What a screen says in words is logged with its code and facts, for the person who helps. No card
number, no name and nothing that was typed or scanned is written: only facts about programs and files.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from pos.errors import PosError

LOG_FILE: Final = "till.log"
_BYTES_MAX: Final = 1024 * 1024
_FORM: Final = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_OURS: Final = ("pos", "sync")
# Facts that say nothing about a person or a purchase.
_HARMLESS: Final = (
    "cause",
    "reason",
    "detail",
    "problem",
    "path",
    "line",
    "row",
    "column",
    "sequence",
    "status",
)


@contextmanager
def logging_into(folder: Path) -> Iterator[None]:
    """Write the log into a folder while this lasts; one that cannot be written stops nothing."""
    from logging.handlers import (
        RotatingFileHandler,
    )  # It brings sockets and queues: not before the first paint.

    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            folder / LOG_FILE, maxBytes=_BYTES_MAX, backupCount=2, encoding="utf-8", errors="backslashreplace"
        )
    except OSError:
        yield
        return
    handler.setFormatter(logging.Formatter(_FORM))
    root = logging.getLogger()
    root.addHandler(handler)
    for name in _OURS:  # Refusals are worth a line; the libraries' chatter is not.
        logging.getLogger(name).setLevel(logging.INFO)
    try:
        yield
    finally:
        root.removeHandler(handler)
        handler.close()


def log_line(error: PosError) -> str:
    """An error as it stands in the log: its code and the facts that may stand there."""
    facts = " ".join(f"{name}={error.facts[name]!r}" for name in _HARMLESS if name in error.facts)
    return f"{error.code} {facts}".strip()
