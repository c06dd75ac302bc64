"""A three-way settlement as tables and sentences. What belongs together it does not decide."""

from __future__ import annotations

from typing import Final

from pos.domain.programme import SUBSIDY_NAME
from pos.domain.settlement import (
    BenefitSettlement,
    ChannelSettlement,
    Ground,
    Matching,
    SettlementSheet,
    Standing,
    Verdict,
)
from pos.services.receipt_words import TENDER_NAMES, time_words
from pos.services.reports.table import Cell, Column, Kind, Table, shown

VERDICTS: Final = {
    Verdict.MATCHED: "一致",
    Verdict.MISSING: "缺",
    Verdict.EXTRA: "多",
    Verdict.AMOUNT: "金额不符",
    Verdict.OTHER_DAY: "跨日",
    Verdict.UNKNOWN: "未知态",
    Verdict.NEIGHBOUR: "邻日",
}
GROUNDS: Final = {
    Ground.ORDER_NUMBER: "单号相同",
    Ground.REFUND_NUMBER: "退款单号相同",
    Ground.CHANNEL_NUMBER: "渠道单号相同",
    Ground.TAIL: "推定：金额、时间和尾号相符",
    Ground.AMOUNT_AND_TIME: "推定：金额和时间相符，仅此一笔",
    Ground.AMOUNT_IN_ORDER: "推定：同金额有几笔，按先后配对",
    Ground.NONE: "",
}


def settlement_tables(sheet: SettlementSheet) -> tuple[Table, ...]:
    """Sums by channel, differences, benefits, and what was only inferred, in this order."""
    tables = [_sums(sheet), _differences(sheet)]
    if sheet.benefit is not None:
        tables.append(_benefits(sheet.benefit))
    return (*tables, _inferred(sheet))


def settlement_words(sheet: SettlementSheet) -> tuple[str, ...]:
    """What a manager reads first: whether it agrees, and what was not compared."""
    said = []
    found = sum(len(channel.open) for channel in sheet.channels)
    if sheet.benefit is not None and sheet.benefit.verdict is not Verdict.MATCHED:
        found += 1
    said.append(f"有 {found} 项差异，请逐项处理。" if found else "已比对的全部一致。")
    for channel in sheet.channels:
        name = TENDER_NAMES[channel.kind]
        if channel.theirs is None and (channel.ours.count or channel.ours.unknown_count):
            said.append(f"没有提供{name}账单，{channel.ours.count} 笔没有比对。")
        if channel.of_other_tills:
            said.append(f"{name}账单里有 {len(channel.of_other_tills)} 笔是其他收银机的，没有计入。")
    if sheet.benefit is None:
        said.append("没有提供慈善会补贴账户，优惠和补贴没有比对。")
    return tuple(said)


def settlement_text(sheet: SettlementSheet) -> str:
    """The settlement for a terminal, line by line."""
    lines = [f"三方对账  {sheet.till_id}  {sheet.date}（截至 {sheet.today}）", *settlement_words(sheet)]
    for table in settlement_tables(sheet):
        lines += ["", f"【{table.title}】"]
        for row in table.rows:
            told = [
                f"{column.name} {shown(cell, column.kind)}"
                for column, cell in zip(table.columns, row, strict=True)
                if cell not in (None, "")
            ]
            lines.append("  " + "，".join(told))
        if not table.rows:
            lines.append(f"  {table.empty}")
    return "\n".join(lines)


def next_step(matching: Matching) -> str:
    """What to do about a difference."""
    match matching.verdict:
        case Verdict.MISSING:
            return "渠道没有收到这笔钱：查顾客的付款记录；确实没付请店长向顾客追收。"
        case Verdict.EXTRA if matching.ours:
            return "本店已撤销，渠道还收着钱：请退还顾客。"
        case Verdict.EXTRA:
            return "渠道收了钱，本店没有这笔：查是否漏记或重复收款，应退的退还顾客。"
        case Verdict.AMOUNT:
            return "两边金额不同：核对小票和账单，差额按规定处理。"
        case Verdict.OTHER_DAY:
            return "两边记在不同日期：与邻日合计相抵，不用处理。"
        case Verdict.UNKNOWN if matching.theirs:
            return "账单上已收到：请在收款里把这笔确认为已收。"
        case Verdict.UNKNOWN:
            return "账单上没有：请查询或撤销这笔收款。"
        case Verdict.MATCHED | Verdict.NEIGHBOUR:
            return ""


def _sums(sheet: SettlementSheet) -> Table:
    return Table(
        "各渠道合计",
        (
            Column("渠道", width=12),
            Column("本店笔数", Kind.COUNT, 9),
            Column("本店净额", Kind.MONEY, 13),
            Column("账单笔数", Kind.COUNT, 9),
            Column("账单净额", Kind.MONEY, 13),
            Column("差额", Kind.MONEY, 11),
            Column("未知笔数", Kind.COUNT, 9),
            Column("未知金额", Kind.MONEY, 11),
        ),
        tuple(_sum_row(channel) for channel in sheet.channels),
    )


def _sum_row(channel: ChannelSettlement) -> tuple[Cell, ...]:
    theirs = channel.theirs
    return (
        TENDER_NAMES[channel.kind],
        channel.ours.count,
        channel.ours.net,
        None if theirs is None else theirs.count,
        None if theirs is None else theirs.net,
        channel.gap,
        channel.ours.unknown_count,
        channel.ours.unknown,
    )


def _differences(sheet: SettlementSheet) -> Table:
    return Table(
        "差异",
        (
            Column("类型", width=9),
            Column("渠道", width=10),
            Column("时间", width=19),
            Column("单号", width=24),
            Column("本店", Kind.MONEY, 11),
            Column("账单", Kind.MONEY, 11),
            Column("天数", Kind.COUNT, 6),
            Column("账单行", width=16),
            Column("怎么办", width=34),
        ),
        tuple(_difference(matching, channel) for channel in sheet.channels for matching in channel.open),
        empty="没有差异",
    )


def _difference(matching: Matching, channel: ChannelSettlement) -> tuple[Cell, ...]:
    ours, theirs = matching.ours, matching.theirs
    number = next((row.sale_no or row.order_no for row in ours), "") or theirs[0].channel_no
    asked = [row.amount if row.standing is Standing.UNKNOWN else row.money for row in ours]
    return (
        VERDICTS[matching.verdict],
        TENDER_NAMES[channel.kind],
        time_words(matching.at_ms),
        number,
        sum(asked) if ours else None,
        sum(row.money for row in theirs) if theirs else None,
        matching.age_days,
        "、".join(f"{row.file} 第 {row.row} 行" for row in theirs),
        next_step(matching),
    )


def _inferred(sheet: SettlementSheet) -> Table:
    """Pairs no number vouches for: a person confirmed them at the till, and may look again."""
    rows = [
        (
            TENDER_NAMES[channel.kind],
            time_words(ours.at_ms),
            ours.sale_no,
            ours.money,
            theirs.channel_no,
            time_words(theirs.at_ms),
            GROUNDS[matching.ground],
        )
        for channel in sheet.channels
        for matching in channel.matchings
        if matching.verdict is not Verdict.NEIGHBOUR and not matching.ground.certain
        for ours, theirs in zip(matching.ours, matching.theirs, strict=False)
    ]
    return Table(
        "推定一致（人工确认的收款，没有单号可对）",
        (
            Column("渠道", width=10),
            Column("本店时间", width=19),
            Column("单号", width=22),
            Column("金额", Kind.MONEY, 11),
            Column("渠道单号", width=30),
            Column("账单时间", width=19),
            Column("依据", width=28),
        ),
        tuple(rows),
    )


def _benefits(benefit: BenefitSettlement) -> Table:
    ours, theirs = benefit.ours, benefit.theirs
    verdict = VERDICTS[benefit.verdict]
    rows: list[tuple[Cell, ...]] = [
        (
            name,
            mine,
            other,
            None if other is None else other - mine,
            verdict,
            benefit.age_days,
        )
        for name, mine, other in (
            ("爱心优惠", ours.discount, None if theirs is None else theirs.discount),
            (SUBSIDY_NAME, ours.subsidy, None if theirs is None else theirs.subsidy),
        )
    ]
    return Table(
        "与慈善会补贴账户",
        (
            Column("项目", width=12),
            Column("本店", Kind.MONEY, 13),
            Column("慈善会", Kind.MONEY, 13),
            Column("差额", Kind.MONEY, 11),
            Column("结果", width=9),
            Column("天数", Kind.COUNT, 6),
        ),
        tuple(rows),
    )
