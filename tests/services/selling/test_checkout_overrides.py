"""Selling beyond the price list: every such act is permitted, and stands in the journal with its reason."""

from __future__ import annotations

import pytest

from pos.domain.decoding import decode_entry
from pos.domain.journal.entries import Entry, EntryKind
from pos.domain.paying.tender import TenderKind
from pos.domain.people.permission import Act
from pos.domain.selling.basket import UNLISTED_CODE, Origin
from pos.domain.selling.override import Override
from pos.errors import PosError
from pos.errors.goods import CategoryUnknown
from pos.errors.people import ActDenied, ApprovalNeeded
from pos.errors.selling import LineUnknown, SaleBeingPaid
from pos.errors.typed import (
    AmountOutOfRange,
    DiscountUnreadable,
    NameUnreadable,
    PriceFixedByLabel,
    ReasonUnreadable,
)
from pos.services.till import Till
from tests.shop import (
    CASHIER,
    LAN,
    MANAGER,
    MANAGER_PIN,
    OIL,
    RICE,
    SOY,
    TRAINEE,
    TRAINEE_PIN,
    Shop,
    grant,
    label,
)


def entries(till: Till, kind: EntryKind) -> list[Entry]:
    ledger = till.checkout._parts.recorder.ledger
    stored = ledger.entries_after(0, entries_max=1_000, bytes_max=1 << 22)
    found = [decode_entry(each.sealed.payload) for each in stored]
    return [entry for entry in found if entry.kind == kind]


def overrides(till: Till) -> list[Override]:
    return [entry.facts(Override) for entry in entries(till, EntryKind.OVERRIDE)]


def approve(till: Till, act: Act) -> None:
    till.permissions.approve(act, MANAGER, MANAGER_PIN)


def sell(till: Till) -> dict[str, object]:
    """Pay all of it in cash and give back what the journal says."""
    till.checkout.begin_payment()
    till.checkout.pay(TenderKind.CASH, None)
    till.checkout.done()
    return entries(till, EntryKind.SALE)[-1].data


# ── Another price ──────────────────────────────────────────────────────────────────────────


def test_a_changed_price_is_approved_sold_and_remembered_beside_the_catalogues(till: Till) -> None:
    till.checkout.scan(OIL)
    with pytest.raises(ApprovalNeeded):
        till.checkout.change_price(1, "65", reason="包装破损")
    assert till.checkout.state.basket.lines[0].unit_price == 6_990
    assert overrides(till) == []

    approve(till, Act.CHANGE_PRICE)
    line = till.checkout.change_price(1, "65", reason="  包装 破损 ").basket.lines[0]
    assert (line.unit_price, line.list_price, line.market) == (6_500, 6_990, 6_500)
    entry = entries(till, EntryKind.OVERRIDE)[0]
    assert (entry.actor, entry.approver) == (CASHIER, MANAGER)
    assert overrides(till)[0] == Override(
        act=Act.CHANGE_PRICE,
        rule="change_price.cashier.needs_approval",
        reason="包装 破损",
        sale_id=till.checkout.state.basket.sale_id,
        code=OIL,
        name="压榨菜籽油 5L",
        before=6_990,
        after=6_500,
    )
    sold = sell(till)
    assert sold["lines"][0]["list_price"] == 6_990  # type: ignore[index]
    assert sold["totals"]["payable"] == 6_500  # type: ignore[index]


def test_the_card_pays_its_share_of_the_price_that_is_really_asked(till: Till) -> None:
    grant(till, LAN)
    till.people.sign_in(MANAGER, MANAGER_PIN)
    till.checkout.scan(OIL)
    till.checkout.attach_card(LAN)
    state = till.checkout.discount_line(1, "10")
    assert state.basket.lines[0].unit_price == 6_291
    assert state.quote.totals.discount == 6_291 - 5_033  # The customer pays 80 % of 62.91.


@pytest.mark.parametrize(
    ("percent", "price"), [("1", 490), ("10", 446), ("50", 248), ("99", 5), ("25%", 371), ("１０", 446)]
)
def test_a_discount_is_a_lower_price_rounded_half_up(till: Till, percent: str, price: int) -> None:
    """4.95 less 10 % is 4.455: the half fen is the shop's, as everywhere (DESIGN 3.1)."""
    till.people.sign_in(MANAGER, MANAGER_PIN)
    till.checkout.add_unlisted("调味", "4.95")
    line = till.checkout.discount_line(1, percent).basket.lines[0]
    assert (line.unit_price, line.list_price) == (price, 495)


def test_discounts_do_not_add_up_they_are_all_of_the_full_price(till: Till) -> None:
    till.people.sign_in(MANAGER, MANAGER_PIN)
    till.checkout.scan(OIL)
    till.checkout.discount_line(1, "50")
    assert till.checkout.discount_line(1, "10").basket.lines[0].unit_price == 6_291
    line = till.checkout.change_price(1, "69.90").basket.lines[0]
    assert (line.unit_price, line.list_price) == (6_990, None)


def test_the_same_goods_scanned_again_cost_what_the_catalogue_says(till: Till) -> None:
    till.people.sign_in(MANAGER, MANAGER_PIN)
    till.checkout.scan(OIL)
    till.checkout.change_price(1, "60")
    state = till.checkout.scan(OIL).state
    assert [line.unit_price for line in state.basket.lines] == [6_000, 6_990]


def test_a_price_that_is_asked_already_is_no_act(till: Till) -> None:
    till.checkout.scan(OIL)
    assert till.checkout.change_price(1, "69.90") == till.checkout.state
    assert overrides(till) == []


@pytest.mark.parametrize(
    ("number", "text", "refusal"),
    [(2, "5", LineUnknown), (1, "0", AmountOutOfRange), (1, "1000000000", AmountOutOfRange)],
)
def test_a_price_that_cannot_be_uses_up_no_approval(
    till: Till, number: int, text: str, refusal: type[PosError]
) -> None:
    till.checkout.scan(OIL)
    approve(till, Act.CHANGE_PRICE)
    with pytest.raises(refusal):
        till.checkout.change_price(number, text)
    assert till.checkout.change_price(1, "5").basket.lines[0].unit_price == 500


@pytest.mark.parametrize("text", ["0", "100", "-5", "10.5", "abc", "", "9999999999999999999"])
def test_a_discount_that_makes_no_sense_is_refused(till: Till, text: str) -> None:
    till.checkout.scan(OIL)
    with pytest.raises(DiscountUnreadable):
        till.checkout.discount_line(1, text)


def test_what_a_scale_printed_is_not_changed_by_hand(till: Till) -> None:
    till.people.sign_in(MANAGER, MANAGER_PIN)
    till.checkout.scan(label("21", "00123", 454))
    with pytest.raises(PriceFixedByLabel):
        till.checkout.change_price(1, "4")
    with pytest.raises(PriceFixedByLabel):
        till.checkout.discount_line(1, "10")
    till.checkout.scan(label("22", "00207", 1_000))
    assert till.checkout.change_price(2, "7").basket.lines[1].market == 700


def test_a_reason_of_a_whole_page_is_refused(till: Till) -> None:
    till.people.sign_in(MANAGER, MANAGER_PIN)
    till.checkout.scan(OIL)
    for reason in ("长" * 61, "铃\x07"):
        with pytest.raises(ReasonUnreadable):
            till.checkout.change_price(1, "60", reason=reason)
    assert overrides(till) == []


def test_a_price_is_not_changed_while_money_is_taken(till: Till) -> None:
    till.people.sign_in(MANAGER, MANAGER_PIN)
    till.checkout.scan(OIL)
    till.checkout.begin_payment()
    with pytest.raises(SaleBeingPaid):
        till.checkout.change_price(1, "60")


# ── Goods not on file ──────────────────────────────────────────────────────────────────────


def test_goods_not_on_file_are_sold_by_category_and_price_and_reported(till: Till) -> None:
    till.checkout.set_next_quantity("3")
    result = till.checkout.add_unlisted("调味", "12.50", name="豆瓣 酱", reason="新到货未建档")
    line = result.state.basket.lines[0]
    assert (line.code, line.name, line.category, line.origin) == (
        UNLISTED_CODE,
        "豆瓣 酱",
        "调味",
        Origin.UNLISTED,
    )
    assert (line.quantity, line.market) == (3_000, 3_750)
    assert overrides(till)[0].act is Act.SELL_UNLISTED
    assert (overrides(till)[0].name, overrides(till)[0].after) == ("豆瓣 酱", 3_750)
    sold = sell(till)
    assert sold["lines"][0]["origin"] == "unlisted"  # type: ignore[index]


def test_a_category_that_a_card_pays_for_wants_a_second_person(till: Till) -> None:
    with pytest.raises(ApprovalNeeded) as needed:
        till.checkout.add_unlisted("蔬菜", "5")
    assert needed.value.facts["act"] == Act.SELL_UNLISTED_POOLED
    approve(till, Act.SELL_UNLISTED_POOLED)
    line = till.checkout.add_unlisted("蔬菜", "5").state.basket.lines[0]
    assert line.name == "无码商品 蔬菜"
    grant(till, LAN)
    assert till.checkout.attach_card(LAN).quote.totals.discount == 200


def test_the_categories_offered_are_the_programmes_and_the_catalogues(till: Till) -> None:
    offered = till.checkout.unlisted_categories()
    assert offered[0] == "蔬菜" and offered[-1] == "其他"
    assert {"米", "面", "油", "肉", "蛋", "奶", "烟", "酒", "调味"} < set(offered)
    assert len(set(offered)) == len(offered)
    with pytest.raises(CategoryUnknown):
        till.checkout.add_unlisted("飞机", "5")


@pytest.mark.parametrize(
    ("price", "name", "refusal"),
    [("0", "", AmountOutOfRange), ("5", "长" * 61, NameUnreadable), ("5", "铃\x07", NameUnreadable)],
)
def test_goods_that_cannot_be_leave_no_trace(
    till: Till, price: str, name: str, refusal: type[PosError]
) -> None:
    with pytest.raises(refusal):
        till.checkout.add_unlisted("调味", price, name=name)
    assert till.checkout.state.basket.lines == ()
    assert overrides(till) == []


# ── After the total ────────────────────────────────────────────────────────────────────────


def test_a_line_taken_out_after_the_total_wants_approval_and_says_so(till: Till) -> None:
    for code in (OIL, SOY):
        till.checkout.scan(code)
    till.checkout.begin_payment()
    till.checkout.leave_payment()
    with pytest.raises(ApprovalNeeded) as needed:
        till.checkout.drop(1, reason="暂不购买")
    assert needed.value.facts["act"] == Act.DROP_AFTER_TOTAL
    approve(till, Act.DROP_AFTER_TOTAL)
    assert [line.code for line in till.checkout.drop(1, reason="暂不购买").basket.lines] == [SOY]
    dropped = entries(till, EntryKind.LINE_DROPPED)[0]
    assert (dropped.data["after_total"], dropped.data["rule"], dropped.approver) == (
        True,
        "drop_after_total.cashier.needs_approval",
        MANAGER,
    )
    assert [(each.act, each.reason, each.before) for each in overrides(till)] == [
        (Act.DROP_AFTER_TOTAL, "暂不购买", 6_990)
    ]


def test_less_of_a_line_after_the_total_is_taken_out_too_and_more_is_not(till: Till) -> None:
    till.checkout.scan(OIL)
    till.checkout.begin_payment()
    till.checkout.leave_payment()
    till.checkout.set_quantity(1, "3")
    with pytest.raises(ApprovalNeeded):
        till.checkout.set_quantity(1, "2")
    assert till.checkout.state.basket.lines[0].quantity == 3_000


def test_before_the_total_taking_out_is_everyday_and_only_counted(till: Till) -> None:
    till.checkout.scan(OIL)
    till.checkout.drop(1)
    dropped = entries(till, EntryKind.LINE_DROPPED)[0]
    assert (dropped.data["after_total"], dropped.data["rule"]) == (False, "drop_line.cashier.allowed")
    assert overrides(till) == []


def test_the_total_stays_announced_over_a_hold_and_a_restart(till: Till, shop: Shop) -> None:
    till.checkout.scan(OIL)
    till.checkout.begin_payment()
    till.checkout.leave_payment()
    till.checkout.hold()
    till.close()
    again = shop.start_selling()
    again.checkout.recall(1)
    with pytest.raises(ApprovalNeeded):
        again.checkout.drop(1)
    again.close()


def test_a_changed_price_outlives_the_program(till: Till, shop: Shop) -> None:
    till.checkout.scan(OIL)
    approve(till, Act.CHANGE_PRICE)
    till.checkout.change_price(1, "60", reason="包装破损")
    till.close()
    again = shop.start_selling()
    line = again.checkout.state.basket.lines[0]
    assert (line.unit_price, line.list_price) == (6_000, 6_990)
    again.close()


def test_cancelling_after_the_total_wants_approval_and_one_yes_covers_all_lines(till: Till) -> None:
    for code in (OIL, SOY, RICE):
        till.checkout.scan(code)
    till.checkout.begin_payment()
    till.checkout.leave_payment()
    with pytest.raises(ApprovalNeeded):
        till.checkout.cancel()
    approve(till, Act.CANCEL_AFTER_TOTAL)
    assert till.checkout.cancel(reason="顾客不要了").basket.is_untouched
    assert len(entries(till, EntryKind.LINE_DROPPED)) == 3
    assert [(each.act, each.before, each.reason) for each in overrides(till)] == [
        (Act.CANCEL_AFTER_TOTAL, 6_990 + 990 + 6_990, "顾客不要了")
    ]


def test_an_empty_sale_is_cancelled_without_a_word(till: Till) -> None:
    till.checkout.attach_card(LAN)
    assert till.checkout.cancel().basket.is_untouched
    assert entries(till, EntryKind.LINE_DROPPED) == []


# ── Who may ────────────────────────────────────────────────────────────────────────────────


def test_a_trainee_may_not_change_prices_whoever_says_yes(till: Till) -> None:
    till.people.sign_in(TRAINEE, TRAINEE_PIN)
    till.checkout.scan(OIL)
    with pytest.raises(ActDenied):
        till.checkout.change_price(1, "60")
    with pytest.raises(ActDenied):
        till.checkout.discount_line(1, "10")


def test_a_trainee_sells_goods_not_on_file_with_a_yes(till: Till) -> None:
    till.people.sign_in(TRAINEE, TRAINEE_PIN)
    with pytest.raises(ApprovalNeeded):
        till.checkout.add_unlisted("调味", "5")
    approve(till, Act.SELL_UNLISTED)
    till.checkout.add_unlisted("调味", "5")
    assert entries(till, EntryKind.OVERRIDE)[0].approver == MANAGER


def test_the_next_cashier_goes_on_with_the_same_basket_in_his_own_name(till: Till) -> None:
    till.checkout.scan(OIL)
    till.people.sign_in(MANAGER, MANAGER_PIN)
    till.checkout.scan(SOY)
    till.checkout.drop(1)
    assert entries(till, EntryKind.LINE_DROPPED)[0].actor == MANAGER
    sell(till)
    assert entries(till, EntryKind.SALE)[0].actor == MANAGER
