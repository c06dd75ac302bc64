"""Uploaded lists: read and compared with the register without any effect on it, and kept for two people.

The file is kept sealed. What the dry run says of its lines is sealed too, and names nobody in full.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, select, update
from uuid_utils import uuid7

from monitor.acts.actor import Actor
from monitor.acts.journal import note_act, note_read
from monitor.cards.card_rules import CardRules, read_card_rules, rules_on
from monitor.cards.enrolments import enrolled
from monitor.cards.list_check import KnownPerson, ListCheck, check_list
from monitor.cards.list_lines import LineSaid, lines_of
from monitor.cards.list_people import ReadList, read_people
from monitor.cards.list_table import read_table
from monitor.declined import Declined
from monitor.register.people import district_of, register_version
from monitor.register.rotation import row_name
from monitor.register.sealing import RegisterKeys
from monitor.store.engine import Store
from monitor.store.register_tables import card_list, card_list_line
from monitor.store.rows import insert_new
from pos.domain.calendar import Month, business_date

MAKE: Final = "list.make"
CHECKED: Final = "checked"
APPLIED: Final = "applied"
BYTES_MAX: Final = 40_000_000
_FILE_NAME_MAX: Final = 200
_CONTENT: Final = {"table": "card_list", "column": "content_sealed"}
_WORDS: Final = {"table": "card_list_line", "column": "words_sealed"}


@dataclass(frozen=True, slots=True)
class StoredList:
    """An uploaded list and what it would do. `ends_percent`: the share of the enrolled that would end."""

    list_id: str
    file_name: str
    file_hash: str
    register_version: int
    counts: Mapping[str, int]
    ends_percent: int
    state: str
    made_by: str
    made_ms: int
    from_month: Month | None
    proposal_id: str | None
    applied_ms: int | None


class Lists:
    """Takes lists in and finds them again."""

    def __init__(self, keys: RegisterKeys, rules: tuple[CardRules, ...] | None = None) -> None:
        self._keys = keys
        self._rules = read_card_rules() if rules is None else rules

    def rules(self, now_ms: int) -> CardRules:
        """The rules of today."""
        return rules_on(self._rules, business_date(now_ms))

    def upload(
        self, store: Store, actor: Actor, *, file_name: str, content: bytes, now_ms: int
    ) -> StoredList:
        """Read and compare a file, and keep what was found. Raises Declined; nobody's enrolment changes.

        The same file against the same register is found again, not kept twice; one that was applied is
        declined. Reading and comparing take their time, so only the writing locks anything.
        """
        if not actor.may(MAKE):
            raise Declined("list.not_permitted", "您的角色不导入名单，请找经办的同事", status=403)
        if len(content) > BYTES_MAX:
            raise Declined("list.too_large", f"文件超过 {BYTES_MAX // 1_000_000} MB，请分成几份")
        digest = hashlib.sha256(content).hexdigest()
        known_list = store.read(lambda connection: self._same_file(connection, digest))
        if known_list is not None:
            return known_list
        read = self._read(content, now_ms)
        version, known = store.read(
            lambda connection: (register_version(connection), enrolled(connection, self._keys))
        )
        check = check_list(read, known, match=self._keys.match)
        list_id = str(uuid7())
        row = {
            "list_id": list_id,
            "file_name": file_name[-_FILE_NAME_MAX:] or "名单",
            "file_hash": digest,
            "content_sealed": self._keys.seal(
                base64.b64encode(content).decode(), row=row_name(list_id), **_CONTENT
            ),
            "register_version": version,
            "counts": json.dumps(check.counts),
            "ends_percent": check.ends_percent,
            "state": CHECKED,
            "made_by": actor.account_id,
            "made_ms": now_ms,
        }
        lines = self._line_rows(list_id, lines_of(check, known))

        def keep(connection: Connection) -> StoredList:
            district = {"district_id": district_of(connection)}
            insert_new(connection, card_list, [{**district, **row}])
            insert_new(connection, card_list_line, [{**district, **each} for each in lines])
            subject = subject_of(list_id)
            note_act(connection, actor, what="list.upload", subject=subject, at_ms=now_ms)
            note_read(
                connection, actor, what="register.compare", subject=subject, purpose="比对名单", at_ms=now_ms
            )
            return self.stored(connection, list_id)

        return store.write(keep)

    def stored(self, connection: Connection, list_id: str) -> StoredList:
        """A list that was uploaded. Raises Declined for an unknown one."""
        row = connection.execute(
            select(card_list).where(
                card_list.c.district_id == district_of(connection), card_list.c.list_id == list_id
            )
        ).one_or_none()
        if row is None:
            raise Declined("list.unknown", "没有这份名单，请重新上传", status=404)
        return _stored(row)

    def newest(self, connection: Connection, *, limit: int = 50) -> list[StoredList]:
        """The newest first."""
        rows = connection.execute(
            select(card_list)
            .where(card_list.c.district_id == district_of(connection))
            .order_by(card_list.c.made_ms.desc(), card_list.c.list_id.desc())
            .limit(limit)
        )
        return [_stored(row) for row in rows]

    def lines(
        self, connection: Connection, list_id: str, *, after: int = 0, limit: int = 200
    ) -> list[tuple[int, LineSaid]]:
        """What the dry run says of lines, by place, from behind a place on."""
        line = card_list_line
        rows = connection.execute(
            select(line)
            .where(
                line.c.district_id == district_of(connection),
                line.c.list_id == list_id,
                line.c.place > after,
            )
            .order_by(line.c.place)
            .limit(limit)
        )
        return [
            (
                row.place,
                LineSaid(
                    row.line,
                    row.outcome,
                    self._keys.open(row.words_sealed, row=row_name(list_id, row.place), **_WORDS),
                ),
            )
            for row in rows
        ]

    def read_again(
        self, connection: Connection, list_id: str, now_ms: int
    ) -> tuple[ReadList, dict[str, KnownPerson], ListCheck]:
        """The kept file, compared with the register as it is in this transaction."""
        sealed = connection.execute(
            select(card_list.c.content_sealed).where(
                card_list.c.district_id == district_of(connection), card_list.c.list_id == list_id
            )
        ).scalar_one()
        content = base64.b64decode(self._keys.open(sealed, row=row_name(list_id), **_CONTENT))
        read, known = self._read(content, now_ms), enrolled(connection, self._keys)
        return read, known, check_list(read, known, match=self._keys.match)

    def note_applied(
        self, connection: Connection, list_id: str, *, from_month: Month, proposal_id: str, now_ms: int
    ) -> None:
        """The list is applied, once. Raises Declined when it was before."""
        done = connection.execute(
            update(card_list)
            .where(
                card_list.c.district_id == district_of(connection),
                card_list.c.list_id == list_id,
                card_list.c.state == CHECKED,
            )
            .values(state=APPLIED, from_month=from_month, proposal_id=proposal_id, applied_ms=now_ms)
        )
        if done.rowcount != 1:
            raise applied_before()

    def was_applied(self, connection: Connection, digest: str) -> bool:
        """Whether a file of these bytes was applied, under whatever name."""
        found = select(card_list.c.list_id).where(
            card_list.c.district_id == district_of(connection),
            card_list.c.file_hash == digest,
            card_list.c.state == APPLIED,
        )
        return connection.execute(found.limit(1)).one_or_none() is not None

    def _same_file(self, connection: Connection, digest: str) -> StoredList | None:
        if self.was_applied(connection, digest):
            raise applied_before()
        row = connection.execute(
            select(card_list)
            .where(
                card_list.c.district_id == district_of(connection),
                card_list.c.file_hash == digest,
                card_list.c.register_version == register_version(connection),
            )
            .limit(1)
        ).one_or_none()
        return None if row is None else _stored(row)

    def _read(self, content: bytes, now_ms: int) -> ReadList:
        read = read_people(read_table(content), self.rules(now_ms).categories)
        if not read.people:
            raise Declined("list.nobody", "这份名单里没有一行可以接收，请核对文件；下面不会有任何变化")
        return read

    def _line_rows(self, list_id: str, lines: Iterator[LineSaid]) -> list[dict[str, Any]]:
        return [
            {
                "list_id": list_id,
                "place": place,
                "line": each.line,
                "outcome": each.outcome,
                "words_sealed": self._keys.seal_some(each.words, row=row_name(list_id, place), **_WORDS),
            }
            for place, each in enumerate(lines, 1)
        ]


def subject_of(list_id: str) -> str:
    """The reference of a list in proposals and in the journal of acts."""
    return f"list:{list_id}"


def applied_before() -> Declined:
    """The words for a file whose turn is over."""
    return Declined("list.applied_before", "这份文件已经导入过，内容一字不差；不会再导一次，没有任何变化")


def _stored(row: Row[Any]) -> StoredList:
    return StoredList(
        list_id=row.list_id,
        file_name=row.file_name,
        file_hash=row.file_hash,
        register_version=row.register_version,
        counts=json.loads(row.counts),
        ends_percent=row.ends_percent,
        state=row.state,
        made_by=row.made_by,
        made_ms=row.made_ms,
        from_month=row.from_month,
        proposal_id=row.proposal_id,
        applied_ms=row.applied_ms,
    )
