"""Connects what widgets tell to who decides. One line for each; nothing is decided here."""

from __future__ import annotations

from pos.ui.conductor import Conductor
from pos.ui.furniture import Furniture
from pos.ui.signin.view import SignInScreen


def wire(sign_in: SignInScreen, made: Furniture, conductor: Conductor) -> None:
    """Connect every signal of the screens and panels."""
    sign_in.signed.connect(conductor.people.signed)
    made.shift.float_given.connect(conductor.people.float_given)

    checkout = conductor.checkout
    made.checkout.entered.connect(checkout.entered)
    made.checkout.entry.textEdited.connect(checkout.typed)
    made.checkout.act.connect(checkout.act)
    made.checkout.moved.connect(checkout.moved)
    made.checkout.line_touched.connect(checkout.line_touched)

    pay = conductor.pay
    made.pay.kind_chosen.connect(pay.chosen)
    made.pay.confirmed.connect(pay.confirmed)
    made.pay.quick_pressed.connect(pay.quick)
    made.pay.all_due_pressed.connect(pay.all_due)
    made.pay.taken_back.connect(pay.taken_back)
    made.pay.left.connect(pay.left)

    made.ask.answered.connect(conductor.answered)
    made.ask.extra_pressed.connect(conductor.extra_pressed)
    made.list.chosen.connect(conductor.answered)
    made.confirm.yes_pressed.connect(conductor.said_yes)
    made.search.typed.connect(conductor.search.typed)
    made.search.chosen.connect(conductor.search.chosen)
    made.search.quick_pressed.connect(conductor.search.quick)
    made.balance.print_pressed.connect(conductor.balance.printed)
    made.receipt.reprint_pressed.connect(conductor.receipts.reprinted)
    made.more.pressed.connect(conductor.more.pressed)
    made.stopped.retry_pressed.connect(conductor.retry)
    made.overlay.closed.connect(conductor.close_panel)
