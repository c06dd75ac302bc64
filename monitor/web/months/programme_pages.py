"""The pages of the programme: its versions, a draft with what it would have cost, and its proposal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from sqlalchemy import Connection

from monitor.declined import Declined
from monitor.documents.publishing import read_categories, read_programmes
from monitor.leases.rolled_rests import month_after
from monitor.platform import Platform
from monitor.programmes.publish_proposals import PUBLISH, draft_payload, version_now
from monitor.programmes.versions import Standing, Version, read_versions
from monitor.proposals.kinds import PreviewLine
from monitor.web.access import asks, needs
from monitor.web.figures import Said
from monitor.web.forms import FormShown, FormWrong, form_of, read_record, shown_again, status_of
from monitor.web.months.programme_forms import BASES, ROLLS, Draft, Step, draft_of, rows_of, shown_from
from monitor.web.months.proposing import propose, waiting_for
from monitor.web.office.proposal_pages import actor_of
from monitor.web.office.proposal_words import clock
from monitor.web.rendering import render_page
from monitor.web.words import yuan
from pos.domain.calendar import business_date, month_of
from pos.domain.programme.programme import SUBSIDY_NAME, Programme

LIST: Final = "/office/programmes"
NEW: Final = LIST + "/new"
VIEW: Final = needs("programme.view")
MAKE: Final = needs("programme.make")
SUBJECT: Final = "programme"
_STANDINGS: Final[Mapping[Standing, Said]] = {
    Standing.IN_FORCE: Said("正在用", "good"),
    Standing.COMING: Said("待生效", "warn"),
    Standing.PAST: Said("用过"),
    Standing.NEVER: Said("没有用过"),
}


def programme_router(platform: Platform) -> APIRouter:
    """The pages."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    desk = _Desk(platform)

    @router.get(LIST, dependencies=[asks(VIEW)])
    def versions(request: Request) -> Response:
        return desk.show_list(request)

    @router.get(NEW, dependencies=[asks(MAKE)])
    def new(request: Request) -> Response:
        return desk.show_draft(request, platform.store.read(desk.from_newest))

    @router.post(NEW, dependencies=[asks(MAKE)])
    def draft(request: Request) -> Response:
        return desk.take_draft(request)

    return router


class _Desk:
    """Reads versions for pages, works drafts out, and hands them to the proposals."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def show_list(self, request: Request) -> Response:
        today = business_date(self._platform.clock.now_ms())
        versions, pending = self._platform.store.read(
            lambda c: (read_versions(c, today), waiting_for(c, self._platform, SUBJECT))
        )
        return render_page(
            request,
            "programmes/programmes.html",
            here="programmes",
            versions=[_line(each) for each in versions],
            pending=pending,
            may_make=actor_of(request).may(MAKE.permission),
        )

    def from_newest(self, connection: Connection) -> FormShown:
        """The form with what will be in force last, to begin on the first of next month."""
        first = f"{month_after(month_of(business_date(self._platform.clock.now_ms())))}-01"
        return shown_from(_newest(connection), effective_from=first, version=version_now(connection, {}))

    def take_draft(self, request: Request) -> Response:
        raw = form_of(request)
        try:
            asked = read_record(Draft, raw)
            if asked.step is Step.PROPOSE:
                if not asked.reason:
                    raise FormWrong({"reason": "请填申请原因"})
                return propose(
                    self._platform,
                    request,
                    kind=PUBLISH.name,
                    subject=SUBJECT,
                    payload=lambda c, now_ms: self._payload(c, asked, now_ms),
                    reason=asked.reason,
                    version=asked.version,
                )
            now_ms = self._platform.clock.now_ms()
            preview = self._platform.store.read(lambda c: PUBLISH.preview(c, self._payload(c, asked, now_ms)))
        except (FormWrong, Declined) as error:
            return self.show_draft(request, shown_again(error, raw), status=status_of(error))
        return self.show_draft(request, FormShown(raw.fields), preview=preview)

    def show_draft(
        self, request: Request, form: FormShown, *, preview: tuple[PreviewLine, ...] = (), status: int = 200
    ) -> Response:
        known = self._platform.store.read(read_categories)
        return render_page(
            request,
            "programmes/draft.html",
            here="programmes",
            status=status,
            form=form,
            rows=rows_of(form),
            bases=BASES,
            rolls=ROLLS,
            preview=preview,
            categories=sorted(set((known or {}).values())),
        )

    def _payload(self, connection: Connection, asked: Draft, now_ms: int) -> dict[str, Any]:
        taken = list(read_programmes(connection))
        return draft_payload(connection, draft_of(asked, _newest(connection), taken), now_ms=now_ms)


def _newest(connection: Connection) -> Programme:
    """The version with the latest date."""
    programmes = read_programmes(connection).values()
    return max(programmes, key=lambda each: (each.effective_from, each.version))


def _line(version: Version) -> dict[str, Any]:
    programme = version.programme
    pools = [
        (
            pool.name,
            "、".join(pool.categories),
            f"{pool.percent_paid}%",
            yuan(pool.monthly_cap),
            "转到下月" if pool.rolls_over else "月底作废",
        )
        for pool in programme.pools
    ]
    excluded = "、".join(programme.subsidy.excluded_categories)
    subsidy = (
        SUBSIDY_NAME,
        f"除{excluded}以外" if excluded else "全部商品",
        "—",
        yuan(programme.subsidy.monthly),
        "转到下月" if programme.subsidy.rolls_over else "月底作废",
    )
    return {
        "version": programme.version,
        "name": programme.name or "—",
        "since": programme.effective_from or "一直有效",
        "published": clock(version.published_ms),
        "basis": dict(BASES)[programme.cap_basis.value],
        "state": _STANDINGS[version.standing],
        "pools": [*pools, subsidy],
    }
