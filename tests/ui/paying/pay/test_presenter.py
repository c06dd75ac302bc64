from __future__ import annotations

import pytest

from pos.domain.paying.tender import TenderKind
from pos.errors.paying import ReferenceNeeded
from pos.services.counter.state import CompletedSale
from pos.services.till import Till
from pos.ui.paying.pay.pictures import PayPicture, quick_amounts
from pos.ui.paying.pay.presenter import PayPresenter
from pos.ui.paying.payments.presenter import PaymentsPresenter
from tests.shop import LAN, OIL
from tests.ui.fakes import FakePaymentView, FakePayView, FakeShell, InlineBackground

WECHAT, ALIPAY = "134567890123453391", "281234567890123456"


class Desk:
    """The payment of one bottle of oil (69.90), with a view that only writes down."""

    def __init__(self, till: Till) -> None:
        self.till, self.shell, self.view = till, FakeShell(), FakePayView()
        self.completed: list[CompletedSale] = []
        panel = FakePaymentView(self.shell)
        payments = PaymentsPresenter(
            till.payments, lambda: panel, self.shell, InlineBackground(), lambda: till.people.signed_in
        )
        self.presenter = PayPresenter(
            till.checkout,
            payments,
            lambda: self.view,
            self.shell,
            self.completed.append,
        )
        self.shell.show_changed = lambda state, _line: self.presenter.show(state)
        till.checkout.scan(OIL)
        self.presenter.begin()
        self.presenter.show(till.checkout.begin_payment())

    @property
    def picture(self) -> PayPicture:
        picture = self.view.shown["show_payment"]
        assert isinstance(picture, PayPicture)
        return picture

    @property
    def code(self) -> str:
        return self.shell.notice.code if self.shell.notice else ""

    def enter(self, text: str = "") -> None:
        self.view.text = text
        self.presenter.confirmed()


@pytest.fixture
def desk(till: Till) -> Desk:
    return Desk(till)


def test_enter_pays_exactly_in_cash_and_the_sale_is_done(desk: Desk) -> None:
    desk.enter()
    assert [sale.change for sale in desk.completed] == [0]


def test_a_note_gives_change(desk: Desk) -> None:
    desk.enter("100")
    assert (desk.completed[0].change, desk.view.text) == (3_010, "")


def test_the_change_is_shown_while_the_amount_is_typed(desk: Desk) -> None:
    seen = []
    for typed in ("1", "10", "100", "100.", "100.1.2", ""):
        desk.view.text = typed
        desk.presenter.typed()
        seen.append((desk.picture.figure_word, desk.picture.figure))
    due = ("还差", "69.90")
    assert seen == [("还差", "68.90"), ("还差", "59.90"), ("找零", "30.10"), ("找零", "30.10"), due, due]
    assert not desk.picture.tenders
    desk.view.text = "100"
    desk.presenter.chosen(TenderKind.WECHAT)
    assert (desk.picture.figure_word, desk.picture.figure) == due


def test_wechat_needs_the_cashiers_yes_and_enter_is_none(desk: Desk) -> None:
    desk.presenter.chosen(TenderKind.WECHAT)
    desk.enter("50")
    assert not desk.picture.tenders
    assert desk.shell.confirmation is not None
    assert (desk.shell.confirmation.yes, desk.shell.confirmation.figure) == ("已到账", "50.00")
    desk.shell.say_yes()
    assert [row.detail for row in desk.picture.tenders] == ["已确认"]
    assert (desk.picture.due, desk.picture.kind) == ("19.90", TenderKind.CASH)


def test_a_payment_code_waits_for_the_cashiers_yes_and_pays_by_its_provider(desk: Desk) -> None:
    desk.presenter.scanned(WECHAT)
    assert not desk.picture.tenders
    assert desk.shell.confirmation is not None
    assert desk.shell.confirmation.words.startswith("付款码 ····3391。")
    desk.shell.say_yes()
    row = desk.picture.tenders[0]
    assert (row.title, row.detail, row.amount) == ("微信支付", "付款码 ····3391 · 已确认", "69.90")
    assert len(desk.completed) == 1


def test_a_payment_code_pays_only_what_was_typed_before(desk: Desk) -> None:
    desk.view.text = "50"
    desk.presenter.scanned(WECHAT)
    assert desk.shell.confirmation is not None
    assert desk.shell.confirmation.figure == "50.00"
    desk.shell.say_yes()
    assert (desk.picture.tenders[0].amount, desk.picture.due) == ("50.00", "19.90")


def test_tenders_may_be_mixed_and_taken_back(desk: Desk) -> None:
    desk.enter("20")
    desk.view.text = "40"
    desk.presenter.scanned(ALIPAY)
    desk.shell.say_yes()
    assert [row.amount for row in desk.picture.tenders] == ["20.00", "40.00"]
    desk.presenter.taken_back(1)
    assert [row.title for row in desk.picture.tenders] == ["支付宝"]
    assert desk.picture.due == "29.90"
    desk.enter()
    assert len(desk.completed) == 1


def test_a_phones_money_is_taken_back_only_when_the_customer_has_it(desk: Desk) -> None:
    desk.enter("20")
    desk.view.text = "40"
    desk.presenter.scanned(WECHAT)
    desk.shell.say_yes()
    desk.presenter.last_taken_back()
    assert len(desk.picture.tenders) == 2
    assert desk.shell.confirmation is not None
    assert desk.shell.confirmation.words == "撤回前请先把 40.00 元退给顾客。"
    assert desk.shell.confirmation.yes == "已退给顾客"
    desk.shell.say_yes()
    assert [row.title for row in desk.picture.tenders] == ["现金"]
    desk.presenter.last_taken_back()
    desk.presenter.last_taken_back()
    assert desk.till.checkout.state.basket.tenders == ()
    assert desk.code == ""


def test_round_amounts_are_offered_for_cash_only(desk: Desk) -> None:
    assert desk.picture.quick == (("¥70", "70"), ("¥100", "100"), ("¥200", "200"))
    desk.presenter.quick("100")
    assert desk.completed[0].change == 3_010


def test_no_round_amounts_are_offered_for_a_phone(desk: Desk) -> None:
    desk.presenter.chosen(TenderKind.ALIPAY)
    assert not desk.picture.quick


def test_goods_scanned_while_paying_are_refused_in_words_and_nothing_is_lost(desk: Desk) -> None:
    desk.presenter.scanned(OIL)
    assert desk.code == "goods.not_expected"
    assert len(desk.till.checkout.state.basket.lines) == 1


def test_more_than_is_due_can_only_be_cash(desk: Desk) -> None:
    desk.presenter.chosen(TenderKind.WECHAT)
    desk.enter("100")
    assert desk.code == "tender.too_much"
    assert desk.shell.confirmation is None, "what cannot be taken is not asked about"


@pytest.mark.parametrize(
    ("typed", "code"),
    [("1.2.3", "amount.unreadable"), ("0", "amount.out_of_range"), ("1000000000", "amount.out_of_range")],
)
def test_an_amount_that_is_none_is_refused_in_words(desk: Desk, typed: str, code: str) -> None:
    desk.enter(typed)
    assert desk.code == code
    desk.presenter.chosen(TenderKind.WECHAT)
    desk.enter("1.2.3")
    assert desk.code == "amount.unreadable"


def test_full_width_digits_are_an_amount(desk: Desk) -> None:
    desk.enter("１００")
    assert desk.completed[0].change == 3_010


def test_all_due_twice_is_said_and_not_taken_twice(desk: Desk) -> None:
    desk.presenter.all_due()
    desk.presenter.all_due()
    assert desk.code == "basket.empty"
    assert len(desk.completed) == 1
    desk.presenter.chosen(TenderKind.WECHAT)
    desk.presenter.all_due()
    assert desk.code == "tender.nothing_due"


def test_one_goes_back_to_the_goods_only_without_money_on_the_table(desk: Desk) -> None:
    desk.enter("20")
    desk.presenter.left()
    assert desk.code == "sale.being_paid"
    desk.presenter.taken_back(1)
    desk.presenter.left()
    assert not desk.till.checkout.state.basket.paying


def test_with_a_card_the_rows_say_what_it_pays(till: Till) -> None:
    till.checkout.attach_card(LAN)
    desk = Desk(till)
    assert desk.picture.rows == (
        ("市场价合计", "69.90", False),
        ("爱心优惠", "−13.98", True),
        ("补贴支付", "−55.92", True),
    )
    assert desk.picture.is_paid
    desk.enter()
    assert desk.completed[0].payable == 0


def test_the_amounts_of_the_design_are_offered() -> None:
    assert [words for words, _typed in quick_amounts(5_729)] == ["¥60", "¥100", "¥200"]
    assert quick_amounts(0) == ()


def test_so_much_cash_is_asked_about_and_only_a_yes_takes_it(desk: Desk) -> None:
    desk.view.text = "999999.90"
    desk.presenter.confirmed()
    asked = desk.shell.confirmation
    assert asked is not None
    assert (asked.yes, asked.no) == ("金额没有错", "重新输入")
    assert "999,999.90" in asked.title
    assert not desk.picture.tenders
    assert not desk.completed, "nothing is taken while it is asked"

    desk.shell.say_yes()

    assert [sale.change for sale in desk.completed] == [99_993_000]


def test_other_is_always_something_and_a_voucher_says_its_number(desk: Desk) -> None:
    desk.presenter.chosen(TenderKind.OTHER)
    choices = desk.shell.choices
    assert choices is not None
    assert [(each.title, each.detail) for each in choices.items] == [
        ("银行卡", ""), ("消费券", "要登记券号"), ("单位挂账", "要登记单位名称"),
    ]  # fmt: skip
    assert desk.picture.kind is TenderKind.CASH, "nothing is chosen yet"
    desk.shell.answer("voucher")
    assert (desk.picture.kind, desk.picture.figure_word) == (TenderKind.OTHER, "还差 · 消费券")
    desk.enter("9.90")
    question = desk.shell.question
    assert question is not None and (question.title, question.letters) == ("消费券：券号", True)
    with pytest.raises(ReferenceNeeded):
        desk.shell.answer("")
    desk.shell.answer("A-77")
    asked = desk.shell.confirmation
    assert asked is not None and (asked.figure, asked.third) == ("9.90", "")
    assert asked.words.startswith("A-77。")
    desk.shell.say_yes()
    assert [(row.title, row.detail) for row in desk.picture.tenders] == [("消费券", "A-77 · 已确认")]
    desk.presenter.taken_back(1)
    assert desk.shell.confirmation is not None and desk.shell.confirmation.title == "撤回消费券收款"


def test_a_bank_card_pays_the_rest_with_one_yes(desk: Desk) -> None:
    desk.presenter.chosen(TenderKind.OTHER)
    desk.shell.answer("bank_card")
    desk.presenter.all_due()
    desk.shell.say_yes()
    sale = desk.completed[0]
    assert (sale.payable, sale.unknown) == (6_990, 0)
