"""What all tables are made with: their catalogue, and columns that mean the same everywhere."""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Column, MetaData, String

metadata: Final = MetaData()


def fen(name: str) -> Column[int]:
    """An amount."""
    return Column(name, BigInteger, nullable=False)


def till_key() -> tuple[Column[str], Column[str], Column[int]]:
    """Whose row it is; the same three columns lead every table that grows."""
    return (
        Column("store_id", String(64), nullable=False),
        Column("till_id", String(32), nullable=False),
        Column("epoch", BigInteger, nullable=False),
    )
