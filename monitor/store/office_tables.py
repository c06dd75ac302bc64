"""The tables of the federation's office: accounts, sessions, proposals, decisions, acts.

They grow with people, not with sales, and are the same in each district. What the database itself
refuses (a change of an act, a second decision, a decision of the maker) is in `office_guards`.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from monitor.store.columns import metadata

_HASH: Final = LargeBinary(32)

proposal = Table(
    "proposal",
    metadata,
    Column("proposal_id", String(40), primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("subject", String(160), nullable=False),
    Column("payload", LargeBinary, nullable=False),  # Canonical JSON; never encoded again.
    Column("made_by", String(40), nullable=False),
    Column("made_ms", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("concerns", String(40)),  # The account it is about: that person does not decide either.
    Column("based_on_version", String(64)),
    Column("needed", SmallInteger, nullable=False),  # Approvals of different people.
    Column("expires_ms", BigInteger, nullable=False),
    Column("state", String(12), nullable=False),  # pending, applied, refused, sent_back, expired, withdrawn
    Column("version", BigInteger, nullable=False),  # Goes up with each decision; a page names it.
    Column("ended_ms", BigInteger),
)
Index("proposal_by_state", proposal.c.state, proposal.c.made_ms)
Index("proposal_by_subject", proposal.c.kind, proposal.c.subject)

proposal_decision = Table(
    "proposal_decision",
    metadata,
    Column("proposal_id", String(40), nullable=False),
    Column("decided_by", String(40), nullable=False),
    Column("outcome", String(12), nullable=False),  # approve, refuse, send_back
    Column("reason", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    PrimaryKeyConstraint("proposal_id", "decided_by"),
)

freeze_period = Table(
    "freeze_period",
    metadata,
    Column("freeze_id", String(40), primary_key=True),
    Column("from_date", String(10), nullable=False),  # In Shanghai; both days included.
    Column("to_date", String(10), nullable=False),
    Column("reason", Text, nullable=False),
)

act = Table(
    "act",
    metadata,
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("act_id", String(40), nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("how", String(8), nullable=False),  # did or looked
    Column("account_id", String(40), nullable=False),
    Column("what", String(60), nullable=False),
    Column("subject", String(160), nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("entry_hash", _HASH, nullable=False),
)
Index("act_by_subject", act.c.subject, act.c.sequence)

act_head = Table(
    "act_head",
    metadata,
    Column("head_id", SmallInteger, primary_key=True, autoincrement=False),  # Always 1.
    Column("sequence", BigInteger, nullable=False),
    Column("entry_hash", _HASH, nullable=False),
)

account = Table(
    "account",
    metadata,
    Column("account_id", String(40), primary_key=True),
    Column("login", String(40), nullable=False),
    # One person, one account: whoever has two would decide twice. A staff number, no identity number.
    Column("person_no", String(40), nullable=False),
    Column("name", String(60), nullable=False),
    Column("state", String(12), nullable=False),  # invited, active or closed
    Column("roles", Text, nullable=False),  # JSON: [{"role": …, "scope": …, "of": …}]
    Column("version", BigInteger, nullable=False),
    Column("password_hash", String(200)),
    Column("totp_secret", String(200)),  # Sealed: see accounts/secrets_box.
    Column("totp_step", BigInteger, nullable=False, server_default="0"),  # The last step used: each once.
    Column("failures", BigInteger, nullable=False, server_default="0"),
    Column("locked_until_ms", BigInteger, nullable=False, server_default="0"),
    Column("made_ms", BigInteger, nullable=False),
    Column("is_demo", Boolean(create_constraint=False), nullable=False),
    UniqueConstraint("login", name="account_login_once"),
    UniqueConstraint("person_no", name="account_person_once"),
)

account_link = Table(
    "account_link",
    metadata,
    Column("link_hash", _HASH, primary_key=True),
    Column("account_id", String(40), nullable=False),
    Column("issued_ms", BigInteger, nullable=False),
    Column("expires_ms", BigInteger, nullable=False),
    Column("used_ms", BigInteger),
)

session = Table(
    "session",
    metadata,
    Column("session_hash", _HASH, primary_key=True),  # The cookie itself is nowhere but at the browser.
    Column("account_id", String(40), nullable=False),
    Column("account_version", BigInteger, nullable=False),  # Of other roles or another password: not valid.
    Column("csrf", String(64), nullable=False),
    Column("began_ms", BigInteger, nullable=False),
    Column("seen_ms", BigInteger, nullable=False),
)
Index("session_by_account", session.c.account_id)

TABLES: Final = (
    proposal,
    proposal_decision,
    freeze_period,
    act,
    act_head,
    account,
    account_link,
    session,
)
