"""Bills as the channels hand them out, made of a few facts. The merchants, orders and people are invented."""

from __future__ import annotations

from dataclasses import dataclass

from pos.domain.money import format_yuan

WECHAT_HEADER = (
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,"
    "应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,"
    "手续费,费率,订单金额,申请退款金额,费率备注"
)
WECHAT_TOTALS = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额"
WECHAT_OLD_HEADER = (
    "交易时间,公众账号ID,商户号,子商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,"
    "总金额,企业红包金额,微信退款单号,商户退款单号,退款金额,企业红包退款金额,退款类型,退款状态,商品名称,商户数据包,"
    "手续费,费率"
)
ALIPAY_HEADER = (
    "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,"
    "订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,"
    "商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注"
)
MERCHANT = "1900000109"
PID = "2088000000000000"
LINE = "-----------------------------------------"


@dataclass(frozen=True)
class Moved:
    """One movement on a bill; `back` is a refund's number, "-" for a revoked payment."""

    order: str
    amount: int
    at: str = "2026-11-23 10:42:07"
    back: str = ""
    number: str = ""
    terminal: str = ""
    goods: str = "日用品"
    coupon: int = 0  # What of the amount the merchant's own coupon paid, in fen.
    fee: str = "0.00"  # As the bill writes it, with its sign.
    shop: str = ""
    paid_at: str = ""  # For a refund on a bill of refunds: when its payment was.
    state: str = "SUCCESS"  # Of a refund.


def yuan(amount: int) -> str:
    """Without the thousands' commas and with an ASCII minus, as bills have it."""
    return format_yuan(amount).replace(",", "").replace("−", "-")


def wechat_bill(*rows: Moved, merchant: str = MERCHANT, variant: str = "ALL") -> bytes:
    """A trade bill of today's format: all orders, those paid (SUCCESS) or refunds (REFUND)."""
    header = WECHAT_HEADER.split(",")
    columns = list(header)
    if variant == "SUCCESS":
        columns = [name for name in header if "退款" not in name]
    elif variant == "REFUND":
        columns[14:14] = ["退款申请时间", "退款成功时间"]
    lines = [",".join(columns)]
    for index, row in enumerate(rows):
        number = row.number or f"42000010{index:020d}"
        state = "REVOKED" if row.back == "-" else "REFUND" if row.back else "SUCCESS"
        paid, back = (row.amount, 0) if state == "SUCCESS" else (0, row.amount)
        less = row.coupon
        back_no = f"503{index:025d}" if state == "REFUND" else "0"
        cells = [
            row.paid_at or row.at, "wx0000000000000000", merchant, "0", row.terminal, number, row.order,
            "oInvented", "MICROPAY", state, "OTHERS", "CNY", yuan(paid - less if paid else 0), "0.00",
            back_no, row.back.strip("-") or "0", yuan(back - less if back else 0), "0.00",
            "ORIGINAL" if back else "", row.state if back else "", row.goods, "", row.fee, "0.60%",
            yuan(paid), yuan(back), "",
        ]  # fmt: skip
        told = dict(zip(header, cells, strict=True)) | {"退款申请时间": row.at, "退款成功时间": row.at}
        lines.append(",".join(f"`{told[name]}" for name in columns))
    taken = yuan(sum(row.amount for row in rows if not row.back))
    given = yuan(sum(row.amount for row in rows if row.back))
    totals = [str(len(rows)), taken, given, "0.00", "0.00000", taken, given]
    lines += [WECHAT_TOTALS, ",".join(f"`{cell}" for cell in totals)]
    return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode()


def alipay_bill(*rows: Moved, pid: str = PID, day: str = "2026年11月23日") -> bytes:
    """A bill of transactions, in GB18030."""
    lines = [
        "#支付宝业务明细查询",
        f"#账号：[{pid}0156]",
        f"#起始日期：[{day} 00:00:00]   终止日期：[{day} 24:00:00]",
        f"#{LINE}业务明细列表{LINE}",
        ALIPAY_HEADER,
    ]
    for index, row in enumerate(rows):
        amount = yuan(-row.amount if row.back else row.amount)
        cells = [
            row.number or f"20261123220014{index:014d}", row.order, "退款" if row.back else "交易",
            row.goods, row.at, row.at, row.shop, "", "", row.terminal, "**敏(156******89)", amount,
            yuan(_received(row)), "0.00", "0.00", "0.00", yuan(row.coupon), "0.00", "", "0.00", "0.00",
            row.back, row.fee, "0.00", "",
        ]  # fmt: skip
        lines.append(
            ",".join(f"{cell}\t" if place in (0, 1, 2, 21) else cell for place, cell in enumerate(cells))
        )
    taken = [_received(row) for row in rows if not row.back]
    given = [_received(row) for row in rows if row.back]
    lines += [
        f"#{LINE}业务明细列表结束{LINE}",
        f"#交易合计：{len(taken)}笔，商家实收共{yuan(sum(taken))}元，商家优惠共0.00元",
        f"#退款合计：{len(given)}笔，商家实收退款共{yuan(sum(given))}元，商家优惠退款共0.00元",
        "#导出时间：[2026年11月24日 05:46:49]",
    ]
    return ("\r\n".join(lines) + "\r\n").encode("gb18030")


def _received(row: Moved) -> int:
    """What of it is the merchant's (商家实收), below zero for a refund."""
    return -(row.amount - row.coupon) if row.back else row.amount - row.coupon
