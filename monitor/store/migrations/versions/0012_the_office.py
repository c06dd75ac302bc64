"""The federation's office: accounts, sessions, proposals with their decisions, and the journal of acts."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

from monitor.store.office_guards import statements

revision: Final = "0012"
down_revision: Final = "0011"


def upgrade() -> None:
    """Add the tables and what the database itself refuses. Nobody had an account before."""
    _proposals()
    _acts()
    _accounts()
    connection = op.get_bind()
    for statement in statements(connection.dialect.name):
        connection.exec_driver_sql(statement)


def _proposals() -> None:
    op.create_table(
        "proposal",
        sa.Column("proposal_id", sa.String(40), primary_key=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(160), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("made_by", sa.String(40), nullable=False),
        sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("concerns", sa.String(40)),
        sa.Column("based_on_version", sa.String(64)),
        sa.Column("needed", sa.SmallInteger(), nullable=False),
        sa.Column("expires_ms", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("ended_ms", sa.BigInteger()),
    )
    op.create_index("proposal_by_state", "proposal", ["state", "made_ms"])
    op.create_index("proposal_by_subject", "proposal", ["kind", "subject"])
    op.create_table(
        "proposal_decision",
        sa.Column("proposal_id", sa.String(40), nullable=False),
        sa.Column("decided_by", sa.String(40), nullable=False),
        sa.Column("outcome", sa.String(12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("proposal_id", "decided_by"),
    )
    op.create_table(
        "freeze_period",
        sa.Column("freeze_id", sa.String(40), primary_key=True),
        sa.Column("from_date", sa.String(10), nullable=False),
        sa.Column("to_date", sa.String(10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
    )


def _acts() -> None:
    op.create_table(
        "act",
        sa.Column("sequence", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("act_id", sa.String(40), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("how", sa.String(8), nullable=False),
        sa.Column("account_id", sa.String(40), nullable=False),
        sa.Column("what", sa.String(60), nullable=False),
        sa.Column("subject", sa.String(160), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("entry_hash", sa.LargeBinary(32), nullable=False),
    )
    op.create_index("act_by_subject", "act", ["subject", "sequence"])
    op.create_table(
        "act_head",
        sa.Column("head_id", sa.SmallInteger(), primary_key=True, autoincrement=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("entry_hash", sa.LargeBinary(32), nullable=False),
    )


def _accounts() -> None:
    op.create_table(
        "account",
        sa.Column("account_id", sa.String(40), primary_key=True),
        sa.Column("login", sa.String(40), nullable=False),
        sa.Column("person_no", sa.String(40), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("password_hash", sa.String(200)),
        sa.Column("totp_secret", sa.String(64)),
        sa.Column("totp_step", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("failures", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("locked_until_ms", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.Column("is_demo", sa.Boolean(create_constraint=False), nullable=False),
        sa.UniqueConstraint("login", name="account_login_once"),
        sa.UniqueConstraint("person_no", name="account_person_once"),
    )
    op.create_table(
        "account_link",
        sa.Column("link_hash", sa.LargeBinary(32), primary_key=True),
        sa.Column("account_id", sa.String(40), nullable=False),
        sa.Column("issued_ms", sa.BigInteger(), nullable=False),
        sa.Column("expires_ms", sa.BigInteger(), nullable=False),
        sa.Column("used_ms", sa.BigInteger()),
    )
    op.create_table(
        "session",
        sa.Column("session_hash", sa.LargeBinary(32), primary_key=True),
        sa.Column("account_id", sa.String(40), nullable=False),
        sa.Column("account_version", sa.BigInteger(), nullable=False),
        sa.Column("csrf", sa.String(64), nullable=False),
        sa.Column("began_ms", sa.BigInteger(), nullable=False),
        sa.Column("seen_ms", sa.BigInteger(), nullable=False),
    )
    op.create_index("session_by_account", "session", ["account_id"])
