"""Goods slips of tills: stored while they are to be paid, read by pages, an alert when one is void."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, select

from monitor.alerts.alerts import Alert
from monitor.devices.devices import Device
from monitor.journal.day_facts import SlipEnded, SlipGiven
from monitor.journal.examining import Examined
from monitor.returns.return_permits import drop_permits
from monitor.store.day_tables import open_slip
from monitor.store.rows import insert_once
from pos.domain.money import Fen


@dataclass(frozen=True, slots=True)
class OpenSlip:
    """Goods that were taken in at a till and are still to be paid."""

    store_id: str
    till_id: str
    slip_no: str
    sale_no: str
    payable: Fen
    given_ms: int


def book_slips(
    connection: Connection, device: Device, counted: Sequence[Examined], *, now_ms: int
) -> list[Alert]:
    """Store the slips of a batch, in order. Returns the alerts for a person."""
    alerts = []
    own = [open_slip.c[name] == value for name, value in device.key.items()]
    for each in counted:
        fact = each.fact
        if isinstance(fact, SlipGiven) and each.header is not None:
            row = {
                "slip_no": fact.slip_no,
                "return_id": fact.return_id,
                "sale_no": fact.sale_no,
                "payable": fact.payable,
                "given_ms": each.header.at_ms,
            }
            insert_once(connection, open_slip, [{**device.key, **row}])
        elif isinstance(fact, SlipEnded):
            this = [*own, open_slip.c.slip_no == fact.slip_no]
            ended = connection.execute(select(open_slip).where(*this)).one_or_none()
            if ended is not None:  # Its money is not owed any more, so its promise ends.
                asker = (device.store_id, device.till_id, device.epoch)
                drop_permits(connection, asker, ended.sale_no, {ended.return_id})
            connection.execute(delete(open_slip).where(*this))
            if fact.taken_back:
                alerts.append(_alert(device, each, fact, now_ms=now_ms))
        elif each.goods_return is not None and each.goods_return.elsewhere:
            connection.execute(delete(open_slip).where(*own, open_slip.c.return_id == each.wire.entry_id))
    return alerts


def read_open_slips(connection: Connection, store_id: str) -> list[OpenSlip]:
    """The slips of a store that are still to be paid, the oldest first."""
    rows = connection.execute(
        select(open_slip)
        .where(open_slip.c.store_id == store_id)
        .order_by(open_slip.c.given_ms, open_slip.c.slip_no)
    )
    return [
        OpenSlip(row.store_id, row.till_id, row.slip_no, row.sale_no, row.payable, row.given_ms)
        for row in rows
    ]


def _alert(device: Device, each: Examined, fact: SlipEnded, *, now_ms: int) -> Alert:
    return Alert(
        code="return.twice",
        store_id=device.store_id,
        till_id=device.till_id,
        about=f"{device.till_id}/{device.epoch}/{each.wire.sequence}",
        raised_ms=now_ms,
        facts={"slip_no": fact.slip_no, "sale_no": fact.sale_no},
    )
