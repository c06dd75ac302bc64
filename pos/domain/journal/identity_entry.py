"""The entry that says whose journal it is: keys and shop, which no other file can change later.

The identity lies in a file that its owner can edit. The first `till_bound` entry of a journal holds what
was found when the till began to trust it; whatever says otherwise afterwards is found against it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

from pos.domain.journal.reading import Reader
from pos.errors.ledger import EntryWrong


@dataclass(frozen=True, slots=True)
class BoundIdentity:
    """Till id, epoch and suite stand in each entry's header; this is the rest. Keys are in hex."""

    federation_key: str
    public_key: str
    store_id: str
    card_issuer: str

    def other_than(self, known: BoundIdentity) -> str | None:
        """The first field that says something else than what is known, or None."""
        names = (each.name for each in fields(self))
        return next((name for name in names if getattr(self, name) != getattr(known, name)), None)


def bound_to_data(identity: BoundIdentity) -> dict[str, Any]:
    """Write an identity as plain data for its entry (kind `till_bound`, version 1)."""
    return asdict(identity)


def bound_from_data(data: object) -> BoundIdentity:
    """Read it back. Raises EntryWrong."""
    body = Reader.of(data)
    identity = BoundIdentity(*(body.text(each.name) for each in fields(BoundIdentity)))
    try:
        keys = [bytes.fromhex(key).hex() for key in (identity.federation_key, identity.public_key)]
    except ValueError as error:
        raise EntryWrong(reason="a key must be hexadecimal") from error
    if keys != [identity.federation_key, identity.public_key]:  # One form only: they are compared as texts.
        raise EntryWrong(reason="a key must be lower-case hexadecimal")
    return identity
