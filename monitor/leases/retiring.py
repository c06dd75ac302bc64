"""Takes from a lost installation what it had left, by the word of two people.

Never more than is known: what it granted itself since its last upload nobody knows. Such sales are booked to
suspense when they come after all, and take nothing from the card a second time. A keeper that was never
enrolled was sent nothing: what waits for it is taken whole, with its documents, and nothing can come after.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, and_, delete, exists, func, select, update

from monitor.alerts.alert_book import keep_alerts
from monitor.alerts.alerts import Alert
from monitor.cards.chains import replaced_by
from monitor.devices.devices import Device, find_device, lock_device
from monitor.documents.publishing import LEASES
from monitor.leases.allocator import Holder, months_to_open, numbered_lease
from monitor.leases.card_months import add_free, leased_of, lock_cards, note_change
from monitor.leases.doubted_spends import doubted_spends
from monitor.leases.month_opening import allocate_alone, grant_all, open_cards
from monitor.leases.rolled_rests import month_before
from monitor.leases.slip_crediting import decide_card, waits_of
from monitor.refusals import Refused
from monitor.store import tables
from monitor.store.lease_tables import lease_release
from monitor.store.rows import add_up, insert_once
from pos.crypto.keys import DeviceKey
from pos.domain.calendar import Month
from pos.domain.money import Fen
from pos.domain.programme.programme import PoolId

RETIRED: Final = "retired"  # The cause of a release that no till signed.
_FIRST_EPOCH: Final = 1  # As the leases of a till that was never enrolled say.


@dataclass(frozen=True, slots=True)
class LostTill:
    """What the platform knows of an installation that is to be retired. Times ms, amounts fen.

    `pending`: entries it said it had and did not send; 0 means that we hold all we were told of, not that
    there is nothing more. `left`: by month and pool, what it may still spend as far as is known.
    """

    store_id: str
    till_id: str
    epoch: int
    contact_ms: int | None
    upload_ms: int | None
    acknowledged: int
    pending: int
    quarantined: int
    was_whole: bool  # At its last contact we held everything it had.
    retired_ms: int | None
    cards: int
    left: dict[Month, dict[PoolId, Fen]]
    was_enrolled: bool = True  # False: it is a till of which there never was an installation.


def what_is_known(connection: Connection, till_id: str, epoch: int, *, at_ms: int) -> LostTill:
    """For the page on which two people decide. Raises Refused when there never was such an installation."""
    device = find_device(connection, till_id, epoch)
    key = _never_enrolled(connection, till_id, epoch) if device is None else device.key
    left: dict[Month, dict[PoolId, Fen]] = defaultdict(dict)
    cards = set()
    for lease in _left(connection, key):
        if lease.month < months_to_open(at_ms)[0]:
            continue
        pools = left[lease.month]
        pools[lease.pool_id] = pools.get(lease.pool_id, 0) + lease.rest
        cards.add(lease.card_no)
    if device is None:
        return LostTill(
            store_id=key["store_id"],
            till_id=till_id,
            epoch=epoch,
            contact_ms=None,
            upload_ms=None,
            acknowledged=0,
            pending=0,
            quarantined=0,
            was_whole=True,
            retired_ms=None,
            cards=len(cards),
            left=dict(left),
            was_enrolled=False,
        )
    row = connection.execute(
        select(tables.device).where(*(tables.device.c[name] == value for name, value in key.items()))
    ).one()
    return LostTill(
        store_id=device.store_id,
        till_id=till_id,
        epoch=epoch,
        contact_ms=row.contact_ms,
        upload_ms=row.upload_ms,
        acknowledged=row.head_sequence,
        pending=max(0, row.told_sequence - row.head_sequence),
        quarantined=row.quarantined,
        was_whole=row.contact_ms is not None and row.vouched_ms >= row.contact_ms,
        retired_ms=row.retired_ms,
        cards=len(cards),
        left=dict(left),
    )


def retire(
    connection: Connection, key: DeviceKey, *, till_id: str, epoch: int, to_till: str | None, at_ms: int
) -> int:
    """Retire an installation, and lease what it had left to another at once; return how many cards.

    Two people have decided it: the caller proves that. `to_till`: its newest installation gets the leases;
    None: whoever shows a card next. Of months that are over nothing is leased again. Again it does nothing.
    Raises Refused when there is no such installation, or none to lease to.
    """
    allocate_alone(connection)  # Enrolment does so too: none begins while what waits for it is taken.
    device = find_device(connection, till_id, epoch)
    if device is not None:
        device = lock_device(connection, device)
    key_of = _never_enrolled(connection, till_id, epoch) if device is None else device.key
    heir = None if to_till is None else newest_installation(connection, to_till)
    if heir is not None and (heir.till_id, heir.epoch) == (till_id, epoch):
        raise Refused("till.unknown", "an installation does not inherit from itself")
    if device is not None and device.retired_ms is None:
        mine = [tables.device.c[name] == value for name, value in device.key.items()]
        connection.execute(update(tables.device).where(*mine).values(retired_ms=at_ms))
    by_month: dict[Month, dict[str, list[_Left]]] = defaultdict(lambda: defaultdict(list))
    for row in _left(connection, key_of):
        by_month[row.month][row.card_no].append(row)
    moved: set[str] = set()
    for month, cards in sorted(by_month.items()):
        lock_cards(connection, month, cards)
        is_over = month < months_to_open(at_ms)[0]
        leased = leased_of(connection, month, sorted(cards))
        replaced = replaced_by(connection, cards)
        new = []
        for card_no, rows in sorted(cards.items()):
            _take(connection, key_of, month, card_no, rows, at_ms=at_ms)
            if device is not None:
                _dispute(connection, device, rows)
            pools: dict[PoolId, Fen] = defaultdict(int)
            for row in rows:
                pools[row.pool_id] += row.rest
            if heir is None or is_over or card_no in replaced:  # A replaced card's is its successor's.
                add_free(connection, month, card_no, dict(pools))
            else:
                ordinal = leased[card_no].leases + 1
                new.append(numbered_lease(heir, month, card_no, dict(pools), ordinal=ordinal))
            note_change(connection, month, card_no)
        grant_all(connection, key, month, new, at_ms=at_ms, moved_from=f"retired {till_id}/{epoch}")
        moved |= set() if is_over else set(cards)
    if device is None:
        _forget_documents(connection, till_id)
    current = months_to_open(at_ms)[0]
    if late := by_month.get(month_before(current)):  # What was left of it may roll over.
        open_cards(connection, key, current, late, at_ms=at_ms)
    # Nobody waits for its word any more.
    for month, card_no in sorted(waits_of(connection, key_of["store_id"], till_id, epoch)):
        decide_card(connection, key, month, card_no, now_ms=at_ms)
    keep_alerts(connection, [_alert(key_of, heir, cards=len(moved), at_ms=at_ms)])
    return len(moved)


def _take(
    connection: Connection,
    key: dict[str, Any],
    month: Month,
    card_no: str,
    rows: list[_Left],
    *,
    at_ms: int,
) -> None:
    lease = tables.lease
    for row in rows:
        connection.execute(
            update(lease)
            .where(
                lease.c.card_no == card_no,
                lease.c.month == month,
                lease.c.lease_id == row.lease_id,
                lease.c.pool_id == row.pool_id,
            )
            .values(released=lease.c.released + row.rest)
        )
    told = {
        **key,
        "release_id": f"retired-{card_no}-{month}",
        "card_no": card_no,
        "month": month,
        "cause": RETIRED,
        "sequence": 0,
        "amount": sum(row.rest for row in rows),
        "booked_ms": at_ms,
    }
    insert_once(connection, lease_release, [told])


def _dispute(connection: Connection, device: Device, rows: list[_Left]) -> None:
    # The till's own books do not know of it: what it may have spent there is disputed, not overdrawn.
    uses = [
        {
            **device.key,
            "lease_id": row.lease_id,
            "pool_id": row.pool_id,
            "spent": 0,
            "disputed": row.rest,
            "disputed_used": 0,
        }
        for row in rows
    ]
    add_up(connection, tables.lease_use, uses, sums=["spent", "disputed", "disputed_used"])


def _forget_documents(connection: Connection, till_id: str) -> None:
    """Nobody was sent them; whoever is enrolled later must not be."""
    document = tables.document.c
    connection.execute(
        delete(tables.document).where(
            document.kind == LEASES, document.audience == till_id, document.epoch == _FIRST_EPOCH
        )
    )


@dataclass(frozen=True, slots=True)
class _Left:
    """What one pool of a lease may still be spent on, in fen."""

    card_no: str
    month: Month
    lease_id: str
    pool_id: PoolId
    rest: Fen


def _left(connection: Connection, of: dict[str, Any]) -> list[_Left]:
    """What each of its leases has left; what its quarantined sales say they took is gone."""
    lease, use = tables.lease, tables.lease_use
    same = ("store_id", "till_id", "epoch", "lease_id", "pool_id")
    rest = lease.c.granted - lease.c.released - func.coalesce(use.c.spent, 0)
    rows: Any = connection.execute(
        select(lease.c.card_no, lease.c.month, lease.c.lease_id, lease.c.pool_id, rest.label("rest"))
        .select_from(lease.outerjoin(use, and_(*(use.c[name] == lease.c[name] for name in same))))
        .where(*(lease.c[name] == value for name, value in of.items()), rest > 0)
        .order_by(lease.c.month, lease.c.card_no, lease.c.lease_id, lease.c.pool_id)
    )
    doubted = doubted_spends(connection, of)
    found = [
        _Left(
            row.card_no,
            row.month,
            row.lease_id,
            row.pool_id,
            row.rest - doubted.get((row.lease_id, row.pool_id), 0),
        )
        for row in rows
    ]
    return [each for each in found if each.rest > 0]


def _never_enrolled(connection: Connection, till_id: str, epoch: int) -> dict[str, Any]:
    """The key of the leases that wait for a till. Raises Refused unless it never had an installation."""
    till, device = tables.till, tables.device
    store_id = connection.execute(
        select(till.c.store_id).where(
            till.c.till_id == till_id, ~exists().where(device.c.till_id == till.c.till_id)
        )
    ).scalar()
    if store_id is None or epoch != _FIRST_EPOCH:
        raise Refused("till.unknown", f"till {till_id}, epoch {epoch}")
    return {"store_id": store_id, "till_id": till_id, "epoch": epoch}


def newest_installation(connection: Connection, till_id: str) -> Holder:
    """Who may take leases under a till's number now. Raises Refused when nobody may."""
    device = tables.device
    row = connection.execute(
        select(device.c.store_id, device.c.epoch)
        .where(device.c.till_id == till_id, device.c.retired_ms.is_(None), device.c.forked_ms.is_(None))
        .order_by(device.c.epoch.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        raise Refused("till.unknown", f"till {till_id} has no installation that could take leases")
    return Holder(row.store_id, till_id, row.epoch)


def _alert(of: dict[str, Any], heir: Holder | None, *, cards: int, at_ms: int) -> Alert:
    to_whom: dict[str, str | int] = (
        {"freed": 1} if heir is None else {"to_till": heir.till_id, "to_epoch": heir.epoch}
    )
    return Alert(
        code="till.retired",
        store_id=of["store_id"],
        till_id=of["till_id"],
        about=f"{of['till_id']}/{of['epoch']}",
        facts={"epoch": of["epoch"], "cards": cards} | to_whom,
        raised_ms=at_ms,
    )
