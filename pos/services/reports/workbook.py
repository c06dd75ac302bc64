"""Writes a day's report as an Excel workbook. The same figures give the same bytes at any time."""

from __future__ import annotations

from pos.services.reports import day_tables as tables
from pos.services.reports.day_report import DayReport
from pos.services.reports.sheets import Page, new_workbook, saved


def day_workbook(report: DayReport) -> bytes:
    """Write the workbook: 日结, 帮扶结算单, 收款与盘点, 改动与授权, 商品, 时段."""
    book = new_workbook()
    for title, fill in (
        ("日结", _summary),
        ("帮扶结算单", _settlement),
        ("收款与盘点", _takings),
        ("改动与授权", _overrides),
        ("商品", _goods),
        ("时段", _hours),
    ):
        page = Page(
            book,
            title,
            heading=report.heading,
            paper=report.number,
            below=f"{report.date_words}    {report.figures.till_id}    {report.number}",
            landscape=fill is _overrides,
        )
        fill(page, report)
    return saved(
        book, author=report.heading, title=f"日结单 {report.number}", date=report.figures.business_date
    )


def _summary(page: Page, report: DayReport) -> None:
    if report.late_words:
        page.say(report.late_words, alarm=True)
    page.facts("", report.papers())
    page.facts("今日", report.headlines())
    page.table(tables.takings_table(report.figures))
    page.table(tables.pools_table(report.figures))
    for fine, words in report.checked():
        page.say(f"{'✓' if fine else '×'} {words}", alarm=not fine)
    compared = report.reconciled()
    if compared is not None:
        page.skip()
        page.table(compared)
    agrees, words = report.reconciled_words()
    page.say(words, alarm=not agrees, bold=agrees)


def _settlement(page: Page, report: DayReport) -> None:
    page.facts("", report.papers()[:3])
    page.table(tables.pools_table(report.figures))
    for word, amount in report.benefit_capitals:
        page.quiet(word)
        page.large(amount)
    page.skip(2)
    for who in ("门店（盖章）", "店长", "慈善会经办", "日期"):
        page.say(f"{who}：________________________")
        page.skip()


def _takings(page: Page, report: DayReport) -> None:
    figures = report.figures
    page.table(tables.takings_table(figures))
    page.table(tables.by_word_table(figures))
    page.facts("钱箱与未结", report.drawer())
    page.table(tables.shifts_table(figures))
    page.table(tables.denominations_table(figures))


def _overrides(page: Page, report: DayReport) -> None:
    page.facts("", report.dropped())
    page.facts("", report.refused())
    page.table(tables.overrides_table(report.figures))


def _goods(page: Page, report: DayReport) -> None:
    page.charted(tables.goods_table(report.figures), label=3, value=5)


def _hours(page: Page, report: DayReport) -> None:
    page.charted(tables.hours_table(report.figures), label=1, value=3)
