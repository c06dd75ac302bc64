"""A three-way settlement as a workbook to print and to work through."""

from __future__ import annotations

from pos.domain.settlement.three_way import SettlementSheet
from pos.services.reports.settlement_report import settlement_tables, settlement_words
from pos.services.reports.sheets import Page, new_workbook, saved
from pos.services.words.receipt_words import SHOP_NAME


def settlement_workbook(sheet: SettlementSheet, *, store_name: str) -> bytes:
    """The settlement as a workbook of one sheet to print and to work through."""
    book, heading = new_workbook(), f"{SHOP_NAME} · {store_name}"
    paper = f"{sheet.till_id} {sheet.date}"
    page = Page(
        book,
        "三方对账",
        heading=heading,
        paper=paper,
        below=f"{paper}    截至 {sheet.today}",
        landscape=True,
    )
    for number, words in enumerate(settlement_words(sheet)):
        page.say(words, bold=number == 0, alarm=number == 0 and not sheet.clean)
    page.skip()
    for table in settlement_tables(sheet):
        page.table(table)
    return saved(book, author=heading, title=f"三方对账 {paper}", date=sheet.date)
