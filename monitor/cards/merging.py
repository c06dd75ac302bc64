"""The proposals that two records are one person, and that they are not after all: a merge can be undone.

Nothing is deleted. The merged record stays and says into whom; its enrolment and cards end with the month.
"""

from __future__ import annotations

import json
from typing import Any, Final

from sqlalchemy import Connection, Row, select, update
from uuid_utils import uuid7

from monitor.cards import card_book, enrolments
from monitor.cards.doubles import MAKE, close_as_same
from monitor.cards.making import read_payload
from monitor.declined import Declined
from monitor.proposals.kinds import Payload, PreviewLine, Proposal, ProposalKind
from monitor.register.people import district_of, find_person, note_register_change, register_version
from monitor.store.register_tables import enrolment, membership, person, person_merge
from monitor.store.rows import insert_new
from pos.crypto.keys import DeviceKey
from pos.domain.calendar import Month, business_date, month_of
from pos.domain.journal.record import Record, Text

_DECIDE: Final = "person.decide"
_NOTHING: Final = "—"


class Merging(Record, frozen=True, forbid_unknown_fields=True):
    """Payload of `person.merge`: whose record stays, and whose is merged into it."""

    kept_id: Text
    merged_id: Text


class Unmerging(Record, frozen=True, forbid_unknown_fields=True):
    """Payload of `person.unmerge`."""

    merge_id: Text


def merge_kinds() -> tuple[ProposalKind, ...]:
    """The kinds, for the composition root."""
    return (
        ProposalKind(
            name="person.merge", words="合并登记", may_make=MAKE, may_decide=_DECIDE,
            check=_check, preview=_preview, apply=_apply, version_now=_version,
        ),
        ProposalKind(
            name="person.unmerge", words="撤销合并", may_make=MAKE, may_decide=_DECIDE,
            check=_check_undo, preview=_preview_undo, apply=_undo, version_now=_version,
        ),
    )  # fmt: skip


def merges_of(connection: Connection, person_id: str) -> list[Row[Any]]:
    """The merges of a person, undone ones too; the newest first."""
    rows = connection.execute(
        select(person_merge)
        .where(
            person_merge.c.district_id == district_of(connection),
            (person_merge.c.kept_id == person_id) | (person_merge.c.merged_id == person_id),
        )
        .order_by(person_merge.c.at_ms.desc())
    )
    return list(rows)


def _version(connection: Connection, _payload: Payload) -> str:
    return str(register_version(connection))


def _people(connection: Connection, asked: Merging) -> tuple[Row[Any], Row[Any]]:
    kept, merged = find_person(connection, asked.kept_id), find_person(connection, asked.merged_id)
    if kept is None or merged is None:
        raise Declined("person.unknown", "没有这个人的登记，请回到名单重新选", status=404)
    return kept, merged


def _check(connection: Connection, payload: Payload, _now_ms: int) -> None:
    asked = read_payload(Merging, payload)
    if asked.kept_id == asked.merged_id:
        raise Declined("person.itself", "两条登记要不同，不能和自己合并")
    kept, merged = _people(connection, asked)
    if kept.merged_into is not None or merged.merged_into is not None:
        raise Declined("person.merged", "其中一条已经合并过，请先撤销那一次")


def _preview(connection: Connection, payload: Payload) -> tuple[PreviewLine, ...]:
    kept, merged = _people(connection, read_payload(Merging, payload))
    return (
        PreviewLine("保留的登记", kept.masked_name, kept.masked_name),
        PreviewLine("并入的登记", merged.masked_name, f"并入 {kept.masked_name}，到本月底为止"),
        PreviewLine("并入登记的卡", "在用", "本月底到期"),
    )


def _apply(connection: Connection, _key: DeviceKey, proposal: Proposal, now_ms: int) -> None:
    _check(connection, proposal.payload, now_ms)
    asked = read_payload(Merging, proposal.payload)
    _kept, merged = _people(connection, asked)
    last = month_of(business_date(now_ms))
    moved = {
        "enrolments": _open_ids(connection, asked.merged_id),
        "households": _open_houses(connection, asked.merged_id),
        "last": last,
        "version": merged.version,
    }
    note_register_change(connection)
    _say_merged(connection, asked.merged_id, asked.kept_id)
    enrolments.end(connection, [asked.merged_id], last)
    insert_new(
        connection,
        person_merge,
        [
            {
                "district_id": district_of(connection),
                "merge_id": str(uuid7()),
                "kept_id": asked.kept_id,
                "merged_id": asked.merged_id,
                "moved": json.dumps(moved),
                "proposal_id": proposal.proposal_id,
                "at_ms": now_ms,
            }
        ],
    )
    close_as_same(connection, asked.kept_id, asked.merged_id, decided_by=proposal.made_by, now_ms=now_ms)
    _publish_cards_of(connection, asked.merged_id)


def _merge(connection: Connection, payload: Payload) -> Row[Any]:
    row = connection.execute(
        select(person_merge).where(
            person_merge.c.district_id == district_of(connection),
            person_merge.c.merge_id == read_payload(Unmerging, payload).merge_id,
        )
    ).one_or_none()
    if row is None:
        raise Declined("merge.unknown", "没有这一次合并", status=404)
    return row


def _check_undo(connection: Connection, payload: Payload, _now_ms: int) -> None:
    if _merge(connection, payload).undone_ms is not None:
        raise Declined("merge.undone", "这一次合并已经撤销过")


def _preview_undo(connection: Connection, payload: Payload) -> tuple[PreviewLine, ...]:
    row = _merge(connection, payload)
    names = [
        "" if found is None else found.masked_name
        for found in (find_person(connection, row.kept_id), find_person(connection, row.merged_id))
    ]
    return (PreviewLine("登记", f"{names[1]} 并入 {names[0]}", "恢复成两条，名单资格照合并前"),)


def _undo(connection: Connection, _key: DeviceKey, proposal: Proposal, now_ms: int) -> None:
    """Both are as they were: what the merge ended goes on, unless something else ended it since."""
    _check_undo(connection, proposal.payload, now_ms)
    row = _merge(connection, proposal.payload)
    moved = json.loads(row.moved)
    note_register_change(connection)
    _say_merged(connection, row.merged_id, None)
    _go_on(connection, row.merged_id, moved)
    connection.execute(
        update(person_merge)
        .where(
            person_merge.c.district_id == row.district_id,
            person_merge.c.merge_id == row.merge_id,
            person_merge.c.undone_ms.is_(None),
        )
        .values(undone_by=proposal.proposal_id, undone_ms=now_ms)
    )
    _publish_cards_of(connection, row.merged_id)


def _go_on(connection: Connection, person_id: str, moved: dict[str, Any]) -> None:
    district, last = district_of(connection), moved["last"]
    for enrolment_id, to_month in moved["enrolments"].items():
        connection.execute(
            update(enrolment)
            .where(
                enrolment.c.district_id == district,
                enrolment.c.enrolment_id == enrolment_id,
                enrolment.c.to_month == last,
            )
            .values(to_month=to_month)
        )
    connection.execute(
        update(membership)
        .where(
            membership.c.district_id == district,
            membership.c.person_id == person_id,
            membership.c.household_id.in_(moved["households"]),
            membership.c.to_month == last,
        )
        .values(to_month=None)
    )


def _open_ids(connection: Connection, person_id: str) -> dict[str, Month | None]:
    rows = connection.execute(
        select(enrolment.c.enrolment_id, enrolment.c.to_month).where(
            enrolment.c.district_id == district_of(connection), enrolment.c.person_id == person_id
        )
    )
    return {row.enrolment_id: row.to_month for row in rows}


def _open_houses(connection: Connection, person_id: str) -> list[str]:
    rows = connection.execute(
        select(membership.c.household_id).where(
            membership.c.district_id == district_of(connection),
            membership.c.person_id == person_id,
            membership.c.to_month.is_(None),
        )
    )
    return list(rows.scalars())


def _say_merged(connection: Connection, person_id: str, into: str | None) -> None:
    connection.execute(
        update(person)
        .where(person.c.district_id == district_of(connection), person.c.person_id == person_id)
        .values(merged_into=into, version=person.c.version + 1)
    )


def _publish_cards_of(connection: Connection, person_id: str) -> None:
    references = enrolments.references_of(connection, [person_id])
    lives = card_book.lives_of(connection, references.values())
    card_book.publish(connection, {life.card_no for each in lives.values() for life in each})
