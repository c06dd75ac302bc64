"""What one person does to a card at once: hand it over, stop it, print its sheet. Each is written down.

Two people are needed to make a card; one is enough to hand it over and to protect its holder.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, select

from monitor.acts.actor import Actor
from monitor.cards import card_book
from monitor.cards.card_book import CardLife
from monitor.cards.card_sheet import CardSheet, sheet_pdf
from monitor.cards.card_states import CardState, move, one_person_may
from monitor.cards.enrolments import last_months
from monitor.cards.making import MAKE
from monitor.declined import Declined
from monitor.documents.federation import read_federation
from monitor.documents.publishing import next_numbers
from monitor.store import tables
from pos.crypto.card_tokens import sign_card_token
from pos.crypto.keys import DeviceKey
from pos.domain.calendar import business_date
from pos.domain.cards.card_token import CardToken

_SHEETS: Final = "card_sheet"  # The series of printed sheets.
TO_WHOM: Final = {"holder": "本人", "family": "家人代领", "street": "街道转交"}
_DID: Final = {CardState.SUSPENDED: "suspended", CardState.LOST: "lost"}
_IN_HAND: Final = frozenset({CardState.ISSUED, CardState.ACTIVE})


def issue(
    connection: Connection,
    actor: Actor,
    card_no: str,
    *,
    to_whom: str,
    store_id: str | None,
    version: int,
    now_ms: int,
) -> CardLife:
    """Hand a card over: from now on tills know it. `store_id`: where its holder will usually go.

    Raises Declined for a card that is not waiting for it, or whose holder is on no list any more.
    """
    life = _own(connection, actor, card_no, version)
    move(life.state, CardState.ISSUED)
    if to_whom not in TO_WHOM:
        raise Declined("card.to_whom", "请选卡交给了谁")
    month = last_months(connection, [life.card_ref]).get(life.card_ref)
    today = business_date(now_ms)
    if (month is not None and card_book.last_day(month) < today) or life.valid_to < today:
        raise Declined("card.holder_gone", "持卡人已不在名单上或卡已到期，不能发放；请先办名单")
    if store_id is not None:
        known = select(tables.store.c.store_id).where(tables.store.c.store_id == store_id)
        if connection.execute(known).one_or_none() is None:
            raise Declined("card.store", "没有这家门店，请从列表里选")
    usual = store_id or life.first_store_id
    issued = card_book.change_life(
        connection, life, state=CardState.ISSUED.value, issued_ms=now_ms, first_store_id=usual
    )
    card_book.publish(connection, [card_no])
    card_book.note(connection, actor, issued, event="issued", at_ms=now_ms, facts={"to": to_whom})
    return issued


def stop(
    connection: Connection, actor: Actor, card_no: str, to: CardState, *, version: int, now_ms: int
) -> CardLife:
    """Suspend a card, or report it lost: it is on the hot list with the next answer to each till.

    Raises Declined for a card that cannot be stopped so.
    """
    life = _own(connection, actor, card_no, version)
    move(life.state, to)
    if to not in _DID or not one_person_may(life.state, to):
        raise Declined("card.two_people", "这一步要由两个人办，请提交申请")
    stopped = card_book.change_life(connection, life, state=to.value)
    card_book.publish(connection, [card_no])
    card_book.note(connection, actor, stopped, event=_DID[to], at_ms=now_ms)
    return stopped


def print_sheet(connection: Connection, key: DeviceKey, actor: Actor, card_no: str, *, now_ms: int) -> bytes:
    """The sheet of a card that was handed over, as a PDF, with a newly signed code. Raises Declined.

    Not before: its code alone proves the card at a till that has not heard of it.
    """
    life = _own(connection, actor, card_no, None)
    if life.state not in _IN_HAND:
        raise Declined("card.not_issued", "先办发放再打印：卡面上的二维码一印出来就能用")
    month = last_months(connection, [life.card_ref]).get(life.card_ref)
    number = next_numbers(connection, _SHEETS)
    token = CardToken(
        card_no=life.card_no,
        masked_name=life.masked_name,
        valid_from=life.valid_from,
        valid_to=life.valid_to if month is None else min(life.valid_to, card_book.last_day(month)),
        issued_at_ms=now_ms,
        number=number,
    )
    card_book.note(connection, actor, life, event="printed", at_ms=now_ms, facts={"sheet": number})
    federation = read_federation(connection).name
    return sheet_pdf(CardSheet(federation, token, sign_card_token(key, token)))


def _own(connection: Connection, actor: Actor, card_no: str, version: int | None) -> CardLife:
    if not actor.may(MAKE):
        raise Declined("card.not_permitted", "您的角色不办爱心卡，请找经办的同事", status=403)
    life = card_book.find_life(connection, card_no, locked=True)
    if version is not None and life.version != version:
        raise Declined("card.changed", "这张卡刚才已被别人改动，请刷新后再办；这一次点击没有生效")
    return life
