"""The tables of the register, of monthly lists and of the lives of cards.

They grow with people: the district leads every key and every unique constraint, so that they can be split
by district (FEDERATION 7). A card's number begins with its federation's, so the tables of cards are keyed by
card. `…_sealed` is encrypted for its row and column (`register/field_keys`); `identity_match` only compares.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
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


def _district() -> Column[str]:
    return Column("district_id", String(12), nullable=False)


# Somebody whom the federation knows. A person who was merged stays, and says into whom.
person: Final = Table(
    "person",
    metadata,
    _district(),
    Column("person_id", String(40), nullable=False),
    Column("identity_match", String(64), nullable=False),
    Column("identity_sealed", LargeBinary, nullable=False),
    Column("name_sealed", LargeBinary, nullable=False),
    Column("phone_sealed", LargeBinary),
    Column("address_sealed", LargeBinary),
    Column("masked_name", String(60), nullable=False),
    Column("merged_into", String(40)),
    Column("version", BigInteger, nullable=False),
    Column("made_ms", BigInteger, nullable=False),
    PrimaryKeyConstraint("district_id", "person_id"),
    UniqueConstraint("district_id", "identity_match", name="person_once"),
)

household: Final = Table(
    "household",
    metadata,
    _district(),
    Column("household_id", String(40), nullable=False),
    Column("street", String(120), nullable=False),
    Column("number", String(120), nullable=False),  # The street's own.
    Column("made_ms", BigInteger, nullable=False),
    PrimaryKeyConstraint("district_id", "household_id"),
    UniqueConstraint("district_id", "street", "number", name="household_once"),
)

membership: Final = Table(
    "membership",
    metadata,
    _district(),
    Column("household_id", String(40), nullable=False),
    Column("person_id", String(40), nullable=False),
    Column("from_month", String(7), nullable=False),
    Column("to_month", String(7)),  # The last one; null: it goes on.
    Column("role", String(20), nullable=False),
    PrimaryKeyConstraint("district_id", "household_id", "person_id", "from_month"),
)
Index("membership_by_person", membership.c.district_id, membership.c.person_id)

# That a person takes part in a programme ("card"). `reference` is that programme's own name for the person:
# the tables of cards know no other.
enrolment: Final = Table(
    "enrolment",
    metadata,
    _district(),
    Column("enrolment_id", String(40), nullable=False),
    Column("person_id", String(40), nullable=False),
    Column("programme", String(20), nullable=False),
    Column("reference", String(40), nullable=False),
    Column("street", String(120), nullable=False),
    Column("category", String(40), nullable=False),
    Column("from_month", String(7), nullable=False),
    Column("to_month", String(7)),  # The last one; null: it goes on.
    Column("list_id", String(40)),  # That brought it; null: no list did.
    PrimaryKeyConstraint("district_id", "enrolment_id"),
)
Index("enrolment_by_person", enrolment.c.district_id, enrolment.c.person_id)
Index("enrolment_by_reference", enrolment.c.district_id, enrolment.c.reference)

# A file that somebody uploaded, and what it would do. `state`: checked, applied.
card_list: Final = Table(
    "card_list",
    metadata,
    _district(),
    Column("list_id", String(40), nullable=False),
    Column("file_name", String(200), nullable=False),
    Column("file_hash", String(64), nullable=False),
    Column("content_sealed", LargeBinary, nullable=False),
    Column("register_version", BigInteger, nullable=False),  # That it was compared with.
    Column("counts", Text, nullable=False),  # JSON.
    Column("ends_percent", SmallInteger, nullable=False),
    Column("state", String(12), nullable=False),
    Column("made_by", String(40), nullable=False),
    Column("made_ms", BigInteger, nullable=False),
    Column("from_month", String(7)),  # Once it is applied.
    Column("proposal_id", String(40)),
    Column("applied_ms", BigInteger),
    PrimaryKeyConstraint("district_id", "list_id"),
)
Index("card_list_by_hash", card_list.c.district_id, card_list.c.file_hash)

# What the dry run says of a line of the file; `line` 0: of somebody who is on no line.
card_list_line: Final = Table(
    "card_list_line",
    metadata,
    _district(),
    Column("list_id", String(40), nullable=False),
    Column("place", BigInteger, nullable=False),
    Column("line", BigInteger, nullable=False),
    Column("outcome", String(12), nullable=False),
    Column("words_sealed", LargeBinary),
    PrimaryKeyConstraint("district_id", "list_id", "place"),
)

# Two who may be one: a work list. `state`: open, same, different.
possible_double: Final = Table(
    "possible_double",
    metadata,
    _district(),
    Column("double_id", String(40), nullable=False),
    Column("person_id", String(40), nullable=False),
    Column("other_id", String(40), nullable=False),
    Column("why", String(120), nullable=False),
    Column("list_id", String(40), nullable=False),
    Column("found_ms", BigInteger, nullable=False),
    Column("state", String(12), nullable=False),
    Column("decided_by", String(40)),
    Column("decided_ms", BigInteger),
    PrimaryKeyConstraint("district_id", "double_id"),
)

# Two records that are one person. `moved` says what was changed (JSON), so that it can be undone.
person_merge: Final = Table(
    "person_merge",
    metadata,
    _district(),
    Column("merge_id", String(40), nullable=False),
    Column("kept_id", String(40), nullable=False),
    Column("merged_id", String(40), nullable=False),
    Column("moved", Text, nullable=False),
    Column("proposal_id", String(40), nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("undone_by", String(40)),  # The proposal.
    Column("undone_ms", BigInteger),
    PrimaryKeyConstraint("district_id", "merge_id"),
)

# A card from the day it is made; `card` has it from the day it is issued, as tills are told of it.
card_life: Final = Table(
    "card_life",
    metadata,
    Column("card_no", String(16), primary_key=True),
    Column("card_ref", String(40), nullable=False),  # The enrolment's reference; a replacement has the same.
    Column("state", String(12), nullable=False),
    Column("masked_name", String(60), nullable=False),
    Column("valid_from", String(10), nullable=False),
    Column("valid_to", String(10), nullable=False),
    Column("first_store_id", String(64)),  # The usual store as long as it was not used.
    Column("made_ms", BigInteger, nullable=False),
    Column("issued_ms", BigInteger),
    Column("version", BigInteger, nullable=False),
)
Index("card_life_by_ref", card_life.c.card_ref)
Index("card_life_by_state", card_life.c.state)

# What was done to a card, by whom: made, printed, issued, suspended, lost, …
card_event: Final = Table(
    "card_event",
    metadata,
    Column("card_no", String(16), nullable=False),
    Column("event_id", String(40), nullable=False),
    Column("what", String(20), nullable=False),
    Column("by", String(40), nullable=False),  # An account.
    Column("at_ms", BigInteger, nullable=False),
    Column("facts", Text, nullable=False),  # JSON.
    PrimaryKeyConstraint("card_no", "event_id"),
)

# Cards that replaced each other share one month. `chain` is the first card's number, `place` its order.
card_chain: Final = Table(
    "card_chain",
    metadata,
    Column("card_no", String(16), primary_key=True),
    Column("chain", String(16), nullable=False),
    Column("place", SmallInteger, nullable=False),
    UniqueConstraint("chain", "place", name="card_chain_once"),
)

TABLES: Final = (
    person,
    household,
    membership,
    enrolment,
    card_list,
    card_list_line,
    possible_double,
    person_merge,
    card_life,
    card_event,
    card_chain,
)
