"""Makes the paper of a return (退货单) or a void (作废单). From facts to rows; it does not print.

The same layout and words for every customer, as on a receipt (DESIGN 10): what concerns the card
is printed at the end, below a line to tear along.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pos.domain.calendar import business_date
from pos.domain.goods.goods import SoldBy
from pos.domain.money import Fen, format_yuan
from pos.domain.paying.tender import TenderKind
from pos.domain.programme.programme import PoolId
from pos.domain.quantity import ONE, format_quantity
from pos.domain.returns.facts import ReturnedCard, ReturnedLine, ReturnFacts
from pos.domain.returns.mirror import taken_by_pool
from pos.domain.scanning.codes import card_tail
from pos.domain.selling.receipt import (
    Align,
    CellsRow,
    PairRow,
    QrRow,
    Receipt,
    ReceiptRow,
    RuleRow,
    SpaceRow,
    TearRow,
    TextRow,
)
from pos.domain.settlement.capitals import capitals
from pos.services.printing.receipts import ShopFacts
from pos.services.words.receipt_words import (
    REPRINT_MARK,
    ROUNDING,
    SHOP_NAME,
    SUBSIDY_SHORT,
    card_words,
    month_words,
    tender_name,
    time_words,
)

_POOL_SHARES = (11, 7, 7, 7)  # A whole month comes back: 200.00 in every column, the longest name above.


@dataclass(frozen=True, slots=True)
class ReturnOnPaper:
    """A return as stored, with what its entry adds. `approver` is empty when no approval was needed."""

    facts: ReturnFacts
    at_ms: int
    cashier: str
    approver: str
    short_hash: str


def return_slip(
    goods_return: ReturnOnPaper, shop: ShopFacts, *, pool_names: Mapping[PoolId, str], reprint: bool
) -> Receipt:
    """The slip of a return. `pool_names` are those of the programme that decided the sale.

    It opens the drawer for money that goes back in cash, but never as a reprint.
    """
    facts = goods_return.facts
    kind = "作废单" if facts.void else "退货单"
    rows = [*_head(goods_return, shop, kind, reprint=reprint), RuleRow()]
    for line in facts.lines:
        rows += _line(line)
    rows += [RuleRow(), *_totals(facts), RuleRow(), *_refunds(facts), SpaceRow()]
    rows += [
        TextRow("顾客签名："),
        SpaceRow(),
        QrRow(facts.sale_no),
        TextRow(f"原单 {facts.sale_no}", Align.CENTER),
        TextRow(f"校验码 {goods_return.short_hash}", Align.CENTER),
    ]
    if facts.card is not None and (taken := taken_by_pool(facts.lines)):
        rows += [SpaceRow(), TearRow()]
        date = business_date(goods_return.at_ms)
        when = f"{REPRINT_MARK} {date}" if reprint else date
        rows.append(PairRow(card_words(card_tail(facts.card.card_no)), when, bold=True))
        rows += _to_the_card(facts, facts.card, _named(taken, pool_names))
    cash = facts.refunded(TenderKind.CASH) > 0
    return Receipt(f"{kind} {facts.return_no}", tuple(rows), opens_drawer=cash and not reprint)


def _head(goods_return: ReturnOnPaper, shop: ShopFacts, kind: str, *, reprint: bool) -> Iterator[ReceiptRow]:
    facts = goods_return.facts
    yield TextRow(SHOP_NAME, Align.CENTER, bold=True, large=True)
    yield TextRow(f"{shop.store_name} · 收银机 {shop.till_id}", Align.CENTER)
    mark = f"{kind}（{REPRINT_MARK}）" if reprint else kind
    yield TextRow(f"【{mark}】", Align.CENTER, bold=True, large=True)
    yield SpaceRow()
    yield TextRow(f"{kind[:2]}单号 {facts.return_no}")
    yield TextRow(f"原单号 {facts.sale_no}")
    yield PairRow(time_words(goods_return.at_ms), f"收银员 {goods_return.cashier}")
    if goods_return.approver:
        yield TextRow(f"授权人 {goods_return.approver}")
    yield TextRow(f"原因 {facts.reason or '未说明'}")


def _line(line: ReturnedLine) -> Iterator[ReceiptRow]:
    yield TextRow(f"{line.number} {line.name}")
    quantity = format_quantity(line.quantity, weighed=line.sold_by is SoldBy.WEIGHT)
    yield PairRow(f"  退 {quantity}{line.unit}", format_yuan(line.market))
    if line.discount:
        yield PairRow(f"  减优惠 {format_yuan(line.discount)}", f"折后 {format_yuan(line.net)}")
    if line.subsidy:
        yield PairRow(f"  减{SUBSIDY_SHORT} {format_yuan(line.subsidy)}", f"应退 {format_yuan(line.payable)}")


def _totals(facts: ReturnFacts) -> Iterator[ReceiptRow]:
    totals = facts.totals
    pieces = sum(line.quantity // ONE if line.sold_by is SoldBy.PIECE else 1 for line in facts.lines)
    yield PairRow(f"市场价合计（{pieces}件）", format_yuan(totals.market))
    yield PairRow("减爱心优惠", format_yuan(-totals.discount))
    yield PairRow("减补贴支付", format_yuan(-totals.subsidy))
    yield PairRow("应退", f"¥{format_yuan(totals.payable)}", bold=True, large=True)


def _refunds(facts: ReturnFacts) -> Iterator[ReceiptRow]:
    for refund in facts.refunds:
        yield PairRow(f"退{tender_name(refund.way)}", format_yuan(refund.amount))
    if facts.rounding:
        yield PairRow(f"减{ROUNDING}", format_yuan(-facts.rounding))
    if facts.refunds:
        yield TextRow(capitals(sum(refund.amount for refund in facts.refunds)))
    else:
        yield TextRow("没有要退的钱。")


def _to_the_card(
    facts: ReturnFacts, card: ReturnedCard, pools: Mapping[PoolId, tuple[str, Fen]]
) -> Iterator[ReceiptRow]:
    """What the card gets back by pool, with its name; or why it does not and what to do."""
    if facts.forfeited:
        yield from (PairRow(name, format_yuan(amount)) for name, amount in pools.values())
        yield TextRow(f"{month_words(card.month)}已过，额度不恢复，补贴不退回，也不折成现金。")
        yield TextRow("有疑问请向慈善会查询。")
        return
    if facts.elsewhere:
        yield from (PairRow(name, format_yuan(amount)) for name, amount in pools.values())
        yield TextRow("原单不在本机，额度和补贴由平台退回，稍后可用。")
        return
    yield CellsRow((f"{month_words(card.month)}额度", "退货前", "恢复", "剩余"), _POOL_SHARES)
    for pool, (name, amount) in pools.items():
        amounts = (card.before[pool], amount, card.after[pool])
        yield CellsRow((name, *(format_yuan(each) for each in amounts)), _POOL_SHARES)


def _named(taken: Mapping[PoolId, Fen], names: Mapping[PoolId, str]) -> dict[PoolId, tuple[str, Fen]]:
    """The pools in the programme's order; one the programme does not name stands last, by its id."""
    order = [*(pool for pool in names if pool in taken), *(pool for pool in taken if pool not in names)]
    return {pool: (names.get(pool, pool), taken[pool]) for pool in order}
