"""The day of `design/close.png` with invented people: what every report of a day is tried with."""

from __future__ import annotations

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
from pos.domain.shifts.takings import Taking
from pos.services.reports.day_report import DayReport
from pos.services.reports.seal import DaySeal

MORNING_MS = 1_795_392_000_000  # 2026-11-23 08:00 in Shanghai
HOUR_MS = 3_600_000

TAKINGS = (
    Taking("cash", 491_840, 10_000, 0, 531_840, 531_640, -200),
    Taking("wechat", 893_955, 1_240, 0, 892_715, 892_715, 0),
    Taking("alipay", 468_080, 0, 1_990, 468_080, 468_080, 0),
)
NOTES = ((10_000, 41), (5_000, 14), (2_000, 16), (1_000, 12), (500, 9), (100, 28), (50, 6), (10, 4))

FIGURES = DayFigures(
    business_date="2026-11-23",
    till_id="S01-1",
    store_name="浆洗街店",
    revision=1,
    shifts=(
        ShiftFigures(
            "shift-1", 1, "李芳", MORNING_MS, MORNING_MS + 6 * HOUR_MS, 50_000, 231, 1_012_335, 0, 0,
            (Taking("cash", 250_000, 0, 0, 300_000, 300_000, 0),),
        ),
        ShiftFigures(
            "shift-2", 2, "㛃*", MORNING_MS + 6 * HOUR_MS, MORNING_MS + 12 * HOUR_MS, 50_000, 181, 830_300,
            10_000, 20_000, (Taking("cash", 241_840, 10_000, 0, 281_840, 281_640, -200),), NOTES,
            "找零误差，已核实",
        ),
    ),
    sales=412, card_sales=96, cards=96, returns=3, voids=1,
    market=2_394_907, discount=231_872, subsidy=320_400, payable=1_842_635,
    takings=TAKINGS, float_fen=50_000, cash_in=10_000, cash_out=20_000,
    pools=(
        PoolSettlement("vegetable", "蔬菜", 60, 83, 341_250, 136_500),
        PoolSettlement("staple", "米面油肉蛋奶", 80, 71, 476_860, 95_372),
        PoolSettlement("subsidy", "购物补贴", None, 62, None, 320_400),
    ),
    hours=tuple(
        HourFigures(hour, sales, sales * 4_470 + hour)
        for hour, sales in zip(range(8, 20), (38, 61, 52, 44, 21, 15, 18, 24, 33, 49, 41, 16), strict=True)
    ),
    goods=tuple(
        GoodsFigures(code, name, quantity, payable)
        for code, name, quantity, payable in (
            ("6948195800941", "压榨菜籽油 5L", 23_000, 160_770),
            ("6921234567890", "五常大米 10kg", 19_000, 132_810),
            ("00123", "上海青", 87_412, 43_531), ("00207", "本地番茄", 51_050, 38_798),
            ("6970385420010", "土鸡蛋 30 枚", 14_000, 37_520), ("00301", "黄心土豆", 102_500, 18_450),
            ("6902265360100", "酿造生抽 500ml", 17_000, 16_830), ("00312", "=莲藕", 20_200, 15_756),
            ("00305", "白萝卜", 60_000, 14_400),
            ("00306", "很长很长的一个商品名称用来看会不会被截断或者压到别的字", 1_000, 9_900),
        )
    ),
    overrides=(
        OverrideFigures(
            MORNING_MS + HOUR_MS, "change_price", "李芳", "陈国强", "包装破损", "S01-1-20261123-0031",
            "酿造生抽 500ml", 990, 690,
        ),
        OverrideFigures(
            MORNING_MS + 2 * HOUR_MS, "open_drawer", "李芳", None, "=1+1 换零钱", None, None, None, None
        ),
        OverrideFigures(
            MORNING_MS + 5 * HOUR_MS, "drop_after_total", "李芳", "陈国强", "顾客不要了", None,
            "高粱白酒 500ml", 3_000, None,
        ),
        OverrideFigures(
            MORNING_MS + 7 * HOUR_MS, "of_a_later_version", "㛃*", None, "", None, None, None, None
        ),
    ),
    dropped_lines=7, dropped_market=12_340, drawer_openings=2, open_payments=("pay-000031",), held=(),
    entries=431, first_sequence=12_001, last_sequence=12_431,
    head_hash="9f3c2a1b77d0e4459f3c2a1b77d0e4459f3c2a1b77d0e4459f3c2a1b77d0e71a",
    contribution=Contribution("2026-10", 498),
)  # fmt: skip
CHECKS = DayChecks(cards=96, over_cap=(), offline_sales=4, recomputed=412, differing=())
EQUAL = Reconciliation(
    True,
    0,
    None,
    (
        ReconciledRow("流水条数", "431", "431", equal=True),
        ReconciledRow("应收合计", "18,426.35", "18,426.35", equal=True),
        ReconciledRow("爱心优惠", "2,318.72", "2,318.72", equal=True),
        ReconciledRow("补贴", "3,204.00", "3,204.00", equal=True),
        ReconciledRow("末条校验码", "9f3c…e71a", "9f3c…e71a", equal=True),
    ),
)
SEAL = DaySeal(
    "S01-1-20261123-Z1", "b7d2-41c9", "陈国强", MORNING_MS + 12 * HOUR_MS + 2_160_000, "差额已核实"
)
REPORT = DayReport(FIGURES, CHECKS, EQUAL, SEAL)

EMPTY = DayFigures(
    business_date="2026-11-24", till_id="S01-1", store_name="浆洗街店", revision=0, shifts=(), sales=0,
    card_sales=0, cards=0, returns=0, voids=0, market=0, discount=0, subsidy=0, payable=0, takings=(),
    float_fen=0, cash_in=0, cash_out=0, pools=(), hours=(), goods=(), overrides=(), dropped_lines=0,
    dropped_market=0, drawer_openings=0, open_payments=(), held=(), entries=0, first_sequence=0,
    last_sequence=0, head_hash="",
)  # fmt: skip
EMPTY_REPORT = DayReport(EMPTY, None, None, None)
