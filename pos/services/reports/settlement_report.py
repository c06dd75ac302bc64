"""A three-way settlement as tables and sentences. It does not decide which rows belong together."""

from __future__ import annotations

from typing import Final

from pos.domain.programme.programme import SUBSIDY_NAME
from pos.domain.settlement.three_way import (
    Arrival,
    BenefitSettlement,
    ChannelSettlement,
    Direction,
    Doubt,
    Ground,
    Matching,
    OddRow,
    SettlementSheet,
    Standing,
    Verdict,
)
from pos.services.reports.table import Cell, Column, Kind, Table, shown
from pos.services.words.receipt_words import ROUNDING, TENDER_NAMES, time_words

VERDICTS: Final = {
    Verdict.MATCHED: "一致",
    Verdict.MISSING: "缺",
    Verdict.EXTRA: "多",
    Verdict.AMOUNT: "金额不符",
    Verdict.OTHER_DAY: "跨日",
    Verdict.UNKNOWN: "结果未知",
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

# What the channels call a refund that has not given the money back.
_NOT_DONE: Final = {
    **dict.fromkeys(("PROCESSING", "退款处理中", "退款中"), "退款还在处理，钱还没有退给顾客"),
    **dict.fromkeys(("CHANGE", "ABNORMAL", "退款异常", "转入代发"), "退款异常，钱没有退给顾客"),
    **dict.fromkeys(("CLOSED", "退款关闭"), "退款已关闭，钱没有退给顾客"),
    **dict.fromkeys(("FAIL", "退款失败"), "退款失败，钱没有退给顾客"),
}
_AGAIN: Final = "请在商家平台查原因；该退的请重新退给顾客。"
_NOT_DONE_NEXT: Final = {
    **dict.fromkeys(("PROCESSING", "退款处理中", "退款中"), "请过几天重新下载账单，再对一次。"),
    **dict.fromkeys(
        ("CHANGE", "ABNORMAL", "退款异常", "转入代发"),
        "多半是顾客的卡注销或冻结了：请在商家平台处理这笔异常退款，并告诉顾客。",
    ),
    **dict.fromkeys(("CLOSED", "退款关闭", "FAIL", "退款失败"), _AGAIN),
}

_OF_REFUNDS: Final = {
    Verdict.MISSING: "账单上没有这笔退款：查钱退出去没有；没退的请退给顾客，或等渠道处理完再对。",
    Verdict.EXTRA: "渠道退了钱，本店没有这笔退货：查是谁办的、退给了谁，补办退货或追回。",
    Verdict.AMOUNT: "两边退款金额不同：核对退货单和账单，少退的补给顾客，多退的追回。",
    Verdict.OTHER_DAY: "退款两边记在不同日期：与邻日合计相抵，不用处理。",
}


def settlement_tables(sheet: SettlementSheet) -> tuple[Table, ...]:
    """Sums by channel, differences, rows set aside, benefits, and what was only inferred, in this order."""
    tables = [_sums(sheet), _differences(sheet)]
    if any(channel.odd for channel in sheet.channels):
        tables.append(_odd_rows(sheet))
    if sheet.benefit is not None:
        tables.append(_benefits(sheet.benefit))
    return (*tables, _inferred(sheet))


def settlement_words(sheet: SettlementSheet) -> tuple[str, ...]:
    """The first sentences for a manager: whether it agrees, and what was not compared."""
    said = []
    found = sum(channel.questions for channel in sheet.channels)
    if sheet.benefit is not None and sheet.benefit.verdict is not Verdict.MATCHED:
        found += 1
    if found:
        said.append(f"有 {found} 项差异，请逐项处理。")
    else:
        said.append("已比对的全部一致。" if sheet.compared else "还没有比对：渠道账单和补贴账户都没有提供。")
    for channel in sheet.channels:
        name = TENDER_NAMES[channel.kind]
        if channel.theirs is None and (channel.ours.count or channel.ours.unknown_count):
            said.append(f"没有提供{name}账单，{channel.ours.count} 笔没有比对。")
        if channel.of_other_tills:
            said.append(f"{name}账单里有 {len(channel.of_other_tills)} 笔是其他收银机或别的店的，没有计入。")
        if channel.odd:
            said.append(f"{name}账单里有 {len(channel.odd)} 行要人工核对，没有计入，其余照常核对。")
        if channel.arrival is not None and (told := arrival_words(channel.arrival)):
            said.append(f"{name}{told}")
    if sheet.benefit is None:
        said.append("没有提供慈善会补贴账户，优惠和补贴没有比对。")
    if sheet.rounding:
        amount = shown(-sheet.rounding, Kind.MONEY)
        said.append(f"现金{ROUNDING} {amount} 元单独记账，不经渠道，也不和慈善会结算。")
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


def arrival_words(arrival: Arrival) -> str:
    """Why less arrives than customers paid; empty when nothing is known or nothing was taken off."""
    taken = [
        f"{name} {shown(amount, Kind.MONEY)} 元"
        for name, amount in (("商家承担优惠", arrival.discount), ("手续费", arrival.fee))
        if amount
    ]
    if arrival.arriving is None or not taken:
        return ""
    return f"扣除{'、'.join(taken)}，应到账 {shown(arrival.arriving, Kind.MONEY)} 元。"


def odd_words(odd: OddRow) -> str:
    """What is odd about a row of a bill."""
    match odd.doubt:
        case Doubt.UNREADABLE:
            return f"「{odd.column}」看不懂：{odd.text}"
        case Doubt.TWICE:
            return f"和第 {odd.other_row} 行是同一笔（{odd.text}），只计一次"
        case Doubt.DIFFERS:
            return f"和 {odd.other_file} 第 {odd.other_row} 行是同一笔（{odd.text}），内容却不同"
        case Doubt.NOT_DONE:
            said = _NOT_DONE.get(odd.text.upper(), f"渠道写的状态是「{odd.text or '空白'}」，不是成功")
            return f"{said}，没有计入" + (f"（{odd.number}）" if odd.number else "")


def odd_next_step(odd: OddRow) -> str:
    """What to do about a row of a bill that is set aside."""
    match odd.doubt:
        case Doubt.UNREADABLE:
            return "请在商家平台查这一笔，再和本店小票核对。"
        case Doubt.TWICE:
            return "请在商家平台查是不是真的收了两次；重收的退还顾客。"
        case Doubt.DIFFERS:
            return "两份都没有计入：请重新下载这一天的账单，删掉旧的，再对一次。"
        case Doubt.NOT_DONE:
            return _NOT_DONE_NEXT.get(odd.text.upper(), "请在商家平台查这一笔，办成以后重新下载账单再对。")


def next_step(matching: Matching) -> str:
    """What to do about a difference."""
    directions = {row.direction for row in matching.ours} | {row.direction for row in matching.theirs}
    if directions == {Direction.REFUND} and matching.verdict in _OF_REFUNDS:
        return _OF_REFUNDS[matching.verdict]
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
        case Verdict.UNKNOWN if matching.theirs and not matching.ground.certain:
            return "账单上有一笔金额、时间相符，多半就是它：核对后在待确认付款里选「已查到账」。"
        case Verdict.UNKNOWN if matching.theirs:
            return "账单上已收到：请在收款里把这笔确认为已收。"
        case Verdict.UNKNOWN if any(row.by_person for row in matching.ours):
            return "账单上没有：核对后在待确认付款里选「未收到」。"
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
            Column("商家承担优惠", Kind.MONEY, 13),
            Column("手续费", Kind.MONEY, 10),
            Column("应到账", Kind.MONEY, 13),
        ),
        tuple(_sum_row(channel) for channel in sheet.channels),
    )


def _sum_row(channel: ChannelSettlement) -> tuple[Cell, ...]:
    theirs, arrival = channel.theirs, channel.arrival
    return (
        TENDER_NAMES[channel.kind],
        channel.ours.count,
        channel.ours.net,
        None if theirs is None else theirs.count,
        None if theirs is None else theirs.net,
        channel.gap,
        channel.ours.unknown_count,
        channel.ours.unknown,
        None if arrival is None else arrival.discount,
        None if arrival is None else arrival.fee,
        None if arrival is None else arrival.arriving,
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
            Column("处理办法", width=34),
        ),
        tuple(_difference(matching, channel) for channel in sheet.channels for matching in channel.open),
        empty="没有差异" if sheet.compared else "还没有比对",
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


def _odd_rows(sheet: SettlementSheet) -> Table:
    return Table(
        "账单里要人工核对的行（没有计入）",
        (
            Column("渠道", width=10),
            Column("账单行", width=24),
            Column("问题", width=40),
            Column("处理办法", width=40),
        ),
        tuple(
            (TENDER_NAMES[channel.kind], f"{odd.file} 第 {odd.row} 行", odd_words(odd), odd_next_step(odd))
            for channel in sheet.channels
            for odd in channel.odd
        ),
    )


def _inferred(sheet: SettlementSheet) -> Table:
    """Pairs without a common number: a person confirmed them at the till, and may check again."""
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
