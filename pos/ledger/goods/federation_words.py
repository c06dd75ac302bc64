"""Keeps what the federation tells, beside the goods: the tables, and the shorter lists of them."""

from __future__ import annotations

from typing import Final

from pos.crypto.documents import SignedDocument
from pos.crypto.slices import NEIGHBOURS
from pos.domain.programme.contribution import Contribution
from pos.ledger.sqlite import Connection, Row

TABLES: Final = (
    """CREATE TABLE IF NOT EXISTS card (
        card_no TEXT PRIMARY KEY, masked_name TEXT NOT NULL, valid_from TEXT NOT NULL,
        valid_to TEXT NOT NULL, status TEXT NOT NULL
    ) WITHOUT ROWID""",
    "CREATE TABLE IF NOT EXISTS released_sale (sale_no TEXT PRIMARY KEY) WITHOUT ROWID",
    """CREATE TABLE IF NOT EXISTS contribution (
        month TEXT PRIMARY KEY, per_10000 INTEGER NOT NULL
    ) WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS neighbours (
        id INTEGER PRIMARY KEY CHECK (id = 1), payload BLOB NOT NULL, signature BLOB NOT NULL,
        suite INTEGER NOT NULL
    )""",
)
READ_NEIGHBOURS: Final = "SELECT payload, signature, suite FROM neighbours"


def keep_contribution(connection: Connection, published: Contribution) -> None:
    """Remember the published figure of a month."""
    connection.execute(
        "INSERT OR REPLACE INTO contribution VALUES (?, ?)", (published.month, published.per_10000)
    )


def keep_neighbours(connection: Connection, document: SignedDocument) -> None:
    """Remember who the other tills of the store are, as it was signed."""
    connection.execute(
        "INSERT OR REPLACE INTO neighbours VALUES (1, ?, ?, ?)",
        (document.payload, document.signature, document.suite),
    )


def neighbours_of(row: Row | None) -> SignedDocument | None:
    """The document of a row of `READ_NEIGHBOURS`."""
    return None if row is None else SignedDocument(NEIGHBOURS, *row)
