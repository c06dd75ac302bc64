"""A platform that has something coming for every card, and a till that knows it."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from pos.errors import PosError
from pos.services.make_goods.credit_watch import CreditWatch
from pos.services.ports import CardCredits, Credit
from pos.services.till import Till

SLIP_NO = "S02-1-20261122-B0007"
CREDIT = Credit("B-1", SLIP_NO, 407)


@dataclass
class FakeCredits:
    """A platform that promises, and remembers what it was asked."""

    told: CardCredits = field(default_factory=lambda: CardCredits((CREDIT,), 1))
    problem: PosError | None = None
    asked: list[str] = field(default_factory=list)
    may_answer: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.may_answer.set()

    def credits(self, card_no: str) -> CardCredits:
        self.asked.append(f"credits {card_no[-4:]}")
        assert self.may_answer.wait(20)
        self._fail()
        return self.told

    def promise(self, credit_id: str) -> int:
        self._fail()
        self.asked.append(f"promise {credit_id}")
        return CREDIT.amount

    def withdraw(self, credit_id: str) -> None:
        self._fail()
        self.asked.append(f"withdraw {credit_id}")

    def _fail(self) -> None:
        if self.problem is not None:
            raise self.problem


def known_to(till: Till, fake: FakeCredits | None = None) -> FakeCredits:
    """Connect a till with such a platform."""
    fake, desk = fake or FakeCredits(), till.make_goods
    desk._lookup, desk.watch = fake, CreditWatch(fake, till.news.set)
    till.cards.shown = desk.watch.look
    return fake
