"""The tables of a store's day: totals, returns, open payments, day closes, and indexes to the rest.

They grow with sales and follow the rules of `tables`. All are projections of `entry`.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, Index, PrimaryKeyConstraint, String, Table, Text

from monitor.store.columns import fen, metadata, till_key

# Of one installation and business date, over what is counted. Amounts are net of returns.
day_total = Table(
    "day_total",
    metadata,
    *till_key(),
    Column("business_date", String(10), nullable=False),
    Column("entries", BigInteger, nullable=False),
    Column("sales", BigInteger, nullable=False),
    Column("card_sales", BigInteger, nullable=False),
    Column("late_sales", BigInteger, nullable=False),  # They came long after they were made.
    Column("returns", BigInteger, nullable=False),  # Voids too: they give the whole of the sale back.
    fen("market"),
    fen("discount"),
    fen("subsidy"),
    fen("payable"),
    fen("public_payable"),
    fen("returned_market"),
    fen("returned_discount"),
    fen("returned_subsidy"),
    fen("returned_payable"),
    # 抹零: part of `payable`, but in no drawer.
    Column("rounding", BigInteger, nullable=False, server_default="0"),
    # 补差 that were paid out of drawers: how many, and how much.
    Column("made_goods", BigInteger, nullable=False, server_default="0"),
    Column("made_good", BigInteger, nullable=False, server_default="0"),
    PrimaryKeyConstraint("store_id", "till_id", "epoch", "business_date"),
)
Index("day_total_by_date", day_total.c.business_date)

goods_return = Table(
    "goods_return",
    metadata,
    *till_key(),
    Column("sequence", BigInteger, nullable=False),
    Column("return_no", String(40), nullable=False),
    Column("sale_no", String(40), nullable=False),
    Column("of_till", String(32), nullable=False),
    Column("business_date", String(10), nullable=False),
    Column("state", String(12), nullable=False),  # counted or suspense
    PrimaryKeyConstraint("store_id", "till_id", "epoch", "sequence"),
)
# Without the store: a return can come back at another one, and is asked for by its sale.
Index("goods_return_by_sale", goods_return.c.sale_no)

# Goods promised back to another till than the one that sold them; the row lies with the sale's store.
return_permit = Table(
    "return_permit",
    metadata,
    *till_key(),  # Of the sale.
    Column("sale_no", String(40), nullable=False),
    Column("return_id", String(64), nullable=False),
    Column("asker_store_id", String(64), nullable=False),
    Column("asker_till_id", String(32), nullable=False),
    Column("asker_epoch", BigInteger, nullable=False),
    Column("asked_ms", BigInteger, nullable=False),
    Column("quantities", Text, nullable=False),  # JSON: line -> thousandths
    Column("returned_before", Text, nullable=False),  # JSON: what the asker reckons with.
    Column("refunded_before", Text, nullable=False),
    Column("is_used", Boolean(create_constraint=False), nullable=False),  # The return itself has come.
    Column(
        "told_number", BigInteger, nullable=False
    ),  # The document that told the selling till; 0: it is gone.
    Column(
        "is_restored", Boolean(create_constraint=False), nullable=False
    ),  # What the card gets back is leased.
    PrimaryKeyConstraint("store_id", "till_id", "epoch", "sale_no", "return_id"),
)
Index("return_permit_by_sale", return_permit.c.store_id, return_permit.c.sale_no)

# Whose right it is to take a sale's goods back: asked of the till that sold, and its own signed answer.
sale_release = Table(
    "sale_release",
    metadata,
    *till_key(),  # Of the till that sold it.
    Column("sale_no", String(40), nullable=False),
    Column("asked_ms", BigInteger, nullable=False),  # 0: it was never asked.
    Column("told_number", BigInteger, nullable=False),  # The document that asked; 0: none did.
    Column("released_sequence", BigInteger, nullable=True),  # Its entry; None: the right is still its own.
    PrimaryKeyConstraint("store_id", "till_id", "epoch", "sale_no"),
)

# Goods of another till's sale that lie at a till; the return that pays, or a void, takes the row away.
open_slip = Table(
    "open_slip",
    metadata,
    *till_key(),
    Column("slip_no", String(40), nullable=False),
    Column("return_id", String(64), nullable=False),
    Column("sale_no", String(40), nullable=False),
    fen("payable"),
    Column("given_ms", BigInteger, nullable=False),
    PrimaryKeyConstraint("store_id", "till_id", "epoch", "slip_no"),
)

# Where the entries of a day are that are no sales: few, and what they say is read from their bytes.
day_entry = Table(
    "day_entry",
    metadata,
    Column("store_id", String(64), nullable=False),
    Column("business_date", String(10), nullable=False),
    Column("till_id", String(32), nullable=False),
    Column("epoch", BigInteger, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("kind", String(40), nullable=False),
    PrimaryKeyConstraint("store_id", "business_date", "till_id", "epoch", "sequence"),
)

# Rules set at a till (抹零): from which day on, by the entry that set them.
shop_rule = Table(
    "shop_rule",
    metadata,
    *till_key(),
    Column("sequence", BigInteger, nullable=False),
    Column("in_force_from", String(10), nullable=False),
    Column("cash_rounding", String(20), nullable=False),
    PrimaryKeyConstraint("store_id", "till_id", "epoch", "sequence"),
)

# Asked, and no final answer yet; a final answer takes the row away.
open_payment = Table(
    "open_payment",
    metadata,
    *till_key(),
    Column("payment_id", String(64), nullable=False),
    Column("kind", String(20), nullable=False),
    fen("amount"),
    Column("asked_ms", BigInteger, nullable=False),
    PrimaryKeyConstraint("store_id", "till_id", "epoch", "payment_id"),
)

day_close = Table(
    "day_close",
    metadata,
    *till_key(),
    Column("sequence", BigInteger, nullable=False),
    Column("business_date", String(10), nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("signed_by", String(64), nullable=False),
    Column("sales", BigInteger, nullable=False),
    fen("payable"),
    Column("is_equal", Boolean(create_constraint=False), nullable=False),
    Column("differences", Text, nullable=False),  # JSON: name -> [the till's, the platform's]
    PrimaryKeyConstraint("store_id", "till_id", "epoch", "sequence"),
)
Index("day_close_by_date", day_close.c.store_id, day_close.c.business_date)

# How often a card got nothing, by the reason the till gave (DESIGN 10: every refusal is counted).
refused_benefit = Table(
    "refused_benefit",
    metadata,
    Column("store_id", String(64), nullable=False),
    Column("business_date", String(10), nullable=False),
    Column("reason", String(40), nullable=False),
    Column("sales", BigInteger, nullable=False),
    PrimaryKeyConstraint("store_id", "business_date", "reason"),
)

# Who is behind a staff number, from a date on; entries name the number alone. A row for each news.
staff_name = Table(
    "staff_name",
    metadata,
    *till_key(),
    Column("staff_id", String(64), nullable=False),
    Column("business_date", String(10), nullable=False),
    Column("name", String(60), nullable=False),
    PrimaryKeyConstraint("store_id", "till_id", "epoch", "staff_id", "business_date"),
)

GROWING: Final = (
    day_total,
    goods_return,
    return_permit,
    sale_release,
    open_slip,
    day_entry,
    shop_rule,
    open_payment,
    day_close,
    refused_benefit,
    staff_name,
)
