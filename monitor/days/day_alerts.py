"""Finds what needs an alert in a store's day: closes, shifts, returns. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from monitor.alerts.alerts import HOUR_MS, Alert
from monitor.devices.devices import Device
from monitor.journal.day_facts import ShiftClosed
from monitor.journal.examining import Examined
from pos.domain.journal.entries import Entry, EntryKind
from pos.domain.money import Fen

_DIFFERENCE_MAX_UNTOLD: Final = 50_00  # Fen over or short, of shifts whose entry names no limits (version 1).
RETURN_ALONE_MAX: Final = 100_00  # Fen that one person may pay back alone.
PIN_ROUNDS_QUIET_MAX: Final = 2
_OPEN_PAYMENT_MS: Final = 24 * HOUR_MS


def day_alerts(
    device: Device,
    counted: Sequence[Examined],
    closes: Sequence[Mapping[str, Any]],
    names: Mapping[str, str],
    *,
    now_ms: int,
) -> list[Alert]:
    """Alerts about a batch's day closes, shifts and returns; `names` are by staff number."""
    found = [_close_alert(device, close, now_ms=now_ms) for close in closes if not close["is_equal"]]
    for each in counted:
        fact, back = each.fact, each.goods_return
        assert each.header is not None
        at = f"{device.till_id}/{device.epoch}/{each.wire.sequence}"
        if isinstance(fact, ShiftClosed) and fact.difference is not None and _is_far_off(fact):
            facts: dict[str, str | int] = {
                "number": fact.number,
                "date": each.header.business_date,
                "difference": fact.difference,
            }
            if fact.month_sum is not None:
                facts["month_sum"] = fact.month_sum
            found.append(_alert(device, "shift.difference", at, facts, now_ms=now_ms))
        locked = _locked_again(each.header, names) if each.header.kind == EntryKind.PIN_REFUSED else None
        if locked is not None:
            found.append(_alert(device, "pin.locked", at, locked, now_ms=now_ms))
        if back is not None and each.header.approver is None and back.totals.payable > RETURN_ALONE_MAX:
            facts = {"return_no": back.return_no, "payable": back.totals.payable - back.rounding}
            found.append(_alert(device, "return.alone", at, facts, now_ms=now_ms))
    return found


def _is_far_off(shift: ShiftClosed) -> bool:
    """Whether it ended beyond a limit of its shop, or before there were any, beyond the former one."""
    if shift.is_beyond is None:
        return shift.difference is not None and abs(shift.difference) > _DIFFERENCE_MAX_UNTOLD
    return shift.is_beyond


def _locked_again(header: Entry, names: Mapping[str, str]) -> dict[str, str | int] | None:
    """A second lock-out or a later one of the same person; a first one is a forgotten PIN."""
    wrong, rounds = header.data.get("wrong"), header.data.get("rounds")
    if wrong != 0 or type(rounds) is not int or rounds < PIN_ROUNDS_QUIET_MAX:
        return None
    staff_id = str(header.data.get("staff_id", ""))[:12]
    locked: dict[str, str | int] = {"date": header.business_date, "rounds": rounds, "staff": staff_id}
    return locked | ({"person": names[staff_id]} if staff_id in names else {})


@dataclass(frozen=True, slots=True)
class OpenPayment:
    """A payment asked of a provider whose end is unknown."""

    store_id: str
    till_id: str
    payment_id: str
    kind: str
    amount: Fen
    asked_ms: int


def open_payment_alerts(payments: Sequence[OpenPayment], *, now_ms: int) -> list[Alert]:
    """Alerts for payments open for a day. They end by themselves, so none is stored."""
    return [
        Alert(
            code="payment.open",
            store_id=each.store_id,
            till_id=each.till_id,
            about=f"{each.till_id}/{each.payment_id}",
            raised_ms=each.asked_ms,
            facts={"amount": each.amount, "hours": (now_ms - each.asked_ms) // HOUR_MS},
        )
        for each in payments
        if now_ms - each.asked_ms >= _OPEN_PAYMENT_MS
    ]


def _close_alert(device: Device, close: Mapping[str, Any], *, now_ms: int) -> Alert:
    name, (theirs, ours) = next(iter(json.loads(close["differences"]).items()))
    facts: dict[str, str | int] = {
        "date": close["business_date"],
        "revision": close["revision"],
        "name": name,
        "theirs": theirs,
        "ours": ours,
    }
    about = f"{device.till_id}/{device.epoch}/{close['sequence']}"
    return _alert(device, "day.differs", about, facts, now_ms=now_ms)


def _alert(device: Device, code: str, about: str, facts: Mapping[str, str | int], *, now_ms: int) -> Alert:
    return Alert(
        code=code,
        store_id=device.store_id,
        till_id=device.till_id,
        about=about,
        raised_ms=now_ms,
        facts=facts,
    )
