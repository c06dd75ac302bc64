"""Goods of another till's sale whose right to come back is not here yet: taken in now, paid once, later."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pos.domain.journal.entries import EntryKind
from pos.domain.paying.tender import TenderKind
from pos.domain.people.permission import Act
from pos.errors.people import ApprovalNeeded
from pos.errors.returns import (
    RefundUnconfirmed,
    ReturnedAlready,
    SellerNotHeard,
    SlipGoodsBack,
    SlipNotOpen,
    SlipOpenAlready,
    SlipUnknown,
)
from pos.services.ports import SaleElsewhere
from pos.services.returns.return_state import CompletedReturn, GivenSlip
from pos.services.till import Till
from tests.services.returning import (
    ONE,
    WRONG,
    FakePlatform,
    first_bad,
    ledger_of,
    money,
    sell,
    sold_elsewhere,
)
from tests.services.telling import entries_of
from tests.shop import MANAGER, MANAGER_PIN, SOY, SPIRIT, Shop


@pytest.fixture
def platform() -> FakePlatform:
    return FakePlatform(released=False)


@pytest.fixture
def till(till: Till, platform: FakePlatform) -> Till:
    """The till at a platform that waits for the selling till; the manager is signed in."""
    till.returns._lookup = platform
    till.people.sign_in(MANAGER, MANAGER_PIN)
    return till


@pytest.fixture
def sold(platform: FakePlatform, tmp_path: Path) -> str:
    """A public sale of another till: a soy sauce and a spirit."""
    return sold_elsewhere(platform, tmp_path, SOY, SPIRIT)


def take_in(till: Till, sale_no: str, line: int = 1) -> GivenSlip:
    given = till.returns.take_in(sale_no, {line: ONE}, WRONG)
    assert isinstance(given, GivenSlip)
    return given


def cash_of(till: Till) -> int:
    """What the drawer gave out for goods that came back, in fen."""
    return sum(
        refund["amount"]
        for entry in entries_of(till, EntryKind.RETURN)
        for refund in entry.data["refunds"]
        if refund["kind"] == "cash"
    )


def test_no_cash_leaves_the_drawer_before_the_selling_till_let_the_sale_go(
    shop: Shop, till: Till, sold: str
) -> None:
    with pytest.raises(SellerNotHeard):
        till.returns.return_goods(sold, {1: ONE}, WRONG)
    slip = take_in(till, sold)

    assert cash_of(till) == 0
    assert [each.slip_no for each in till.returns.open_slips()] == ["S01-1-20261123-P001"]
    assert (slip.sale_no, slip.payable, slip.till) == (sold, 990, "S01-2")
    (entry,) = entries_of(till, EntryKind.GOODS_SLIP)
    assert (entry.actor, entry.data["payable"], entry.data["reason"]) == (MANAGER, 990, WRONG)
    with pytest.raises(SellerNotHeard):
        till.returns.pay_slip(slip.slip_no)
    till.close()
    assert first_bad(shop) is None


def test_a_slip_is_paid_once_when_the_release_has_come(
    shop: Shop, till: Till, platform: FakePlatform, sold: str
) -> None:
    slip = take_in(till, sold)
    platform.released = True

    done = till.returns.pay_slip(slip.slip_no.lower())

    assert money(done) == {"cash": 990} and cash_of(till) == 990
    assert till.returns.open_slips() == ()
    with pytest.raises(SlipNotOpen):
        till.returns.pay_slip(slip.slip_no)
    till.close()
    assert first_bad(shop) is None


def test_a_phones_money_of_a_slip_goes_back_on_the_word_of_the_person_signed_in(
    shop: Shop, till: Till, platform: FakePlatform, tmp_path: Path
) -> None:
    sold = sold_elsewhere(platform, tmp_path, SOY, SPIRIT, pay=((TenderKind.WECHAT, None),))
    slip = take_in(till, sold)
    with pytest.raises(SellerNotHeard):
        till.returns.pay_slip(slip.slip_no, refunded_by=till.people.signed_in)
    platform.released = True

    for _ in range(2):  # What the platform promised us meanwhile is not taken for somebody else's return.
        with pytest.raises(RefundUnconfirmed):
            till.returns.pay_slip(slip.slip_no)
    assert money(till.returns.return_goods(sold, {2: ONE}, WRONG, refunded_by=till.people.signed_in))
    assert till.returns.slip_preview(slip.slip_no).refunded == 990
    done = till.returns.pay_slip(slip.slip_no, refunded_by=till.people.signed_in)

    assert money(done) == {"wechat": 990} and till.returns.open_slips() == ()
    assert entries_of(till, EntryKind.RETURN)[-1].data["refunds"][0]["confirmed_by"] == MANAGER
    assert entries_of(till, EntryKind.GOODS_SLIP_VOID) == []
    till.close()
    assert first_bad(shop) is None


def test_let_go_meanwhile_a_phones_money_waits_for_the_word_and_no_slip_is_given(
    till: Till, platform: FakePlatform, tmp_path: Path
) -> None:
    sold = sold_elsewhere(platform, tmp_path, SOY, pay=((TenderKind.WECHAT, None),))
    platform.released = True
    token = till.returns.find(sold).token
    for _ in range(2):
        with pytest.raises(RefundUnconfirmed):
            till.returns.take_in(sold, {1: ONE}, WRONG, token=token)
    assert till.returns.open_slips() == ()
    done = till.returns.take_in(sold, {1: ONE}, WRONG, token=token, refunded_by=till.people.signed_in)
    assert isinstance(done, CompletedReturn)


def test_goods_that_the_selling_till_took_back_make_the_slip_void(
    shop: Shop, till: Till, platform: FakePlatform, sold: str
) -> None:
    """The attack: the same goods for cash at the selling till with its line down."""
    slip = take_in(till, sold)
    platform.released = True
    platform.sales[sold] = replace(platform.sales[sold], returned={1: ONE}, refunded={"cash": 990})

    with pytest.raises(SlipGoodsBack):
        till.returns.pay_slip(slip.slip_no)

    assert cash_of(till) == 0
    assert till.returns.open_slips() == ()
    (void,) = entries_of(till, EntryKind.GOODS_SLIP_VOID)
    assert (void.data["slip_no"], void.data["cause"]) == (slip.slip_no, "taken_back")
    with pytest.raises(SlipNotOpen):
        till.returns.pay_slip(slip.slip_no)
    till.close()
    assert first_bad(shop) is None


def test_what_lies_here_is_not_taken_in_or_paid_a_second_time(
    till: Till, platform: FakePlatform, sold: str
) -> None:
    slip = take_in(till, sold)
    with pytest.raises(SlipOpenAlready):
        till.returns.take_in(sold, {1: ONE}, WRONG)
    assert till.returns.find(sold).slip_no == slip.slip_no
    platform.released = True
    with pytest.raises(SlipOpenAlready):
        till.returns.return_goods(sold, {1: ONE, 2: ONE}, WRONG)
    assert isinstance(till.returns.take_in(sold, {2: ONE}, WRONG), CompletedReturn)


def test_pressed_twice_it_is_one_slip(till: Till, sold: str) -> None:
    token = till.returns.find(sold).token
    first = till.returns.take_in(sold, {1: ONE}, WRONG, token=token)
    assert till.returns.take_in(sold, {1: ONE}, WRONG, token=token) == first


def test_one_yes_of_the_manager_is_enough_and_stands_in_the_slip_and_in_the_return(
    till: Till, platform: FakePlatform, sold: str
) -> None:
    till.people.sign_in("1001", "1234")
    token = till.returns.find(sold).token
    with pytest.raises(ApprovalNeeded):
        till.returns.return_goods(sold, {1: ONE}, WRONG, token=token)
    till.permissions.approve(Act.RETURN_ELSEWHERE, MANAGER, MANAGER_PIN)
    with pytest.raises(SellerNotHeard):
        till.returns.return_goods(sold, {1: ONE}, WRONG, token=token)
    with pytest.raises(ApprovalNeeded):
        till.returns.take_in(sold, {1: ONE, 2: ONE}, WRONG, token=token)

    slip = till.returns.take_in(sold, {1: ONE}, WRONG, token=token)
    assert isinstance(slip, GivenSlip)
    platform.released = True
    till.returns.pay_slip(slip.slip_no)

    approvers = [
        entry.approver
        for kind in (EntryKind.GOODS_SLIP, EntryKind.RETURN)
        for entry in entries_of(till, kind)
    ]
    assert approvers == [MANAGER, MANAGER]


def test_who_takes_his_goods_home_again_is_paid_nothing(shop: Shop, till: Till, sold: str) -> None:
    slip = take_in(till, sold)
    till.returns.withdraw_slip(slip.slip_no, "顾客不退了")
    assert till.returns.open_slips() == ()
    with pytest.raises(SlipNotOpen):
        till.returns.withdraw_slip(slip.slip_no, "顾客不退了")
    with pytest.raises(SlipUnknown):
        till.returns.pay_slip("S01-1-20261123-P009")
    till.close()
    assert first_bad(shop) is None


def test_open_slips_stand_on_the_shifts_and_the_days_papers(
    till: Till, platform: FakePlatform, sold: str
) -> None:
    slip = take_in(till, sold)
    assert [each.slip_no for each in till.shifts.x_report().open_slips] == [slip.slip_no]
    facts = {fact.name: fact.value for fact in till.reports.report(till.days.today()).drawer()}
    assert facts["未付的收货凭条"] == slip.slip_no
    platform.released = True
    till.returns.pay_slip(slip.slip_no)
    assert till.shifts.x_report().open_slips == ()
    facts = {fact.name: fact.value for fact in till.reports.report(till.days.today()).drawer()}
    assert facts["未付的收货凭条"] == "无"


def test_the_paper_says_what_lies_here_and_that_nothing_was_paid(till: Till, sold: str) -> None:
    slip = take_in(till, sold)
    rows = str(till.receipts.goods_slip(slip.slip_no).rows)
    for said in ("收货凭条", slip.slip_no, "商品已经收下，钱还没有退。", "S01-2", "应退（还没有付）"):
        assert said in rows
    assert not till.receipts.goods_slip(slip.slip_no).opens_drawer
    till.returns.reprint(slip.slip_no, reason="卡纸")
    assert till.receipts.slip_png(slip.slip_no).startswith(b"\x89PNG")


# ── Promised to us, and not yet written down ───────────────────────────────────────────────


def phone_sale(platform: FakePlatform, folder: Path) -> str:
    """A sale of another till that was paid by phone: its return waits for a person's word."""
    selling = Shop(folder / "phone", till_id="S01-2").start_selling()
    sold = sell(selling, SOY, SPIRIT, pay=((TenderKind.WECHAT, None),))
    stored = ledger_of(selling).sale(sold)
    assert stored is not None
    platform.sales[sold] = SaleElsewhere(stored.sealed.payload, {}, {})
    selling.close()
    return sold


def restarted(shop: Shop, till: Till, platform: FakePlatform) -> Till:
    """The same till, off and on again."""
    till.close()
    again = shop.start()
    again.returns._lookup = platform
    again.people.sign_in(MANAGER, MANAGER_PIN)
    return again


def test_a_till_that_went_off_between_the_promise_and_the_return_pays_its_slip_all_the_same(
    shop: Shop, till: Till, platform: FakePlatform, tmp_path: Path
) -> None:
    sold = phone_sale(platform, tmp_path)
    slip = take_in(till, sold)
    platform.released = True
    with pytest.raises(RefundUnconfirmed):
        till.returns.pay_slip(slip.slip_no)
    assert platform.sales[sold].returned == {1: ONE}, "it is promised, and nobody else gets it"

    till = restarted(shop, till, platform)

    done = till.returns.pay_slip(slip.slip_no, refunded_by=till.people.signed_in)
    assert money(done) == {"wechat": 990}
    assert entries_of(till, EntryKind.GOODS_SLIP_VOID) == []
    till.close()
    assert first_bad(shop) is None


def test_a_promise_that_nobody_came_back_for_gives_way_to_the_next_return_of_the_same_goods(
    shop: Shop, till: Till, platform: FakePlatform, tmp_path: Path
) -> None:
    sold, platform.released = phone_sale(platform, tmp_path), True
    left_alone = till.returns.find(sold).token
    with pytest.raises(RefundUnconfirmed):
        till.returns.return_goods(sold, {1: ONE}, WRONG, token=left_alone)
    till = restarted(shop, till, platform)

    found = till.returns.find(sold)
    assert [line.left for line in found.lines] == [ONE, ONE]
    till.returns.return_goods(sold, {1: ONE}, WRONG, token=found.token, refunded_by=till.people.signed_in)

    assert set(platform.permitted) == {found.token}
    with pytest.raises(KeyError):  # Nobody can come back to the first one with its old yes.
        till.returns.preview(left_alone, {1: ONE})


def test_what_this_till_took_back_and_did_not_send_yet_is_back(
    till: Till, platform: FakePlatform, sold: str
) -> None:
    platform.released = True
    till.returns.return_goods(sold, {1: ONE}, WRONG)
    assert list(platform.sales[sold].own), "as far as the platform knows it is only promised"

    assert [line.left for line in till.returns.find(sold).lines] == [0, ONE]
    with pytest.raises(ReturnedAlready):
        till.returns.return_goods(sold, {1: ONE}, WRONG)


def test_a_promise_that_an_open_slip_waits_for_is_not_given_to_another_return_here(
    till: Till, platform: FakePlatform, tmp_path: Path
) -> None:
    sold = phone_sale(platform, tmp_path)
    slip = take_in(till, sold)
    platform.released = True
    with pytest.raises(RefundUnconfirmed):
        till.returns.pay_slip(slip.slip_no)

    assert [line.left for line in till.returns.find(sold).lines] == [0, ONE]
    till.returns.return_goods(sold, {2: ONE}, WRONG, refunded_by=till.people.signed_in)
    assert money(till.returns.pay_slip(slip.slip_no, refunded_by=till.people.signed_in))
