"""A goods slip (收货凭条): goods of another till's sale taken in, of which the money is still to be paid.

It is given while the right to take the goods back is still the selling till's. When that till has let
the sale go, the slip is paid by a return whose entry has the id that stands here; when it took the
goods back itself, or the customer takes them home again, the slip is void. It moves no money itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pos.domain.calendar import BusinessDate
from pos.domain.journal.entries import Entry
from pos.domain.journal.reading import Reader
from pos.domain.money import Fen
from pos.domain.quantity import Thousandths
from pos.domain.returns.mirror import ReturnedLine, ReturnFacts, date_of, till_of
from pos.domain.returns.return_data import line_from_data, line_to_data
from pos.domain.selling.checks import Finding
from pos.domain.shifts.shift import FIRST_EPOCH, counted_in
from pos.errors.ledger import EntryWrong


@dataclass(frozen=True, slots=True)
class GoodsSlip:
    """Goods taken in. `return_id` is the id of the return's entry that is to pay it; amounts in fen.

    The amounts are those of the day; what came back in between may move a fen between the parts.
    """

    slip_no: str
    return_id: str
    sale_no: str
    of_till: str
    shift_id: str
    reason: str
    rule: str
    lines: tuple[ReturnedLine, ...]

    @property
    def payable(self) -> Fen:
        """What the customer is to get."""
        return sum(line.payable for line in self.lines)

    @property
    def quantities(self) -> dict[int, Thousandths]:
        """What lies with us, by line number."""
        return {line.number: line.quantity for line in self.lines}


class VoidCause(StrEnum):
    """Why a slip is never paid."""

    TAKEN_BACK = "taken_back"  # The selling till had taken the goods back itself.
    WITHDRAWN = "withdrawn"  # The customer took them home again.


@dataclass(frozen=True, slots=True)
class SlipVoid:
    """A slip that is never paid; `sale_no` is the slip's."""

    slip_no: str
    sale_no: str
    cause: VoidCause
    reason: str
    rule: str


def slip_number(till_id: str, date: BusinessDate, counter: int, *, epoch: int = FIRST_EPOCH) -> str:
    """Till + day + counter of the day's slips: S01-1-20261123-P003."""
    return f"{till_id}-{date.replace('-', '')}-P{counted_in(epoch, counter):03d}"


def slip_to_data(slip: GoodsSlip) -> dict[str, Any]:
    """Write a slip as plain data for its entry (kind `goods_slip`, version 1)."""
    return {
        "slip_no": slip.slip_no,
        "return_id": slip.return_id,
        "sale_no": slip.sale_no,
        "of_till": slip.of_till,
        "shift_id": slip.shift_id,
        "reason": slip.reason,
        "rule": slip.rule,
        "lines": [line_to_data(line) for line in slip.lines],
        "payable": slip.payable,
    }


def slip_from_data(data: object) -> GoodsSlip:
    """Read a slip back. Raises EntryWrong."""
    body = Reader.of(data)
    slip = GoodsSlip(
        slip_no=body.text("slip_no"),
        return_id=body.text("return_id"),
        sale_no=body.text("sale_no"),
        of_till=body.text("of_till"),
        shift_id=body.text("shift_id"),
        reason=body.text("reason", may_be_empty=True),
        rule=body.text("rule"),
        lines=tuple(line_from_data(line) for line in body.readers("lines")),
    )
    if body.fen("payable") != slip.payable:
        raise EntryWrong(reason="payable must be the sum of its lines")
    return slip


def void_to_data(void: SlipVoid) -> dict[str, Any]:
    """Write the end of a slip as plain data for its entry (kind `goods_slip_void`, version 1)."""
    return {
        "slip_no": void.slip_no,
        "sale_no": void.sale_no,
        "cause": void.cause.value,
        "reason": void.reason,
        "rule": void.rule,
    }


def void_from_data(data: object) -> SlipVoid:
    """Read the end of a slip back. Raises EntryWrong."""
    body = Reader.of(data)
    why = body.choice("cause", VoidCause)
    return SlipVoid(
        slip_no=body.text("slip_no"),
        sale_no=body.text("sale_no"),
        cause=why,
        reason=body.text("reason", may_be_empty=True),
        rule=body.text("rule"),
    )


class SlipBook:
    """Slips in the order of a journal: each given once, and ended once, by its own return or as void."""

    def __init__(self) -> None:
        self._open: dict[str, GoodsSlip] = {}  # By slip number.
        self._numbers: set[str] = set()
        self._by_return: dict[str, str] = {}  # Id of the return's entry → slip number.

    def give(self, entry: Entry, slip: GoodsSlip) -> Finding | None:
        """Goods are taken in."""
        number = slip.slip_no
        if number in self._numbers or slip.return_id in self._by_return:
            return Finding("slip.number_twice", number)
        if (till_of(number), date_of(number)) != (entry.till_id, entry.business_date):
            return Finding("slip.number", f"{number} on {entry.business_date} at {entry.till_id}")
        if slip.of_till != till_of(slip.sale_no) or not slip.lines:
            return Finding("slip.sale", f"{slip.sale_no} of {slip.of_till}")
        self._open[number] = slip
        self._numbers.add(number)
        self._by_return[slip.return_id] = number
        return None

    def void(self, void: SlipVoid) -> Finding | None:
        """The goods are nobody's to be paid for."""
        slip = self._open.pop(void.slip_no, None)
        if slip is None or slip.sale_no != void.sale_no:
            return Finding("slip.not_open", void.slip_no)
        return None

    def pay(self, entry: Entry, facts: ReturnFacts) -> Finding | None:
        """A return is written; when it is a slip's, it must be of its goods, and the slip still open."""
        number = self._by_return.get(entry.entry_id)
        if number is None:
            return None
        slip = self._open.pop(number, None)
        if slip is None:
            return Finding("slip.not_open", number)
        quantities = {line.number: line.quantity for line in facts.lines}
        if (slip.sale_no, slip.quantities, True) != (facts.sale_no, quantities, facts.elsewhere):
            return Finding("slip.goods", f"{facts.return_no} is not what {number} names")
        return None
