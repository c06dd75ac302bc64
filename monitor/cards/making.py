"""The proposals about cards that move no rights: make those that are missing, take up again, end.

A replacement moves rights and stands with the leases (`monitor/leases/card_replacing.py`).
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, Select, and_, or_, select

from monitor.cards import card_book
from monitor.cards.card_book import CardLife, last_day
from monitor.cards.card_rules import CardRules, read_card_rules, rules_on
from monitor.cards.card_states import WORDS, CardState, move
from monitor.cards.enrolments import PROGRAMME
from monitor.declined import Declined
from monitor.proposals.kinds import Payload, PreviewLine, Proposal, ProposalKind
from monitor.register.people import district_of
from monitor.store import tables
from monitor.store.register_tables import card_life, enrolment, membership, person
from pos.crypto.keys import DeviceKey
from pos.domain.calendar import BusinessDate, Month, business_date, month_of, read_date
from pos.domain.journal.record import Record, Text, Whole, record_from_data
from pos.domain.scanning.codes import luhn_check_digit
from pos.errors.ledger import EntryWrong
from pos.errors.typed import DateUnreadable

MAKE: Final = "card.make"
DECIDE: Final = "card.decide"
_NUMBER_DIGITS: Final = 11  # Between the issuer and the check digit.
_NO_MORE: Final = frozenset({CardState.REPLACED, CardState.EXPIRED, CardState.ENDED})
_NOTHING: Final = "—"

R = TypeVar("R", bound=Record)


class CardsToMake(Record, frozen=True, forbid_unknown_fields=True):
    """Payload of `card.make`: for whom of a month's enrolled, by count and a digest of their references."""

    month: Text
    count: Whole
    digest: Text


class CardNamed(Record, frozen=True, forbid_unknown_fields=True):
    """Payload of `card.resume`."""

    card_no: Text


class CardEnding(Record, frozen=True, forbid_unknown_fields=True):
    """Payload of `card.end`: the last day on which the card is good."""

    card_no: Text
    last_date: Text


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody enrolled who has no card that is good."""

    reference: str
    masked_name: str
    street: str


def new_card_number(connection: Connection) -> str:
    """A number that no card has, with its check digit; it says nothing of its holder."""
    issuer = district_of(connection)
    while True:
        body = f"{issuer}{secrets.randbelow(10**_NUMBER_DIGITS):0{_NUMBER_DIGITS}d}"
        number = body + luhn_check_digit(body)
        taken = [
            connection.execute(select(table.c.card_no).where(table.c.card_no == number)).one_or_none()
            for table in (card_life, tables.card)
        ]
        if taken == [None, None]:
            return number


def without_card(connection: Connection, month: Month, rules: CardRules) -> list[Holder]:
    """Who is enrolled in a month and has no good card: each person, or one of each household, by rule."""
    holders: list[Holder] = []
    rows = connection.execute(_enrolled_in(connection, month)).all()
    lives = card_book.lives_of(connection, {row.reference for row in rows})
    served = {
        row.household_id
        for row in rows
        if row.household_id is not None and _has_good(lives.get(row.reference, ()), month)
    }
    for row in rows:
        if _has_good(lives.get(row.reference, ()), month):
            continue
        if rules.one_for_household and row.household_id is not None:
            if row.household_id in served:
                continue
            served.add(row.household_id)
        holders.append(Holder(row.reference, row.masked_name, row.street))
    return holders


def make_payload(connection: Connection, month: Month, rules: CardRules) -> dict[str, str | int]:
    """What a proposal to make the missing cards holds."""
    holders = without_card(connection, month, rules)
    return {"month": month, "count": len(holders), "digest": _digest(holders)}


def card_kinds(rules: tuple[CardRules, ...] | None = None) -> tuple[ProposalKind, ...]:
    """The kinds, for the composition root."""
    desk = _CardChanges(read_card_rules() if rules is None else rules)
    return (
        ProposalKind(
            name="card.make", words="制卡", may_make=MAKE, may_decide=DECIDE,
            check=desk.check_make, preview=desk.preview_make, apply=desk.make,
        ),
        ProposalKind(
            name="card.resume", words="恢复使用爱心卡", may_make=MAKE, may_decide=DECIDE,
            check=desk.check_resume, preview=desk.preview_resume, apply=desk.resume, version_now=version_of,
        ),
        ProposalKind(
            name="card.end", words="终止爱心卡", may_make=MAKE, may_decide=DECIDE,
            check=desk.check_end, preview=desk.preview_end, apply=desk.end, version_now=version_of,
        ),
    )  # fmt: skip


def version_of(connection: Connection, payload: Payload) -> str | None:
    """The version of the card that a payload names; None for a number that no card has."""
    row = connection.execute(
        select(card_life.c.version).where(card_life.c.card_no == str(payload.get("card_no", "")))
    ).one_or_none()
    return None if row is None else str(row.version)


class _CardChanges:
    """Checks, shows and does what the proposals say."""

    def __init__(self, rules: tuple[CardRules, ...]) -> None:
        self._rules = rules

    def check_make(self, connection: Connection, payload: Payload, now_ms: int) -> None:
        """Somebody lacks a card, and it is still those whom the proposal means."""
        self._to_make(connection, payload, now_ms)

    def preview_make(self, _connection: Connection, payload: Payload) -> tuple[PreviewLine, ...]:
        """How many cards, of which month's list."""
        asked = read_payload(CardsToMake, payload)
        return (
            PreviewLine("名单月份", _NOTHING, asked.month),
            PreviewLine("要制的卡", _NOTHING, f"{asked.count} 张"),
        )

    def make(self, connection: Connection, _key: DeviceKey, proposal: Proposal, now_ms: int) -> None:
        """Give numbers; tills hear of a card when it is handed over."""
        asked, holders = self._to_make(connection, proposal.payload, now_ms)
        today = business_date(now_ms)
        rules = rules_on(self._rules, today)
        stores = stores_by_street(connection)
        lives = [
            CardLife(
                card_no=new_card_number(connection),
                card_ref=each.reference,
                state=CardState.MADE,
                masked_name=each.masked_name,
                valid_from=max(today, f"{asked.month}-01"),
                valid_to=last_day(months_after(asked.month, rules.card_months - 1)),
                first_store_id=stores.get(each.street),
                made_ms=now_ms,
                issued_ms=None,
                version=1,
            )
            for each in holders
        ]
        assert len({each.card_no for each in lives}) == len(lives), "a number was drawn twice"
        card_book.add_lives(connection, lives)
        card_book.note_many(connection, proposal.made_by, lives, event="made", at_ms=now_ms)

    def check_resume(self, connection: Connection, payload: Payload, _now_ms: int) -> None:
        """The card is stopped."""
        life = card_book.find_life(connection, read_payload(CardNamed, payload).card_no)
        move(life.state, CardState.ACTIVE)

    def preview_resume(self, connection: Connection, payload: Payload) -> tuple[PreviewLine, ...]:
        """The state now and then."""
        life = card_book.find_life(connection, read_payload(CardNamed, payload).card_no)
        return (card_line(life), PreviewLine("状态", WORDS[life.state], WORDS[CardState.ACTIVE]))

    def resume(self, connection: Connection, _key: DeviceKey, proposal: Proposal, now_ms: int) -> None:
        """The card is good again; tills hear it with their next answer."""
        life = card_book.find_life(connection, read_payload(CardNamed, proposal.payload).card_no, locked=True)
        change_state(connection, proposal, life, CardState.ACTIVE, event="resumed", now_ms=now_ms)

    def check_end(self, connection: Connection, payload: Payload, now_ms: int) -> None:
        """The card has not ended, and the date is not past."""
        asked = read_payload(CardEnding, payload)
        move(card_book.find_life(connection, asked.card_no).state, CardState.ENDED)
        try:
            is_past = read_date(asked.last_date) < business_date(now_ms)
        except DateUnreadable as error:
            raise Declined("card.date", "最后一天要写成 2026-11-30") from error
        if is_past:
            raise Declined("card.date", "最后一天不能早于今天：已经买的东西照当时的规定算")

    def preview_end(self, connection: Connection, payload: Payload) -> tuple[PreviewLine, ...]:
        """The last day now and then."""
        asked = read_payload(CardEnding, payload)
        life = card_book.find_life(connection, asked.card_no)
        return (
            card_line(life),
            PreviewLine("状态", WORDS[life.state], WORDS[CardState.ENDED]),
            PreviewLine("最后一天", life.valid_to, asked.last_date),
        )

    def end(self, connection: Connection, _key: DeviceKey, proposal: Proposal, now_ms: int) -> None:
        """The card is good to its last day."""
        self.check_end(connection, proposal.payload, now_ms)
        asked = read_payload(CardEnding, proposal.payload)
        life = card_book.find_life(connection, asked.card_no, locked=True)
        change_state(
            connection,
            proposal,
            life,
            CardState.ENDED,
            event="ended",
            now_ms=now_ms,
            valid_to=min(life.valid_to, asked.last_date),
        )

    def _to_make(
        self, connection: Connection, payload: Payload, now_ms: int
    ) -> tuple[CardsToMake, Sequence[Holder]]:
        asked = read_payload(CardsToMake, payload)
        today = business_date(now_ms)
        if asked.month not in {months_after(month_of(today), ahead) for ahead in range(4)}:
            raise Declined("card.month", "月份要从本月起、三个月以内，写成 2026-12")
        holders = without_card(connection, asked.month, rules_on(self._rules, today))
        if not holders:
            raise Declined("card.nobody", "名单上的人都有卡了，不用再制")
        if (len(holders), _digest(holders)) != (asked.count, asked.digest):
            raise Declined("card.others", "提交以后缺卡的人有变化，请回到制卡页面重新提交")
        return asked, holders


def change_state(
    connection: Connection,
    proposal: Proposal,
    life: CardLife,
    to: CardState,
    *,
    event: str,
    now_ms: int,
    valid_to: BusinessDate | None = None,
) -> CardLife:
    """Give a card its next state by a proposal that was agreed on, and tell tills. Raises Declined."""
    move(life.state, to)
    more = {} if valid_to is None else {"valid_to": valid_to}
    changed = card_book.change_life(connection, life, state=to.value, **more)
    card_book.note_many(connection, proposal.made_by, [changed], event=event, at_ms=now_ms)
    card_book.publish(connection, [life.card_no])
    return changed


def card_line(life: CardLife) -> PreviewLine:
    """Which card a proposal is about."""
    return PreviewLine("爱心卡", f"{life.masked_name}（尾号 {life.tail}）", _NOTHING)


def stores_by_street(connection: Connection) -> dict[str, str]:
    """The store of each street that has one; of several the first."""
    store = tables.store
    rows = connection.execute(select(store.c.street, store.c.store_id).order_by(store.c.store_id.desc()))
    return {row.street: row.store_id for row in rows}


def months_after(month: Month, count: int) -> Month:
    """The month some months later."""
    number = int(month[:4]) * 12 + int(month[5:]) - 1 + count
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def _has_good(lives: Sequence[CardLife], month: Month) -> bool:
    return any(each.state not in _NO_MORE and each.valid_to >= f"{month}-01" for each in lives)


def _digest(holders: Sequence[Holder]) -> str:
    every = "\n".join(sorted(each.reference for each in holders))
    return hashlib.sha256(every.encode()).hexdigest()


def _enrolled_in(connection: Connection, month: Month) -> Select[Any]:
    return (
        select(enrolment.c.reference, enrolment.c.street, person.c.masked_name, membership.c.household_id)
        .select_from(enrolment)
        .join(
            person,
            and_(
                person.c.district_id == enrolment.c.district_id,
                person.c.person_id == enrolment.c.person_id,
            ),
        )
        .outerjoin(
            membership,
            and_(
                membership.c.district_id == enrolment.c.district_id,
                membership.c.person_id == enrolment.c.person_id,
                membership.c.to_month.is_(None),
            ),
        )
        .where(
            enrolment.c.district_id == district_of(connection),
            enrolment.c.programme == PROGRAMME,
            enrolment.c.from_month <= month,
            or_(enrolment.c.to_month.is_(None), enrolment.c.to_month >= month),
        )
        .order_by(enrolment.c.street, person.c.person_id)
    )


def read_payload(kind: type[R], payload: Payload) -> R:
    """Read a payload strictly. Raises Declined."""
    try:
        return record_from_data(kind, payload)
    except EntryWrong as error:
        raise Declined("card.unreadable", "申请的内容不全，请从爱心卡页面重新提交") from error
