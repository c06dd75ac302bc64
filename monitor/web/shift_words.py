"""What the page of a store's day says of its shifts: over or short, why, who let it end so. Words only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from monitor.people import Names
from monitor.web.figures import NOTHING, signed_yuan
from monitor.web.words import till_name, yuan
from pos.domain.calendar import shanghai
from pos.domain.entries import Entry, EntryKind
from pos.domain.over_short import Limit
from pos.domain.staff import person_words

_LIMITS: Final[Mapping[str, str]] = {Limit.SHIFT: "单班超限", Limit.MONTH: "月累计超限"}


def shift_lines(entries: Sequence[Entry], names: Names) -> list[dict[str, str]]:
    """Every shift of a day that ended, as the till wrote its end; what it did not tell is a dash."""
    cashiers = {
        (each.till_id, each.epoch, each.data.get("shift_id")): str(each.data.get("cashier", ""))
        for each in entries
        if each.kind == EntryKind.SHIFT_OPENED
    }
    return [
        _line(
            each,
            cashiers.get((each.till_id, each.epoch, each.data.get("shift_id"))) or each.actor,
            names.of(each.till_id, each.epoch),
        )
        for each in entries
        if each.kind == EntryKind.SHIFT_CLOSED
    ]


def _line(entry: Entry, cashier: str, names: Mapping[str, str]) -> dict[str, str]:
    data = entry.data
    cash = _difference(data, "cash")
    told: Mapping[str, Any] = data["over_short"] if isinstance(data.get("over_short"), dict) else {}
    beyond = told.get("beyond")
    limits = [_LIMITS.get(each, "") for each in beyond] if isinstance(beyond, list) else []
    return {
        "till": till_name(entry.till_id),
        "number": f"第 {data.get('number', NOTHING)} 班",
        "cashier": person_words(cashier, names),
        "ended": f"{shanghai(entry.at_ms):%H:%M}",
        "cash": NOTHING if cash is None else signed_yuan(cash),
        "tone": "" if cash is None else "bad" if cash else "good",
        "reason": str(data.get("reason") or NOTHING),
        "explanation": str(data.get("explanation") or NOTHING),
        "beyond": "、".join(filter(None, limits)) or NOTHING,
        "approver": NOTHING if entry.approver is None else person_words(entry.approver, names),
        "month": yuan(told["month_sum"]) if type(told.get("month_sum")) is int else NOTHING,
    }


def _difference(data: Mapping[str, Any], kind: str) -> int | None:
    """What a way of paying was over or short; None when nobody counted it."""
    counts = data.get("counts")
    for each in counts if isinstance(counts, list) else ():
        if isinstance(each, dict) and each.get("kind") == kind and type(each.get("difference")) is int:
            difference: int = each["difference"]
            return difference
    return None
