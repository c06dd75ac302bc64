"""A goods slip (收货凭条): goods of another till's sale were taken in; their money is still to be paid.

It is given while the right to take the goods back is still the selling till's. When that till has let
the sale go, the slip is paid by a return whose entry has the id that stands here; when it took the
goods back itself, or the customer takes them home again, the slip is void. It moves no money itself.
"""

from __future__ import annotations

from enum import StrEnum

from pos.domain.calendar import BusinessDate
from pos.domain.journal.entries import EntryKind
from pos.domain.journal.record import Amount, Record, Text, Told
from pos.domain.quantity import Thousandths
from pos.domain.returns.facts import ReturnedLine
from pos.domain.shifts.shift import FIRST_EPOCH, counted_in


class GoodsSlip(Record, frozen=True, kw_only=True):
    """Goods taken in. `return_id` is the id of the return's entry that is to pay it; amounts in fen.

    The amounts are those of the day; what came back in between may move a fen between the parts.
    """

    slip_no: Text
    return_id: Text
    sale_no: Text
    of_till: Text
    shift_id: Text
    reason: str
    rule: Text
    lines: tuple[ReturnedLine, ...]
    payable: Amount  # What the customer is to get.

    @classmethod
    def told(cls) -> Told:
        """The entries that tell a slip."""
        return Told(EntryKind.GOODS_SLIP, {1: cls})

    @property
    def quantities(self) -> dict[int, Thousandths]:
        """The quantities that were taken in, by line number."""
        return {line.number: line.quantity for line in self.lines}

    def refusal(self) -> str | None:
        """What is wrong with it: the customer must get what the lines add up to."""
        told = self.payable == sum(line.payable for line in self.lines)
        return None if told else "payable must be the sum of its lines"


class VoidCause(StrEnum):
    """Why a slip became void."""

    TAKEN_BACK = "taken_back"  # The selling till had taken the goods back itself.
    WITHDRAWN = "withdrawn"  # The customer took them home again.


class SlipVoid(Record, frozen=True):
    """A void slip; `sale_no` is the slip's."""

    slip_no: Text
    sale_no: Text
    cause: VoidCause
    reason: str
    rule: Text

    @classmethod
    def told(cls) -> Told:
        """The entries that tell the end of a slip."""
        return Told(EntryKind.GOODS_SLIP_VOID, {1: cls})


def slip_number(till_id: str, date: BusinessDate, counter: int, *, epoch: int = FIRST_EPOCH) -> str:
    """Till + day + counter of the day's slips: S01-1-20261123-P003."""
    return f"{till_id}-{date.replace('-', '')}-P{counted_in(epoch, counter):03d}"
