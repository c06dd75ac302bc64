"""Writes, lists and verifies the journal of acts: one hash chain, appended under a lock of its head."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Row, select, update
from uuid_utils import uuid7

from monitor.acts.actor import Actor
from monitor.store import office_tables as tables
from monitor.store.rows import insert_once
from pos.domain.journal.canonical import canonical_bytes
from pos.domain.journal.chain import genesis, seal

_GENESIS: Final = genesis("platform", 1)
_ONLY: Final = 1
_SHOWN_MAX: Final = 500
# Columns that repeat what the sealed bytes say, to search by.
_REPEATED: Final = ("what", "subject", "account_id", "at_ms", "how")
DID: Final = "did"
LOOKED: Final = "looked"


@dataclass(frozen=True, slots=True)
class Act:
    """One entry. `facts` are small and never the value of a sensitive field; `at_ms` is UTC."""

    sequence: int
    at_ms: int
    how: str  # `did` or `looked`
    account_id: str
    roles: tuple[str, ...]
    what: str
    subject: str
    purpose: str
    facts: Mapping[str, str | int] = field(default_factory=dict)


def note_act(
    connection: Connection,
    actor: Actor,
    *,
    what: str,
    subject: str,
    at_ms: int,
    purpose: str = "",
    facts: Mapping[str, str | int] | None = None,
) -> None:
    """Write that somebody did something, in the transaction that does it."""
    _append(connection, actor, DID, what, subject, purpose, facts or {}, at_ms)


def note_read(
    connection: Connection, actor: Actor, *, what: str, subject: str, purpose: str, at_ms: int
) -> None:
    """Write that somebody was shown a sensitive field (`what` names it), in the transaction that reads it."""
    _append(connection, actor, LOOKED, what, subject, purpose, {}, at_ms)


def looks_at(connection: Connection, subject: str) -> list[Act]:
    """Who looked at this person, and who did what to them: the newest first."""
    act = tables.act
    rows = connection.execute(
        select(act).where(act.c.subject == subject).order_by(act.c.sequence.desc()).limit(_SHOWN_MAX)
    )
    return [_act(row) for row in rows]


def newest(connection: Connection, *, before: int | None = None) -> list[Act]:
    """The newest acts, or those before a sequence."""
    act = tables.act
    query = select(act).order_by(act.c.sequence.desc()).limit(_SHOWN_MAX)
    if before is not None:
        query = query.where(act.c.sequence < before)
    return [_act(row) for row in connection.execute(query)]


def verify(connection: Connection) -> int | None:
    """The sequence of the first entry that does not fit, 0 for an end that is gone; None when all fit."""
    previous, sequence = _GENESIS, 0
    for row in connection.execute(select(tables.act).order_by(tables.act.c.sequence)):
        sequence += 1
        sealed = seal(sequence, row.act_id, bytes(row.payload), previous)
        if row.sequence != sequence or bytes(row.entry_hash) != sealed.entry_hash:
            return sequence
        told = msgspec.json.decode(row.payload)
        if any(told[name] != getattr(row, name) for name in _REPEATED):
            return sequence
        previous = sealed.entry_hash
    head = connection.execute(select(tables.act_head)).one_or_none()
    known = (0, _GENESIS) if head is None else (head.sequence, bytes(head.entry_hash))
    return None if known == (sequence, previous) else 0


def _append(
    connection: Connection,
    actor: Actor,
    how: str,
    what: str,
    subject: str,
    purpose: str,
    facts: Mapping[str, str | int],
    at_ms: int,
) -> None:
    head = tables.act_head
    insert_once(connection, head, [{"head_id": _ONLY, "sequence": 0, "entry_hash": _GENESIS}])
    last = connection.execute(select(head).with_for_update()).one()
    payload = canonical_bytes(
        {
            "account_id": actor.account_id,
            "at_ms": at_ms,
            "facts": dict(facts),
            "how": how,
            "purpose": purpose,
            "roles": list(actor.roles),
            "subject": subject,
            "what": what,
        }
    )
    act_id = str(uuid7())
    sealed = seal(last.sequence + 1, act_id, payload, bytes(last.entry_hash))
    connection.execute(
        tables.act.insert().values(
            sequence=sealed.sequence,
            act_id=act_id,
            at_ms=at_ms,
            how=how,
            account_id=actor.account_id,
            what=what,
            subject=subject,
            payload=payload,
            entry_hash=sealed.entry_hash,
        )
    )
    connection.execute(update(head).values(sequence=sealed.sequence, entry_hash=sealed.entry_hash))


def _act(row: Row[Any]) -> Act:
    told = msgspec.json.decode(row.payload)
    return Act(
        sequence=row.sequence,
        at_ms=row.at_ms,
        how=row.how,
        account_id=row.account_id,
        roles=tuple(told["roles"]),
        what=row.what,
        subject=row.subject,
        purpose=told["purpose"],
        facts=told["facts"],
    )
