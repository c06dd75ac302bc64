"""No shift and no day hides a payment whose money is not in its place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos.domain.days.day import DayFigures
from pos.domain.paying.tender import TenderKind
from pos.domain.people.permission import Act
from pos.domain.shifts.takings import Taking
from pos.services.paying.payment_simulator import Script
from pos.services.paying.payments import PersonSays
from pos.services.till import Till
from tests.services.payments import OIL_FEN, WECHAT, PayingShop, ask, code, pass_time, paying_shop, ring_up
from tests.services.returning import first_bad

DATE = "2026-11-23"


@pytest.fixture
def shop(tmp_path: Path) -> PayingShop:
    return paying_shop(tmp_path / "till")


@pytest.fixture
def till(shop: PayingShop) -> Iterator[Till]:
    opened = shop.start_selling()
    ring_up(opened)
    yield opened
    opened.close()


def figures(till: Till) -> DayFigures:
    till.permissions.approve(Act.BROWSE_JOURNAL, "2001", "8888")
    return till.days.figures(DATE)


def wechat(till: Till) -> Taking:
    (taking,) = (each for each in figures(till).takings if each.kind == WECHAT.value)
    return taking


def test_a_paid_phone_is_money_that_is_expected(till: Till) -> None:
    ask(till, 1)
    till.checkout.done()
    assert (wechat(till).sold, wechat(till).unknown, wechat(till).expected) == (OIL_FEN, 0, OIL_FEN)
    assert figures(till).open_payments == ()


def test_goods_handed_over_for_an_unknown_payment_are_not_yet_money(till: Till, shop: PayingShop) -> None:
    shop.scripts = [Script(unclear=True, queries_lost=1_000)]
    payment_id = ask(till, 1)
    till.permissions.approve(Act.FINISH_UNPAID, "2001", "8888")
    till.payments.finish_unpaid()
    till.checkout.done()
    assert (wechat(till).sold, wechat(till).unknown) == (0, OIL_FEN)
    assert figures(till).open_payments == (payment_id,)
    till.permissions.approve(Act.RESOLVE_PAYMENT, "2001", "8888")
    till.payments.resolve(payment_id, PersonSays.RECEIVED)
    assert (wechat(till).sold, wechat(till).unknown) == (OIL_FEN, 0)
    assert figures(till).open_payments == ()
    told = [(each.act, each.approver, each.sale_no, each.before) for each in figures(till).overrides]
    assert told == [
        ("finish_unpaid", "2001", "S01-1-20261123-0001", OIL_FEN),
        ("settle_payment", "2001", "S01-1-20261123-0001", OIL_FEN),
    ]


def test_money_that_no_sale_wants_is_shown_until_it_has_gone_back(till: Till, shop: PayingShop) -> None:
    errand = till.payments.ask(WECHAT, None, code=code(1))
    till.checkout.pay(TenderKind.CASH, "70")
    till.checkout.done()
    till.payments.took(errand, errand.run())
    assert (wechat(till).sold, wechat(till).unknown) == (0, OIL_FEN)
    assert figures(till).open_payments == (errand.payment_id,)
    assert [each.payment_id for each in till.shifts.ending().open_payments] == [errand.payment_id]
    till.payments.reverse(errand.payment_id)
    pass_time(till, shop, 30)
    assert (wechat(till).sold, wechat(till).unknown) == (0, 0)
    assert figures(till).open_payments == ()
    assert till.shifts.ending().open_payments == ()


def test_an_answer_after_midnight_belongs_to_the_day_that_asked(till: Till, shop: PayingShop) -> None:
    shop.clock.forward(hours=13, seconds=17 * 60)  # 23:59
    errand = till.payments.ask(WECHAT, None, code=code(1))
    shop.clock.forward(seconds=120)
    till.payments.took(errand, errand.run())
    till.checkout.done()
    assert (wechat(till).sold, wechat(till).unknown) == (OIL_FEN, 0)
    assert figures(till).open_payments == ()


def test_a_payment_found_days_after_its_day_was_signed_makes_a_new_revision(
    till: Till, shop: PayingShop
) -> None:
    shop.scripts = [Script(unclear=True, queries_lost=1_000)]
    payment_id = ask(till, 1)
    till.permissions.approve(Act.FINISH_UNPAID, "2001", "8888")
    till.payments.finish_unpaid()
    till.checkout.done()
    till.shifts.count("cash", "500")
    till.shifts.close()
    till.people.sign_in("2001", "8888")
    assert till.days.close(DATE).figures.open_payments == (payment_id,)
    shop.clock.forward(days=2)
    till.payments.resolve(payment_id, PersonSays.RECEIVED)
    closed = till.days.close(DATE)
    assert (closed.revision, closed.figures.open_payments) == (2, ())
    till.shifts.open("500")  # The books of the new day know nothing of it.
    assert [each.sold for each in till.days.figures("2026-11-25").takings] == [0, 0, 0]
    till.close()
    assert first_bad(shop) is None
