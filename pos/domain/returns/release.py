"""Which till may take a sale's goods back: the selling till, until it signs that right away.

A `sale_released` entry of the till that sold is the only thing that moves the right, as with
leases: no clock and no silence does. After it that till takes nothing of the sale back any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pos.domain.journal.reading import Reader
from pos.domain.scanning.codes import is_sale_number
from pos.errors.ledger import EntryWrong


@dataclass(frozen=True, slots=True)
class Release:
    """A sale whose goods come back elsewhere from now on; the federation's document `number` asked for it."""

    sale_no: str
    number: int


def release_to_data(release: Release) -> dict[str, Any]:
    """Write a release as plain data for its entry (kind `sale_released`, version 1)."""
    return {"sale_no": release.sale_no, "number": release.number}


def release_from_data(data: object) -> Release:
    """Read a release back. Raises EntryWrong."""
    body = Reader.of(data)
    release = Release(body.text("sale_no"), body.whole("number"))
    if not is_sale_number(release.sale_no) or release.number < 1:
        raise EntryWrong(reason=f"no release: {release.sale_no[:60]!a} by {release.number}")
    return release
