"""Makes the paper of a make-good that was handed out (补差付款): how much, for which slip, on which card."""

from __future__ import annotations

from dataclasses import dataclass

from pos.domain.cards.lease_moves import MakeGoodPaid
from pos.domain.money import format_yuan
from pos.domain.scanning.codes import card_tail
from pos.domain.selling.receipt import Align, PairRow, Receipt, ReceiptRow, RuleRow, SpaceRow, TextRow
from pos.domain.settlement.capitals import capitals
from pos.services.printing.receipts import ShopFacts
from pos.services.words.receipt_words import MADE_GOOD, REPRINT_MARK, SHOP_NAME, card_words, time_words


@dataclass(frozen=True, slots=True)
class PaidOnPaper:
    """A payment as stored, with what its entry adds."""

    facts: MakeGoodPaid
    at_ms: int
    cashier: str
    short_hash: str


def paid_slip(paid: PaidOnPaper, shop: ShopFacts, *, reprint: bool) -> Receipt:
    """The customer's paper. It opens the drawer, but never as a reprint."""
    facts = paid.facts
    title = f"{MADE_GOOD}（{REPRINT_MARK}）" if reprint else MADE_GOOD
    rows: tuple[ReceiptRow, ...] = (
        TextRow(SHOP_NAME, Align.CENTER, bold=True, large=True),
        TextRow(f"{shop.store_name} · 收银机 {shop.till_id}", Align.CENTER),
        TextRow(f"【{title}】", Align.CENTER, bold=True, large=True),
        SpaceRow(),
        TextRow(f"凭证号 {facts.slip_no}"),
        PairRow(time_words(paid.at_ms), f"收银员 {paid.cashier}"),
        TextRow(card_words(card_tail(facts.card_no))),
        RuleRow(),
        PairRow("补给您（现金）", f"¥{format_yuan(facts.amount)}", bold=True, large=True),
        TextRow(capitals(facts.amount)),
        TextRow("这是以前那一单应有的优惠，已经补齐。"),
        RuleRow(),
        TextRow("顾客签名："),
        SpaceRow(),
        TextRow(f"校验码 {paid.short_hash}", Align.CENTER),
    )
    return Receipt(f"{MADE_GOOD} {facts.slip_no}", rows, opens_drawer=not reprint)
