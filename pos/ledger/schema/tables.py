"""The ledger's tables for SQLAlchemy, which makes and migrates them. Not reading or writing them.

Triggers refuse changes of what cannot be made again (journal, documents). `journal` and `document` are
the truth, `acknowledged` and `mark` are what is known about it, `print_job` is work to do, and
everything else is a projection: delete it and it can be rebuilt. Few and narrow columns on
purpose: they are written while a customer waits. STRICT: a text where bytes belong is refused.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    and_,
)

metadata = MetaData()


def _whole(name: str, *, nullable: bool = False) -> Column[int]:
    return Column(name, Integer, nullable=nullable)


def _text(name: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, Text, nullable=nullable)


def _bytes(name: str) -> Column[bytes]:
    return Column(name, LargeBinary, nullable=False)


journal = Table(
    "journal",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("entry_id", Text, nullable=False, unique=True),
    _text("kind"),
    _whole("version"),
    _whole("at_ms"),
    _text("business_date"),
    _text("actor"),
    _bytes("payload"),
    _bytes("previous_hash"),
    _bytes("entry_hash"),
    _bytes("signature"),
    _whole("suite"),
    sqlite_strict=True,
)
Index("journal_by_date", journal.c.business_date, journal.c.sequence)

document = Table(
    "document",
    metadata,
    Column("document_hash", Text, primary_key=True),
    _text("kind"),
    _whole("number"),
    _bytes("payload"),
    _bytes("signature"),
    _whole("suite"),
    sqlite_strict=True,
)

# One row each: how far the platform has counter-signed, and how far this till has checked its chain.
acknowledged = Table(
    "acknowledged",
    metadata,
    Column("only", Integer, CheckConstraint("only = 1"), primary_key=True, autoincrement=False),
    _whole("sequence"),
    _bytes("entry_hash"),
    _bytes("countersignature"),
    _whole("at_ms"),
    sqlite_strict=True,
)
mark = Table(
    "mark",
    metadata,
    Column("only", Integer, CheckConstraint("only = 1"), primary_key=True, autoincrement=False),
    _whole("sequence"),
    _bytes("entry_hash"),
    _whole("latest_ms"),
    sqlite_strict=True,
)

print_job = Table(
    "print_job",
    metadata,
    Column("job_id", Text, primary_key=True),
    _text("kind"),
    _text("subject"),
    _whole("created_ms"),
    _text("state"),
    _whole("attempts"),
    _whole("done_ms", nullable=True),
    _text("problem", nullable=True),
    sqlite_strict=True,
)
Index("print_job_waiting", print_job.c.created_ms, sqlite_where=print_job.c.state == "waiting")

# Sums over the journal up to and with an entry that changed them: a sale, or less by a return.
running_sum = Table(
    "running_sum",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    _whole("sales"),
    _whole("market"),
    _whole("discount"),
    _whole("subsidy"),
    _whole("payable"),
    sqlite_strict=True,
)

sale = Table(
    "sale",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("sale_no", Text, nullable=False, unique=True),
    Column("business_date", Text, nullable=False, index=True),
    _text("shift_id"),
    _text("card_no", nullable=True),
    _whole("market"),
    _whole("discount"),
    _whole("subsidy"),
    _whole("payable"),
    sqlite_strict=True,
)

sale_line = Table(
    "sale_line",
    metadata,
    _whole("sequence"),
    _whole("number"),
    _text("code"),
    _text("category"),
    _whole("quantity"),
    _whole("market"),
    _whole("discount"),
    _whole("subsidy"),
    _whole("payable"),
    PrimaryKeyConstraint("sequence", "number"),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)

tender = Table(
    "tender",
    metadata,
    _whole("sequence"),
    _whole("number"),
    _text("kind"),
    _whole("amount"),
    _text("state"),
    PrimaryKeyConstraint("sequence", "number"),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)

goods_return = Table(
    "goods_return",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("return_no", Text, nullable=False, unique=True),
    Column("sale_no", Text, nullable=False, index=True),
    Column("business_date", Text, nullable=False, index=True),
    _text("shift_id"),
    _whole("void"),
    _whole("payable"),
    sqlite_strict=True,
)

return_line = Table(
    "return_line",
    metadata,
    _whole("sequence"),
    _whole("number"),  # Of the sale's line.
    _text("sale_no"),
    _whole("quantity"),
    PrimaryKeyConstraint("sequence", "number"),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)
Index("return_line_of_sale", return_line.c.sale_no)

# Money asked of a payment provider. `state`: asked, unknown, settled, refused or reversed.
payment = Table(
    "payment",
    metadata,
    Column("payment_id", Text, primary_key=True),
    _whole("sequence"),  # Of the entry that asked.
    _text("sale_id"),
    _text("shift_id"),
    Column("business_date", Text, nullable=False, index=True),
    _text("kind"),
    _whole("amount"),
    _text("reference_tail"),
    _whole("asked_ms"),
    _text("state"),
    _whole("answered_ms", nullable=True),
    _text("provider_reference"),
    _text("sale_no", nullable=True),  # Of the finished sale that it pays.
    sqlite_strict=True,
)
Index("payment_open", payment.c.asked_ms, sqlite_where=payment.c.state.in_(("asked", "unknown")))
# Money that came, but that no sale wants: it has to go back.
Index(
    "payment_too_much",
    payment.c.asked_ms,
    sqlite_where=and_(payment.c.state == "settled", payment.c.sale_no.is_(None)),
)

lease = Table(
    "lease",
    metadata,
    _text("lease_id"),
    _text("pool"),
    _text("card_no"),
    _text("month"),
    _whole("granted"),
    _whole("spent"),
    _whole("sequence"),  # Of the entry that granted it: the oldest grant is spent first.
    _whole("released"),  # What this till signed away.
    PrimaryKeyConstraint("lease_id", "pool"),
    CheckConstraint("0 <= spent AND 0 <= released AND spent + released <= granted", name="i2"),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)
Index("lease_of_card", lease.c.card_no, lease.c.month)

shift = Table(
    "shift",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("shift_id", Text, nullable=False, unique=True),
    _whole("number"),
    _text("business_date"),
    _whole("opened_at_ms"),
    _text("cashier"),
    _whole("float_fen"),
    sqlite_strict=True,
)

shift_end = Table(
    "shift_end",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("shift_id", Text, nullable=False, unique=True),
    sqlite_strict=True,
)

day_close = Table(
    "day_close",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("business_date", Text, nullable=False, index=True),
    _whole("revision"),
    sqlite_strict=True,
)

programme = Table(
    "programme",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    _text("version"),
    _bytes("data"),
    sqlite_strict=True,
)

# Which of the federation's documents were adopted; the highest number of a kind is what we have.
adopted = Table(
    "adopted",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    _text("kind"),
    _whole("number"),
    _text("document_hash"),
    sqlite_strict=True,
)

dropped_line = Table(
    "dropped_line",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    _text("business_date"),
    _text("sale_id"),
    _text("code"),
    _whole("quantity"),
    _whole("market"),
    sqlite_strict=True,
)

# Wrong PINs of a person since the last right one; an empty id stands for numbers that nobody has.
pin_guard = Table(
    "pin_guard",
    metadata,
    Column("staff_id", Text, primary_key=True, nullable=False),
    _whole("sequence"),
    _whole("wrong"),
    _whole("rounds"),
    _whole("locked_until_ms"),
    sqlite_strict=True,
)

# Sales whose goods this till takes back no more: it signed that right away.
released_sale = Table(
    "released_sale",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("sale_no", Text, nullable=False, unique=True),
    sqlite_strict=True,
)

# Goods of other tills' sales that were taken in; `ended` is the entry that paid the slip, or made it void.
goods_slip = Table(
    "goods_slip",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("slip_no", Text, nullable=False, unique=True),
    Column("return_id", Text, nullable=False, unique=True),
    _text("sale_no"),
    _text("business_date"),
    _whole("ended", nullable=True),
    sqlite_strict=True,
)
Index("goods_slip_open", goods_slip.c.sequence, sqlite_where=goods_slip.c.ended.is_(None))

# The entries that bind the journal to an identity; the first of them counts.
bound = Table(
    "bound",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    sqlite_strict=True,
)

# What a manager set for the shop, each change a whole set of rules.
shop_rules = Table(
    "shop_rules",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    _text("in_force_from"),
    _bytes("data"),
    sqlite_strict=True,
)


def _refuse(name: str, when: str, words: str) -> str:
    return f"CREATE TRIGGER {name} BEFORE {when} BEGIN SELECT RAISE(ABORT, '{words}'); END"


_APPEND_ONLY = "the journal is append-only"
_AT_ITS_END = "the journal grows at its end, one entry after the other"
_AS_SIGNED = "a document is kept as it was signed"

# A REPLACE deletes the old row without firing a DELETE trigger (unless the connection asks for
# recursive triggers), so inserting has a guard of its own. It also keeps a second process, or a
# bug, from forking the chain.
TRIGGERS: Final = (
    _refuse("journal_is_never_updated", "UPDATE ON journal", _APPEND_ONLY),
    _refuse("journal_is_never_deleted", "DELETE ON journal", _APPEND_ONLY),
    _refuse(
        "journal_grows_at_its_end",
        "INSERT ON journal"
        " WHEN NEW.sequence <> (SELECT coalesce(max(sequence), 0) + 1 FROM journal)"
        " OR EXISTS (SELECT 1 FROM journal WHERE entry_id = NEW.entry_id)"
        " OR NEW.previous_hash <> (SELECT entry_hash FROM journal WHERE sequence = NEW.sequence - 1)",
        _AT_ITS_END,
    ),
    _refuse("document_is_never_updated", "UPDATE ON document", _AS_SIGNED),
    _refuse("document_is_never_deleted", "DELETE ON document", _AS_SIGNED),
    _refuse(
        "document_is_never_replaced",
        "INSERT ON document WHEN EXISTS (SELECT 1 FROM document WHERE document_hash = NEW.document_hash)",
        _AS_SIGNED,
    ),
)
