"""What the hand-over screen shows. Words only, no Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pos.domain.calendar import shanghai
from pos.domain.money import Fen, format_yuan
from pos.domain.paying.payment import PaymentState
from pos.domain.paying.tender import TenderKind
from pos.domain.shifts.drawer import DENOMINATIONS
from pos.domain.shifts.shift import Shift
from pos.domain.shifts.shift_close import ShiftCount
from pos.services.selling.held_sales import HeldChoice
from pos.services.shifts.over_short_words import beyond_words
from pos.services.shifts.shift_state import ShiftEnding
from pos.services.words.receipt_words import tender_name
from pos.ui import ports
from pos.ui.shifts.handover.coaching import likely_causes
from pos.ui.widgets.cells import Cell, Finding, Row, bad, good, hint
from pos.ui.words.benefit_words import short_yuan

# What is counted besides the cash: what the shop's telephone says. May be left empty.
OTHERS: tuple[TenderKind, ...] = (TenderKind.WECHAT, TenderKind.ALIPAY)


def coin_words(value: Fen) -> str:
    """A note or coin: 100 元, 5 角, 2 分."""
    if value >= 100:
        return f"{short_yuan(value)} 元"
    return f"{value // 10} 角" if value >= 10 else f"{value} 分"


COINS: tuple[tuple[Fen, str], ...] = tuple((value, coin_words(value)) for value in DENOMINATIONS)


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A held sale, and what happens to it; `choice` is None until a person decides."""

    number: int
    title: str
    detail: str
    choice: HeldChoice | None


@dataclass(frozen=True, slots=True)
class HandoverPicture:
    """The end of a shift. `results` are there only once the count is written down."""

    title: str
    counted: bool
    pieces: tuple[Fen, ...]  # The notes and coins that can be in the drawer.
    results: tuple[Row, ...]
    causes: tuple[Finding, ...]
    asks_explanation: bool
    held: tuple[HeldRow, ...]
    payments: tuple[Row, ...]
    handed_to: str


def picture_handover(
    ending: ShiftEnding, *, counting: bool, choices: Mapping[int, HeldChoice], handed_to: str, name: str
) -> HandoverPicture:
    """Say how far the end of a shift is. While `counting`, nothing tells what should be there."""
    counted = not counting and any(count.kind == TenderKind.CASH for count in ending.counts)
    return HandoverPicture(
        title=f"交班 · {ending.shift.name} · {name}",
        counted=counted,
        pieces=ending.pieces,
        results=tuple(_result(count, ending.shift) for count in ending.counts) if counted else (),
        causes=_causes(ending) if counted else (),
        asks_explanation=counted and ending.wants_explanation,
        held=tuple(_held_row(sale, choices.get(sale.number)) for sale in ending.held),
        payments=tuple(
            (
                Cell(_payment_words(each.kind, tail=each.reference_tail, state=each.state)),
                Cell(f"{shanghai(each.asked_ms):%H:%M}"),
                Cell(format_yuan(each.amount)),
            )
            for each in ending.open_payments
        ),
        handed_to=handed_to,
    )


def _payment_words(kind: str, *, tail: str, state: str) -> str:
    code = f" ····{tail}" if tail else ""
    how = "多收，需退" if state == PaymentState.RECEIVED else "结果不明"
    return f"{tender_name(kind)}{code} · {how}"


def _result(count: ShiftCount, shift: Shift) -> Row:
    name = tender_name(count.kind)
    if count.kind == TenderKind.CASH and shift.float_fen:
        name += f"（含备用金 {short_yuan(shift.float_fen)}）"
    return (
        Cell(name),
        Cell(format_yuan(count.expected)),
        Cell(format_yuan(count.counted)),
        Cell(format_yuan(count.difference), "bad" if count.difference else "good"),
    )


def _causes(ending: ShiftEnding) -> tuple[Finding, ...]:
    if not any(count.difference for count in ending.counts):
        return (good("账实相符，辛苦了。"),)
    causes = likely_causes(ending.counts)
    if beyond := beyond_words(ending.over_short):
        limit = (bad(f"{'，'.join(beyond)}：交班要选原因、写说明，并请店长授权。"),)
    elif ending.wants_explanation:
        limit = (hint("交班要选原因、写说明。"),)
    else:
        limit = (good("差额在允许范围内，可以直接交班。"),)
    return (*limit, *(hint(cause) for cause in causes)) or (
        bad("手机收款和账面不一致：请对一下手机上的收款记录。"),
    )


def _held_row(sale: ports.HeldSale, choice: HeldChoice | None) -> HeldRow:
    lines = sale.basket.lines
    first = lines[0].name if lines else "（空）"
    title = f"{sale.number} 号 · {first}" + (f" 等 {len(lines)} 种" if len(lines) > 1 else "")
    amount = format_yuan(sum(line.market for line in lines))
    return HeldRow(sale.number, title, f"{shanghai(sale.held_at_ms):%H:%M} 挂单 · {amount} 元", choice)
