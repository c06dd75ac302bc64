"""Writes a day's report as a PDF with the till's fonts inside. The same figures give the same bytes."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from typing import Any

from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.platypus import KeepTogether, LongTable, PageBreak, SimpleDocTemplate, Spacer, TableStyle
from reportlab.platypus.flowables import Flowable

from pos.domain.days.day import DayFigures
from pos.services.reports import day_tables as tables
from pos.services.reports.charts import ChartSize, Colours, goods_chart, hours_chart, tenders_chart
from pos.services.reports.day_report import DayReport, hash_words
from pos.services.reports.paper import (
    BAND,
    MARGIN,
    WIDTH,
    colours,
    facts_grid,
    heading,
    numbered_pages,
    paragraph,
    ruled,
)
from pos.services.reports.table import Fact, shown

_GAP = 4 * mm
_FRAME_PADDING = 6  # The library puts it inside its margins.


def day_pdf(report: DayReport) -> bytes:
    """Write the report: the day, the settlement sheet to sign, charts and goods, shifts and overrides."""
    told = io.BytesIO()
    document = SimpleDocTemplate(
        told,
        pagesize=A4,
        leftMargin=MARGIN - _FRAME_PADDING,
        rightMargin=MARGIN - _FRAME_PADDING,
        topMargin=BAND + 7 * mm,
        bottomMargin=15 * mm,
        title=f"日结单 {report.number}",
        author=report.heading,
        invariant=1,  # No time of making: equal figures give equal bytes.
    )
    sealed = f"　校验码 {report.seal.short_hash}" if report.seal else ""
    foot = f"{report.figures.till_id}　{report.figures.business_date}　{report.number}{sealed}"
    document.build(
        [*_day(report), PageBreak(), *_settlement(report), PageBreak(), *_seen(report), *_acts(report)],
        canvasmaker=numbered_pages((report.heading, f"日结单　{report.date_words}"), foot),
    )
    return told.getvalue()


def _day(report: DayReport) -> list[Flowable]:
    figures = report.figures
    story: list[Flowable] = []
    if report.late_words:
        story += [paragraph(report.late_words, size=11, colour="coral_ink", bold=True), Spacer(0, _GAP)]
    story += [
        facts_grid(report.headlines(), columns=3, size=15, bold=True),
        Spacer(0, _GAP),
        *_part("① 交接与盘点", ruled(tables.takings_table(figures))),
        *_part("② 帮扶结算", ruled(tables.pools_table(figures))),
    ]
    checked = report.checked()
    if checked:
        lines = [
            paragraph(f"{'✓' if fine else '×'} {words}", colour="green" if fine else "coral_ink")
            for fine, words in checked
        ]
        story += _part("额度核对", *lines)
    compared = report.reconciled()
    agrees, words = report.reconciled_words()
    said = paragraph(words, colour="green" if agrees else "coral_ink", bold=True)
    table = [ruled(compared)] if compared is not None else []
    story += _part("③ 与慈善会后台对账", *table, said)
    story += _part("存档", facts_grid(report.papers(), columns=5, size=8.5))
    return story


_SMALL_WORD: dict[str, Any] = {"size": 9, "colour": "ink_2"}
_CAPITALS: dict[str, Any] = {"size": 15, "bold": True}


def _settlement(report: DayReport) -> list[Flowable]:
    """The sheet that is signed: what the store is owed, in figures and in capitals."""
    figures = report.figures
    words = (
        f"兹确认{figures.store_name}（收银机 {figures.till_id}）于 {figures.business_date} 按优惠方案"
        "为持卡顾客让利及代付补贴如上，已扣除退货。每笔可由流水逐笔重算，"
        f"流水 {figures.entries:,} 条，末条校验码 {hash_words(figures.head_hash)}。"
    )
    return [
        paragraph("帮扶结算单", size=20, bold=True, align=TA_CENTER),
        Spacer(0, 3 * mm),
        paragraph(f"单号 {report.number}", colour="ink_2", align=TA_CENTER),
        Spacer(0, 8 * mm),
        ruled(tables.pools_table(figures), size=11),
        Spacer(0, 6 * mm),
        *(
            paragraph(text, **style)
            for word, amount in report.benefit_capitals
            for text, style in ((word, _SMALL_WORD), (amount, _CAPITALS))
        ),
        Spacer(0, 6 * mm),
        paragraph(words, size=10),
        Spacer(0, 16 * mm),
        _signatures(),
    ]


def _signatures() -> LongTable:
    """Four lines to sign on, two side by side."""
    names = (("门店（盖章）", "慈善会（盖章）"), ("店长签字", "经办人签字"), ("日期", "日期"))
    rows = [[paragraph(left, size=10), "", "", paragraph(right, size=10), ""] for left, right in names]
    widths = [WIDTH * share for share in (0.16, 0.3, 0.06, 0.18, 0.3)]
    line = ("LINEBELOW", 0.6, HexColor(colours()["ink_3"]))
    marks: list[Any] = [
        (line[0], (column, row), (column, row), *line[1:]) for row in range(len(names)) for column in (1, 4)
    ]
    marks.append(("VALIGN", (0, 0), (-1, -1), "BOTTOM"))
    return LongTable(rows, colWidths=widths, rowHeights=[15 * mm] * len(names), style=TableStyle(marks))


def _seen(report: DayReport) -> list[Flowable]:
    figures = report.figures
    return [
        *_part("时段（应付，元）", _drawn(hours_chart, figures, 46 * mm)),
        *_part("收款方式", _drawn(tenders_chart, figures, 10 * mm + 6 * mm * len(figures.takings))),
        *_part("商品（应付前十，元）", _drawn(goods_chart, figures, 46 * mm)),
        ruled(tables.goods_table(figures), size=8.5),
        PageBreak(),
    ]


def _acts(report: DayReport) -> list[Flowable]:
    figures = report.figures
    counted = tables.denominations_table(figures)
    refused = report.refused()
    return [
        *_part("班次", ruled(tables.shifts_table(figures), size=7.5)),
        *_part("人工确认的收款与退款", ruled(tables.by_word_table(figures))),
        *_part("钱箱与未结", facts_grid(report.drawer(), columns=3)),
        *(_part("按面额清点", ruled(counted)) if counted.rows else []),
        heading("改动与授权"),
        paragraph(_listed(report.dropped())),
        *(
            [paragraph("，".join(f"{fact.name} {shown(fact.value, fact.kind)}" for fact in refused))]
            if refused
            else []
        ),
        ruled(tables.overrides_table(figures), size=7.5),
    ]


def _listed(facts: Iterable[Fact]) -> str:
    return "，".join(f"{fact.name} {shown(fact.value, fact.kind)}" for fact in facts)


def _drawn(
    chart: Callable[[DayFigures, Colours, ChartSize], Drawing], figures: DayFigures, height: float
) -> Drawing:
    return chart(figures, colours(), ChartSize(WIDTH, height, 8.5))


def _part(title: str, *content: Flowable) -> list[Flowable]:
    """A heading with what stands under it, not torn apart where it fits on a page."""
    return [KeepTogether([heading(title), Spacer(0, 1.5 * mm), *content]), Spacer(0, _GAP)]
