"""The trial page of a printer: a person compares it with what must be on it. From facts to rows."""

from __future__ import annotations

from pos.domain.selling.receipt import Align, PairRow, QrRow, Receipt, RuleRow, TextRow
from pos.services.printing.receipts import ShopFacts
from pos.services.words.receipt_words import SHOP_NAME, time_words


def trial_page(shop: ShopFacts, *, at_ms: int) -> Receipt:
    """Large and small letters, the edges of the paper, a rare character, a code to scan. No drawer."""
    return Receipt(
        "测试页",
        (
            TextRow(SHOP_NAME, Align.CENTER, bold=True, large=True),
            TextRow(shop.store_name, Align.CENTER),
            TextRow("打印测试页 · 不作凭证", Align.CENTER, bold=True),
            RuleRow(),
            PairRow("收银机", shop.till_id),
            PairRow("时间", time_words(at_ms)),
            PairRow("左边顶格", "右边顶格"),
            PairRow("金额", "￥1,234.56"),
            TextRow("生僻字：䶮 㐂"),
            RuleRow(),
            QrRow(shop.till_id),
            TextRow("左右两边不缺字、二维码能扫，就可以用。", Align.CENTER),
        ),
    )
