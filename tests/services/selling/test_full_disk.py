"""A full disk at the counter: selling stops with words, nothing is half-written, and it goes on later."""

from __future__ import annotations

import pytest

from pos.domain.paying.tender import TenderKind
from pos.errors.ledger import LedgerUnwritable
from pos.ledger.verifying.verify import verify_ledger
from pos.services.installation.shipped import load_default_programme
from pos.services.till import Till
from tests.services.telling import sell_soy
from tests.shop import LAN, MANAGER, MANAGER_PIN, OIL, Shop, grant

SALES_MAX = 2_000


def limit_pages(till: Till, pages: int | None) -> None:
    """Let the ledger's file grow no further (None: as it likes), as a full disk would."""
    connection = till.checkout._parts.recorder.ledger._writer._connection
    assert connection is not None
    now = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {now + pages if pages is not None else 1_000_000}")


def sell_until_full(till: Till) -> int:
    for sold in range(SALES_MAX):
        try:
            sell_soy(till)
        except LedgerUnwritable:
            return sold
    raise AssertionError("the disk never got full")


def test_a_sale_that_cannot_be_written_stays_on_the_screen_and_is_done_later(shop: Shop, till: Till) -> None:
    limit_pages(till, 6)
    sold = sell_until_full(till)
    stuck = till.checkout.state
    assert till.status().ledger_problem == "ledger.unwritable"
    assert stuck.basket.lines
    assert stuck.paid_so_far.change == 10
    with pytest.raises(LedgerUnwritable):
        till.checkout.done()
    assert till.checkout.state == stuck

    limit_pages(till, None)  # Somebody made room.
    done = till.checkout.done()

    assert done.sale_no.endswith(f"-{sold + 1:04d}")
    assert till.status().ledger_problem is None
    till.close()
    report = verify_ledger(
        shop.folder / "ledger.db", public_key=None, default_programmes=(load_default_programme(),)
    )
    assert report.first_bad is None
    assert report.sales == sold + 1


def test_a_card_is_not_debited_by_a_sale_that_was_not_written(till: Till) -> None:
    grant(till, LAN)
    before = till.cards.balance(LAN)
    limit_pages(till, 6)
    sell_until_full(till)
    till.checkout.take_back(1)
    till.checkout.attach_card(LAN)
    till.checkout.leave_payment()
    till.checkout.scan(OIL)
    till.checkout.set_subsidy("0")
    till.checkout.pay(TenderKind.WECHAT, None, said_by=till.people.signed_in)
    with pytest.raises(LedgerUnwritable):
        till.checkout.done()

    assert till.cards.balance(LAN) == before


def count_until_full(till: Till) -> None:
    """What room is left in the last page is used up first."""
    for _ in range(SALES_MAX):
        till.shifts.count("cash", "509.90")


def test_a_count_and_a_close_on_a_full_disk_are_tried_again_later(till: Till) -> None:
    till.people.sign_in(MANAGER, MANAGER_PIN)
    sell_soy(till)
    limit_pages(till, 0)
    with pytest.raises(LedgerUnwritable):
        count_until_full(till)
    with pytest.raises(LedgerUnwritable):
        till.shifts.close()
    assert till.shifts.current() is not None

    limit_pages(till, None)
    assert till.shifts.count("cash", "509.90").difference == 0
    till.shifts.close()
    assert till.days.close("2026-11-23").figures.takings[0].difference == 0
