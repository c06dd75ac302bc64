"""Lists the programme's versions, and what a draft changes against the one before. Pure but for one query."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, select

from monitor.documents.publishing import read_programmes
from monitor.store import tables
from pos.domain.calendar import BusinessDate
from pos.domain.money import Fen
from pos.domain.programme.programme import SUBSIDY, SUBSIDY_NAME, Pool, PoolId, Programme, programme_in_force


class Standing(StrEnum):
    """Where a version is in time."""

    PAST = "past"
    IN_FORCE = "in_force"
    COMING = "coming"
    NEVER = "never"  # A later version of the same date took its place before it began.


@dataclass(frozen=True, slots=True)
class Version:
    """One published version. `replaced_from` is the first day it is no longer in force."""

    programme: Programme
    number: int
    published_ms: int
    standing: Standing
    replaced_from: BusinessDate | None


def read_versions(connection: Connection, today: BusinessDate) -> tuple[Version, ...]:
    """Every version that was ever published, the newest date first."""
    programmes = read_programmes(connection)
    rows = connection.execute(
        select(tables.programme.c.version, tables.programme.c.number, tables.programme.c.published_ms)
    )
    published = {row.version: (row.number, row.published_ms) for row in rows}
    ordered = sorted(programmes.values(), key=_order, reverse=True)
    return tuple(
        Version(
            each,
            *published[each.version],
            standing=standing_of(each, ordered, today),
            replaced_from=_replaced_from(each, ordered),
        )
        for each in ordered
    )


def standing_of(programme: Programme, every: Sequence[Programme], today: BusinessDate) -> Standing:
    """Where a version is on a day."""
    if programme_in_force(every, today) is programme:
        return Standing.IN_FORCE
    if _replaced_from(programme, every) == programme.effective_from:
        return Standing.NEVER
    return Standing.COMING if programme.effective_from > today else Standing.PAST


def version_for(first: BusinessDate, taken: Sequence[str]) -> str:
    """A name for a version that begins on a date; of one date the later name sorts after the earlier."""
    month, number = first[:7], 1
    name = month
    while name in taken:
        number += 1
        name = f"{month}-{number:02d}"
    return name


@dataclass(frozen=True, slots=True)
class Lowered:
    """A pool of which the draft gives less than was leased for a month already, or nothing any more."""

    pool_id: PoolId
    leased: Fen  # Of one card.
    cap: Fen


def lowered(before: Programme, after: Programme) -> Iterator[Lowered]:
    """The pools whose amount of a month goes down."""
    new = after.entitlement()
    for pool_id, amount in before.entitlement().items():
        if new.get(pool_id, 0) < amount:
            yield Lowered(pool_id, amount, new.get(pool_id, 0))


def name_in(programme: Programme, pool_id: PoolId, *, subsidy: str) -> str:
    """A pool's name."""
    if pool_id == SUBSIDY:
        return subsidy
    found: Pool | None = next((pool for pool in programme.pools if pool.pool_id == pool_id), None)
    return pool_id if found is None else found.name


def pool_names(connection: Connection) -> dict[PoolId, str]:
    """The name of every pool that ever was, the newest one of each."""
    names = {SUBSIDY: SUBSIDY_NAME}
    for programme in sorted(read_programmes(connection).values(), key=_order):
        names |= {pool.pool_id: pool.name for pool in programme.pools}
    return names


def _order(programme: Programme) -> tuple[str, str]:
    return programme.effective_from, programme.version


def _replaced_from(programme: Programme, every: Sequence[Programme]) -> BusinessDate | None:
    later = [each.effective_from for each in every if _order(each) > _order(programme)]
    return min(later, default=None)
