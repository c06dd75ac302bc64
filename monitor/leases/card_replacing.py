"""The proposal that replaces a card: the new one has what is left of the month, and not a fen twice.

The old card's rights move only by entries of the tills that hold them: they are asked at once, and whatever
they let go is the new card's. What the old card used, or a till that does not answer may still use, the new
one lacks until that till was heard.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, select

from monitor.cards import card_book
from monitor.cards.card_book import CardLife
from monitor.cards.card_rules import CardRules, read_card_rules, rules_on
from monitor.cards.card_states import WORDS, CardState, move
from monitor.cards.chains import link
from monitor.cards.enrolments import last_months
from monitor.cards.making import (
    DECIDE,
    MAKE,
    CardNamed,
    card_line,
    change_state,
    months_after,
    new_card_number,
    read_payload,
    version_of,
)
from monitor.declined import Declined
from monitor.leases.allocator import months_to_open
from monitor.leases.card_months import lock_cards, note_change, read_books
from monitor.leases.recalls import ask_holder
from monitor.proposals.kinds import Payload, PreviewLine, Proposal, ProposalKind
from monitor.store import tables
from pos.crypto.keys import DeviceKey
from pos.domain.calendar import business_date, month_of

_NOTHING: Final = "—"


def replace_kind(rules: tuple[CardRules, ...] | None = None) -> ProposalKind:
    """The kind, for the composition root."""
    desk = _Replacing(read_card_rules() if rules is None else rules)
    return ProposalKind(
        name="card.replace",
        words="换卡",
        may_make=MAKE,
        may_decide=DECIDE,
        check=desk.check,
        preview=desk.preview,
        apply=desk.apply,
        version_now=version_of,
    )


class _Replacing:
    """Checks, shows and does what a proposal says."""

    def __init__(self, rules: tuple[CardRules, ...]) -> None:
        self._rules = rules

    def check(self, connection: Connection, payload: Payload, now_ms: int) -> None:
        """The card was handed over and has not ended, and its holder is still enrolled."""
        life = card_book.find_life(connection, read_payload(CardNamed, payload).card_no)
        move(life.state, CardState.REPLACED)
        month = last_months(connection, [life.card_ref]).get(life.card_ref)
        if month is not None and month < month_of(business_date(now_ms)):
            raise Declined("card.holder_gone", "持卡人已不在名单上，不能换卡；请先办名单")

    def preview(self, connection: Connection, payload: Payload) -> tuple[PreviewLine, ...]:
        """What the old card is, and what happens to its month."""
        life = card_book.find_life(connection, read_payload(CardNamed, payload).card_no)
        return (
            card_line(life),
            PreviewLine("状态", WORDS[life.state], WORDS[CardState.REPLACED]),
            PreviewLine("新卡", _NOTHING, "另编卡号，发放后可用"),
            PreviewLine("本月额度", "旧卡已用的照算", "剩下的转到新卡，不另给一份"),
        )

    def apply(self, connection: Connection, key: DeviceKey, proposal: Proposal, now_ms: int) -> None:
        """Stop the old card, make the new one, and ask whoever holds the old one's rights."""
        self.check(connection, proposal.payload, now_ms)
        old = card_book.find_life(connection, read_payload(CardNamed, proposal.payload).card_no, locked=True)
        new = self._new_card(connection, old, now_ms)
        change_state(connection, proposal, old, CardState.REPLACED, event="replaced", now_ms=now_ms)
        card_book.add_lives(connection, [new])
        facts = {"replaces": old.tail}
        card_book.note_many(connection, proposal.made_by, [new], event="made", at_ms=now_ms, facts=facts)
        link(connection, old.card_no, new.card_no)
        for month in months_to_open(now_ms):
            lock_cards(connection, month, [old.card_no, new.card_no])
            books, _leases = read_books(connection, month, new.card_no)
            for each in books.holdings:
                if each.is_reachable and each.left > 0:
                    ask_holder(
                        connection,
                        key,
                        each.holder,
                        card_no=new.card_no,
                        month=month,
                        asker=each.holder,  # Nobody waits for it at a till.
                        now_ms=now_ms,
                    )
            note_change(connection, month, old.card_no)

    def _new_card(self, connection: Connection, old: CardLife, now_ms: int) -> CardLife:
        today = business_date(now_ms)
        months = rules_on(self._rules, today).card_months
        usual = connection.execute(
            select(tables.card.c.usual_store_id).where(tables.card.c.card_no == old.card_no)
        ).scalar()
        return CardLife(
            card_no=new_card_number(connection),
            card_ref=old.card_ref,
            state=CardState.MADE,
            masked_name=old.masked_name,
            valid_from=today,
            valid_to=card_book.last_day(months_after(month_of(today), months - 1)),
            first_store_id=usual or old.first_store_id,
            made_ms=now_ms,
            issued_ms=None,
            version=1,
        )
