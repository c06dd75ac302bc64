"""其他 by its kinds: a bank card, a voucher, a unit's account. Each is summed and given back as itself."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pypdfium2
import pytest
from openpyxl import load_workbook

from monitor.days.day_reading import signed_figures
from monitor.days.people import Names
from monitor.web.days.day_words import by_word_lines, takings_lines
from pos.commands.headless.front import HeadlessTill
from pos.devices.escpos import receipt_bytes
from pos.devices.reader import plain_text
from pos.domain.journal.entries import Entry, EntryKind
from pos.domain.selling.receipt import Receipt
from pos.services.days.day_papers import DayPapers
from pos.services.printing.receipts import ShopFacts
from pos.services.reports.report_desk import ReportForm, report_bytes
from pos.services.shifts.shift_slips import x_slip
from pos.services.till import Till
from pos.ui.days.pictures import picture_day
from pos.ui.reports.journal.words import say_entry
from tests.commands.headless.test_headless import say
from tests.services.returning import first_bad, ledger_of
from tests.shop import OIL, SOY, Shop

DAY = "2026-11-23"
KINDS = ("银行卡", "消费券", "单位挂账")


@pytest.fixture
def headless(shop: Shop) -> Iterator[HeadlessTill]:
    till = shop.start()
    yield HeadlessTill(till)
    till.close()


def refused(headless: HeadlessTill, line: str) -> str:
    answer: dict[str, Any] = headless.answer(line)
    assert not answer["ok"], answer
    return str(answer["code"])


def sell_by_every_kind(headless: HeadlessTill) -> str:
    """Oil of 69.90: 20.00 by bank card, 10.00 by voucher, 30.00 on a unit's account, the rest in cash."""
    say(headless, OIL, "pay other bank_card 20.00", "received", "pay other voucher 10.00 A-77", "received")
    say(headless, "pay other on_account 30.00 浆洗街 社区", "received", "pay cash 9.90")
    sale_no: str = say(headless, "done")["sale_no"]
    return sale_no


def on_paper(receipt: Receipt) -> str:
    return plain_text(receipt_bytes(receipt, columns=48, encoding="gb18030"))


def entries(till: Till, kind: EntryKind) -> list[Entry]:
    ledger = ledger_of(till)
    return [each for each in ledger.days.entries_of_day(DAY) if each.kind == kind]


def journal_words(till: Till, kind: EntryKind) -> str:
    """The newest entry of a kind as the journal's page says it."""
    till.journal.open()
    return str(say_entry(till.journal.search(kinds=(kind,)).entries[0]))


def test_each_kind_is_written_told_and_printed_with_what_belongs_to_it(headless: HeadlessTill) -> None:
    say(headless, "login 2001 8888", "open 500")
    sale_no = sell_by_every_kind(headless)

    sale = ledger_of(headless._till).last_sale()
    assert sale is not None
    assert [
        (each.method.name, each.method.reference, each.confirmed_by)
        for each in sale.facts.tenders
        if each.method is not None
    ] == [("银行卡", "", "2001"), ("消费券", "A-77", "2001"), ("单位挂账", "浆洗街 社区", "2001")]
    paper = plain_text(headless._till.receipts.preview_bytes(sale_no))
    for words in ("银行卡", "消费券 A-77", "单位挂账 浆洗街 社区"):
        assert words in paper, paper
    assert "消费券 A-77" in journal_words(headless._till, EntryKind.SALE)


def test_a_kind_that_wants_a_word_is_not_taken_without_it(headless: HeadlessTill) -> None:
    say(headless, "login 2001 8888", "open 500", OIL)
    assert refused(headless, "pay other voucher 10.00") == "tender.reference_needed"
    assert refused(headless, "pay other voucher") == "tender.reference_needed"
    asked = say(headless, "pay other bank_card 20.00")
    assert asked["waits_for"]["say"] == ["received", "not-received"]
    assert refused(headless, "unclear") == "payment.unconfirmed"  # A slip lies there, or it does not.
    assert refused(headless, "done") == "payment.unconfirmed"
    say(headless, "not-received")
    assert headless._till.checkout.state.basket.tenders == ()


def test_sums_go_by_kind_on_every_paper_screen_and_page_and_never_mix(
    headless: HeadlessTill, shop: Shop
) -> None:
    till = headless._till
    say(headless, "login 2001 8888", "open 500")
    sell_by_every_kind(headless)
    say(headless, SOY, "pay other bank_card", "received", "done")

    report = till.shifts.x_report()
    x_paper = on_paper(x_slip(report, ShopFacts(store_name="浆洗街店", till_id="S01-1"), str))
    assert {each.kind: each.sold for each in report.takings if each.kind.startswith("other")} == {
        "other:bank_card:银行卡": 2_990,
        "other:on_account:单位挂账": 3_000,
        "other:voucher:消费券": 1_000,
    }
    for words in KINDS:
        assert words in x_paper
    assert say(headless, "count bank_card 29.90")["count"]["difference"] == 0
    assert refused(headless, "count meal_card 1") == "tender.kind_unknown"
    say(headless, "count cash 509.90", "close-shift", "login 2001 8888", "close-day 没有联网")
    figures = till.days.figures(DAY)
    reader = till.days._reader
    day_paper = on_paper(DayPapers(reader, str).day(reader.read(DAY, ()), at_ms=0))
    for words in ("单位挂账", "人工确认的收款与退款", "银行卡 2001 到账 2 笔"):
        assert words in day_paper, day_paper
    rows = picture_day(figures, names={}, since_close=0).takings
    assert [row[0].text for row in rows][-3:] == ["银行卡", "单位挂账", "消费券"]

    made = till.reports.report(DAY)
    with pypdfium2.PdfDocument(report_bytes(made, ReportForm.PDF)) as document:
        pdf = "".join(document[n].get_textpage().get_text_range() for n in range(len(document)))
    book = load_workbook(io.BytesIO(report_bytes(made, ReportForm.XLSX)))
    excel = {
        row[0]: row[1:]
        for sheet in book.worksheets
        for row in sheet.iter_rows(values_only=True)
        if row[0] in KINDS and isinstance(row[1], int | float)
    }
    assert {name: row[0] for name, row in excel.items()} == {"银行卡": 29.9, "消费券": 10, "单位挂账": 30}
    for words in (*KINDS, "29.90"):
        assert words in pdf

    closed = entries(till, EntryKind.DAY_CLOSED)
    page = {line["name"]: line["sold"] for line in takings_lines(signed_figures(closed).values())}
    assert (page["银行卡"], page["消费券"], page["单位挂账"]) == ("29.90", "10.00", "30.00")
    said = {line["name"]: line["received"] for line in by_word_lines(closed, Names())}
    assert said["银行卡"] == "29.90（2 笔）"
    till.close()
    assert first_bad(shop) is None


def test_goods_come_back_by_the_kind_that_paid_for_them(headless: HeadlessTill, shop: Shop) -> None:
    till = headless._till
    say(headless, "login 2001 8888", "open 500", OIL, SOY)
    say(headless, "pay other voucher 9.90 A-77", "received", "pay other bank_card", "received")
    sale_no = say(headless, "done")["sale_no"]
    say(headless, f"return {sale_no} 2 1 买错了", "refunded")
    back = entries(till, EntryKind.RETURN)[0].data["refunds"]
    assert [(each["method"]["id"], each["amount"], each["method"]["reference"]) for each in back] == [
        ("voucher", 990, "A-77")
    ]
    rest = say(headless, f"return {sale_no} 1 1 买错了", "refunded")
    assert rest["refunds"] == {"bank_card": 6_990}
    assert {each.kind: each.expected for each in till.shifts.x_report().takings} == {
        "cash": 50_000,
        "wechat": 0,
        "alipay": 0,
        "other:bank_card:银行卡": 0,
        "other:voucher:消费券": 0,
    }
    assert "退银行卡" in on_paper(till.receipts.slip(rest["return_no"]))
    till.close()
    assert first_bad(shop) is None


def test_a_kind_taken_back_before_the_end_is_told_by_its_name(headless: HeadlessTill) -> None:
    say(
        headless,
        "login 2001 8888",
        "open 500",
        SOY,
        "pay other voucher 5 A-1",
        "received",
        "unpay 1",
        "refunded",
    )
    assert "消费券" in journal_words(headless._till, EntryKind.TENDER_TAKEN_BACK)


def test_a_till_without_a_list_and_an_older_script_still_say_other(headless: HeadlessTill) -> None:
    say(headless, "login 2001 8888", "open 500", SOY, "pay other 9.90", "received", "done")
    takings = {each.kind: each.sold for each in headless._till.shifts.x_report().takings}
    assert takings["other"] == 990
