"""Goods slips at the window: offered in words, paid or given up from the menu, paper in hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos.domain.paying.tender import TenderKind
from pos.services.till import Till
from pos.ui.places import Panel
from pos.ui.returns.slips import picture_slip
from tests.services.returning import FakePlatform, sold_elsewhere
from tests.shop import SOY, SPIRIT
from tests.ui.returns.test_return_presenter import Desk


@pytest.fixture
def platform() -> FakePlatform:
    return FakePlatform(released=False)


@pytest.fixture
def desk(till: Till, platform: FakePlatform) -> Desk:
    till.returns._lookup = platform
    return Desk(till)


@pytest.fixture
def sold(platform: FakePlatform, tmp_path: Path) -> str:
    """A public sale of another till: a soy sauce and a spirit."""
    return sold_elsewhere(platform, tmp_path, SOY, SPIRIT)


def take_in(desk: Desk, sale_no: str) -> None:
    desk.presenter.scanned(sale_no)
    desk.presenter.toggled()
    desk.presenter.reason_given("买错了")
    desk.presenter.confirmed()
    assert desk.shell.confirmation is not None and "S01-2" in desk.shell.confirmation.words
    assert desk.done == [], "no cash"
    desk.shell.say_yes()


def test_what_cannot_be_paid_yet_is_taken_in_against_a_slip(desk: Desk, sold: str) -> None:
    take_in(desk, sold)

    (slip,) = desk.given
    assert (slip.payable, desk.done) == (990, [])
    picture = picture_slip(slip)
    assert (picture.title, picture.figure_word, picture.figure) == ("商品已收下", "以后付", "9.90")


def test_from_the_menu_a_slip_is_paid_once_the_selling_till_has_let_go(
    desk: Desk, platform: FakePlatform, sold: str
) -> None:
    desk.presenter.slips.list_all()
    assert desk.shell.notice is not None and desk.shell.notice.title == "没有未付的收货凭条"
    take_in(desk, sold)
    (slip,) = desk.given
    desk.presenter.slips.list_all()
    assert desk.shell.choices is not None
    assert [(each.key, each.amount) for each in desk.shell.choices.items] == [(slip.slip_no, "9.90")]

    desk.presenter.slips.chosen(slip.slip_no)
    desk.shell.say_yes()
    assert desk.code == "return.seller_not_heard" and desk.done == []

    platform.released = True
    desk.presenter.slips.chosen(slip.slip_no)
    desk.shell.say_yes()
    assert [each.done.totals.payable for each in desk.done] == [990]


def test_a_phones_money_of_a_slip_is_asked_about_before_it_is_booked(
    desk: Desk, platform: FakePlatform, tmp_path: Path
) -> None:
    sale_no = sold_elsewhere(platform, tmp_path, SOY, pay=((TenderKind.WECHAT, None),))
    take_in(desk, sale_no)
    platform.released = True
    desk.presenter.slips.chosen(desk.given[0].slip_no)
    desk.shell.say_yes()
    assert desk.done == []
    assert desk.shell.confirmation is not None and "9.90" in desk.shell.confirmation.words

    desk.shell.say_yes()
    assert [each.done.refunds[0].kind for each in desk.done] == [TenderKind.WECHAT]


def test_the_receipt_of_goods_that_lie_here_leads_to_their_slip(desk: Desk, sold: str) -> None:
    take_in(desk, sold)
    desk.presenter.scanned(sold)

    assert desk.shell.confirmation is not None
    assert desk.given[0].slip_no in desk.shell.confirmation.words


def test_who_takes_the_goods_home_again_ends_the_slip_with_a_reason(desk: Desk, sold: str) -> None:
    take_in(desk, sold)
    desk.presenter.slips.chosen(desk.given[0].slip_no)
    desk.shell.say_neither()
    assert desk.shell.panel is Panel.REASON
    desk.shell.because("顾客不退了")

    assert desk.till.returns.open_slips() == ()
