"""The pages of tills that are given up: what is known of each installation, its retirement, the suspense."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from msgspec import Meta, Struct
from sqlalchemy import Connection, select

from monitor.accounts.book import AccountState
from monitor.declined import Declined
from monitor.leases.retirement_proposals import RETIRE, Retirement, subject_of
from monitor.leases.retiring import LostTill, what_is_known
from monitor.leases.suspense import Suspense, name_owner, suspense_accounts
from monitor.platform import Platform
from monitor.refusals import Refused
from monitor.store import tables
from monitor.web.access import asks, needs
from monitor.web.figures import Said
from monitor.web.forms import EMPTY, FormShown, FormWrong, form_of, read_record, shown_again, status_of
from monitor.web.months.proposing import propose, waiting_for
from monitor.web.office.proposal_pages import actor_of
from monitor.web.office.proposal_words import clock
from monitor.web.rendering import render_page
from monitor.web.words import till_name, yuan
from pos.domain.journal.record import record_to_data

LIST: Final = "/office/tills"
VIEW: Final = needs("retire.view")
MAKE: Final = needs("retire.make")
_WHOEVER: Final = "whoever"  # Of the choice of an heir: whoever shows a card next.
_FIRST_EPOCH: Final = 1


class Retiring(Struct, frozen=True, forbid_unknown_fields=True):
    """The form of a retirement. `version` is that of what the page told; a till that never was has none."""

    to_till: Annotated[str, Meta(title="额度交给", max_length=32)]
    reason: Annotated[str, Meta(title="申请原因", max_length=500)]
    version: Annotated[str, Meta(title="版本", max_length=64)] = ""


class Owner(Struct, frozen=True, forbid_unknown_fields=True):
    """Who looks after the suspense of an installation."""

    owner: Annotated[str, Meta(title="负责人", max_length=40)]


def retire_router(platform: Platform) -> APIRouter:
    """The pages."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    desk = _Desk(platform)

    @router.get(LIST, dependencies=[asks(VIEW)])
    def tills(request: Request) -> Response:
        return desk.show_list(request)

    @router.get(LIST + "/{till_id}/{epoch}", dependencies=[asks(VIEW)])
    def one(request: Request, till_id: str, epoch: str) -> Response:
        return desk.show_one(request, till_id, _number(epoch))

    @router.post(LIST + "/{till_id}/{epoch}/retire", dependencies=[asks(MAKE)])
    def retire(request: Request, till_id: str, epoch: str) -> Response:
        return desk.propose_retirement(request, till_id, _number(epoch))

    @router.post(LIST + "/{till_id}/{epoch}/owner", dependencies=[asks(MAKE)])
    def owner(request: Request, till_id: str, epoch: str) -> Response:
        return desk.take_owner(request, till_id, _number(epoch))

    return router


def _number(epoch: str) -> int:
    if not epoch.isascii() or not epoch.isdecimal() or len(epoch) > 9:
        raise Declined("page.unknown", "没有这一页，请回到收银机列表", status=404)
    return int(epoch)


class _Desk:
    """Reads installations for pages and hands what is asked to the proposals."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def show_list(self, request: Request) -> Response:
        now_ms = self._platform.clock.now_ms()

        def read(connection: Connection) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
            names = _store_names(connection)
            known = [
                what_is_known(connection, till_id, epoch, at_ms=now_ms)
                for till_id, epoch in _installations(connection)
            ]
            owners = suspense_accounts(connection)
            people = self._platform.accounts.names(connection, {each.owner for each in owners if each.owner})
            return (
                [_line(each, names) for each in known],
                [_suspense_line(each, names, dict(people)) for each in owners],
            )

        lines, suspense = self._platform.store.read(read)
        return render_page(request, "months/tills.html", here="tills", lines=lines, suspense=suspense)

    def show_one(
        self, request: Request, till_id: str, epoch: int, *, form: FormShown = EMPTY, status: int = 200
    ) -> Response:
        values = self._platform.store.read(lambda c: self._values(c, till_id, epoch))
        may_make = actor_of(request).may(MAKE.permission)
        return render_page(
            request, "months/till.html", here="tills", status=status, form=form, may_make=may_make, **values
        )

    def propose_retirement(self, request: Request, till_id: str, epoch: int) -> Response:
        raw = form_of(request)
        try:
            asked = read_record(Retiring, raw)
            to_till = None if asked.to_till == _WHOEVER else asked.to_till
            return propose(
                self._platform,
                request,
                kind=RETIRE.name,
                subject=subject_of(till_id, epoch),
                payload=lambda _c, _now_ms: record_to_data(Retirement(till_id, epoch, to_till)),
                reason=asked.reason,
                version=asked.version or None,
            )
        except (FormWrong, Declined) as error:
            return self.show_one(
                request, till_id, epoch, form=shown_again(error, raw), status=status_of(error)
            )

    def take_owner(self, request: Request, till_id: str, epoch: int) -> Response:
        raw = form_of(request)
        now_ms, actor = self._platform.clock.now_ms(), actor_of(request)
        try:
            asked = read_record(Owner, raw)

            def work(connection: Connection) -> None:
                if asked.owner not in dict(self._people(connection)):
                    raise FormWrong({"owner": "没有这位同事，请从列表里选"})
                name_owner(connection, actor, till_id=till_id, epoch=epoch, owner=asked.owner, now_ms=now_ms)

            self._platform.store.write(work)
        except (FormWrong, Declined) as error:
            return self.show_one(
                request, till_id, epoch, form=shown_again(error, raw), status=status_of(error)
            )
        return RedirectResponse(f"{LIST}/{till_id}/{epoch}", status_code=303)

    def _people(self, connection: Connection) -> list[tuple[str, str]]:
        return [
            (each.account_id, each.name)
            for each in self._platform.accounts.listed(connection)
            if each.state is AccountState.ACTIVE
        ]

    def _values(self, connection: Connection, till_id: str, epoch: int) -> dict[str, Any]:
        now_ms = self._platform.clock.now_ms()
        try:
            known = what_is_known(connection, till_id, epoch, at_ms=now_ms)
        except Refused as refusal:
            raise Declined("till.unknown", "没有这台收银机，请回到列表再找", status=404) from refusal
        names = _store_names(connection)
        payload = record_to_data(Retirement(till_id, epoch, None))
        kept = [
            each for each in suspense_accounts(connection) if (each.till_id, each.epoch) == (till_id, epoch)
        ]
        people = self._people(connection)
        return {
            "line": _line(known, names),
            "preview": RETIRE.preview(connection, payload),
            "version": RETIRE.version_now(connection, payload) or "",
            "heirs": [*_heirs(connection, known), (_WHOEVER, "谁先刷卡就发到哪台")],
            "is_done": known.retired_ms is not None and not known.left,
            "suspense": [_suspense_line(each, names, dict(people)) for each in kept],
            "people": people,
            "pending": waiting_for(connection, self._platform, subject_of(till_id, epoch)),
        }


def _installations(connection: Connection) -> list[tuple[str, int]]:
    """Every installation there ever was, and each till that never had one; in the order of stores."""
    till, device = tables.till, tables.device
    rows = connection.execute(
        select(till.c.till_id, device.c.epoch)
        .select_from(till.outerjoin(device, device.c.till_id == till.c.till_id))
        .order_by(till.c.store_id, till.c.till_id, device.c.epoch.desc())
    )
    return [(row.till_id, row.epoch or _FIRST_EPOCH) for row in rows]


def _heirs(connection: Connection, known: LostTill) -> list[tuple[str, str]]:
    """The tills of the store that could take leases, but for the one that goes."""
    device = tables.device
    rows = connection.execute(
        select(device.c.till_id, device.c.epoch)
        .where(
            device.c.store_id == known.store_id,
            device.c.retired_ms.is_(None),
            device.c.forked_ms.is_(None),
        )
        .order_by(device.c.till_id)
    )
    return [
        (row.till_id, f"{till_name(row.till_id)}（第 {row.epoch} 次登记）")
        for row in rows
        if (row.till_id, row.epoch) != (known.till_id, known.epoch)
    ]


def _store_names(connection: Connection) -> dict[str, str]:
    store = tables.store
    return {row.store_id: row.name for row in connection.execute(select(store.c.store_id, store.c.name))}


def _line(known: LostTill, names: dict[str, str]) -> dict[str, Any]:
    left = sum(sum(pools.values()) for pools in known.left.values())
    return {
        "till_id": known.till_id,
        "epoch": known.epoch,
        "name": f"{names.get(known.store_id, '')} {till_name(known.till_id)}",
        "state": _state(known),
        "contact": "从未" if known.contact_ms is None else clock(known.contact_ms),
        "acknowledged": known.acknowledged,
        "pending": known.pending,
        "whole": "—" if not known.was_enrolled else "齐" if known.was_whole else "不齐",
        "cards": known.cards,
        "left": yuan(left),
        "calls": known.retired_ms is not None and bool(known.left),
    }


def _state(known: LostTill) -> Said:
    if not known.was_enrolled:
        return Said("还没有登记", "warn" if known.left else "plain")
    if known.retired_ms is None:
        return Said("在用", "good")
    return Said("已换下，还留着额度", "bad") if known.left else Said("已停用")


def _suspense_line(each: Suspense, names: dict[str, str], people: dict[str, str]) -> dict[str, Any]:
    return {
        "till_id": each.till_id,
        "epoch": each.epoch,
        "name": f"{names.get(each.store_id, '')} {till_name(each.till_id)}",
        "retired": clock(each.retired_ms),
        "entries": each.entries,
        "sales": each.sales,
        "returns": each.returns,
        "payable": yuan(each.payable),
        "discount": yuan(each.discount),
        "subsidy": yuan(each.subsidy),
        "again": yuan(each.given_again),
        "owner": "还没有" if each.owner is None else people.get(each.owner, "已离开的同事"),
    }
