"""The headless till's words for returns, voids, goods slips, and a person's confirmation of refunds.

Money that goes back on a phone is booked only after the person signed in has said `refunded`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pos.commands.headless.as_json import state_data, status_data
from pos.commands.headless.words import WORDS_OF_A_SENTENCE, Answer, Words, number
from pos.domain.journal.record import record_to_data
from pos.domain.money import Fen
from pos.domain.paying.tender import way_id
from pos.domain.people.staff import Staff
from pos.domain.quantity import parse_quantity
from pos.domain.returns.facts import Refund
from pos.errors.paying import NothingAsked
from pos.errors.returns import RefundUnconfirmed
from pos.services.returns.return_state import CompletedReturn, GivenSlip
from pos.services.till import Till
from pos.ui.words.messages import words as words_of

_YES, _NO = "refunded", "not-refunded"


class ReturnWords:
    """`return SALE_NO LINE QTY [REASON]`, `void [REASON]`, `unpay N`, `refunded`, `not-refunded`.

    `slip` as `return`; `slips`, `pay-slip SLIP_NO`, `void-slip SLIP_NO REASON`.
    """

    def __init__(self, till: Till) -> None:
        self._till = till
        self._waiting: Callable[[Staff | None], Answer] | None = None
        self.words: Words = {
            "return": (3, 3 + WORDS_OF_A_SENTENCE, self._return),
            "slip": (3, 3 + WORDS_OF_A_SENTENCE, self._slip),
            "slips": (0, 0, lambda _: {"slips": [_slip_data(each) for each in till.returns.open_slips()]}),
            "pay-slip": (1, 1, self._pay_slip),
            "void-slip": (1, 1 + WORDS_OF_A_SENTENCE, self._void_slip),
            "void": (0, WORDS_OF_A_SENTENCE, self._void),
            "unpay": (1, 1, self._unpay),
            _YES: (0, 0, lambda _: self._said()),
            _NO: (0, 0, lambda _: self._not_said()),
        }

    def _return(self, words: list[str]) -> Answer:
        sale_no, line, quantity, *reason = words
        wanted = {number(line): parse_quantity(quantity)}
        sale = self._till.returns.find(sale_no)
        return self._do(
            lambda said_by: self._answer(
                self._till.returns.return_goods(
                    sale.sale_no, wanted, " ".join(reason), token=sale.token, refunded_by=said_by
                )
            )
        )

    def _void(self, reason: list[str]) -> Answer:
        token = self._till.returns.last().token
        return self._do(
            lambda said_by: self._answer(
                self._till.returns.void_last(" ".join(reason), token=token, refunded_by=said_by)
            )
        )

    def _slip(self, words: list[str]) -> Answer:
        """Goods of another till's sale: returned if that till released the sale, else taken in for a slip."""
        sale_no, line, quantity, *reason = words
        wanted = {number(line): parse_quantity(quantity)}
        sale = self._till.returns.find(sale_no)

        def take_in(said_by: Staff | None) -> Answer:
            done = self._till.returns.take_in(
                sale.sale_no, wanted, " ".join(reason), token=sale.token, refunded_by=said_by
            )
            return _slip_data(done) if isinstance(done, GivenSlip) else self._answer(done)

        return self._do(take_in)

    def _pay_slip(self, words: list[str]) -> Answer:
        return self._do(
            lambda said_by: self._answer(self._till.returns.pay_slip(words[0], refunded_by=said_by))
        )

    def _void_slip(self, words: list[str]) -> Answer:
        slip_no, *reason = words
        self._till.returns.withdraw_slip(slip_no, " ".join(reason))
        return {"slip_no": slip_no.upper(), "void": True}

    def _unpay(self, words: list[str]) -> Answer:
        place = number(words[0])
        return self._do(
            lambda said_by: {
                **state_data(self._till.payments.take_back(place, refunded_by=said_by)),
                **status_data(self._till),
            }
        )

    def _do(self, act: Callable[[Staff | None], Answer]) -> Answer:
        """Do it, or say for whose word it waits."""
        self._waiting = None
        try:
            return act(None)
        except RefundUnconfirmed as asked:
            self._waiting = act
            said = words_of(asked)
            return {
                "waits_for": {"amount": asked.facts["amount_fen"], "say": [_YES, _NO]},
                "message": f"{said.title} {said.what_next}",
                **self._state(),
            }

    def _said(self) -> Answer:
        act = self._waiting
        if act is None:
            raise NothingAsked
        answer = act(self._till.people.signed_in)
        self._waiting = None
        return answer

    def _not_said(self) -> Answer:
        if self._waiting is None:
            raise NothingAsked
        self._waiting = None
        return self._state()

    def _state(self) -> Answer:
        return {**state_data(self._till.checkout.state), **status_data(self._till)}

    def _answer(self, done: CompletedReturn) -> Answer:
        state = self._till.take_news() or self._till.checkout.state
        return {
            "return_no": done.return_no,
            "sale_no": done.sale_no,
            "hash": done.short_hash,
            "void": done.void,
            "refund": done.done.totals.payable,
            "refunds": _by_way(done.done.refunds),
            "returned": record_to_data(done.done.totals),
            "restored": dict(done.done.to_card),
            "forfeited": dict(done.done.forfeited),
            **state_data(state),
            **status_data(self._till),
        }


def _by_way(refunds: Sequence[Refund]) -> dict[str, Fen]:
    """What goes back by way of paying; a kind of 其他 by its own word."""
    sums: dict[str, Fen] = {}
    for refund in refunds:
        sums[way_id(refund.way)] = sums.get(way_id(refund.way), 0) + refund.amount
    return sums


def _slip_data(slip: GivenSlip) -> Answer:
    return {
        "slip_no": slip.slip_no,
        "sale_no": slip.sale_no,
        "hash": slip.short_hash,
        "payable": slip.payable,
        "till": slip.till,
    }
