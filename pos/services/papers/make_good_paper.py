"""Makes the paper of a make-good slip (补差凭证): the card's benefit of one sale is still to come.

It stands in the receipt's layout and asks nothing of the customer but to show the card again.
"""

from __future__ import annotations

from dataclasses import dataclass

from pos.domain.cards.lease_moves import MakeGoodSlip
from pos.domain.scanning.codes import card_tail
from pos.domain.selling.receipt import Align, PairRow, QrRow, Receipt, ReceiptRow, RuleRow, SpaceRow, TextRow
from pos.services.printing.receipts import ShopFacts
from pos.services.words.receipt_words import (
    CARD_NAME,
    REPRINT_MARK,
    SHOP_NAME,
    card_words,
    month_words,
    time_words,
)

MAKE_GOOD = "补差凭证"


@dataclass(frozen=True, slots=True)
class MakeGoodOnPaper:
    """A slip as stored, with what its entry adds; `short_hash` is its sale's."""

    facts: MakeGoodSlip
    at_ms: int
    cashier: str
    short_hash: str


def make_good_slip(given: MakeGoodOnPaper, shop: ShopFacts, *, reprint: bool) -> Receipt:
    """The paper the customer may keep. It names no amount: that is known when all tills were heard."""
    facts = given.facts
    title = f"{MAKE_GOOD}（{REPRINT_MARK}）" if reprint else MAKE_GOOD
    rows: tuple[ReceiptRow, ...] = (
        TextRow(SHOP_NAME, Align.CENTER, bold=True, large=True),
        TextRow(f"{shop.store_name} · 收银机 {shop.till_id}", Align.CENTER),
        TextRow(f"【{title}】", Align.CENTER, bold=True, large=True),
        SpaceRow(),
        TextRow(f"凭证号 {facts.slip_no}"),
        TextRow(f"小票号 {facts.sale_no}"),
        PairRow(time_words(given.at_ms), f"收银员 {given.cashier}"),
        PairRow(card_words(card_tail(facts.card_no)), f"{month_words(facts.month)}额度"),
        RuleRow(),
        TextRow(f"这一单先按原价收款，{CARD_NAME}的优惠还没有给您。", bold=True),
        TextRow("各收银机的账对齐以后，按当月剩下的额度算出应补的钱。"),
        TextRow(f"您不用再办什么，下次来时出示{CARD_NAME}即可。"),
        TextRow("这张凭证丢了也不要紧，补差记在卡上。"),
        RuleRow(),
        QrRow(facts.sale_no),
        TextRow(f"小票 {facts.sale_no}", Align.CENTER),
        TextRow(f"校验码 {given.short_hash}", Align.CENTER),
    )
    return Receipt(f"{MAKE_GOOD} {facts.slip_no}", rows)
