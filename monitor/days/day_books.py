"""Writes what a day's pages read: totals, returns, open payments, day closes and refusals."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, delete, select

from monitor.alerts.alerts import Alert
from monitor.days.day_alerts import day_alerts
from monitor.days.month_differences import month_alerts
from monitor.days.people import read_names
from monitor.devices.devices import Device
from monitor.journal.day_facts import (
    DAY_SUMS,
    SHOWN_KINDS,
    CardRefused,
    DayClosed,
    PaymentAnswered,
    PaymentAsked,
)
from monitor.journal.examining import Examined
from monitor.returns.return_permits import use_permits
from monitor.store.day_tables import (
    day_close,
    day_entry,
    day_total,
    goods_return,
    open_payment,
    refused_benefit,
)
from monitor.store.rows import add_up, insert_once
from pos.domain.cards.ask import REFUSED_ASK
from pos.domain.cards.card import BenefitState
from pos.domain.journal.entries import EntryKind

LATE_MS: Final = 10 * 60 * 1000  # A sale that comes later than this was made with the line down.

AMOUNTS: Final = ("market", "discount", "subsidy", "payable")
TOTALS: Final = (
    *("entries", "sales", "card_sales", "late_sales", "returns"),
    *(*AMOUNTS, "public_payable"),
    *(f"returned_{name}" for name in AMOUNTS),
    *("rounding", "made_goods", "made_good"),
)


def book_returns(connection: Connection, device: Device, counted: Sequence[Examined], state: str) -> None:
    """Store which sale each return belongs to; `state` marks late ones of a retired installation."""
    rows = [
        {
            **device.key,
            "sequence": each.wire.sequence,
            "return_no": each.goods_return.return_no,
            "sale_no": each.goods_return.sale_no,
            "of_till": each.goods_return.of_till,
            "business_date": _date(each),
            "state": state,
        }
        for each in counted
        if each.goods_return is not None
    ]
    insert_once(connection, goods_return, rows)
    brought = [each for each in counted if each.goods_return is not None and each.goods_return.elsewhere]
    if brought:
        sales = {each.goods_return.sale_no for each in brought if each.goods_return is not None}
        use_permits(connection, sales, {each.wire.entry_id for each in brought})


def book_day(
    connection: Connection, device: Device, counted: Sequence[Examined], *, now_ms: int
) -> list[Alert]:
    """Add counted entries to their days. Returns the alerts for a person."""
    closes = _closes(connection, device, counted)
    add_up(connection, day_total, _day_rows(device, counted, now_ms=now_ms), sums=TOTALS)
    insert_once(connection, day_entry, _shown_rows(device, counted))
    insert_once(connection, day_close, closes)
    _book_payments(connection, device, counted)
    add_up(connection, refused_benefit, _refused_rows(device, counted), sums=["sales"])
    names: dict[str, str] = {}
    for date in sorted({_date(each) for each in counted if _is_about_a_person(each)}):
        known = read_names(connection, date, store_id=device.store_id, till_id=device.till_id)
        names |= known.of(device.till_id, device.epoch)
    found = day_alerts(device, counted, closes, names, now_ms=now_ms)
    return found + month_alerts(connection, device, counted, now_ms=now_ms)


def _is_about_a_person(each: Examined) -> bool:
    return each.header is not None and each.header.kind == EntryKind.PIN_REFUSED


def day_sums(each: Examined, *, received_ms: int) -> dict[str, int]:
    """What one entry that counts adds to its day's totals. Returns subtract; a card's visit stays counted."""
    assert each.header is not None
    sums = dict.fromkeys(TOTALS, 0) | {"entries": 1}
    if each.sale is not None:
        totals = each.sale.totals
        sums["sales"] = 1
        sums["late_sales"] = int(received_ms - each.header.at_ms > LATE_MS)
        sums["card_sales"] = 0 if each.sale.card is None else 1
        sums["public_payable"] = totals.payable if each.sale.card is None else 0
        sums["rounding"] = each.sale.rounding
        for name in AMOUNTS:
            sums[name] = getattr(totals, name)
    elif each.goods_return is not None:
        totals = each.goods_return.totals
        sums["returns"] = 1
        sums["public_payable"] = -totals.payable if each.goods_return.card is None else 0
        sums["rounding"] = -each.goods_return.rounding
        for name in AMOUNTS:
            sums[f"returned_{name}"] = getattr(totals, name)
            sums[name] = -getattr(totals, name)
    elif each.paid is not None:
        sums["made_goods"], sums["made_good"] = 1, each.paid.amount
    return sums


def _day_rows(device: Device, counted: Sequence[Examined], *, now_ms: int) -> list[dict[str, Any]]:
    days: dict[str, Counter[str]] = defaultdict(Counter)
    for each in counted:
        day = days[_date(each)]
        if each.sale is None and each.goods_return is None and each.paid is None:
            day["entries"] += 1
            continue
        for name, value in day_sums(each, received_ms=now_ms).items():
            day[name] += value
    return [
        {**device.key, "business_date": date} | {name: day[name] for name in TOTALS}
        for date, day in days.items()
    ]


def _shown_rows(device: Device, counted: Sequence[Examined]) -> list[dict[str, Any]]:
    return [
        {
            **device.key,
            "business_date": _date(each),
            "sequence": each.wire.sequence,
            "kind": each.header.kind,
        }
        for each in counted
        if each.header is not None and each.header.kind in SHOWN_KINDS
    ]


def _book_payments(connection: Connection, device: Device, counted: Sequence[Examined]) -> None:
    """A payment is open from the question to its final answer; both may come in one batch."""
    opened: dict[str, dict[str, Any]] = {}
    ended: list[str] = []
    for each in counted:
        if isinstance(each.fact, PaymentAsked) and each.header is not None:
            asked = each.fact
            opened[asked.payment_id] = {
                **device.key,
                "payment_id": asked.payment_id,
                "kind": asked.kind,
                "amount": asked.amount,
                "asked_ms": each.header.at_ms,
            }
        elif (
            isinstance(each.fact, PaymentAnswered)
            and each.fact.is_final
            and opened.pop(each.fact.payment_id, None) is None
        ):
            ended.append(each.fact.payment_id)
    insert_once(connection, open_payment, list(opened.values()))
    if ended:
        connection.execute(
            delete(open_payment).where(
                *(open_payment.c[name] == value for name, value in device.key.items()),
                open_payment.c.payment_id.in_(ended),
            )
        )


def _closes(connection: Connection, device: Device, counted: Sequence[Examined]) -> list[dict[str, Any]]:
    """Day closes beside what we have of the day up to that entry; asked before the batch is added."""
    rows = []
    for place, each in enumerate(counted):
        if not isinstance(each.fact, DayClosed) or each.header is None:
            continue
        ours = _day_before(connection, device, each.fact.business_date, counted[:place])
        theirs = each.fact.sums
        differences = {name: [theirs[name], ours[name]] for name in DAY_SUMS if theirs[name] != ours[name]}
        rows.append(
            {
                **device.key,
                "sequence": each.wire.sequence,
                "business_date": each.fact.business_date,
                "revision": each.fact.revision,
                "at_ms": each.header.at_ms,
                "signed_by": (each.header.approver or each.header.actor)[:64],
                "sales": theirs["sales"],
                "payable": theirs["payable"],
                "is_equal": not differences,
                "differences": json.dumps(differences),
            }
        )
    return rows


def _day_before(
    connection: Connection, device: Device, date: str, earlier: Sequence[Examined]
) -> Mapping[str, int]:
    stored = connection.execute(
        select(*(day_total.c[name] for name in DAY_SUMS)).where(
            *(day_total.c[name] == value for name, value in device.key.items()),
            day_total.c.business_date == date,
        )
    ).one_or_none()
    sums = Counter({} if stored is None else stored._asdict())
    for each in earlier:
        if _date(each) == date:
            sums.update(day_sums(each, received_ms=0))
    return sums


def _refused_rows(device: Device, counted: Sequence[Examined]) -> list[dict[str, Any]]:
    refused: Counter[tuple[str, str]] = Counter()
    for each in counted:
        card = None if each.sale is None else each.sale.card
        if card is not None and card.state is not BenefitState.READY:
            refused[_date(each), card.state.value] += 1
        elif isinstance(each.fact, CardRefused) and _is_told_by_no_sale(each.fact):
            refused[_date(each), each.fact.code] += 1
    return [
        {"store_id": device.store_id, "business_date": date, "reason": reason, "sales": sales}
        for (date, reason), sales in refused.items()
    ]


def _is_told_by_no_sale(refused: CardRefused) -> bool:
    """Before there was a sale: lost, expired, of another place. An ask that brought nothing has its sale."""
    return not refused.asked and not refused.code.startswith(REFUSED_ASK)


def _date(each: Examined) -> str:
    assert each.header is not None, "what counts can be read"
    return each.header.business_date
