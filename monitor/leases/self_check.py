"""Adds a card's month up after each batch that touched it: nothing exceeds what it was taken from."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import Connection, func, select

from monitor.alerts.alert_book import keep_alerts
from monitor.alerts.alerts import Alert
from monitor.devices.devices import Device
from monitor.journal.examining import Examined
from monitor.leases.card_months import Leased, leased_of
from monitor.leases.slip_sums import over_credited
from monitor.store import tables
from pos.domain.calendar import Month


def touched_cards(examined: Iterable[Examined]) -> set[tuple[Month, str]]:
    """The cards and months that a batch moved something of."""
    touched = set()
    for each in examined:
        said = each.sale or each.goods_return
        moved = each.released or each.received or each.claim
        card = moved if said is None else said.card
        if card is not None:
            touched.add((card.month, card.card_no))
    return touched


def check_cards(
    connection: Connection, device: Device, cards: Collection[tuple[Month, str]], *, now_ms: int
) -> int:
    """Raise an alert for each card-month that used more than its leases, or less than nothing; how many.

    Also where leases and make-goods together are more than the month (invariant I1).
    """
    spend = tables.card_spend
    alerts = []
    for month, card_no in sorted(cards):
        leased = leased_of(connection, month, [card_no]).get(card_no, Leased({}, 0)).amounts
        used = connection.execute(
            select(spend.c.pool_id, func.sum(spend.c.amount).label("amount"))
            .where(spend.c.card_no == card_no, spend.c.month == month)
            .group_by(spend.c.pool_id)
            .order_by(spend.c.pool_id)
        )
        alerts += [
            Alert(
                code="card.over_month",
                store_id=device.store_id,
                till_id=device.till_id,
                about=f"{card_no}/{month}/{row.pool_id}",
                facts={
                    "tail": card_no[-4:],
                    "month": month,
                    "used": int(row.amount),
                    "limit": leased.get(row.pool_id, 0),
                },
                raised_ms=now_ms,
            )
            for row in used
            if not 0 <= row.amount <= leased.get(row.pool_id, 0)
        ]
    alerts += [
        Alert(
            code="card.over_credited",
            store_id=device.store_id,
            till_id=device.till_id,
            about=f"{each.card_no}/{each.month}/{each.pool}",
            facts={
                "tail": each.card_no[-4:],
                "month": each.month,
                "used": each.taken,
                "limit": each.entitlement,
            },
            raised_ms=now_ms,
        )
        for each in over_credited(connection, {card_no for _month, card_no in cards})
    ]
    keep_alerts(connection, alerts)
    return len(alerts)
