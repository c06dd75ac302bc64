"""The pages of accounts: who works here, and the proposals that open, change, reset and close an account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy import Connection

from monitor.accounts import book
from monitor.accounts.book import Account, AccountState
from monitor.accounts.links import LINK_HOURS
from monitor.declined import Declined
from monitor.platform import Platform
from monitor.proposals import book as proposals_book
from monitor.proposals.kinds import State
from monitor.web.access import asks, needs
from monitor.web.figures import Said
from monitor.web.forms import EMPTY, FormShown, FormWrong, form_of, read_record, shown_again, status_of
from monitor.web.office.account_forms import (
    ROWS,
    Ending,
    Opening,
    RoleChange,
    role_choices,
    roles_of,
    scope_choices,
    shown_with_roles,
)
from monitor.web.office.proposal_pages import LIST as PROPOSAL_LIST
from monitor.web.office.proposal_pages import actor_of
from monitor.web.office.proposal_words import clock
from monitor.web.rendering import render_page

LIST: Final = "/office/accounts"
NEW: Final = LIST + "/new"
VIEW: Final = needs("account.view")
MAKE: Final = needs("account.make")
LINK: Final = needs("account.link")
STATES: Final[Mapping[AccountState, Said]] = {
    AccountState.INVITED: Said("待本人设置密码", "warn"),
    AccountState.ACTIVE: Said("在用", "good"),
    AccountState.CLOSED: Said("已停用"),
}
_FORMS: Final[Mapping[str, type[RoleChange | Ending]]] = {
    "roles": RoleChange,
    "reset": Ending,
    "close": Ending,
}


@dataclass(frozen=True, slots=True)
class AccountLine:
    """An account in the list."""

    account_id: str
    login: str
    name: str
    person_no: str
    roles: str
    state: Said
    since: str
    is_demo: bool


def account_router(platform: Platform) -> APIRouter:
    """The pages."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    desk = _Desk(platform)

    @router.get(LIST, dependencies=[asks(VIEW)])
    def accounts(request: Request) -> Response:
        lines = platform.store.read(lambda c: [desk.line(each) for each in book.listed(c)])
        may_make = actor_of(request).may(MAKE.permission)
        return render_page(request, "office/accounts.html", here="accounts", lines=lines, may_make=may_make)

    @router.get(NEW, dependencies=[asks(MAKE)])
    def new(request: Request) -> Response:
        return desk.show_new(request, EMPTY)

    @router.post(LIST, dependencies=[asks(MAKE)])
    def propose_new(request: Request) -> Response:
        raw = form_of(request)
        try:
            asked = read_record(Opening, raw)
            payload = {
                "login": asked.login,
                "name": asked.name,
                "person_no": asked.person_no,
                "roles": desk.plain_roles(asked),
            }
            return desk.propose(request, "account_open", "account:new", payload, asked.reason, None)
        except (FormWrong, Declined) as error:
            return desk.show_new(request, shown_again(error, raw), status=status_of(error))

    @router.get(LIST + "/{account_id}", dependencies=[asks(VIEW)])
    def one(request: Request, account_id: str) -> Response:
        return desk.show_one(request, account_id)

    @router.post(LIST + "/{account_id}/link", dependencies=[asks(LINK)])
    def link(request: Request, account_id: str) -> Response:
        now_ms, actor = platform.clock.now_ms(), actor_of(request)
        try:
            path = platform.store.write(
                lambda c: platform.accounts.issue_link(c, actor, account_id, now_ms=now_ms)
            )
        except Declined as error:
            return desk.show_one(request, account_id, said=error.words, status=error.status)
        # Shown once, so it is the answer itself: no address leads here again.
        scheme = "https" if request.app.state.is_behind_proxy else request.url.scheme
        address = f"{scheme}://{request.url.netloc}{path}"
        return desk.show_one(request, account_id, link=address)

    @router.post(LIST + "/{account_id}/{change}", dependencies=[asks(MAKE)])
    def propose_change(request: Request, account_id: str, change: str) -> Response:
        raw = form_of(request)
        if change not in _FORMS:
            raise Declined("page.unknown", "没有这一页，请回到账号列表", status=404)
        try:
            asked = read_record(_FORMS[change], raw)
            payload: dict[str, Any] = {"account_id": account_id}
            if isinstance(asked, RoleChange):
                payload["roles"] = desk.plain_roles(asked)
            subject = f"account:{account_id}"
            return desk.propose(request, f"account_{change}", subject, payload, asked.reason, asked.version)
        except (FormWrong, Declined) as error:
            form = shown_again(error, raw)
            return desk.show_one(request, account_id, change=change, form=form, status=status_of(error))

    return router


class _Desk:
    """Reads accounts for pages and hands what is asked to the proposals."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._roles = platform.accounts.roles

    def line(self, account: Account) -> AccountLine:
        return AccountLine(
            account_id=account.account_id,
            login=account.login,
            name=account.name,
            person_no=account.person_no,
            roles=self._roles.words(account.roles),
            state=STATES[account.state],
            since=clock(account.made_ms),
            is_demo=account.is_demo,
        )

    def plain_roles(self, asked: Opening | RoleChange) -> list[dict[str, Any]]:
        """The roles of a form as a payload has them; a role that is not in the table is told by its row."""
        held = roles_of(asked)
        unknown = [each.role for each in held if each.role not in self._roles.roles]
        if unknown:
            raise FormWrong({"role": f"没有“{unknown[0]}”这个角色，请从列表里选"})
        return [
            {"role": each.role, "scope": {"kind": each.scope.kind.value, "of": each.scope.of}}
            for each in held
        ]

    def propose(
        self,
        request: Request,
        kind: str,
        subject: str,
        payload: dict[str, Any],
        reason: str,
        version: str | None,
    ) -> Response:
        now_ms, actor = self._platform.clock.now_ms(), actor_of(request)
        made = self._platform.store.write(
            lambda c: self._platform.proposals.make(
                c,
                actor,
                kind=kind,
                subject=subject,
                payload=payload,
                reason=reason,
                based_on_version=version,
                now_ms=now_ms,
            )
        )
        return RedirectResponse(f"{PROPOSAL_LIST}/{made.proposal_id}", status_code=303)

    def show_new(self, request: Request, form: FormShown, *, status: int = 200) -> Response:
        scopes = self._platform.store.read(scope_choices)
        return render_page(
            request,
            "office/account_new.html",
            here="accounts",
            status=status,
            form=form,
            roles=role_choices(self._roles),
            scopes=scopes,
            rows=ROWS,
        )

    def show_one(
        self,
        request: Request,
        account_id: str,
        *,
        change: str = "",
        form: FormShown = EMPTY,
        said: str = "",
        link: str = "",
        status: int = 200,
    ) -> Response:
        values = self._platform.store.read(lambda c: self._values(c, account_id))
        account: Account = values["account"]
        actor = actor_of(request)
        return render_page(
            request,
            "office/account.html",
            here="accounts",
            status=status,
            **values,
            change=change,
            form=form,
            roles_form=form if change == "roles" else shown_with_roles(account.roles),
            said=said,
            link=link,
            link_hours=LINK_HOURS,
            may_make=actor.may(MAKE.permission) and account.state is not AccountState.CLOSED,
            may_link=actor.may(LINK.permission) and account.state is AccountState.INVITED,
            may_reset=account.state is AccountState.ACTIVE,
            is_self=actor.account_id == account_id,
        )

    def _values(self, connection: Connection, account_id: str) -> dict[str, Any]:
        account = book.find(connection, account_id)
        if account is None:
            raise Declined("account.unknown", "没有这个账号，请刷新列表", status=404)
        subject = f"account:{account_id}"
        kinds = self._platform.proposals.kinds
        return {
            "account": account,
            "line": self.line(account),
            "pending": [
                (each.proposal_id, kinds[each.kind].words)
                for each in proposals_book.listed(connection, [State.PENDING], subject=subject)
                if each.kind in kinds
            ],
            "roles": role_choices(self._roles),
            "scopes": scope_choices(connection),
            "rows": max(ROWS, len(account.roles)),
        }
