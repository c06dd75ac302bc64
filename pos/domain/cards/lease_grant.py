"""Grants of leases: as a signed document of the platform tells them, and the entry that adopts it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pos.domain.journal.entries import EntryKind
from pos.domain.journal.record import (
    AmountByName,
    Record,
    Text,
    Told,
    Whole,
    record_from_data,
    record_to_data,
)
from pos.errors.ledger import EntryWrong


class LeaseGrant(Record, frozen=True):
    """A card's pools for one month, in fen."""

    lease_id: Text
    card_no: Text
    month: Text
    pools: AmountByName


class LeasesGranted(Record, frozen=True):
    """What a till may spend from now on; hash (hex) and number are the signed document's."""

    document: Text
    number: Whole
    grants: tuple[LeaseGrant, ...]

    @classmethod
    def told(cls) -> Told:
        """The entries that tell it."""
        return Told(EntryKind.LEASES_GRANTED, {1: cls})


def grants_to_data(grants: Iterable[LeaseGrant]) -> list[dict[str, Any]]:
    """The grants as a document has them."""
    return [record_to_data(grant) for grant in grants]


def grants_from_data(body: object) -> tuple[LeaseGrant, ...]:
    """Read the grants of a document's body; what a later platform says beside is left alone.

    Raises EntryWrong.
    """
    grants = body.get("grants") if isinstance(body, dict) else None
    if not isinstance(grants, list):
        raise EntryWrong(reason="grants must be a list")
    return tuple(_grant(each) for each in grants)


def _grant(data: object) -> LeaseGrant:
    if not isinstance(data, dict):
        raise EntryWrong(reason="a grant must be an object")
    known = {name: data[name] for name in LeaseGrant.__struct_fields__ if name in data}
    return record_from_data(LeaseGrant, known)
