"""Freezes: dated times in which nothing is decided, set and ended by a proposal of their own."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection
from uuid_utils import uuid7

from monitor.declined import Declined
from monitor.proposals import book
from monitor.proposals.kinds import Payload, PreviewLine, Proposal, ProposalKind
from pos.crypto.keys import DeviceKey
from pos.domain.calendar import business_date, read_date
from pos.domain.journal.record import Record, Text, record_from_data
from pos.errors.ledger import EntryWrong
from pos.errors.typed import DateUnreadable


class Freeze(Record, frozen=True, forbid_unknown_fields=True):
    """From a date to a date, both included, with the reason that people are shown."""

    from_date: Text
    to_date: Text
    reason: Text


def _read(payload: Payload) -> Freeze:
    try:
        freeze = record_from_data(Freeze, payload)
        in_order = read_date(freeze.from_date) <= read_date(freeze.to_date)
    except EntryWrong as error:
        raise Declined("freeze.unreadable", "请填开始日期、结束日期和原因") from error
    except DateUnreadable as error:
        raise Declined("freeze.dates", f"日期要写成 2026-12-28，看不懂“{error.facts['text']}”") from error
    if not in_order:
        raise Declined("freeze.dates", "结束日期不能早于开始日期")
    return freeze


def _check(_connection: Connection, payload: Payload, now_ms: int) -> None:
    if _read(payload).to_date < business_date(now_ms):
        raise Declined("freeze.past", "这段时间已经过去")


def _preview(_connection: Connection, payload: Payload) -> tuple[PreviewLine, ...]:
    freeze = _read(payload)
    return (
        PreviewLine("暂停办理", "—", f"{freeze.from_date} 至 {freeze.to_date}"),
        PreviewLine("原因", "—", freeze.reason),
    )


def _apply(connection: Connection, _key: DeviceKey, proposal: Proposal, _now_ms: int) -> None:
    freeze = _read(proposal.payload)
    book.add_freeze(
        connection, str(uuid7()), from_date=freeze.from_date, to_date=freeze.to_date, reason=freeze.reason
    )


FREEZE: Final = ProposalKind(
    name="freeze.set",
    words="暂停办理一段时间",
    may_make="freeze.make",
    may_decide="freeze.decide",
    check=_check,
    preview=_preview,
    apply=_apply,
    goes_on_in_a_freeze=True,
)
