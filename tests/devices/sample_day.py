"""The day of the design's close, and its shift, as facts to print: with what only paper shows of them."""

from __future__ import annotations

from pos.domain.days.day import DayChecks, GoodsFigures, HourFigures, OverrideFigures
from pos.domain.programme.contribution import Contribution
from pos.domain.shifts.shift_close import ShiftClosed
from pos.domain.shifts.takings import Taking
from pos.services.days.day_slip import DayOnPaper
from pos.services.shifts.shift_state import XReport
from tests.records import replace
from tests.ui import design_day as design

OPENED_MS = 1_795_392_000_000  # 2026-11-23 08:00 in Shanghai.
CLOSED_MS = OPENED_MS + 12 * 3_600_000
NAMES = {"1001": "李芳", "1002": "周敏", "2001": "陈国强"}

# Some phone money went back and some has an unknown end, which the picture of the design has not.
TAKINGS = (
    design.TAKINGS[0],
    Taking("wechat", 895_515, 2_800, 1_990, 892_715, 892_715, 0),
    design.TAKINGS[2],
)
SHIFT = replace(
    design.SHIFT, shift_id="shift-1", opened_at_ms=OPENED_MS, closed_at_ms=CLOSED_MS, takings=TAKINGS
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

FIGURES = replace(
    design.FIGURES,
    revision=1,
    shifts=(SHIFT,),
    takings=TAKINGS,
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
    open_payments=("p-1",),
    held=("sale-7",),
    first_sequence=10_201,
    last_sequence=10_631,
    contribution=Contribution("2026-10", 498),
)  # fmt: skip

EQUAL = replace(design.EQUAL, since_ms=CLOSED_MS, contribution=None)
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
