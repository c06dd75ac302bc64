"""Make-goods on their way to the customer: which a card can be paid, a promise to one till, the payment.

A promise is for one installation until it paid or gave the promise back: nothing ends it by itself, so that
no two tills hand out the same money. What was paid without a promise counts, for the drawer is emptier, and
an alert says so with what is known of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, Row, func, select, update

from monitor.alerts.alerts import Alert
from monitor.cards.chains import newest_card, with_former
from monitor.devices.devices import Device
from monitor.journal.examining import Examined
from monitor.leases.card_months import lock_cards, note_change
from monitor.leases.slip_crediting import this_slip
from monitor.leases.slip_states import SlipState
from monitor.refusals import Refused
from monitor.store import tables
from monitor.store.lease_tables import make_good
from pos.domain.cards.card import CardStatus
from pos.domain.cards.lease_moves import MakeGoodPaid
from pos.domain.money import Fen
from pos.domain.scanning.codes import card_tail
from sync.protocol.lease_messages import WireCredit

_LISTED_MAX: Final = 100  # Of one answer to a tap.


def payable_credits(connection: Connection, device: Device, card_no: str) -> list[WireCredit]:
    """What a card can be paid at this installation, of every month, the oldest first; stopped: nothing.

    What is credited to a card that it replaced is its holder's too.
    """
    if _status(connection, card_no) != CardStatus.ACTIVE.value:
        return []
    rows = connection.execute(
        select(make_good)
        .where(
            make_good.c.card_no.in_(with_former(connection, card_no)),
            make_good.c.state.in_((SlipState.CREDITED.value, SlipState.PROMISED.value)),
        )
        .order_by(make_good.c.sold_ms, make_good.c.credit_id)
    ).all()
    mine = [row for row in rows if row.state == SlipState.CREDITED or _is_payer(row, device)]
    return [
        WireCredit(row.credit_id, row.slip_no, row.amount, card_tail(card_no)) for row in mine[:_LISTED_MAX]
    ]


def waiting_slips(connection: Connection, card_no: str) -> int:
    """How many of a card's slips wait for tills that were not heard yet."""
    found = select(func.count()).where(
        make_good.c.card_no.in_(with_former(connection, card_no)),
        make_good.c.state == SlipState.WAITING.value,
    )
    return int(connection.execute(found).scalar_one())


def promise(connection: Connection, device: Device, credit_id: str, *, now_ms: int) -> Fen:
    """Promise a credit to this installation alone; return its amount in fen. Again: the same.

    Raises Refused when there is no such credit, another has it, it is paid, or the card is stopped.
    """
    row = _locked(connection, credit_id)
    if row is None or row.state not in (SlipState.CREDITED, SlipState.PROMISED, SlipState.PAID):
        raise Refused("credit.unknown", credit_id)
    if row.state == SlipState.PAID:
        raise Refused("credit.paid", credit_id)
    if row.state == SlipState.PROMISED and not _is_payer(row, device):
        raise Refused("credit.elsewhere", f"promised to {row.paying_till_id}, epoch {row.paying_epoch}")
    if _status(connection, newest_card(connection, row.card_no)) != CardStatus.ACTIVE.value:
        raise Refused("credit.stopped", credit_id)
    if row.state == SlipState.CREDITED:
        _change(connection, row, state=SlipState.PROMISED, **_payer(device), promised_ms=now_ms)
    amount: Fen = row.amount
    return amount


def withdraw(connection: Connection, device: Device, credit_id: str) -> tuple[Fen, str, str]:
    """Give a promise back; return the credit's amount, card and month. Without one nothing changes.

    Raises Refused when there is no such credit, or it is paid.
    """
    row = _locked(connection, credit_id)
    if row is None:
        raise Refused("credit.unknown", credit_id)
    if row.state == SlipState.PAID:
        raise Refused("credit.paid", credit_id)
    if row.state == SlipState.PROMISED and _is_payer(row, device):
        nobody = {"paying_store_id": None, "paying_till_id": None, "paying_epoch": None}
        _change(connection, row, state=SlipState.CREDITED, **nobody, promised_ms=None)
    return row.amount, row.card_no, row.month


def book_payments(
    connection: Connection, device: Device, counted: Sequence[Examined], *, now_ms: int
) -> list[Alert]:
    """Book the payments among entries that count; returns the alerts for a person."""
    alerts = []
    for each in counted:
        if each.paid is not None and each.header is not None:
            alerts += _pay(connection, device, each, each.paid, at_ms=each.header.at_ms, now_ms=now_ms)
    return alerts


def _pay(
    connection: Connection, device: Device, each: Examined, paid: MakeGoodPaid, *, at_ms: int, now_ms: int
) -> list[Alert]:
    row = _locked(connection, paid.credit_id)
    facts: dict[str, str | int] = {
        "slip_no": paid.slip_no,
        "amount": paid.amount,
        "sequence": each.wire.sequence,
    }
    about = f"{device.till_id}/{device.epoch}/{each.wire.sequence}"
    if row is None or row.card_no not in with_former(connection, paid.card_no):
        return [_alert(device, "make_good.unpromised", about, facts, now_ms=now_ms)]
    if row.state == SlipState.PAID:
        other = {"paid_at": _where(connection, row), "held": row.paid_sequence}
        return [_alert(device, "make_good.paid_twice", about, facts | other, now_ms=now_ms)]
    was_promised = row.state == SlipState.PROMISED and _is_payer(row, device) and row.amount == paid.amount
    if row.state in (SlipState.CREDITED, SlipState.PROMISED):
        _change(
            connection,
            row,
            state=SlipState.PAID,
            **_payer(device),
            paid_sequence=each.wire.sequence,
            paid_ms=at_ms,
        )
    return [] if was_promised else [_alert(device, "make_good.unpromised", about, facts, now_ms=now_ms)]


def _locked(connection: Connection, credit_id: str) -> Row[Any] | None:
    """The slip of a credit, with its card locked; it is read again under the lock."""
    found = select(make_good).where(make_good.c.credit_id == credit_id)
    row = connection.execute(found).one_or_none()
    if row is None:
        return None
    lock_cards(connection, row.month, [row.card_no])
    return connection.execute(found).one_or_none()


def _status(connection: Connection, card_no: str) -> str | None:
    return connection.execute(select(tables.card.c.status).where(tables.card.c.card_no == card_no)).scalar()


def _change(connection: Connection, row: Row[Any], *, state: SlipState, **values: Any) -> None:
    connection.execute(update(make_good).where(*this_slip(row)).values(state=state.value, **values))
    note_change(connection, row.month, row.card_no)


def _where(connection: Connection, row: Row[Any]) -> str:
    """Who paid it, as people say it: `望江路店 2 号机`."""
    name = connection.execute(
        select(tables.store.c.name).where(tables.store.c.store_id == row.paying_store_id)
    ).scalar()
    return f"{name or row.paying_store_id} {row.paying_till_id.rpartition('-')[2]} 号机"


def _payer(device: Device) -> dict[str, Any]:
    return {
        "paying_store_id": device.store_id,
        "paying_till_id": device.till_id,
        "paying_epoch": device.epoch,
    }


def _is_payer(row: Row[Any], device: Device) -> bool:
    return (row.paying_store_id, row.paying_till_id, row.paying_epoch) == (
        device.store_id,
        device.till_id,
        device.epoch,
    )


def _alert(device: Device, code: str, about: str, facts: dict[str, str | int], *, now_ms: int) -> Alert:
    return Alert(
        code=code,
        store_id=device.store_id,
        till_id=device.till_id,
        about=about,
        raised_ms=now_ms,
        facts=facts,
    )
