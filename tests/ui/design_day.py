"""The day of `design/close.png`: its figures, as the day desk would give them. Invented."""

from __future__ import annotations

from pos.domain.days.day import (
    DayChecks,
    DayFigures,
    GoodsFigures,
    HourFigures,
    PoolSettlement,
    ReconciledRow,
    Reconciliation,
    ShiftFigures,
)
from pos.domain.programme.contribution import Contribution
from pos.domain.shifts.takings import Taking
from pos.errors.days import DayExplanationNeeded
from pos.services.counter.state import SyncView
from pos.services.days.day_close import ClosedDay
from pos.services.ports import NoSync
from tests.records import replace
from tests.shop import MORNING_MS

DATE = "2026-11-23"
COINS = ((10_000, 41), (5_000, 14), (2_000, 16), (1_000, 12), (500, 9), (100, 28), (50, 6), (10, 4))
TAKINGS = (
    Taking("cash", 481_840, 0, 0, 531_840, 531_640, -200),
    Taking("wechat", 892_715, 0, 0, 892_715, 892_715, 0),
    Taking("alipay", 468_080, 0, 0, 468_080, 468_080, 0),
)
SHIFT = ShiftFigures(
    "s1",
    1,
    "1001",
    MORNING_MS,
    MORNING_MS + 1,
    50_000,
    412,
    1_842_635,
    0,
    0,
    TAKINGS,
    COINS,
    "找零误差，已核实",
)
FIGURES = DayFigures(
    business_date=DATE,
    till_id="S01-1",
    store_name="浆洗街店",
    revision=0,
    shifts=(SHIFT,),
    sales=412,
    card_sales=96,
    cards=96,
    returns=3,
    voids=1,
    market=2_394_907,
    discount=231_872,
    subsidy=320_400,
    payable=1_842_635,
    takings=TAKINGS,
    float_fen=50_000,
    cash_in=0,
    cash_out=0,
    pools=(
        PoolSettlement("vegetable", "蔬菜", 60, 83, 341_250, 136_500),
        PoolSettlement("staple", "米面油肉蛋奶", 80, 71, 476_860, 95_372),
        PoolSettlement("subsidy", "购物补贴", None, 62, None, 320_400),
    ),
    hours=tuple(
        HourFigures(hour, sales, payable)
        for hour, sales, payable in (
            (8, 21, 84_100), (9, 48, 203_520), (10, 61, 281_840), (11, 52, 240_775), (12, 18, 71_300),
            (13, 14, 60_200), (14, 22, 98_400), (15, 31, 139_900), (16, 49, 225_600), (17, 55, 262_400),
            (18, 29, 124_600), (19, 12, 50_000),
        )
    ),
    goods=tuple(
        GoodsFigures(f"{place}", name, 1_000, payable)
        for place, (name, payable) in enumerate(
            (("五常大米 10kg", 181_740), ("压榨菜籽油 5L", 153_780), ("土鸡蛋 30 枚", 96_480),
             ("纯牛奶 24 盒", 88_200), ("猪前腿肉", 79_340), ("上海青", 52_110), ("本地番茄", 47_860))
        )
    ),
    overrides=(),
    dropped_lines=2,
    dropped_market=1_980,
    drawer_openings=1,
    open_payments=(),
    held=(),
    entries=431,
    first_sequence=1,
    last_sequence=431,
    head_hash="9f3c" + "0" * 56 + "e71a",
)  # fmt: skip
CHECKS = DayChecks(cards=96, over_cap=(), offline_sales=4, recomputed=412, differing=())
EQUAL = Reconciliation(
    equal=True,
    pending=0,
    since_ms=None,
    rows=tuple(
        ReconciledRow(name, text, text, equal=True)
        for name, text in (
            ("流水条数", "431"),
            ("应收合计", "18,426.35"),
            ("爱心优惠", "2,318.72"),
            ("补贴", "3,204.00"),
            ("末条校验码", "9f3c…e71a"),
        )
    ),
    contribution=Contribution("2026-10", 498),
)
WAITING = Reconciliation(
    equal=False,
    pending=12,
    since_ms=MORNING_MS,
    rows=tuple(ReconciledRow(row.name, row.ours, None, equal=False) for row in EQUAL.rows),
)
DIFFERENT = Reconciliation(
    equal=False,
    pending=0,
    since_ms=None,
    rows=(
        ReconciledRow("流水条数", "431", "430", equal=False),
        ReconciledRow("应收合计", "18,426.35", "18,356.45", equal=False),
        *EQUAL.rows[2:],
    ),
)


class ConnectedSync(NoSync):
    """A platform that has everything."""

    def view(self) -> SyncView:
        return SyncView(configured=True, connected=True, pending=0, since_ms=None, problem=None)


class DesignDays:
    """Stands in for the day desk."""

    def __init__(
        self,
        figures: DayFigures = FIGURES,
        reconciliation: Reconciliation = EQUAL,
        checks: DayChecks = CHECKS,
    ) -> None:
        self.shown, self.reconciliation, self.found = figures, reconciliation, checks
        self.closed: list[tuple[str, str]] = []
        self.asks = False

    def today(self) -> str:
        return DATE

    def date_to_close(self) -> str:
        return self.shown.business_date

    def since_close(self, _date: str) -> int:
        return 0

    def figures(self, date: str) -> DayFigures:
        return self.shown if date == self.shown.business_date else _empty(self.shown, date)

    def checks(self, _date: str) -> DayChecks:
        return self.found

    def reconcile(self, _date: str) -> Reconciliation:
        return self.reconciliation

    def close(self, date: str, explanation: str = "", *, asked: bool = False) -> ClosedDay:
        assert asked, "a window has the platform asked beside it, and never waits"
        if self.asks and not explanation:
            raise DayExplanationNeeded(reasons="与后台不一致")
        self.closed.append((date, explanation))
        return ClosedDay("S01-1-20261123-Z1", 1, "ab12cd34", self.shown, self.found, self.reconciliation)

    def print_slip(self, _date: str) -> str:
        return "S01-1-20261123-Z1"


def _empty(figures: DayFigures, date: str) -> DayFigures:
    return replace(figures, business_date=date, shifts=(), takings=(), sales=0, payable=0)
