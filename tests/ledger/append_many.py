"""A process that appends to a ledger somebody else may be appending to. Started by a test."""

from __future__ import annotations

import sys
from pathlib import Path

from pos.domain.journal.entries import EntryKind
from tests.ledger.counter import Counter


def main(folder: str, name: str, count: str) -> None:
    """Append `count` entries under ids of its own."""
    counter = Counter(Path(folder))
    for number in range(int(count)):
        data = {"sale_no": name, "reason": "x", "rule": "r"}
        counter.ledger.append(counter.new(EntryKind.RECEIPT_REPRINTED, data, entry_id=f"{name}-{number}"))
    counter.ledger.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
