"""Writes what ingest decided: entries, sales, roll-ups, debits, quarantine, alerts, in one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import Connection, Select, delete, func, select, update

from monitor.alerts.alert_book import keep_alerts
from monitor.alerts.alerts import Alert
from monitor.days.day_books import book_day, book_returns
from monitor.days.people import book_names
from monitor.days.shop_rules import book_rules, open_rule_book
from monitor.devices.devices import Device, note_upload
from monitor.ingest.sale_alerts import (
    category_alerts,
    date_alerts,
    disputed_alerts,
    number_alerts,
    unlisted_alerts,
)
from monitor.journal.dating import Dated, date_of_entry, has_benefit, read_date_limits
from monitor.journal.examining import Examined, Trouble, printable, stored_id
from monitor.journal.placing import Head, Misfit, Placement
from monitor.leases.card_debits import LeaseBook, keep_debits, open_lease_book
from monitor.leases.credits import book_payments
from monitor.leases.release_booking import book_lease_releases, is_booked, is_neighbour
from monitor.leases.slices import (
    arrived,
    book_slices,
    denied_slices,
    in_transit,
    is_awaited,
    lock_moved,
    slice_trouble,
)
from monitor.leases.slip_claims import ClaimBook, book_claims, open_claim_book
from monitor.refusals import Refused
from monitor.returns.goods_returns import ReturnBook, open_return_book
from monitor.returns.open_slips import book_slips
from monitor.returns.releases import book_releases
from monitor.store import tables
from monitor.store.columns import of_till
from monitor.store.rows import found_of, insert_new, insert_once, many
from pos.domain.calendar import business_date, shanghai
from pos.domain.cards.lease_moves import LeaseReleased, ReleaseCause
from pos.domain.sums import Sums
from sync.protocol.messages import Batch, WireEntry

COUNTED: Final = "counted"
SUSPENSE: Final = (
    "suspense"  # Of a retired installation: stored and summed for the till, not in the day's totals.
)
QUARANTINED: Final = "quarantined"

MISFITS_A_DAY_MAX: Final = 10_000  # Of one device: a till never makes as many entries in a day.


def book(
    connection: Connection,
    device: Device,
    fresh: Sequence[Examined],
    *,
    now_ms: int,
    is_repair: bool = False,
) -> Device:
    """Store entries that continue the chain; return the changed device.

    A repair decides again about entries that are in the chain already and were not counted.
    """
    if not fresh:  # All entries are stored already: the till gets our mark, and nothing is booked.
        return note_upload(connection, device, head=device.head, counted=Sums(), quarantined=0, now_ms=now_ms)
    lock_moved(connection, fresh)
    leases = open_lease_book(connection, device, fresh, not_known_there=in_transit(connection, device))
    limits = read_date_limits()
    # What is decided again was written before we held all of the till.
    vouched_ms = 0 if is_repair else device.vouched_ms
    dates = [
        date_of_entry(each, limits, now_ms=now_ms, vouched_ms=vouched_ms, enrolled_ms=device.enrolled_ms)
        for each in fresh
    ]
    claims = open_claim_book(connection, device, fresh)
    troubles = _troubles(connection, device, fresh, dates, leases, claims)
    good = COUNTED if device.retired_ms is None else SUSPENSE
    states = [good if trouble is None else QUARANTINED for trouble in troubles]
    counted = Sums()
    for each, trouble in zip(fresh, troubles, strict=True):
        if trouble is None:
            counted = counted.plus(each.sums)
    rows = [_entry_row(device, each, state, now_ms) for each, state in zip(fresh, states, strict=True)]
    if is_repair:
        _replace(connection, device, rows)
    else:
        # The device's row is locked and the head was read under the lock: no other writer came between.
        insert_new(connection, tables.entry, rows)
    counting = [each for each, state in zip(fresh, states, strict=True) if state == good]
    sales = [each for each in counting if each.sale is not None]
    odd = category_alerts(device, sales, now_ms=now_ms) + unlisted_alerts(device, sales, now_ms=now_ms)
    odd += number_alerts(connection, device, sales, now_ms=now_ms)
    odd += date_alerts(device, zip(fresh, dates, states, strict=True), now_ms=now_ms)
    odd += disputed_alerts(device, sales, leases.disputed_by, now_ms=now_ms)
    insert_new(connection, tables.sale, [_sale_row(device, each, good) for each in sales])
    book_returns(connection, device, counting, good)
    book_releases(connection, device, counting)
    book_lease_releases(connection, device, counting, now_ms=now_ms)
    book_slices(connection, device, counting, now_ms=now_ms)
    odd += denied_slices(connection, device, counting, last=fresh[-1].wire.sequence, now_ms=now_ms)
    book_claims(connection, device, counting, claims, now_ms=now_ms)
    odd += book_payments(connection, device, counting, now_ms=now_ms)
    odd += book_slips(connection, device, counting, now_ms=now_ms)
    if good == COUNTED:
        book_names(connection, device, counting)
        odd += book_day(connection, device, counting, now_ms=now_ms)
    alerts = [] if good == COUNTED else [_suspense_alert(device, fresh, sales, now_ms=now_ms)]
    quarantined = [(each, trouble) for each, trouble in zip(fresh, troubles, strict=True) if trouble]
    insert_once(
        connection,
        tables.quarantine,
        [_in_chain_row(device, each.wire, trouble, now_ms) for each, trouble in quarantined],
    )
    alerts += [_trouble_alert(device, each, trouble, now_ms=now_ms) for each, trouble in quarantined]
    keep_alerts(connection, alerts + odd)
    head = device.head if is_repair else Head(fresh[-1].wire.sequence, fresh[-1].wire.entry_hash)
    more = len(quarantined) - (len(fresh) if is_repair else 0)
    return note_upload(connection, device, head=head, counted=counted, quarantined=more, now_ms=now_ms)


def check_quarantine_has_room(
    connection: Connection, device: Device, placement: Placement, *, now_ms: int
) -> None:
    """Raise Refused when a device's misfits of today are too many: the till keeps what it could not send.

    Nothing is acknowledged then, so nothing is dropped; the request that filled it raised the alert.
    """
    if placement.misfits and _misfits_today(connection, device, now_ms) >= MISFITS_A_DAY_MAX:
        raise Refused("quarantine.full", f"{MISFITS_A_DAY_MAX} entries today that fit no chain")


def keep_misfits(
    connection: Connection, device: Device, placement: Placement, batch: Batch, *, now_ms: int
) -> None:
    """Store what fits no chain, byte for byte, with an alert. The same item is stored once."""
    if placement.is_gap:
        facts = {"sequence": batch.previous_sequence, "held": device.head.sequence}
        about = f"{device.till_id}/{device.epoch}/{device.head.sequence}"
        keep_alerts(connection, [_alert(device, "till.gap", about=about, facts=facts, now_ms=now_ms)])
    insert_once(
        connection,
        tables.quarantine,
        [_misfit_row(device, misfit, now_ms) for misfit in placement.misfits],
    )
    first: dict[str, Misfit] = {}
    for misfit in placement.misfits:
        first.setdefault(misfit.code, misfit)
    keep_alerts(
        connection,
        [
            _alert(device, code, facts={"sequence": misfit.entry.sequence}, now_ms=now_ms)
            for code, misfit in first.items()
        ],
    )
    if placement.misfits and (held := _misfits_today(connection, device, now_ms)) >= MISFITS_A_DAY_MAX:
        about = f"{device.till_id}/{device.epoch}/{business_date(now_ms)}"
        facts = {"misfits": held}
        keep_alerts(connection, [_alert(device, "quarantine.full", about=about, facts=facts, now_ms=now_ms)])


def _misfits_today(connection: Connection, device: Device, now_ms: int) -> int:
    item = tables.quarantine
    midnight = shanghai(now_ms).replace(hour=0, minute=0, second=0, microsecond=0)
    return connection.execute(
        select(func.count()).where(
            *(item.c[name] == value for name, value in device.key.items()),
            ~item.c.in_chain,
            item.c.received_ms >= int(midnight.timestamp()) * 1000,
        )
    ).scalar_one()


def _troubles(
    connection: Connection,
    device: Device,
    fresh: Sequence[Examined],
    dates: Sequence[Dated | None],
    leases: LeaseBook,
    claims: ClaimBook,
) -> list[Trouble | None]:
    """What is wrong with each entry, by itself or beside what the books hold."""
    known_ids = _known_ids(connection, device, fresh)
    returns = open_return_book(connection, device, fresh)
    rules = open_rule_book(connection, device)
    troubles: list[Trouble | None] = []
    for each, dated in zip(fresh, dates, strict=True):
        trouble = each.trouble
        broken_rule = rules.check(each)
        if trouble is None and dated is not None and dated.is_impossible and has_benefit(each):
            trouble = Trouble(dated.code, "a benefit under a date that cannot be")
        if each.wire.entry_id in known_ids:
            trouble = Trouble("entry.id_twice", "an earlier entry has the same id")
        trouble = trouble or broken_rule
        if trouble is None and each.sale is not None and each.sale.card is not None:
            trouble = leases.debit(each.wire.sequence, each.sale.card)
        if trouble is None and each.released is not None:
            trouble = _release_trouble(connection, device, each.wire.sequence, each.released, leases)
        if trouble is None and each.claim is not None:
            trouble = claims.check(each.claim)
        if trouble is None and each.received is not None:
            trouble = slice_trouble(connection, device, each.received, leases)
        if trouble is None and each.goods_return is not None:
            trouble = _return_trouble(each, returns, leases)
        if trouble is None:
            returns.note(each)
            claims.note(each)
            known_ids.add(each.wire.entry_id)
        elif each.goods_return is not None and each.goods_return.card is not None:
            leases.dispute(each.goods_return.card, each.goods_return.restorations)
        troubles.append(trouble)
    keep_debits(connection, device, leases)
    book_rules(connection, device, fresh)
    return troubles


def _release_trouble(
    connection: Connection, device: Device, sequence: int, facts: LeaseReleased, leases: LeaseBook
) -> Trouble | None:
    """What is wrong with a release: it lets go what is not there, or for somebody who is no neighbour."""
    if is_awaited(connection, device, facts, sequence=sequence):
        trouble = leases.release(facts)  # The taker brought it before: it is booked, and only to be read.
        if trouble is None:
            arrived(connection, device, facts.release_id)
        return trouble
    if is_booked(connection, device, facts.release_id):
        return Trouble("lease.released_twice", facts.release_id)
    if facts.cause is ReleaseCause.SLICE and not is_neighbour(connection, device, facts):
        return Trouble("lease.no_neighbour", f"till {facts.to_till!a}, epoch {facts.to_epoch}")
    return leases.release(facts)


def _return_trouble(each: Examined, returns: ReturnBook, leases: LeaseBook) -> Trouble | None:
    """What is wrong with a return; when nothing is, what the card had used goes back to its books."""
    trouble, facts = returns.check(each), each.goods_return
    if trouble is None and facts is not None and facts.card is not None:
        undone = returns.undone(facts)
        trouble = leases.restore(each.wire.sequence, facts.card, undone, are_held_here=not facts.elsewhere)
    return trouble


def _known_ids(connection: Connection, device: Device, fresh: Sequence[Examined]) -> set[str]:
    """Ids that entries which count have already: one that does not count takes no id from a true one."""
    dialect_name = connection.dialect.name
    wanted = many(dialect_name, [stored_id(each.wire.entry_id) for each in fresh])
    return set(connection.execute(_ids(dialect_name), {**device.of, **wanted}).scalars().all())


@cache
def _ids(dialect_name: str) -> Select[str]:
    entry = tables.entry
    return found_of(dialect_name, entry.c.entry_id, *of_till(entry), entry.c.state != QUARANTINED)


def _replace(connection: Connection, device: Device, rows: Sequence[dict[str, Any]]) -> None:
    entry, item = tables.entry, tables.quarantine
    for row in rows:
        this = [entry.c[name] == row[name] for name in (*device.key, "sequence")]
        connection.execute(update(entry).where(*this).values(**row))
        aside = [item.c[name] == row[name] for name in (*device.key, "sequence")]
        connection.execute(delete(item).where(*aside, item.c.in_chain))


def _entry_row(device: Device, each: Examined, state: str, now_ms: int) -> dict[str, Any]:
    wire, header = each.wire, each.header
    return {
        **device.key,
        "sequence": wire.sequence,
        "entry_id": stored_id(wire.entry_id),
        "kind": header.kind if header else "?",
        "version": header.version if header else 0,
        "at_ms": header.at_ms if header else 0,
        "business_date": header.business_date if header else "?",
        "state": state,
        "suite": wire.suite,
        "entry_hash": wire.entry_hash,
        "signature": wire.signature,
        "payload": wire.payload,
        "received_ms": now_ms,
    }


def _sale_row(device: Device, each: Examined, state: str) -> dict[str, Any]:
    assert each.sale is not None and each.header is not None
    totals = each.sale.totals
    return {
        **device.key,
        "sequence": each.wire.sequence,
        "sale_no": each.sale.sale_no,
        "business_date": each.header.business_date,
        "at_ms": each.header.at_ms,
        "card_no": each.sale.card.card_no if each.sale.card else None,
        "programme": each.sale.programme_version,
        "state": state,
        "market": totals.market,
        "discount": totals.discount,
        "subsidy": totals.subsidy,
        "payable": totals.payable,
    }


def _in_chain_row(device: Device, wire: WireEntry, trouble: Trouble, now_ms: int) -> dict[str, Any]:
    return {
        **device.key,
        "sequence": wire.sequence,
        "item_hash": wire.entry_hash,
        "in_chain": True,
        "code": trouble.code,
        "detail": trouble.detail,
        # An id that no column can store is kept here: without it the chain could not be read again.
        "payload": wire.entry_id.encode() if stored_id(wire.entry_id) != wire.entry_id else None,
        "received_ms": now_ms,
    }


def _misfit_row(device: Device, misfit: Misfit, now_ms: int) -> dict[str, Any]:
    wire = misfit.entry
    parts = (wire.entry_id.encode(), wire.payload, wire.entry_hash, wire.signature)
    sizes = ",".join(str(len(part)) for part in parts)
    return {
        **device.key,
        "sequence": wire.sequence,
        "item_hash": hashlib.sha256(sizes.encode() + b"\n" + b"".join(parts)).digest(),
        "in_chain": False,
        "code": misfit.code,
        "detail": "",
        "entry_id": stored_id(wire.entry_id),
        "entry_hash": wire.entry_hash,
        "signature": wire.signature,
        "suite": wire.suite,
        "payload": wire.payload,
        "received_ms": now_ms,
    }


def _trouble_alert(device: Device, each: Examined, trouble: Trouble, *, now_ms: int) -> Alert:
    facts: dict[str, str | int] = {"sequence": each.wire.sequence, "reason": trouble.code}
    day = "?"
    if each.header is not None:
        day = each.header.business_date
    if each.sale is not None:
        facts["sale_no"] = each.sale.sale_no
    if each.goods_return is not None:
        facts["return_no"] = printable(each.goods_return.return_no, 40)
    # One a day for each reason: a faulty till shows in one line, not in five hundred.
    about = f"{device.till_id}/{device.epoch}/{trouble.code}/{day}"
    code = "sale.misfit" if each.sale else "return.misfit" if each.goods_return else "entry.misfit"
    return _alert(device, code, about=about, facts=facts, now_ms=now_ms)


def _suspense_alert(
    device: Device, fresh: Sequence[Examined], sales: Sequence[Examined], *, now_ms: int
) -> Alert:
    """What a retired installation still sent: from which to which entry, how many sales, for how much."""
    first, last = fresh[0].wire.sequence, fresh[-1].wire.sequence
    payable = sum(each.sale.totals.payable for each in sales if each.sale is not None)
    facts = {"first": first, "last": last, "sales": len(sales), "payable": payable, "epoch": device.epoch}
    about = f"{device.till_id}/{device.epoch}/{first}"
    return _alert(device, "till.suspense", about=about, facts=facts, now_ms=now_ms)


def _alert(
    device: Device,
    code: str,
    *,
    now_ms: int,
    about: str | None = None,
    facts: Mapping[str, str | int] | None = None,
) -> Alert:
    return Alert(
        code=code,
        store_id=device.store_id,
        till_id=device.till_id,
        about=about or f"{device.till_id}/{device.epoch}",
        raised_ms=now_ms,
        facts=facts or {},
    )
