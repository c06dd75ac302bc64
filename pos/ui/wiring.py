"""Connects what widgets tell to who decides. One line for each; nothing is decided here."""

from __future__ import annotations

from typing import Any

from pos.ui.conductor import Conductor
from pos.ui.furniture import Furniture
from pos.ui.overlay import Sheet
from pos.ui.places import Panel
from pos.ui.signin.view import SignInScreen


def wire(sign_in: SignInScreen, made: Furniture, conductor: Conductor) -> None:
    """Connect every signal of the screens; panels are connected when they are made."""
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

    made.stopped.retry_pressed.connect(conductor.retry)
    made.overlay.closed.connect(conductor.close_panel)
    made.sheet_made = lambda panel, sheet: _wire_sheet(panel, sheet, conductor)


def _wire_sheet(panel: Panel, sheet: Sheet, conductor: Conductor) -> None:
    made: Any = sheet  # Which signals it has goes with which panel it is.
    if panel is Panel.ASK:
        made.answered.connect(conductor.answered)
        made.extra_pressed.connect(conductor.extra_pressed)
    elif panel is Panel.LIST:
        made.chosen.connect(conductor.answered)
    elif panel is Panel.CONFIRM:
        made.yes_pressed.connect(conductor.said_yes)
    elif panel is Panel.SEARCH:
        made.typed.connect(conductor.search.typed)
        made.chosen.connect(conductor.search.chosen)
        made.quick_pressed.connect(conductor.search.quick)
    elif panel is Panel.BALANCE:
        made.print_pressed.connect(conductor.balance.printed)
    elif panel is Panel.RECEIPT:
        made.reprint_pressed.connect(conductor.receipts.reprinted)
    elif panel is Panel.MORE:
        made.pressed.connect(conductor.more.pressed)
