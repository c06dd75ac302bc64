"""Freezes: dated times in which nothing is decided, set and ended by a proposal of their own."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection
from uuid_utils import uuid7

from monitor.declined import Declined
from monitor.proposals import book
from monitor.proposals.kinds import DAY_MS, Payload, PreviewLine, Proposal, ProposalKind
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


class FreezeEnd(Record, frozen=True, forbid_unknown_fields=True):
    """The last date of every freeze that would last longer."""

    last_date: Text


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


def _read_end(payload: Payload) -> str:
    try:
        last_date = record_from_data(FreezeEnd, payload).last_date
        read_date(last_date)
    except EntryWrong as error:
        raise Declined("freeze.unreadable", "请填暂停到哪一天为止") from error
    except DateUnreadable as error:
        raise Declined("freeze.dates", f"日期要写成 2026-12-28，看不懂“{error.facts['text']}”") from error
    return last_date


def _longer(connection: Connection, last_date: str) -> list[book.FreezeKept]:
    found = [each for each in book.freezes(connection) if each.to_date > last_date]
    if not found:
        raise Declined("freeze.none_longer", f"没有 {last_date} 以后还在暂停的，不用提前结束")
    return found


def _check_end(connection: Connection, payload: Payload, now_ms: int) -> None:
    last_date = _read_end(payload)
    if last_date < business_date(now_ms - DAY_MS):
        raise Declined("freeze.past", f"最早可以写昨天（{business_date(now_ms - DAY_MS)}），就是马上恢复办理")
    _longer(connection, last_date)


def _preview_end(connection: Connection, payload: Payload) -> tuple[PreviewLine, ...]:
    last_date = _read_end(payload)
    return tuple(
        PreviewLine(
            f"暂停（{each.reason}）",
            f"{each.from_date} 至 {each.to_date}",
            f"{each.from_date} 至 {last_date}" if each.from_date <= last_date else "取消",
        )
        for each in _longer(connection, last_date)
    )


def _apply_end(connection: Connection, _key: DeviceKey, proposal: Proposal, _now_ms: int) -> None:
    last_date = _read_end(proposal.payload)
    _longer(connection, last_date)
    book.end_freezes(connection, last_date=last_date)


FREEZE_END: Final = ProposalKind(
    name="freeze.end",
    words="提前恢复办理",
    may_make="freeze.make",
    may_decide="freeze.decide",
    check=_check_end,
    preview=_preview_end,
    apply=_apply_end,
    goes_on_in_a_freeze=True,
)
