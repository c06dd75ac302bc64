"""Makes the day slip (日结单), the paper of a closed day. It turns figures into rows; it does not print."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pos.domain.days.day import DayChecks, DayFigures, PoolSettlement, Reconciliation
from pos.domain.money import format_yuan
from pos.domain.percent_words import percent_words
from pos.domain.programme.contribution import given_by, rate_words
from pos.domain.selling.receipt import (
    Align,
    CellsRow,
    PairRow,
    QrRow,
    Receipt,
    ReceiptRow,
    RuleRow,
    TextRow,
)
from pos.services.days.midnight_words import midnight_words
from pos.services.days.reconciling import differs, short_hash
from pos.services.printing.receipts import ShopFacts
from pos.services.returns.goods_slip_paper import OpenSlip, open_slip_rows
from pos.services.shifts.shift_slips import (
    NameOf,
    beyond_names,
    day_words,
    denomination_rows,
    explanation_rows,
    made_good_rows,
    rounding_rows,
    signatures,
    slip_head,
    taking_rows,
)
from pos.services.words.act_words import act_words
from pos.services.words.override_words import about_words
from pos.services.words.receipt_words import month_words, tender_name, time_words
from pos.services.words.refusal_words import refusal_words

_POOL_SHARES = (9, 5, 9, 9)  # On 58 mm paper 4,768.60 twice; the longest name takes two lines.


@dataclass(frozen=True, slots=True)
class DayOnPaper:
    """A day as it is printed. `number` and the fields after it are None before the day was closed.

    `since_close`: entries after the last close that change the figures.
    """

    figures: DayFigures
    at_ms: int
    number: str | None = None
    signed_by: str | None = None  # Staff id.
    short_hash: str = ""
    explanation: str = ""
    checks: DayChecks | None = None
    reconciliation: Reconciliation | None = None
    since_close: int = 0
    open_slips: tuple[OpenSlip, ...] = ()


def day_slip(day: DayOnPaper, shop: ShopFacts, name_of: NameOf, *, reprint: bool = False) -> Receipt:
    """A day's figures on receipt paper, closed or as they are now."""
    figures = day.figures
    title = "日结单" if day.number else "当日报表（未日结）"
    rows: list[ReceiptRow] = [
        *slip_head(shop, title, reprint=reprint),
        TextRow(f"营业日 {figures.business_date}", bold=True),
        *_close_lines(day, name_of),
        RuleRow(),
        PairRow("营业额（实收）", f"¥{format_yuan(figures.received)}", bold=True, large=True),
        *rounding_rows(figures.rounding),
        PairRow("单数 / 持卡", f"{figures.sales} / {figures.card_sales}"),
        PairRow("市场价合计", format_yuan(figures.market)),
        PairRow("爱心优惠", format_yuan(-figures.discount)),
        PairRow("补贴支付", format_yuan(-figures.subsidy)),
        PairRow("退货 / 作废", f"{figures.returns} / {figures.voids}"),
        *_contribution(figures),
        RuleRow(),
        TextRow("交接与盘点", bold=True),
        *taking_rows(figures.takings, float_fen=figures.float_fen, has_drawer=figures.has_drawer),
        *([TextRow(said)] if (said := midnight_words(figures)) else []),
        *_cash_moved(figures),
        *open_slip_rows(day.open_slips),
        *_shifts(figures, name_of),
        RuleRow(),
        TextRow("帮扶结算", bold=True),
        CellsRow(("项目", "人次", "市场价额", "优惠补贴"), _POOL_SHARES),
        *(_pool(pool) for pool in figures.pools),
        *_checks(day.checks),
        *_platform(day.reconciliation),
        *_by_word(figures, name_of),
        *_refusals(figures),
        *_overrides(figures, name_of),
        RuleRow(),
        *explanation_rows(day.explanation),
        PairRow("流水", _entries(figures)),
        PairRow("末条校验码", short_hash(figures.head_hash) or "—"),
    ]
    if day.number:
        signed = "" if day.signed_by is None else name_of(day.signed_by)
        rows += [
            *signatures(("店长", signed)),
            QrRow(day.number),
            TextRow(day.number, Align.CENTER),
            TextRow(f"校验码 {day.short_hash}", Align.CENTER),
        ]
    return Receipt(f"日结 {figures.business_date}", tuple(rows))


def _entries(figures: DayFigures) -> str:
    if not figures.entries:
        return "0 条"
    return f"{figures.entries} 条（{figures.first_sequence}–{figures.last_sequence}）"


def _close_lines(day: DayOnPaper, name_of: NameOf) -> Iterator[ReceiptRow]:
    if day.number:
        yield TextRow(f"单号 {day.number}")
        yield PairRow(time_words(day.at_ms), f"店长 {name_of(day.signed_by or '')}")
        if day.figures.revision > 1:
            yield TextRow(f"第 {day.figures.revision} 次日结，取代以前的日结单", bold=True)
    else:
        yield PairRow("打印", time_words(day.at_ms))
    if day.since_close:
        yield TextRow(f"日结后又有 {day.since_close} 笔，请再做一次日结", bold=True)


def _contribution(figures: DayFigures) -> Iterator[ReceiptRow]:
    published = figures.contribution
    if published is not None:
        words = f"慈善贡献（{month_words(published.month)} {rate_words(published)}%）"
        yield PairRow(words, format_yuan(given_by(figures.payable, published)))


def _cash_moved(figures: DayFigures) -> Iterator[ReceiptRow]:
    if figures.cash_in or figures.cash_out:
        yield PairRow("钱箱存入 / 取出", f"{format_yuan(figures.cash_in)} / {format_yuan(figures.cash_out)}")
    yield from made_good_rows(figures.made_good or None)


def _shifts(figures: DayFigures, name_of: NameOf) -> Iterator[ReceiptRow]:
    pieces: dict[int, int] = {}
    for shift in figures.shifts:
        for value, count in shift.denominations:
            pieces[value] = pieces.get(value, 0) + count
    yield from denomination_rows(pieces)
    for shift in figures.shifts:
        ended = "未交班" if shift.closed_at_ms is None else day_words(shift.closed_at_ms)
        hours = f"{day_words(shift.opened_at_ms)}–{ended}"
        yield TextRow(f"第 {shift.number} 班 {name_of(shift.cashier)} {hours}")
        yield PairRow("  实收", format_yuan(shift.received))
        if shift.reason:
            yield TextRow(f"  原因：{shift.reason}")
        if shift.explanation:
            yield TextRow(f"  说明：{shift.explanation}")
        if shift.beyond:
            approver = name_of(shift.approver or shift.cashier)
            yield TextRow(f"  差额超限（{beyond_names(shift.beyond)}），授权：{approver}")
        if shift.month_sum:
            yield PairRow("  本月累计差额", format_yuan(shift.month_sum))


def _pool(pool: PoolSettlement) -> CellsRow:
    name = pool.name if pool.percent is None else f"{pool.name} {percent_words(pool.percent)}"
    market = "—" if pool.market is None else format_yuan(pool.market)
    return CellsRow((name, str(pool.visits), market, format_yuan(pool.amount)), _POOL_SHARES)


def _checks(checks: DayChecks | None) -> Iterator[ReceiptRow]:
    if checks is None:
        return
    yield TextRow("额度核对", bold=True)
    over = "无一超额" if not checks.over_cap else f"超出预留：尾号 {'、'.join(checks.over_cap)}"
    yield TextRow(f"{checks.cards} 张卡，{over}" if checks.cards or checks.over_cap else "没有用过卡")
    if checks.offline_sales:
        within = "" if checks.over_cap else "，在预留额度内"
        yield TextRow(f"离线销售 {checks.offline_sales} 单{within}")
    fits = "逐分一致" if not checks.differing else f"不一致：{'、'.join(checks.differing)}"
    yield TextRow(f"重算 {checks.recomputed} 单，{fits}" if checks.recomputed else "没有要重算的单")


def _platform(reconciliation: Reconciliation | None) -> Iterator[ReceiptRow]:
    if reconciliation is None:
        return
    yield RuleRow()
    yield TextRow("与慈善会后台对账", bold=True)
    for row in reconciliation.rows:
        if row.theirs is None:
            yield PairRow(row.name, row.ours)
        elif row.equal:
            yield PairRow(f"{row.name} 一致", row.ours)
        else:
            yield PairRow(f"{row.name} 本店", row.ours)
            yield PairRow("  后台", row.theirs, bold=True)
    if reconciliation.equal:
        yield TextRow("两边一致")
    elif differs(reconciliation):
        yield TextRow("两边不一致，请联系慈善会", bold=True)
    else:
        since = "" if reconciliation.since_ms is None else f"，自 {time_words(reconciliation.since_ms)[:16]}"
        waiting = f"：待传 {reconciliation.pending} 条" if reconciliation.pending else ""
        yield TextRow(f"还没有核对{waiting}{since}", bold=True)


def _by_word(figures: DayFigures, name_of: NameOf) -> Iterator[ReceiptRow]:
    """Money that only a person confirmed: no channel was asked."""
    if not figures.by_word:
        return
    yield RuleRow()
    yield TextRow("人工确认的收款与退款", bold=True)
    for each in figures.by_word:
        who = f"{tender_name(each.kind)} {name_of(each.staff)}"
        if each.times:
            yield PairRow(f"{who} 到账 {each.times} 笔", format_yuan(each.received))
        if each.times_back:
            yield PairRow(f"{who} 退款 {each.times_back} 笔", format_yuan(-each.given_back))


def _refusals(figures: DayFigures) -> Iterator[ReceiptRow]:
    if figures.refusals:
        yield RuleRow()
    for each in figures.refusals:
        yield PairRow(refusal_words(each.code), f"{each.count} 次")


def _overrides(figures: DayFigures, name_of: NameOf) -> Iterator[ReceiptRow]:
    if not figures.overrides:
        return
    yield RuleRow()
    yield TextRow("例外操作", bold=True)
    yield PairRow("删行", f"{figures.removed_lines} 行 {format_yuan(figures.removed_market)}")
    cancelled = f"{figures.cancelled_sales} 单 {format_yuan(figures.cancelled_market)}"
    yield PairRow("取消整单", cancelled)
    yield PairRow("开钱箱", f"{figures.drawer_openings} 次")
    for each in figures.overrides:
        act = act_words(each.act)
        about = about_words(each, name_of)
        amounts = "→".join(format_yuan(amount) for amount in (each.before, each.after) if amount is not None)
        yield PairRow(f"{day_words(each.at_ms)} {act} {about}".rstrip(), amounts)
        people = name_of(each.actor) + (f"，{name_of(each.approver)}授权" if each.approver else "")
        told = "，".join(part for part in (people, each.reason, each.sale_no) if part)
        yield TextRow(f"  {told}")
