"""Computes a return as the exact reverse of its sale, part by part, to the fen.

A return never prices anything again. Each amount of the line (payable, subsidy, discount, cap
use) is rounded down on the sum of all parts returned so far, so the last part returns the rest
and a sale with all its parts returned is as if it had never been (DESIGN 3.5). What the card paid
goes back to the card, in the month of the sale only, and is never paid out as money.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from pos.domain.calendar import BusinessDate, month_of
from pos.domain.cards.lease import Lease, LeaseSpend, left_by_pool
from pos.domain.goods.goods import SoldBy
from pos.domain.money import Fen
from pos.domain.paying.tender import TenderKind
from pos.domain.programme.programme import SUBSIDY, PoolId
from pos.domain.quantity import Thousandths, format_quantity, is_whole
from pos.domain.returns.facts import Refund, ReturnedCard, ReturnedLine, ReturnFacts, by_pool
from pos.domain.selling.quote import Totals
from pos.domain.selling.sale import SaleFacts, SoldLine
from pos.errors.returns import ReturnedAlready, ReturnEmpty, ReturnTooMuch
from pos.errors.selling import LineUnknown
from pos.errors.typed import QuantityNotWhole


@dataclass(frozen=True, slots=True)
class ReturnedBefore:
    """What was returned already: quantities by line, lease debits undone, money by way of paying."""

    quantities: Mapping[int, Thousandths]
    restorations: Sequence[LeaseSpend]
    refunds: Mapping[str, Fen]

    def plus(self, facts: ReturnFacts) -> ReturnedBefore:
        """The same after one more return."""
        quantities, refunds = dict(self.quantities), dict(self.refunds)
        for line in facts.lines:
            quantities[line.number] = quantities.get(line.number, 0) + line.quantity
        for refund in facts.refunds:
            refunds[refund.way] = refunds.get(refund.way, 0) + refund.amount
        return ReturnedBefore(quantities, (*self.restorations, *facts.restorations), refunds)


NOTHING_BEFORE = ReturnedBefore({}, (), {})


@dataclass(frozen=True, slots=True)
class ReturnTerms:
    """Where, when, why and by which rule something is taken back."""

    return_no: str
    shift_id: str
    business_date: BusinessDate
    reason: str
    rule: str
    void: bool = False
    elsewhere: bool = False


def return_goods(
    sale: SaleFacts,
    wanted: Mapping[int, Thousandths],
    before: ReturnedBefore,
    terms: ReturnTerms,
    leases: Sequence[Lease] = (),
) -> ReturnFacts:
    """Decide a return: which amounts of which lines, and where every fen of them goes.

    `leases` are this till's of the card and month as they stand, for what the slip shows.
    Raises ReturnEmpty, LineUnknown, QuantityNotWhole, ReturnTooMuch, ReturnedAlready.
    """
    lines = return_lines(sale, wanted, before.quantities)
    totals = total(lines)
    refunds = split_refund(
        sale, totals.payable, before.refunds, payable_before=payable_of(sale, before.quantities)
    )
    month_over = sale.card is not None and month_of(terms.business_date) != sale.card.month
    restored = () if month_over or terms.elsewhere else restorations(sale, lines, before.restorations)
    if not (month_over or terms.elsewhere):
        assert by_pool((each.pool, each.amount) for each in restored) == taken_by_pool(lines)
    return ReturnFacts(
        return_no=terms.return_no,
        sale_no=sale.sale_no,
        of_till=till_of(sale.sale_no),
        elsewhere=terms.elsewhere,
        shift_id=terms.shift_id,
        void=terms.void,
        programme_version=sale.programme_version,
        reason=terms.reason,
        rule=terms.rule,
        lines=lines,
        totals=totals,
        refunds=refunds,
        card=_card(sale, restored, leases),
        restorations=restored,
        forfeited=taken_by_pool(lines) if month_over else {},
        rounding=totals.payable - sum(refund.amount for refund in refunds),
    )


def return_line(line: SoldLine, quantity: Thousandths, *, returned_before: Thousandths) -> ReturnedLine:
    """Return a part of a line of which `returned_before` was returned already.

    Raises QuantityNotWhole for a part of a piece, ReturnedAlready when all of it is returned,
    ReturnTooMuch beyond what was sold.
    """
    left = line.quantity - returned_before
    if left <= 0:
        raise ReturnedAlready(name=line.name, number=line.number)
    weighed = line.sold_by is SoldBy.WEIGHT
    if not weighed and not is_whole(quantity):
        raise QuantityNotWhole(name=line.name)
    if not 0 < quantity <= left:
        raise ReturnTooMuch(name=line.name, left=f"{format_quantity(left, weighed=weighed)} {line.unit}")

    def part(whole: Fen) -> Fen:
        upto = whole * (returned_before + quantity) // line.quantity
        return upto - whole * returned_before // line.quantity

    payable, subsidy, discount = part(line.payable), part(line.subsidy), part(line.discount)
    return ReturnedLine(
        number=line.number,
        code=line.code,
        name=line.name,
        unit=line.unit,
        category=line.category,
        sold_by=line.sold_by,
        quantity=quantity,
        market=payable + subsidy + discount,
        discount=discount,
        subsidy=subsidy,
        payable=payable,
        pool=line.pool,
        counted=part(line.counted),
    )


def return_lines(
    sale: SaleFacts, wanted: Mapping[int, Thousandths], returned_before: Mapping[int, Thousandths]
) -> tuple[ReturnedLine, ...]:
    """Return several lines by number. Raises ReturnEmpty, LineUnknown and what `return_line` raises."""
    if not wanted:
        raise ReturnEmpty
    known = {line.number: line for line in sale.lines}
    unknown = sorted(set(wanted) - set(known))
    if unknown:
        raise LineUnknown(number=unknown[0])
    return tuple(
        return_line(known[number], quantity, returned_before=returned_before.get(number, 0))
        for number, quantity in sorted(wanted.items())
    )


def left_to_return(sale: SaleFacts, returned_before: Mapping[int, Thousandths]) -> dict[int, Thousandths]:
    """What can still be returned, by line number; fully returned lines are left out."""
    left = {line.number: line.quantity - returned_before.get(line.number, 0) for line in sale.lines}
    return {number: quantity for number, quantity in left.items() if quantity > 0}


def total(lines: Sequence[ReturnedLine]) -> Totals:
    """Add up returned lines."""
    market, discount = sum(line.market for line in lines), sum(line.discount for line in lines)
    subsidy, payable = sum(line.subsidy for line in lines), sum(line.payable for line in lines)
    return Totals(market, discount, market - discount, subsidy, payable)


def taken_by_pool(lines: Sequence[ReturnedLine]) -> dict[PoolId, Fen]:
    """What the returned parts had taken from each pool, in fen; pools that gave nothing are left out."""
    taken = [(line.pool, line.counted) for line in lines if line.pool is not None]
    return by_pool([*taken, *((SUBSIDY, line.subsidy) for line in lines)])


def restorations(
    sale: SaleFacts, lines: Sequence[ReturnedLine], restored_before: Sequence[LeaseSpend]
) -> tuple[LeaseSpend, ...]:
    """What goes back to the leases: the sale's debits undone, the last one first.

    Only within the month of the sale: later its entitlement has lapsed, and another month's is
    not this sale's to fill (DESIGN 3.5). The caller has checked the month.
    """
    back = taken_by_pool(lines)
    restored: list[LeaseSpend] = []
    for spent in reversed(sale.card.spends if sale.card else ()):
        already = sum(
            each.amount
            for each in restored_before
            if (each.lease_id, each.pool) == (spent.lease_id, spent.pool)
        )
        amount = min(back.get(spent.pool, 0), spent.amount - already)
        if amount > 0:
            restored.append(LeaseSpend(spent.lease_id, spent.pool, amount))
            back[spent.pool] -= amount
    return tuple(restored)


def payable_of(sale: SaleFacts, returned: Mapping[int, Thousandths]) -> Fen:
    """What the customer had paid for the parts that came back, in fen: floored as each return floors it."""
    return sum(
        line.payable * returned.get(line.number, 0) // line.quantity for line in sale.lines if line.quantity
    )


def split_refund(
    sale: SaleFacts, amount: Fen, refunded_before: Mapping[str, Fen], *, payable_before: Fen
) -> tuple[Refund, ...]:
    """Which money goes back by which way, in fen: phones get theirs first, the rest is cash.

    Never more to a phone than came from it: `refunded_before` (by way of paying) is taken off the tenders
    in their order. Change is out: with every phone served, what is left is what stayed in the drawer.
    The shop's rule that rounded the cash rounds what goes back of it as well, cumulatively, so that the
    last part returns what is left in the drawer and no refund asks for a coin the shop has not.
    `payable_before` is what the parts that came back before had cost.
    """
    before = dict(refunded_before)
    cash_before = before.get(TenderKind.CASH.value, 0)
    of_cash = payable_before - sum(before.values()) + cash_before  # Before any rule rounded it.
    refunds: list[Refund] = []
    rest = amount
    for tender in sale.tenders:
        if tender.kind is TenderKind.CASH:
            continue
        gone = min(before.get(tender.way, 0), tender.amount)
        before[tender.way] = before.get(tender.way, 0) - gone
        part = min(rest, tender.amount - gone)
        if part:
            refunds.append(Refund(tender.kind, part, tender.payment_id, method=tender.method))
            rest -= part
    cash = max(0, sale.cash_rule.rounded(max(0, of_cash + rest)) - cash_before) if rest else 0
    return (*refunds, Refund(TenderKind.CASH, cash)) if cash else tuple(refunds)


def confirmed(facts: ReturnFacts, said_by: str | None) -> ReturnFacts:
    """The refunds with the person who confirmed the phones' money; cash needs no confirmation."""
    refunds = tuple(
        each if each.kind is TenderKind.CASH else replace(each, confirmed_by=said_by)
        for each in facts.refunds
    )
    return replace(facts, refunds=refunds)


def till_of(number: str) -> str:
    """Which till a sale's or a return's number comes from: S01-1-20261123-0087 → S01-1."""
    return number.rpartition("-")[0].rpartition("-")[0]


def date_of(number: str) -> BusinessDate:
    """The business date in a sale's or a return's number: S01-1-20261123-R003 → 2026-11-23."""
    day = number.rpartition("-")[0].rpartition("-")[2]
    return f"{day[:4]}-{day[4:6]}-{day[6:]}"


def _card(sale: SaleFacts, restored: Sequence[LeaseSpend], leases: Sequence[Lease]) -> ReturnedCard | None:
    if sale.card is None:
        return None
    back = by_pool((each.pool, each.amount) for each in restored)
    left = left_by_pool(leases)
    before = {pool: left.get(pool, 0) for pool in back}
    after = {pool: before[pool] + amount for pool, amount in back.items()}
    return ReturnedCard(sale.card.card_no, sale.card.month, before, after)
