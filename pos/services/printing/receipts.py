"""Makes the rows of a receipt from facts. It has no printer, no clock and looks nothing up.

The same layout and the same words for every customer (DESIGN 10). What is only about the card
is printed at the end, below a line to tear along: the holder may keep it and show the rest to anybody.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pos.domain.calendar import business_date
from pos.domain.cards.card import BenefitState
from pos.domain.goods.goods import SoldBy
from pos.domain.money import Fen, format_yuan
from pos.domain.paying.tender import TenderKind
from pos.domain.percent_words import percent_words
from pos.domain.programme.contribution import Contribution, rate_words
from pos.domain.programme.programme import Programme
from pos.domain.quantity import ONE, format_quantity
from pos.domain.scanning.codes import card_tail
from pos.domain.selling.quote import NoBenefit, why_not
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
from pos.domain.selling.sale import SaleFacts, SoldCard, SoldLine
from pos.domain.shop_rules import WeightUnit
from pos.services.counter.state import Balance
from pos.services.words.receipt_words import (
    NOT_READY,
    REPRINT_MARK,
    ROUNDING,
    SHOP_NAME,
    SUBSIDY_SHORT,
    card_words,
    days_left_words,
    month_words,
    pool_names,
    tender_words,
    time_words,
)

_POOL_SHARES = (12, 7, 7, 6)  # On 58 mm paper just the widths of 米面油肉蛋奶 and 200.00.


@dataclass(frozen=True, slots=True)
class ShopFacts:
    """Where a receipt comes from."""

    store_name: str
    till_id: str


@dataclass(frozen=True, slots=True)
class SaleOnPaper:
    """A sale as stored, with what its entry adds: when, by whom (as shown), and its short hash."""

    facts: SaleFacts
    at_ms: int
    cashier: str
    short_hash: str


def sale_receipt(
    sale: SaleOnPaper,
    shop: ShopFacts,
    *,
    programme: Programme,
    reprint: bool,
    contribution: Contribution | None = None,
    weight_unit: WeightUnit = WeightUnit.AS_SOLD,
) -> Receipt:
    """The receipt of a sale; `programme` is the one that decided it. A reprint opens no drawer.

    `contribution` is the published figure of its date; without one, nothing is said of it.
    `weight_unit` is how the shop said prices of weighed goods on that date.
    """
    facts = sale.facts
    rows = [
        *_head(shop, reprint=reprint),
        TextRow(f"单号 {facts.sale_no}"),
        PairRow(time_words(sale.at_ms), f"收银员 {sale.cashier}"),
        RuleRow(),
    ]
    for line in facts.lines:
        rows += _line(line, programme, facts.card, weight_unit)
    rows += [RuleRow(), *_totals(facts), RuleRow(), *_tenders(facts), SpaceRow()]
    if contribution is not None:
        month, rate = month_words(contribution.month), rate_words(contribution)
        rows += [TextRow(f"{month}实测：每百元消费为慈善贡献 {rate} 元", Align.CENTER), SpaceRow()]
    elif programme.contribution_text:
        rows += [TextRow(programme.contribution_text, Align.CENTER), SpaceRow()]
    rows += [
        QrRow(facts.sale_no),
        TextRow(facts.sale_no, Align.CENTER),
        TextRow(f"校验码 {sale.short_hash}", Align.CENTER),
        TextRow("谢谢惠顾，退换请带此小票", Align.CENTER),
    ]
    if facts.card is not None:
        rows += _card_part(facts.card, sale.at_ms, programme, reprint=reprint)
    paid_in_cash = any(tender.kind is TenderKind.CASH for tender in facts.tenders)
    return Receipt(f"小票 {facts.sale_no}", tuple(rows), opens_drawer=paid_in_cash and not reprint)


def balance_receipt(balance: Balance, shop: ShopFacts, *, at_ms: int) -> Receipt:
    """What a card may still use this month, asked for without buying."""
    rows = [*_slip_head(shop, balance.tail, at_ms)]
    if balance.state is BenefitState.READY:
        rows.append(CellsRow((f"{month_words(balance.month)}额度", "额度", "已用", "剩余"), _POOL_SHARES))
        for pool_id, cap in balance.cap.items():
            left = balance.left.get(pool_id, 0)
            rows.append(_pool_row(balance.pool_names[pool_id], cap, cap - left, left))
        rows.append(TextRow(days_left_words(balance.month, business_date(at_ms))))
    else:
        rows += [TextRow(sentence) for sentence in NOT_READY[balance.state]]
    return Receipt(f"余额 {balance.tail}", tuple(rows))


def refusal_receipt(tail: str, sentences: tuple[str, ...], shop: ShopFacts, *, at_ms: int) -> Receipt:
    """Why a card was refused and what its holder can do next, in the given sentences."""
    rows = (*_slip_head(shop, tail, at_ms), *(TextRow(sentence) for sentence in sentences))
    return Receipt(f"余额 {tail}", rows)


def _head(shop: ShopFacts, *, reprint: bool) -> Iterator[ReceiptRow]:
    yield TextRow(SHOP_NAME, Align.CENTER, bold=True, large=True)
    yield TextRow(f"{shop.store_name} · 收银机 {shop.till_id}", Align.CENTER)
    if reprint:
        yield TextRow(f"【{REPRINT_MARK}】", Align.CENTER, bold=True, large=True)
    yield SpaceRow()


def _line(
    line: SoldLine, programme: Programme, card: SoldCard | None, weight_unit: WeightUnit
) -> Iterator[ReceiptRow]:
    yield TextRow(f"{line.number} {line.name}")
    quantity = format_quantity(line.quantity, weighed=line.sold_by is SoldBy.WEIGHT)
    price = f"  {quantity}{line.unit} × {format_yuan(line.unit_price)}"
    yield PairRow(price, format_yuan(line.market))
    if line.sold_by is SoldBy.WEIGHT and (jin := weight_unit.beside(line.unit_price, line.unit)):
        yield TextRow(f"  折合每斤 {jin}")
    if card is not None and card.state is BenefitState.READY and line.market:
        yield from _benefit(line, programme)
        if line.subsidy:
            # Without it "at market price" would read as if the card had paid nothing.
            paid, payable = line.subsidy, line.payable
            yield PairRow(f"  {SUBSIDY_SHORT} {format_yuan(paid)}", f"实付 {format_yuan(payable)}")


def _benefit(line: SoldLine, programme: Programme) -> Iterator[ReceiptRow]:
    """What the card did for a line, and why it did not do more."""
    quoted = line.quoted
    pool = next((pool for pool in programme.pools if pool.pool_id == quoted.pool), None)
    reason = why_not(quoted)
    if pool is None or reason is NoBenefit.CATEGORY:
        if line.category in programme.subsidy.excluded_categories:
            yield TextRow(f"  {line.category}类不用优惠和补贴，按市场价")
        else:
            yield TextRow("  不在优惠品类，按市场价")
        return
    if reason is NoBenefit.CAP_USED_UP:
        yield TextRow(f"  本月{pool.name}额度已用完，按市场价")
        return
    words = percent_words(pool.percent_paid)
    if reason is NoBenefit.CAP_REACHED:
        rest = format_yuan(quoted.market - quoted.covered)
        yield TextRow(f"  额度内 {format_yuan(quoted.covered)} 按{words}，其余 {rest} 按市场价")
        words = "部分" + words
    if pool.percent_paid < 100:
        yield PairRow(f"  {words} 优惠 {format_yuan(quoted.discount)}", f"折后 {format_yuan(quoted.net)}")


def _totals(facts: SaleFacts) -> Iterator[ReceiptRow]:
    """The sums; a sum of nothing is printed too.

    A receipt that lies on the counter must not tell who has a card (DESIGN 10: same layout, same words
    for every customer). Were the two lines printed only with a card, the block of sums would be two lines
    longer exactly for its holders. So they stand on every receipt, 0.00 for most.
    """
    totals = facts.totals
    yield PairRow(f"市场价合计（{_pieces(facts)}件）", format_yuan(totals.market))
    yield PairRow("爱心优惠", format_yuan(-totals.discount))
    yield PairRow("补贴支付", format_yuan(-totals.subsidy))
    yield PairRow("应付", f"¥{format_yuan(totals.payable)}", bold=True, large=True)


def _tenders(facts: SaleFacts) -> Iterator[ReceiptRow]:
    for tender in facts.tenders:
        yield PairRow(tender_words(tender), format_yuan(tender.amount))
    if facts.rounding:
        yield PairRow(ROUNDING, format_yuan(-facts.rounding))
    if facts.change or any(tender.kind is TenderKind.CASH for tender in facts.tenders):
        yield PairRow("找零", format_yuan(facts.change), bold=True)


def _card_part(card: SoldCard, at_ms: int, programme: Programme, *, reprint: bool) -> Iterator[ReceiptRow]:
    date = business_date(at_ms)
    yield SpaceRow()
    yield TearRow()
    when = f"{REPRINT_MARK} {date}" if reprint else date
    yield PairRow(card_words(card_tail(card.card_no)), when, bold=True)
    if card.state is not BenefitState.READY:
        yield TextRow("本单按市场价。")
        yield from (TextRow(sentence) for sentence in NOT_READY[card.state])
        return
    yield CellsRow((f"{month_words(card.month)}额度", "使用前", "本次用", "剩余"), _POOL_SHARES)
    for pool_id, name in pool_names(programme).items():
        before, after = card.before.get(pool_id, 0), card.after.get(pool_id, 0)
        yield _pool_row(name, before, before - after, after)
    yield TextRow(days_left_words(card.month, date))


def _slip_head(shop: ShopFacts, tail: str, at_ms: int) -> Iterator[ReceiptRow]:
    yield from _head(shop, reprint=False)
    yield PairRow(card_words(tail), "额度查询", bold=True)
    yield TextRow(time_words(at_ms))
    yield RuleRow()


def _pool_row(name: str, *amounts: Fen) -> CellsRow:
    return CellsRow((name, *(format_yuan(amount) for amount in amounts)), _POOL_SHARES)


def _pieces(facts: SaleFacts) -> int:
    """How many articles there are: pieces are counted, each weighed line counts as one."""
    return sum(line.quantity // ONE if line.sold_by is SoldBy.PIECE else 1 for line in facts.lines)
