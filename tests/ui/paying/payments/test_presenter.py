"""The panel of a phone payment, with views that only write down."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from pos.domain.paying.tender import TenderKind
from pos.domain.people.permission import Act
from pos.errors import PosError
from pos.services.paying.payment_simulator import Customer, Script
from pos.ui.paying.pay.pictures import PayPicture
from pos.ui.paying.pay.presenter import PayPresenter
from pos.ui.paying.payments.pictures import PaymentAct, PaymentPicture, since_words
from pos.ui.paying.payments.presenter import PaymentsPresenter
from pos.ui.places import Panel
from tests.services.payments import WECHAT, PayingShop, code, paying_shop
from tests.shop import OIL, Shop
from tests.ui.fakes import FakePaymentView, FakePayView, FakeShell, InlineBackground

Result = TypeVar("Result")


class SlowBackground:
    """Keeps the work until the test lets it go."""

    def __init__(self) -> None:
        self.kept: list[Callable[[], None]] = []

    def run(
        self,
        work: Callable[[], Result],
        *,
        done: Callable[[Result], None],
        failed: Callable[[PosError], None],
    ) -> None:
        self.kept.append(lambda: done(work()))

    def go(self) -> None:
        kept, self.kept = self.kept, []
        for each in kept:
            each()


class Counter:
    """A payment of one bottle of oil (69.90) at a till whose WeChat is pretended."""

    def __init__(self, shop: Shop, *, slow: bool = False) -> None:
        self.shop, self.till = shop, shop.start_selling()
        self.shell, self.pay_view, self.background = FakeShell(), FakePayView(), SlowBackground()
        self.panel = FakePaymentView(self.shell)
        background = self.background if slow else InlineBackground()
        self.presenter = PaymentsPresenter(
            self.till.payments,
            lambda: self.panel,
            self.shell,
            background,
            lambda: self.till.people.signed_in,
        )
        self.pay = PayPresenter(
            self.till.checkout,
            self.presenter,
            lambda: self.pay_view,
            self.shell,
            lambda _sale: None,
        )
        self.shell.show_changed = lambda state, _line: self.pay.show(state)
        self.till.checkout.scan(OIL)
        self.pay.begin()
        self.pay.show(self.till.checkout.begin_payment())

    def panel_open(self) -> bool:
        return self.shell.panel is Panel.PAYMENT

    @property
    def picture(self) -> PaymentPicture:
        picture = self.panel.shown["show_payment"]
        assert isinstance(picture, PaymentPicture)
        return picture

    @property
    def screen(self) -> PayPicture:
        picture = self.pay_view.shown["show_payment"]
        assert isinstance(picture, PayPicture)
        return picture

    def pass_time(self, seconds: int) -> None:
        for _second in range(seconds):
            self.shop.clock.forward(seconds=1)
            self.presenter.tick()


@pytest.fixture
def shop(tmp_path: Path) -> PayingShop:
    return paying_shop(tmp_path / "till")


@pytest.fixture
def counter(shop: PayingShop) -> Iterator[Counter]:
    made = Counter(shop)
    yield made
    made.till.close()


def test_a_scanned_code_is_asked_off_the_window_and_the_panel_waits(shop: PayingShop) -> None:
    counter = Counter(shop, slow=True)
    counter.pay.scanned(code(1))
    assert counter.panel_open()
    assert (counter.picture.state, counter.picture.amount) == ("正在等结果", "69.90")
    counter.background.go()
    assert not counter.panel_open()
    assert counter.shell.said().title == "微信收到 69.90 元"
    assert counter.screen.is_paid
    counter.till.close()


def test_a_second_code_meets_the_panel_of_the_first(shop: PayingShop) -> None:
    counter = Counter(shop, slow=True)
    counter.pay.scanned(code(1))
    counter.shell.close_panel()
    counter.pay.scanned(code(2))
    assert (counter.shell.panel, counter.shell.said().code) == (Panel.PAYMENT, "payment.pending")
    counter.background.go()
    assert len(shop.money) == 1
    counter.till.close()


def test_the_seconds_count_while_the_customer_types_the_password(counter: Counter, shop: PayingShop) -> None:
    shop.scripts = [Script(customer=Customer.CONFIRMS, password_ms=14_000)]
    counter.pay.scanned(code(1))
    assert (counter.picture.state, counter.picture.since) == ("待顾客输密码", "已 0 秒")
    counter.pass_time(9)
    assert counter.picture.since == "已 9 秒"
    assert counter.screen.tenders[0].detail == "待顾客输密码 · 已 9 秒 · 不算已收"
    counter.pass_time(12)
    assert counter.screen.is_paid
    assert not counter.panel_open()


def test_a_refusal_is_said_as_the_customer_can_be_told(counter: Counter, shop: PayingShop) -> None:
    shop.scripts = [Script(customer=Customer.HAS_NOT_ENOUGH)]
    counter.pay.scanned(code(1))
    said = counter.shell.said()
    assert (said.title, said.what_next) == (
        "微信没有收到 69.90 元",
        "顾客余额不足，请换一张卡或别的方式。",
    )
    assert counter.screen.tenders == ()


def test_an_unclear_payment_offers_all_ways_on(counter: Counter, shop: PayingShop) -> None:
    shop.scripts = [Script(unclear=True, queries_lost=99)]
    counter.pay.scanned(code(1))
    assert counter.picture.state == "结果不明"
    assert set(counter.picture.acts) == set(PaymentAct) - {PaymentAct.GIVEN_BACK}
    counter.presenter.pressed(PaymentAct.QUERY)
    assert counter.picture.state == "结果不明"


def test_a_query_by_hand_finds_the_money(counter: Counter, shop: PayingShop) -> None:
    shop.scripts = [Script(unclear=True)]
    counter.pay.scanned(code(1))
    counter.presenter.pressed(PaymentAct.QUERY)
    assert counter.screen.is_paid


def test_a_reverse_is_said_once_it_is_sure(counter: Counter, shop: PayingShop) -> None:
    shop.scripts = [Script(unclear=True, queries_lost=1)]
    counter.pay.scanned(code(1))
    counter.presenter.pressed(PaymentAct.REVERSE)
    assert (counter.picture.state, counter.shell.panel) == ("正在撤销", Panel.PAYMENT)
    counter.pass_time(25)
    assert counter.shell.said().title == "微信 69.90 元已撤销"
    assert (counter.shell.panel, shop.money) == (None, {})


def test_other_money_is_cash_and_the_payment_stays_listed(counter: Counter, shop: PayingShop) -> None:
    shop.scripts = [Script(unclear=True)]
    counter.pay.scanned(code(1))
    counter.presenter.pressed(PaymentAct.ASIDE)
    assert (counter.shell.panel, counter.screen.kind) == (None, TenderKind.CASH)
    assert [row.payment_id != "" for row in counter.screen.tenders] == [True]
    counter.pay.all_due()
    assert counter.till.receipts.last_sale_no() is not None
    counter.pass_time(10)
    assert counter.shell.said().title == "多收，需退：微信 69.90 元到账了"
    counter.presenter.list_all()
    (line,) = counter.shell.offered()
    assert (line.title, line.amount) == ("微信 · 多收，需退", "69.90")
    counter.shell.answer(line.key)
    assert counter.picture.acts == (PaymentAct.REVERSE, PaymentAct.GIVEN_BACK)
    counter.presenter.pressed(PaymentAct.REVERSE)
    counter.pass_time(20)
    assert (counter.till.payments.open(), shop.money) == ((), {})


def test_goods_go_with_an_unknown_payment_once_somebody_approves(counter: Counter, shop: PayingShop) -> None:
    shop.scripts = [Script(unclear=True, queries_lost=99)]
    counter.pay.scanned(code(1))
    counter.presenter.pressed(PaymentAct.UNPAID)
    assert counter.shell.needed is not None
    counter.till.permissions.approve(Act.FINISH_UNPAID, "2001", "8888")
    counter.shell.again()
    assert counter.shell.said().title == "已挂为待确认"
    assert [row.detail for row in counter.screen.tenders] == ["付款码 ····0001 · 待确认"]
    assert counter.screen.is_paid
    counter.till.checkout.done()
    counter.presenter.list_all()
    (line,) = counter.shell.offered()
    assert "货已交" in line.detail
    counter.shell.answer(line.key)
    counter.till.permissions.approve(Act.RESOLVE_PAYMENT, "2001", "8888")
    counter.presenter.pressed(PaymentAct.RECEIVED)
    assert counter.till.payments.open() == ()
    assert counter.shell.said().title == "微信收到 69.90 元"


def test_a_tender_of_a_provider_is_taken_back_to_the_phone(counter: Counter, shop: PayingShop) -> None:
    counter.pay_view.text = "60"
    counter.pay.scanned(code(1))
    counter.pay.last_taken_back()
    assert counter.shell.confirmation is not None
    assert counter.shell.confirmation.yes == "退回顾客"
    counter.shell.say_yes()
    assert (counter.picture.state, counter.screen.due) == ("正在撤销", "69.90")
    counter.pass_time(20)
    assert shop.money == {}


def test_without_a_scanner_the_code_is_typed(counter: Counter, shop: PayingShop) -> None:
    counter.pay.chosen(WECHAT)
    counter.pay.confirmed()
    assert counter.shell.question is not None
    assert counter.shell.question.title == "微信付款码"
    counter.shell.answer(code(1))
    assert counter.screen.is_paid


def test_enter_with_nothing_typed_shows_the_payment_that_waits(counter: Counter, shop: PayingShop) -> None:
    shop.scripts = [Script(unclear=True)]
    counter.pay.scanned(code(1))
    counter.shell.close_panel()
    counter.pay.confirmed()
    assert counter.panel_open()
    assert counter.till.checkout.state.basket.tenders == ()


def test_nothing_to_list_is_said(counter: Counter) -> None:
    counter.presenter.list_all()
    assert counter.shell.said().title == "没有待确认的付款"


def test_by_hand_the_third_answer_leaves_it_to_somebody_who_looks(tmp_path: Path) -> None:
    counter = Counter(Shop(tmp_path / "by-hand"))
    counter.pay.scanned(code(1))
    assert counter.shell.confirmation is not None
    assert counter.shell.confirmation.third == "不清楚"
    counter.shell.say_neither()
    assert counter.picture.state == "结果不明"
    assert counter.picture.acts == (
        PaymentAct.RECEIVED,
        PaymentAct.NOT_RECEIVED,
        PaymentAct.ASIDE,
        PaymentAct.UNPAID,
    )
    counter.till.permissions.approve(Act.RESOLVE_PAYMENT, "2001", "8888")
    counter.presenter.pressed(PaymentAct.NOT_RECEIVED)
    assert counter.shell.said().title == "微信没有收到 69.90 元"
    assert counter.screen.tenders == ()
    counter.till.close()


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "已 0 秒"), (119, "已 119 秒"), (120, "已 2 分钟"), (7_200, "已 2 小时"), (172_800, "已 2 天")],
)
def test_time_is_told_in_the_unit_that_says_enough(seconds: int, words: str) -> None:
    assert since_words(seconds) == words
