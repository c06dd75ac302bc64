"""The pages of the register: the work list of possible doubles, and one person with who looked at what."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from msgspec import Meta, Struct
from sqlalchemy import Connection

from monitor.acts.journal import looks_at
from monitor.cards.doubles import open_doubles, say_different
from monitor.cards.merging import merges_of
from monitor.declined import Declined
from monitor.platform import Platform
from monitor.proposals.kinds import Proposal
from monitor.register.looking import FIELDS, MAY_LOOK, look, subject_of
from monitor.register.people import find_person, register_version
from monitor.web.access import asks, needs
from monitor.web.forms import EMPTY, FormShown, FormWrong, form_of, read_record, shown_again, status_of
from monitor.web.months.proposing import propose, waiting_for
from monitor.web.office.act_pages import act_lines
from monitor.web.office.proposal_pages import actor_of
from monitor.web.office.proposal_words import clock
from monitor.web.register.enrolments_shown import enrolments_of
from monitor.web.rendering import render_page

DOUBLES: Final = "/office/doubles"
PEOPLE: Final = "/office/people"
VIEW: Final = needs("person.view")
MAKE: Final = needs("person.make")
LOOK: Final = needs(MAY_LOOK)


class Field(StrEnum):
    """What may be looked at."""

    IDENTITY = "identity"
    NAME = "name"
    PHONE = "phone"
    ADDRESS = "address"


class Looking(Struct, frozen=True, forbid_unknown_fields=True):
    """A look at one field, and what for."""

    field: Annotated[Field, Meta(title="要看哪一项")]
    purpose: Annotated[str, Meta(title="用途", max_length=200)]


class MergeAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """Two are one: whose record stays."""

    kept_id: Annotated[str, Meta(title="保留哪一条", max_length=40)]
    merged_id: Annotated[str, Meta(title="并入哪一条", max_length=40)]
    reason: Annotated[str, Meta(title="申请原因", max_length=500)]


class UnmergeAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """They are two after all."""

    merge_id: Annotated[str, Meta(title="哪一次合并", max_length=40)]
    reason: Annotated[str, Meta(title="申请原因", max_length=500)]


class Different(Struct, frozen=True, forbid_unknown_fields=True):
    """Nothing but the click."""


def person_router(platform: Platform) -> APIRouter:
    """The pages."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    shelf = _Shelf(platform)

    @router.get(DOUBLES, dependencies=[asks(VIEW)])
    def doubles(request: Request) -> Response:
        return shelf.show_doubles(request, EMPTY)

    @router.post(DOUBLES + "/merge", dependencies=[asks(MAKE)])
    def merge(request: Request) -> Response:
        raw = form_of(request)
        try:
            asked = read_record(MergeAsked, raw)
            payload = {"kept_id": asked.kept_id, "merged_id": asked.merged_id}
            return shelf.propose(request, "person.merge", asked.merged_id, payload, asked.reason)
        except (FormWrong, Declined) as error:
            return shelf.show_doubles(request, shown_again(error, raw), status=status_of(error))

    @router.post(DOUBLES + "/{double_id}/different", dependencies=[asks(MAKE)])
    def different(request: Request, double_id: str) -> Response:
        raw, actor, now_ms = form_of(request), actor_of(request), platform.clock.now_ms()
        try:
            read_record(Different, raw)
            platform.store.write(lambda c: say_different(c, actor, double_id, now_ms=now_ms))
        except (FormWrong, Declined) as error:
            return shelf.show_doubles(request, shown_again(error, raw), status=status_of(error))
        return RedirectResponse(DOUBLES, status_code=303)

    @router.get(PEOPLE + "/{person_id}", dependencies=[asks(VIEW)])
    def one(request: Request, person_id: str) -> Response:
        return shelf.show_person(request, person_id, EMPTY)

    @router.post(PEOPLE + "/{person_id}/look", dependencies=[asks(LOOK)])
    def look_at(request: Request, person_id: str) -> Response:
        raw, actor, now_ms = form_of(request), actor_of(request), platform.clock.now_ms()
        try:
            asked = read_record(Looking, raw)
            value = platform.store.write(
                lambda c: look(
                    c,
                    platform.register_keys,
                    actor,
                    person_id=person_id,
                    field=asked.field,
                    purpose=asked.purpose,
                    now_ms=now_ms,
                )
            )
        except (FormWrong, Declined) as error:
            return shelf.show_person(request, person_id, shown_again(error, raw), status=status_of(error))
        # Shown once, so it is the answer itself: no address leads here again.
        shown = (FIELDS[asked.field][0], value or "没有登记")
        return shelf.show_person(request, person_id, EMPTY, shown=shown)

    @router.post(PEOPLE + "/{person_id}/unmerge", dependencies=[asks(MAKE)])
    def unmerge(request: Request, person_id: str) -> Response:
        raw = form_of(request)
        try:
            asked = read_record(UnmergeAsked, raw)
            return shelf.propose(
                request, "person.unmerge", person_id, {"merge_id": asked.merge_id}, asked.reason
            )
        except (FormWrong, Declined) as error:
            return shelf.show_person(request, person_id, shown_again(error, raw), status=status_of(error))

    return router


class _Shelf:
    """Reads people for pages and hands on what is asked."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def propose(
        self, request: Request, kind: str, person_id: str, payload: dict[str, Any], reason: str
    ) -> Response:
        """A merge, or that one is undone."""
        version = self._platform.store.read(lambda c: str(register_version(c)))
        return propose(
            self._platform,
            request,
            kind=kind,
            subject=subject_of(person_id),
            payload=lambda _c, _now_ms: payload,
            reason=reason,
            version=version,
        )

    def show_doubles(self, request: Request, form: FormShown, *, status: int = 200) -> Response:
        def read(connection: Connection) -> list[tuple[Any, str, list[tuple[str, str]]]]:
            return [
                (
                    each,
                    clock(each.found_ms),
                    [
                        found
                        for person_id in (each.person_id, each.other_id)
                        for found in waiting_for(connection, self._platform, subject_of(person_id))
                    ],
                )
                for each in open_doubles(connection)
            ]

        return render_page(
            request,
            "register/doubles.html",
            here="doubles",
            status=status,
            form=form,
            doubles=self._platform.store.read(read),
            may_make=actor_of(request).may(MAKE.permission),
        )

    def show_person(
        self,
        request: Request,
        person_id: str,
        form: FormShown,
        *,
        shown: tuple[str, str] | None = None,
        status: int = 200,
    ) -> Response:
        def read(connection: Connection) -> dict[str, Any]:
            row = find_person(connection, person_id)
            if row is None:
                raise Declined("person.unknown", "没有这个人的登记", status=404)
            into = None if row.merged_into is None else find_person(connection, row.merged_into)
            return {
                "name": row.masked_name,
                "since": clock(row.made_ms),
                "into": None if into is None else (into.person_id, into.masked_name),
                "enrolments": enrolments_of(connection, person_id),
                "merges": [
                    (each.merge_id, clock(each.at_ms), each.undone_ms is None)
                    for each in merges_of(connection, person_id)
                ],
                "acts": act_lines(connection, looks_at(connection, subject_of(person_id)), self._platform),
                "pending": waiting_for(connection, self._platform, subject_of(person_id)),
            }

        actor = actor_of(request)
        response = render_page(
            request,
            "register/person.html",
            here="cards",
            status=status,
            person_id=person_id,
            form=form,
            shown=shown,
            fields=[(name, words) for name, (words, _column) in FIELDS.items()],
            may_look=actor.may(LOOK.permission),
            may_make=actor.may(MAKE.permission),
            **self._platform.store.read(read),
        )
        response.headers["Cache-Control"] = "no-store"
        return response


def person_about(connection: Connection, proposal: Proposal) -> str:
    """Whom a merge is about, masked."""
    found = find_person(connection, str(proposal.payload.get("merged_id", "")))
    return "" if found is None else found.masked_name
