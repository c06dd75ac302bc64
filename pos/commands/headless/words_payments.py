"""The headless till's words for phone payments: ask, query, reverse, and a person's answer."""

from __future__ import annotations

from collections.abc import Callable

from pos.commands.headless.as_json import payment_data
from pos.commands.headless.words import WORDS_OF_A_SENTENCE, Answer, Words
from pos.domain.journal.record import record_to_data
from pos.domain.money import format_yuan
from pos.domain.paying.tender import TenderKind
from pos.domain.paying.tender_method import TenderMethod
from pos.domain.selling.basket import MoneyAsked
from pos.errors.paying import NothingAsked, PaymentUnconfirmed, TenderKindUnknown
from pos.errors.typed import CommandUnknown
from pos.services.counter.state import CheckoutState
from pos.services.paying.payments import Errand, PersonSays
from pos.services.till import Till
from pos.ui.words.messages import words as words_of

CODE_DIGITS_MIN = 16  # No amount has as many.


_SAY = ("received", "not-received", "unclear")
# What a person found, by the long word and by the short one.
_FOUND = {"received": PersonSays.RECEIVED, "not-received": PersonSays.NOT_RECEIVED} | {
    each.value: each for each in PersonSays
}


class PaymentWords:
    """Phone payments without a second thread: a provider is asked while the line is answered."""

    def __init__(self, till: Till, state: Callable[[CheckoutState], Answer]) -> None:
        self._till, self._desk, self._state = till, till.payments, state
        self.words: Words = {
            "pay": (1, 3 + WORDS_OF_A_SENTENCE, self._pay),
            "received": (0, 0, self._received),
            "not-received": (0, 0, self._not_received),
            "unclear": (0, 3, self._unclear),
            "query": (0, 1, self._query),
            "reverse": (0, 1, self._reverse),
            "aside": (0, 1, self._aside),
            "hand-over": (0, 1, self._hand_over),
            "settle": (2, 2, self._resolve),
            "payments": (0, 0, lambda _: {"payments": [payment_data(each) for each in self._desk.open()]}),
        }

    def scanned(self, kind: TenderKind, code: str) -> Answer:
        """A payment code pays all that is due."""
        return self._take(kind, None, code)

    def _pay(self, arguments: list[str]) -> Answer:
        """KIND [AMOUNT] [CODE], or other METHOD [AMOUNT] [REFERENCE …]."""
        methods = {each.method_id: each for each in self._till.checkout.methods}
        method = methods.get(arguments[1]) if arguments[0] == TenderKind.OTHER and arguments[1:] else None
        if method is None:
            return self._take(*_read(arguments))
        amount, reference = (arguments[2], " ".join(arguments[3:])) if arguments[2:] else (None, "")
        return self._take(TenderKind.OTHER, amount, "", method=method.taken(reference))

    def waits_for(self) -> Answer:
        """The question that a person must answer before the sale goes on; empty without one."""
        asked = self._question()
        if asked is None:
            return {}
        waits: Answer = {"kind": asked.kind.value, "amount": asked.amount, "say": list(_says(asked))}
        if asked.method is not None:
            waits["method"] = record_to_data(asked.method)
        return {"waits_for": waits}

    def refuse_while_asked(self) -> None:
        """Raise PaymentUnconfirmed while a person must still say whether a phone's money came."""
        asked = self._question()
        if asked is not None:
            due = self._till.checkout.state.paid_so_far.due
            raise PaymentUnconfirmed(amount_fen=asked.amount, due_fen=due, say=" / ".join(_says(asked)))

    def _take(
        self, kind: TenderKind, amount: str | None, code: str, *, method: TenderMethod | None = None
    ) -> Answer:
        self.refuse_while_asked()
        checkout = self._till.checkout
        if kind is TenderKind.CASH:
            return self._state(checkout.pay(kind, amount))
        if not self._desk.by_hand(kind):
            return self._ran(self._desk.ask(kind, amount, code=code))
        state = checkout.ask_person(kind, amount, reference=code[-4:], method=method)
        asked = self._needed()
        said = words_of(PaymentUnconfirmed(amount_fen=asked.amount))
        return {"message": f"{said.title} {said.what_next}", **self._state(state)}

    def _received(self, _arguments: list[str]) -> Answer:
        asked = self._needed()
        state = self._till.checkout.pay(
            asked.kind,
            format_yuan(asked.amount),
            reference=asked.reference_tail,
            said_by=self._till.people.signed_in,
            method=asked.method,
        )
        return self._state(state)

    def _not_received(self, _arguments: list[str]) -> Answer:
        self._needed()
        return self._state(self._till.checkout.not_come())

    def _unclear(self, arguments: list[str]) -> Answer:
        """What was asked just now, or KIND [AMOUNT] [CODE] at once."""
        if arguments:
            self.refuse_while_asked()
            kind, amount, code = _read(arguments)
        else:
            asked = self._needed()
            if asked.method is not None:  # A slip or a voucher lies there, or it does not.
                self.refuse_while_asked()
            kind, amount, code = asked.kind, format_yuan(asked.amount), asked.reference_tail
        state = self._desk.unclear(kind, amount, reference=code[-4:])
        return {**self._of(""), **self._state(state)}

    def _question(self) -> MoneyAsked | None:
        return self._till.checkout.state.basket.asked

    def _needed(self) -> MoneyAsked:
        asked = self._question()
        if asked is None:
            raise NothingAsked
        return asked

    def _query(self, arguments: list[str]) -> Answer:
        """What is due first, such as a reverse whose pause is over; then what was asked for."""
        payment_id = self._named(arguments)
        self._run_due()
        view = self._desk.view(payment_id)
        if view is not None and not (view.is_open or view.reversing):
            return {"payment": payment_data(view), **self._state(self._desk.state)}
        return self._ran(self._desk.query(payment_id))

    def _reverse(self, arguments: list[str]) -> Answer:
        payment_id = self._named(arguments)
        self._desk.reverse(payment_id)
        self._run_due()
        return {**self._of(payment_id), **self._state(self._desk.state)}

    def _aside(self, arguments: list[str]) -> Answer:
        payment_id = self._named(arguments)
        self._desk.set_aside(payment_id)
        return {**self._of(payment_id), **self._state(self._desk.state)}

    def _hand_over(self, arguments: list[str]) -> Answer:
        payment_id = self._named(arguments)
        state = self._desk.finish_unpaid(payment_id)
        return {**self._of(payment_id), **self._state(state)}

    def _resolve(self, arguments: list[str]) -> Answer:
        payment_id, says = arguments
        if says not in _FOUND:
            raise CommandUnknown(text=f"settle {says}"[:60])
        state = self._desk.resolve(payment_id, _FOUND[says])
        return {**self._of(payment_id), **self._state(state)}

    # ── Within ─────────────────────────────────────────────────────────────────────────────

    def _named(self, arguments: list[str]) -> str:
        """The payment that is meant: the one named, or the one the open sale waits for."""
        current = self._desk.current()
        return arguments[0] if arguments else "" if current is None else current.payment_id

    def _run_due(self) -> None:
        while errands := self._desk.due():
            for errand in errands:
                self._desk.took(errand, errand.run())

    def _ran(self, errand: Errand) -> Answer:
        state = self._desk.took(errand, errand.run())
        return {**self._of(errand.payment_id), **self._state(state)}

    def _of(self, payment_id: str) -> Answer:
        view = self._desk.view(payment_id) if payment_id else self._desk.current()
        return {"payment": None if view is None else payment_data(view)}


def _says(asked: MoneyAsked) -> tuple[str, ...]:
    """What may be said: a phone's money can be unclear, what lies in the hand cannot."""
    return _SAY if asked.method is None else _SAY[:2]


def _read(arguments: list[str]) -> tuple[TenderKind, str | None, str]:
    """KIND [AMOUNT] [CODE]: a code is distinguished from an amount by its length."""
    word, *rest = arguments
    if word not in tuple(TenderKind):
        raise TenderKindUnknown(text=word[:20])
    code = rest.pop() if rest and rest[-1].isdigit() and len(rest[-1]) >= CODE_DIGITS_MIN else ""
    if len(rest) > 1:
        raise CommandUnknown(text=" ".join(rest)[:60])
    return TenderKind(word), rest[0] if rest else None, code
