"""Reads what the page of one holder's cards shows: state, balance, months, visits, what was done by whom."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, select

from monitor.accounts import book
from monitor.cards import desk
from monitor.cards.card_book import CardLife, events_of, subject_of
from monitor.cards.card_states import WORDS, CardState
from monitor.cards.enrolments import find_enrolment
from monitor.cards.finding import cards_under
from monitor.leases.card_history import balance, months_of, slips_of, visits_of
from monitor.leases.slip_states import SlipState
from monitor.platform import Platform
from monitor.proposals.kinds import Proposal
from monitor.store import tables
from monitor.web.figures import Said
from monitor.web.months.proposing import waiting_for
from monitor.web.office.proposal_words import clock, person_words
from monitor.web.words import yuan
from pos.domain.calendar import BusinessDate, business_date, month_of
from pos.domain.scanning.codes import card_tail

_TONES: Final = {
    CardState.MADE: "plain",
    CardState.ISSUED: "good",
    CardState.ACTIVE: "good",
    CardState.SUSPENDED: "warn",
    CardState.LOST: "bad",
}
EVENTS: Final = {
    "made": "制卡",
    "issued": "发放",
    "printed": "打印",
    "suspended": "暂停使用",
    "lost": "挂失",
    "resumed": "恢复使用",
    "replaced": "换卡",
    "ended": "终止",
}
_SLIPS: Final = {
    SlipState.WAITING: Said("待核定", "warn"),
    SlipState.CREDITED: Said("已核定", "good"),
    SlipState.PROMISED: Said("正在付", "good"),
    SlipState.PAID: Said("已付", "good"),
    SlipState.NOTHING: Said("没有应补的"),
    SlipState.SUSPENSE: Said("待查", "warn"),
}
_IN_HAND: Final = frozenset({CardState.ISSUED, CardState.ACTIVE})
_MAY: Final = {
    "issue": {CardState.MADE},
    "print": {CardState.ISSUED, CardState.ACTIVE},
    "suspend": {CardState.ISSUED, CardState.ACTIVE},
    "lost": {CardState.ISSUED, CardState.ACTIVE, CardState.SUSPENDED},
    "resume": {CardState.SUSPENDED, CardState.LOST},
    "replace": {CardState.ISSUED, CardState.ACTIVE, CardState.SUSPENDED, CardState.LOST},
    "end": {CardState.MADE, CardState.ISSUED, CardState.ACTIVE, CardState.SUSPENDED, CardState.LOST},
}


@dataclass(frozen=True, slots=True)
class CardLine:
    """A card as a list shows it; its number is masked."""

    card_ref: str
    name: str
    number: str
    state: Said
    valid: str
    made: str
    issued: str


def masked_number(card_no: str) -> str:
    """`6201 **** **** 8812`: enough to tell two cards apart, too little to use one."""
    return f"{card_no[:4]} **** **** {card_tail(card_no)}"


def shown_state(life: CardLife, *, today: BusinessDate, is_used: bool = False) -> CardState:
    """The state in words of today: in use once it was used, over when its last day is past."""
    if life.state in _IN_HAND and life.valid_to < today:
        return CardState.EXPIRED
    return CardState.ACTIVE if life.state is CardState.ISSUED and is_used else life.state


def card_line(life: CardLife, *, today: BusinessDate, is_used: bool = False) -> CardLine:
    """A card for a list."""
    state = shown_state(life, today=today, is_used=is_used)
    return CardLine(
        card_ref=life.card_ref,
        name=life.masked_name,
        number=masked_number(life.card_no),
        state=Said(WORDS[state], _TONES.get(state, "plain")),
        valid=f"{life.valid_from} 至 {life.valid_to}",
        made=clock(life.made_ms) if life.made_ms else "—",
        issued=clock(life.issued_ms) if life.issued_ms else "—",
    )


def card_values(connection: Connection, platform: Platform, card_ref: str, *, now_ms: int) -> dict[str, Any]:
    """What the page needs. Raises Declined for a reference that has no card."""
    every = cards_under(connection, card_ref)
    place = _newest(every)
    life, today = every[place], business_date(now_ms)
    month = month_of(today)
    used, visits = months_of(connection, life.card_no), visits_of(connection, life.card_no)
    is_used = any(not each.by_former for each in visits)
    enrolment = find_enrolment(connection, card_ref)
    store = tables.store
    names = {row.store_id: row.name for row in connection.execute(select(store).order_by(store.c.store_id))}
    usual = connection.execute(
        select(tables.card.c.usual_store_id).where(tables.card.c.card_no == life.card_no)
    ).scalar()
    return {
        "card_ref": card_ref,
        "life": life,
        "place": place,
        "line": card_line(life, today=today, is_used=is_used),
        "others": [card_line(each, today=today) for number, each in enumerate(every) if number != place],
        "may": {what for what, states in _MAY.items() if life.state in states},
        "street": "—" if enrolment is None else enrolment.street,
        "category": "—" if enrolment is None else enrolment.category,
        "until": _until(enrolment),
        "person_id": "" if enrolment is None else enrolment.person_id,
        "usual": names.get(usual or life.first_store_id or "", "—"),
        "stores": list(names.items()),
        "to_whom": list(desk.TO_WHOM.items()),
        "month": month,
        "balance": [
            (each.name, yuan(each.whole), yuan(each.used), yuan(each.left))
            for each in balance(connection, month, life.card_no)
        ],
        "months": [
            (each.month, each.visits, "、".join(f"{name} {yuan(used)}" for name, used in each.used.items()))
            for each in used
        ],
        "visits": [
            (
                clock(each.at_ms),
                each.store_name,
                yuan(each.market),
                yuan(each.discount),
                yuan(each.subsidy),
                "旧卡" if each.by_former else "",
            )
            for each in visits
        ],
        "slips": [
            (each.slip_no, _SLIPS[SlipState(each.state)], yuan(each.amount), clock(each.sold_ms))
            for each in slips_of(connection, life.card_no)
        ],
        "events": _events(connection, every),
        "pending": waiting_for(connection, platform, subject_of(card_ref)),
    }


def card_about(_connection: Connection, proposal: Proposal) -> str:
    """Which card a proposal is about, or for which month cards are made."""
    number, month = proposal.payload.get("card_no"), proposal.payload.get("month")
    if isinstance(number, str):
        return f"尾号 {card_tail(number)}"
    return month if isinstance(month, str) and re.fullmatch(r"\d{4}-\d{2}", month) else ""


def _newest(every: list[CardLife]) -> int:
    """The last one that is not replaced; a holder's newest card may have ended before."""
    live = [number for number, each in enumerate(every) if each.state is not CardState.REPLACED]
    return live[-1] if live else len(every) - 1


def _until(enrolment: Any) -> str:
    if enrolment is None:
        return "还没有登记持卡人"
    return "在名单上" if enrolment.to_month is None else f"到 {enrolment.to_month} 月底为止"


def _events(connection: Connection, every: list[CardLife]) -> list[tuple[str, str, str, str, str]]:
    """What was done to any of a holder's cards, the newest first."""
    found = [(each, life.tail) for life in every for each in events_of(connection, life.card_no)]
    found.sort(key=lambda pair: pair[0].at_ms, reverse=True)
    names = book.names(connection, {each.by for each, _tail in found})
    return [
        (
            clock(each.at_ms),
            tail,
            EVENTS.get(each.what, "其他"),
            person_words(each.by, names),
            _facts(each.facts),
        )
        for each, tail in found
    ]


def _facts(facts: Any) -> str:
    told = []
    if "to" in facts:
        told.append(desk.TO_WHOM.get(str(facts["to"]), ""))
    if "sheet" in facts:
        told.append(f"第 {facts['sheet']} 号卡面")
    if "replaces" in facts:
        told.append(f"换下尾号 {facts['replaces']} 的卡")
    return "，".join(each for each in told if each)
