"""Makes the papers of a shift: the X report, and the slip of its end. From facts to rows.

The paper shows the cashier's name, not the number; nothing on it is about a card.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from pos.domain.calendar import shanghai
from pos.domain.days.day import HandedOut, ShiftFigures
from pos.domain.money import Fen, format_yuan
from pos.domain.selling.receipt import (
    Align,
    CellsRow,
    PairRow,
    Receipt,
    ReceiptRow,
    RuleRow,
    SpaceRow,
    TextRow,
)
from pos.domain.shifts.over_short import Limit
from pos.domain.shifts.shift import shift_name
from pos.domain.shifts.shift_close import ShiftClosed
from pos.domain.shifts.takings import CASH, Taking
from pos.services.printing.receipts import ShopFacts
from pos.services.returns.goods_slip_paper import open_slip_rows
from pos.services.shifts.shift_state import XReport
from pos.services.words.receipt_words import (
    MADE_GOOD,
    REPRINT_MARK,
    ROUNDING,
    SHOP_NAME,
    tender_name,
    time_words,
)

NameOf = Callable[[str], str]

TAKING_SHARES = (8, 9, 9, 6)  # On 58 mm paper: 微信支付, 8,927.15 twice and −12.00 with a gap.
_UNSEEN = "清点后显示"


def x_slip(report: XReport, shop: ShopFacts, name_of: NameOf) -> Receipt:
    """A shift so far; what the cashier has not counted yet says so instead of a sum."""
    rows = [
        *slip_head(shop, "当班小结"),
        *_shift_lines(report.number, name_of(report.cashier), report.opened_at_ms),
        PairRow("打印", time_words(report.at_ms)),
        RuleRow(),
        PairRow("单数 / 持卡", f"{report.sales} / {report.card_sales}"),
        PairRow("退货 / 作废", f"{report.returns} / {report.voids}"),
        PairRow("爱心优惠", format_yuan(report.discount)),
        PairRow("补贴支付", format_yuan(report.subsidy)),
        PairRow(
            "营业额（实收）",
            _UNSEEN if report.received is None else format_yuan(report.received),
            bold=True,
        ),
        *rounding_rows(report.rounding),
        RuleRow(),
        PairRow("备用金", format_yuan(report.float_fen)),
        PairRow("存入 / 取出", f"{format_yuan(report.cash_in)} / {format_yuan(report.cash_out)}"),
        *made_good_rows(report.made_good),
        *taking_rows(report.takings),
        *(PairRow(tender_name(kind), _UNSEEN) for kind in report.blind),
        RuleRow(),
        PairRow("删行 / 取消整单", f"{report.removed_lines} / {report.cancelled_sales}"),
        PairRow("开钱箱", f"{report.drawer_openings} 次"),
        *_open_payment_rows(report.open_payments),
        *open_slip_rows(report.open_slips),
    ]
    return Receipt(f"X {report.number}", tuple(rows))


def rounding_rows(rounding: Fen) -> Iterator[ReceiptRow]:
    """抹零 as an account of its own, below what was received: together they are what was to be paid."""
    if rounding:
        yield PairRow(f"现金{ROUNDING}", format_yuan(-rounding))


def made_good_rows(handed_out: HandedOut | None) -> Iterator[ReceiptRow]:
    """Make-goods that went out of the drawer, a line of their own: no refund, and no cash taken out."""
    if handed_out is not None:
        yield PairRow(f"{MADE_GOOD} {handed_out.count} 笔", format_yuan(handed_out.amount))


def shift_slip(
    figures: ShiftFigures,
    closed: ShiftClosed,
    shop: ShopFacts,
    name_of: NameOf,
    *,
    short_hash: str,
    reprint: bool,
) -> Receipt:
    """The end of a shift: what was counted against what should be there, and room for two signatures."""
    rows = [
        *slip_head(shop, "交班单", reprint=reprint),
        *_shift_lines(figures.number, name_of(figures.cashier), figures.opened_at_ms),
        PairRow("交班", time_words(closed.closed_at_ms)),
        RuleRow(),
        PairRow("单数", str(figures.sales)),
        PairRow("营业额（实收）", format_yuan(figures.received), bold=True),
        *rounding_rows(figures.rounding),
        PairRow("备用金", format_yuan(figures.float_fen)),
        PairRow("存入 / 取出", f"{format_yuan(figures.cash_in)} / {format_yuan(figures.cash_out)}"),
        *made_good_rows(figures.made_good or None),
        RuleRow(),
        *taking_rows(figures.takings),
        *denomination_rows(dict(figures.denominations)),
        *explanation_rows(figures.explanation, figures.reason),
        *over_short_rows(figures, name_of),
        *_open_payment_rows(closed.open_payments),
    ]
    if closed.held:
        rows.append(TextRow(f"留给下一班的挂单：{len(closed.held)} 单"))
    receiver = "" if closed.handed_to is None else name_of(closed.handed_to)
    rows += [
        RuleRow(),
        *signatures(("交班人", ""), ("接班人", receiver)),
        TextRow(f"校验码 {short_hash}", Align.CENTER),
    ]
    return Receipt(f"交班单 {figures.number}", tuple(rows))


# ── Parts that the slip of the day has as well ─────────────────────────────────────────────


def slip_head(shop: ShopFacts, title: str, *, reprint: bool = False) -> Iterator[ReceiptRow]:
    """The shop and what this paper is."""
    yield TextRow(SHOP_NAME, Align.CENTER, bold=True, large=True)
    yield TextRow(f"{shop.store_name} · 收银机 {shop.till_id}", Align.CENTER)
    yield TextRow(title, Align.CENTER, bold=True)
    if reprint:
        yield TextRow(f"【{REPRINT_MARK}】", Align.CENTER, bold=True, large=True)
    yield SpaceRow()


def taking_rows(
    takings: tuple[Taking, ...], *, float_fen: Fen = 0, has_drawer: bool = True
) -> Iterator[ReceiptRow]:
    """Expected, counted and difference by way of paying; what is of unknown end stands below its kind.

    Where no drawer is this date's (`has_drawer`), nothing was expected in one.
    """
    if not takings:
        return
    yield CellsRow(("收款方式", "账面", "实点", "差额"), TAKING_SHARES)
    for taking in takings:
        counted = "—" if taking.counted is None else format_yuan(taking.counted)
        difference = "—" if taking.difference is None else format_yuan(taking.difference)
        name = tender_name(taking.kind)
        expected = format_yuan(taking.expected) if has_drawer else "—"
        yield CellsRow((name, expected, counted, difference), TAKING_SHARES)
        if taking.kind == CASH and float_fen:
            yield TextRow(f"  含备用金 {format_yuan(float_fen)}")
        if taking.refunded:
            yield PairRow("  其中退款", format_yuan(-taking.refunded))
        if taking.unknown:
            yield PairRow("  结果未知，未计入", format_yuan(taking.unknown))


def denomination_rows(pieces: Mapping[Fen, int]) -> Iterator[ReceiptRow]:
    """What was counted by notes and coins, three to a line."""
    words = [f"{coin_words(value)}×{pieces[value]}" for value in sorted(pieces, reverse=True)]
    if words:
        yield TextRow("按面额清点")
    for start in range(0, len(words), 3):
        cells = (*words[start : start + 3], "", "")[:3]
        yield CellsRow(cells, (11, 11, 10))


def explanation_rows(explanation: str, reason: str = "") -> Iterator[ReceiptRow]:
    """Why something differs: a reason of the list, and words."""
    if reason:
        yield TextRow(f"原因：{reason}")
    if explanation:
        yield TextRow(f"说明：{explanation}")


def over_short_rows(shift: ShiftFigures, name_of: NameOf) -> Iterator[ReceiptRow]:
    """What the cashier's drawers were off this month, and who let the shift end beyond a limit."""
    if shift.month_sum:
        yield PairRow("本月累计差额", format_yuan(shift.month_sum))
    if shift.beyond:
        yield PairRow("差额超限", beyond_names(shift.beyond), bold=True)
        yield PairRow("授权人", name_of(shift.approver or shift.cashier))


def beyond_names(beyond: Iterable[str]) -> str:
    """The limits that were passed, in short."""
    names = {Limit.SHIFT.value: "单班", Limit.MONTH.value: "本月累计"}
    return "、".join(names.get(each, each) for each in beyond)


def signatures(*names: tuple[str, str]) -> Iterator[ReceiptRow]:
    """Room to sign, with the name of who is to sign where it is known."""
    for role, name in names:
        yield SpaceRow()
        yield PairRow(f"{role}{'' if not name else '（' + name + '）'}", "______________")
    yield SpaceRow()


def coin_words(value: Fen) -> str:
    """A note or coin in yuan without idle zeros: 100, 0.5."""
    yuan, fen = divmod(value, 100)
    return f"{yuan}.{fen:02d}".rstrip("0") if fen else str(yuan)


def _shift_lines(number: int, cashier: str, opened_at_ms: int) -> Iterator[ReceiptRow]:
    yield PairRow(f"第 {number} 班 {shift_name(opened_at_ms)}", f"收银员 {cashier}")
    yield PairRow("开班", time_words(opened_at_ms))


def _open_payment_rows(open_payments: tuple[str, ...]) -> Iterator[ReceiptRow]:
    if open_payments:
        yield TextRow(f"结果未知的收款：{len(open_payments)} 笔，请继续查询", bold=True)


def day_words(at_ms: int) -> str:
    """An hour and minute on the shop's wall clock."""
    return shanghai(at_ms).strftime("%H:%M")
