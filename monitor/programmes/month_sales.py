"""Reads a month's card sales from the exact bytes the tills sent, one after another, sorted by card."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from typing import Final

from sqlalchemy import Connection, and_, select

from monitor.programmes.what_if import WhatIf, what_if
from monitor.store import tables
from pos.domain.calendar import Month
from pos.domain.decoding import decode_entry
from pos.domain.programme.programme import Programme
from pos.domain.selling.sale import SaleFacts

SALES_MAX: Final = 200_000
_AT_ONCE: Final = 500  # Rows held in memory.
_KEYS: Final = ("store_id", "till_id", "epoch", "sequence")


def card_sales(connection: Connection, month: Month) -> Generator[SaleFacts, None, None]:
    """The sales with a card that count, each card's in the order they were made."""
    sale, entry = tables.sale, tables.entry
    rows = connection.execute(
        select(entry.c.payload)
        .select_from(sale.join(entry, and_(*(sale.c[name] == entry.c[name] for name in _KEYS))))
        .where(
            sale.c.card_no.is_not(None),
            sale.c.business_date.between(f"{month}-01", f"{month}-31"),
            sale.c.state == "counted",
        )
        .order_by(sale.c.card_no, sale.c.at_ms, *(sale.c[name] for name in _KEYS))
        .execution_options(yield_per=_AT_ONCE)  # Of this statement: the transaction goes on to write.
    )
    with closing(rows):  # Whoever stops early leaves no cursor open.
        for payload in rows.scalars():
            yield decode_entry(bytes(payload)).facts(SaleFacts)


def what_if_in_month(
    connection: Connection, month: Month, *, now: Programme, then: Programme, sales_max: int = SALES_MAX
) -> WhatIf:
    """Decide a month's card sales again under two programmes."""
    with closing(card_sales(connection, month)) as sales:
        return what_if(sales, now=now, then=then, sales_max=sales_max)
