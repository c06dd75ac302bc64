"""A make-good at the window: seen in the card's panel, chosen, promised, counted out on a yes, or not."""

from __future__ import annotations

import pytest

from pos.domain.journal.entries import EntryKind
from pos.errors.platform import MonitorUnreachable
from pos.services.ports import CardCredits, Credit
from pos.services.till import Till
from pos.ui.cards.make_goods.presenter import ASKING, KEPT, NO_CARD, NOT_PAID, MakeGoodsPresenter
from pos.ui.selling.checkout.pictures import picture_benefits
from tests.services.credits import known_to
from tests.services.telling import entries_of
from tests.shop import LAN, OIL, WITHOUT_LEASE
from tests.ui.fakes import FakeShell, InlineBackground


class Window:
    def __init__(self, till: Till) -> None:
        self.till, self.shell = till, FakeShell()
        self.platform = known_to(till)
        self.presenter = MakeGoodsPresenter(till, self.shell, InlineBackground())

    def show_card(self) -> None:
        self.till.checkout.attach_card(LAN)
        assert self.till.make_goods.watch.wait_until_told(20)
        self.till.take_news()

    @property
    def paid(self) -> int:
        return len(entries_of(self.till, EntryKind.MAKE_GOOD_PAID))

    def said(self) -> str:
        notice = self.shell.notice
        return "" if notice is None else notice.title


@pytest.fixture
def window(till: Till) -> Window:
    return Window(till)


def test_the_cards_panel_says_that_there_is_something_and_where(window: Window, till: Till) -> None:
    window.show_card()
    assert "有补差 4.07 元可付" in picture_benefits(till.checkout.state).more
    till.checkout.detach_card()
    assert picture_benefits(till.checkout.state).more == ""

    till.checkout.attach_card(WITHOUT_LEASE)
    assert till.make_goods.watch.wait_until_told(20)
    till.take_news()
    assert "有补差 4.07 元可付" in picture_benefits(till.checkout.state).more, "without a lease here too"


def test_it_is_promised_first_and_written_on_the_customers_yes(window: Window, till: Till) -> None:
    window.show_card()
    window.presenter.begin()
    question = window.shell.confirmation
    assert question is not None and (question.figure, question.yes) == ("4.07", "顾客收下了")
    assert window.platform.asked[-1] == "promise B-1" and window.paid == 0

    window.shell.say_yes()
    assert window.paid == 1 and window.said() == "补差 4.07 元已付"
    assert till.checkout.state.coming == 0
    window.presenter.begin()
    assert window.said() == "补差还没有算好", "one more slip waits"


def test_a_no_gives_the_promise_back(window: Window) -> None:
    window.show_card()
    window.presenter.begin()
    window.shell.say_no()
    assert (window.shell.notice, window.paid) == (NOT_PAID, 0)
    assert window.platform.asked[-1] == "withdraw B-1"

    window.presenter.begin()
    window.platform.problem = MonitorUnreachable(reason="timeout")
    window.shell.say_no()
    assert window.shell.notice == KEPT


def test_of_several_one_is_chosen(window: Window) -> None:
    two = (Credit("B-1", "S02-1-20261122-B0007", 407), Credit("B-2", "S03-1-20261123-B0001", 200))
    window.platform.told = CardCredits(two)
    window.show_card()
    window.presenter.begin()
    choices = window.shell.choices
    assert choices is not None and [each.amount for each in choices.items] == ["4.07", "2.00"]
    window.shell.answer("S03-1-20261123-B0001")
    assert window.platform.asked[-1] == "promise B-2"


@pytest.mark.parametrize(
    ("told", "title"),
    [(CardCredits(()), "这张卡没有要付的补差"), (CardCredits((), 2), "补差还没有算好")],
)
def test_why_there_is_nothing_to_hand_out_is_said(window: Window, told: CardCredits, title: str) -> None:
    window.presenter.begin()
    assert window.shell.notice == NO_CARD
    window.platform.told = told
    window.show_card()
    window.presenter.begin()
    assert window.said() == title


def test_while_it_is_asked_and_without_a_line_it_says_so(window: Window, till: Till) -> None:
    window.platform.may_answer.clear()
    till.checkout.attach_card(LAN)
    window.presenter.begin()
    assert window.shell.notice == ASKING
    window.platform.problem = MonitorUnreachable(reason="connection")
    window.platform.may_answer.set()
    assert till.make_goods.watch.wait_until_told(20)
    window.presenter.begin()
    assert window.said() == "连不上监管平台，现在不能付补差"


def test_a_promise_that_another_till_has_is_said(window: Window) -> None:
    window.show_card()
    window.platform.problem = MonitorUnreachable(reason="timeout")
    window.presenter.begin()
    assert window.said() == "连不上监管平台，现在不能付补差" and window.shell.confirmation is None


def test_a_promise_that_comes_while_the_sale_is_being_paid_is_given_back(window: Window, till: Till) -> None:
    till.checkout.scan(OIL)
    window.show_card()
    coming = till.make_goods.coming()
    assert coming is not None
    promise = till.make_goods.promise(coming.credits[0].slip_no)
    till.checkout.begin_payment()
    window.presenter._ask(promise)
    assert window.shell.confirmation is None and window.shell.notice == NOT_PAID
    assert window.platform.asked[-1] == "withdraw B-1"
