"""The words that the day-close screen shows for a day's figures. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pos.domain.calendar import shanghai
from pos.domain.days.day import DayChecks, DayFigures, PoolSettlement, Reconciliation
from pos.domain.money import Fen, format_yuan
from pos.domain.paying.tender import TenderKind
from pos.domain.programme.contribution import given_by, rate_words
from pos.domain.shifts.takings import Taking
from pos.services.days.midnight_words import midnight_words
from pos.services.shifts.shift_slips import beyond_names
from pos.services.words.receipt_words import ROUNDING, month_words, tender_name
from pos.ui.widgets.cells import Cell, Finding, Row, bad, good
from pos.ui.words.benefit_words import share_words, short_yuan
from pos.ui.words.messages import words_for

NOTHING = "—"
_CHECKS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Tile:
    """One of the large figures. `tone`: ink or coral (what was given)."""

    word: str
    figure: str
    tone: str = "ink"


@dataclass(frozen=True, slots=True)
class DayPicture:
    """The tiles, what was counted, and what the benefits come to."""

    tiles: tuple[Tile, ...]
    takings: tuple[Row, ...]
    denominations: tuple[str, ...]
    remarks: tuple[Finding, ...]  # Under the count: what wants a word, or what is still to do.
    pools: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class PlatformPicture:
    """Both ends beside each other, and the sentence that follows from it."""

    rows: tuple[Row, ...]
    verdict: Finding


def picture_day(figures: DayFigures, *, names: Mapping[str, str], since_close: int) -> DayPicture:
    """Put a day's figures into words. `names` are by staff number; `since_close`: entries after the close."""
    return DayPicture(
        tiles=_tiles(figures),
        takings=tuple(_taking_row(figures, taking) for taking in figures.takings),
        denominations=_denominations(figures),
        remarks=_remarks(figures, names, since_close),
        pools=tuple(_pool_row(pool) for pool in figures.pools),
    )


def picture_checks(checks: DayChecks) -> tuple[Finding, ...]:
    """Put into words what deciding every sale again found."""
    over = "、".join(checks.over_cap)
    differing = "、".join(checks.differing[:_CHECKS_SHOWN])
    more = len(checks.differing) - _CHECKS_SHOWN
    return (
        good(f"{checks.cards} 张卡，无一超额（本店预留内）" if checks.cards else "没有用过卡")
        if not checks.over_cap
        else bad(f"{len(checks.over_cap)} 张卡超出预留：尾号 {over}，请联系慈善会"),
        *_offline_sales(checks),
        good(f"重算 {checks.recomputed} 单，优惠与补贴逐分一致" if checks.recomputed else "没有要重算的单")
        if not checks.differing
        else bad(
            f"重算 {checks.recomputed} 单，{len(checks.differing)} 单不一致：{differing}"
            + (f" 等，另有 {more} 单" if more > 0 else ""),
        ),
    )


def picture_platform(reconciliation: Reconciliation, *, configured: bool) -> PlatformPicture:
    """Put into words whether the platform has the same day. A value it did not give is `—`."""
    rows = tuple(
        (
            Cell(row.name),
            Cell(row.ours),
            Cell(row.theirs or NOTHING),
            Cell("✓", "good", "一致")
            if row.equal
            else Cell("×" if row.theirs else "", "bad", "不一致" if row.theirs else "后台还没有"),
        )
        for row in reconciliation.rows
    )
    return PlatformPicture(rows, _verdict(reconciliation, configured=configured))


def _verdict(reconciliation: Reconciliation, *, configured: bool) -> Finding:
    if reconciliation.equal:
        return good("两边一致，可以签字日结。")
    if not configured:
        return bad("本机没有接入后台，只按本店账目日结。")
    since = "" if reconciliation.since_ms is None else f"，自 {shanghai(reconciliation.since_ms):%m-%d %H:%M}"
    if reconciliation.pending:
        return bad(f"还不能对账：{reconciliation.pending} 条待传{since}。可以先日结，传完后后台会再核对。")
    if reconciliation.problem is not None:
        said = words_for(reconciliation.problem)
        return bad(f"还不能对账：{said.title}{since}。可以先日结，恢复后后台会再核对。")
    if any(row.theirs is None for row in reconciliation.rows):
        return bad("后台还没有给出这一天的数。可以先日结，之后后台会再核对。")
    return bad("两边不一致：请先查流水，并联系慈善会。仍可日结，差异会留在日结单上。")


def _tiles(figures: DayFigures) -> tuple[Tile, ...]:
    published = figures.contribution
    given: tuple[Tile, ...] = ()
    if published is not None:
        word = f"慈善贡献 {rate_words(published)}%（{month_words(published.month)}）"
        given = (Tile(word, format_yuan(given_by(figures.payable, published))),)
    return (
        Tile("营业额（实收）", format_yuan(figures.received)),
        *([Tile(f"现金{ROUNDING}", format_yuan(-figures.rounding))] if figures.rounding else []),
        Tile("单数 / 持卡", f"{figures.sales} / {figures.card_sales}"),
        Tile("爱心优惠", format_yuan(figures.discount), "coral"),
        Tile("补贴支付", format_yuan(figures.subsidy), "coral"),
        *given,
        Tile("退货 / 作废", f"{figures.returns} / {figures.voids}"),
    )


def _offline_sales(checks: DayChecks) -> tuple[Finding, ...]:
    """Sales made without a connection, sent by now or not; empty where this is unknown."""
    if checks.offline_sales is None:
        return ()
    if not checks.offline_sales:
        return (good("没有离线销售"),)
    within = "" if checks.over_cap else "，全部在预留额度内"
    return (good(f"{checks.offline_sales} 笔离线销售{within}"),)


def difference_cell(difference: Fen | None) -> Cell:
    """A difference: empty before a count, green when it is 0."""
    if difference is None:
        return Cell(NOTHING)
    return Cell(format_yuan(difference), "bad" if difference else "good")


def _taking_row(figures: DayFigures, taking: Taking) -> Row:
    name = tender_name(taking.kind)
    if taking.kind == TenderKind.CASH and figures.float_fen:
        name += f"（含备用金 {short_yuan(figures.float_fen)}）"
    return (
        Cell(name),
        Cell(format_yuan(taking.expected) if figures.has_drawer else NOTHING),
        Cell(NOTHING if taking.counted is None else format_yuan(taking.counted)),
        difference_cell(taking.difference),
    )


def _pool_row(pool: PoolSettlement) -> Row:
    name = pool.name if pool.percent is None else f"{pool.name} {share_words(pool.percent, gap=' ')}"
    market = NOTHING if pool.market is None else format_yuan(pool.market)
    return (Cell(name), Cell(str(pool.visits)), Cell(market), Cell(format_yuan(pool.amount)))


def _denominations(figures: DayFigures) -> tuple[str, ...]:
    pieces: dict[Fen, int] = {}
    for shift in figures.shifts:
        for value, count in shift.denominations:
            pieces[value] = pieces.get(value, 0) + count
    return tuple(f"{_coin(value)} × {pieces[value]}" for value in sorted(pieces, reverse=True))


def _coin(value: Fen) -> str:
    """A note or coin in yuan without idle zeros: 100, 0.5."""
    return format_yuan(value).rstrip("0").rstrip(".")


def _remarks(figures: DayFigures, names: Mapping[str, str], since_close: int) -> tuple[Finding, ...]:
    """What is to be said under the count."""
    found: list[Finding] = []
    differences = [taking.difference for taking in figures.takings if taking.difference]
    explanation = "；".join(
        "，".join(filter(None, (shift.reason, shift.explanation)))
        for shift in figures.shifts
        if shift.explanation
    )
    if differences:
        amount = "、".join(format_yuan(difference) for difference in differences)
        said = f"差额 {amount} 需说明：〔{explanation}〕" if explanation else f"差额 {amount}，在允许范围内"
        found.append(Finding(is_good=not explanation, words=said))
    found += [
        bad(
            f"第 {shift.number} 班差额超限（{beyond_names(shift.beyond)}），"
            f"{names.get(shift.approver or shift.cashier, shift.approver or shift.cashier)}授权；"
            f"收银员本月累计 {format_yuan(shift.month_sum or 0)} 元"
        )
        for shift in figures.shifts
        if shift.beyond
    ]
    found += [
        bad(f"第 {shift.number} 班（{names.get(shift.cashier, shift.cashier)}）还没有交班，请先清点交班。")
        for shift in figures.shifts
        if shift.closed_at_ms is None
    ]
    if said := midnight_words(figures):
        found.append(Finding(is_good=True, words=said))
    if figures.open_payments:
        unknown = sum(taking.unknown for taking in figures.takings)
        found.append(bad(f"{len(figures.open_payments)} 笔收款结果未知，共 {format_yuan(unknown)} 元"))
    if figures.held:
        found.append(bad(f"还有 {len(figures.held)} 单挂单没有结"))
    if figures.revision:
        later = f"，之后又有 {since_close} 笔，可以再次日结" if since_close else ""
        found.append(Finding(is_good=not since_close, words=f"已日结 {figures.revision} 次{later}"))
    return tuple(found)
