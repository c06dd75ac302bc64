"""The list of a month: whom two people released as entitled, with its corrections. It leases nothing.

Until a federation releases its first month, every month opens by itself; from that month on none is leased
without being released. The list names the cards that were in force when it was released. A card that came
later, or is in force again, came by a decision of several people of its own: it joins when it is leased.
"""

from __future__ import annotations

import calendar
import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy import ColumnElement, Connection, String, and_, exists, func, literal, select

from monitor.documents.publishing import CARDS, next_numbers, read_programmes
from monitor.leases.rolled_rests import month_before
from monitor.store import tables
from monitor.store.lease_tables import card_month
from monitor.store.month_tables import month_list, month_release
from monitor.store.rows import insert_once
from pos.domain.calendar import Month
from pos.domain.cards.card import CardStatus
from pos.domain.money import Fen
from pos.domain.programme.programme import PoolId, programme_in_force

MONTH_LIST: Final = "month_list"  # A series that moves with each release and correction.
CARD: Final = "card"  # The programme whose enrolment is a card.
JOINED: Final = "joined"  # In place of a proposal: it came after the list, by its own.
_READ_AT_ONCE: Final = 10_000
_CARDS_AT_ONCE: Final = 500


class Standing(StrEnum):
    """Whether a month may be leased."""

    BY_ITSELF = "by_itself"  # No month up to it was ever released: it opens as it always did.
    WAITING = "waiting"  # Earlier months were released, this one is not: nothing of it is leased.
    RELEASED = "released"


@dataclass(frozen=True, slots=True)
class ComputedList:
    """A month's list as it would be released now. `whole` is one card's month in fen by pool.

    `joined` and `gone` compare it with the cards that had anything in the month before.
    """

    month: Month
    rules: str
    cards: int
    joined: int
    gone: int
    without_store: int
    whole: dict[PoolId, Fen]
    digest: str


def standing(connection: Connection, month: Month) -> Standing:
    """Whether a month may be leased."""
    release = month_release.c
    released = exists().where(release.month == month)
    row = connection.execute(
        select(func.min(release.month).label("first"), select(released).scalar_subquery().label("released"))
    ).one()
    if row.released:
        return Standing.RELEASED
    return Standing.BY_ITSELF if row.first is None or month < row.first else Standing.WAITING


def in_force(month: Month) -> ColumnElement[bool]:
    """A card that is active and valid on some day of a month."""
    card = tables.card.c
    last_day = f"{month}-{calendar.monthrange(int(month[:4]), int(month[5:]))[1]:02d}"
    return and_(
        card.status == CardStatus.ACTIVE.value, card.valid_from <= last_day, card.valid_to >= f"{month}-01"
    )


def taken_off(month: Month) -> ColumnElement[bool]:
    """A card that the newest correction of a month takes off its list."""
    row, newer = month_list.alias("row"), month_list.alias("newer")
    same = ("card_no", "programme", "month")
    later = exists().where(
        *(newer.c[name] == row.c[name] for name in same), newer.c.correction > row.c.correction
    )
    return exists().where(
        row.c.card_no == tables.card.c.card_no,
        row.c.programme == CARD,
        row.c.month == month,
        ~row.c.is_due,
        ~later,
    )


def is_taken_off(connection: Connection, month: Month, card_no: str) -> bool:
    """Whether the newest row of a card in a month says that nothing is due to it."""
    found = connection.execute(
        select(month_list.c.is_due)
        .where(month_list.c.card_no == card_no, month_list.c.programme == CARD, month_list.c.month == month)
        .order_by(month_list.c.correction.desc())
        .limit(1)
    ).scalar()
    return found is False


def compute(connection: Connection, month: Month) -> ComputedList | None:
    """The list as it would be now, read in parts, so that its length costs no memory; None: no programme."""
    programme = programme_in_force(list(read_programmes(connection).values()), f"{month}-01")
    if programme is None:
        return None
    card = tables.card.c
    digest = _digest(month, programme.version)
    cards, without_store, after = 0, 0, ""
    while True:
        part = connection.execute(
            select(card.card_no, card.usual_store_id)
            .where(in_force(month), card.card_no > after)
            .order_by(card.card_no)
            .limit(_READ_AT_ONCE)
        ).all()
        digest.update(_told_to_digest([row.card_no for row in part]))
        cards += len(part)
        without_store += sum(row.usual_store_id is None for row in part)
        if len(part) < _READ_AT_ONCE:
            break
        after = part[-1].card_no
    had = _had(month_before(month))
    count = select(func.count()).select_from(tables.card)
    joined: int = connection.execute(count.where(in_force(month), ~had)).scalar_one()
    gone: int = connection.execute(count.where(~in_force(month), had)).scalar_one()
    whole = dict(programme.entitlement())
    return ComputedList(
        month, programme.version, cards, joined, gone, without_store, whole, digest.hexdigest()
    )


def stored_list(connection: Connection, month: Month, *, rules: str, proposal_id: str) -> tuple[int, str]:
    """How many cards stand in a released list, and their digest, read again from the rows themselves."""
    listed = month_list.c
    digest, cards, after = _digest(month, rules), 0, ""
    while True:
        part = connection.execute(
            select(listed.card_no)
            .where(
                listed.programme == CARD,
                listed.month == month,
                listed.correction == 0,
                listed.proposal_id == proposal_id,
                listed.is_due,
                listed.card_no > after,
            )
            .order_by(listed.card_no)
            .limit(_READ_AT_ONCE)
        ).all()
        digest.update(_told_to_digest([row.card_no for row in part]))
        cards += len(part)
        if len(part) < _READ_AT_ONCE:
            return cards, digest.hexdigest()
        after = part[-1].card_no


def _digest(month: Month, rules: str) -> hashlib._Hash:
    return hashlib.sha256(f"huimin month list\n{month}\n{rules}\n".encode())


def _told_to_digest(cards: Sequence[str]) -> bytes:
    return "".join(f"{card_no}\n" for card_no in cards).encode()


def write_list(connection: Connection, computed: ComputedList, *, proposal_id: str, now_ms: int) -> None:
    """Keep a list as released. Nobody changes a card meanwhile (`hold_cards`)."""
    connection.execute(
        month_release.insert().values(
            month=computed.month,
            rules=computed.rules,
            cards=computed.cards,
            digest=computed.digest,
            proposal_id=proposal_id,
            released_ms=now_ms,
        )
    )
    names = ["card_no", "programme", "month", "correction", "is_due", "proposal_id", "at_ms"]
    listed = select(
        tables.card.c.card_no,
        literal(CARD, String),
        literal(computed.month, String),
        literal(0),
        literal(True),  # noqa: FBT003 - a column
        literal(proposal_id, String),
        literal(now_ms),
    ).where(in_force(computed.month))
    connection.execute(month_list.insert().from_select(names, listed))
    next_numbers(connection, MONTH_LIST)


def hold_cards(connection: Connection) -> None:
    """Let nobody change a card until this transaction ends: what is read stays what is released."""
    next_numbers(connection, CARDS, 0)


def correct(
    connection: Connection,
    month: Month,
    cards: Collection[str],
    *,
    is_due: bool,
    proposal_id: str,
    now_ms: int,
) -> int:
    """Add a row for each card whose newest one says otherwise; return how many. Old rows stay."""
    next_numbers(connection, MONTH_LIST)  # Two who correct at once wait for each other here.
    newest = _newest(connection, month, sorted(cards))
    rows = [
        {
            "card_no": card_no,
            "programme": CARD,
            "month": month,
            "correction": newest[card_no][0] + 1 if card_no in newest else 0,
            "is_due": is_due,
            "proposal_id": proposal_id,
            "at_ms": now_ms,
        }
        for card_no in sorted(cards)
        if card_no not in newest or newest[card_no][1] is not is_due
    ]
    return insert_once(connection, month_list, rows)


def join(connection: Connection, month: Month, cards: Sequence[str], *, now_ms: int) -> None:
    """Name cards that are being leased and came after the list; those that are on it stay as they are."""
    rows = [
        {
            "card_no": card_no,
            "programme": CARD,
            "month": month,
            "correction": 0,
            "is_due": True,
            "proposal_id": JOINED,
            "at_ms": now_ms,
        }
        for card_no in cards
    ]
    insert_once(connection, month_list, rows)


def _newest(connection: Connection, month: Month, cards: Sequence[str]) -> dict[str, tuple[int, bool]]:
    """The newest correction of each card that has a row, and whether it is due."""
    found: dict[str, tuple[int, bool]] = {}
    for start in range(0, len(cards), _CARDS_AT_ONCE):
        rows = connection.execute(
            select(month_list.c.card_no, month_list.c.correction, month_list.c.is_due)
            .where(
                month_list.c.card_no.in_(cards[start : start + _CARDS_AT_ONCE]),
                month_list.c.programme == CARD,
                month_list.c.month == month,
            )
            .order_by(month_list.c.correction)
        )
        found |= {row.card_no: (row.correction, row.is_due) for row in rows}
    return found


def _had(month: Month) -> ColumnElement[bool]:
    return exists().where(card_month.c.card_no == tables.card.c.card_no, card_month.c.month == month)
