"""Asks the platform whether it has the same day, and says so when it cannot be known yet.

It waits for the network, so a window calls it on another thread; everything here may be called
from any thread. No network error is raised: a shop can close its day without a connection.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from msgspec import structs

from pos.domain.calendar import BusinessDate
from pos.domain.days.day import DayFigures, ReconciledRow, Reconciliation
from pos.domain.money import format_yuan
from pos.domain.programme.contribution import Contribution
from pos.errors import PosError
from pos.services.ports import DayLookup, PlatformDay, SyncControl
from pos.services.words.receipt_words import MADE_GOOD, ROUNDING

HASH_CHARACTERS_SHOWN = 4


# Stands on the day's paper and in its entry as long as the platform looks into a lease.
BENEFITS_REST: Final = ReconciledRow("优惠", "暂停中，慈善会正在核对一笔额度", None, equal=False)


@dataclass(frozen=True, slots=True)
class Reconciled:
    """The result of a comparison. `late_sales`: how many reached the platform long after they were made."""

    shown: Reconciliation
    late_sales: int = 0


@dataclass(frozen=True, slots=True)
class Reconciler:
    """Compares both ends of a day. `figures` reads this till's figures as they are now."""

    sync: SyncControl
    lookup: DayLookup | None
    figures: Callable[[BusinessDate], DayFigures]
    acknowledged: Callable[[], int]
    disputed: Callable[[], bool] = lambda: False

    def reconcile(self, date: BusinessDate) -> Reconciled:
        """Send what waits, ask the platform, and compare. Raises LedgerUnwritable only."""
        reconciled = self._compared(date)
        if not self.disputed():
            return reconciled
        shown = reconciled.shown
        return replace(reconciled, shown=structs.replace(shown, rows=(*shown.rows, BENEFITS_REST)))

    def _compared(self, date: BusinessDate) -> Reconciled:
        light = self.sync.view()
        if light.configured and self.figures(date).last_sequence > self.acknowledged():
            light = self.sync.sync_now()
        ours = self.figures(date)
        since_ms = light.since_ms
        unsent = ours.last_sequence > self.acknowledged()
        # A till without a platform has nothing to send.
        pending = max(light.pending, 1) if unsent and light.configured else 0
        if not light.configured or unsent or self.lookup is None:
            return Reconciled(_not_told(ours, pending=pending, since_ms=since_ms, problem=light.problem))
        try:
            theirs = self.lookup.day(date)
        except PosError as error:
            return Reconciled(_not_told(ours, pending=pending, since_ms=since_ms, problem=error.code))
        rows = compare(ours, theirs)
        shown = Reconciliation(
            equal=all(row.equal for row in rows),
            pending=0,
            since_ms=since_ms,
            rows=rows,
            contribution=theirs.contribution,
        )
        return Reconciled(shown, theirs.late_sales)


def _not_told(ours: DayFigures, *, pending: int, since_ms: int | None, problem: str | None) -> Reconciliation:
    return Reconciliation(
        equal=False, pending=pending, since_ms=since_ms, rows=compare(ours, None), problem=problem
    )


def compare(ours: DayFigures, theirs: PlatformDay | None) -> tuple[ReconciledRow, ...]:
    """Row by row; `theirs` is None when the platform did not say."""
    theirs_off = None if theirs is None else theirs.rounding
    rounding: tuple[tuple[str, str, str | None], ...] = ()
    if ours.rounding or theirs_off:
        told = None if theirs_off is None else format_yuan(theirs_off)
        rounding = ((f"现金{ROUNDING}", format_yuan(ours.rounding), told),)
    ours_out = ours.made_good.amount if ours.made_good else 0
    theirs_out = None if theirs is None else theirs.made_good
    handed_out: tuple[tuple[str, str, str | None], ...] = ()
    if ours_out or theirs_out:
        told = None if theirs_out is None else format_yuan(theirs_out)
        handed_out = ((MADE_GOOD, format_yuan(ours_out), told),)
    rows = (
        ("流水条数", str(ours.entries), None if theirs is None else str(theirs.entries)),
        ("应收合计", format_yuan(ours.payable), None if theirs is None else format_yuan(theirs.payable)),
        *rounding,
        ("爱心优惠", format_yuan(ours.discount), None if theirs is None else format_yuan(theirs.discount)),
        ("补贴", format_yuan(ours.subsidy), None if theirs is None else format_yuan(theirs.subsidy)),
        *handed_out,
    )
    head = None if theirs is None else theirs.head_hash.hex()
    return (
        *(ReconciledRow(name, mine, their, mine == their) for name, mine, their in rows),
        ReconciledRow(
            "末条校验码",
            short_hash(ours.head_hash),
            None if head is None else short_hash(head),
            head == ours.head_hash,
        ),
    )


def differs(reconciliation: Reconciliation) -> bool:
    """Whether the platform gave another value. False when it gave none."""
    return any(row.theirs is not None and not row.equal for row in reconciliation.rows)


def short_hash(hexadecimal: str) -> str:
    """The ends of a hash, as people compare it: 9f3c…e71a."""
    if len(hexadecimal) <= 2 * HASH_CHARACTERS_SHOWN:
        return hexadecimal
    return f"{hexadecimal[:HASH_CHARACTERS_SHOWN]}…{hexadecimal[-HASH_CHARACTERS_SHOWN:]}"


def contribution_of(reconciled: Reconciled | None) -> Contribution | None:
    """The published figure from the platform, if it sent one."""
    return None if reconciled is None else reconciled.shown.contribution
