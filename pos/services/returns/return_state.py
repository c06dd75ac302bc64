"""What the window shows of a return: the sale with what is left, a preview, the result. Frozen data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pos.domain.goods.goods import SoldBy
from pos.domain.money import Fen
from pos.domain.programme.programme import PoolId
from pos.domain.quantity import Thousandths
from pos.domain.returns.facts import Refund, ReturnFacts
from pos.domain.returns.mirror import taken_by_pool
from pos.domain.scanning.codes import card_tail
from pos.domain.selling.quote import Totals
from pos.domain.selling.sale import SoldLine
from pos.ledger.returns.goods_returns import StoredReturn


@dataclass(frozen=True, slots=True)
class ReturnableLine:
    """A sold line: how much of it was sold, came back, and is left. `payable` is the whole line's, in fen."""

    number: int
    name: str
    unit: str
    weighed: bool
    sold: Thousandths
    returned: Thousandths
    left: Thousandths
    payable: Fen

    @classmethod
    def of(cls, line: SoldLine, returned: Thousandths) -> ReturnableLine:
        """A line of a sale, of which so much has come back."""
        return cls(
            number=line.number,
            name=line.name,
            unit=line.unit,
            weighed=line.sold_by is SoldBy.WEIGHT,
            sold=line.quantity,
            returned=returned,
            left=line.quantity - returned,
            payable=line.payable,
        )


@dataclass(frozen=True, slots=True)
class ReturnableSale:
    """A sale that was found. `token` names one intended return of it: used twice, it is done once.

    `elsewhere`: another till's sale, as the platform sent it. `month_over`: what the card paid
    cannot go back to it any more.
    """

    sale_no: str
    at_ms: int
    cashier: str
    elsewhere: bool
    card_tail: str | None
    month_over: bool
    lines: tuple[ReturnableLine, ...]
    pool_names: Mapping[PoolId, str]
    token: str
    slip_no: str | None = None  # Goods of it were taken in already, against this slip.


@dataclass(frozen=True, slots=True)
class ReturnPreview:
    """Where everything would go, in fen: money by the way it came, the card's part by pool.

    `by_line` is what the customer gets for each line, by its number. `to_card` goes back to the
    card; `forfeited` goes nowhere, because its month is over.
    """

    totals: Totals
    by_line: Mapping[int, Fen]
    refunds: tuple[Refund, ...]
    to_card: Mapping[PoolId, Fen]
    forfeited: Mapping[PoolId, Fen]

    @property
    def refunded(self) -> Fen:
        """The money that goes back, by whatever way: what the goods cost less what was left off cash."""
        return sum(refund.amount for refund in self.refunds)

    @classmethod
    def of(cls, facts: ReturnFacts) -> ReturnPreview:
        """What a return does, or would do."""
        to_card = {} if facts.forfeited or facts.card is None else taken_by_pool(facts.lines)
        by_line = {line.number: line.payable for line in facts.lines}
        return cls(facts.totals, by_line, facts.refunds, to_card, facts.forfeited)


@dataclass(frozen=True, slots=True)
class GivenSlip:
    """Goods that were taken in against a slip; `payable` (fen) is paid when till `till` has released it."""

    slip_no: str
    sale_no: str
    short_hash: str
    payable: Fen
    till: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class CompletedReturn:
    """A return that is in the ledger. `before` and `after` are the card's pools at this till, in fen."""

    return_no: str
    sale_no: str
    short_hash: str
    void: bool
    done: ReturnPreview
    card_tail: str | None
    before: Mapping[PoolId, Fen]
    after: Mapping[PoolId, Fen]


def completed_of(stored: StoredReturn) -> CompletedReturn:
    """A return as stored in the ledger."""
    facts = stored.facts
    return CompletedReturn(
        return_no=facts.return_no,
        sale_no=facts.sale_no,
        short_hash=stored.sealed.short_hash,
        void=facts.void,
        done=ReturnPreview.of(facts),
        card_tail=None if facts.card is None else card_tail(facts.card.card_no),
        before={} if facts.card is None else facts.card.before,
        after={} if facts.card is None else facts.card.after,
    )
