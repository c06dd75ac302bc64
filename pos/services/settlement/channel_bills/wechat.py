"""Reads WeChat Pay's trade bill (交易账单) as merchants download it. It compares nothing.

Format, by the platform's own description (pay.weixin.qq.com/docs/merchant/products/bill-download/
format-trade.html, of 2024-11-25; older bills as in pay.weixin.qq.com/wiki …/chapter8_6): four parts,
comma-separated, each value of a data row after a backtick. 所有订单 (ALL) has these columns:

    交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,
    应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,
    手续费,费率,订单金额,申请退款金额,费率备注
    `2026-11-23 10:42:07,`wx…,`1900000109,`0,`S01-1,`4200…,`0199…,`o…,`MICROPAY,`SUCCESS,`OTHERS,`CNY,`12.50,…
    总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额
    `1,`12.50,`0.00,`0.00,`0.08000,`12.50,`0.00

支付成功 (SUCCESS) has no columns of refunds; 退款 (REFUND) has 退款申请时间 and 退款成功时间 as well, and its
交易时间 is when the order was paid. A column that a variant has not counts as nothing.

交易状态 is SUCCESS (paid), REFUND, or REVOKED (taken back; it repeats the number of the payment). A refund
carries the number of its order and its own; its 退款状态 is SUCCESS, PROCESSING, CHANGE or ABNORMAL (it went
wrong and waits for the merchant), CLOSED or FAIL: only the first gave money back, and only it counts.
特约商户号 is 0 without a service provider. Amounts are yuan.
订单金额 is what the customer's order was, 应结订单金额 what of it goes to the merchant: less the coupons the
merchant bears; of a refund they are 申请退款金额 and 退款金额. 手续费 is above zero for a payment, below zero
for a refund.
Merchants of before 2018 have 总金额 instead of 应结订单金额 and no 订单金额, and 总交易额 in the totals.
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
from pos.services.settlement.channel_bills.rows import BillRow, heading_of, plain_cells, table_rows
from pos.services.settlement.channel_bills.sorts import Found

_DIRECTIONS = {"SUCCESS": Direction.PAYMENT, "REFUND": Direction.REFUND, "REVOKED": Direction.REFUND}
_GIVEN_BACK = ("SUCCESS", "退款成功")  # Any other state of a refund: it is under way, or it failed.
_PAID = ("订单金额", "总金额", "应结订单金额")
_BACK = ("申请退款金额", "退款金额")
_BACK_TIMES = ("退款成功时间", "退款申请时间")
_PAID_SETTLED, _BACK_SETTLED = "应结订单金额", "退款金额"
_PAID_TOTAL = ("订单总金额", "总交易额", "应结订单总金额")
_BACK_TOTAL = ("申请退款总金额", "退款总金额", "总退款金额")
_TOTALS_BEGIN = "总交易单数"
_ROW_BEGINS = re.compile(r'"?`|\d{4}[-/]\d{1,2}[-/]\d{1,2} ')


def read_wechat(file: BillFile, found: Found) -> Bill:
    """Read a bill; `found` says where its table is.

    Raises BillRowWrong when no row can be read, BillNumbersLost, BillCutShort when the totals at the
    end are missing, BillIncomplete when they do not add up.
    """
    path, heading = file.name, found.heading
    lines = list(enumerate(file.lines, 1))[found.below :]
    end = next((at for at, (_number, line) in enumerate(lines) if _is_totals(line)), None)
    if end is None or end + 1 >= len(lines) or not lines[end + 1][1].strip(" ,\t"):
        raise BillCutShort(path=path, part=_TOTALS_BEGIN)
    rows = list(table_rows(heading, lines[:end], starts=_ROW_BEGINS))
    read, odd = read_rows(path, heading.names, rows, _movement)
    below = heading_of(lines[end][1])
    totals = Cells.of(path, below.names, BillRow(lines[end + 1][0], plain_cells(below, lines[end + 1][1])))
    _check_totals(totals, len(rows), [cells for cells, _movement in read], whole=not odd)
    return Bill(TenderKind.WECHAT, path, tuple(movement for _cells, movement in read), tuple(odd))


def _is_totals(line: str) -> bool:
    return line.lstrip('"` ').startswith(_TOTALS_BEGIN)


def _movement(cells: Cells) -> ChannelMovement | OddRow:
    state = cells.text("交易状态")
    if state not in _DIRECTIONS:
        raise cells.wrong("交易状态")
    if cells.text("货币种类") != "CNY":
        raise cells.wrong("货币种类")
    direction = _DIRECTIONS[state]
    refund_no = cells.number_or_empty("商户退款单号") or cells.number_or_empty("微信退款单号")
    if state == "REFUND" and cells.has("退款状态") and cells.text("退款状态") not in _GIVEN_BACK:
        return cells.not_done("退款状态", refund_no)
    paid = direction is Direction.PAYMENT
    amount = cells.amount(*(_PAID if paid else _BACK))
    settled = cells.amount(_PAID_SETTLED if paid else _BACK_SETTLED)
    knows_settled = cells.has(_PAID_SETTLED if paid else _BACK_SETTLED)
    if not paid and amount == 0:
        # A row REVOKED of an old bill says only what was paid.
        amount = cells.amount(*_PAID)
        settled = cells.amount(_PAID_SETTLED)
        knows_settled = cells.has(_PAID_SETTLED)
    if amount <= 0:
        raise cells.wrong(next(name for name in (_PAID if paid else _BACK) if cells.has(name)))
    # Where a bill has times of refunds, 交易时间 is the payment's, which may be days before.
    back_times = [name for name in _BACK_TIMES if cells.has(name)]
    at_ms = cells.at_ms(*(back_times if back_times and not paid else ["交易时间"]))
    fee = abs(cells.fine_amount("手续费"))
    return ChannelMovement(
        kind=TenderKind.WECHAT,
        direction=direction,
        amount=amount,
        at_ms=at_ms,
        date=business_date(at_ms),
        channel_no=cells.number("微信订单号"),
        order_no=cells.number_or_empty("商户订单号"),
        refund_no=refund_no,
        terminal=till_named(cells.text("设备号")),
        file=cells.path,
        row=cells.row,
        merchant=_merchant(cells),
        settled=settled if knows_settled else None,
        fee=fee if cells.has("手续费") else None,
    )


def _merchant(cells: Cells) -> str:
    return cells.number_or_empty("特约商户号") or cells.number_or_empty("子商户号") or cells.number("商户号")


def _check_totals(totals: Cells, count: int, details: Sequence[Cells], *, whole: bool) -> None:
    """Compare the totals with the rows: a file cut short, or changed by hand, does not add up.

    With rows that could not be read only the number of rows can be compared.
    """
    if not totals.text(_TOTALS_BEGIN).isdigit():
        raise totals.wrong(_TOTALS_BEGIN)
    told = int(totals.text(_TOTALS_BEGIN))
    if told != count:
        raise BillIncomplete(path=totals.path, part=_TOTALS_BEGIN, expected=str(told), found=str(count))
    if not whole:
        return
    payments = [cells for cells in details if cells.text("交易状态") == "SUCCESS"]
    for names, columns in ((_PAID_TOTAL, _PAID), (_BACK_TOTAL, _BACK)):
        name = next((name for name in names if name in totals.by_column), None)
        if name is None or not details:
            continue
        told_fen, found_fen = totals.amount(name), _sum(details, columns)
        # A bill of refunds repeats what was paid for each, and may or may not add it up.
        if told_fen not in (found_fen, _sum(payments, columns)):
            raise BillIncomplete(
                path=totals.path, part=name, expected=totals.text(name), found=format_yuan(found_fen)
            )


def _sum(details: Sequence[Cells], columns: Sequence[str]) -> int:
    return sum(cells.amount(*columns) for cells in details)
