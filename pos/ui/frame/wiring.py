"""Connects the signals of widgets to presenters, one line for each. It decides nothing."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from pos.ui.frame.conductor import Conductor
from pos.ui.frame.desks import Desks
from pos.ui.frame.views import Views
from pos.ui.people.signin.view import SignInScreen
from pos.ui.places import PAGES, Panel, Screen
from pos.ui.widgets.overlay import PanelWidget


def wire(sign_in: SignInScreen, made: Views, conductor: Conductor) -> None:
    """Connect what exists; later screens and panels are connected when they are made."""
    sign_in.signed.connect(conductor.people.signed)
    made.overlay.closed.connect(conductor.leave_panel)
    made.tell(
        screen_made=lambda screen, widget: _wire_screen(screen, widget, conductor),
        panel_made=lambda panel, widget: _wire_panel(panel, widget, conductor),
    )


def _wire_screen(screen: Screen, widget: QWidget, conductor: Conductor) -> None:
    made: Any = widget  # Which signals it has goes with which screen it is.
    if screen is Screen.CHECKOUT:
        made.entered.connect(conductor.checkout.entered)
        made.entry.textEdited.connect(conductor.checkout.typed)
        made.act.connect(conductor.checkout.act)
        made.more_act.connect(conductor.more.pressed)
        made.moved.connect(conductor.checkout.moved)
        made.line_touched.connect(conductor.checkout.line_touched)
    elif screen is Screen.PAY:
        made.kind_chosen.connect(conductor.pay.chosen)
        made.confirmed.connect(conductor.pay.confirmed)
        made.typed.connect(conductor.pay.typed)
        made.quick_pressed.connect(conductor.pay.quick)
        made.all_due_pressed.connect(conductor.pay.all_due)
        made.taken_back.connect(conductor.pay.taken_back)
        made.last_taken_back.connect(conductor.pay.last_taken_back)
        made.payment_opened.connect(conductor.desks.payments.show)
        made.left.connect(conductor.pay.left)
    elif screen is Screen.SHIFT:
        made.float_given.connect(conductor.people.float_given)
        made.more_pressed.connect(lambda: conductor.open(Panel.MORE))
        made.left.connect(conductor.leaving.ask_to_sign_out)
    elif screen is Screen.HANDOVER:
        made.act.connect(conductor.desks.handover.act)
        made.typed.connect(conductor.desks.handover.typed)
        made.decided.connect(conductor.desks.handover.decided)
    elif screen is Screen.DAY:
        made.act.connect(conductor.desks.day.act)
        made.turned.connect(conductor.desks.day.turned)
    elif screen is Screen.JOURNAL:
        made.looked_for.connect(conductor.desks.journal.looked_for)
        made.group_chosen.connect(conductor.desks.journal.group_chosen)
        made.next_group.connect(conductor.desks.journal.next_group)
        made.day_turned.connect(conductor.desks.journal.day_turned)
        made.every_day.connect(conductor.desks.journal.every_day)
        made.marked.connect(conductor.desks.journal.marked)
        made.end_reached.connect(conductor.desks.journal.end_reached)
        made.receipt_wanted.connect(conductor.desks.journal.receipt_wanted)
        made.left.connect(conductor.desks.journal.left)
    elif screen is Screen.STOPPED:
        made.retry_pressed.connect(conductor.retry)


def _wire_panel(panel: Panel, widget: PanelWidget, conductor: Conductor) -> None:
    made: Any = widget
    if panel is Panel.ASK:
        made.answered.connect(conductor.answered)
        made.extra_pressed.connect(conductor.extra_pressed)
    elif panel is Panel.REASON:
        made.given.connect(conductor.reason_given)
        made.extra_pressed.connect(conductor.extra_pressed)
    elif panel is Panel.LIST:
        made.chosen.connect(conductor.answered)
    elif panel is Panel.CONFIRM:
        made.yes_pressed.connect(conductor.said_yes)
        made.third_pressed.connect(conductor.said_neither)
    elif panel is Panel.SIGN:
        made.signed.connect(conductor.signed)
    elif panel is Panel.SEARCH:
        made.typed.connect(conductor.search.typed)
        made.chosen.connect(conductor.search.chosen)
        made.quick_pressed.connect(conductor.search.quick)
        made.tab_chosen.connect(conductor.search.tab_chosen)
    elif panel is Panel.BALANCE:
        made.print_pressed.connect(conductor.balance.printed)
    elif panel is Panel.RECEIPT:
        made.reprint_pressed.connect(conductor.receipts.reprinted)
    elif panel is Panel.MORE:
        made.pressed.connect(conductor.more.pressed)
    else:
        _wire_desk_panel(panel, made, conductor.desks)


def _wire_desk_panel(panel: Panel, made: Any, desks: Desks) -> None:
    if panel is Panel.PAYMENT:
        made.pressed.connect(desks.payments.pressed)
    elif panel is Panel.PRICE:
        made.typed.connect(desks.price.typed)
        made.entered.connect(desks.price.entered)
        made.chosen.connect(desks.price.chosen)
    elif panel is Panel.GOODS:
        made.filter_chosen.connect(desks.goods.filtered)
        made.apply_pressed.connect(desks.goods.take_over)
        made.other_pressed.connect(desks.goods.begin)
    elif panel is Panel.SETTLEMENT:
        made.moved.connect(desks.settlement.moved)
        made.again_pressed.connect(desks.settlement.again)
        made.export_pressed.connect(desks.settlement.export)
    elif panel in PAGES:
        page = desks.page(panel)
        made.chosen.connect(page.chosen)
        made.acted.connect(page.acted)
        if panel is Panel.ARTICLE:
            made.typed.connect(desks.article.typed)
    elif panel is Panel.SELF_TEST:
        made.again_pressed.connect(desks.self_test.begin)
    elif panel is Panel.CASH:
        made.turned.connect(lambda out: desks.cash.turned(out=out))
        made.given.connect(desks.cash.given)
    elif panel is Panel.X_REPORT:
        made.print_pressed.connect(desks.x_report.printed)
    elif panel is Panel.RETURN:
        made.moved.connect(desks.returns.moved)
        made.touched.connect(desks.returns.touched)
        made.quantity_given.connect(desks.returns.quantity_given)
        made.all_pressed.connect(desks.returns.all_pressed)
        made.reason_given.connect(desks.returns.reason_given)
        made.confirmed.connect(desks.returns.confirmed)
