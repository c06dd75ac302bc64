"""The headless till's words about goods: asking for a price. It sells nothing."""

from __future__ import annotations

from pos.commands.headless.words import Answer, Words
from pos.domain.goods.goods_change import PriceChange
from pos.services.goods.price_desk import PriceChecked
from pos.services.till import Till


def words_of_goods(till: Till) -> Words:
    """The words, for a till."""
    return {
        "price-check": (1, 1, lambda words: {"price": price_data(till.prices.check(words[0]))}),
    }


def price_data(found: PriceChecked) -> Answer:
    """What a price check found; amounts in fen."""
    label = found.label
    goods = label.goods
    return {
        "code": goods.code,
        "name": goods.full_name,
        "unit": goods.unit,
        "category": goods.category,
        "market": goods.price,
        "card": label.card_price,
        "percent_paid": label.percent_paid,
        "pool": label.pool_name,
        "subsidy_pays": label.subsidy_pays,
        "changes": [_change_data(change) for change in found.changes],
    }


def _change_data(change: PriceChange) -> Answer:
    return {
        "at_ms": change.at_ms,
        "price_before": change.price_before,
        "price_after": change.price_after,
        "category_before": change.category_before,
        "category_after": change.category_after,
        "source": change.source,
        "staff": change.staff_id,
    }
