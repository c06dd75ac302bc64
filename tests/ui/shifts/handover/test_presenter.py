from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from pos.domain.money import Fen
from pos.domain.paying.tender import TenderKind
from pos.domain.people.permission import Act
from pos.domain.shifts.shift_close import ShiftCount
from pos.errors.people import ApprovalNeeded
from pos.errors.shifts import ExplanationUnclear
from pos.errors.typed import ReasonNeeded
from pos.services.paying.payments import PersonSays
from pos.services.selling.held_sales import HeldChoice
from pos.services.till import Till
from pos.ui.places import Screen
from pos.ui.shifts.handover.acts import HandoverAct
from pos.ui.shifts.handover.coaching import likely_causes
from pos.ui.shifts.handover.presenter import HandoverPresenter
from tests.shop import MANAGER, MANAGER_PIN, OIL, SOY
from tests.ui.fakes import FakeShell, FakeView


class Sheet(FakeView):
    """A count on paper."""

    def __init__(self) -> None:
        super().__init__()
        self.typed_pieces: dict[Fen, str] = {}
        self.typed_total, self.typed_others = "", {"wechat": "", "alipay": ""}

    def pieces(self) -> dict[Fen, str]:
        return self.typed_pieces

    def total(self) -> str:
        return self.typed_total

    def others(self) -> dict[str, str]:
        return self.typed_others


@dataclass
class Ending:
    till: Till
    shell: FakeShell = field(default_factory=FakeShell)
    view: Sheet = field(default_factory=Sheet)

    def __post_init__(self) -> None:
        self.presenter = HandoverPresenter(self.till, lambda: self.view, self.shell)
        self.presenter.begin()

    def count(self, **pieces: str) -> None:
        self.view.typed_pieces = {int(name.removeprefix("fen")): text for name, text in pieces.items()}
        self.presenter.act(HandoverAct.COMMIT)

    @property
    def picture(self) -> Any:
        return self.view.shown["show_handover"]


def test_nothing_is_told_before_the_count_is_written_down(till: Till) -> None:
    ending = Ending(till)
    assert ending.shell.screen is Screen.HANDOVER
    assert (ending.picture.counted, ending.picture.results, ending.picture.causes) == (False, (), ())
    ending.presenter.act(HandoverAct.COMMIT)
    assert ending.shell.said().title == "还没有清点现金"
    ending.count(fen10000="5")
    assert [cell.text for cell in ending.picture.results[0]] == [
        "现金（含备用金 500）",
        "500.00",
        "500.00",
        "0.00",
    ]
    assert ending.picture.causes[0].words.startswith("账实相符")


def test_the_sum_follows_the_typing_also_in_full_width_and_nonsense_has_none(till: Till) -> None:
    ending = Ending(till)
    ending.view.typed_pieces = {10_000: "４", 50: " 3 ", 10: ""}
    ending.presenter.typed()
    assert ending.view.shown["show_sum"] == "401.50"
    ending.view.typed_pieces = {10_000: "4.5"}
    ending.presenter.typed()
    assert ending.view.shown["show_sum"] == ""
    ending.presenter.act(HandoverAct.COMMIT)
    assert ending.shell.said().code == "count.unreadable"
    assert till.shifts.ending().counts == ()


def test_by_total_a_sum_may_be_grouped_and_a_slip_in_the_phones_writes_nothing(till: Till) -> None:
    ending = Ending(till)
    ending.presenter.act(HandoverAct.BY_TOTAL)
    ending.view.typed_total = "１,234.50"
    ending.view.typed_others = {"wechat": "1.2.3", "alipay": ""}
    ending.presenter.act(HandoverAct.COMMIT)
    assert ending.shell.said().code == "amount.unreadable"
    assert till.shifts.ending().counts == ()
    ending.view.typed_others = {"wechat": "0", "alipay": ""}
    ending.presenter.act(HandoverAct.COMMIT)
    assert [(count.kind, count.counted) for count in till.shifts.ending().counts] == [
        ("cash", 123_450),
        ("wechat", 0),
    ]


def test_a_large_difference_wants_a_reason_words_and_a_manager_and_then_the_shift_ends(till: Till) -> None:
    ending = Ending(till)
    ending.count(fen10000="4")
    assert ending.picture.asks_explanation
    ending.presenter.act(HandoverAct.COMMIT)
    question = ending.shell.why
    assert question is not None
    assert question.words.startswith("短款 100.00 元，超过一班 50.00 元的上限。交班要店长授权。")
    assert "找零差错" in question.reasons

    with pytest.raises(ReasonNeeded):
        ending.shell.because(typed="找零误差，已核实")
    with pytest.raises(ExplanationUnclear):
        ending.shell.because("找零差错", typed="abc")
    with pytest.raises(ApprovalNeeded) as needed:
        ending.shell.because("找零差错", typed="找零误差，已核实")
    assert "短款 100.00 元" in str(needed.value.facts["about"])
    assert till.shifts.current() is not None

    till.permissions.approve(Act.CLOSE_SHIFT_OVER_SHORT, MANAGER, MANAGER_PIN)
    ending.shell.because("找零差错", typed="找零误差，已核实")
    assert till.shifts.current() is None
    assert ending.shell.went_home == 1
    assert ending.shell.said().title == "第 1 班已交班"


def test_every_sale_put_aside_is_decided_and_the_drawer_goes_to_somebody(till: Till) -> None:
    for code in (OIL, SOY):
        till.checkout.scan(code)
        till.checkout.hold()
    ending = Ending(till)
    ending.count(fen10000="5")
    assert [held.choice for held in ending.picture.held] == [None, None]
    ending.presenter.act(HandoverAct.COMMIT)
    assert till.shifts.current() is not None
    first, second = (held.number for held in ending.picture.held)
    ending.presenter.decided(first, HeldChoice.KEEP)
    ending.presenter.decided(second, HeldChoice.DROP)
    ending.presenter.act(HandoverAct.HAND_TO)
    assert [choice.title for choice in ending.shell.offered()][::2] == ["陈国强", "放入保险柜"]
    ending.shell.answer("2001")
    assert ending.picture.handed_to == "陈国强"
    ending.presenter.act(HandoverAct.COMMIT)
    assert till.shifts.current() is None
    assert till.people.signed_in is None
    assert [held.number for held in till.checkout.held()] == [first]


def test_a_recount_begins_with_empty_fields_and_needs_somebodys_yes(till: Till) -> None:
    ending = Ending(till)
    ending.count(fen10000="4")
    ending.presenter.act(HandoverAct.RECOUNT)
    assert "forget_count" in ending.view.shown
    assert (ending.picture.counted, ending.picture.results) == (False, ())
    ending.count(fen10000="5")
    assert ending.shell.needed is not None
    till.permissions.approve(Act.RECOUNT, "2001", "8888")
    ending.shell.again()
    assert ending.picture.results[0][3].text == "0.00"


def count(kind: str, difference: Fen) -> ShiftCount:
    return ShiftCount("s", kind, 50_000 + difference, None, 50_000, difference, None)


def test_the_likely_causes_help_to_look_and_blame_nobody() -> None:
    assert likely_causes([count("cash", 0)]) == ()
    tender = likely_causes([count("cash", -2_000), count("wechat", 2_000)])
    assert "微信支付正好多 20.00" in tender[0]
    assert "正好一张" in tender[1]
    assert any("两位写反" in cause for cause in likely_causes([count("cash", -900)]))
    over = likely_causes([count("cash", 37)])
    assert over[0] == "顾客可能没等找零就走了"
    words = "".join(tender + over)
    assert not any(blame in words for blame in ("错误", "责任", "赔", "罚", "偷"))


def test_payments_whose_money_is_not_in_its_place_are_listed(till: Till) -> None:
    till.checkout.scan(OIL)
    till.payments.unclear(TenderKind.WECHAT, "20", reference="3391")
    current = till.payments.current()
    assert current is not None
    till.checkout.cancel()
    assert Ending(till).picture.payments[0][0].text == "微信支付 ····3391 · 结果不明"
    till.permissions.approve(Act.RESOLVE_PAYMENT, "2001", "8888")
    till.payments.resolve(current.payment_id, PersonSays.RECEIVED)
    assert Ending(till).picture.payments[0][0].text == "微信支付 ····3391 · 多收，需退"
