"""Returns, open payments and day closes get tables; day totals are kept by installation and count entries.

The totals are made anew from the entries and sales they stand for. What older tills sent holds no
return, so nothing else has to be read again.
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0003"
down_revision: Final = "0002"

_AMOUNTS: Final = ("market", "discount", "subsidy", "payable", "public_payable")
_RETURNED: Final = ("returned_market", "returned_discount", "returned_subsidy", "returned_payable")


def upgrade() -> None:
    """Make the tables, then move the day's totals into theirs."""
    op.add_column("lease", sa.Column("restored_from", sa.String(120)))
    op.add_column("device", sa.Column("released_seen", sa.BigInteger(), nullable=False, server_default="0"))
    _day_total()
    op.create_table(
        "goods_return",
        *_till_key(),
        _whole("sequence"),
        _text("return_no", 40),
        _text("sale_no", 40),
        _text("of_till", 32),
        _text("business_date", 10),
        _text("state", 12),
        sa.PrimaryKeyConstraint("store_id", "till_id", "epoch", "sequence"),
    )
    op.create_index("goods_return_by_sale", "goods_return", ["sale_no"])
    op.create_table(
        "return_permit",
        *_till_key(),
        _text("sale_no", 40),
        _text("return_id", 64),
        _text("asker_store_id", 64),
        _text("asker_till_id", 32),
        _whole("asker_epoch"),
        _whole("asked_ms"),
        sa.Column("quantities", sa.Text(), nullable=False),
        sa.Column("returned_before", sa.Text(), nullable=False),
        sa.Column("refunded_before", sa.Text(), nullable=False),
        sa.Column("is_used", sa.Boolean(create_constraint=False), nullable=False),
        _whole("told_number"),
        sa.Column("is_restored", sa.Boolean(create_constraint=False), nullable=False),
        sa.PrimaryKeyConstraint("store_id", "till_id", "epoch", "sale_no", "return_id"),
    )
    op.create_index("return_permit_by_sale", "return_permit", ["store_id", "sale_no"])
    op.create_table(
        "day_entry",
        _text("store_id", 64),
        _text("business_date", 10),
        _text("till_id", 32),
        _whole("epoch"),
        _whole("sequence"),
        _text("kind", 40),
        sa.PrimaryKeyConstraint("store_id", "business_date", "till_id", "epoch", "sequence"),
    )
    op.execute(
        "INSERT INTO day_entry (store_id, business_date, till_id, epoch, sequence, kind)"
        " SELECT store_id, business_date, till_id, epoch, sequence, kind FROM entry"
        " WHERE state = 'counted' AND kind IN ('shift_opened', 'line_dropped', 'receipt_reprinted',"
        " 'tender_taken_back')"
    )
    op.create_table(
        "open_payment",
        *_till_key(),
        _text("payment_id", 64),
        _text("kind", 20),
        _whole("amount"),
        _whole("asked_ms"),
        sa.PrimaryKeyConstraint("store_id", "till_id", "epoch", "payment_id"),
    )
    op.create_table(
        "day_close",
        *_till_key(),
        _whole("sequence"),
        _text("business_date", 10),
        _whole("revision"),
        _whole("at_ms"),
        _text("signed_by", 64),
        _whole("sales"),
        _whole("payable"),
        sa.Column("is_equal", sa.Boolean(create_constraint=False), nullable=False),
        sa.Column("differences", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("store_id", "till_id", "epoch", "sequence"),
    )
    op.create_index("day_close_by_date", "day_close", ["store_id", "business_date"])
    op.create_table(
        "refused_benefit",
        _text("store_id", 64),
        _text("business_date", 10),
        _text("reason", 40),
        _whole("sales"),
        sa.PrimaryKeyConstraint("store_id", "business_date", "reason"),
    )


def _day_total() -> None:
    op.create_table(
        "day_total_by_till",
        *_till_key(),
        _text("business_date", 10),
        *(
            _whole(name)
            for name in ("entries", "sales", "card_sales", "late_sales", "returns", *_AMOUNTS, *_RETURNED)
        ),
        sa.PrimaryKeyConstraint("store_id", "till_id", "epoch", "business_date"),
    )
    op.execute(
        "INSERT INTO day_total_by_till (store_id, till_id, epoch, business_date, entries, sales, card_sales,"
        " late_sales,"
        " returns, market, discount, subsidy, payable, public_payable,"
        " returned_market, returned_discount, returned_subsidy, returned_payable)"
        " SELECT e.store_id, e.till_id, e.epoch, e.business_date, count(*), count(s.sequence),"
        " count(s.card_no), 0, 0, COALESCE(sum(s.market), 0), COALESCE(sum(s.discount), 0),"
        " COALESCE(sum(s.subsidy), 0), COALESCE(sum(s.payable), 0),"
        " COALESCE(sum(CASE WHEN s.card_no IS NULL THEN s.payable ELSE 0 END), 0), 0, 0, 0, 0"
        " FROM entry e LEFT JOIN sale s ON s.store_id = e.store_id AND s.till_id = e.till_id"
        " AND s.epoch = e.epoch AND s.sequence = e.sequence"
        " WHERE e.state = 'counted' GROUP BY e.store_id, e.till_id, e.epoch, e.business_date"
    )
    op.drop_table("day_total")
    op.rename_table("day_total_by_till", "day_total")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER INDEX day_total_by_till_pkey RENAME TO day_total_pkey")
    op.create_index("day_total_by_date", "day_total", ["business_date"])


def _till_key() -> tuple[sa.Column[str], sa.Column[str], sa.Column[int]]:
    return _text("store_id", 64), _text("till_id", 32), _whole("epoch")


def _text(name: str, characters_max: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(characters_max), nullable=False)


def _whole(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=False)
