"""Words for shifts on a store's day page: over or short, why, and who approved it. Words only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from monitor.days.month_differences import MonthOfStore, MonthSum, cash_difference
from monitor.days.people import Names
from monitor.web.figures import NOTHING, signed_yuan
from monitor.web.words import till_name, yuan
from pos.domain.calendar import shanghai
from pos.domain.journal.entries import Entry, EntryKind
from pos.domain.people.staff import person_words
from pos.domain.shifts.over_short import Limit

_LIMITS: Final[Mapping[str, str]] = {Limit.SHIFT: "单班超限", Limit.MONTH: "月累计超限"}


def shift_lines(entries: Sequence[Entry], names: Names, month: MonthOfStore) -> list[dict[str, str]]:
    """Every shift of a day that ended, as the till wrote its end; what it did not tell is a dash.

    `month` adds up what a till cannot see: the cashier's shifts at the store's other tills.
    """
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
            month.of(each.till_id, each.epoch, str(each.data.get("shift_id", ""))),
        )
        for each in entries
        if each.kind == EntryKind.SHIFT_CLOSED
    ]


def _line(entry: Entry, cashier: str, names: Mapping[str, str], month: MonthSum | None) -> dict[str, str]:
    data = entry.data
    cash = cash_difference(data)
    told: Mapping[str, Any] = data["over_short"] if isinstance(data.get("over_short"), dict) else {}
    beyond = told.get("beyond")
    # A person who may end it beyond a limit has thereby approved it.
    approver = entry.approver or (entry.actor if beyond else None)
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
        "approver": NOTHING if approver is None else person_words(approver, names),
        "month": yuan(told["month_sum"]) if type(told.get("month_sum")) is int else NOTHING,
        "store_month": NOTHING if month is None else yuan(month.amount),
    }
