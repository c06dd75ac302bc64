"""Decides the waiting make-good slips of a card's month, in order of time, and books what is due.

A credit is a debit of the card's month by pool, like a lease that nobody holds (invariant I1): what one
slip took is not there for the next. Goods that come back before the money was promised make the credit
smaller by the same rules, and what they had taken is the card's again. Goods that come back after that
change nothing: the sum stays as it was promised, an alert tells what was paid too much, and a person
settles it with the shop; no till asks a customer for money. No clock decides anything here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Row, and_, delete, select, update

from monitor.alerts.alert_book import keep_alerts
from monitor.alerts.alerts import HOUR_MS, Alert
from monitor.cards.card_book import find_life, stopped_since
from monitor.cards.card_states import CardState
from monitor.cards.chains import newest_card
from monitor.documents.publishing import read_programmes
from monitor.leases.allocator import Holder
from monitor.leases.card_months import add_free, lock_cards, note_change, read_books, take_of_free
from monitor.leases.deciding import ASKED_AGAIN_MS, CardBooks, Holding, unleased
from monitor.leases.month_list import Standing, standing
from monitor.leases.recalls import ask_holder, till_topic
from monitor.leases.slip_deciding import Waiting, decide_slip
from monitor.leases.slip_standings import standings_of
from monitor.leases.slip_states import NOT_LISTED, SlipState, WaitsFor
from monitor.store import day_tables, tables
from monitor.store.lease_tables import make_good, make_good_debit, make_good_wait
from monitor.store.rows import insert_once
from pos.crypto.keys import DeviceKey
from pos.domain.calendar import Month
from pos.domain.decoding import decode_entry
from pos.domain.money import Fen
from pos.domain.programme.programme import PoolId
from pos.domain.returns.facts import ReturnFacts
from pos.domain.selling.make_good import CameBack, Due, due
from pos.domain.selling.sale import SaleFacts

CardMonthKey = tuple[Month, str]

_OPEN: Final = (SlipState.WAITING.value, SlipState.CREDITED.value)
_HANDED_OUT: Final = (SlipState.PROMISED.value, SlipState.PAID.value)
_OWN: Final = "own"  # The slip's own till is listened to, for want of another.


def waits_of(connection: Connection, store_id: str, till_id: str, epoch: int) -> set[CardMonthKey]:
    """The cards whose slips wait for the word of this installation."""
    wait = make_good_wait
    found = select(wait.c.month, wait.c.card_no).where(
        wait.c.store_id == store_id, wait.c.till_id == till_id, wait.c.epoch == epoch
    )
    return {(row.month, row.card_no) for row in connection.execute(found)}


def with_slips(connection: Connection, cards: Iterable[CardMonthKey]) -> set[CardMonthKey]:
    """Those of these cards that have any slip."""
    wanted = set(cards)
    if not wanted:
        return set()
    found = select(make_good.c.month, make_good.c.card_no).where(
        make_good.c.card_no.in_(sorted({card_no for _month, card_no in wanted}))
    )
    return wanted & {(row.month, row.card_no) for row in connection.execute(found.distinct())}


def all_waiting(connection: Connection) -> set[CardMonthKey]:
    """Every card with a waiting slip: a start of the platform looks at them all once."""
    found = select(make_good.c.month, make_good.c.card_no).where(make_good.c.state == SlipState.WAITING.value)
    return {(row.month, row.card_no) for row in connection.execute(found.distinct())}


def is_waiting(connection: Connection, month: Month, card_no: str) -> bool:
    """Whether a card has a slip of this month that is not decided."""
    found = select(make_good.c.sale_id).where(
        make_good.c.card_no == card_no,
        make_good.c.month == month,
        make_good.c.state == SlipState.WAITING.value,
    )
    return connection.execute(found).first() is not None


def decide_card(
    connection: Connection, key: DeviceKey, month: Month, card_no: str, *, now_ms: int
) -> set[str]:
    """Decide what can be decided of a card's slips; return the topics of tills that were asked.

    Doing it again changes nothing.
    """
    lock_cards(connection, month, {card_no, newest_card(connection, card_no)})
    slips = connection.execute(
        select(make_good)
        .where(make_good.c.card_no == card_no, make_good.c.month == month)
        .order_by(
            *(make_good.c[name] for name in ("sold_ms", "store_id", "till_id", "epoch", "sale_sequence"))
        )
    ).all()
    wait = make_good_wait
    connection.execute(delete(wait).where(wait.c.card_no == card_no, wait.c.month == month))
    for row in slips:
        if row.state == SlipState.CREDITED or row.state in _HANDED_OUT:
            _heed_returns(connection, row, now_ms=now_ms)
    waiting = [row for row in slips if row.state == SlipState.WAITING]
    for place, row in enumerate(waiting):
        topics = _decide(connection, key, row, now_ms=now_ms)
        if topics is not None:  # Each against what the one before left: the later ones wait behind it.
            for later in waiting[place + 1 :]:
                _set(connection, later, state=SlipState.WAITING, why=WaitsFor.BEFORE, now_ms=now_ms)
            return topics
    return set()


def _decide(connection: Connection, key: DeviceKey, row: Row[Any], *, now_ms: int) -> set[str] | None:
    """Decide one slip; None when it is decided, else the topics of who was asked.

    Of a replaced card it is decided by what its successor has left, once that was handed over; not what was
    bought after the old one was stopped, for then somebody else may have had it.
    """
    card_no = newest_card(connection, row.card_no)
    books, _leases = read_books(connection, row.month, card_no)
    if books.is_stopped or (card_no != row.card_no and not _is_the_holders(connection, row, card_no)):
        return _wait(connection, row, WaitsFor.STOPPED, [_own(row)], now_ms=now_ms)
    if books.entitlement is None and standing(connection, row.month) is Standing.WAITING:
        return _wait(connection, row, WaitsFor.MONTH, [_own(row)], now_ms=now_ms)
    if books.entitlement is None:
        _set(connection, row, state=SlipState.NOTHING, why=NOT_LISTED, now_ms=now_ms)
        return None
    sale = _sale_of(connection, row)
    programme = read_programmes(connection)[sale.programme_version]
    found = decide_slip(
        sale,
        programme,
        sold_at_ms=row.sold_ms,
        free=unleased(books),
        standings=standings_of(connection, row.month, card_no),
        returned=_returned(connection, sale.sale_no),
    )
    if isinstance(found, Waiting):
        if found.unheard:
            return _wait(connection, row, WaitsFor.UNHEARD, found.unheard, now_ms=now_ms)
        _wait(connection, row, WaitsFor.RECALL, found.recall, now_ms=now_ms)
        return _recall(connection, key, row, books, found.recall, now_ms=now_ms)
    if isinstance(found, Due):
        _credit(connection, row, found, now_ms=now_ms)
    else:
        _set(connection, row, state=SlipState.NOTHING, why=found.value, now_ms=now_ms)
    return None


def _is_the_holders(connection: Connection, row: Row[Any], card_no: str) -> bool:
    """Whether a slip of a replaced card is of a time when its holder had it, and has the new one by now."""
    since = stopped_since(connection, row.card_no)
    is_early = since is not None and row.sold_ms < since
    return is_early and find_life(connection, card_no).state is not CardState.MADE


def _credit(connection: Connection, row: Row[Any], found: Due, *, now_ms: int) -> None:
    key = {"card_no": row.card_no, "month": row.month, "credit_id": row.credit_id}
    rows = [
        {**key, "pool_id": pool, "amount": amount} for pool, amount in sorted(found.debits.items()) if amount
    ]
    stored = insert_once(connection, make_good_debit, rows)
    assert stored == len(rows), "a slip was credited twice"
    take_of_free(connection, row.month, row.card_no, dict(found.debits))
    _set(connection, row, state=SlipState.CREDITED, why=None, amount=found.amount, now_ms=now_ms)


def _heed_returns(connection: Connection, row: Row[Any], *, now_ms: int) -> None:
    """A credit becomes smaller with what came back; of a promise or a payment an alert tells it."""
    sale = _sale_of(connection, row)
    returned = _returned(connection, sale.sale_no)
    if not returned:
        return
    debits = _debits(connection, row)
    programme = read_programmes(connection)[sale.programme_version]
    found = due(sale, programme, free=debits, returned=returned)
    now = found if isinstance(found, Due) else Due(0, {})
    if row.state in _HANDED_OUT:
        if now.amount < row.amount:
            keep_alerts(connection, [_too_much(row, now.amount, now_ms=now_ms)])
        return
    if (now.amount, dict(now.debits)) == (row.amount, debits):
        return
    debit = make_good_debit
    connection.execute(delete(debit).where(debit.c.credit_id == row.credit_id, *_of_card(debit, row)))
    key = {"card_no": row.card_no, "month": row.month, "credit_id": row.credit_id}
    kept = dict(now.debits) if now.amount else {}
    insert_once(
        connection,
        debit,
        [{**key, "pool_id": pool, "amount": amount} for pool, amount in sorted(kept.items()) if amount],
    )
    back = {pool: amount - kept.get(pool, 0) for pool, amount in debits.items()}
    add_free(connection, row.month, row.card_no, {pool: more for pool, more in back.items() if more > 0})
    if now.amount:
        _set(connection, row, state=SlipState.CREDITED, why=None, amount=now.amount, now_ms=now_ms)
    else:
        assert not isinstance(found, Due)
        _set(connection, row, state=SlipState.NOTHING, why=found.value, amount=0, now_ms=now_ms)


def _recall(
    connection: Connection,
    key: DeviceKey,
    row: Row[Any],
    books: CardBooks,
    holders: Sequence[Holder],
    *,
    now_ms: int,
) -> set[str]:
    """Ask who was not asked yet, or answered a while ago; return their topics."""
    known = {each.holder: each for each in books.holdings}
    asked = [holder for holder in holders if _is_to_be_asked(known.get(holder), now_ms)]
    for holder in asked:
        ask_holder(
            connection,
            key,
            holder,
            card_no=newest_card(connection, row.card_no),
            month=row.month,
            asker=_own(row),
            now_ms=now_ms,
        )
    return {till_topic(holder.till_id, holder.epoch) for holder in asked}


def _is_to_be_asked(each: Holding | None, now_ms: int) -> bool:
    """Not while a question is open; after "an open basket needs it" soon, after "nothing is left" later."""
    if each is None or not each.is_reachable:
        return False
    told = each.recalled
    if told is None:
        return True
    if told.answered_ms is None:
        return False
    return now_ms - told.answered_ms >= (ASKED_AGAIN_MS if told.is_in_use else HOUR_MS)


def _wait(
    connection: Connection, row: Row[Any], why: WaitsFor, holders: Iterable[Holder], *, now_ms: int
) -> set[str]:
    _set(connection, row, state=SlipState.WAITING, why=why, now_ms=now_ms)
    what = _OWN if why in (WaitsFor.STOPPED, WaitsFor.MONTH) else why.value
    for each in holders:
        insert_once(
            connection,
            make_good_wait,
            [
                {
                    "store_id": each.store_id,
                    "till_id": each.till_id,
                    "epoch": each.epoch,
                    "card_no": row.card_no,
                    "month": row.month,
                    "what": what,
                }
            ],
        )
    return set()


def _set(
    connection: Connection,
    row: Row[Any],
    *,
    state: SlipState,
    why: str | None,
    now_ms: int,
    amount: Fen | None = None,
) -> None:
    if (row.state, row.why) == (state.value, why) and amount in (None, row.amount):
        return
    values: dict[str, Any] = {"state": state.value, "why": why, "decided_ms": now_ms}
    if amount is not None:
        values["amount"] = amount
    connection.execute(update(make_good).where(*this_slip(row)).values(**values))
    note_change(connection, row.month, row.card_no)


def this_slip(row: Row[Any]) -> tuple[Any, ...]:
    """That a row of `make_good` is this one."""
    names = ("card_no", "month", "store_id", "till_id", "epoch", "sale_id")
    return tuple(make_good.c[name] == getattr(row, name) for name in names)


def _of_card(table: Any, row: Row[Any]) -> tuple[Any, ...]:
    return (table.c.card_no == row.card_no, table.c.month == row.month)


def _own(row: Row[Any]) -> Holder:
    return Holder(row.store_id, row.till_id, row.epoch)


def _debits(connection: Connection, row: Row[Any]) -> dict[PoolId, Fen]:
    debit = make_good_debit
    found = select(debit).where(*_of_card(debit, row), debit.c.credit_id == row.credit_id)
    return {each.pool_id: each.amount for each in connection.execute(found)}


def _sale_of(connection: Connection, row: Row[Any]) -> SaleFacts:
    entry = tables.entry
    payload = connection.execute(
        select(entry.c.payload).where(
            *(entry.c[name] == getattr(row, name) for name in ("store_id", "till_id", "epoch")),
            entry.c.sequence == row.sale_sequence,
        )
    ).scalar_one()
    return decode_entry(payload).facts(SaleFacts)


def _returned(connection: Connection, sale_no: str) -> Mapping[int, CameBack]:
    """What came back of a sale, at whichever till, by line."""
    entry, back = tables.entry, day_tables.goods_return
    same = (entry.c[name] == back.c[name] for name in ("store_id", "till_id", "epoch", "sequence"))
    rows = connection.execute(
        select(entry.c.payload).join(back, and_(*same)).where(back.c.sale_no == sale_no)
    )
    found: dict[int, CameBack] = {}
    for payload in rows.scalars():
        for line in decode_entry(payload).facts(ReturnFacts).lines:
            before = found.get(line.number, CameBack(0, 0))
            found[line.number] = CameBack(
                before.market + line.market,
                before.payable + line.payable,
                before.subsidy + line.subsidy,
                before.counted + line.counted,
            )
    return found


def _too_much(row: Row[Any], now: Fen, *, now_ms: int) -> Alert:
    return Alert(
        code="make_good.returned",
        store_id=row.store_id,
        till_id=row.till_id,
        about=f"{row.credit_id}/{now}",
        raised_ms=now_ms,
        facts={"slip_no": row.slip_no, "sale_no": row.sale_no, "amount": row.amount - now},
    )
