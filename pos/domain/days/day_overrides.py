"""Finds the entries of overrides, and how the day's report shows each of them. Pure.

Removed lines, drawer openings, cash moved without a sale, returns, voids, reprints, recounts and
what people said of unclear payments stand beside what a manager approved: owners ask about all of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from pos.domain.days.day import OverrideFigures
from pos.domain.goods.goods_changed import GoodsChanged
from pos.domain.journal.entries import Entry, EntryKind
from pos.domain.journal.settings_entry import SettingsChanged
from pos.domain.money import Fen
from pos.domain.paying.payment import HANDED_OVER, PaymentAnswered
from pos.domain.paying.tender_taken_back import TenderTakenBack
from pos.domain.people.permission import Act
from pos.domain.people.staff_entries import PinCleared, PinRefused, StaffChanged
from pos.domain.returns.facts import ReturnFacts
from pos.domain.selling.line_dropped import CANCELS, LineDropped
from pos.domain.selling.override import Override
from pos.domain.selling.reprint import Reprinted
from pos.domain.shifts.cash_moved import CashMoved, Direction
from pos.domain.shifts.shift_close import ShiftClosed, ShiftCount
from pos.domain.shop_rules import RulesSet
from pos.errors.ledger import EntryWrong


@dataclass(frozen=True, slots=True)
class EntryOverride:
    """An override as an entry has it. Of an open sale only the id is known; amounts in fen."""

    act: str
    sale_no: str | None = None
    sale_id: str | None = None
    name: str | None = None
    before: Fen | None = None
    after: Fen | None = None

    def figures(self, entry: Entry, sale_no: str | None) -> OverrideFigures:
        """As the report shows it."""
        reason = entry.data.get("reason")
        return OverrideFigures(
            at_ms=entry.at_ms,
            act=self.act,
            actor=entry.actor,
            approver=entry.approver,
            reason=reason if isinstance(reason, str) else "",
            sale_no=sale_no,
            name=self.name,
            before=self.before,
            after=self.after,
        )


def joined_with(
    entry: Entry, override: EntryOverride, *, last: Entry, before: EntryOverride
) -> EntryOverride | None:
    """The act before this one, when both are one act: a line dropped after the total was told just before
    with its reason, and the lines of a cancelled sale are one. None: it is an act of its own.
    """
    if entry.kind != EntryKind.LINE_DROPPED:
        return None
    if override.act in CANCELS and (before.act, before.sale_id) == (override.act, override.sale_id):
        if last.kind == EntryKind.OVERRIDE:
            return before  # With the whole sale's sum.
        return replace(before, name=None, before=(before.before or 0) + (override.before or 0))
    again = last.kind == EntryKind.OVERRIDE and replace(override, after=before.after) == before
    return before if again else None


def override_of(entry: Entry) -> EntryOverride | None:
    """The override in an entry, or None when it has none. Raises EntryWrong."""
    read = _READ.get(entry.kind)
    return None if read is None else read(entry)


def _override(entry: Entry) -> EntryOverride:
    told = entry.facts(Override)
    return EntryOverride(
        act=told.act.value,
        sale_no=told.sale_no,
        sale_id=told.sale_id,
        name=told.name,
        before=told.before,
        after=told.after,
    )


def _line_dropped(entry: Entry) -> EntryOverride:
    dropped = entry.facts(LineDropped)
    return EntryOverride(
        act=dropped.act.value, sale_id=dropped.sale_id, name=dropped.name, before=dropped.market
    )


def _tender_taken_back(entry: Entry) -> EntryOverride:
    back = entry.facts(TenderTakenBack)
    return EntryOverride(
        act=EntryKind.TENDER_TAKEN_BACK.value, sale_id=back.sale_id, name=back.way, before=back.amount
    )


def _reprinted(entry: Entry) -> EntryOverride:
    return EntryOverride(act=Act.REPRINT.value, sale_no=entry.facts(Reprinted).sale_no)


def _return(entry: Entry) -> EntryOverride:
    facts = entry.facts(ReturnFacts)
    return EntryOverride(
        act=(Act.VOID_SALE if facts.void else Act.RETURN_GOODS).value,
        sale_no=facts.sale_no,
        before=sum(refund.amount for refund in facts.refunds),  # What really went back.
    )


def _cash_moved(entry: Entry) -> EntryOverride:
    moved = entry.facts(CashMoved)
    act = Act.CASH_IN if moved.direction is Direction.IN else Act.CASH_OUT
    return EntryOverride(act=act.value, before=moved.amount)


def _counted(entry: Entry) -> EntryOverride | None:
    count = entry.facts(ShiftCount)
    if count.rule is None:  # The first count of a kind needs no permission.
        return None
    return EntryOverride(act=Act.RECOUNT.value, name=count.kind, after=count.counted)


def _shift_closed(entry: Entry) -> EntryOverride | None:
    """A shift that ended beyond a limit: what the drawer should have held and what it did."""
    closed = entry.facts(ShiftClosed)
    if closed.over_short is None or not closed.over_short.beyond:
        return None
    if not closed.counts:
        raise EntryWrong(reason="beyond a limit without a count")
    off = max(closed.counts, key=lambda count: abs(count.difference))
    return EntryOverride(
        act=Act.CLOSE_SHIFT_OVER_SHORT.value,
        name=off.kind,
        before=off.expected if off.expected >= 0 else None,
        after=off.counted,
    )


def _payment_answered(entry: Entry) -> EntryOverride | None:
    """A person's word about a payment, where it needed leave; what it was about, its asking told."""
    answered = entry.facts(PaymentAnswered)
    if answered.rule is None:
        return None
    handed_over = answered.detail == HANDED_OVER
    return EntryOverride(act=(Act.FINISH_UNPAID if handed_over else Act.RESOLVE_PAYMENT).value)


def _pin_refused(entry: Entry) -> EntryOverride | None:
    refused = entry.facts(PinRefused)
    if refused.wrong:
        return None  # A slip of the finger; the last wrong one of a round locks.
    return EntryOverride(act=EntryKind.PIN_REFUSED.value, name=refused.staff_id or None)


def _pin_cleared(entry: Entry) -> EntryOverride | None:
    cleared = entry.facts(PinCleared)
    if cleared.rule is None:
        return None
    return EntryOverride(act=Act.LIFT_LOCK.value, name=cleared.staff_id)


def _staff_changed(entry: Entry) -> EntryOverride | None:
    return EntryOverride(act=Act.CHANGE_STAFF.value, name=entry.facts(StaffChanged).name)


def _settings_changed(entry: Entry) -> EntryOverride | None:
    entry.facts(SettingsChanged)
    return EntryOverride(act=Act.CHANGE_SETTINGS.value)


def _rules_set(entry: Entry) -> EntryOverride | None:
    rules = entry.facts(RulesSet)
    return EntryOverride(act=Act.CHANGE_RULES.value, name=f"{rules.in_force_from} 起")


def _goods_changed(entry: Entry) -> EntryOverride | None:
    changed = entry.facts(GoodsChanged)
    return EntryOverride(
        act=Act.CHANGE_GOODS.value, name=changed.name, before=changed.price_before, after=changed.price
    )


_READ: Final[dict[str, Callable[[Entry], EntryOverride | None]]] = {
    EntryKind.OVERRIDE.value: _override,
    EntryKind.LINE_DROPPED.value: _line_dropped,
    EntryKind.TENDER_TAKEN_BACK.value: _tender_taken_back,
    EntryKind.RECEIPT_REPRINTED.value: _reprinted,
    EntryKind.RETURN.value: _return,
    EntryKind.CASH_MOVED.value: _cash_moved,
    EntryKind.PIN_REFUSED.value: _pin_refused,
    EntryKind.PIN_CLEARED.value: _pin_cleared,
    EntryKind.STAFF_CHANGED.value: _staff_changed,
    EntryKind.SETTINGS_CHANGED.value: _settings_changed,
    EntryKind.SHOP_RULES_SET.value: _rules_set,
    EntryKind.GOODS_CHANGED.value: _goods_changed,
    EntryKind.SHIFT_COUNTED.value: _counted,
    EntryKind.SHIFT_CLOSED.value: _shift_closed,
    EntryKind.PAYMENT_ANSWERED.value: _payment_answered,
}
