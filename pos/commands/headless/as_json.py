"""How the headless till writes its answers: plain data, money in fen, quantities as text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pos.domain.cards.card import BenefitState
from pos.domain.goods.goods import SoldBy
from pos.domain.journal.record import record_to_data
from pos.domain.quantity import format_quantity
from pos.ledger.drafts import HeldSale
from pos.services.counter.state import Balance, CheckoutState, PaymentView
from pos.services.till import Till
from pos.ui.words.ask_words import ask_words


def state_data(state: CheckoutState) -> dict[str, Any]:
    """The open sale with its quote."""
    basket, quote = state.basket, state.quote
    return {
        "basket": {
            "sale_id": basket.sale_id,
            "business_date": basket.business_date,
            "lines": [
                {
                    "n": line.number,
                    "code": line.code,
                    "name": line.name,
                    "unit": line.unit,
                    "category": line.category,
                    "unit_price": line.unit_price,
                    "quantity": format_quantity(line.quantity, weighed=line.sold_by is SoldBy.WEIGHT),
                    "barcode": line.barcode,
                    **quoted._asdict(),
                }
                for line, quoted in zip(basket.lines, quote.lines, strict=True)
            ],
            "totals": record_to_data(quote.totals),
            "remaining": None if quote.remaining is None else dict(quote.remaining),
            "card": None
            if basket.card is None
            else {
                "tail": basket.card.tail,
                "masked_name": basket.card.masked_name,
                "month": basket.card.month,
                "state": basket.card.state.value,
                "ask": ask_data(state),
            },
            "programme": quote.programme_version,
            "subsidy_limit": basket.subsidy_limit,
            "next_quantity": None
            if basket.next_quantity is None
            else format_quantity(basket.next_quantity, weighed=False),
            "paying": basket.paying,
            "tenders": [
                {
                    "n": place,
                    "kind": tender.kind.value,
                    "method": None if tender.method is None else record_to_data(tender.method),
                    "amount": tender.amount,
                    "state": tender.state.value,
                }
                for place, tender in enumerate(basket.tenders, 1)
            ],
            "due": state.paid_so_far.due,
            "change": state.paid_so_far.change,
            "cash_due": state.paid_so_far.cash_due,
            "rounding": state.paid_so_far.rounding,
        },
        "held": state.held,
        "sale_counter": state.sale_counter,
    }


def ask_data(state: CheckoutState) -> dict[str, Any] | None:
    """What is asked of others for the card, or how that ended, in words; None when nobody was asked."""
    ask, card = state.ask, state.basket.card
    if ask is None or card is None:
        return None
    title, what_next = ask_words(ask, has_some=card.state is BenefitState.READY) or ("", "")
    return {
        "state": ask.state.value,
        "open": ask.is_open,
        "holder_seen": ask.holder_seen_ms,
        "message": f"{title} {what_next}".strip(),
    }


def status_data(till: Till) -> dict[str, Any]:
    """The lights, and who stands at the till."""
    status = till.status()
    staff, shift = till.people.signed_in, till.shifts.current()
    return {
        "sync": {
            "configured": status.sync.configured,
            "connected": status.sync.connected,
            "pending": status.sync.pending,
            "problem": status.sync.problem,
        },
        "printer": {
            "waiting": status.printer.waiting,
            "problem": status.printer.problem,
            "missing": status.printer.missing,
        },
        "ledger_problem": status.ledger_problem,
        "benefits_fenced": status.benefits_fenced,
        "benefits_doubt": status.benefits_doubt,
        "open_payments": status.open_payments,
        "staff": None if staff is None else staff.staff_id,
        "shift": None if shift is None else shift.number,
        "since_close": till.days.since_close(till.days.today()),
    }


def left_open(till: Till) -> dict[str, Any]:
    """What an earlier run left unfinished, as `left_open`; empty when there is nothing.

    A sale with goods or money in it, money that a person was asked about (`asked`), payments whose
    money is not in its place, held sales, an open shift, papers that wait for the printer.
    A script that goes on without a look takes money twice.
    """
    status, basket = till.status(), till.checkout.state.basket
    shift = till.shifts.current()
    found: dict[str, Any] = {}
    if basket.lines or basket.tenders:
        found["sale"] = {"lines": len(basket.lines), "tendered": sum(each.amount for each in basket.tenders)}
    if basket.asked is not None:
        found["asked"] = {"kind": basket.asked.kind.value, "amount": basket.asked.amount}
    if payments := till.payments.open():
        found["payments"] = [payment_data(each) for each in payments]
    if till.checkout.state.held:
        found["held"] = till.checkout.state.held
    if shift is not None:
        found["shift"] = {"number": shift.number, "name": shift.name, "date": shift.business_date}
    if status.printer.waiting:
        found["printing"] = status.printer.waiting
    return {"left_open": found} if found else {}


def payment_data(view: PaymentView) -> dict[str, Any]:
    """A payment as plain data."""
    return {
        "payment_id": view.payment_id,
        "kind": view.kind.value,
        "amount": view.amount,
        "state": view.state.value,
        "code": view.code,
        "place": view.place.value,
        "sale_no": view.sale_no,
        "too_much": view.is_too_much,
        "reversing": view.reversing,
        "asked_at": view.asked_ms,
        "seconds": view.seconds,
    }


def balance_data(balance: Balance) -> dict[str, Any]:
    """A card's balance."""
    return {
        "tail": balance.tail,
        "masked_name": balance.masked_name,
        "month": balance.month,
        "state": balance.state.value,
        "cap": dict(balance.cap),
        "left": dict(balance.left),
    }


def held_data(held: Sequence[HeldSale]) -> list[dict[str, Any]]:
    """The held sales."""
    return [
        {"number": each.number, "lines": len(each.basket.lines), "held_at": each.held_at_ms} for each in held
    ]
