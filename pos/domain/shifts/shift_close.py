"""The journal data of a shift's counts and of its end. Facts only; `takings` adds them up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pos.domain.journal.reading import Reader
from pos.domain.money import Fen
from pos.domain.paying.tender import TenderKind
from pos.domain.shifts.drawer import denominations_from_data, denominations_to_data
from pos.domain.shifts.over_short import OverShort


@dataclass(frozen=True, slots=True)
class ShiftCount:
    """One way of paying, counted blind. `expected` and `difference` were written with the count.

    `denominations`: fen of a note or coin → how many, when cash was counted so. `rule` allowed it.
    """

    shift_id: str
    kind: str
    counted: Fen
    denominations: Mapping[Fen, int] | None
    expected: Fen  # May be below zero: more was paid out than ever came in.
    difference: Fen
    rule: str | None

    def to_data(self) -> dict[str, Any]:
        """The data of a `shift_counted` entry."""
        return {
            "shift_id": self.shift_id,
            "kind": self.kind,
            "counted": self.counted,
            "denominations": denominations_to_data(self.denominations),
            "expected": self.expected,
            "difference": self.difference,
            "rule": self.rule,
        }

    @classmethod
    def from_data(cls, data: object) -> ShiftCount:
        """Read it back. Raises EntryWrong."""
        body = Reader.of(data)
        return cls(
            shift_id=body.text("shift_id"),
            kind=body.text("kind"),
            counted=body.fen("counted"),
            denominations=denominations_from_data(body.value("denominations")),
            expected=body.signed("expected"),
            difference=body.signed("difference"),
            rule=body.text_or_none("rule"),
        )


@dataclass(frozen=True, slots=True)
class ShiftClosed:
    """The end of a shift. `counts` rule; `held` are the sale ids kept for the next shift.

    `handed_to`: staff id of who takes the drawer over, None when it goes to the safe.
    `open_payments`: what nobody knew the end of when the shift ended; it stays open.
    `reason` is the listed one of a difference that wanted one, `rule` let the shift end; version 1 told
    neither, and nothing of the limits (`over_short`).
    """

    shift_id: str
    number: int
    closed_at_ms: int
    counts: tuple[ShiftCount, ...]
    explanation: str
    handed_to: str | None
    open_payments: tuple[str, ...]
    held: tuple[str, ...]
    reason: str = ""
    rule: str | None = None
    over_short: OverShort | None = None

    def to_data(self) -> dict[str, Any]:
        """The data of a `shift_closed` entry."""
        return {
            "shift_id": self.shift_id,
            "number": self.number,
            "closed_at": self.closed_at_ms,
            "counts": [count.to_data() for count in self.counts],
            "explanation": self.explanation,
            "handed_to": self.handed_to,
            "open_payments": list(self.open_payments),
            "held": list(self.held),
            "reason": self.reason,
            "rule": self.rule,
            "over_short": None if self.over_short is None else self.over_short.to_data(),
        }

    @classmethod
    def from_data(cls, data: object) -> ShiftClosed:
        """Read it back. Raises EntryWrong."""
        body = Reader.of(data)
        return cls(
            shift_id=body.text("shift_id"),
            number=body.whole("number"),
            closed_at_ms=body.whole("closed_at"),
            counts=tuple(ShiftCount.from_data(each) for each in body.values("counts")),
            explanation=body.text("explanation", may_be_empty=True),
            handed_to=body.text_or_none("handed_to"),
            open_payments=body.texts("open_payments"),
            held=body.texts("held"),
            reason=body.text("reason", may_be_empty=True) if body.has("reason") else "",
            rule=body.text_or_none("rule") if body.has("rule") else None,
            over_short=_over_short(body),
        )

    @property
    def cash_difference(self) -> Fen:
        """What the drawer was over or short, in fen."""
        return sum(count.difference for count in self.counts if count.kind == TenderKind.CASH)


def _over_short(body: Reader) -> OverShort | None:
    told = body.reader_or_none("over_short") if body.has("over_short") else None
    return None if told is None else OverShort.from_data(body.value("over_short"))
