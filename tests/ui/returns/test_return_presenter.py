"""What the return panel shows and does, without Qt, on the real till."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos.domain.paying.tender import TenderKind
from pos.services.returns.return_state import CompletedReturn, GivenSlip
from pos.services.till import Till
from pos.ui.places import Panel
from pos.ui.returns.pictures import ReturnPicture, picture_done
from pos.ui.returns.presenter import ReturnsPresenter
from tests.services.returning import ledger_of, sell
from tests.shop import LAN, MANAGER, MANAGER_PIN, OIL, SOY, SPIRIT, Shop, grant, label
from tests.ui.fakes import FakeShell, InlineBackground

TOMATOES = label("22", "00207", 1_000)


class FakePanel:
    """Writes down what it is shown."""

    def __init__(self) -> None:
        self.begun = 0
        self.picture: ReturnPicture

    def begin(self) -> None:
        self.begun += 1

    def show_return(self, picture: ReturnPicture) -> None:
        self.picture = picture


class Desk:
    """A presenter with all that is around it; the manager stands at the till."""

    def __init__(self, till: Till) -> None:
        self.till, self.shell, self.panel = till, FakeShell(), FakePanel()
        self.done: list[CompletedReturn] = []
        self.given: list[GivenSlip] = []
        till.people.sign_in(MANAGER, MANAGER_PIN)
        self.presenter = ReturnsPresenter(
            till.returns,
            lambda: self.panel,
            self.shell,
            InlineBackground(),
            self.done.append,
            self.given.append,
            lambda: till.people.signed_in,
        )

    @property
    def picture(self) -> ReturnPicture:
        return self.panel.picture

    @property
    def code(self) -> str:
        assert self.shell.notice is not None
        return self.shell.notice.code or self.shell.notice.title


@pytest.fixture
def desk(till: Till) -> Desk:
    return Desk(till)


def ticked(picture: ReturnPicture) -> list[str]:
    return [row.taking for row in picture.rows]


def test_a_scanned_receipt_opens_with_nothing_chosen(desk: Desk) -> None:
    sale_no = sell(desk.till, "2*", SOY, TOMATOES)
    desk.presenter.scanned(sale_no)

    assert desk.shell.panel is Panel.RETURN and desk.panel.begun == 1
    picture = desk.picture
    assert (picture.title, picture.figure, picture.split, picture.whole) == ("退货", "0.00", (), False)
    assert sale_no in picture.words and "陈国强" in picture.words
    assert ticked(picture) == ["", ""]
    assert [row.detail for row in picture.rows] == ["买 2 瓶", "买 1.000 kg"]
    assert "最多 2 瓶" in picture.quantity


def test_enter_takes_the_whole_line_and_a_number_so_many_and_goes_on(desk: Desk) -> None:
    desk.presenter.scanned(sell(desk.till, "3*", SOY, TOMATOES))

    desk.presenter.quantity_given("2")
    assert (ticked(desk.picture), desk.picture.marked) == (["退 2 瓶", ""], 2)
    desk.presenter.quantity_given("0.333")
    assert ticked(desk.picture) == ["退 2 瓶", "退 0.333 kg"]
    assert desk.picture.split == (("退现金", "22.33"),) and desk.picture.figure == "22.33"
    desk.presenter.quantity_given("")
    assert ticked(desk.picture) == ["退 2 瓶", ""]
    desk.presenter.quantity_given("")
    assert ticked(desk.picture) == ["退 2 瓶", "退 1.000 kg"]
    desk.presenter.moved(-1)
    desk.presenter.quantity_given("0")
    assert ticked(desk.picture) == ["", "退 1.000 kg"]


def test_too_much_is_said_and_nothing_changes(desk: Desk) -> None:
    desk.presenter.scanned(sell(desk.till, SOY, TOMATOES))
    for text, code in (("2", "return.too_much"), ("0.5", "quantity.not_whole"), ("x", "quantity.unreadable")):
        desk.presenter.quantity_given(text)
        assert desk.code == code
        assert ticked(desk.picture) == ["", ""]


def test_everything_by_one_key_and_a_touch_toggles(desk: Desk) -> None:
    desk.presenter.scanned(sell(desk.till, SOY, OIL))
    desk.presenter.all_pressed()
    assert ticked(desk.picture) == ["退 1 瓶", "退 1 桶"]
    desk.presenter.touched(1)
    assert (ticked(desk.picture), desk.picture.marked) == (["", "退 1 桶"], 1)


def test_without_goods_or_a_reason_nothing_is_taken_back(desk: Desk) -> None:
    desk.presenter.scanned(sell(desk.till, SOY))
    desk.presenter.confirmed()
    assert desk.code == "return.empty"
    desk.presenter.all_pressed()
    desk.presenter.confirmed()
    assert desk.code == "请说明原因"
    assert desk.done == []

    desk.presenter.reason_given(desk.picture.reasons[1])
    assert desk.picture.reason == desk.picture.reasons[1]
    desk.presenter.confirmed()
    desk.presenter.confirmed()
    assert [each.return_no for each in desk.done] == ["S01-1-20261123-R001"]


def test_the_cards_part_and_the_phones_are_shown_apart(desk: Desk) -> None:
    pay = ((TenderKind.WECHAT, "10"), (TenderKind.CASH, None))
    desk.presenter.scanned(sell(desk.till, SOY, SPIRIT, card=LAN, pay=pay))
    desk.presenter.all_pressed()
    assert desk.picture.split == (("退微信", "10.00"), ("退现金", "20.00"), ("退回补贴", "9.90"))
    desk.presenter.reason_given("试机")
    desk.presenter.confirmed()
    assert desk.done == [] and desk.shell.confirmation is not None
    question = desk.shell.confirmation
    assert (question.title, question.figure, question.yes) == ("退微信", "10.00", "已退给顾客")
    assert "微信 10.00 元" in question.words
    desk.shell.say_yes()

    shown = picture_done(desk.done[0])
    assert (shown.figure_word, shown.figure) == ("退现金", "20.00")
    assert shown.lines[:2] == (("退微信", "10.00"), ("退回补贴", "9.90"))


def test_after_the_month_the_panel_warns_before_anybody_confirms(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "till")
    till = shop.start_selling()
    grant(till, LAN)
    sale_no = sell(till, SOY, card=LAN)
    shop.clock.forward(days=10)
    desk = Desk(till)
    desk.presenter.scanned(sale_no)
    desk.presenter.all_pressed()
    assert "以前月份" in desk.picture.warning
    assert desk.picture.split == (("补贴不能退", "9.90"),)
    till.close()


def test_a_sale_that_came_back_whole_says_so(desk: Desk) -> None:
    sale_no = sell(desk.till, SOY)
    desk.till.returns.return_goods(sale_no, {1: 1_000}, "")
    desk.presenter.scanned(sale_no)
    assert desk.code == "return.empty"
    assert desk.picture.rows[0].detail == "买 1 瓶 · 已退 1 瓶 · 退完了"
    desk.presenter.quantity_given("")
    assert ticked(desk.picture) == [""]


def test_a_receipt_nobody_knows_is_said(desk: Desk) -> None:
    desk.presenter.scanned("S01-1-20261123-0099")
    assert desk.code == "sale.unknown"
    desk.presenter.scanned("S02-1-20261123-0001")
    assert desk.code == "sale.of_other_store"


def test_the_menu_asks_for_the_number_and_todays_needs_only_its_end(desk: Desk) -> None:
    sell(desk.till, SOY)
    desk.presenter.begin()
    assert desk.shell.question is not None and desk.shell.question.title == "退货"
    desk.shell.answer("1")
    assert desk.shell.panel is Panel.RETURN


def test_the_last_sale_is_voided_whole_with_nothing_to_choose(desk: Desk) -> None:
    desk.presenter.begin_void()
    assert desk.code == "void.nothing"
    sell(desk.till, "2*", SOY, OIL)
    desk.presenter.begin_void()
    assert (desk.picture.title, desk.picture.whole) == ("作废上一单", True)
    for act in (desk.presenter.all_pressed, desk.presenter.toggled):
        act()
    desk.presenter.quantity_given("1")
    assert ticked(desk.picture) == ["退 2 瓶", "退 1 桶"]
    desk.presenter.reason_given(desk.picture.reasons[0])
    desk.presenter.confirmed()
    assert desk.done[0].void and picture_done(desk.done[0]).title == "已作废"
    assert ledger_of(desk.till).days.returns_on("2026-11-23") == 1
