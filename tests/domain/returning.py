"""Sales with chosen amounts, and giving them back in visits, for the stories of returns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hypothesis import strategies as st

from pos.domain.cards.card import BenefitState
from pos.domain.cards.lease import LeaseSpend
from pos.domain.goods.goods import SoldBy
from pos.domain.paying.tender import Tender, TenderKind
from pos.domain.quantity import ONE, Thousandths
from pos.domain.returns.facts import ReturnedLine, ReturnFacts
from pos.domain.returns.mirror import (
    NOTHING_BEFORE,
    ReturnedBefore,
    ReturnTerms,
    confirmed,
    left_to_return,
    return_goods,
)
from pos.domain.selling.basket import Origin
from pos.domain.selling.quote import total
from pos.domain.selling.sale import SaleFacts, SoldCard, SoldLine
from tests.strategies import CARD_NO, MONTH

SAID_BY = "9001"  # Phones get their money back on this person's word.
IN_THE_MONTH, AFTER_IT = f"{MONTH}-30", "2026-12-01"


def line_of(*, quantity: int = ONE, payable: int = 0, subsidy: int = 0) -> SoldLine:
    """A piece line without discount."""
    net = payable + subsidy
    return SoldLine(
        number=1,
        code="A1",
        name="商品",
        unit="件",
        category="日用",
        sold_by=SoldBy.PIECE,
        unit_price=net,
        quantity=quantity,
        amount=net,
        barcode="A1",
        origin=Origin.SCAN,
        market=net,
        pool=None,
        covered=0,
        counted=0,
        discount=0,
        net=net,
        subsidy=subsidy,
        payable=payable,
    )


def sale_of(*, payable: int = 0, subsidy: int = 0, spends: tuple[LeaseSpend, ...] = ()) -> SaleFacts:
    """Two pieces, paid in cash and by the card's subsidy from the given leases."""
    line = line_of(quantity=2 * ONE, payable=payable, subsidy=subsidy)
    return SaleFacts(
        sale_no="S01-1-20261123-0001",
        shift_id="shift",
        programme_version="test",
        opened_at_ms=0,
        lines=(line,),
        totals=total([line.quoted]),
        card=SoldCard(CARD_NO, "张*兰", MONTH, BenefitState.READY, {}, {}, spends),
        subsidy_limit=None,
        tenders=(Tender(TenderKind.CASH, payable),) if payable else (),
        change=0,
    )


@dataclass(frozen=True, slots=True)
class GivenBack:
    """Every return of a sale, and what is known of it after the last."""

    returns: tuple[ReturnFacts, ...]
    before: ReturnedBefore

    def lines(self) -> tuple[ReturnedLine, ...]:
        return tuple(line for facts in self.returns for line in facts.lines)

    def restored_by_lease(self) -> dict[tuple[str, str], int]:
        back: dict[tuple[str, str], int] = {}
        for each in self.before.restorations:
            back[each.lease_id, each.pool] = back.get((each.lease_id, each.pool), 0) + each.amount
        return back


def one_visit(
    sale: SaleFacts,
    wanted: Mapping[int, Thousandths],
    before: ReturnedBefore = NOTHING_BEFORE,
    *,
    on: str = IN_THE_MONTH,
    counter: int = 1,
    void: bool = False,
    elsewhere: bool = False,
) -> ReturnFacts:
    """One return, as a till decides it."""
    terms = ReturnTerms(
        return_no=f"S01-1-{on.replace('-', '')}-R{counter:03d}",
        shift_id="shift",
        business_date=on,
        reason="商品质量问题",
        rule="return_goods.manager.allowed",
        void=void,
        elsewhere=elsewhere,
    )
    return confirmed(return_goods(sale, wanted, before, terms), SAID_BY)


def give_back(
    sale: SaleFacts,
    visits: list[dict[int, Thousandths]],
    *,
    on: str = IN_THE_MONTH,
    elsewhere: bool = False,
) -> GivenBack:
    """Give a sale back in visits, one after the other."""
    returns: list[ReturnFacts] = []
    before = NOTHING_BEFORE
    for counter, visit in enumerate(visits, 1):
        returns.append(one_visit(sale, visit, before, on=on, counter=counter, elsewhere=elsewhere))
        before = before.plus(returns[-1])
    return GivenBack(tuple(returns), before)


@st.composite
def parts_of(draw: st.DrawFn, sale: SaleFacts) -> list[dict[int, Thousandths]]:
    """A sale given back in several visits, in parts, until nothing is left."""
    visits: list[dict[int, Thousandths]] = []
    left = left_to_return(sale, {})
    while left:
        visit = {}
        for line in sale.lines:
            rest = left.get(line.number, 0)
            if not rest:
                continue
            step = ONE if line.sold_by is SoldBy.PIECE else 1
            part = draw(st.integers(0, rest // step)) * step if len(visits) < 3 else rest
            if part:
                visit[line.number] = part
                left[line.number] = rest - part
        left = {number: rest for number, rest in left.items() if rest}
        if not visit:  # Nobody comes for nothing.
            visit, left = left, {}
        visits.append(visit)
    return visits
