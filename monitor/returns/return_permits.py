"""Permits to take goods back at another till than the one that sold them: stored, read, used."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, select, update

from monitor.store.day_tables import return_permit
from monitor.store.rows import insert_once
from pos.domain.money import Fen
from pos.domain.quantity import Thousandths
from pos.domain.returns.mirror import ReturnedBefore

Key = tuple[str, str, int]  # Store, till, epoch.


@dataclass(frozen=True, slots=True)
class Permit:
    """What one installation may take back of another's sale, and what it knew to have come back before.

    Quantities in thousandths by line number, `refunded` fen by way of paying.
    """

    holder: Key
    sale_no: str
    return_id: str
    asker: Key
    asked_ms: int
    quantities: Mapping[int, Thousandths]
    returned: Mapping[int, Thousandths]
    refunded: Mapping[str, Fen]
    is_used: bool = False
    told_number: int = 0  # The document that told the selling till; 0 when it is gone.

    @property
    def before(self) -> ReturnedBefore:
        """What the asking till calculates with; it may not restore the leases."""
        return ReturnedBefore(self.returned, (), self.refunded)


def read_permits(connection: Connection, sales: Collection[str], stores: Collection[str]) -> list[Permit]:
    """The permits for some sales of some stores, in the order they were asked for."""
    table = return_permit.c
    rows = connection.execute(
        select(return_permit)
        .where(table.store_id.in_(stores), table.sale_no.in_(sales))
        .order_by(table.asked_ms, table.return_id)
    )
    return [
        Permit(
            holder=(row.store_id, row.till_id, row.epoch),
            sale_no=row.sale_no,
            return_id=row.return_id,
            asker=(row.asker_store_id, row.asker_till_id, row.asker_epoch),
            asked_ms=row.asked_ms,
            quantities=_by_line(row.quantities),
            returned=_by_line(row.returned_before),
            refunded=json.loads(row.refunded_before),
            is_used=row.is_used,
            told_number=row.told_number,
        )
        for row in rows
    ]


def keep_permit(connection: Connection, permit: Permit) -> None:
    """Store a permit, in place of an unused one with the same id."""
    key = {
        **dict(zip(("store_id", "till_id", "epoch"), permit.holder, strict=True)),
        "sale_no": permit.sale_no,
        "return_id": permit.return_id,
    }
    same = [return_permit.c[name] == value for name, value in key.items()]
    connection.execute(delete(return_permit).where(*same, ~return_permit.c.is_used))
    row: dict[str, Any] = {
        **key,
        **dict(zip(("asker_store_id", "asker_till_id", "asker_epoch"), permit.asker, strict=True)),
        "asked_ms": permit.asked_ms,
        "quantities": json.dumps(dict(permit.quantities)),
        "returned_before": json.dumps(dict(permit.returned)),
        "refunded_before": json.dumps(dict(permit.refunded)),
        "is_used": False,
        "told_number": permit.told_number,
        "is_restored": False,
    }
    insert_once(connection, return_permit, [row])


def use_permits(connection: Connection, sales: Collection[str], return_ids: Collection[str]) -> None:
    """Mark permits as used: their returns have come."""
    table = return_permit.c
    connection.execute(
        update(return_permit)
        .where(table.sale_no.in_(sales), table.return_id.in_(return_ids))
        .values(is_used=True)
    )


def drop_permits(connection: Connection, asker: Key, sale_no: str, return_ids: Collection[str]) -> None:
    """Delete permits that a till will not use, so that the goods may come back elsewhere. Used ones stay."""
    table = return_permit.c
    connection.execute(
        delete(return_permit).where(
            table.sale_no == sale_no,
            table.return_id.in_(return_ids),
            table.asker_store_id == asker[0],
            table.asker_till_id == asker[1],
            table.asker_epoch == asker[2],
            ~table.is_used,
        )
    )


def _by_line(text: str) -> dict[int, Thousandths]:
    return {int(number): quantity for number, quantity in json.loads(text).items()}
