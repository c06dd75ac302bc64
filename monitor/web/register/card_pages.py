"""The pages of cards: find one, make the missing ones, and what is done to one card."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy import Connection

from monitor.cards import desk
from monitor.cards.card_book import CardLife, subject_of
from monitor.cards.card_rules import read_card_rules, rules_on
from monitor.cards.card_states import WORDS, CardState
from monitor.cards.finding import cards_under, count_by_state, find_cards, waiting_for_holder
from monitor.cards.making import make_payload, months_after, without_card
from monitor.declined import Declined
from monitor.platform import Platform
from monitor.web.access import asks, needs
from monitor.web.forms import EMPTY, FormShown, FormWrong, form_of, read_record, shown_again, status_of
from monitor.web.months.proposing import propose
from monitor.web.office.proposal_pages import actor_of
from monitor.web.register.card_forms import Changing, Issuing, Making, Printing, Search, Stopping
from monitor.web.register.card_values import card_line, card_values
from monitor.web.rendering import render_page
from pos.domain.calendar import business_date, month_of

LIST: Final = "/office/cards"
VIEW: Final = needs("card.view")
MAKE: Final = needs("card.make")
_STOPS: Final = {"suspend": CardState.SUSPENDED, "lost": CardState.LOST}
_PROPOSED: Final = {"replace": "card.replace", "resume": "card.resume", "end": "card.end"}


def card_router(platform: Platform) -> APIRouter:
    """The pages."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    shelf = _Shelf(platform)

    @router.get(LIST, dependencies=[asks(VIEW)])
    def cards(request: Request) -> Response:
        return shelf.show_list(request)

    @router.post(LIST + "/find", dependencies=[asks(VIEW)])
    def find(request: Request) -> Response:
        raw = form_of(request)
        try:
            asked = read_record(Search, raw)
            found = platform.store.write(lambda c: find_cards(c, asked.number))
        except (FormWrong, Declined) as error:
            return shelf.show_list(
                request, form=shown_again(error, raw), which="find", status=status_of(error)
            )
        if len(found) == 1:
            return RedirectResponse(f"{LIST}/{found[0].card_ref}", status_code=303)
        return shelf.show_list(request, found=found)

    @router.post(LIST + "/make", dependencies=[asks(MAKE)])
    def make(request: Request) -> Response:
        raw = form_of(request)
        try:
            asked = read_record(Making, raw)

            def payload(connection: Connection, now_ms: int) -> dict[str, Any]:
                shelf.check_month(asked.month, now_ms)
                rules = rules_on(read_card_rules(), business_date(now_ms))
                return dict(make_payload(connection, asked.month, rules))

            return propose(
                platform,
                request,
                kind="card.make",
                subject=f"cards:{asked.month}",
                payload=payload,
                reason=asked.reason,
                version=None,
            )
        except (FormWrong, Declined) as error:
            return shelf.show_list(
                request, form=shown_again(error, raw), which="make", status=status_of(error)
            )

    _add_one_card(router, platform, shelf)
    return router


def _add_one_card(router: APIRouter, platform: Platform, shelf: _Shelf) -> None:
    @router.get(LIST + "/{card_ref}", dependencies=[asks(VIEW)])
    def one(request: Request, card_ref: str) -> Response:
        return shelf.show_one(request, card_ref)

    @router.post(LIST + "/{card_ref}/print", dependencies=[asks(MAKE)])
    def print_sheet(request: Request, card_ref: str) -> Response:
        raw, actor, now_ms = form_of(request), actor_of(request), platform.clock.now_ms()
        try:
            asked = read_record(Printing, raw)
            sheet = platform.store.write(
                lambda c: desk.print_sheet(
                    c, platform.key, actor, shelf.card(c, card_ref, asked.place).card_no, now_ms=now_ms
                )
            )
        except (FormWrong, Declined) as error:
            return shelf.show_one(request, card_ref, form=shown_again(error, raw), status=status_of(error))
        named = {"Content-Disposition": 'inline; filename="card.pdf"', "Cache-Control": "no-store"}
        return Response(sheet, media_type="application/pdf", headers=named)

    @router.post(LIST + "/{card_ref}/issue", dependencies=[asks(MAKE)])
    def issue(request: Request, card_ref: str) -> Response:
        raw, actor, now_ms = form_of(request), actor_of(request), platform.clock.now_ms()
        try:
            asked = read_record(Issuing, raw)
            platform.store.write(
                lambda c: desk.issue(
                    c,
                    actor,
                    shelf.card(c, card_ref, asked.place).card_no,
                    to_whom=asked.to_whom,
                    store_id=asked.store_id or None,
                    version=asked.version,
                    now_ms=now_ms,
                )
            )
        except (FormWrong, Declined) as error:
            return shelf.show_one(
                request, card_ref, form=shown_again(error, raw), which="issue", status=status_of(error)
            )
        return RedirectResponse(f"{LIST}/{card_ref}", status_code=303)

    @router.post(LIST + "/{card_ref}/{change}", dependencies=[asks(MAKE)])
    def change(request: Request, card_ref: str, change: str) -> Response:
        raw = form_of(request)
        try:
            if change in _STOPS:
                return shelf.stop(request, card_ref, _STOPS[change])
            if change in _PROPOSED:
                return shelf.propose(request, card_ref, _PROPOSED[change])
        except (FormWrong, Declined) as error:
            return shelf.show_one(
                request, card_ref, form=shown_again(error, raw), which=change, status=status_of(error)
            )
        raise Declined("page.unknown", "没有这一页，请回到爱心卡页面", status=404)


class _Shelf:
    """Reads cards for pages and hands on what is asked."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def card(self, connection: Connection, card_ref: str, place: int) -> CardLife:
        """One of a holder's cards, as its page counts them."""
        every = cards_under(connection, card_ref)
        if place >= len(every):
            raise Declined("card.unknown", "没有这张卡，请刷新后再办", status=404)
        return every[place]

    def check_month(self, month: str, now_ms: int) -> None:
        """Raise Declined for a month that no card is made for."""
        this = month_of(business_date(now_ms))
        if month not in {months_after(this, ahead) for ahead in range(4)}:
            raise Declined("card.month", "月份要从本月起、三个月以内，写成 2026-12")

    def stop(self, request: Request, card_ref: str, to: CardState) -> Response:
        """Suspend, or report lost: at once."""
        asked = read_record(Stopping, form_of(request))
        actor, now_ms = actor_of(request), self._platform.clock.now_ms()
        self._platform.store.write(
            lambda c: desk.stop(
                c,
                actor,
                self.card(c, card_ref, asked.place).card_no,
                to,
                version=asked.version,
                now_ms=now_ms,
            )
        )
        return RedirectResponse(f"{LIST}/{card_ref}", status_code=303)

    def propose(self, request: Request, card_ref: str, kind: str) -> Response:
        """What two people do."""
        asked = read_record(Changing, form_of(request))

        def payload(connection: Connection, _now_ms: int) -> dict[str, Any]:
            named = {"card_no": self.card(connection, card_ref, asked.place).card_no}
            return named | ({"last_date": asked.last_date} if kind == "card.end" else {})

        return propose(
            self._platform,
            request,
            kind=kind,
            subject=subject_of(card_ref),
            payload=payload,
            reason=asked.reason,
            version=str(asked.version),
        )

    def show_list(
        self,
        request: Request,
        *,
        form: FormShown = EMPTY,
        which: str = "",
        found: list[CardLife] | None = None,
        status: int = 200,
    ) -> Response:
        now_ms = self._platform.clock.now_ms()
        today = business_date(now_ms)
        month = month_of(today)

        def read(connection: Connection) -> Mapping[str, Any]:
            rules = rules_on(read_card_rules(), today)
            counts = count_by_state(connection)
            return {
                "counts": [(WORDS[state], counts[state]) for state in CardState if counts.get(state)],
                "lacking": [
                    (each, len(without_card(connection, each, rules)))
                    for each in (month, months_after(month, 1))
                ],
                "to_issue": [card_line(each, today=today) for each in waiting_for_holder(connection)],
            }

        return render_page(
            request,
            "register/cards.html",
            here="cards",
            status=status,
            form=form,
            which=which,
            found=None if found is None else [card_line(each, today=today) for each in found],
            may_make=actor_of(request).may(MAKE.permission),
            **self._platform.store.read(read),
        )

    def show_one(
        self, request: Request, card_ref: str, *, form: FormShown = EMPTY, which: str = "", status: int = 200
    ) -> Response:
        actor, now_ms = actor_of(request), self._platform.clock.now_ms()
        values = self._platform.store.read(lambda c: card_values(c, self._platform, card_ref, now_ms=now_ms))
        return render_page(
            request,
            "register/card.html",
            here="cards",
            status=status,
            form=form,
            which=which,
            may_make=actor.may(MAKE.permission),
            may_see_person=actor.may("person.view"),
            **values,
        )
