"""What the records of the journal share: field types with their limits, strict reading, canonical writing.

A record is declared once, as a frozen msgspec Struct: its fields are the fields of the JSON. Unknown
and missing fields, other types and values beyond the limits are refused with the field's name.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Final, NamedTuple, TypeAlias, TypeVar

import msgspec
from msgspec import Meta, Struct

from pos.domain.journal.canonical import canonical_bytes, record_bytes
from pos.domain.money import Fen
from pos.errors.ledger import EntryWrong

FEN_MAX: Final = 10**13  # 100 billion yuan: sums of a district fit, nonsense does not.

Whole: TypeAlias = Annotated[int, Meta(ge=0, le=FEN_MAX)]  # A count, a time in ms, thousandths.
Amount: TypeAlias = Annotated[Fen, Meta(ge=0, le=FEN_MAX)]  # In fen, not negative.
SignedAmount: TypeAlias = Annotated[Fen, Meta(ge=-FEN_MAX, le=FEN_MAX)]  # In fen; may be below zero.
Signed: TypeAlias = Annotated[
    int, Meta(ge=-FEN_MAX, le=FEN_MAX)
]  # A count or quantity, net of what came back.
Text: TypeAlias = Annotated[str, Meta(min_length=1)]
# Keys of an object: canonical JSON sorts them, and above U+D800 the RFC sorts in another way.
Key: TypeAlias = Annotated[str, Meta(pattern="^[^\ud800-\U0010ffff]*$")]
AmountByName: TypeAlias = Mapping[Key, Amount]

NOT_CANONICAL: Final = "fields are missing, or written in another form"


class Told(NamedTuple):
    """Which entries tell a fact: their kind, and the record of each version."""

    kind: str
    versions: Mapping[int, type[Record]]


class Record(Struct, frozen=True, forbid_unknown_fields=True):
    """One kind and version of what an entry says, or a part of it."""

    @classmethod
    def told(cls) -> Told:
        """The entries that tell this, newest or not; only the newest version of a kind knows."""
        raise NotImplementedError

    def refusal(self) -> str | None:
        """Why the fields do not fit together, though each is right by itself; None when they do."""
        return None

    def newest(self) -> Record:
        """The same in the newest version of its kind."""
        return self


R = TypeVar("R", bound=Record)


def read_record(kind: type[R], data: bytes, *, known_canonical: bool = False) -> R:
    """Read a record from its exact bytes, perhaps from such as were read before. Raises EntryWrong."""
    try:
        record: R = _decoder(kind).decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise EntryWrong(reason=str(error)) from error
    if not known_canonical and record_bytes(record) != data:
        raise EntryWrong(reason=NOT_CANONICAL)
    refusal = record.refusal()
    if refusal is not None:
        raise EntryWrong(reason=refusal)
    return record


def record_from_data(kind: type[R], data: object) -> R:
    """Read a record from plain data. Raises EntryWrong."""
    try:
        payload = canonical_bytes(data)
    except ValueError as error:
        raise EntryWrong(reason=str(error)) from error
    return read_record(kind, payload)


def record_to_data(record: Record) -> dict[str, Any]:
    """A record as plain data: the JSON's fields, in the order in which they are declared."""
    data: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(record))
    return data


@cache  # One for each kind and version of a record.
def _decoder(kind: type[R]) -> msgspec.json.Decoder[R]:
    return msgspec.json.Decoder(kind)
