"""The headless till's words for a shift and a day: cash, counts, the X report, and both closes."""

from __future__ import annotations

import re

from pos.commands.headless.as_json import status_data
from pos.commands.headless.words import WORDS_OF_A_SENTENCE, Answer, Words, number
from pos.domain.calendar import read_date
from pos.domain.days.day import plain_data
from pos.domain.journal.record import record_to_data
from pos.domain.money import Fen
from pos.domain.people.permission import Act
from pos.errors.typed import CommandUnknown
from pos.services.selling.held_sales import HeldChoice
from pos.services.till import Till

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def words_of_closing(till: Till) -> Words:
    """The words.

    `cash-in AMOUNT REASON`, `cash-out AMOUNT REASON`, `count KIND AMOUNT`, `count cash 100x41 50x14 …`,
    `x-report [print]`, `day [DATE]`, `reconcile [DATE]`, `close-day [DATE] [EXPLANATION]`,
    `close-shift [to=USER] [held=keep|drop] [keep=N,N] [drop=N,N] [reason=REASON] [EXPLANATION]`: a reason
    of the shop's list may also be the first word of the explanation.
    """
    return {
        "cash-in": (2, 1 + WORDS_OF_A_SENTENCE, lambda words: _cash(till, words, direction="in")),
        "cash-out": (2, 1 + WORDS_OF_A_SENTENCE, lambda words: _cash(till, words, direction="out")),
        "count": (2, 1 + WORDS_OF_A_SENTENCE, lambda words: _count(till, words)),
        "x-report": (0, 1, lambda words: _x_report(till, words)),
        "close-shift": (0, WORDS_OF_A_SENTENCE, lambda words: _close_shift(till, words)),
        "day": (0, 1, lambda words: _day(till, words)),
        "reconcile": (0, 1, lambda words: _reconcile(till, words)),
        "close-day": (0, 1 + WORDS_OF_A_SENTENCE, lambda words: _close_day(till, words)),
    }


def _cash(till: Till, words: list[str], *, direction: str) -> Answer:
    amount, *reason = words
    move = till.shifts.cash_in if direction == "in" else till.shifts.cash_out
    moved: Fen = move(amount, " ".join(reason))
    return {"direction": direction, "amount": moved, **status_data(till)}


def _count(till: Till, words: list[str]) -> Answer:
    kind, *counted = words
    return {"count": record_to_data(till.shifts.count(kind, " ".join(counted)))}


def _x_report(till: Till, words: list[str]) -> Answer:
    report = till.shifts.print_x_report() if words == ["print"] else till.shifts.x_report()
    return {"x_report": plain_data(report)}


def _close_shift(till: Till, words: list[str]) -> Answer:
    to: str | None = None
    reason = ""
    offered = till.permissions.reasons(Act.CLOSE_SHIFT_OVER_SHORT)
    held: dict[int, HeldChoice] = {}  # What was said of all, and of each.
    decided: dict[int, HeldChoice] = {}
    sentence: list[str] = []
    for word in words:
        name, _equals, value = word.partition("=")
        if name == "to" and value:
            to = value
        elif name == "reason" and value:
            reason = value
        elif not reason and not sentence and word in offered:
            reason = word
        elif name == "held" and value in tuple(HeldChoice):
            held = {each.number: HeldChoice(value) for each in till.checkout.held()}
        elif name in tuple(HeldChoice) and value:
            for each in map(number, value.split(",")):
                if decided.setdefault(each, HeldChoice(name)) != name:
                    raise CommandUnknown(text=word[:60])  # Kept and dropped: nobody may guess.
        else:
            sentence.append(word)
    ended = till.shifts.close(" ".join(sentence), reason=reason, handed_to=to, held=held | decided)
    return {
        "shift_closed": record_to_data(ended.closed),
        "figures": plain_data(ended.figures),
        "hash": ended.short_hash,
        **status_data(till),
    }


def _day(till: Till, words: list[str]) -> Answer:
    date = read_date(words[0]) if words else till.days.today()
    return {
        "figures": plain_data(till.days.figures(date)),
        "checks": plain_data(till.days.checks(date)),
        "since_close": till.days.since_close(date),
    }


def _reconcile(till: Till, words: list[str]) -> Answer:
    date = read_date(words[0]) if words else till.days.today()
    till.days.figures(date)  # Refused to whom they would tell the drawer before it was counted.
    return {"date": date, "reconciliation": plain_data(till.days.reconcile(date))}


def _close_day(till: Till, words: list[str]) -> Answer:
    dated = bool(words) and _DATE.fullmatch(words[0]) is not None
    date = read_date(words[0]) if dated else till.days.date_to_close()
    closed = till.days.close(date, " ".join(words[1:] if dated else words))
    return {
        "number": closed.number,
        "revision": closed.revision,
        "hash": closed.short_hash,
        "figures": plain_data(closed.figures),
        "checks": plain_data(closed.checks),
        "reconciliation": plain_data(closed.reconciliation),
        **status_data(till),
    }
