"""How the proposals of the office itself, and of rooms without pages of their own, are named in lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from sqlalchemy import Connection, select

from monitor.accounts import book
from monitor.proposals.kinds import Proposal
from monitor.store import tables
from monitor.web.kind_views import KindView
from monitor.web.office.account_pages import NEW as NEW_ACCOUNT
from monitor.web.words import till_name


def _text(proposal: Proposal, name: str) -> str:
    found = proposal.payload.get(name)
    return found if isinstance(found, str) else ""


def _account(connection: Connection, proposal: Proposal) -> str:
    account = book.find(connection, _text(proposal, "account_id"))
    return "" if account is None else f"{account.name}（{account.login}）"


def _opening(_connection: Connection, proposal: Proposal) -> str:
    return f"{_text(proposal, 'name')}（{_text(proposal, 'login')}）"


def _freeze(_connection: Connection, proposal: Proposal) -> str:
    return f"{_text(proposal, 'from_date')} 至 {_text(proposal, 'to_date')}"


def _resuming(_connection: Connection, proposal: Proposal) -> str:
    return f"到 {_text(proposal, 'last_date')} 为止"


def _till(connection: Connection, proposal: Proposal) -> str:
    till, store = tables.till, tables.store
    till_id, epoch = _text(proposal, "till_id"), proposal.payload.get("epoch")
    name = connection.execute(
        select(store.c.name).join(till, till.c.store_id == store.c.store_id).where(till.c.till_id == till_id)
    ).scalar_one_or_none()
    return "" if name is None else f"{name} {till_name(till_id)}（第 {epoch} 次登记）"


def _programme(_connection: Connection, proposal: Proposal) -> str:
    programme = proposal.payload.get("programme")
    return f"{programme.get('version', '')} 版" if isinstance(programme, dict) else ""


_About = Callable[[Connection, Proposal], str]


def _named(kind: str, about: _About, make_path: str = "") -> KindView:
    return KindView(kind=kind, about=about, make_path=make_path)


OFFICE_VIEWS: Final = (
    _named("account_open", _opening, NEW_ACCOUNT),
    _named("account_roles", _account),
    _named("account_reset", _account),
    _named("account_close", _account),
    _named("freeze.set", _freeze, "/office/freezes"),
    _named("freeze.end", _resuming, "/office/freezes"),
    _named("till.retire", _till),
    _named("programme.publish", _programme),
)
