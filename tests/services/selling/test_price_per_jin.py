"""斤 beside kg, where the shop wants it: on the screen, the label and the receipt; never in an amount."""

from __future__ import annotations

import csv
import io

import pytest
from openpyxl import load_workbook

from pos.commands.goods_prices import _price_desk
from pos.commands.rules import set_rules
from pos.devices.escpos import receipt_bytes
from pos.devices.reader import plain_text
from pos.domain.paying.tender import TenderKind
from pos.domain.shop_rules import ShopRules, WeightUnit, rules_from_data, rules_to_data
from pos.services.goods.price_labels import COLUMNS, labels_csv, labels_workbook
from pos.services.till import Till
from pos.ui.goods.search.presenter import SearchPresenter
from pos.ui.selling.checkout.rows import RowMaker
from pos.ui.selling.price.presenter import picture_price
from tests.services.returning import ledger_of
from tests.shop import MANAGER, MANAGER_PIN, OIL, Shop, label
from tests.ui.fakes import FakeShell, FakeView

KG = WeightUnit.WITH_JIN


@pytest.mark.parametrize(
    ("price", "unit", "said"),
    [
        (760, "kg", "3.80"),
        (761, "kg", "3.805"),
        (1, "公斤", "0.005"),
        (123_456, "kg", "617.28"),
        (180, "斤", ""),
        (180, "个", ""),
        (180, "100g", ""),
    ],
)
def test_a_price_per_kg_is_said_per_jin_to_the_half_fen(price: int, unit: str, said: str) -> None:
    assert KG.beside(price, unit) == said
    assert WeightUnit.AS_SOLD.beside(price, unit) == ""


def test_the_rule_is_off_until_it_is_set_and_an_older_set_of_rules_has_it_off() -> None:
    assert ShopRules(in_force_from="2026-11-23").weight_unit is WeightUnit.AS_SOLD
    old = {
        name: value for name, value in rules_to_data(ShopRules("2026-11-23")).items() if name != "weight_unit"
    }
    assert rules_from_data(old).weight_unit is WeightUnit.AS_SOLD
    assert rules_from_data(old | {"weight_unit": "with_jin"}).weight_unit is KG


def set_jin(till: Till, *, begins: str = "") -> None:
    till.people.sign_in(MANAGER, MANAGER_PIN)
    set_rules(till, ["weight_unit=with_jin", *([f"from={begins}"] if begins else [])])


def receipt_of(till: Till, sale_no: str, *, columns: int = 48) -> str:
    return plain_text(receipt_bytes(till.receipts.receipt(sale_no), columns=columns, encoding="gb18030"))


def test_a_shop_that_says_jin_shows_it_everywhere_and_takes_the_same_money(shop: Shop, till: Till) -> None:
    before = till.checkout.scan(label("22", "00207", 1354)).state
    assert "斤" not in RowMaker().rows(before)[0].detail
    till.checkout.cancel()
    set_jin(till)

    state = till.checkout.scan(label("22", "00207", 1354)).state
    (row,) = RowMaker().rows(state)
    assert (row.price, row.detail) == ("7.60/kg", f"{label('22', '00207', 1354)} · 秤码 · 3.80/斤")
    assert (state.quote.totals, state.basket.lines[0].quantity) == (
        before.quote.totals,
        before.basket.lines[0].quantity,
    )
    till.checkout.scan(OIL)
    assert "斤" not in RowMaker().rows(till.checkout.state)[1].detail
    till.checkout.pay(TenderKind.CASH, None)
    sale = till.checkout.done()
    for columns in (48, 32):
        assert "折合每斤 3.80" in receipt_of(till, sale.sale_no, columns=columns)

    checked = picture_price(till.prices.check("00207"))
    assert checked.market == "7.60"
    assert checked.card_words.endswith("。折合每斤 3.80 元，爱心卡 2.28 元")
    view = FakeView()
    presenter = SearchPresenter(till, lambda: view, FakeShell(), lambda *_: None)
    presenter.begin("本地番茄")
    assert view.shown["show_results"][0][0].detail.endswith("3.80/斤")


def test_a_receipt_says_what_the_rule_was_on_its_day(shop: Shop, till: Till) -> None:
    till.checkout.scan(label("22", "00207", 1354))
    till.checkout.pay(TenderKind.CASH, None)
    first = till.checkout.done().sale_no
    set_jin(till, begins="2026-11-24")
    assert "每斤" not in receipt_of(till, first)
    shop.clock.forward(days=1)
    till.checkout.scan(label("22", "00207", 1354))
    till.checkout.pay(TenderKind.CASH, None)
    second = till.checkout.done().sale_no
    assert "每斤" in receipt_of(till, second)
    assert "每斤" not in receipt_of(till, first), "a reprint is what it was"
    assert ledger_of(till).last_sale() is not None


def test_shelf_labels_say_both_only_where_the_shop_says_so(till: Till) -> None:
    assert next(csv.reader(io.StringIO(labels_csv(till.prices.labels()).lstrip("\ufeff")))) == list(COLUMNS)
    set_jin(till)
    labels = till.prices.labels()
    rows = list(csv.reader(io.StringIO(labels_csv(labels).lstrip("\ufeff"))))
    told = {row[1]: row[8:] for row in rows}
    assert told["名称"] == ["市场价每斤", "爱心卡价每斤"]
    assert (told["本地番茄"], told["黄心土豆"], told["压榨菜籽油"]) == (["3.80", "2.28"], ["", ""], ["", ""])
    book = load_workbook(io.BytesIO(labels_workbook(labels, title="价签")))
    words = [str(cell.value) for row in book["价签"].iter_rows() for cell in row]
    assert "7.60 元/kg　3.80 元/斤" in words
    assert any(word.startswith("爱心卡 4.56 元/kg　2.28 元/斤") for word in words)


def test_the_command_for_labels_knows_the_rule_beside_the_running_till(shop: Shop, till: Till) -> None:
    set_jin(till)
    with _price_desk(shop.settings) as desk:
        assert any(each.jin == "3.80" for each in desk.labels())
