"""What all tables share: their metadata, and columns with the same meaning everywhere."""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Column, ColumnElement, MetaData, String, Table, bindparam

metadata: Final = MetaData()


def fen(name: str) -> Column[int]:
    """An amount."""
    return Column(name, BigInteger, nullable=False)


def till_key() -> tuple[Column[str], Column[str], Column[int]]:
    """The columns that say which installation a row is of; they lead every table that grows."""
    return (
        Column("store_id", String(64), nullable=False),
        Column("till_id", String(32), nullable=False),
        Column("epoch", BigInteger, nullable=False),
    )


_OF_TILL: Final = ("store_id", "till_id", "epoch")


def of_till(table: Table) -> tuple[ColumnElement[bool], ...]:
    """That a row is of one installation, in a statement that is written once and run with `till_values`."""
    return tuple(table.columns[name] == bindparam(f"of_{name}") for name in _OF_TILL)


def till_values(store_id: str, till_id: str, epoch: int) -> dict[str, str | int]:
    """Which installation a statement with `of_till` means."""
    return {"of_store_id": store_id, "of_till_id": till_id, "of_epoch": epoch}
