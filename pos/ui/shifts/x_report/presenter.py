"""Decides what the X report shows of a shift that is still open. Plain Python: tested without Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from pos.domain.calendar import shanghai
from pos.domain.money import format_yuan
from pos.services.shifts.shift_state import XReport
from pos.services.words.receipt_words import MADE_GOOD, ROUNDING, tender_name
from pos.ui import ports
from pos.ui.days.pictures import NOTHING, difference_cell
from pos.ui.places import Panel
from pos.ui.shell import Shell
from pos.ui.widgets.cells import Cell, Row
from pos.ui.words.notices import Notice


@dataclass(frozen=True, slots=True)
class XPicture:
    """The shift so far: pairs of words and figures, then the ways of paying that may be shown."""

    title: str
    pairs: tuple[Row, ...]
    takings: tuple[Row, ...]
    blind: str  # Which ways of paying are left out, and why.


class XView(Protocol):
    """What the presenter needs from the panel."""

    def show_report(self, picture: XPicture) -> None: ...


class XPresenter:
    """The X report."""

    def __init__(self, till: ports.Till, view: Callable[[], XView], shell: Shell) -> None:
        self._till, self._view, self._shell = till, view, shell

    def begin(self) -> None:
        """Show the shift so far."""

        def show() -> None:  # May be run again after an approval.
            report = self._till.shifts.x_report()
            names = {staff.staff_id: staff.name for staff in self._till.people.staff_list()}
            self._view().show_report(picture_report(report, name=names.get(report.cashier, report.cashier)))
            self._shell.open(Panel.X_REPORT)

        self._shell.attempt(show)

    def printed(self) -> None:
        """Put it on paper."""
        if self._shell.attempt(self._till.shifts.print_x_report) is not None:
            self._shell.say(Notice("当班小结已送去打印", ""))


def picture_report(report: XReport, *, name: str) -> XPicture:
    """Put a shift so far into words, without sums that are not counted yet: the count is blind."""
    blind = "、".join(tender_name(kind) for kind in report.blind)
    pairs = (
        ("收款人", name),
        ("开班", f"{shanghai(report.opened_at_ms):%m-%d %H:%M}"),
        ("单数 / 持卡", f"{report.sales} / {report.card_sales}"),
        ("退货 / 作废", f"{report.returns} / {report.voids}"),
        ("营业额（实收）", NOTHING if report.received is None else format_yuan(report.received)),
        *([(f"现金{ROUNDING}", format_yuan(-report.rounding))] if report.rounding else []),
        ("爱心优惠", format_yuan(report.discount)),
        ("补贴支付", format_yuan(report.subsidy)),
        ("备用金", format_yuan(report.float_fen)),
        ("现金存入 / 取出", f"{format_yuan(report.cash_in)} / {format_yuan(report.cash_out)}"),
        *([(MADE_GOOD, format_yuan(report.made_good.amount))] if report.made_good else []),
        ("删行 / 取消整单", f"{report.removed_lines} / {report.cancelled_sales}"),
        ("开钱箱", str(report.drawer_openings)),
        ("结果未知的收款", str(len(report.open_payments))),
        ("未付的收货凭条", str(len(report.open_slips))),
    )
    return XPicture(
        title=f"当班小结 · 第 {report.number} 班 · {shanghai(report.at_ms):%H:%M}",
        pairs=tuple((Cell(word), Cell(figure)) for word, figure in pairs),
        takings=tuple(
            (
                Cell(tender_name(taking.kind)),
                Cell(format_yuan(taking.expected)),
                Cell(NOTHING if taking.counted is None else format_yuan(taking.counted)),
                difference_cell(taking.difference),
            )
            for taking in report.takings
        ),
        blind=f"{blind}还没有盘点，盘点后才显示账面。" if blind else "",
    )
