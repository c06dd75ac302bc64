"""Makes the paper of a goods slip (收货凭条): which goods were taken in, what is to be paid, and when.

The same layout and words for every customer (DESIGN 10): nothing on it is about a card.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pos.domain.goods.goods import SoldBy
from pos.domain.money import Fen, format_yuan
from pos.domain.quantity import format_quantity
from pos.domain.returns.goods_slip import GoodsSlip
from pos.domain.selling.receipt import Align, PairRow, QrRow, Receipt, ReceiptRow, RuleRow, SpaceRow, TextRow
from pos.domain.settlement.capitals import capitals
from pos.ledger.returns.goods_slips import GoodsSlips
from pos.services.printing.receipts import ShopFacts
from pos.services.words.receipt_words import REPRINT_MARK, SHOP_NAME, time_words

GOODS_SLIP = "收货凭条"


@dataclass(frozen=True, slots=True)
class SlipOnPaper:
    """A slip as stored, with what its entry adds. `approver` is empty when no approval was needed."""

    facts: GoodsSlip
    at_ms: int
    cashier: str
    approver: str
    short_hash: str


def goods_slip(given: SlipOnPaper, shop: ShopFacts, *, reprint: bool) -> Receipt:
    """The paper the customer keeps until the money is paid. It opens no drawer."""
    facts = given.facts
    title = f"{GOODS_SLIP}（{REPRINT_MARK}）" if reprint else GOODS_SLIP
    rows: list[ReceiptRow] = [
        TextRow(SHOP_NAME, Align.CENTER, bold=True, large=True),
        TextRow(f"{shop.store_name} · 收银机 {shop.till_id}", Align.CENTER),
        TextRow(f"【{title}】", Align.CENTER, bold=True, large=True),
        SpaceRow(),
        TextRow(f"凭条号 {facts.slip_no}"),
        TextRow(f"原单号 {facts.sale_no}"),
        PairRow(time_words(given.at_ms), f"收银员 {given.cashier}"),
        *([TextRow(f"授权人 {given.approver}")] if given.approver else []),
        TextRow(f"原因 {facts.reason or '未说明'}"),
        RuleRow(),
    ]
    for line in facts.lines:
        quantity = format_quantity(line.quantity, weighed=line.sold_by is SoldBy.WEIGHT)
        rows.append(TextRow(f"{line.number} {line.name}"))
        rows.append(PairRow(f"  收 {quantity}{line.unit}", f"应退 {format_yuan(line.payable)}"))
    rows += [
        RuleRow(),
        PairRow("应退（还没有付）", f"¥{format_yuan(facts.payable)}", bold=True, large=True),
        TextRow(capitals(facts.payable)),
        SpaceRow(),
        TextRow("商品已经收下，钱还没有退。"),
        TextRow(f"这一单在收银机 {facts.of_till} 卖出，要等它联网确认；确认后请凭这张凭条在本机取退款。"),
        TextRow("如查明这些商品已经退过款，商品交还给您。"),
        SpaceRow(),
        TextRow("顾客签名："),
        SpaceRow(),
        QrRow(facts.sale_no),
        TextRow(f"原单 {facts.sale_no}", Align.CENTER),
        TextRow(f"校验码 {given.short_hash}", Align.CENTER),
    ]
    return Receipt(f"{GOODS_SLIP} {facts.slip_no}", tuple(rows))


@dataclass(frozen=True, slots=True)
class OpenSlip:
    """A slip that is still to be paid, as the papers of a shift and a day name it."""

    slip_no: str
    sale_no: str
    payable: Fen


def open_slips(slips: GoodsSlips, *, upto: int) -> tuple[OpenSlip, ...]:
    """The slips that were still to be paid at an entry of the journal."""
    return tuple(
        OpenSlip(each.facts.slip_no, each.facts.sale_no, each.facts.payable) for each in slips.open(upto=upto)
    )


def open_slip_rows(slips: tuple[OpenSlip, ...]) -> Iterator[ReceiptRow]:
    """Rows for goods that were taken in and are still to be paid; empty when there are none."""
    if slips:
        yield TextRow(f"未付的收货凭条：{len(slips)} 张，款未从钱箱付出", bold=True)
        yield from (PairRow(f"  {each.slip_no}", format_yuan(each.payable)) for each in slips)
