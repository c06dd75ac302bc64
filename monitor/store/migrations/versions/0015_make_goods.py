"""Make-good slips: claims with their credits, what these take of a card's month, and who is waited for."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0015"
down_revision: Final = "0014"


def upgrade() -> None:
    """No till wrote a slip before, or paid one."""
    for name in ("made_goods", "made_good"):
        op.add_column("day_total", sa.Column(name, sa.BigInteger(), nullable=False, server_default="0"))
    op.create_table(
        "make_good",
        *_card_month(),
        *_till_key(),
        sa.Column("sale_id", sa.String(64), nullable=False),
        sa.Column("slip_no", sa.String(40), nullable=False),
        sa.Column("sale_no", sa.String(40), nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("sale_sequence", sa.BigInteger(), nullable=False),
        sa.Column("sold_ms", sa.BigInteger(), nullable=False),
        sa.Column("claimed_ms", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("why", sa.String(20)),
        sa.Column("decided_ms", sa.BigInteger()),
        sa.Column("credit_id", sa.String(40), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("paying_store_id", sa.String(64)),
        sa.Column("paying_till_id", sa.String(32)),
        sa.Column("paying_epoch", sa.BigInteger()),
        sa.Column("promised_ms", sa.BigInteger()),
        sa.Column("paid_sequence", sa.BigInteger()),
        sa.Column("paid_ms", sa.BigInteger()),
        sa.PrimaryKeyConstraint("card_no", "month", "store_id", "till_id", "epoch", "sale_id"),
    )
    op.create_index("make_good_by_credit", "make_good", ["credit_id"])
    op.create_index("make_good_by_state", "make_good", ["state", "sold_ms"])
    op.create_index("make_good_by_sale", "make_good", ["store_id", "till_id", "epoch", "sale_id"])
    op.create_table(
        "make_good_debit",
        *_card_month(),
        sa.Column("credit_id", sa.String(40), nullable=False),
        sa.Column("pool_id", sa.String(40), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("card_no", "month", "credit_id", "pool_id"),
    )
    op.create_table(
        "make_good_wait",
        *_till_key(),
        *_card_month(),
        sa.Column("what", sa.String(12), nullable=False),
        sa.PrimaryKeyConstraint("store_id", "till_id", "epoch", "card_no", "month"),
    )


def _card_month() -> tuple[sa.Column[str], sa.Column[str]]:
    return (
        sa.Column("card_no", sa.String(16), nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
    )


def _till_key() -> tuple[sa.Column[str], sa.Column[str], sa.Column[int]]:
    return (
        sa.Column("store_id", sa.String(64), nullable=False),
        sa.Column("till_id", sa.String(32), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
    )
