"""The printer is out of paper for an hour: no flood when it is back, nothing lost, and the screen says it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos.domain.people.permission import Act
from pos.ledger.print_jobs import JobKind
from pos.services.printing.print_queue import Printing
from pos.services.till import Till
from tests.services.printing.test_printing import PATIENCE_SECONDS, FakePrinter, queue
from tests.services.returning import return_goods, sell
from tests.shop import MANAGER, MANAGER_PIN, SOY, Shop


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path / "till")


@pytest.fixture
def till(shop: Shop) -> Iterator[Till]:
    opened = shop.start_selling()
    opened.printing.stop()
    yield opened
    opened.close()


def tried(printing: Printing, printer: FakePrinter) -> None:
    """Two tries, so that the view is of a whole one."""
    printing.poke()
    for _ in range(2):
        printer.tried.clear()
        assert printer.tried.wait(PATIENCE_SECONDS)


def close_the_day(till: Till) -> str:
    till.shifts.count("cash", "500")
    till.shifts.close("没有零钱")
    till.permissions.approve(Act.CLOSE_DAY, MANAGER, MANAGER_PIN)
    return till.days.close(till.days.today(), "店长看过").number


def test_after_an_hour_without_paper_only_what_somebody_waits_for_comes_out(shop: Shop, till: Till) -> None:
    printer = FakePrinter()
    printer.on = False
    printing = queue(till, printer, shop.clock)
    first = sell(till, SOY)
    back = return_goods(till, first, {1: 1_000}).return_no
    old = [sell(till, SOY) for _ in range(20)]
    tried(printing, printer)
    assert (printing.view().waiting, printing.view().missing) == (22, 0)

    shop.clock.forward(hours=1)
    fresh = sell(till, SOY)
    tried(printing, printer)
    assert (printing.view().waiting, printing.view().missing) == (1, 22)
    printer.on = True
    assert printing.wait_until_idle(PATIENCE_SECONDS)

    (paper,) = printer.papers
    assert fresh in paper
    assert (printing.view().problem, printing.view().missing) == (None, 22)
    summaries = till.receipts.recent(30)
    assert {each.sale_no for each in summaries if each.paper_missing} == {first, *old}

    till.receipts.reprint(first, reason="缺纸")
    till.permissions.approve(Act.REPRINT, MANAGER, MANAGER_PIN)
    till.returns.reprint(back, reason="缺纸")
    printing.poke()
    assert printing.wait_until_idle(PATIENCE_SECONDS)
    assert ["重印" in paper for paper in printer.papers] == [False, True, True]
    assert printing.view().missing == 20
    printing.stop()


def test_a_dead_printer_is_not_well_because_its_papers_were_given_up(shop: Shop, till: Till) -> None:
    printer = FakePrinter()
    printer.on = False
    printing = queue(till, printer, shop.clock)
    sell(till, SOY)
    tried(printing, printer)

    shop.clock.forward(hours=1)

    assert printing.wait_until_idle(PATIENCE_SECONDS)
    view = printing.view()
    assert (view.waiting, view.missing, view.problem) == (0, 1, "printer.unreachable")
    printing.stop()


def test_the_papers_of_the_closing_wait_however_long(shop: Shop, till: Till) -> None:
    printer = FakePrinter()
    printer.on = False
    printing = queue(till, printer, shop.clock)
    sold = sell(till, SOY)
    till.shifts.print_x_report()
    number = close_the_day(till)
    tried(printing, printer)

    shop.clock.forward(hours=10)
    printer.on = True

    assert printing.wait_until_idle(PATIENCE_SECONDS)
    shift, day = printer.papers  # And neither the receipt nor the X report of this morning.
    assert "交班单" in shift
    assert number in day and sold not in day
    assert not any("重印" in paper for paper in printer.papers)
    printing.stop()


def test_a_second_paper_of_a_day_says_that_it_is_the_second(shop: Shop, till: Till) -> None:
    printer = FakePrinter()
    printing = queue(till, printer, shop.clock)
    sell(till, SOY)
    number = close_the_day(till)
    printing.poke()
    assert printing.wait_until_idle(PATIENCE_SECONDS)

    assert till.days.print_slip("2026-11-23") == number
    printing.poke()

    assert printing.wait_until_idle(PATIENCE_SECONDS)
    days = [paper for paper in printer.papers if "日结单" in paper]
    assert ["重印" in paper for paper in days] == [False, True]
    printing.stop()


def test_what_was_missing_before_a_restart_is_missing_after_it(shop: Shop, till: Till) -> None:
    sold = sell(till, SOY)
    shop.clock.forward(hours=1)
    jobs = till.checkout._parts.recorder.ledger.print_jobs
    assert [job.kind for job in jobs.waiting()] == [JobKind.RECEIPT]
    printing = queue(till, FakePrinter(), shop.clock)
    assert printing.wait_until_idle(PATIENCE_SECONDS)
    printing.stop()

    again = queue(till, FakePrinter(), shop.clock)

    assert again.wait_until_idle(PATIENCE_SECONDS)
    assert again.view().missing == 1
    assert [each.sale_no for each in till.receipts.recent() if each.paper_missing] == [sold]
    again.stop()
