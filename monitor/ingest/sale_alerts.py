"""Finds what is odd in counted sales: a wrong category, goods on no list, a number used twice."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Final

from sqlalchemy import Connection, Select, bindparam

from monitor.alerts.alerts import Alert
from monitor.devices.devices import Device
from monitor.journal.dating import Dated
from monitor.journal.examining import Examined, printable
from monitor.store import tables
from monitor.store.rows import found_of, many
from pos.domain.money import Fen
from pos.domain.selling.basket import Origin

_SHOWN_CHARACTERS_MAX: Final = 40


def category_alerts(device: Device, sales: Sequence[Examined], *, now_ms: int) -> list[Alert]:
    """Benefits on goods the federation did not approve for them: one a till, day and code."""
    return [
        Alert(
            code="goods.category",
            store_id=device.store_id,
            till_id=device.till_id,
            about=f"{device.till_id}/{_date(each)}/{_short(line.code)}",
            raised_ms=now_ms,
            facts={
                "sale_no": _sale_no(each),
                "line": line.line,
                "code": printable(line.code, _SHOWN_CHARACTERS_MAX),
                "goods": printable(_name(each, line.line), _SHOWN_CHARACTERS_MAX),
                "said": printable(line.said, _SHOWN_CHARACTERS_MAX),
                "approved": printable(line.approved, _SHOWN_CHARACTERS_MAX),
            },
        )
        for each in sales
        for line in each.unapproved
    ]


def unlisted_alerts(device: Device, sales: Sequence[Examined], *, now_ms: int) -> list[Alert]:
    """Goods on no list, of which a cashier said the category, that were given a benefit: one a line."""
    return [
        Alert(
            code="goods.unlisted",
            store_id=device.store_id,
            till_id=device.till_id,
            about=f"{device.till_id}/{_sale_no(each)}/{line.number}",
            raised_ms=now_ms,
            facts={
                "sale_no": _sale_no(each),
                "line": line.number,
                "name": printable(line.name, _SHOWN_CHARACTERS_MAX),
            },
        )
        for each in sales
        if each.sale is not None
        for line in each.sale.lines
        if line.origin is Origin.UNLISTED and (line.discount or line.subsidy)
    ]


def date_alerts(
    device: Device, dated: Iterable[tuple[Examined, Dated | None, str]], *, now_ms: int
) -> list[Alert]:
    """Entries that count although their date is odd or cannot be: one a till, reason and day."""
    return [
        Alert(
            code="date.impossible" if date.is_impossible else "date.odd",
            store_id=device.store_id,
            till_id=device.till_id,
            about=f"{device.till_id}/{device.epoch}/{date.code}/{_date(each)}",
            raised_ms=now_ms,
            facts={"sequence": each.wire.sequence, "date": _date(each), "reason": date.code},
        )
        for each, date, state in dated
        if date is not None and state != "quarantined"
    ]


def disputed_alerts(
    device: Device, sales: Sequence[Examined], disputed: Mapping[int, Fen], *, now_ms: int
) -> list[Alert]:
    """Sales that spent again what an uncounted return had given back; `disputed` is fen by sequence."""
    return [
        Alert(
            code="sale.disputed",
            store_id=device.store_id,
            till_id=device.till_id,
            about=f"{device.till_id}/{device.epoch}/{each.wire.sequence}",
            raised_ms=now_ms,
            facts={
                "sale_no": _sale_no(each),
                "sequence": each.wire.sequence,
                "amount": disputed[each.wire.sequence],
            },
        )
        for each in sales
        if disputed.get(each.wire.sequence)
    ]


def number_alerts(
    connection: Connection, device: Device, sales: Sequence[Examined], *, now_ms: int
) -> list[Alert]:
    """Alerts for sale numbers that this till has used already, in this or a former installation.

    Asked before the sales are stored. After a new disk the day's counter begins again, so it may be right.
    """
    if not sales:
        return []
    dialect_name = connection.dialect.name
    wanted = many(dialect_name, [_sale_no(each) for each in sales])
    known = set(connection.execute(_numbers(dialect_name), {**device.of, **wanted}).scalars().all())
    twice = []
    for each in sales:
        number = _sale_no(each)
        if number in known:
            twice.append(
                Alert(
                    code="sale.number_twice",
                    store_id=device.store_id,
                    till_id=device.till_id,
                    about=f"{device.till_id}/{number}",
                    raised_ms=now_ms,
                    facts={"sale_no": number, "epoch": device.epoch, "sequence": each.wire.sequence},
                )
            )
        known.add(number)
    return twice


@cache
def _numbers(dialect_name: str) -> Select[str]:
    """Of all installations of the till: its numbers go on over them."""
    sale = tables.sale
    ours = (sale.c.store_id == bindparam("of_store_id"), sale.c.till_id == bindparam("of_till_id"))
    return found_of(dialect_name, sale.c.sale_no, *ours)


def _name(each: Examined, number: int) -> str:
    lines = () if each.sale is None else each.sale.lines
    return next((line.name for line in lines if line.number == number), "")


def _sale_no(each: Examined) -> str:
    assert each.sale is not None
    return each.sale.sale_no


def _date(each: Examined) -> str:
    assert each.header is not None
    return each.header.business_date


def _short(code: str) -> str:
    """A code as part of a key: itself, or its hash when it is too long or odd for a column."""
    if len(code) <= _SHOWN_CHARACTERS_MAX and code.isprintable():
        return code
    return hashlib.sha256(code.encode("utf-8", "surrogatepass")).hexdigest()[:_SHOWN_CHARACTERS_MAX]
