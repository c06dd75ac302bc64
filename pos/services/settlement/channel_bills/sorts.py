"""Recognises which kind of bill a file is, by its headings and never by its name.

The channels offer many files that look alike. Only two of them settle a day; of the others this says
what they are, so that a refusal can name what was given. Headings by the channels' pages and public samples.
"""

from __future__ import annotations

from dataclasses import dataclass

from pos.domain.paying.tender import TenderKind
from pos.services.settlement.channel_bills.files import BillFile
from pos.services.settlement.channel_bills.rows import Heading, heading_of

HEADING_WITHIN_LINES = 40  # Alipay puts four lines above the table, a person's export some twenty.


@dataclass(frozen=True, slots=True)
class Sort:
    """A kind of file: its channel, its name there, and the headings that only it has together."""

    kind: TenderKind
    name: str
    headings: frozenset[str]


WECHAT_TRADES = Sort(
    TenderKind.WECHAT,
    "微信支付交易账单",
    frozenset({"交易时间", "商户号", "微信订单号", "商户订单号", "交易状态", "货币种类"}),
)
ALIPAY_TRADES = Sort(
    TenderKind.ALIPAY,
    "支付宝业务明细",
    frozenset({"支付宝交易号", "商户订单号", "业务类型", "完成时间", "订单金额"}),
)
_FUNDS = "支付宝账务明细（资金账单）"
OTHER_SORTS = (
    Sort(TenderKind.WECHAT, "微信支付资金账单", frozenset({"记账时间", "微信支付业务单号", "资金流水单号"})),
    Sort(TenderKind.WECHAT, "微信个人账单", frozenset({"交易时间", "交易对方", "收/支", "交易单号"})),
    Sort(TenderKind.WECHAT, "微信支付分账账单", frozenset({"分账时间", "分账方", "分账金额"})),
    Sort(TenderKind.ALIPAY, _FUNDS, frozenset({"账务流水号", "业务流水号", "账户余额"})),
    Sort(TenderKind.ALIPAY, _FUNDS, frozenset({"入账时间", "支付宝流水号", "账户余额"})),
    Sort(TenderKind.ALIPAY, "支付宝业务汇总", frozenset({"门店编号", "交易订单总笔数", "退款订单总笔数"})),
    Sort(TenderKind.ALIPAY, "支付宝账务汇总", frozenset({"收入笔数", "支出笔数", "收入金额"})),
    Sort(TenderKind.ALIPAY, "支付宝个人账单", frozenset({"交易时间", "交易对方", "收/支", "交易订单号"})),
    Sort(TenderKind.ALIPAY, "支付宝个人账单", frozenset({"交易号", "交易创建时间", "收/支"})),
)


@dataclass(frozen=True, slots=True)
class Found:
    """A table inside a file: its sort, its headings, and where the lines below them begin (from 0)."""

    sort: Sort
    heading: Heading
    below: int


def sort_of(file: BillFile) -> Found | None:
    """Look for known headings; None without any."""
    for place, line in enumerate(file.lines[:HEADING_WITHIN_LINES]):
        heading = heading_of(line.removeprefix("#"))
        names = frozenset(heading.names)
        for sort in (WECHAT_TRADES, ALIPAY_TRADES, *OTHER_SORTS):
            if sort.headings <= names:
                return Found(sort, heading, place + 1)
    return None
