"""Reads and locks what the platform knows of cards in a month."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, and_, case, delete, func, select, update

from monitor.cards.chains import former_cards, replaced_by
from monitor.documents.publishing import next_numbers, read_programmes
from monitor.leases.allocator import Holder
from monitor.leases.deciding import CardBooks, Holding, Recalled
from monitor.leases.month_list import Standing, is_taken_off, standing
from monitor.leases.rolled_rests import rolled_of, with_rolled
from monitor.store import tables
from monitor.store.lease_tables import card_month, free_right, lease_recall, make_good_debit
from monitor.store.rows import add_up, insert_once
from pos.domain.calendar import Month
from pos.domain.cards.card import CardStatus
from pos.domain.money import Fen
from pos.domain.programme.programme import PoolId, programme_in_force

CARDS_AT_ONCE: Final = 500
LEFT_BY_FORMER: Final = "left by replaced cards"  # The series of what `note_left_by_former` tells.


def lock_cards(connection: Connection, month: Month, cards: Collection[str]) -> None:
    """Allocate alone for these cards in this month until the transaction ends."""
    ordered = sorted(set(cards))  # In one order, so that two who lock several never wait for each other.
    insert_once(connection, card_month, [{"card_no": c, "month": month, "version": 0} for c in ordered])
    for start in range(0, len(ordered), CARDS_AT_ONCE):
        part = ordered[start : start + CARDS_AT_ONCE]
        connection.execute(
            select(card_month.c.card_no)
            .where(card_month.c.card_no.in_(part), card_month.c.month == month)
            .order_by(card_month.c.card_no)
            .with_for_update()
        ).all()


def note_change(connection: Connection, month: Month, card_no: str) -> None:
    """Tell those who wait for this card, or for the one that replaced it, that something moved."""
    cards = [card_no]
    if (newest := replaced_by(connection, cards).get(card_no)) is not None:
        cards.append(newest)
        note_left_by_former(connection)
    connection.execute(
        update(card_month)
        .where(card_month.c.card_no.in_(cards), card_month.c.month == month)
        .values(version=card_month.c.version + 1)
    )


def note_left_by_former(connection: Connection) -> None:
    """Something was let go of a card that was replaced: months are looked at again for its successor."""
    next_numbers(connection, LEFT_BY_FORMER)


def version_of(connection: Connection, month: Month, card_no: str) -> int:
    """How often something moved."""
    found = select(card_month.c.version).where(card_month.c.card_no == card_no, card_month.c.month == month)
    return connection.execute(found).scalar() or 0


def add_free(connection: Connection, month: Month, card_no: str, pools: dict[PoolId, Fen]) -> None:
    """Keep what was let go, in fen, until somebody shows the card. The card is locked."""
    rows = [
        {"card_no": card_no, "month": month, "pool_id": pool, "amount": amount}
        for pool, amount in sorted(pools.items())
        if amount
    ]
    add_up(connection, free_right, rows, sums=["amount"])


def take_of_free(connection: Connection, month: Month, card_no: str, pools: dict[PoolId, Fen]) -> None:
    """A part of what was let go is taken, in fen, as far as it is there. The card is locked."""
    for pool, amount in sorted(pools.items()):
        this = (
            free_right.c.card_no == card_no,
            free_right.c.month == month,
            free_right.c.pool_id == pool,
        )
        connection.execute(delete(free_right).where(*this, free_right.c.amount <= amount))
        connection.execute(
            update(free_right)
            .where(*this, free_right.c.amount > amount)
            .values(amount=free_right.c.amount - amount)
        )


def take_free(connection: Connection, month: Month, card_no: str) -> None:
    """Nothing is free any more: all of it is being granted. The card is locked."""
    connection.execute(delete(free_right).where(free_right.c.card_no == card_no, free_right.c.month == month))


@dataclass(frozen=True, slots=True)
class Leased:
    """What is leased of one card's month over all tills, in fen by pool, and how many leases there are.

    `credited` is what make-goods took of the month, beside the leases, and whatever the cards took that
    this one replaced: leased to any till and not let go, or credited.
    """

    amounts: dict[PoolId, Fen]
    leases: int
    credited: dict[PoolId, Fen] = field(default_factory=dict)

    def taken(self, pool: PoolId) -> Fen:
        """How much of the month nobody can be leased any more, in fen."""
        return self.amounts.get(pool, 0) + self.credited.get(pool, 0)


def net_lease() -> ColumnElement[int]:
    """What a lease row takes of the card's month, in fen.

    What came back by a return elsewhere was leased twice and used once: it is no part of the whole, and
    of what its holder then lets go, the whole loses nothing that it ever had.
    """
    lease = tables.lease.c
    return case((lease.restored_from.is_(None), lease.granted), else_=0) - lease.released


def leased_of(connection: Connection, month: Month, cards: Sequence[str]) -> dict[str, Leased]:
    """What is leased and credited of these cards. Cards of which nothing is are left out."""
    former = former_cards(connection, cards)
    own = _own_leased(
        connection, month, [*cards, *sorted({each for olds in former.values() for each in olds})]
    )
    for card_no, olds in former.items():
        known = own.get(card_no, Leased({}, 0))
        credited = dict(known.credited)
        for old in olds:
            taken = own.get(old, Leased({}, 0))
            for pool in taken.amounts.keys() | taken.credited.keys():
                credited[pool] = credited.get(pool, 0) + taken.taken(pool)
        own[card_no] = Leased(known.amounts, known.leases, credited)
    wanted = set(cards)
    return {card_no: known for card_no, known in own.items() if card_no in wanted}


def _own_leased(connection: Connection, month: Month, cards: Sequence[str]) -> dict[str, Leased]:
    """The same without what replaced cards took."""
    lease, debit = tables.lease, make_good_debit
    credited: dict[str, dict[PoolId, Fen]] = defaultdict(dict)
    amounts: dict[str, dict[PoolId, Fen]] = defaultdict(dict)
    counts: dict[str, int] = {}
    for start in range(0, len(cards), CARDS_AT_ONCE):
        mine = (lease.c.month == month, lease.c.card_no.in_(cards[start : start + CARDS_AT_ONCE]))
        for row in connection.execute(
            select(lease.c.card_no, lease.c.pool_id, func.sum(net_lease()).label("amount"))
            .where(*mine)
            .group_by(lease.c.card_no, lease.c.pool_id)
        ):
            amounts[row.card_no][row.pool_id] = int(row.amount)
        for row in connection.execute(
            select(lease.c.card_no, func.count(lease.c.lease_id.distinct()).label("leases"))
            .where(*mine, lease.c.restored_from.is_(None))
            .group_by(lease.c.card_no)
        ):
            counts[row.card_no] = row.leases
        for row in connection.execute(
            select(debit.c.card_no, debit.c.pool_id, func.sum(debit.c.amount).label("amount"))
            .where(debit.c.month == month, debit.c.card_no.in_(cards[start : start + CARDS_AT_ONCE]))
            .group_by(debit.c.card_no, debit.c.pool_id)
        ):
            credited[row.card_no][row.pool_id] = int(row.amount)
    return {
        card_no: Leased(amounts.get(card_no, {}), counts.get(card_no, 0), credited.get(card_no, {}))
        for card_no in amounts.keys() | credited.keys()
    }


def free_of(connection: Connection, month: Month, cards: Sequence[str]) -> dict[str, dict[PoolId, Fen]]:
    """What is free of these cards, in fen: it waits for whoever shows the card."""
    free: dict[str, dict[PoolId, Fen]] = defaultdict(dict)
    for start in range(0, len(cards), CARDS_AT_ONCE):
        part = cards[start : start + CARDS_AT_ONCE]
        rows = select(free_right).where(free_right.c.month == month, free_right.c.card_no.in_(part))
        for row in connection.execute(rows):
            free[row.card_no][row.pool_id] = row.amount
    return free


def read_books(connection: Connection, month: Month, card_no: str) -> tuple[CardBooks, int]:
    """One card's books, to decide about a tap, and how many leases it has. The card is locked."""
    row = connection.execute(select(tables.card).where(tables.card.c.card_no == card_no)).one_or_none()
    programme = programme_in_force(list(read_programmes(connection).values()), f"{month}-01")
    leased = leased_of(connection, month, [card_no]).get(card_no, Leased({}, 0))
    due = None
    is_open = standing(connection, month) is not Standing.WAITING and not is_taken_off(
        connection, month, card_no
    )
    if row is not None and is_valid_in(row, month) and programme is not None and is_open:
        due = with_rolled(programme.entitlement(), rolled_of(connection, month, [card_no]).get(card_no, {}))
    books = CardBooks(
        entitlement=due,
        leased=leased.amounts,
        credited=leased.credited,
        holdings=_holdings(connection, month, card_no),
        is_stopped=row is not None and row.status != CardStatus.ACTIVE.value,
    )
    return books, leased.leases


def is_valid_in(card: Row[Any], month: Month) -> bool:
    """Whether a card is valid on some day of a month."""
    last_day = f"{month}-{calendar.monthrange(int(month[:4]), int(month[5:]))[1]:02d}"
    return bool(card.valid_from <= last_day and card.valid_to >= f"{month}-01")


def _holdings(connection: Connection, month: Month, card_no: str) -> list[Holding]:
    """What installations hold of a card, and of those it replaced: they are asked for all of it at once."""
    every = [card_no, *former_cards(connection, [card_no]).get(card_no, [])]
    lease, use, device = tables.lease, tables.lease_use, tables.device
    key = ("store_id", "till_id", "epoch")
    rows = connection.execute(
        select(
            *(lease.c[name] for name in key),
            func.sum(lease.c.granted - lease.c.released - func.coalesce(use.c.spent, 0)).label("left_over"),
            *(device.c[name] for name in ("retired_ms", "forked_ms", "contact_ms", "enrolled_ms")),
        )
        .select_from(
            lease.outerjoin(
                use,
                and_(
                    *(use.c[name] == lease.c[name] for name in key),
                    use.c.lease_id == lease.c.lease_id,
                    use.c.pool_id == lease.c.pool_id,
                ),
            ).outerjoin(device, and_(*(device.c[name] == lease.c[name] for name in key)))
        )
        .where(lease.c.card_no.in_(every), lease.c.month == month)
        .group_by(
            *(lease.c[name] for name in key),
            *(device.c[name] for name in ("retired_ms", "forked_ms", "contact_ms", "enrolled_ms")),
        )
        .order_by(*(lease.c[name] for name in key))
    ).all()
    asked = _asked(connection, month, every)
    return [
        Holding(
            Holder(row.store_id, row.till_id, row.epoch),
            left=int(row.left_over),
            is_reachable=row.enrolled_ms is not None and row.retired_ms is None and row.forked_ms is None,
            seen_ms=row.contact_ms,
            recalled=asked.get((row.store_id, row.till_id, row.epoch)),
        )
        for row in rows
    ]


def _asked(
    connection: Connection, month: Month, cards: Sequence[str]
) -> dict[tuple[str, str, int], Recalled]:
    """The last questions to each holder about these cards as one: answered when each of them is."""
    last: dict[tuple[str, str, int], dict[str, Recalled]] = defaultdict(dict)
    for row in connection.execute(
        select(lease_recall)
        .where(lease_recall.c.card_no.in_(cards), lease_recall.c.month == month)
        .order_by(lease_recall.c.number)
    ):
        last[row.store_id, row.till_id, row.epoch][row.card_no] = Recalled(
            row.asked_ms, row.answered_ms, row.is_in_use
        )
    return {holder: _as_one(list(each.values())) for holder, each in last.items()}


def _as_one(questions: Sequence[Recalled]) -> Recalled:
    open_ones = [each for each in questions if each.answered_ms is None]
    if open_ones:
        return max(open_ones, key=lambda each: each.asked_ms)
    newest = max(questions, key=lambda each: each.answered_ms or 0)
    return Recalled(newest.asked_ms, newest.answered_ms, any(each.is_in_use for each in questions))
