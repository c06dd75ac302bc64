"""Decides who may do what at a till, by a table of acts and roles. A refusal is a value, not an error.

The screen asks before it acts and shows the answer; the rule that decided is written into the
journal beside the act, so that an auditor need not guess (STYLE: a policy is a pure function).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from pos.domain.people.staff import Role
from pos.errors.installation import PolicyWrong

# The rule of a command's change: a person who can run commands on this machine needs no permission.
BY_COMMAND: Final = "command_line"


class Act(StrEnum):
    """The acts that need a permission. Values are the words of the journal and of `resources/policy`."""

    DROP_LINE = "drop_line"
    DROP_AFTER_TOTAL = "drop_after_total"
    CANCEL_SALE = "cancel_sale"
    CANCEL_AFTER_TOTAL = "cancel_after_total"
    CHANGE_PRICE = "change_price"
    DISCOUNT_LINE = "discount_line"
    SELL_UNLISTED = "sell_unlisted"
    SELL_UNLISTED_POOLED = "sell_unlisted_pooled"  # Goods not on file whose category gives a benefit.
    VOID_SALE = "void_sale"
    RETURN_GOODS = "return_goods"
    RETURN_ELSEWHERE = "return_elsewhere"  # Goods that another till sold.
    FINISH_UNPAID = "finish_unpaid"  # Hand goods over though a payment is unknown.
    RESOLVE_PAYMENT = "settle_payment"  # Say by hand how an unknown payment ended.
    REPRINT = "reprint"
    OPEN_DRAWER = "open_drawer"
    CASH_IN = "cash_in"
    CASH_OUT = "cash_out"
    PAY_MAKE_GOOD = "pay_make_good"  # Hand out what a card had coming of an earlier sale.
    RECOUNT = "recount"  # Count once more after the difference was seen.
    X_REPORT = "x_report"
    CLOSE_SHIFT = "close_shift"
    CLOSE_SHIFT_OVER_SHORT = "close_shift_over_short"  # End it with more over or short than the limits allow.
    CLOSE_DAY = "close_day"
    BROWSE_JOURNAL = "browse_journal"
    CHANGE_GOODS = "change_goods"
    CONFIRM_DATE = "confirm_date"  # Confirm the date, when nothing else proves the month.
    LIFT_LOCK = "lift_lock"  # Let somebody try a PIN again before the time is over.
    CHANGE_STAFF = "change_staff"  # Who works here, as what, with which PIN.
    CHANGE_SETTINGS = "change_settings"  # This till's printer, how payments are confirmed.
    CHANGE_RULES = "change_rules"  # The shop's own rules: cash rounding and the like.


class Verdict(StrEnum):
    """The answer to "may I?"."""

    ALLOWED = "allowed"
    NEEDS_APPROVAL = "needs_approval"
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class Permit:
    """A permitted act. `approver` is the staff id of the second person, None when none was needed."""

    act: Act
    rule: str
    reason: str
    approver: str | None


@dataclass(frozen=True, slots=True)
class Decision:
    """An answer and the rule that gave it, such as `change_price.cashier.needs_approval`."""

    verdict: Verdict
    rule: str


@dataclass(frozen=True, slots=True)
class Permissions:
    """The table. Every act has an answer for every role; incomplete data are refused when read."""

    answers: Mapping[tuple[Act, Role], Verdict]

    def decide(self, act: Act, role: Role) -> Decision:
        """Whether this role may do this without an approval."""
        verdict = self.answers[act, role]
        return Decision(verdict, f"{act}.{role}.{verdict}")

    def may_approve(self, act: Act, role: Role) -> bool:
        """Whether this role may approve it for another person: every role that may do it alone."""
        return self.answers[act, role] is Verdict.ALLOWED


def permissions_from_data(data: object) -> Permissions:
    """Read the table: act → role → verdict, complete. Raises PolicyWrong with what is wrong."""
    table = _mapping(data, "permissions")
    answers: dict[tuple[Act, Role], Verdict] = {}
    unknown = sorted(set(table) - {act.value for act in Act})
    if unknown:
        raise PolicyWrong(reason=f"unknown acts: {', '.join(unknown)}")
    for act in Act:
        row = _mapping(table.get(act.value), act.value)
        if set(row) != {role.value for role in Role}:
            raise PolicyWrong(reason=f"{act.value} needs an answer for each of {', '.join(Role)}")
        for role in Role:
            if row[role.value] not in tuple(Verdict):
                raise PolicyWrong(reason=f"{act.value}.{role.value} cannot be {row[role.value]!r}")
            answers[act, role] = Verdict(row[role.value])
    for act in Act:
        if not any(answers[act, role] is Verdict.ALLOWED for role in Role):
            raise PolicyWrong(reason=f"nobody may {act.value}")
    return Permissions(answers)


def _mapping(data: object, where: str) -> Mapping[str, Any]:
    if not isinstance(data, Mapping):
        raise PolicyWrong(reason=f"{where} must be a table")
    return data
