from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pos.domain.days.day import DayChecks
from pos.services.till import Till
from pos.ui.days.acts import DayAct
from pos.ui.days.pictures import picture_checks, picture_day, picture_platform
from pos.ui.days.presenter import DayPresenter
from pos.ui.places import Panel, Screen
from tests.records import replace
from tests.ui.design_day import CHECKS, DATE, DIFFERENT, EQUAL, FIGURES, WAITING, ConnectedSync, DesignDays
from tests.ui.fakes import FakeShell, FakeView, InlineBackground

NAMES = {"1001": "李芳"}


class Day(FakeView):
    """The screen with its field for words."""

    def __init__(self) -> None:
        super().__init__()
        self.words = ""

    def explanation(self) -> str:
        return self.words


@dataclass
class Closing:
    till: Any
    days: DesignDays = field(default_factory=DesignDays)
    shell: FakeShell = field(default_factory=FakeShell)
    view: Day = field(default_factory=Day)
    charts: FakeView = field(default_factory=FakeView)
    journals: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.till.days, self.till.sync = self.days, ConnectedSync(problem=None)
        self.presenter = DayPresenter(
            self.till,
            lambda: self.view,
            self.shell,
            InlineBackground(),
            charts=lambda: self.charts,
            journal=self.journals.append,
        )


def test_the_design_s_day_reads_like_the_design(till: Till) -> None:
    till.people.sign_in("2001", "8888")
    closing = Closing(till)
    closing.presenter.begin()
    assert (closing.shell.screen, closing.presenter.title) == (Screen.DAY, f"日结对账 · {DATE}")
    picture = closing.view.shown["show_day"]
    assert [(tile.word, tile.figure) for tile in picture.tiles] == [
        ("营业额（实收）", "18,426.35"),
        ("单数 / 持卡", "412 / 96"),
        ("爱心优惠", "2,318.72"),
        ("补贴支付", "3,204.00"),
        ("慈善贡献 4.98%（10月）", "917.63"),
        ("退货 / 作废", "3 / 1"),
    ]
    assert [[cell.text for cell in row] for row in picture.takings] == [
        ["现金（含备用金 500）", "5,318.40", "5,316.40", "−2.00"],
        ["微信支付", "8,927.15", "8,927.15", "0.00"],
        ["支付宝", "4,680.80", "4,680.80", "0.00"],
    ]
    assert picture.denominations[:2] == ("100 × 41", "50 × 14")
    assert picture.denominations[-2:] == ("0.5 × 6", "0.1 × 4")
    assert [line.words for line in picture.remarks] == ["差额 −2.00 需说明：〔找零误差，已核实〕"]
    assert [row[0].text for row in picture.pools] == ["蔬菜 6 折", "米面油肉蛋奶 8 折", "购物补贴"]
    assert closing.view.shown["show_platform"].verdict.words == "两边一致，可以签字日结。"


def test_the_manager_signs_with_the_pin_and_the_day_is_closed(till: Till) -> None:
    till.people.sign_in("2001", "8888")
    closing = Closing(till)
    closing.presenter.begin()
    closing.presenter.act(DayAct.SIGN)
    signing = closing.shell.signing
    assert signing is not None and signing.staff_id == "2001"
    closing.shell.give_signature("2001", "0000")
    assert (closing.shell.said().code, closing.days.closed) == ("sign_in.refused", [])
    closing.shell.give_signature("2001", "8888")
    assert closing.days.closed == [(DATE, "")]
    assert "S01-1-20261123-Z1" in closing.shell.said().title


def test_beside_a_cashier_the_manager_approves(till: Till) -> None:
    closing = Closing(till)
    closing.presenter.begin()
    closing.presenter.act(DayAct.SIGN)
    signing = closing.shell.signing
    assert signing is not None and signing.staff_id == ""
    closing.shell.give_signature("1001", "1234")
    assert (closing.shell.said().code, closing.days.closed) == ("approval.unfit", [])
    closing.shell.give_signature("2001", "8888")
    assert closing.days.closed == [(DATE, "")]


def test_what_does_not_fit_wants_words_before_the_signature_counts(till: Till) -> None:
    till.people.sign_in("2001", "8888")
    closing = Closing(till, DesignDays(reconciliation=DIFFERENT))
    closing.days.asks = True
    closing.presenter.begin()
    closing.presenter.act(DayAct.SIGN)
    closing.shell.give_signature("2001", "8888")
    assert (closing.shell.said().code, closing.days.closed) == ("day.explanation_needed", [])
    assert "ask_explanation" in closing.view.shown
    closing.view.words = "一单重复上传，已报慈善会"
    closing.presenter.act(DayAct.SIGN)
    closing.shell.give_signature("2001", "8888")
    assert closing.days.closed == [(DATE, "一单重复上传，已报慈善会")]


def test_the_keys_print_export_browse_and_draw(till: Till, tmp_path: Path) -> None:
    till.people.sign_in("2001", "8888")
    closing = Closing(till)
    closing.presenter.begin()
    closing.presenter.act(DayAct.PRINT)
    assert "已送去打印" in closing.shell.said().title
    closing.presenter.act(DayAct.JOURNAL)
    assert closing.journals == [DATE]
    closing.presenter.act(DayAct.CHARTS)
    assert closing.shell.panel is Panel.CHARTS
    assert "<svg" in closing.charts.shown["show_charts"].hours
    closing.presenter.act(DayAct.LEAVE)
    assert closing.shell.went_home == 1


def test_the_files_land_where_the_notice_says(till: Till) -> None:
    till.people.sign_in("2001", "8888")
    closing = Closing(till)
    real: Any = till.days
    closing.presenter.begin()
    till.reports = replace(till.reports, days=real)
    for act, ending in ((DayAct.EXCEL, ".xlsx"), (DayAct.PDF, ".pdf")):
        closing.presenter.act(act)
        said = closing.shell.said()
        assert said.title.endswith(ending), said
        path = Path(said.what_next.removeprefix("在文件夹 ")) / said.title.removeprefix("已导出：")
        assert path.stat().st_size > 1_000


def test_other_days_are_turned_to_but_never_tomorrow(till: Till) -> None:
    till.people.sign_in("2001", "8888")
    closing = Closing(till)
    closing.presenter.begin()
    closing.presenter.turned(-1)
    assert closing.presenter.title.endswith("2026-11-22")
    closing.presenter.turned(1)
    closing.presenter.turned(1)
    assert closing.presenter.title.endswith(DATE)


def test_the_platform_s_word_is_honest() -> None:
    def verdict(reconciliation: Any, *, configured: bool = True) -> str:
        return picture_platform(reconciliation, configured=configured).verdict.words

    assert verdict(WAITING).startswith("还不能对账：12 条待传，自 11-23 10:42")
    assert verdict(replace(WAITING, pending=0, since_ms=None, problem="monitor.unreachable")).startswith(
        "还不能对账：连不上监管平台"
    )
    assert verdict(replace(WAITING, pending=0)).startswith("后台还没有给出")
    assert verdict(DIFFERENT).startswith("两边不一致")
    assert verdict(WAITING, configured=False).startswith("本机没有接入后台")
    rows = picture_platform(DIFFERENT, configured=True).rows
    assert [row[3].text for row in rows[:3]] == ["×", "×", "✓"]
    assert verdict(EQUAL) == "两边一致，可以签字日结。"


def test_what_deciding_again_found_is_said_good_or_bad() -> None:
    assert [line.is_good for line in picture_checks(CHECKS)] == [True, True, True]
    bad = picture_checks(DayChecks(3, ("8812",), 0, 9, ("a", "b", "c", "d")))
    assert [line.is_good for line in bad] == [False, True, False]
    assert "尾号 8812" in bad[0].words and "另有 1 单" in bad[2].words


def test_an_unfinished_day_says_what_is_still_to_do() -> None:
    shift = replace(FIGURES.shifts[0], closed_at_ms=None, explanation="")
    figures = replace(FIGURES, shifts=(shift,), revision=1, open_payments=("p",), held=("h", "i"))
    words = [line.words for line in picture_day(figures, names=NAMES, since_close=2).remarks]
    assert words[1:] == [
        "第 1 班（李芳）还没有交班，请先清点交班。",
        "1 笔收款结果未知，共 0.00 元",
        "还有 2 单挂单没有结",
        "已日结 1 次，之后又有 2 笔，可以再次日结",
    ]
