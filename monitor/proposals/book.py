"""Reads and writes proposals, decisions and freezes in the database. It decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Row, func, select, update

from monitor.proposals.kinds import Decision, Outcome, Proposal, State
from monitor.store import office_tables as tables
from pos.domain.calendar import business_date
from pos.domain.journal.canonical import canonical_bytes

_SHOWN_MAX: Final = 200


@dataclass(frozen=True, slots=True)
class FreezeKept:
    """A freeze as stored; dates in Shanghai, both included."""

    from_date: str
    to_date: str
    reason: str


def keep(connection: Connection, proposal: Proposal) -> None:
    """Store a new proposal."""
    connection.execute(
        tables.proposal.insert().values(
            proposal_id=proposal.proposal_id,
            kind=proposal.kind,
            subject=proposal.subject,
            payload=canonical_bytes(dict(proposal.payload)),
            made_by=proposal.made_by,
            made_ms=proposal.made_ms,
            reason=proposal.reason,
            concerns=proposal.concerns,
            based_on_version=proposal.based_on_version,
            needed=proposal.needed,
            expires_ms=proposal.expires_ms,
            state=proposal.state.value,
            version=proposal.version,
        )
    )


def find(connection: Connection, proposal_id: str, *, locked: bool = False) -> Proposal | None:
    """A proposal with its decisions; `locked` keeps its row until the transaction ends."""
    query = select(tables.proposal).where(tables.proposal.c.proposal_id == proposal_id)
    row = connection.execute(query.with_for_update() if locked else query).one_or_none()
    return None if row is None else _proposals(connection, [row])[0]


def listed(connection: Connection, states: Sequence[State], *, subject: str | None = None) -> list[Proposal]:
    """The newest first, in some states, of one subject or of all."""
    proposal = tables.proposal
    query = (
        select(proposal)
        .where(proposal.c.state.in_([state.value for state in states]))
        .order_by(proposal.c.made_ms.desc(), proposal.c.proposal_id.desc())
        .limit(_SHOWN_MAX)
    )
    if subject is not None:
        query = query.where(proposal.c.subject == subject)
    return _proposals(connection, connection.execute(query).all())


def count_pending(connection: Connection, *, now_ms: int) -> int:
    """How many wait for somebody."""
    proposal = tables.proposal
    waiting = proposal.c.state == State.PENDING.value, proposal.c.expires_ms > now_ms
    counted: int = connection.execute(select(func.count()).select_from(proposal).where(*waiting)).scalar_one()
    return counted


def add_decision(connection: Connection, proposal_id: str, decision: Decision) -> None:
    """Store what a person said. The database refuses a second word, and one of the maker."""
    connection.execute(
        tables.proposal_decision.insert().values(
            proposal_id=proposal_id,
            decided_by=decision.decided_by,
            outcome=decision.outcome.value,
            reason=decision.reason,
            at_ms=decision.at_ms,
        )
    )


def move(connection: Connection, proposal: Proposal, state: State, *, at_ms: int) -> bool:
    """Give a pending proposal its next state; False when somebody else was first."""
    table = tables.proposal
    ended_ms = None if state is State.PENDING else at_ms
    changed = connection.execute(
        update(table)
        .where(
            table.c.proposal_id == proposal.proposal_id,
            table.c.state == State.PENDING.value,
            table.c.version == proposal.version,
        )
        .values(state=state.value, version=proposal.version + 1, ended_ms=ended_ms)
    )
    return changed.rowcount == 1


def add_freeze(connection: Connection, freeze_id: str, *, from_date: str, to_date: str, reason: str) -> None:
    """Store a time in which nothing is decided; both dates included."""
    connection.execute(
        tables.freeze_period.insert().values(
            freeze_id=freeze_id, from_date=from_date, to_date=to_date, reason=reason
        )
    )


def end_freezes(connection: Connection, *, last_date: str) -> None:
    """Let every freeze that lasts longer end on a date."""
    table = tables.freeze_period
    connection.execute(update(table).where(table.c.to_date > last_date).values(to_date=last_date))


def freezes(connection: Connection) -> list[FreezeKept]:
    """All there were and will be, the last one first; one that was cancelled has no day any more."""
    table = tables.freeze_period
    rows = connection.execute(select(table).order_by(table.c.from_date.desc(), table.c.freeze_id.desc()))
    return [FreezeKept(row.from_date, row.to_date, row.reason) for row in rows]


def freeze_of(connection: Connection, *, now_ms: int) -> Row[Any] | None:
    """The freeze that lasts longest of those that hold now."""
    table, today = tables.freeze_period, business_date(now_ms)
    return connection.execute(
        select(table)
        .where(table.c.from_date <= today, table.c.to_date >= today)
        .order_by(table.c.to_date.desc())
        .limit(1)
    ).one_or_none()


def _proposals(connection: Connection, rows: Sequence[Row[Any]]) -> list[Proposal]:
    table = tables.proposal_decision
    ids = [row.proposal_id for row in rows]
    decisions: dict[str, list[Decision]] = {proposal_id: [] for proposal_id in ids}
    found = connection.execute(
        select(table).where(table.c.proposal_id.in_(ids)).order_by(table.c.at_ms, table.c.decided_by)
    )
    for row in found:
        decisions[row.proposal_id].append(
            Decision(row.decided_by, Outcome(row.outcome), row.reason, row.at_ms)
        )
    return [
        Proposal(
            proposal_id=row.proposal_id,
            kind=row.kind,
            subject=row.subject,
            payload=msgspec.json.decode(row.payload),
            made_by=row.made_by,
            made_ms=row.made_ms,
            reason=row.reason,
            concerns=row.concerns,
            based_on_version=row.based_on_version,
            needed=row.needed,
            expires_ms=row.expires_ms,
            state=State(row.state),
            version=row.version,
            ended_ms=row.ended_ms,
            decisions=tuple(decisions[row.proposal_id]),
        )
        for row in rows
    ]
