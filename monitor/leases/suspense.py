"""The suspense account: what retired installations still sent, how much it is, and who looks after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, and_, func, select

from monitor.acts.actor import Actor
from monitor.acts.journal import note_act
from monitor.declined import Declined
from monitor.devices.devices import Device, find_device
from monitor.store import day_tables, tables
from monitor.store.month_tables import suspense_owner
from monitor.store.rows import insert_once
from pos.domain.money import Fen

_KEY: Final = ("store_id", "till_id", "epoch")
_SUSPENSE: Final = "suspense"  # The state that `monitor.ingest.booking` stores.


@dataclass(frozen=True, slots=True)
class Suspense:
    """What one retired installation still sent. Amounts in fen, of its sales; returns are counted only.

    `given_again` is the benefit that was leased to another till already when these sales came. `owner` is
    an account, None while nobody is named.
    """

    store_id: str
    till_id: str
    epoch: int
    retired_ms: int
    entries: int
    sales: int
    market: Fen
    discount: Fen
    subsidy: Fen
    payable: Fen
    returns: int
    given_again: Fen
    owner: str | None


def suspense_accounts(connection: Connection) -> list[Suspense]:
    """Every installation that was retired and has sent something since, in the order of stores."""
    entry, device = tables.entry, tables.device
    rows = connection.execute(
        select(*(device.c[name] for name in (*_KEY, "retired_ms")), func.count().label("entries"))
        .select_from(device.join(entry, and_(*(entry.c[name] == device.c[name] for name in _KEY))))
        .where(device.c.retired_ms.is_not(None), entry.c.state == _SUSPENSE)
        .group_by(*(device.c[name] for name in (*_KEY, "retired_ms")))
        .order_by(*(device.c[name] for name in _KEY))
    ).all()
    return [_account(connection, row) for row in rows]


def name_owner(
    connection: Connection, actor: Actor, *, till_id: str, epoch: int, owner: str, now_ms: int
) -> None:
    """Say who looks after the suspense of an installation; earlier names stay readable. Raises Declined."""
    device = find_device(connection, till_id, epoch)
    if device is None or device.retired_ms is None:
        raise Declined("suspense.not_retired", "这台收银机没有停用，没有待查的账要人负责")
    keep_owner(connection, device, owner=owner, named_by=actor.account_id, now_ms=now_ms)
    subject = f"till:{till_id}/{epoch}"
    note_act(connection, actor, what="suspense.owner", subject=subject, at_ms=now_ms, facts={"owner": owner})


def keep_owner(connection: Connection, device: Device, *, owner: str, named_by: str, now_ms: int) -> None:
    """Store an owner; the newest counts."""
    newest = select(func.max(suspense_owner.c.named_ms)).where(*_of(device.key))
    last_ms: int | None = connection.execute(newest).scalar_one()
    named_ms = now_ms if last_ms is None else max(now_ms, last_ms + 1)
    row = {**device.key, "named_ms": named_ms, "owner": owner, "named_by": named_by}
    insert_once(connection, suspense_owner, [row])


def _account(connection: Connection, device: Any) -> Suspense:
    key = {name: getattr(device, name) for name in _KEY}
    sale, back, use = tables.sale, day_tables.goods_return, tables.lease_use
    amounts = ("market", "discount", "subsidy", "payable")
    sums = connection.execute(
        select(
            func.count().label("sales"), *(func.coalesce(func.sum(sale.c[n]), 0).label(n) for n in amounts)
        ).where(*(sale.c[name] == value for name, value in key.items()), sale.c.state == _SUSPENSE)
    ).one()
    returns = connection.execute(
        select(func.count()).where(
            *(back.c[name] == value for name, value in key.items()), back.c.state == _SUSPENSE
        )
    ).scalar_one()
    given_again = connection.execute(
        select(func.coalesce(func.sum(use.c.disputed_used), 0)).where(
            *(use.c[name] == value for name, value in key.items())
        )
    ).scalar_one()
    owner = connection.execute(
        select(suspense_owner.c.owner).where(*_of(key)).order_by(suspense_owner.c.named_ms.desc()).limit(1)
    ).scalar_one_or_none()
    return Suspense(
        store_id=device.store_id,
        till_id=device.till_id,
        epoch=device.epoch,
        retired_ms=device.retired_ms,
        entries=device.entries,
        sales=sums.sales,
        market=int(sums.market),
        discount=int(sums.discount),
        subsidy=int(sums.subsidy),
        payable=int(sums.payable),
        returns=returns,
        given_again=int(given_again),
        owner=owner,
    )


def _of(key: Mapping[str, Any]) -> list[Any]:
    return [suspense_owner.c[name] == value for name, value in key.items()]
