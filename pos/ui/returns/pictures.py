"""What the return panel shows, in words. Frozen, made again after every key. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pos.domain.calendar import shanghai
from pos.domain.money import Fen, format_yuan
from pos.domain.paying.tender import TenderKind
from pos.domain.programme.programme import SUBSIDY, PoolId
from pos.domain.quantity import Thousandths, format_quantity
from pos.domain.returns.facts import Refund
from pos.services.returns.return_state import CompletedReturn, ReturnableLine, ReturnableSale, ReturnPreview
from pos.services.words.receipt_words import ROUNDING
from pos.ui.paying.payments.pictures import TENDER_WORDS
from pos.ui.receipt_picture import ReceiptPicture
from pos.ui.shell import Confirmation

MONTH_OVER = "这是以前月份的单：额度不恢复，补贴不退回，也不折成现金。"
RESTORED_QUOTA = "恢复额度"
RETURNED_SUBSIDY = "退回补贴"


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """One sold line. `taking` is what comes back now, `amount` what the customer gets for it."""

    number: int
    title: str
    detail: str
    taking: str
    amount: str
    ticked: bool
    open: bool  # Something of it is left to give back.

    @property
    def spoken(self) -> str:
        """The row's text for a screen reader."""
        state = "已选" if self.ticked else "未选" if self.open else "已退完"
        return f"第 {self.number} 行 {self.title}，{self.detail}，{state} {self.taking} {self.amount}"


@dataclass(frozen=True, slots=True)
class ReturnPicture:
    """The whole panel. `split` says where everything goes; `reasons` are offered, `reason` is chosen."""

    title: str
    words: str
    rows: tuple[ReturnRow, ...]
    marked: int
    whole: bool  # A void: all of it, nothing to choose.
    quantity: str  # For which line a quantity can be typed; empty where none can be.
    figure: str
    split: tuple[tuple[str, str], ...]
    warning: str
    reasons: tuple[str, ...]
    reason: str
    ok: str


def picture_rows(
    sale: ReturnableSale, wanted: Mapping[int, Thousandths], preview: ReturnPreview | None
) -> tuple[ReturnRow, ...]:
    """The lines of the sale, and what of each comes back now."""
    amounts = {} if preview is None else preview.by_line
    return tuple(_row(line, wanted.get(line.number, 0), amounts.get(line.number)) for line in sale.lines)


def quantity_words(line: ReturnableLine, quantity: Thousandths) -> str:
    """A quantity with its unit."""
    return f"{format_quantity(quantity, weighed=line.weighed)} {line.unit}"


def sale_words(sale: ReturnableSale) -> str:
    """Which sale it is."""
    said = [sale.sale_no, f"{shanghai(sale.at_ms):%m-%d %H:%M}", f"收银员 {sale.cashier}"]
    if sale.card_tail is not None:
        said.append(f"爱心卡\u00a0····{sale.card_tail}")  # Never torn at the end of a line.
    if sale.elsewhere:
        said.append("别的收银机的单")
    return " · ".join(said)


def picture_split(sale: ReturnableSale, preview: ReturnPreview | None) -> tuple[tuple[str, str], ...]:
    """Where everything goes: money by the way it came, then the card's part by pool."""
    if preview is None:
        return ()
    money = [(refund_words(refund), format_yuan(refund.amount)) for refund in preview.refunds]
    off = preview.totals.payable - preview.refunded
    if off:  # The lines say what they cost; so much less was paid for them in cash.
        money.append((f"减{ROUNDING}", format_yuan(-off)))
    card = [
        (
            RETURNED_SUBSIDY if pool == SUBSIDY else f"{RESTORED_QUOTA} · {_pool(sale, pool)}",
            format_yuan(each),
        )
        for pool, each in preview.to_card.items()
    ]
    gone = [
        ("补贴不能退" if pool == SUBSIDY else f"额度不恢复 · {_pool(sale, pool)}", format_yuan(each))
        for pool, each in preview.forfeited.items()
    ]
    return (*money, *card, *gone)


def _pool(sale: ReturnableSale, pool: PoolId) -> str:
    return sale.pool_names.get(pool, pool)


def refund_words(refund: Refund) -> str:
    """Money that goes back by a way of paying."""
    return f"退{TENDER_WORDS[refund.kind] if refund.method is None else refund.method.name}"


def picture_done(done: CompletedReturn) -> ReceiptPicture:
    """What the cashier needs once the goods are back: the cash to hand out, large; where the rest goes."""
    figures = [(refund_words(each), each.amount) for each in done.done.refunds]
    figures.sort(key=lambda figure: figure[0] != f"退{TENDER_WORDS[TenderKind.CASH]}")
    # Quota and subsidy are unlike things: each has its own word and its own sum.
    quota = sum(each for pool, each in done.done.to_card.items() if pool != SUBSIDY)
    subsidy = done.done.to_card.get(SUBSIDY, 0)
    figures += [(name, each) for name, each in ((RESTORED_QUOTA, quota), (RETURNED_SUBSIDY, subsidy)) if each]
    (word, amount), *rest = figures or [("退现金", 0)]
    lines = [(words, format_yuan(each)) for words, each in rest]
    lines += [("作废单号" if done.void else "退货单号", done.return_no), ("校验码", done.short_hash)]
    return ReceiptPicture(
        title="已作废" if done.void else "退货完成",
        figure_word=word,
        figure=format_yuan(amount),
        lines=tuple(lines),
        reprint=False,
        next_word="继续收银",
        stays=True,
    )


def refund_question(preview: ReturnPreview) -> Confirmation:
    """What a person must confirm before it is booked: each channel with its amount, on the shop's phone."""
    phones = [each for each in preview.refunds if each.kind is not TenderKind.CASH]
    each_way = "、".join(f"{refund_words(each)[1:]} {format_yuan(each.amount)} 元" for each in phones)
    where = "按原来的方式" if any(each.method for each in phones) else "在收款手机上"
    return Confirmation(
        title="、".join(dict.fromkeys(refund_words(each) for each in phones)),
        words=f"请先{where}退给顾客：{each_way}。退好了再确认。",
        yes="已退给顾客",
        no="还没有退",
        figure=format_yuan(sum(each.amount for each in phones)),
    )


def _row(line: ReturnableLine, taking: Thousandths, amount: Fen | None) -> ReturnRow:
    detail = f"买 {quantity_words(line, line.sold)}"
    if line.returned:
        detail += f" · 已退 {quantity_words(line, line.returned)}"
    if not line.left:
        detail += " · 退完了"
    return ReturnRow(
        number=line.number,
        title=line.name,
        detail=detail,
        taking=f"退 {quantity_words(line, taking)}" if taking else "",
        amount="" if amount is None else format_yuan(amount),
        ticked=taking > 0,
        open=line.left > 0,
    )
