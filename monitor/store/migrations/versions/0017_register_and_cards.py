"""The register of people, monthly lists, and the lives of cards; cards that were there go on as they are."""

from __future__ import annotations

import uuid
from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0017"
down_revision: Final = "0016"


def upgrade() -> None:
    """Add the tables, and the life of each card that a platform has."""
    _people()
    _lists()
    _doubles()
    _cards()
    _lives_of_known_cards()


def _people() -> None:
    op.create_table(
        "person",
        sa.Column("district_id", sa.String(12), nullable=False),
        sa.Column("person_id", sa.String(40), nullable=False),
        sa.Column("identity_match", sa.String(64), nullable=False),
        sa.Column("identity_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("phone_sealed", sa.LargeBinary()),
        sa.Column("address_sealed", sa.LargeBinary()),
        sa.Column("masked_name", sa.String(60), nullable=False),
        sa.Column("merged_into", sa.String(40)),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("district_id", "person_id"),
        sa.UniqueConstraint("district_id", "identity_match", name="person_once"),
    )
    op.create_table(
        "household",
        sa.Column("district_id", sa.String(12), nullable=False),
        sa.Column("household_id", sa.String(40), nullable=False),
        sa.Column("street", sa.String(120), nullable=False),
        sa.Column("number", sa.String(120), nullable=False),
        sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("district_id", "household_id"),
        sa.UniqueConstraint("district_id", "street", "number", name="household_once"),
    )
    op.create_table(
        "membership",
        sa.Column("district_id", sa.String(12), nullable=False),
        sa.Column("household_id", sa.String(40), nullable=False),
        sa.Column("person_id", sa.String(40), nullable=False),
        sa.Column("from_month", sa.String(7), nullable=False),
        sa.Column("to_month", sa.String(7)),
        sa.Column("role", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("district_id", "household_id", "person_id", "from_month"),
    )
    op.create_index("membership_by_person", "membership", ["district_id", "person_id"])
    op.create_table(
        "enrolment",
        sa.Column("district_id", sa.String(12), nullable=False),
        sa.Column("enrolment_id", sa.String(40), nullable=False),
        sa.Column("person_id", sa.String(40), nullable=False),
        sa.Column("programme", sa.String(20), nullable=False),
        sa.Column("reference", sa.String(40), nullable=False),
        sa.Column("street", sa.String(120), nullable=False),
        sa.Column("category", sa.String(40), nullable=False),
        sa.Column("from_month", sa.String(7), nullable=False),
        sa.Column("to_month", sa.String(7)),
        sa.Column("list_id", sa.String(40)),
        sa.PrimaryKeyConstraint("district_id", "enrolment_id"),
    )
    op.create_index("enrolment_by_person", "enrolment", ["district_id", "person_id"])
    op.create_index("enrolment_by_reference", "enrolment", ["district_id", "reference"])


def _lists() -> None:
    op.create_table(
        "card_list",
        sa.Column("district_id", sa.String(12), nullable=False),
        sa.Column("list_id", sa.String(40), nullable=False),
        sa.Column("file_name", sa.String(200), nullable=False),
        sa.Column("file_hash", sa.String(64), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("register_version", sa.BigInteger(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("ends_percent", sa.SmallInteger(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("made_by", sa.String(40), nullable=False),
        sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.Column("from_month", sa.String(7)),
        sa.Column("proposal_id", sa.String(40)),
        sa.Column("applied_ms", sa.BigInteger()),
        sa.PrimaryKeyConstraint("district_id", "list_id"),
    )
    op.create_index("card_list_by_hash", "card_list", ["district_id", "file_hash"])
    op.create_table(
        "card_list_line",
        sa.Column("district_id", sa.String(12), nullable=False),
        sa.Column("list_id", sa.String(40), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.String(12), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("district_id", "list_id", "place"),
    )


def _doubles() -> None:
    op.create_table(
        "possible_double",
        sa.Column("district_id", sa.String(12), nullable=False),
        sa.Column("double_id", sa.String(40), nullable=False),
        sa.Column("person_id", sa.String(40), nullable=False),
        sa.Column("other_id", sa.String(40), nullable=False),
        sa.Column("why", sa.String(120), nullable=False),
        sa.Column("list_id", sa.String(40), nullable=False),
        sa.Column("found_ms", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("decided_by", sa.String(40)),
        sa.Column("decided_ms", sa.BigInteger()),
        sa.PrimaryKeyConstraint("district_id", "double_id"),
    )
    op.create_table(
        "person_merge",
        sa.Column("district_id", sa.String(12), nullable=False),
        sa.Column("merge_id", sa.String(40), nullable=False),
        sa.Column("kept_id", sa.String(40), nullable=False),
        sa.Column("merged_id", sa.String(40), nullable=False),
        sa.Column("moved", sa.Text(), nullable=False),
        sa.Column("proposal_id", sa.String(40), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("undone_by", sa.String(40)),
        sa.Column("undone_ms", sa.BigInteger()),
        sa.PrimaryKeyConstraint("district_id", "merge_id"),
    )


def _cards() -> None:
    op.create_table(
        "card_life",
        sa.Column("card_no", sa.String(16), primary_key=True),
        sa.Column("card_ref", sa.String(40), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("masked_name", sa.String(60), nullable=False),
        sa.Column("valid_from", sa.String(10), nullable=False),
        sa.Column("valid_to", sa.String(10), nullable=False),
        sa.Column("first_store_id", sa.String(64)),
        sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.Column("issued_ms", sa.BigInteger()),
        sa.Column("version", sa.BigInteger(), nullable=False),
    )
    op.create_index("card_life_by_ref", "card_life", ["card_ref"])
    op.create_index("card_life_by_state", "card_life", ["state"])
    op.create_table(
        "card_event",
        sa.Column("card_no", sa.String(16), nullable=False),
        sa.Column("event_id", sa.String(40), nullable=False),
        sa.Column("what", sa.String(20), nullable=False),
        sa.Column("by", sa.String(40), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("card_no", "event_id"),
    )
    op.create_table(
        "card_chain",
        sa.Column("card_no", sa.String(16), primary_key=True),
        sa.Column("chain", sa.String(16), nullable=False),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.UniqueConstraint("chain", "place", name="card_chain_once"),
    )


def _lives_of_known_cards() -> None:
    """A card of the list is in use, lost or suspended as it stands there; who has it, nobody wrote down."""
    connection = op.get_bind()
    card = sa.table(
        "card",
        *map(sa.column, ("card_no", "masked_name", "valid_from", "valid_to", "status", "usual_store_id")),
    )
    columns = ("card_no", "card_ref", "state", "masked_name", "valid_from", "valid_to", "first_store_id")
    life = sa.table("card_life", *map(sa.column, (*columns, "made_ms", "issued_ms", "version")))
    rows = [
        {
            "card_no": row.card_no,
            "card_ref": str(uuid.uuid4()),
            "state": row.status,
            "masked_name": row.masked_name,
            "valid_from": row.valid_from,
            "valid_to": row.valid_to,
            "first_store_id": row.usual_store_id,
            "made_ms": 0,
            "issued_ms": None,
            "version": 1,
        }
        for row in connection.execute(sa.select(card))
    ]
    if rows:
        connection.execute(sa.insert(life), rows)
