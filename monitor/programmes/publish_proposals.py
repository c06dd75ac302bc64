"""The proposal that publishes a version of the programme: a draft, and what it would have cost last month.

What was worked out is kept with the proposal, so that whoever decides reads the same figures. The platform
works it out itself again when the proposal is made: figures that somebody typed are declined.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from sqlalchemy import Connection

from monitor.declined import Declined
from monitor.documents.publishing import (
    PROGRAMME,
    current_number,
    publish_programme,
    read_categories,
    read_programmes,
)
from monitor.programmes.month_sales import what_if_in_month
from monitor.programmes.versions import lowered, name_in
from monitor.programmes.what_if import PoolSum, WhatIf
from monitor.programmes.words import finding_words
from monitor.proposals.kinds import Payload, PreviewLine, Proposal, ProposalKind
from pos.crypto.keys import DeviceKey
from pos.domain.calendar import Month, business_date, month_of
from pos.domain.journal.record import Record, SignedAmount, Text, Whole, record_from_data, record_to_data
from pos.domain.money import Fen, format_yuan
from pos.domain.programme.programme import (
    SUBSIDY_NAME,
    CapBasis,
    Pool,
    Programme,
    Subsidy,
    programme_from_data,
    programme_in_force,
    programme_to_data,
)
from pos.domain.programme.publishable import find_in_programme
from pos.errors.ledger import EntryWrong
from pos.errors.programme import ProgrammeWrong

_BASIS: Final = {CapBasis.MARKET: "按市场价计", CapBasis.PAID: "按顾客付款计"}
_NOTHING: Final = "—"


class PoolFigures(Record, frozen=True, forbid_unknown_fields=True):
    """One pool in the what-if: fen given and cards touched, now and under the draft; null: no such pool."""

    pool_id: Text
    name: Text
    cost_now: SignedAmount | None
    cards_now: Whole | None
    cost_then: SignedAmount | None
    cards_then: Whole | None


class KeptWhatIf(Record, frozen=True, forbid_unknown_fields=True):
    """The what-if of a draft, over one month's real sales."""

    month: Text
    against: Text  # The version that it was compared with.
    sales: Whole
    cards: Whole
    not_served: Whole
    is_whole: bool
    pools: tuple[PoolFigures, ...]


class DraftedProgramme(Record, frozen=True, forbid_unknown_fields=True):
    """The payload: the draft as it would be published, and its what-if."""

    programme: dict[str, Any]
    what_if: KeptWhatIf


def draft_payload(connection: Connection, draft: Programme, *, now_ms: int) -> dict[str, Any]:
    """What a proposal of this draft holds. Raises Declined when it could not be published."""
    _decline_findings(connection, draft, now_ms)
    kept = _worked_out(connection, draft, month=_month_before(month_of(business_date(now_ms))))
    return record_to_data(DraftedProgramme(programme_to_data(draft), kept))


def version_now(connection: Connection, _payload: Payload) -> str:
    """The number of the last published version: two drafts at once do not both get through unseen."""
    return str(current_number(connection, PROGRAMME))


def _read(payload: Payload) -> tuple[Programme, KeptWhatIf]:
    try:
        drafted = record_from_data(DraftedProgramme, payload)
    except EntryWrong as error:
        raise Declined("programme.unreadable", "方案的内容不全，请从方案页面重新填写并试算") from error
    return read_draft(drafted.programme), drafted.what_if


def read_draft(data: object) -> Programme:
    """Read a draft from plain data. Raises Declined with words for a clerk."""
    try:
        return programme_from_data(data)
    except ProgrammeWrong as error:
        raise Declined("programme.wrong", _wrong_words(error.facts)) from error


def _wrong_words(facts: Mapping[str, object]) -> str:
    if facts["cause"] == "json.twice":
        if facts["where"] == "category":
            return f"类别“{facts['found']}”写了两次。一类商品只能属于一个额度池，请去掉多出的"
        return f"额度池代号 {facts['found']} 用了两次，请改一个"
    return f"方案里“{facts['where']}”这一项填得不对，请核对后重新填写"


def _check(connection: Connection, payload: Payload, now_ms: int) -> None:
    draft, kept = _read(payload)
    _decline_findings(connection, draft, now_ms)
    if kept != _worked_out(connection, draft, month=_month_before(month_of(business_date(now_ms)))):
        raise Declined("programme.what_if", "试算的数字和平台现在算的不一样，请重新试算一次再提交")


def _decline_findings(connection: Connection, draft: Programme, now_ms: int) -> None:
    found = find_in_programme(
        draft,
        today=business_date(now_ms),
        categories=set((read_categories(connection) or {}).values()),
        versions=set(read_programmes(connection)),
    )
    if found:
        raise Declined("programme.not_publishable", "；".join(map(finding_words, found)))


def _replaced(connection: Connection, draft: Programme) -> Programme:
    """What would be in force on the draft's first day without it."""
    found = programme_in_force(list(read_programmes(connection).values()), draft.effective_from)
    return found or Programme("", "", "", CapBasis.MARKET, (), Subsidy(0, ()))


def _worked_out(connection: Connection, draft: Programme, *, month: Month) -> KeptWhatIf:
    before = _replaced(connection, draft)
    return _kept(
        month, before.version or _NOTHING, what_if_in_month(connection, month, now=before, then=draft)
    )


def _kept(month: Month, against: str, found: WhatIf) -> KeptWhatIf:
    pools = tuple(
        PoolFigures(each.pool_id, each.name, *_figures(each.now), *_figures(each.then))
        for each in found.pools
    )
    return KeptWhatIf(month, against, found.sales, found.cards, found.not_served, found.is_whole, pools)


def _figures(found: PoolSum | None) -> tuple[Fen | None, int | None]:
    return (None, None) if found is None else (found.cost, found.cards)


def _month_before(month: Month) -> Month:
    number = int(month[:4]) * 12 + int(month[5:]) - 2
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def _preview(connection: Connection, payload: Payload) -> tuple[PreviewLine, ...]:
    draft, kept = _read(payload)
    before = _replaced(connection, draft)
    return (
        PreviewLine("版本", before.version or _NOTHING, draft.version),
        PreviewLine("名称", before.name or _NOTHING, draft.name),
        PreviewLine("生效日期", before.effective_from or "一直有效", draft.effective_from),
        PreviewLine("额度怎么计", _BASIS[before.cap_basis], _BASIS[draft.cap_basis]),
        *_pool_lines(before, draft),
        PreviewLine(SUBSIDY_NAME, _subsidy_words(before.subsidy), _subsidy_words(draft.subsidy)),
        *_lowered_lines(before, draft),
        *_what_if_lines(kept),
    )


def _pool_lines(before: Programme, draft: Programme) -> Iterator[PreviewLine]:
    old = {pool.pool_id: pool for pool in before.pools}
    for pool in draft.pools:
        yield PreviewLine(pool.name, _pool_words(old.pop(pool.pool_id, None)), _pool_words(pool))
    for pool in old.values():
        yield PreviewLine(pool.name, _pool_words(pool), "取消")


def _pool_words(pool: Pool | None) -> str:
    if pool is None:
        return _NOTHING
    rolls = "，用不完的转到下月" if pool.rolls_over else ""
    cap = format_yuan(pool.monthly_cap)
    return f"{'、'.join(pool.categories)}：顾客付 {pool.percent_paid}%，每月 {cap} 元{rolls}"


def _subsidy_words(subsidy: Subsidy) -> str:
    rolls = "，用不完的转到下月" if subsidy.rolls_over else ""
    excluded = f"，不含{'、'.join(subsidy.excluded_categories)}" if subsidy.excluded_categories else ""
    return f"每月 {format_yuan(subsidy.monthly)} 元{excluded}{rolls}"


def _lowered_lines(before: Programme, draft: Programme) -> Iterator[PreviewLine]:
    for each in lowered(before, draft):
        name = name_in(before, each.pool_id, subsidy=SUBSIDY_NAME)
        kept = f"{format_yuan(each.cap)} 元；生效月份已发到收银机的不收回"
        yield PreviewLine(f"{name}减少", f"{format_yuan(each.leased)} 元", kept)


def _what_if_lines(kept: KeptWhatIf) -> Iterator[PreviewLine]:
    month = f"{int(kept.month[:4])} 年 {int(kept.month[5:])} 月"
    part = "" if kept.is_whole else "（销售太多，只算了一部分）"
    missed = f"，另有 {kept.not_served} 笔当时没有享受到，没有算进去" if kept.not_served else ""
    told = f"{kept.sales} 笔刷卡销售、{kept.cards} 张卡{missed}{part}"
    yield PreviewLine(f"按{month}的销售试算", told, _NOTHING)
    for each in kept.pools:
        yield PreviewLine(
            f"{each.name}花费", _cost(each.cost_now, each.cards_now), _cost(each.cost_then, each.cards_then)
        )
    now = sum(each.cost_now or 0 for each in kept.pools)
    then = sum(each.cost_then or 0 for each in kept.pools)
    yield PreviewLine("合计花费", f"{format_yuan(now)} 元", f"{format_yuan(then)} 元")


def _cost(cost: Fen | None, cards: int | None) -> str:
    return _NOTHING if cost is None else f"{format_yuan(cost)} 元，{cards} 张卡"


def _apply(connection: Connection, key: DeviceKey, proposal: Proposal, now_ms: int) -> None:
    draft, _kept_figures = _read(proposal.payload)
    _decline_findings(connection, draft, now_ms)  # Its date may have come in the meantime.
    if not publish_programme(connection, key, draft, at_ms=now_ms):
        raise Declined("programme.version_exists", f"版本 {draft.version} 已经发布过，请另起一个版本")


PUBLISH: Final = ProposalKind(
    name="programme.publish",
    words="发布新方案",
    may_make="programme.make",
    may_decide="programme.decide",
    check=_check,
    preview=_preview,
    version_now=version_now,
    apply=_apply,
)
