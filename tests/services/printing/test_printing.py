"""The print queue: paper never stops a sale, and a printer that comes back does not flood the counter."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from pos.devices.escpos import receipt_bytes
from pos.devices.reader import plain_text
from pos.domain.paying.tender import TenderKind
from pos.domain.selling.receipt import Receipt
from pos.errors.devices import PrinterUnreachable
from pos.services.printing.print_queue import JOB_LIFE_MS, Printing
from pos.services.till import Till
from tests.shop import LAN, SOY, FakeClock, Shop, grant

PATIENCE_SECONDS = 20.0


class FakePrinter:
    """A printer that can be switched off; it keeps what it printed as text."""

    def __init__(self) -> None:
        self.on = True
        self.papers: list[str] = []
        self.drawers: list[bool] = []
        self.tried = threading.Event()

    def print_receipt(self, receipt: Receipt) -> None:
        self.tried.set()
        if not self.on:
            raise PrinterUnreachable(url="fake", reason="off")
        self.drawers.append(receipt.opens_drawer)
        self.papers.append(plain_text(receipt_bytes(receipt, columns=48, encoding="gb18030")))

    def open_drawer(self) -> None:
        """Nothing to open."""


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path / "till")


@pytest.fixture
def till(shop: Shop) -> Iterator[Till]:
    opened = shop.start_selling()
    opened.printing.stop()
    yield opened
    opened.close()


def queue(till: Till, printer: FakePrinter, clock: FakeClock) -> Printing:
    """A queue over the till's jobs with a printer we can switch."""
    jobs = till.checkout._parts.recorder.ledger.print_jobs
    printing = Printing(jobs, printer, till.receipts.compose, clock, retry_seconds=0.02)
    printing.start()
    return printing


def sell(till: Till) -> str:
    till.checkout.scan(SOY)
    till.checkout.pay(TenderKind.CASH, "10")
    return till.checkout.done().sale_no


def test_a_receipt_comes_out_after_the_sale(shop: Shop, till: Till) -> None:
    printer = FakePrinter()
    printing = queue(till, printer, shop.clock)

    number = sell(till)
    printing.poke()

    assert printing.wait_until_idle(PATIENCE_SECONDS)
    (paper,) = printer.papers
    assert number in paper
    assert "重印" not in paper
    assert printing.view().healthy
    printing.stop()


def test_a_dead_printer_stops_no_sale_and_prints_when_it_is_back(shop: Shop, till: Till) -> None:
    printer = FakePrinter()
    printer.on = False
    printing = queue(till, printer, shop.clock)
    numbers = [sell(till) for _ in range(3)]
    printing.poke()
    assert printer.tried.wait(PATIENCE_SECONDS)
    printer.tried.clear()
    assert printer.tried.wait(PATIENCE_SECONDS)  # It was tried again: the first failure is in the view.
    assert (printing.view().healthy, printing.view().problem) == (False, "printer.unreachable")

    printer.on = True

    assert printing.wait_until_idle(PATIENCE_SECONDS)
    assert [
        number for number, paper in zip(numbers, printer.papers, strict=True) if number in paper
    ] == numbers
    assert printing.view().waiting == 0
    printing.stop()


def test_what_waited_too_long_is_not_printed_any_more(shop: Shop, till: Till) -> None:
    sell(till)
    shop.clock.forward(seconds=JOB_LIFE_MS // 1000 + 1)
    fresh = sell(till)
    printer = FakePrinter()
    printing = queue(till, printer, shop.clock)

    assert printing.wait_until_idle(PATIENCE_SECONDS)
    (paper,) = printer.papers
    assert fresh in paper
    printing.stop()


def test_what_may_already_lie_in_the_tray_is_marked_after_a_restart(shop: Shop, till: Till) -> None:
    sell(till)
    shop.clock.forward(seconds=5)
    printer = FakePrinter()
    printing = queue(till, printer, shop.clock)  # A new start: the job is from before it.

    assert printing.wait_until_idle(PATIENCE_SECONDS)
    assert "重印" in printer.papers[0]
    printing.stop()


def test_a_late_receipt_does_not_open_the_drawer(shop: Shop, till: Till) -> None:
    printer = FakePrinter()
    printing = queue(till, printer, shop.clock)
    sell(till)
    printing.poke()
    assert printing.wait_until_idle(PATIENCE_SECONDS)
    printer.on = False
    sell(till)
    shop.clock.forward(seconds=60)
    printer.on = True
    printing.poke()

    assert printing.wait_until_idle(PATIENCE_SECONDS)
    assert printer.drawers == [True, False]
    printing.stop()


def test_a_reprint_is_marked_and_remembered(shop: Shop, till: Till) -> None:
    printer = FakePrinter()
    printing = queue(till, printer, shop.clock)
    number = sell(till)
    entries = till.checkout._parts.recorder.ledger.head()[0]

    till.receipts.reprint(number)
    printing.poke()

    assert printing.wait_until_idle(PATIENCE_SECONDS)
    assert ["重印" in paper for paper in printer.papers] == [False, True]
    assert till.checkout._parts.recorder.ledger.head()[0] == entries + 1
    printing.stop()


def test_a_job_that_cannot_be_made_does_not_block_the_next(shop: Shop, till: Till) -> None:
    from pos.ledger.print_jobs import JobKind, NewPrintJob

    jobs = till.checkout._parts.recorder.ledger.print_jobs
    jobs.add(NewPrintJob("bad", JobKind.RECEIPT, "S01-1-20990101-0001", shop.clock.now_ms()))
    number = sell(till)
    printer = FakePrinter()
    printing = queue(till, printer, shop.clock)

    assert printing.wait_until_idle(PATIENCE_SECONDS)
    assert [number in paper for paper in printer.papers] == [True]
    printing.stop()


def test_a_balance_is_printed_for_its_holder_and_never_shows_the_whole_card(shop: Shop, till: Till) -> None:
    grant(till, LAN, {"vegetable": 4_747, "staple": 0, "subsidy": 0})
    printer = FakePrinter()
    printing = queue(till, printer, shop.clock)

    till.receipts.print_balance(f"{LAN[:4]} {LAN[4:]}")
    printing.poke()

    assert printing.wait_until_idle(PATIENCE_SECONDS)
    (paper,) = printer.papers
    assert "47.47" in paper
    assert LAN[-4:] in paper
    assert LAN not in paper
    assert printer.drawers == [False]
    printing.stop()


def test_a_receipts_picture_is_drawn_from_the_printers_bytes(till: Till) -> None:
    number = sell(till)

    assert number in plain_text(till.receipts.preview_bytes(number))
    assert till.receipts.preview_png(number).startswith(b"\x89PNG")
