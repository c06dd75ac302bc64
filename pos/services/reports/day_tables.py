"""The tables of a day's report, made from its figures. They know neither paper nor file."""

from __future__ import annotations

from pos.domain.days.day import DayFigures, PoolSettlement
from pos.domain.money import Fen, format_yuan
from pos.domain.paying.tender import TenderKind
from pos.domain.percent_words import percent_words
from pos.domain.programme.programme import SUBSIDY
from pos.services.reports.table import Cell, Column, Kind, Table
from pos.services.words.act_words import act_words
from pos.services.words.receipt_words import tender_name


def takings_table(figures: DayFigures) -> Table:
    """① What was taken, by way of paying, beside what was counted."""
    money = [Column(name, Kind.MONEY, 11) for name in ("销售", "退款", "未知", "账面", "实点", "差额")]
    return Table(
        "收款与盘点",
        (Column("收款方式", width=18), *money),
        tuple(
            (
                _taking_name(taking.kind, figures),
                taking.sold,
                taking.refunded,
                taking.unknown,
                taking.expected if figures.has_drawer else None,
                taking.counted,
                taking.difference,
            )
            for taking in figures.takings
        ),
    )


def pools_table(figures: DayFigures) -> Table:
    """② What the federation owes for the day."""
    return Table(
        "帮扶结算",
        (
            Column("项目", width=22),
            Column("顾客付", width=8),
            Column("人次", Kind.COUNT, 8),
            Column("市场价额", Kind.MONEY, 13),
            Column("爱心优惠", Kind.MONEY, 13),
            Column("补贴支付", Kind.MONEY, 13),
        ),
        tuple(_pool_row(pool) for pool in figures.pools),
        (
            "合计",
            None,
            None,
            sum(pool.market or 0 for pool in figures.pools),
            discount_total(figures),
            subsidy_total(figures),
        ),
    )


def shifts_table(figures: DayFigures) -> Table:
    """The shifts of the day."""
    return Table(
        "班次",
        (
            Column("班次", width=6),
            Column("收银员", width=10),
            Column("开班", Kind.TIME, 13),
            Column("交班", Kind.TIME, 13),
            Column("单数", Kind.COUNT, 7),
            Column("实收", Kind.MONEY, 11),
            Column("现金差额", Kind.MONEY, 11),
            Column("原因", width=13),
            Column("说明", width=22),
            Column("授权人", width=9),
            Column("本月累计差额", Kind.MONEY, 14),
        ),
        tuple(
            (
                shift.number,
                shift.cashier,
                shift.opened_at_ms,
                shift.closed_at_ms,
                shift.sales,
                shift.received,
                next((each.difference for each in shift.takings if each.kind == TenderKind.CASH), None),
                shift.reason,
                shift.explanation,
                shift.approver,
                shift.month_sum,
            )
            for shift in figures.shifts
        ),
    )


def by_word_table(figures: DayFigures) -> Table:
    """Money that a person confirmed from a phone, because no channel could be asked."""
    return Table(
        "人工确认的收款与退款",
        (
            Column("收款方式", width=14),
            Column("确认人", width=14),
            Column("到账笔数", Kind.COUNT, 10),
            Column("到账金额", Kind.MONEY, 13),
            Column("退款笔数", Kind.COUNT, 10),
            Column("退款金额", Kind.MONEY, 13),
        ),
        tuple(
            (
                tender_name(each.kind),
                each.staff,
                each.times,
                each.received,
                each.times_back,
                each.given_back,
            )
            for each in figures.by_word
        ),
        empty="当天没有人工确认",
    )


def denominations_table(figures: DayFigures) -> Table:
    """How the cash was counted, shift by shift, the largest note first."""
    rows = [
        (shift.number, value, count, value * count)
        for shift in figures.shifts
        for value, count in sorted(shift.denominations, reverse=True)
    ]
    return Table(
        "按面额清点",
        (
            Column("班次", width=6),
            Column("面额", Kind.MONEY, 10),
            Column("张数", Kind.COUNT, 8),
            Column("金额", Kind.MONEY, 12),
        ),
        tuple(rows),
        # How many pieces of all kinds is no figure: a note of 100 and a coin of 1 角 are unlike.
        ("合计", None, None, sum(row[3] for row in rows)) if rows else None,
    )


def overrides_table(figures: DayFigures) -> Table:
    """Every override."""
    return Table(
        "改动与授权",
        (
            Column("时间", Kind.TIME, 11),
            Column("事项", width=15),
            Column("经手", width=9),
            Column("授权人", width=9),
            Column("单号", width=21),
            Column("对象", width=16),
            Column("原", Kind.MONEY, 9),
            Column("改为", Kind.MONEY, 9),
            Column("原因", width=18),
        ),
        tuple(
            (
                each.at_ms,
                act_words(each.act),
                each.actor,
                each.approver,
                each.sale_no,
                each.name,
                each.before,
                each.after,
                each.reason,
            )
            for each in figures.overrides
        ),
        empty="当天没有改动",
    )


def goods_table(figures: DayFigures) -> Table:
    """The goods with the largest sales amount."""
    return Table(
        "商品",
        (
            Column("名次", width=6),
            Column("编码", width=16),
            Column("商品", width=26),
            Column("数量", Kind.QUANTITY, 10),
            Column("应付", Kind.MONEY, 12),
        ),
        tuple(
            (place, goods.code, goods.name, goods.quantity, goods.payable)
            for place, goods in enumerate(figures.goods, 1)
        ),
    )


def hours_table(figures: DayFigures) -> Table:
    """The hours of the day."""
    return Table(
        "时段",
        (Column("时段", width=14), Column("单数", Kind.COUNT, 8), Column("应付", Kind.MONEY, 12)),
        tuple((hour_words(each.hour), each.sales, each.payable) for each in figures.hours),
        ("合计", sum(each.sales for each in figures.hours), sum(each.payable for each in figures.hours)),
    )


def hour_words(hour: int) -> str:
    """One hour of the day: 08:00–09:00."""
    return f"{hour:02d}:00–{hour + 1:02d}:00"


def discount_total(figures: DayFigures) -> Fen:
    """What the programme took off prices at this till, in fen. Nobody paid this as money."""
    return sum(pool.amount for pool in figures.pools if pool.pool != SUBSIDY)


def subsidy_total(figures: DayFigures) -> Fen:
    """What the federation paid through this till, in fen."""
    return sum(pool.amount for pool in figures.pools if pool.pool == SUBSIDY)


def _taking_name(kind: str, figures: DayFigures) -> str:
    if kind == TenderKind.CASH and figures.float_fen:
        return f"{tender_name(kind)}（含备用金 {format_yuan(figures.float_fen).removesuffix('.00')}）"
    return tender_name(kind)


def _pool_row(pool: PoolSettlement) -> tuple[Cell, ...]:
    percent = None if pool.percent is None else percent_words(pool.percent)
    paid = pool.pool == SUBSIDY
    given = (None, pool.amount) if paid else (pool.amount, None)
    return pool.name, percent, pool.visits, pool.market, *given
