"""What somebody can do to a ledger file who has it, its passwords, and even the device key."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from pos.crypto.keys import DeviceKey
from pos.crypto.statements import entry_statement
from pos.domain.decoding import decode_entry
from pos.domain.journal.chain import genesis, seal
from pos.domain.journal.entries import VERSIONS, Entry, EntryKind, encode_entry
from pos.ledger.schema.rebuild import rebuild
from pos.ledger.sqlite import Connection, Row, connect
from pos.ledger.verifying.verify import Anchor, VerifyReport, verify_ledger
from tests.ledger.counter import FEDERATION, TILL, key_of
from tests.records import replace, with_data

KEY = key_of()
SALE_VERSION = VERSIONS[EntryKind.SALE]


def verify(path: Path, *, anchors: Sequence[Anchor] = ()) -> VerifyReport:
    return verify_ledger(
        path, public_key=KEY.public_key, federation_key=FEDERATION.public_key, anchors=anchors
    )


def first_bad(path: Path, *, anchors: Sequence[Anchor] = ()) -> tuple[int, str]:
    bad = verify(path, anchors=anchors).first_bad
    assert bad is not None, "nothing was found"
    return bad.sequence, bad.code


def tampered(
    golden: Path,
    folder: Path,
    change: Callable[[Connection], object],
    *,
    projected: bool = False,
    guards: bool = True,
) -> Path:
    """A copy that somebody with all rights worked on; `projected`: who also rebuilt the projections.

    Without `guards` the triggers are not put back.
    """
    path = Path(shutil.copy(golden, folder / "tampered.db"))
    with closing(connect(path)) as connection:
        made = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in made:
            connection.execute(f"DROP TRIGGER {name}")
        change(connection)
        for _, statement in (
            made if guards else ()
        ):  # Who is clever puts them back: nothing must depend on their absence.
            connection.execute(statement)
    if projected:
        rebuild(path)
    return path


def sql(statement: str, *parameters: object) -> Callable[[Connection], object]:
    return lambda connection: connection.execute(statement, parameters)


def journal(connection: Connection) -> list[Row]:
    return connection.execute("SELECT * FROM journal ORDER BY sequence").fetchall()


def rewrite(connection: Connection, rows: list[Row]) -> None:
    connection.execute("DELETE FROM journal")
    connection.executemany("INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)


def signed_row(entry: Entry, previous: bytes, *, payload: bytes | None = None, key: DeviceKey = KEY) -> Row:
    """A journal row for an entry, sealed and signed, whatever it says, or whatever `payload` says."""
    payload = encode_entry(entry) if payload is None else payload
    sealed = seal(entry.sequence, entry.entry_id, payload, previous)
    header = (
        entry.sequence,
        entry.entry_id,
        entry.kind,
        entry.version,
        entry.at_ms,
        entry.business_date,
        entry.actor,
    )
    return (
        *header,
        payload,
        previous,
        sealed.entry_hash,
        key.sign(entry_statement(sealed.entry_hash)),
        entry.suite,
    )


def forge(
    connection: Connection, change: Callable[[int, dict[str, Any]], None], *, key: DeviceKey = KEY
) -> None:
    """Change what entries say and hash the whole chain anew, as a clever forger would."""
    rows: list[Row] = []
    previous = genesis(TILL, 1)
    for row in journal(connection):
        entry = decode_entry(row[7])
        change(entry.sequence, entry.data)
        rows.append(signed_row(with_data(entry, entry.data), previous, key=key))
        previous = rows[-1][9]
    rewrite(connection, rows)
    connection.execute("DELETE FROM acknowledged")
    connection.execute("DELETE FROM mark")


def change_last(connection: Connection, *, payload: bytes | None = None, **fields: Any) -> None:
    """Say something else in the last entry, and sign that."""
    *kept, last = journal(connection)
    entry = decode_entry(last[7])
    entry = with_data(entry, fields.pop("data", entry.data))
    rewrite(connection, [*kept, signed_row(replace(entry, **fields), last[8], payload=payload)])


def append_unchecked(path: Path, *data: dict[str, Any]) -> None:
    """Append signed sales without projections, as a till with a bug in its arithmetic would."""
    with closing(connect(path)) as connection:
        rows = journal(connection)
        for number, each in enumerate(data, len(rows) + 1):
            last = replace(with_data(decode_entry(rows[-1][7]), each), version=SALE_VERSION)
            entry = replace(
                last, sequence=number, entry_id=f"sale-{number}", kind="sale", version=SALE_VERSION
            )
            rows.append(signed_row(entry, rows[-1][9]))
            connection.execute("INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows[-1])
