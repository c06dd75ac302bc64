"""WeChat Pay's trade bill (交易账单, ALL) as merchants download it. It reads; what is due it does not judge.

Format, by the platform's own description (pay.weixin.qq.com/docs/merchant/products/bill-download/
format-trade.html, of 2024-11-25; older bills as in pay.weixin.qq.com/wiki …/chapter8_6): four parts,
comma-separated, each value of a data row after a backtick:

    交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,
    应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,
    手续费,费率,订单金额,申请退款金额,费率备注
    `2026-11-23 10:42:07,`wx…,`1900000109,`0,`S01-1,`4200…,`0199…,`o…,`MICROPAY,`SUCCESS,`OTHERS,`CNY,`12.50,…
    总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额
    `1,`12.50,`0.00,`0.00,`0.08000,`12.50,`0.00

交易状态 is SUCCESS (paid), REFUND, or REVOKED (taken back; it repeats the number of the payment). A refund
carries the number of its order and its own. 特约商户号 is 0 without a service provider. Amounts are yuan.
Merchants of before 2018 have 总金额 instead of 应结订单金额 and no 订单金额, and 总交易额 in the totals.
"""

from __future__ import annotations

from collections.abc import Sequence

from pos.domain.calendar import business_date
from pos.domain.money import format_yuan
from pos.domain.settlement import ChannelMovement, Direction
from pos.domain.tender import TenderKind
from pos.errors import BillCutShort, BillIncomplete, BillNotOfChannel
from pos.services.channel_bills.bill import Bill, till_named
from pos.services.channel_bills.cells import Cells
from pos.services.channel_bills.files import BillRow

REQUIRED = ("交易时间", "商户号", "微信订单号", "商户订单号", "交易状态", "货币种类")
_DIRECTIONS = {"SUCCESS": Direction.PAYMENT, "REFUND": Direction.REFUND, "REVOKED": Direction.REFUND}
_PAID = ("订单金额", "总金额", "应结订单金额")
_BACK = ("申请退款金额", "退款金额")
_PAID_TOTAL = ("订单总金额", "总交易额", "应结订单总金额")
_BACK_TOTAL = ("申请退款总金额", "退款总金额", "总退款金额")


def read_wechat(path: str, rows: Sequence[BillRow]) -> Bill:
    """Read the rows of a bill.

    Raises BillNotOfChannel, BillRowWrong, BillNumbersLost, BillCutShort when the totals at the
    end are missing, BillIncomplete when they do not add up.
    """
    rows = [row for row in rows if any(row.cells)]
    if not rows or not set(REQUIRED) <= set(rows[0].cells):
        raise BillNotOfChannel(path=path, channel="微信支付")
    header = rows[0].cells
    end = next((index for index, row in enumerate(rows) if row.cells[0] == "总交易单数"), None)
    if end is None or end + 1 >= len(rows):
        raise BillCutShort(path=path, part="总交易单数")
    details = [Cells.of(path, header, row) for row in rows[1:end]]
    movements = tuple(_movement(cells) for cells in details)
    _check_totals(Cells.of(path, rows[end].cells, rows[end + 1]), details)
    merchants = {_merchant(cells) for cells in details}
    return Bill(TenderKind.WECHAT, path, frozenset(merchants), movements)


def _movement(cells: Cells) -> ChannelMovement:
    state = cells.text("交易状态")
    if state not in _DIRECTIONS:
        raise cells.wrong("交易状态")
    if cells.text("货币种类") != "CNY":
        raise cells.wrong("货币种类")
    direction = _DIRECTIONS[state]
    amount = cells.amount(*(_PAID if direction is Direction.PAYMENT else _BACK))
    if direction is Direction.REFUND and amount == 0:
        amount = cells.amount(*_PAID)  # A row REVOKED of an old bill says only what was paid.
    if amount <= 0:
        raise cells.wrong(_PAID[0] if direction is Direction.PAYMENT else _BACK[0])
    at_ms = cells.at_ms("交易时间")
    return ChannelMovement(
        kind=TenderKind.WECHAT,
        direction=direction,
        amount=amount,
        at_ms=at_ms,
        date=business_date(at_ms),
        channel_no=cells.number("微信订单号"),
        order_no=cells.number_or_empty("商户订单号"),
        refund_no=cells.number_or_empty("商户退款单号"),
        terminal=till_named(cells.text("设备号")),
        file=cells.path,
        row=cells.row,
    )


def _merchant(cells: Cells) -> str:
    return cells.number_or_empty("特约商户号") or cells.number("商户号")


def _check_totals(totals: Cells, details: Sequence[Cells]) -> None:
    """Compare the totals with the rows: a file cut short, or changed by hand, does not add up."""
    if not totals.text("总交易单数").isdigit():
        raise totals.wrong("总交易单数")
    told = int(totals.text("总交易单数"))
    if told != len(details):
        raise BillIncomplete(path=totals.path, part="总交易单数", expected=str(told), found=str(len(details)))
    for names, columns in ((_PAID_TOTAL, _PAID), (_BACK_TOTAL, _BACK)):
        name = next((name for name in names if name in totals.by_column), None)
        if name is None or not details:
            continue
        told_fen, found_fen = totals.amount(name), sum(cells.amount(*columns) for cells in details)
        if told_fen != found_fen:
            raise BillIncomplete(
                path=totals.path, part=name, expected=totals.text(name), found=format_yuan(found_fen)
            )
