"""The pages of proposals: what waits, what it would change, who said what, and one's own yes or no."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from msgspec import Meta, Struct
from sqlalchemy import Connection

from monitor.acts.actor import Actor
from monitor.declined import Declined
from monitor.platform import Platform
from monitor.proposals import book
from monitor.proposals.kinds import Outcome, PreviewLine, Proposal, State
from monitor.web.access import PROPOSALS, asks
from monitor.web.forms import EMPTY, FormShown, FormWrong, form_of, read_record, shown_again, status_of
from monitor.web.kind_views import KindViews
from monitor.web.office.proposal_words import (
    ProposalLine,
    clock,
    decision_lines,
    needed_words,
    person_words,
    progress_words,
    state_words,
)
from monitor.web.rendering import render_page
from monitor.web.visitors import visitor_of
from pos.domain.journal.record import Whole

LIST = "/office/proposals"


class Decide(Struct, frozen=True, forbid_unknown_fields=True):
    """One person's word. `version` is that of the page, so that nobody decides on what they did not see."""

    outcome: Annotated[Outcome, Meta(title="同意或不同意")]
    version: Annotated[Whole, Meta(title="版本")]
    reason: Annotated[str, Meta(title="原因", max_length=500)] = ""


class Withdraw(Struct, frozen=True, forbid_unknown_fields=True):
    """Its maker takes it back."""

    version: Annotated[Whole, Meta(title="版本")]


def proposal_router(platform: Platform, views: KindViews) -> APIRouter:
    """The pages."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    shelf = _Shelf(platform, views)

    @router.get(LIST, dependencies=[asks(PROPOSALS)])
    def waiting(request: Request) -> Response:
        return shelf.show_list(request, tab="waiting")

    @router.get(LIST + "/ended", dependencies=[asks(PROPOSALS)])
    def ended(request: Request) -> Response:
        return shelf.show_list(request, tab="ended")

    @router.get(LIST + "/{proposal_id}", dependencies=[asks(PROPOSALS)])
    def one(request: Request, proposal_id: str) -> Response:
        return shelf.show_one(request, proposal_id, EMPTY)

    @router.post(LIST + "/{proposal_id}/decide", dependencies=[asks(PROPOSALS)])
    def decide(request: Request, proposal_id: str) -> Response:
        raw = form_of(request)
        try:
            asked = read_record(Decide, raw)
            now_ms, actor = platform.clock.now_ms(), actor_of(request)
            platform.store.write(
                lambda c: platform.proposals.decide(
                    c,
                    actor,
                    proposal_id,
                    outcome=asked.outcome,
                    reason=asked.reason,
                    version=asked.version,
                    now_ms=now_ms,
                )
            )
        except (FormWrong, Declined) as error:
            return shelf.show_one(request, proposal_id, shown_again(error, raw), status=status_of(error))
        return RedirectResponse(f"{LIST}/{proposal_id}", status_code=303)

    @router.post(LIST + "/{proposal_id}/withdraw", dependencies=[asks(PROPOSALS)])
    def withdraw(request: Request, proposal_id: str) -> Response:
        raw = form_of(request)
        try:
            asked = read_record(Withdraw, raw)
            now_ms, actor = platform.clock.now_ms(), actor_of(request)
            platform.store.write(
                lambda c: platform.proposals.withdraw(
                    c, actor, proposal_id, version=asked.version, now_ms=now_ms
                )
            )
        except (FormWrong, Declined) as error:
            return shelf.show_one(request, proposal_id, shown_again(error, raw), status=status_of(error))
        return RedirectResponse(f"{LIST}/{proposal_id}", status_code=303)

    return router


def actor_of(request: Request) -> Actor:
    """Who is signed in, on a page that nobody else reaches."""
    visitor = visitor_of(request)
    assert visitor is not None, "the door let nobody in without a session"
    return visitor.actor


def _waits(proposal: Proposal, now_ms: int) -> bool:
    return proposal.state is State.PENDING and now_ms < proposal.expires_ms


class _Shelf:
    """Reads proposals for pages."""

    def __init__(self, platform: Platform, views: KindViews) -> None:
        self._platform = platform
        self._views = views

    def show_list(self, request: Request, *, tab: str) -> Response:
        now_ms, actor = self._platform.clock.now_ms(), actor_of(request)
        waits = tab == "waiting"

        def read(connection: Connection) -> list[ProposalLine]:
            # One whose time is over has its result, though it is still stored as pending.
            listed = book.listed(connection, (State.PENDING,) if waits else tuple(State))
            found = [each for each in listed if _waits(each, now_ms) == waits]
            names = self._names(connection, found)
            return [self._line(connection, each, names, actor, now_ms) for each in found]

        lines = self._platform.store.read(read)
        mine = [line for line in lines if line.is_mine_to_decide]
        return render_page(
            request,
            "office/proposals.html",
            here="proposals",
            tab=tab,
            mine=mine,
            others=[line for line in lines if not line.is_mine_to_decide],
        )

    def show_one(self, request: Request, proposal_id: str, form: FormShown, *, status: int = 200) -> Response:
        now_ms, actor = self._platform.clock.now_ms(), actor_of(request)
        values = self._platform.store.read(lambda c: self._values(c, proposal_id, actor, now_ms))
        return render_page(
            request, "office/proposal.html", here="proposals", status=status, form=form, **values
        )

    def _values(self, connection: Connection, proposal_id: str, actor: Actor, now_ms: int) -> dict[str, Any]:
        proposal = book.find(connection, proposal_id)
        if proposal is None:
            raise Declined("proposal.unknown", "没有这项申请，请回到列表再找", status=404)
        names, view = self._names(connection, [proposal]), self._views.of(proposal.kind)
        preview, trouble = self._preview(connection, proposal)
        why_not = self._why_not(connection, actor, proposal, now_ms)
        is_mine = proposal.made_by == actor.account_id
        is_open = _waits(proposal, now_ms)
        return {
            "proposal": proposal,
            "line": self._line(connection, proposal, names, actor, now_ms),
            "preview": preview,
            "trouble": trouble,
            "is_open": is_open,
            "part": view.part,
            "more": view.more(connection, proposal) if view.part else {},
            "decisions": decision_lines(proposal.decisions, names),
            "still": needed_words(proposal, self._others(connection, proposal), now_ms=now_ms),
            "why_not": why_not if is_open and not is_mine else None,
            "may_decide": why_not is None,
            "is_mine": is_mine,
            "again": view.make_path if is_mine and not is_open else "",
        }

    def _line(
        self,
        connection: Connection,
        proposal: Proposal,
        names: dict[str, str],
        actor: Actor,
        now_ms: int,
    ) -> ProposalLine:
        kind = self._platform.proposals.kinds.get(proposal.kind)
        return ProposalLine(
            proposal_id=proposal.proposal_id,
            title="其他申请" if kind is None else kind.words,
            about=self._about(connection, proposal),
            maker=person_words(proposal.made_by, names),
            made=clock(proposal.made_ms),
            progress=progress_words(proposal),
            state=state_words(proposal, now_ms=now_ms),
            until=clock(proposal.expires_ms),
            is_mine_to_decide=self._why_not(connection, actor, proposal, now_ms) is None,
        )

    def _about(self, connection: Connection, proposal: Proposal) -> str:
        try:
            return self._views.of(proposal.kind).about(connection, proposal)
        except Declined:  # What it was about is not there any more.
            return ""

    def _why_not(self, connection: Connection, actor: Actor, proposal: Proposal, now_ms: int) -> str | None:
        """Why this person cannot decide now; None when they can. A kind of tomorrow is nobody's."""
        try:
            return self._platform.proposals.why_not(connection, actor, proposal, now_ms=now_ms)
        except Declined as declined:
            return declined.words

    def _preview(self, connection: Connection, proposal: Proposal) -> tuple[tuple[PreviewLine, ...], str]:
        """What it would change, or why that cannot be said any more."""
        kind = self._platform.proposals.kinds.get(proposal.kind)
        if kind is None:
            return (), "本平台不认识这类申请，请先升级平台"
        try:
            return kind.preview(connection, proposal.payload), ""
        except Declined as declined:
            return (), declined.words

    def _others(self, connection: Connection, proposal: Proposal) -> list[str]:
        """The names of those who could still decide."""
        kind = self._platform.proposals.kinds.get(proposal.kind)
        if kind is None:
            return []
        out = {proposal.made_by, proposal.concerns, *(each.decided_by for each in proposal.decisions)}
        able = self._platform.accounts.who_may(connection, kind.may_decide) - out
        return sorted(self._platform.accounts.names(connection, able).values())

    def _names(self, connection: Connection, proposals: list[Proposal]) -> dict[str, str]:
        people = {each.made_by for each in proposals}
        people |= {decision.decided_by for each in proposals for decision in each.decisions}
        return dict(self._platform.accounts.names(connection, people))
