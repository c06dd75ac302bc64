"""The day of the design's close, and its shift, as facts to print."""

from __future__ import annotations

from dataclasses import replace

from pos.domain.days.day import (
    DayChecks,
    DayFigures,
    GoodsFigures,
    HourFigures,
    OverrideFigures,
    PoolSettlement,
    ReconciledRow,
    Reconciliation,
    ShiftFigures,
)
from pos.domain.programme.contribution import Contribution
from pos.domain.shifts.shift_close import ShiftClosed
from pos.domain.shifts.takings import Taking
from pos.services.days.day_slip import DayOnPaper
from pos.services.shifts.shift_state import XReport

OPENED_MS = 1_795_392_000_000  # 2026-11-23 08:00 in Shanghai.
CLOSED_MS = OPENED_MS + 12 * 3_600_000
HEAD = "9f3c" + "0" * 56 + "e71a"
NAMES = {"1001": "李芳", "1002": "周敏", "2001": "陈国强"}

TAKINGS = (
    Taking("cash", 481_840, 0, 0, 531_840, 531_640, -200),
    Taking("wechat", 895_515, 2_800, 1_990, 892_715, 892_715, 0),
    Taking("alipay", 468_080, 0, 0, 468_080, 468_080, 0),
)
NOTES = ((10_000, 41), (5_000, 14), (2_000, 16), (1_000, 12), (500, 9), (100, 28), (50, 6), (10, 4))

SHIFT = ShiftFigures(
    "shift-1",
    1,
    "1001",
    OPENED_MS,
    CLOSED_MS,
    50_000,
    412,
    1_842_635,
    0,
    0,
    TAKINGS,
    NOTES,
    "找零误差，已核实",
)
CLOSED = ShiftClosed("shift-1", 1, CLOSED_MS, (), "找零误差，已核实", "1002", ("p-1",), ("sale-7",))

X_REPORT = XReport(
    shift_id="shift-1",
    number=1,
    cashier="1001",
    opened_at_ms=OPENED_MS,
    at_ms=OPENED_MS + 4 * 3_600_000,
    sequence=180,
    sales=171,
    card_sales=40,
    returns=1,
    voids=0,
    discount=96_610,
    subsidy=133_500,
    payable=None,
    float_fen=50_000,
    cash_in=10_000,
    cash_out=300_000,
    takings=(TAKINGS[1],),
    blind=("cash", "alipay"),
    removed_lines=3,
    cancelled_sales=1,
    drawer_openings=1,
    open_payments=("p-1",),
)

FIGURES = DayFigures(
    business_date="2026-11-23",
    till_id="S01-1",
    store_name="浆洗街店",
    revision=1,
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
    hours=(HourFigures(8, 12, 50_000),),
    goods=(GoodsFigures("00207", "本地番茄", 30_500, 20_000),),
    overrides=(
        OverrideFigures(
            OPENED_MS + 60_000, "drop_line", "1001", None, "",
            "S01-1-20261123-0003", "酿造生抽 500ml", 990, None,
        ),
        OverrideFigures(
            OPENED_MS + 120_000, "change_price", "1001", "2001", "包装破损", "S01-1-20261123-0009",
            "五常大米 10kg", 6_990, 6_490,
        ),
        OverrideFigures(OPENED_MS + 180_000, "open_drawer", "1001", "2001", "换零钱", None, None, None, None),
    ),
    dropped_lines=1,
    dropped_market=990,
    drawer_openings=1,
    open_payments=("p-1",),
    held=("sale-7",),
    entries=431,
    first_sequence=10_201,
    last_sequence=10_631,
    head_hash=HEAD,
    contribution=Contribution("2026-10", 498),
)  # fmt: skip

EQUAL = Reconciliation(
    equal=True,
    pending=0,
    since_ms=CLOSED_MS,
    rows=(
        ReconciledRow("流水条数", "431", "431", equal=True),
        ReconciledRow("应收合计", "18,426.35", "18,426.35", equal=True),
        ReconciledRow("爱心优惠", "2,318.72", "2,318.72", equal=True),
        ReconciledRow("补贴", "3,204.00", "3,204.00", equal=True),
        ReconciledRow("末条校验码", "9f3c…e71a", "9f3c…e71a", equal=True),
    ),
)
NOT_YET = replace(
    EQUAL,
    equal=False,
    pending=7,
    rows=tuple(replace(row, theirs=None, equal=False) for row in EQUAL.rows),
    problem="monitor.unreachable",
)

SIGNED = DayOnPaper(
    FIGURES,
    CLOSED_MS + 36 * 60_000,
    number="S01-1-20261123-Z1",
    signed_by="2001",
    short_hash="bad36ccb",
    explanation="与昨日相同",
    checks=DayChecks(96, (), 4, 412, ()),
    reconciliation=EQUAL,
)
OFFLINE = replace(
    SIGNED,
    figures=replace(FIGURES, revision=2, contribution=None),
    number="S01-1-20261123-Z2",
    checks=DayChecks(96, ("8812",), 0, 412, ("S01-1-20261123-0003",)),
    reconciliation=NOT_YET,
    since_close=2,
)


def name_of(staff_id: str) -> str:
    """The names of the sample's people."""
    return NAMES[staff_id]
