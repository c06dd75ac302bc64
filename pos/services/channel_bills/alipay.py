"""Alipay's bill of transactions (业务明细) as merchants download it. It reads; what is due it does not judge.

Format, by bills that public projects keep as samples (opendocs.alipay.com describes the download,
alipay.data.dataservice.bill.downloadurl.query, bill_type trade): GB18030 text in a zip file, one line per
movement between lines that begin with #, numbers followed by a tab:

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

业务类型 is 交易 or 退款; a refund repeats the numbers of its payment and has amounts below zero.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pos.domain.calendar import business_date
from pos.domain.money import format_yuan
from pos.domain.settlement import ChannelMovement, Direction
from pos.domain.tender import TenderKind
from pos.errors import BillCutShort, BillIncomplete, BillNotOfChannel
from pos.services.channel_bills.bill import Bill, till_named
from pos.services.channel_bills.cells import Cells
from pos.services.channel_bills.files import BillRow

REQUIRED = ("支付宝交易号", "商户订单号", "业务类型", "完成时间", "订单金额")
_DIRECTIONS = {"交易": Direction.PAYMENT, "退款": Direction.REFUND}
_ACCOUNT = re.compile(r"#账号：\[(\d{16})\d*\]")
_TOTALS = {
    Direction.PAYMENT: re.compile(r"#交易合计：(\d+)笔，商家实收共(-?[\d.]+)元"),
    Direction.REFUND: re.compile(r"#退款合计：(\d+)笔，商家实收退款共(-?[\d.]+)元"),
}
_YUAN = re.compile(r"[（(]元[）)]$")


def read_alipay(path: str, rows: Sequence[BillRow]) -> Bill:
    """Read the rows of a bill.

    Raises BillNotOfChannel, BillRowWrong, BillNumbersLost, BillCutShort when the lines at the
    end are missing, BillIncomplete when they do not add up.
    """
    rows = [row for row in rows if any(row.cells)]
    remarks = ["，".join(row.cells).strip() for row in rows if row.cells[0].startswith("#")]
    table = [row for row in rows if not row.cells[0].startswith("#")]
    header = [_YUAN.sub("", name) for name in table[0].cells] if table else []
    if not set(REQUIRED) <= set(header):
        raise BillNotOfChannel(path=path, channel="支付宝")
    details = [Cells.of(path, header, row) for row in table[1:]]
    movements = tuple(_movement(cells) for cells in details)
    if not any("业务明细列表结束" in remark for remark in remarks):
        raise BillCutShort(path=path, part="业务明细列表结束")
    _check_totals(path, remarks, details)
    accounts = {found[1] for remark in remarks if (found := _ACCOUNT.match(remark))}
    return Bill(TenderKind.ALIPAY, path, frozenset(accounts), movements)


def _movement(cells: Cells) -> ChannelMovement:
    kind = cells.text("业务类型")
    if kind not in _DIRECTIONS:
        raise cells.wrong("业务类型")
    direction = _DIRECTIONS[kind]
    amount = cells.amount("订单金额")
    if amount == 0 or (amount > 0) != (direction is Direction.PAYMENT):
        raise cells.wrong("订单金额")
    at_ms = cells.at_ms("完成时间")
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
    )


def _check_totals(path: str, remarks: Sequence[str], details: Sequence[Cells]) -> None:
    """Compare the totals with the rows: a file cut short, or changed by hand, does not add up."""
    for direction, pattern in _TOTALS.items():
        found = next((found for remark in remarks if (found := pattern.match(remark))), None)
        part = "交易合计" if direction is Direction.PAYMENT else "退款合计"
        if found is None:
            raise BillCutShort(path=path, part=part)
        mine = [cells for cells in details if _DIRECTIONS[cells.text("业务类型")] is direction]
        received = sum(cells.amount("商家实收", "订单金额") for cells in mine)
        told = Cells(path, 0, {part: found[2]}).amount(part)
        if (int(found[1]), told) != (len(mine), received):
            expected = f"{found[1]} 笔 {found[2]} 元"
            raise BillIncomplete(
                path=path, part=part, expected=expected, found=f"{len(mine)} 笔 {format_yuan(received)} 元"
            )
