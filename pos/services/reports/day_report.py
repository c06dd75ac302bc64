"""The content of a day's report as tables and facts, in their order. It knows no file format."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pos.domain.calendar import shanghai
from pos.domain.days.day import DayChecks, DayFigures, ReconciledRow, Reconciliation
from pos.domain.money import format_yuan
from pos.domain.programme.contribution import given_by, rate_words
from pos.domain.settlement.capitals import capitals
from pos.services.days.midnight_words import midnight_words
from pos.services.days.reconciling import differs
from pos.services.reports.day_tables import discount_total, subsidy_total
from pos.services.reports.seal import DaySeal
from pos.services.reports.table import NOTHING, Column, Fact, Kind, Table
from pos.services.returns.goods_slip_paper import OpenSlip
from pos.services.words.receipt_words import MADE_GOOD, ROUNDING, SHOP_NAME, month_words
from pos.services.words.refusal_words import refusal_words

_WEEKDAYS = "一二三四五六日"
_HASH_SHOWN = 8


@dataclass(frozen=True)
class DayReport:
    """A day's figures with what was checked, ready to be put on paper. Without a seal it is a draft."""

    figures: DayFigures
    checks: DayChecks | None
    reconciliation: Reconciliation | None
    seal: DaySeal | None
    since_close: int = 0  # Sales and returns that came after the close this report shows.
    open_slips: tuple[OpenSlip, ...] = ()  # Goods taken in whose money was still to be paid.

    @property
    def heading(self) -> str:
        """Whose report it is."""
        return f"{SHOP_NAME} · {self.figures.store_name}"

    @property
    def date_words(self) -> str:
        """2026-11-23 星期一."""
        weekday = date.fromisoformat(self.figures.business_date).weekday()
        return f"{self.figures.business_date} 星期{_WEEKDAYS[weekday]}"

    @property
    def number(self) -> str:
        """The number of the day close; a draft has none."""
        return self.seal.number if self.seal else "未签字，仅供核对"

    @property
    def benefit_capitals(self) -> tuple[tuple[str, str], ...]:
        """The two sums that are signed for, each with its word, in capitals: never added up."""
        return (
            ("爱心优惠（大写）", capitals(discount_total(self.figures))),
            ("补贴支付（大写）", capitals(subsidy_total(self.figures))),
        )

    @property
    def late_words(self) -> str:
        """What came after the close, if anything did."""
        return f"日结后又有 {self.since_close} 笔，请再做一次日结。" if self.since_close else ""

    def papers(self) -> tuple[Fact, ...]:
        """The facts that identify the report."""
        figures, seal = self.figures, self.seal
        entries = f"{figures.first_sequence:,} – {figures.last_sequence:,}" if figures.entries else "无"
        facts = [
            Fact("日结单号", self.number),
            Fact("营业日期", self.date_words),
            Fact("收银机", figures.till_id),
            Fact("流水条数", figures.entries, Kind.COUNT),
            Fact("流水序号", entries),
            Fact("末条校验码", hash_words(figures.head_hash)),
        ]
        if seal is not None:
            facts += [
                Fact("日结校验码", seal.short_hash),
                Fact("签字", seal.signed_by),
                Fact("签字时间", shanghai(seal.signed_at_ms).strftime("%Y-%m-%d %H:%M")),
            ]
            if seal.explanation:
                facts.append(Fact("说明", seal.explanation))
        return tuple(facts)

    def headlines(self) -> tuple[Fact, ...]:
        """The figures at the top, as on the screen of the day close; without unpublished ones."""
        figures = self.figures
        measured = figures.contribution
        gave = []
        if measured is not None:
            word = f"慈善贡献 {rate_words(measured)}%（{month_words(measured.month)}）"
            gave.append(Fact(word, given_by(figures.payable, measured), Kind.MONEY))
        return (
            Fact("营业额（实收）", figures.received, Kind.MONEY),
            *([Fact(f"现金{ROUNDING}", -figures.rounding, Kind.MONEY)] if figures.rounding else []),
            Fact("单数 / 持卡", f"{figures.sales:,} / {figures.card_sales:,}"),
            Fact("爱心优惠", figures.discount, Kind.MONEY),
            Fact("补贴支付", figures.subsidy, Kind.MONEY),
            *gave,
            Fact("退货 / 作废", f"{figures.returns:,} / {figures.voids:,}"),
        )

    def drawer(self) -> tuple[Fact, ...]:
        """Other cash in and out of the drawer, and what is still open."""
        figures = self.figures
        said = midnight_words(figures)
        handed_out = figures.made_good or None
        return (
            *([Fact("说明", said)] if said else []),
            Fact("备用金", figures.float_fen if figures.shifts else None, Kind.MONEY),  # No shift, no drawer.
            Fact("存入", figures.cash_in, Kind.MONEY),
            Fact("取出", figures.cash_out, Kind.MONEY),
            *([Fact(MADE_GOOD, handed_out.amount, Kind.MONEY)] if handed_out else []),
            Fact("开钱箱次数", figures.drawer_openings, Kind.COUNT),
            Fact("未查明的收款", _open_payments(figures)),
            Fact("未付的收货凭条", "、".join(each.slip_no for each in self.open_slips) or "无"),
            Fact("未取的挂单", f"{len(figures.held)} 单" if figures.held else "无"),
        )

    def checked(self) -> tuple[tuple[bool, str], ...]:
        """What deciding every sale again found: (is it fine, the words)."""
        checks = self.checks
        if checks is None:
            return ()
        over, differing = "、".join(checks.over_cap), "、".join(checks.differing)
        capped = f"超额：{over}" if over else "无一超额（本店预留内）"
        within = "" if over else "，全部在预留额度内"
        decided = f"不一致：{differing}" if differing else "优惠与补贴逐分一致"
        # Without sales there was nothing to check: that is not a result.
        cards = f"{checks.cards} 张卡，{capped}" if checks.cards or over else "没有用过卡"
        again = (
            f"重算 {checks.recomputed} 单，{decided}" if checks.recomputed or differing else "没有要重算的单"
        )
        found = [(not over, cards), (not differing, again)]
        if checks.offline_sales is not None:
            count = checks.offline_sales
            found.insert(1, (not over, f"{count} 笔离线销售{within}" if count else "没有离线销售"))
        return tuple(found)

    def reconciled(self) -> Table | None:
        """③ The same figures at the federation's platform."""
        found = self.reconciliation
        if found is None or not found.rows:
            return None
        return Table(
            "与慈善会后台对账",
            (
                Column("项目", width=16),
                Column("本店", width=18),
                Column("后台", width=18),
                Column("", width=6),
            ),
            tuple((row.name, row.ours, row.theirs, _compared(row)) for row in found.rows),
        )

    def reconciled_words(self) -> tuple[bool, str]:
        """Whether the platform agrees, in a sentence."""
        found = self.reconciliation
        if found is None:
            return False, "没有与后台对账。"
        if found.equal:
            return True, "与后台两边一致。"
        if differs(found):
            return False, "与后台不一致，请联系慈善会核对。"
        since = "" if found.since_ms is None else f"，自 {_time(found.since_ms)} 起"
        waiting = f"：待传 {found.pending} 条" if found.pending else ""
        return False, f"还没有核对{waiting}{since}。"

    def dropped(self) -> tuple[Fact, ...]:
        """What was removed from baskets: single lines, and whole sales; the two are not added up."""
        return (
            Fact("删行", self.figures.removed_lines, Kind.COUNT),
            Fact("删行金额（市场价）", self.figures.removed_market, Kind.MONEY),
            Fact("取消整单", self.figures.cancelled_sales, Kind.COUNT),
            Fact("取消整单金额（市场价）", self.figures.cancelled_market, Kind.MONEY),
        )

    def refused(self) -> tuple[Fact, ...]:
        """The refused cards, by reason; empty when there were none."""
        return tuple(Fact(refusal_words(each.code), each.count, Kind.COUNT) for each in self.figures.refusals)


def _compared(row: ReconciledRow) -> str:
    if row.equal:
        return "一致"
    return NOTHING if row.theirs is None else "不一致"


def hash_words(head_hash: str) -> str:
    """A hash short enough to compare by eye: 9f3c2a1b…77d0e71a."""
    if len(head_hash) <= 2 * _HASH_SHOWN:
        return head_hash or "无"
    return f"{head_hash[:_HASH_SHOWN]}…{head_hash[-_HASH_SHOWN:]}"


def _time(at_ms: int) -> str:
    return shanghai(at_ms).strftime("%m-%d %H:%M")


def _open_payments(figures: DayFigures) -> str:
    """How many payments are of unknown end, and their sum; the journal says which ones."""
    unknown = sum(taking.unknown for taking in figures.takings)
    count = len(figures.open_payments)
    return f"{count} 笔，{format_yuan(unknown)} 元" if count else "无"
