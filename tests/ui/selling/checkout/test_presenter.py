from __future__ import annotations

from typing import cast

import pytest

from pos.domain.calendar import business_date
from pos.domain.goods.goods import Goods, SoldBy
from pos.domain.selling.basket import Origin
from pos.services.till import Till
from pos.ui.places import Panel
from pos.ui.selling.checkout.acts import Act
from pos.ui.selling.checkout.overrides import OverridesPresenter
from pos.ui.selling.checkout.presenter import CheckoutPresenter
from tests.shop import LAN, OIL, SOY, label
from tests.ui.fakes import FakeCheckoutView, FakeShell

CABBAGE, OIL_ROW = "00123", "压榨菜籽油 5L"


class Counter:
    """The checkout with a view that only writes down."""

    def __init__(self, till: Till) -> None:
        self.till, self.shell, self.view = till, FakeShell(), FakeCheckoutView()
        self.searched: list[str] = []
        self.overrides = OverridesPresenter(till, self.shell)
        self.presenter = CheckoutPresenter(
            till.checkout,
            till.goods,
            lambda: self.view,
            self.shell,
            self.searched.append,
            self.overrides,
            last_sale=lambda: self.searched.append("last sale"),
            paid_by_code=lambda text: self.searched.append(f"paid by {text}"),
            today=lambda: business_date(till.clock.now_ms()),
        )
        self.shell.show_changed = self.presenter.show
        self.presenter.show(till.checkout.state)

    @property
    def names(self) -> list[str]:
        rows, _chosen = self.view.shown["show_rows"]
        return [row.name for row in rows]

    @property
    def chosen(self) -> int | None:
        _rows, chosen = self.view.shown["show_rows"]
        return cast("int | None", chosen)

    @property
    def code(self) -> str:
        return self.shell.notice.code if self.shell.notice else ""


@pytest.fixture
def counter(till: Till) -> Counter:
    return Counter(till)


def test_a_scan_adds_a_line_and_marks_it(counter: Counter) -> None:
    counter.presenter.scanned(OIL)
    counter.presenter.scanned(SOY)
    assert counter.names == [OIL_ROW, "酿造生抽 500ml"]
    assert counter.chosen == 2
    assert counter.view.shown["show_totals"].payable == "79.80"


def test_an_unknown_code_is_said_with_the_next_step_and_the_next_scan_takes_it_away(counter: Counter) -> None:
    counter.presenter.scanned("6901234567892")
    assert counter.code == "barcode.unknown"
    assert "F3" in counter.shell.said().what_next
    counter.presenter.scanned(OIL)
    assert counter.shell.notice is None


def test_three_star_sets_the_quantity_of_the_next_goods_alone(counter: Counter) -> None:
    counter.presenter.entered("3*")
    assert counter.view.shown["show_next_quantity"] == "下一件 × 3"
    counter.presenter.scanned(SOY)
    counter.presenter.scanned(OIL)
    assert [line.quantity for line in counter.till.checkout.state.basket.lines] == [3_000, 1_000]
    assert counter.view.shown["show_next_quantity"] == ""


@pytest.mark.parametrize("typed", ["3*", "３*", "3*69"])
def test_a_quantity_still_in_the_entry_counts_for_the_scan(counter: Counter, typed: str) -> None:
    counter.view.text = typed
    counter.presenter.scanned(OIL)
    counter.presenter.scanned(SOY)
    assert [line.quantity for line in counter.till.checkout.state.basket.lines] == [3_000, 1_000]
    assert counter.view.text == ""


def test_a_quantity_that_is_refused_sells_nothing(counter: Counter) -> None:
    counter.view.text = "0*"
    counter.presenter.scanned(OIL)
    assert (counter.code, counter.names) == ("quantity.out_of_range", [])
    assert counter.view.text == ""


@pytest.mark.parametrize("typed", ["690", "x", "3"])
def test_other_leftovers_in_the_entry_are_dropped_and_the_scan_sells_one(
    counter: Counter, typed: str
) -> None:
    counter.view.text = typed
    counter.presenter.scanned(OIL)
    assert [line.quantity for line in counter.till.checkout.state.basket.lines] == [1_000]
    assert counter.view.text == ""


def test_a_quantity_in_the_entry_counts_for_what_is_picked_in_the_search(counter: Counter) -> None:
    counter.view.text = "2*"
    counter.presenter.picked(counter.till.goods.search(OIL)[0], Origin.KEYED)
    assert counter.till.checkout.state.basket.lines[0].quantity == 2_000


def test_letters_that_open_the_search_leave_the_entry(counter: Counter) -> None:
    counter.view.text = "x"
    counter.presenter.typed("x")
    assert (counter.searched, counter.view.text) == (["x"], "")


def test_quantity_and_code_may_be_typed_in_one_go_and_full_width(counter: Counter) -> None:
    counter.presenter.entered(f"２*{SOY}")
    line = counter.till.checkout.state.basket.lines[0]
    assert (line.quantity, line.origin) == (2_000, Origin.KEYED)


@pytest.mark.parametrize("typed", ["0*", "-1*", "1000000000*", "x*", "*"])
def test_a_quantity_that_is_none_is_refused_in_words(counter: Counter, typed: str) -> None:
    counter.presenter.entered(typed)
    assert counter.code.startswith("quantity.")


def test_letters_search_while_they_are_typed_and_digits_do_not(counter: Counter) -> None:
    counter.presenter.typed("x")
    counter.presenter.typed("6")
    counter.presenter.entered("酱油")
    assert counter.searched == ["x", "酱油"]


def test_loose_goods_ask_for_their_weight_and_are_sold_by_it(counter: Counter) -> None:
    counter.presenter.entered(CABBAGE)
    assert counter.shell.question is not None
    assert (counter.shell.question.unit, counter.shell.question.words) == ("kg", "4.98 元 / kg")
    counter.shell.answer("0.912")
    line = counter.till.checkout.state.basket.lines[0]
    assert (line.quantity, line.market) == (912, 454)


def test_goods_picked_from_the_grid_keep_their_origin(counter: Counter) -> None:
    goods: Goods = counter.till.goods.quick_keys()[0]
    counter.presenter.picked(goods, Origin.QUICK_KEY)
    counter.shell.answer("1.5")
    assert counter.till.checkout.state.basket.lines[0].origin is Origin.QUICK_KEY


def test_goods_picked_by_the_piece_need_no_question(counter: Counter) -> None:
    counter.presenter.picked(counter.till.goods.search(OIL)[0], Origin.KEYED)
    assert counter.names == [OIL_ROW]


def test_the_quantity_of_the_chosen_line_is_changed(counter: Counter) -> None:
    counter.presenter.scanned(OIL)
    counter.presenter.scanned(SOY)
    counter.presenter.moved(-1)
    counter.presenter.act(Act.QUANTITY)
    assert counter.shell.question is not None and counter.shell.question.prefill == "1"
    counter.shell.answer("4")
    assert counter.till.checkout.state.basket.lines[0].quantity == 4_000
    assert counter.chosen == 1


def test_a_scale_label_says_its_quantity_itself(counter: Counter) -> None:
    counter.presenter.scanned(label("21", "00123", 454))
    counter.presenter.act(Act.QUANTITY)
    assert counter.code == "quantity.fixed_by_label"


@pytest.mark.parametrize("act", [Act.QUANTITY, Act.DROP, Act.HOLD, Act.PAY])
def test_an_empty_basket_refuses_in_words(counter: Counter, act: Act) -> None:
    counter.presenter.act(act)
    assert counter.code == "basket.empty"


def test_dropping_takes_the_chosen_line_and_marks_its_neighbour(counter: Counter) -> None:
    for code in (OIL, SOY, label("21", "00123", 454)):
        counter.presenter.scanned(code)
    counter.presenter.line_touched(2)
    counter.presenter.act(Act.DROP)
    assert counter.names == [OIL_ROW, "上海青"]
    assert counter.chosen == 2
    counter.presenter.act(Act.DROP)
    counter.presenter.act(Act.DROP)
    assert not counter.names
    assert counter.chosen is None


def test_the_arrows_stop_at_both_ends(counter: Counter) -> None:
    counter.presenter.moved(1)
    for code in (OIL, SOY):
        counter.presenter.scanned(code)
    counter.presenter.moved(1)
    assert counter.chosen == 2
    counter.presenter.moved(-1)
    counter.presenter.moved(-1)
    assert counter.chosen == 1


def test_a_card_may_be_typed_and_taken_away_again(counter: Counter) -> None:
    counter.presenter.act(Act.CARD)
    counter.shell.answer(" ".join((LAN[:4], LAN[4:8], LAN[8:12], LAN[12:])))
    assert counter.view.shown["show_benefits"].name == "张*兰"
    counter.presenter.act(Act.CARD)
    assert counter.shell.question is not None and counter.shell.question.extra == "取消用卡"
    counter.shell.press_extra()
    assert not counter.view.shown["show_benefits"].has_card


def test_a_sale_is_put_aside_and_the_only_one_comes_back_at_once(counter: Counter) -> None:
    counter.presenter.scanned(OIL)
    counter.presenter.act(Act.HOLD)
    assert counter.names == []
    assert counter.view.shown["show_held"] == 1
    counter.presenter.act(Act.RECALL)
    assert counter.names == [OIL_ROW]
    assert counter.view.shown["show_held"] == 0


def test_several_held_sales_are_offered_to_choose_from(counter: Counter) -> None:
    for code in (OIL, SOY):
        counter.presenter.scanned(code)
        counter.presenter.scanned(LAN)
        counter.presenter.act(Act.HOLD)
    counter.presenter.act(Act.RECALL)
    assert counter.shell.choices is not None
    first, second = counter.shell.choices.items
    assert (first.title, first.amount) == ("1 号 · 压榨菜籽油 5L", "69.90")
    assert LAN[-4:] in second.detail and LAN not in second.detail
    counter.shell.answer(second.key)
    assert counter.names == ["酿造生抽 500ml"]


def test_recall_says_when_nothing_is_held(counter: Counter) -> None:
    counter.presenter.act(Act.RECALL)
    assert counter.shell.said().title == "没有挂单"


def test_paying_begins_with_goods(counter: Counter) -> None:
    counter.presenter.scanned(OIL)
    counter.presenter.act(Act.PAY)
    assert counter.shell.state is not None and counter.shell.state.basket.paying


def test_a_payment_code_among_goods_says_what_to_press(counter: Counter) -> None:
    counter.presenter.scanned("134567890123456789")
    assert counter.code == "payment_code.not_expected"
    assert "F12" in counter.shell.said().what_next


def test_a_receipts_number_says_how_to_print_it_again(counter: Counter) -> None:
    counter.presenter.scanned("S01-1-20261123-0087")
    assert "补打" in counter.shell.said().what_next


@pytest.mark.parametrize(
    ("act", "panel"), [(Act.HELP, Panel.HELP), (Act.BALANCE, Panel.ASK_BALANCE), (Act.MORE, Panel.MORE)]
)
def test_the_other_keys_open_their_panels(counter: Counter, act: Act, panel: Panel) -> None:
    counter.presenter.act(act)
    assert counter.shell.panel is panel
    counter.presenter.act(Act.SEARCH)
    assert counter.searched == [""]


def test_goods_without_a_price_are_asked_about_and_never_sold_for_nothing(counter: Counter) -> None:
    bag = Goods("10001", "购物袋", "", "个", "日用", 0, SoldBy.PIECE)
    rope = Goods("10002", "麻绳", "", "kg", "日用", 0, SoldBy.WEIGHT)
    counter.till.prices.catalogue.replace_goods([bag, rope])

    def asked() -> str:
        question = counter.shell.question
        return "" if question is None else f"{question.title} {question.words}"

    counter.presenter.scanned("10001")
    assert asked().startswith("购物袋 多少钱？")
    counter.shell.answer("0.50")
    counter.presenter.picked(bag, Origin.KEYED)
    counter.shell.answer("0.50")
    assert counter.view.shown["show_totals"].payable == "1.00"

    counter.presenter.scanned("10002")
    assert asked().startswith("麻绳 称重") and "0.00" not in asked()
    counter.shell.answer("0.75")
    assert asked().startswith("麻绳 多少钱？")
    counter.shell.answer("8")
    assert counter.view.shown["show_totals"].payable == "7.00"
