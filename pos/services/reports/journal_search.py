"""Searches the journal: what was written, by whom, and the receipt of it. It writes nothing.

The permission is checked once, when the journal is opened; it is valid for that person.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pos.domain.calendar import BusinessDate
from pos.domain.journal.entries import EntryKind
from pos.domain.money import parse_yuan
from pos.domain.people.permission import Act
from pos.domain.people.staff import Staff, actor_name
from pos.domain.typed import plain_digits
from pos.errors.people import ApprovalNeeded
from pos.errors.typed import AmountOutOfRange, AmountUnreadable
from pos.ledger.journal_search import FoundEntry, JournalQuery
from pos.ledger.ledger import Ledger
from pos.services.counter.session import Session
from pos.services.people.permissions import PermissionDesk

PAGE: Final = 50
_TEXT_MAX: Final = 60
# Where entries name a person by number; a PIN's entries tell whose it was under `staff_id`.
_PEOPLE: Final = frozenset({"confirmed_by", "cashier", "handed_to"})
_PIN_KINDS: Final = (EntryKind.PIN_REFUSED, EntryKind.PIN_CLEARED)
_CARD_NUMBER: Final = re.compile(r"(?<!\d)62\d{10}(\d{4})(?!\d)")
_DASHES_OF_A_SALE_NUMBER: Final = 3  # S01-1-20261123-0087


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One entry as it is shown. `data` is what was written; card numbers in it are cut to their end."""

    sequence: int
    kind: str
    at_ms: int
    business_date: BusinessDate
    actor: str
    approver: str | None
    short_hash: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class JournalPage:
    """Some entries, newest first, perhaps none yet; `before` looks on, None at the journal's beginning."""

    entries: tuple[JournalEntry, ...]
    before: int | None


class JournalSearch:
    """The journal as a manager may read it. Searching is safe from any thread; opening is the front's."""

    def __init__(
        self,
        ledger: Ledger,
        session: Session,
        permissions: PermissionDesk,
        staff_list: Callable[[], list[Staff]],
    ) -> None:
        self._ledger, self._session, self._permissions = ledger, session, permissions
        self._staff_list = staff_list
        self._opened_for: str | None = None

    def open(self) -> None:
        """Ask once for the person signed in. Raises SignInNeeded, ActDenied, ApprovalNeeded."""
        person = self._session.person()
        self._permissions.permit(Act.BROWSE_JOURNAL)
        self._opened_for = person.staff_id

    def search(
        self,
        text: str = "",
        *,
        date: BusinessDate | None = None,
        kinds: tuple[str, ...] = (),
        before: int | None = None,
        limit: int = PAGE,
    ) -> JournalPage:
        """Entries that hold a text (a sale's number, goods, a name, an amount), newest first.

        Raises SignInNeeded, and ApprovalNeeded before `open`.
        """
        if self._opened_for != self._session.person().staff_id:
            raise ApprovalNeeded(act=Act.BROWSE_JOURNAL.value)
        staff = {each.staff_id: each.name for each in self._staff_list()}
        query = JournalQuery(texts=_as_written(text, staff), business_date=date, kinds=kinds)
        found = self._ledger.search_journal(query, before=before, limit=limit)
        return JournalPage(tuple(_entry(each, staff) for each in found.entries), found.before)


def _entry(found: FoundEntry, staff: Mapping[str, str]) -> JournalEntry:
    entry = found.entry
    approver = entry.approver
    return JournalEntry(
        sequence=entry.sequence,
        kind=entry.kind,
        at_ms=entry.at_ms,
        business_date=entry.business_date,
        actor=actor_name(entry.actor, staff.get(entry.actor)),
        approver=None if approver is None else actor_name(approver, staff.get(approver)),
        short_hash=found.short_hash,
        data=_with_names(entry.kind, _discreet(entry.data), staff),
    )


def _with_names(kind: str, data: Any, staff: Mapping[str, str]) -> Any:
    """The same data with names instead of staff numbers; other numbers stay."""
    names = _PEOPLE | ({"staff_id"} if kind in _PIN_KINDS else frozenset())

    def named(value: Any) -> Any:
        if isinstance(value, list):
            return [named(each) for each in value]
        if not isinstance(value, dict):
            return value
        return {
            name: staff.get(each, each) if name in names and isinstance(each, str) else named(each)
            for name, each in value.items()
        }

    return named(data)


def _as_written(text: str, staff: Mapping[str, str]) -> tuple[str, ...]:
    """How a text that was typed may stand in an entry: amounts stand there in fen, people as numbers."""
    typed = plain_digits(text).strip()[:_TEXT_MAX]
    if not typed:
        return ()
    texts = [typed.upper() if typed.count("-") == _DASHES_OF_A_SALE_NUMBER else typed]
    texts += [f'"actor":"{number}"' for number, name in staff.items() if name == typed]
    if "." in typed:
        try:
            fen = parse_yuan(typed)
        except (AmountUnreadable, AmountOutOfRange):
            return tuple(texts)
        texts += [f":{fen}{end}" for end in ",}"]
    return tuple(texts)


def _discreet(data: Any) -> Any:
    """The same data with card numbers cut to what may be shown (DESIGN 10), wherever they stand."""
    if isinstance(data, dict):
        return {name: _discreet(value) for name, value in data.items()}
    if isinstance(data, list):
        return [_discreet(each) for each in data]
    return _CARD_NUMBER.sub(r"····\1", data) if isinstance(data, str) else data
