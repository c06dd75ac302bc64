"""Reads Alipay's transaction bill (业务明细) as merchants download it. It compares nothing.

Format, by bills that public projects keep as samples (opendocs.alipay.com describes the download,
alipay.data.dataservice.bill.downloadurl.query, bill_type trade): GB18030 text in a zip file beside a summary
(业务明细(汇总), or …_DETAILS.csv and …_SUMMARY.csv), one line per movement between lines that begin with #,
numbers followed by a tab, free text not quoted:

    #支付宝业务明细查询
    #账号：[20880000000000000156]
    #起始日期：[2026年11月23日 00:00:00]   终止日期：[2026年11月24日 00:00:00]
    #-----------------------------------------业务明细列表----------------------------------------
    支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,
    商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,
    商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注
    #-----------------------------------------业务明细列表结束------------------------------------
    #交易合计：6笔，商家实收共0.06元，商家优惠共0.00元
    #退款合计：4笔，商家实收退款共-0.04元，商家优惠退款共0.00元
    #导出时间：[2026年11月24日 05:46:49]

业务类型 is 交易 or 退款; a refund repeats the numbers of its payment and has amounts below zero. 订单金额 is
what the customer's order was, 商家实收 what of it goes to the merchant. 服务费 is seen with either sign:
what a payment costs, a refund gives back.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pos.domain.calendar import business_date
from pos.domain.money import format_yuan
from pos.domain.paying.tender import TenderKind
from pos.domain.settlement.three_way import ChannelMovement, Direction, OddRow
from pos.errors.settlement import BillCutShort, BillIncomplete
from pos.services.settlement.channel_bills.bill import Bill, read_rows, till_named
from pos.services.settlement.channel_bills.cells import Cells
from pos.services.settlement.channel_bills.files import BillFile
from pos.services.settlement.channel_bills.rows import table_rows
from pos.services.settlement.channel_bills.sorts import Found

_DIRECTIONS = {"交易": Direction.PAYMENT, "退款": Direction.REFUND}
# The bill itself lists what is done. Exports of its web pages have a state beside it; a payment that was
# given back in full is closed there, and was paid all the same.
_STATES = ("退款状态", "交易状态", "状态")
_DONE = {
    Direction.PAYMENT: (
        "成功",
        "交易成功",
        "交易关闭",
        "交易完成",
        "TRADE_SUCCESS",
        "TRADE_FINISHED",
        "TRADE_CLOSED",
    ),
    Direction.REFUND: (
        "成功",
        "退款成功",
        "交易成功",
        "交易关闭",
        "REFUND_SUCCESS",
        "TRADE_SUCCESS",
        "TRADE_CLOSED",
    ),
}
_ACCOUNT = re.compile(r"#账号：\[(\d{16})\d*\]")
_TOTALS = {
    Direction.PAYMENT: re.compile(r"#交易合计：(\d+)笔，商家实收共(-?[\d.]+)元"),
    Direction.REFUND: re.compile(r"#退款合计：(\d+)笔，商家实收退款共(-?[\d.]+)元"),
}
_ROW_BEGINS = re.compile(r'["`]?\s*\d{8,}')
_LIST_ENDS = re.compile(r'"?#-*业务明细列表结束')


def read_alipay(file: BillFile, found: Found) -> Bill:
    """Read a bill; `found` says where its table is.

    Raises BillRowWrong when no row can be read, BillNumbersLost, BillCutShort when the lines at the
    end are missing, BillIncomplete when they do not add up.
    """
    path, heading = file.name, found.heading
    remarks = [line.strip(' ",\t') for line in file.lines if line.lstrip('"').startswith("#")]
    account = next((told[1] for remark in remarks if (told := _ACCOUNT.match(remark))), "")
    lines = list(enumerate(file.lines, 1))[found.below :]
    # A free text with a line break may go on with a #, so the list's own last line counts.
    ends = (at for at, (_number, line) in enumerate(lines) if _LIST_ENDS.match(line))
    end = next(ends, len(lines))
    rows = list(table_rows(heading, lines[:end], starts=_ROW_BEGINS))
    read, odd = read_rows(path, heading.names, rows, lambda cells: _movement(cells, account))
    if not any("业务明细列表结束" in remark for remark in remarks):
        raise BillCutShort(path=path, part="业务明细列表结束")
    _check_totals(path, remarks, [cells for cells, _moved in read], unread=len(odd))
    return Bill(TenderKind.ALIPAY, path, tuple(movement for _cells, movement in read), tuple(odd))


def _movement(cells: Cells, account: str) -> ChannelMovement | OddRow:
    kind = cells.text("业务类型")
    if kind not in _DIRECTIONS:
        raise cells.wrong("业务类型")
    direction = _DIRECTIONS[kind]
    column = next((name for name in _STATES if cells.text(name)), "")
    if column and cells.text(column) not in _DONE[direction]:
        number = cells.number_or_empty("退款批次号/请求号") if direction is Direction.REFUND else ""
        return cells.not_done(column, number)
    sign = 1 if direction is Direction.PAYMENT else -1
    amount = cells.amount("订单金额")
    if amount == 0 or (amount > 0) != (sign > 0):
        raise cells.wrong("订单金额")
    at_ms = cells.at_ms("完成时间", "创建时间")
    return ChannelMovement(
        kind=TenderKind.ALIPAY,
        direction=direction,
        amount=abs(amount),
        at_ms=at_ms,
        date=business_date(at_ms),
        channel_no=cells.number("支付宝交易号"),
        order_no=cells.number_or_empty("商户订单号"),
        refund_no=cells.number_or_empty("退款批次号/请求号"),
        terminal=till_named(cells.text("终端号")),
        file=cells.path,
        row=cells.row,
        merchant=account,
        shop=cells.text("门店编号") or cells.text("门店名称"),
        settled=sign * cells.amount("商家实收") if cells.has("商家实收") else None,
        fee=abs(cells.fine_amount("服务费")) if cells.has("服务费") else None,
        shared=abs(cells.fine_amount("分润")) if cells.has("分润") else None,
    )


def _check_totals(path: str, remarks: Sequence[str], details: Sequence[Cells], *, unread: int) -> None:
    """Compare the totals with the rows: a file cut short, or changed by hand, does not add up.

    With rows that could not be read only the number of all rows can be compared.
    """
    told_count = 0
    for direction, pattern in _TOTALS.items():
        found = next(filter(None, map(pattern.match, remarks)), None)
        part = "交易合计" if direction is Direction.PAYMENT else "退款合计"
        if found is None:
            raise BillCutShort(path=path, part=part)
        told_count += int(found[1])
        mine = [cells for cells in details if _DIRECTIONS[cells.text("业务类型")] is direction]
        received = sum(cells.amount("商家实收", "订单金额") for cells in mine)
        told_fen = Cells(path, 0, {part: found[2]}).amount(part)
        if not unread and (int(found[1]), told_fen) != (len(mine), received):
            expected = f"{found[1]} 笔 {found[2]} 元"
            raise BillIncomplete(
                path=path, part=part, expected=expected, found=f"{len(mine)} 笔 {format_yuan(received)} 元"
            )
    if told_count != len(details) + unread:
        count = len(details) + unread
        both = "交易合计、退款合计"
        raise BillIncomplete(path=path, part=both, expected=f"{told_count} 笔", found=f"{count} 笔")
