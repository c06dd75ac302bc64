"""Hands what a page of this room asks to the proposals, and goes on to the proposal's own page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import Connection

from monitor.platform import Platform
from monitor.proposals import book
from monitor.proposals.kinds import State
from monitor.web.office.proposal_pages import LIST as PROPOSALS
from monitor.web.office.proposal_pages import actor_of


def propose(
    platform: Platform,
    request: Request,
    *,
    kind: str,
    subject: str,
    payload: Callable[[Connection, int], dict[str, Any]],
    reason: str,
    version: str | None,
) -> Response:
    """Make a proposal of what `payload` reads (connection, now in ms). Raises Declined.

    `version` is that of what the page showed: what changed since is not proposed unseen.
    """
    now_ms, actor = platform.clock.now_ms(), actor_of(request)
    made = platform.store.write(
        lambda c: platform.proposals.make(
            c,
            actor,
            kind=kind,
            subject=subject,
            payload=payload(c, now_ms),
            reason=reason,
            based_on_version=version,
            now_ms=now_ms,
        )
    )
    return RedirectResponse(f"{PROPOSALS}/{made.proposal_id}", status_code=303)


def waiting_for(connection: Connection, platform: Platform, subject: str) -> list[tuple[str, str]]:
    """The proposals about something that wait for somebody: their ids and words."""
    kinds = platform.proposals.kinds
    return [
        (each.proposal_id, kinds[each.kind].words)
        for each in book.listed(connection, [State.PENDING], subject=subject)
        if each.kind in kinds
    ]
