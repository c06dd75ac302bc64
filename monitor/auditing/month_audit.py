"""Reads released lists and closed months again, and compares them with what several people agreed to."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, select

from monitor.leases.month_list import stored_list
from monitor.leases.month_proposals import CLOSE, RELEASE, MonthClosed, MonthList
from monitor.leases.month_states import PoolOfMonth, sums_of
from monitor.proposals.kinds import State
from monitor.store.month_tables import closed_month, month_release
from monitor.store.office_tables import proposal
from pos.domain.calendar import Month
from pos.domain.journal.record import record_to_data


def wrong_lists(connection: Connection) -> list[Month]:
    """The months whose released list is not, card for card, the one that was agreed to."""
    agreed = {row.proposal_id: json.loads(row.payload) for row in _applied(connection, RELEASE.name)}
    wrong = []
    for row in connection.execute(select(month_release).order_by(month_release.c.month)).all():
        cards, digest = stored_list(connection, row.month, rules=row.rules, proposal_id=row.proposal_id)
        found = record_to_data(MonthList(row.month, row.rules, cards, digest))
        if agreed.get(row.proposal_id) != found or (row.cards, row.digest) != (cards, digest):
            wrong.append(row.month)
    return wrong


def wrong_closings(connection: Connection) -> list[Month]:
    """The closed months that were closed with other sums than they have, or than were agreed to."""
    agreed = [json.loads(row.payload) for row in _applied(connection, CLOSE.name)]
    months: dict[Month, list[PoolOfMonth]] = {}
    for row in connection.execute(
        select(closed_month).order_by(closed_month.c.month, closed_month.c.pool_id)
    ):
        pool = PoolOfMonth(row.pool_id, row.cards, row.leased, row.used)
        months.setdefault(row.month, []).append(pool)
    return [
        month
        for month, pools in months.items()
        if tuple(pools) != sums_of(connection, month)
        or record_to_data(MonthClosed(month, tuple(pools))) not in agreed
    ]


def _applied(connection: Connection, kind: str) -> list[Any]:
    rows = select(proposal.c.proposal_id, proposal.c.payload).where(
        proposal.c.kind == kind, proposal.c.state == State.APPLIED.value
    )
    return list(connection.execute(rows).all())
