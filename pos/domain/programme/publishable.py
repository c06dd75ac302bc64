"""Whether a programme may be published: what is wrong with a draft, each finding with its place. Pure.

`programme_from_data` reads whatever was once published. This is stricter: it looks at a new version before
two people decide on it, and finds everything at once, so that a form can say it all.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from pos.domain.calendar import BusinessDate
from pos.domain.money import Fen
from pos.domain.programme.programme import MONTH_FEN_MAX, SUBSIDY, Pool, Programme

POOLS_MAX: Final = 12  # More bars than fit a till's window.
POOL_NAME_CHARACTERS_MAX: Final = 10
NAME_CHARACTERS_MAX: Final = 40
_ID: Final = re.compile(r"[a-z][a-z0-9_-]{0,19}")
_VERSION: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,39}")


@dataclass(frozen=True, slots=True)
class ProgrammeFinding:
    """Something that keeps a draft from being published. `cause` is stable, `where` names pools."""

    cause: str
    where: str = ""
    found: str = ""


def find_in_programme(
    programme: Programme,
    *,
    today: BusinessDate,
    categories: Collection[str],
    versions: Collection[str] = (),
) -> tuple[ProgrammeFinding, ...]:
    """Everything that is wrong with a draft; nothing when it may be proposed.

    `categories` are those of the goods that the federation approved, empty when it keeps no list;
    `versions` were published already and never change.
    """
    return (
        *_of_the_version(programme, versions),
        *_of_the_date(programme.effective_from, today),
        *_of_the_pools(programme.pools),
        *(found for pool in programme.pools for found in _of_a_pool(pool)),
        *_of_the_subsidy(programme.subsidy.monthly),
        *_of_the_categories(programme, categories),
    )


def _of_the_version(programme: Programme, versions: Collection[str]) -> Iterator[ProgrammeFinding]:
    if programme.version in versions:
        yield ProgrammeFinding("programme.version_exists", found=programme.version)
    if not _VERSION.fullmatch(programme.version):
        yield ProgrammeFinding("programme.version_form", found=programme.version)
    if not 0 < len(programme.name.strip()) <= NAME_CHARACTERS_MAX:
        yield ProgrammeFinding("programme.name", found=programme.name)


def _of_the_date(effective_from: str, today: BusinessDate) -> Iterator[ProgrammeFinding]:
    """Leases are made for whole months, and a month that has begun keeps its rules."""
    try:
        well_formed = date.fromisoformat(effective_from).isoformat() == effective_from
    except ValueError:
        well_formed = False
    if not well_formed:
        yield ProgrammeFinding("programme.date_form", found=effective_from)
        return
    if not effective_from.endswith("-01"):
        yield ProgrammeFinding("programme.date_not_first", found=effective_from)
    if effective_from <= today:
        yield ProgrammeFinding("programme.date_past", found=effective_from)


def _of_the_pools(pools: tuple[Pool, ...]) -> Iterator[ProgrammeFinding]:
    if not pools:
        yield ProgrammeFinding("programme.no_pool")
    if len(pools) > POOLS_MAX:
        yield ProgrammeFinding("programme.many_pools", found=str(len(pools)))
    for name, times in Counter(pool.name for pool in pools).items():
        if times > 1:
            yield ProgrammeFinding("pool.name_twice", where=name)
    for pool_id, times in Counter((*(pool.pool_id for pool in pools), SUBSIDY)).items():
        if times > 1:
            yield ProgrammeFinding("pool.id_twice", found=pool_id)


def _of_a_pool(pool: Pool) -> Iterator[ProgrammeFinding]:
    where = pool.name or pool.pool_id
    if not _ID.fullmatch(pool.pool_id):
        yield ProgrammeFinding("pool.id_form", where=where, found=pool.pool_id)
    if not 0 < len(pool.name.strip()) <= POOL_NAME_CHARACTERS_MAX:
        yield ProgrammeFinding("pool.name", where=where)
    if not pool.categories:
        yield ProgrammeFinding("pool.no_category", where=where)
    if not 0 <= pool.percent_paid <= 100:
        yield ProgrammeFinding("pool.percent", where=where, found=str(pool.percent_paid))
    elif pool.percent_paid == 100:
        yield ProgrammeFinding("pool.percent_whole", where=where)
    if pool.monthly_cap == 0:
        yield ProgrammeFinding("pool.cap_zero", where=where)
    elif not _is_amount(pool.monthly_cap):
        yield ProgrammeFinding("pool.cap", where=where, found=str(pool.monthly_cap))


def _of_the_subsidy(monthly: Fen) -> Iterator[ProgrammeFinding]:
    """No subsidy is a rule like another; a negative one is not."""
    if monthly and not _is_amount(monthly):
        yield ProgrammeFinding("subsidy.monthly", found=str(monthly))


def _of_the_categories(programme: Programme, known: Collection[str]) -> Iterator[ProgrammeFinding]:
    holders: dict[str, list[str]] = {}
    for pool in programme.pools:
        for category in pool.categories:
            holders.setdefault(category, []).append(pool.name or pool.pool_id)
    for category, names in holders.items():
        if len(names) > 1:
            yield ProgrammeFinding("category.overlap", where="、".join(dict.fromkeys(names)), found=category)
    if known:
        for category in dict.fromkeys([*holders, *programme.subsidy.excluded_categories]):
            if category not in known:
                yield ProgrammeFinding("category.unknown", found=category)


def _is_amount(amount: Fen) -> bool:
    return 0 < amount <= MONTH_FEN_MAX
