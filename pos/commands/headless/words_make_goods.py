"""The headless till's words for make-goods: what a card has coming, and the money that is handed out.

Money is handed out in two steps: it is promised to this till, and then the customer says yes.
"""

from __future__ import annotations

from pos.commands.headless.as_json import state_data, status_data
from pos.commands.headless.words import Answer, Words
from pos.services.make_goods.make_good_desk import Coming
from pos.services.till import Till

_YES, _NO = "handed-out", "not-handed-out"


def words_of_make_goods(till: Till) -> Words:
    """`make-goods CARD`, `make-good [SLIP_NO]`, then `handed-out` or `not-handed-out`."""
    desk = till.make_goods

    def state() -> Answer:
        now = till.take_news() or till.checkout.state
        return {**state_data(now), **status_data(till), **make_goods_data(till)}

    def coming(words: list[str]) -> Answer:
        card_no = till.cards.number(words[0], asked=True)
        till.cards.balance(card_no)  # A card that is refused is told so, and counted.
        found = desk.ask(card_no)
        return {"make_goods": None if found is None else _data(found)}

    def promise(words: list[str]) -> Answer:
        handing = desk.promise(words[0] if words else "")
        waits = {"amount": handing.amount, "slip_no": handing.slip_no, "say": [_YES, _NO]}
        return {"waits_for": waits, **state()}

    def handed_out(_words: list[str]) -> Answer:
        done = desk.handed_out()
        return {"slip_no": done.slip_no, "amount": done.amount, "hash": done.short_hash, **state()}

    def not_handed_out(_words: list[str]) -> Answer:
        return {"given_back": desk.give_back(), **state()}

    return {
        "make-goods": (1, 1, coming),
        "make-good": (0, 1, promise),
        _YES: (0, 0, handed_out),
        _NO: (0, 0, not_handed_out),
    }


def make_goods_data(till: Till) -> Answer:
    """What the card shown last has coming; empty when there is nothing to say of it."""
    found = till.make_goods.coming()
    return {} if found is None or not found.is_worth_saying else {"make_goods": _data(found)}


def _data(found: Coming) -> Answer:
    return {
        "tail": found.tail,
        "state": found.asked.value,
        "total": found.total,
        "waiting": found.waiting,
        "payable": [{"slip_no": each.slip_no, "amount": each.amount} for each in found.credits],
    }
