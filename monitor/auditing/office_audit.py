"""Reads the office's own books again: the chain of the journal of acts, and who decided what was done.

The database refuses a decision by the maker and an end without enough approvals; a person with the file in
hand is not asked by it. So each decision must also stand in the journal of acts, whose chain is verified.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, func, select

from monitor.acts import journal
from monitor.auditing.month_audit import wrong_closings, wrong_lists
from monitor.proposals.kinds import Outcome, State
from monitor.store import office_tables as tables
from monitor.store.engine import Store

# Of a proposal that ended by a decision, which outcome ended it.
_ENDED_BY: Final = {
    State.APPLIED.value: Outcome.APPROVE.value,
    State.REFUSED.value: Outcome.REFUSE.value,
    State.SENT_BACK.value: Outcome.SEND_BACK.value,
}


@dataclass(frozen=True, slots=True)
class OfficeBad:
    """Something that does not fit: a stable code, and the entry's sequence or the proposal's id."""

    code: str
    about: str


@dataclass(frozen=True, slots=True)
class OfficeReport:
    """What was read, and everything that does not fit."""

    acts: int
    proposals: int
    bad: tuple[OfficeBad, ...] = ()


def audit_office(store: Store) -> OfficeReport:
    """Verify the journal of acts and every proposal that ended by a decision. It changes nothing."""
    return store.read(_audit)


def _audit(connection: Connection) -> OfficeReport:
    acts = connection.execute(select(func.count()).select_from(tables.act)).scalar_one()
    bad: list[OfficeBad] = []
    wrong = journal.verify(connection)
    if wrong is not None:
        bad.append(OfficeBad("office.chain", str(wrong)) if wrong else OfficeBad("office.end", ""))
    decisions = _decisions(connection)
    told = _told(connection)
    table = tables.proposal
    ended = connection.execute(
        select(table).where(table.c.state.in_(list(_ENDED_BY))).order_by(table.c.made_ms)
    ).all()
    for row in ended:
        code = _what_is_wrong(row, decisions[row.proposal_id], told)
        if code is not None:
            bad.append(OfficeBad(code, row.proposal_id))
    bad += [OfficeBad("office.month", month) for month in wrong_lists(connection)]
    bad += [OfficeBad("office.closed", month) for month in wrong_closings(connection)]
    return OfficeReport(acts, len(ended), tuple(bad))


def _what_is_wrong(
    row: Row[Any], decisions: list[tuple[str, str]], told: set[tuple[str, str, str]]
) -> str | None:
    """The code of the first thing that does not fit in one proposal; None when all does."""
    outcome = _ENDED_BY[row.state]
    people = {decided_by for decided_by, said in decisions if said == outcome}
    if len(people) < (row.needed if outcome == Outcome.APPROVE.value else 1):
        return "office.undecided"
    if {row.made_by, row.concerns} & {decided_by for decided_by, _said in decisions}:
        return "office.own"
    if ("proposal.make", row.proposal_id, row.made_by) not in told:
        return "office.untold"
    if any((f"proposal.{said}", row.proposal_id, by) not in told for by, said in decisions):
        return "office.untold"
    return None


def _decisions(connection: Connection) -> defaultdict[str, list[tuple[str, str]]]:
    table = tables.proposal_decision
    found: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in connection.execute(select(table.c.proposal_id, table.c.decided_by, table.c.outcome)):
        found[row.proposal_id].append((row.decided_by, row.outcome))
    return found


def _told(connection: Connection) -> set[tuple[str, str, str]]:
    """What the journal of acts says of proposals: act, proposal, who."""
    act = tables.act
    rows = connection.execute(
        select(act.c.what, act.c.subject, act.c.account_id).where(act.c.what.like("proposal.%"))
    )
    return {(row.what, row.subject.removeprefix("proposal:"), row.account_id) for row in rows}
