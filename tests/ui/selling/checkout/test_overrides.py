"""What is asked before a cashier goes beyond the price list, and what a second person's yes leads to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos.services.till import Till
from pos.ui.places import Panel
from pos.ui.selling.checkout.overrides import OverridesPresenter
from pos.ui.selling.checkout.presenter import day_words
from tests.shop import (
    GOODS,
    MANAGER,
    MANAGER_PIN,
    OIL,
    SOY,
    label,
)
from tests.ui.fakes import FakeShell


def desk(till: Till, *, manager: bool = False) -> tuple[OverridesPresenter, FakeShell]:
    if manager:
        till.people.sign_in(MANAGER, MANAGER_PIN)
    shell = FakeShell()
    return OverridesPresenter(till, shell), shell


def total_announced(till: Till, *codes: str) -> None:
    for code in codes:
        till.checkout.scan(code)
    till.checkout.begin_payment()
    till.checkout.leave_payment()


def test_a_price_is_asked_with_a_reason_of_the_shops_list(till: Till) -> None:
    presenter, shell = desk(till, manager=True)
    till.checkout.scan(OIL)
    presenter.change_price(1)
    assert shell.why is not None
    assert "标签与价格不符" in shell.why.reasons and shell.why.prefill == "69.90"
    shell.because("包装破损", amount="65")
    assert till.checkout.state.basket.lines[0].unit_price == 6_500


def test_a_reason_must_be_said(till: Till) -> None:
    presenter, shell = desk(till, manager=True)
    till.checkout.scan(OIL)
    presenter.change_price(1)
    assert shell.attempt(lambda: shell.because(amount="65")) is None
    assert shell.said().code == "reason.needed"
    shell.because(amount="65", typed="老顾客")
    assert till.checkout.state.basket.lines[0].unit_price == 6_500


def test_the_second_act_of_the_price_is_a_discount_and_back(till: Till) -> None:
    presenter, shell = desk(till, manager=True)
    till.checkout.scan(OIL)
    presenter.change_price(1)
    shell.press_extra()
    assert shell.why is not None and shell.why.unit == "%"
    shell.because("促销", amount="10")
    assert till.checkout.state.basket.lines[0].unit_price == 6_291


def test_what_cannot_be_changed_is_said_before_anything_is_typed(till: Till) -> None:
    presenter, shell = desk(till)
    presenter.change_price(None)
    assert shell.said().code == "basket.empty"
    till.checkout.scan(label("21", "00123", 454))
    presenter.change_price(1)
    assert shell.said().code == "price.fixed_by_label"


def test_goods_not_on_file_are_asked_for_by_category_price_and_name(till: Till) -> None:
    presenter, shell = desk(till)
    presenter.unlisted()
    assert shell.offered()[0].key == "蔬菜"
    assert "授权" in shell.offered()[0].detail
    shell.answer("调味")
    shell.because("条码破损", amount="3.50", typed="豆瓣酱")
    line = till.checkout.state.basket.lines[0]
    assert (line.name, line.market) == ("豆瓣酱", 350)


def test_after_the_total_a_line_and_the_whole_sale_want_a_reason(till: Till) -> None:
    presenter, shell = desk(till, manager=True)
    total_announced(till, OIL, SOY)
    presenter.drop(1)
    assert shell.panel is Panel.REASON
    shell.because("暂不购买")
    assert [line.code for line in till.checkout.state.basket.lines] == [SOY]
    presenter.cancel()
    shell.because("顾客不要了")
    assert till.checkout.state.basket.is_untouched


def test_before_the_total_cancelling_only_asks_whether_it_is_meant(till: Till) -> None:
    presenter, shell = desk(till)
    presenter.cancel()
    assert shell.said().code == "basket.empty"
    till.checkout.scan(OIL)
    presenter.cancel()
    assert till.checkout.state.basket.lines
    shell.say_yes()
    assert not till.checkout.state.basket.lines


def test_a_sale_without_goods_is_cancelled_without_a_question(till: Till) -> None:
    """Nothing would be lost: `这一单的 0 行商品都不要了？` must never be asked."""
    presenter, shell = desk(till)
    till.checkout.set_next_quantity("3")
    presenter.cancel()
    assert shell.panel is None and till.checkout.state.basket.is_untouched


def test_the_drawer_without_a_printer_is_opened_by_its_key_and_the_journal_knows(till: Till) -> None:
    presenter, shell = desk(till, manager=True)
    presenter.drawer()
    shell.because("换零钱")
    assert "钥匙" in shell.said().title


def test_prices_that_changed_over_a_hold_are_told_and_the_old_ones_can_be_kept(till: Till) -> None:
    presenter, shell = desk(till)
    till.checkout.scan(SOY)
    till.checkout.hold()
    catalogue = till.checkout._parts.cards._catalogue
    catalogue.replace_goods(replace(each, price=each.price + 40) for each in GOODS)
    state = till.checkout.recall(1)
    assert state.quote.totals.payable == 1_030
    presenter.offer_held_prices(state)
    assert shell.choices is not None and "9.90 → 10.30" in shell.choices.words
    shell.answer("new")
    assert till.checkout.state.quote.totals.payable == 1_030
    shell.answer("old")
    line = till.checkout.state.basket.lines[0]
    assert (line.unit_price, line.list_price) == (990, 1_030)


@pytest.mark.parametrize(
    ("began", "today", "words"),
    [
        ("2026-11-23", "2026-11-23", ""),
        ("2026-11-23", "2026-11-24", "这一单算 11-23 的"),
        ("2026-11-30", "2026-12-01", "这一单算 11-30 的，用 11 月额度"),
    ],
)
def test_over_midnight_the_screen_says_which_day_a_sale_belongs_to(
    began: str, today: str, words: str
) -> None:
    assert day_words(began, today) == words
