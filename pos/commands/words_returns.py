"""The headless till's words for goods that come back: `return` and `void`."""

from __future__ import annotations

from pos.commands.headless_json import state_data, status_data
from pos.commands.words import WORDS_OF_A_SENTENCE, Answer, Words, number
from pos.domain.quantity import parse_quantity
from pos.services.return_state import CompletedReturn
from pos.services.till import Till


def words_of_returns(till: Till) -> Words:
    """`return SALE_NO LINE QTY [REASON]`, `void [REASON]`."""
    return {
        "return": (3, 3 + WORDS_OF_A_SENTENCE, lambda words: _return(till, words)),
        "void": (0, WORDS_OF_A_SENTENCE, lambda words: _void(till, words)),
    }


def _return(till: Till, words: list[str]) -> Answer:
    sale_no, line, quantity, *reason = words
    wanted = {number(line): parse_quantity(quantity)}
    return _answer(till, till.returns.take_back(sale_no, wanted, " ".join(reason)))


def _void(till: Till, reason: list[str]) -> Answer:
    return _answer(till, till.returns.void_last(" ".join(reason)))


def _answer(till: Till, done: CompletedReturn) -> Answer:
    state = till.take_news() or till.checkout.state  # The card on the counter may have got something back.
    return {
        "return_no": done.return_no,
        "sale_no": done.sale_no,
        "hash": done.short_hash,
        "void": done.void,
        "refund": done.done.totals.payable,
        "refunds": {refund.kind.value: refund.amount for refund in done.done.refunds},
        "returned": done.done.totals.to_data(),
        "restored": dict(done.done.to_card),
        "forfeited": dict(done.done.forfeited),
        **state_data(state),
        **status_data(till),
    }
