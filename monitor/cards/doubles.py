"""Two records of the register that may be one person: a work list that each applied list adds to."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, select, update
from uuid_utils import uuid7

from monitor.acts.actor import Actor
from monitor.acts.journal import note_act
from monitor.cards.list_check import PossibleDouble
from monitor.declined import Declined
from monitor.register.people import district_of
from monitor.store.register_tables import person, possible_double
from monitor.store.rows import insert_new

OPEN: Final = "open"
SAME: Final = "same"
DIFFERENT: Final = "different"
MAKE: Final = "person.make"
_LINE: Final = re.compile(r"第 (\d+) 行")
_SHOWN_MAX: Final = 200


@dataclass(frozen=True, slots=True)
class Double:
    """Two who may be one, with masked names."""

    double_id: str
    person_id: str
    masked_name: str
    other_id: str
    other_masked_name: str
    why: str
    found_ms: int
    state: str


def keep_doubles(
    connection: Connection,
    found: Sequence[PossibleDouble],
    by_line: Mapping[int, str],
    *,
    list_id: str,
    now_ms: int,
) -> None:
    """Put what a list's check found on the work list. `by_line`: who became of a line of the file."""
    rows = []
    for each in found:
        line = _LINE.fullmatch(each.other)
        other = each.other if line is None else by_line.get(int(line[1]))
        person_id = by_line.get(each.line)
        if person_id is None or other is None or other == person_id:
            continue
        rows.append(
            {
                "district_id": district_of(connection),
                "double_id": str(uuid7()),
                "person_id": person_id,
                "other_id": other,
                "why": each.why,
                "list_id": list_id,
                "found_ms": now_ms,
                "state": OPEN,
            }
        )
    insert_new(connection, possible_double, rows)


def open_doubles(connection: Connection) -> list[Double]:
    """The work list, the oldest first."""
    other, double = person.alias(), possible_double
    rows = connection.execute(
        select(
            double,
            person.c.masked_name,
            other.c.masked_name.label("other_masked_name"),
        )
        .select_from(double)
        .join(
            person,
            (person.c.district_id == double.c.district_id) & (person.c.person_id == double.c.person_id),
        )
        .join(other, (other.c.district_id == double.c.district_id) & (other.c.person_id == double.c.other_id))
        .where(double.c.district_id == district_of(connection), double.c.state == OPEN)
        .order_by(double.c.found_ms, double.c.double_id)
        .limit(_SHOWN_MAX)
    )
    return [
        Double(
            row.double_id,
            row.person_id,
            row.masked_name,
            row.other_id,
            row.other_masked_name,
            row.why,
            row.found_ms,
            row.state,
        )
        for row in rows
    ]


def say_different(connection: Connection, actor: Actor, double_id: str, *, now_ms: int) -> None:
    """Somebody looked: they are two people. Raises Declined."""
    if not actor.may(MAKE):
        raise Declined("person.not_permitted", "您的角色不办这件事，请找经办的同事", status=403)
    if not _close(connection, double_id, DIFFERENT, actor.account_id, now_ms=now_ms):
        raise Declined("double.gone", "这一条刚才已经处理过，请刷新后再看")
    note_act(connection, actor, what="double.different", subject=f"double:{double_id}", at_ms=now_ms)


def close_as_same(connection: Connection, one: str, two: str, *, decided_by: str, now_ms: int) -> None:
    """Two people agreed that they are one: what the work list has of these two is done."""
    double = possible_double
    connection.execute(
        update(double)
        .where(
            double.c.district_id == district_of(connection),
            double.c.state == OPEN,
            double.c.person_id.in_((one, two)),
            double.c.other_id.in_((one, two)),
        )
        .values(state=SAME, decided_by=decided_by, decided_ms=now_ms)
    )


def _close(connection: Connection, double_id: str, state: str, by: str, *, now_ms: int) -> bool:
    double = possible_double
    done = connection.execute(
        update(double)
        .where(
            double.c.district_id == district_of(connection),
            double.c.double_id == double_id,
            double.c.state == OPEN,
        )
        .values(state=state, decided_by=by, decided_ms=now_ms)
    )
    return done.rowcount == 1
