"""The proposals that release a month's list, correct it, and close the month. Words are for the deciders.

Nobody types a list or a sum: what is proposed is computed from the books, stands in the proposal, and is
computed again when it is decided. When it is another one by then, nobody decides on what they read.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any, Final

from sqlalchemy import Connection, select, update

from monitor.declined import Declined
from monitor.leases.month_closing import still_holding
from monitor.leases.month_list import (
    ComputedList,
    Standing,
    compute,
    correct,
    hold_cards,
    is_taken_off,
    standing,
    write_list,
)
from monitor.leases.month_opening import allocate_alone
from monitor.leases.month_states import PoolOfMonth, is_closed, slips_waiting, sums_of
from monitor.leases.rolled_rests import month_after, month_before
from monitor.programmes.versions import pool_names
from monitor.proposals.kinds import Payload, PreviewLine, Proposal, ProposalKind
from monitor.store import tables
from monitor.store.month_tables import closed_month, month_release
from monitor.store.rows import insert_once
from pos.crypto.keys import DeviceKey
from pos.domain.calendar import Month, business_date, month_of
from pos.domain.journal.canonical import canonical_bytes
from pos.domain.journal.record import R, Record, Text, Whole, record_from_data, record_to_data
from pos.domain.money import format_yuan
from pos.errors.ledger import EntryWrong

_MONTH: Final = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_CORRECTED_MAX: Final = 500
_TOLD_MAX: Final = 5
_NOTHING: Final = "—"
_MAKE: Final = "month.make"
_DECIDE: Final = "month.decide"


class MonthList(Record, frozen=True, forbid_unknown_fields=True):
    """Which list is released: by which rules, of how many cards, and the digest of their numbers."""

    month: Text
    rules: Text
    cards: Whole
    digest: Text


class MonthCorrection(Record, frozen=True, forbid_unknown_fields=True):
    """Cards that are put on the list of a released month, or taken off it."""

    month: Text
    cards: tuple[Text, ...]
    is_due: bool


class MonthClosed(Record, frozen=True, forbid_unknown_fields=True):
    """What a month came to when nobody held anything of it any more."""

    month: Text
    pools: tuple[PoolOfMonth, ...]


def month_subject(month: Month) -> str:
    """What a proposal about a month is about."""
    return f"month:{month}"


def release_payload(connection: Connection, month: Month) -> dict[str, Any]:
    """What a proposal to release a month holds. Raises Declined when no programme is in force."""
    found = _computed(connection, month)
    return record_to_data(MonthList(month, found.rules, found.cards, found.digest))


def close_payload(connection: Connection, month: Month) -> dict[str, Any]:
    """What a proposal to close a month holds."""
    return record_to_data(MonthClosed(month, sums_of(connection, month)))


def correction_payload(month: Month, cards: tuple[str, ...], *, is_due: bool) -> dict[str, Any]:
    """What a proposal to correct a month's list holds."""
    return record_to_data(MonthCorrection(month, cards, is_due))


def read_month(text: str) -> Month:
    """A month as typed, `2026-12`. Raises Declined."""
    if not _MONTH.fullmatch(text):
        raise Declined("month.unreadable", "月份请写成 2026-12 这样")
    return text


def _read(kind: type[R], payload: Payload) -> R:
    try:
        return record_from_data(kind, payload)
    except EntryWrong as error:
        raise Declined("month.payload", "月份申请的内容不全，请从月份页面重新提交") from error


def _computed(connection: Connection, month: Month) -> ComputedList:
    found = compute(connection, read_month(month))
    if found is None:
        raise Declined("month.no_programme", f"{_words(month)}没有生效的方案，请先发布方案")
    return found


def _check_release(connection: Connection, payload: Payload, now_ms: int) -> None:
    asked = _read(MonthList, payload)
    _check_release_month(connection, read_month(asked.month), now_ms)
    found = _computed(connection, asked.month)
    if found.cards == 0:
        raise Declined("month.empty", f"{_words(asked.month)}没有一张可用的爱心卡，请先导入名单、制卡")
    if (asked.rules, asked.cards, asked.digest) != (found.rules, found.cards, found.digest):
        raise Declined("month.stale", "名单刚才有变动，请看过新名单再提交")


def _check_release_month(connection: Connection, month: Month, now_ms: int) -> None:
    current = month_of(business_date(now_ms))
    if month < current:
        raise Declined("month.past", f"{_words(month)}已经过去，不能再放行；漏发的额度请走补差")
    if month > month_after(current):
        raise Declined("month.too_early", f"{_words(month)}还太早，最早在上一个月放行")
    if standing(connection, month) is Standing.RELEASED:
        raise Declined("month.released", f"{_words(month)}的名单已经放行；再有变动请提更正")


def _preview_release(connection: Connection, payload: Payload) -> tuple[PreviewLine, ...]:
    asked = _read(MonthList, payload)
    found = _computed(connection, asked.month)
    last = _words(month_before(asked.month))
    before = found.cards - found.joined + found.gone
    names = pool_names(connection)
    return (
        PreviewLine("月份", "未放行", _words(asked.month)),
        PreviewLine("方案版本", _NOTHING, asked.rules),
        PreviewLine("名单上的卡", f"{last} {before} 张", f"{asked.cards} 张"),
        PreviewLine("比上月多", _NOTHING, f"{found.joined} 张"),
        PreviewLine("比上月少", _NOTHING, f"{found.gone} 张"),
        PreviewLine("没有常去门店", _NOTHING, f"{found.without_store} 张，先到哪家店就发到哪家"),
        *(
            PreviewLine(
                f"{names.get(pool, pool)}每卡",
                _NOTHING,
                f"{format_yuan(amount)} 元，合计 {format_yuan(amount * asked.cards)} 元",
            )
            for pool, amount in sorted(found.whole.items())
        ),
        PreviewLine("名单校验码", _NOTHING, asked.digest[:12]),
    )


def _release_version(connection: Connection, payload: Payload) -> str | None:
    asked = _read(MonthList, payload)
    found = compute(connection, read_month(asked.month))
    return None if found is None else found.digest


def _apply_release(connection: Connection, _key: DeviceKey, proposal: Proposal, now_ms: int) -> None:
    hold_cards(connection)
    allocate_alone(connection)
    _check_release(connection, proposal.payload, now_ms)  # What was read is what is released.
    found = _computed(connection, _read(MonthList, proposal.payload).month)
    write_list(connection, found, proposal_id=proposal.proposal_id, now_ms=now_ms)


def _check_correction(connection: Connection, payload: Payload, now_ms: int) -> None:
    asked = _read(MonthCorrection, payload)
    month = read_month(asked.month)
    if month < month_of(business_date(now_ms)) or is_closed(connection, month):
        raise Declined("month.past", f"{_words(month)}已经过去，名单不能再改；漏发的额度请走补差")
    if standing(connection, month) is not Standing.RELEASED:
        raise Declined("month.not_released", f"{_words(month)}的名单还没有放行，不用更正")
    if not 0 < len(set(asked.cards)) == len(asked.cards) <= _CORRECTED_MAX:
        raise Declined("month.cards", f"更正请写 1 到 {_CORRECTED_MAX} 张不同的卡")
    card = tables.card.c
    known = set(connection.execute(select(card.card_no).where(card.card_no.in_(asked.cards))).scalars())
    if unknown := sorted(set(asked.cards) - known):
        raise Declined("month.card_unknown", f"没有尾号 {unknown[0][-4:]} 的这张卡，请核对卡号")
    if all(is_taken_off(connection, month, each) is not asked.is_due for each in asked.cards):
        raise Declined("month.nothing_changes", "这些卡在名单里本来就是这样，不用更正")


def _preview_correction(connection: Connection, payload: Payload) -> tuple[PreviewLine, ...]:
    asked = _read(MonthCorrection, payload)
    kept = "加回名单" if asked.is_due else "移出名单；已发到收银机的额度不收回"
    return (
        PreviewLine("月份", _words(asked.month), _words(asked.month)),
        *(
            PreviewLine(
                f"尾号 {card_no[-4:]}",
                "已移出" if is_taken_off(connection, asked.month, card_no) else "在名单里",
                kept,
            )
            for card_no in asked.cards
        ),
    )


def _apply_correction(connection: Connection, _key: DeviceKey, proposal: Proposal, now_ms: int) -> None:
    allocate_alone(connection)
    _check_correction(connection, proposal.payload, now_ms)
    asked = _read(MonthCorrection, proposal.payload)
    correct(
        connection,
        asked.month,
        asked.cards,
        is_due=asked.is_due,
        proposal_id=proposal.proposal_id,
        now_ms=now_ms,
    )


def _check_close(connection: Connection, payload: Payload, now_ms: int) -> None:
    asked = _read(MonthClosed, payload)
    month = read_month(asked.month)
    if month >= month_of(business_date(now_ms)):
        raise Declined("month.not_over", f"{_words(month)}还没有过完，下月 1 日起才能关账")
    if is_closed(connection, month):
        raise Declined("month.closed", f"{_words(month)}已经关账，不用再办")
    holding = still_holding(connection, month)
    if holding:
        told = "、".join(f"{each.holder.till_id}（{each.cards} 张卡）" for each in holding[:_TOLD_MAX])
        more = f"等 {len(holding)} 台" if len(holding) > _TOLD_MAX else ""
        raise Declined(
            "month.still_held",
            f"还有收银机没有交回{_words(month)}的额度：{told}{more}。请让它联网，坏了的请停用",
        )
    if waiting := slips_waiting(connection, month):
        raise Declined("month.slips_wait", f"{_words(month)}还有 {waiting} 张补差凭证没有算清，请稍后再关账")
    if not asked.pools:
        raise Declined("month.nothing", f"{_words(month)}没有发过额度，不用关账")
    if asked.pools != sums_of(connection, month):
        raise Declined("month.stale", "这个月的合计刚才有变动，请看过新合计再提交")


def _preview_close(connection: Connection, payload: Payload) -> tuple[PreviewLine, ...]:
    asked = _read(MonthClosed, payload)
    names = pool_names(connection)
    return (
        PreviewLine("月份", _words(asked.month), "关账，以后不再变动"),
        *(
            PreviewLine(
                names.get(each.pool_id, each.pool_id),
                f"发出 {format_yuan(each.leased)} 元",
                f"用去 {format_yuan(each.used)} 元，{each.cards} 张卡用过",
            )
            for each in asked.pools
        ),
    )


def _close_version(connection: Connection, payload: Payload) -> str:
    asked = _read(MonthClosed, payload)
    now = record_to_data(MonthClosed(asked.month, sums_of(connection, read_month(asked.month))))
    return hashlib.sha256(canonical_bytes(now)).hexdigest()


def _apply_close(connection: Connection, _key: DeviceKey, proposal: Proposal, now_ms: int) -> None:
    allocate_alone(connection)
    _check_close(connection, proposal.payload, now_ms)
    asked = _read(MonthClosed, proposal.payload)
    rows = [
        {
            "month": asked.month,
            "pool_id": each.pool_id,
            "cards": each.cards,
            "leased": each.leased,
            "used": each.used,
            "closed_ms": now_ms,
        }
        for each in asked.pools
    ]
    stored = insert_once(connection, closed_month, rows)
    assert stored == len(rows), "a month was closed twice"
    connection.execute(
        update(month_release).where(month_release.c.month == asked.month).values(closed_ms=now_ms)
    )


def _words(month: Month) -> str:
    return f"{int(month[:4])} 年 {int(month[5:])} 月"


RELEASE: Final = ProposalKind(
    name="month.release",
    words="放行月份名单",
    may_make=_MAKE,
    may_decide=_DECIDE,
    check=_check_release,
    preview=_preview_release,
    version_now=_release_version,
    apply=_apply_release,
)

CORRECT: Final = ProposalKind(
    name="month.correct",
    words="更正月份名单",
    may_make=_MAKE,
    may_decide=_DECIDE,
    check=_check_correction,
    preview=_preview_correction,
    apply=_apply_correction,
)

CLOSE: Final = ProposalKind(
    name="month.close",
    words="月份关账",
    may_make=_MAKE,
    may_decide=_DECIDE,
    check=_check_close,
    preview=_preview_close,
    version_now=_close_version,
    apply=_apply_close,
)
