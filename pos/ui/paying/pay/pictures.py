"""What the payment screen shows, and which round amounts a customer may hand over. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

from pos.domain.money import Fen, format_yuan
from pos.domain.paying.handed_over import likely_cash
from pos.domain.paying.tender import PaidSoFar, Tender, TenderKind, TenderState
from pos.domain.paying.tender_method import MethodOffered
from pos.services.counter.state import CheckoutState, PaymentView
from pos.services.words.receipt_words import ROUNDING, TENDER_NAMES, tender_name
from pos.ui.paying.payments.pictures import since_words, state_words
from pos.ui.selling.customer.pictures import gifts_words
from pos.ui.words.benefit_words import short_yuan

TABS: tuple[tuple[TenderKind, str], ...] = (
    (TenderKind.CASH, "F1"),
    (TenderKind.WECHAT, "F2"),
    (TenderKind.ALIPAY, "F3"),
    (TenderKind.OTHER, "F4"),
)


@dataclass(frozen=True, slots=True)
class TenderRow:
    """One tender, or a payment of unknown end with its `payment_id`."""

    number: int
    title: str
    detail: str
    amount: str
    payment_id: str = ""


@dataclass(frozen=True, slots=True)
class PayPicture:
    """The payment screen. `quick` are round amounts as (words, what is typed).

    `figure` is the large one: what is still due, or the change; while cash is typed, the change it gives.
    """

    rows: tuple[tuple[str, str, bool], ...]
    payable: str
    tenders: tuple[TenderRow, ...]
    due: str
    change: str
    figure_word: str
    figure: str
    is_paid: bool
    kind: TenderKind
    quick: tuple[tuple[str, str], ...]


def picture_payment(
    state: CheckoutState,
    kind: TenderKind,
    waiting: tuple[PaymentView, ...] = (),
    *,
    typed: PaidSoFar | None = None,
    method: MethodOffered | None = None,
) -> PayPicture:
    """Make the picture of a payment; `kind` is the chosen way of paying.

    `waiting` are phone payments asked for this sale that are not among what was taken; `typed` is
    where the payment would stand with the cash that is being typed; `method` is what 其他 is.
    """
    taken = tuple(_row(number, tender) for number, tender in enumerate(state.basket.tenders, 1))
    totals, paid_so_far = state.quote.totals, state.paid_so_far
    soon = paid_so_far if typed is None else typed
    rows = [("市场价合计", format_yuan(totals.market), False)]
    if state.basket.card is not None:
        rows.append(("爱心优惠", format_yuan(-totals.discount), totals.discount > 0))
        rows.append(("补贴支付", format_yuan(-totals.subsidy), totals.subsidy > 0))
    in_cash = kind is TenderKind.CASH
    rounding = soon.rounding or (soon.cash_rounding if in_cash else 0)
    word = "还差" if soon.due else "找零"
    other = method.name if kind is TenderKind.OTHER and method is not None else ""
    if other:  # Here, and not on its key: a longer word there would push the keys beside it.
        word += f" · {other}"
    if rounding:  # Beside what it changed: above the total it would be one more discount.
        word += f" · 现金{ROUNDING} {format_yuan(-rounding)}"
    return PayPicture(
        rows=tuple(rows),
        payable=format_yuan(paid_so_far.payable),
        tenders=(*taken, *(_waiting_row(each) for each in waiting)),
        due=format_yuan(paid_so_far.cash_due if in_cash else paid_so_far.due),
        change=format_yuan(paid_so_far.change),
        figure_word=word,
        figure=format_yuan((soon.cash_due if in_cash else soon.due) or soon.change),
        is_paid=paid_so_far.due == 0,
        kind=kind,
        quick=quick_amounts(paid_so_far.cash_due) if in_cash else (),
    )


def ask_aloud(state: CheckoutState) -> str:
    """What the cashier asks aloud when the customer has no display: the same figures and words."""
    asked = f"{gifts_words(state)}，还要付 {format_yuan(state.quote.totals.payable)} 元，可以吗？"
    return f"请问顾客：“爱心卡这一单{asked}”答应了再记为口头同意；不同意按 Esc。"


def quick_amounts(due: Fen) -> tuple[tuple[str, str], ...]:
    """What is likely handed over for what is due: 84.34 → 85, 90, 100, 200. Each as shown and as typed."""
    return tuple((f"¥{short_yuan(amount)}", str(amount // 100)) for amount in likely_cash(due))


def _row(number: int, tender: Tender) -> TenderRow:
    detail = ""
    if tender.kind is not TenderKind.CASH:
        code = f"付款码 ····{tender.reference_tail} · " if tender.reference_tail else ""
        if tender.method is not None and tender.method.reference:
            code = f"{tender.method.reference} · "
        detail = f"{code}{'待确认' if tender.state is TenderState.UNKNOWN else '已确认'}"
    title = tender_name(tender.way)
    return TenderRow(number, title, detail, format_yuan(tender.amount))


def _waiting_row(view: PaymentView) -> TenderRow:
    title = TENDER_NAMES[view.kind]
    detail = f"{state_words(view)} · {since_words(view.seconds)} · 不算已收"
    return TenderRow(0, title, detail, format_yuan(view.amount), view.payment_id)
