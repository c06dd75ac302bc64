"""Reads records of any version from plain data, as an entry with these data would tell them."""

from __future__ import annotations

import dataclasses
from typing import Any, TypeVar

from msgspec import Struct, structs

from pos.domain.journal.entries import VERSIONS, Entry, EntryKind, raw_data
from pos.domain.journal.record import Record, record_from_data, record_to_data
from pos.domain.returns.facts import ReturnFacts
from pos.domain.selling.sale import SaleFacts

Facts = TypeVar("Facts", bound=Record)
T = TypeVar("T")


def facts_from_data(kind: EntryKind, facts: type[Facts], data: object, version: int | None = None) -> Facts:
    """The data of a kind in its newest version. Raises EntryWrong."""
    read = record_from_data(facts.told().versions[version or VERSIONS[kind]], data).newest()
    assert isinstance(read, facts)
    return read


def sale_from_data(data: object, *, version: int | None = None) -> SaleFacts:
    """A sale."""
    return facts_from_data(EntryKind.SALE, SaleFacts, data, version)


def return_from_data(data: object, *, version: int | None = None) -> ReturnFacts:
    """A return."""
    return facts_from_data(EntryKind.RETURN, ReturnFacts, data, version)


def replace(fact: T, **fields: Any) -> T:
    """A copy of a record, or of a dataclass, with some fields changed."""
    if isinstance(fact, Struct):
        return structs.replace(fact, **fields)
    copy: T = dataclasses.replace(fact, **fields)  # type: ignore[type-var]  # what it is not, it refuses
    return copy


def with_data(entry: Entry, data: dict[str, Any]) -> Entry:
    """An entry that says something else."""
    return structs.replace(entry, raw=raw_data(data))


def told_by_version_1(sale: SaleFacts) -> dict[str, Any]:
    """A sale without what version 1 could not tell."""
    data = record_to_data(sale)
    del data["confirmed_by"], data["rounding"]
    for line in data["lines"]:
        del line["list_price"]
    for tender in data["tenders"]:
        del tender["payment_id"], tender["confirmed_by"], tender["method"]
    return data
