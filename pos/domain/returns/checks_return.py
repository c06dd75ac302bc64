"""Checks of a return on both ends: it must fit its sale and what was returned before.

Pure, like the checks of a sale: each yields findings, none stops at the first. The till asserts
that its own returns have none; `verify` and the platform report them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from pos.domain.calendar import month_of
from pos.domain.cards.lease import LeaseSpend
from pos.domain.money import Fen
from pos.domain.quantity import Thousandths
from pos.domain.returns.facts import ReturnFacts
from pos.domain.returns.mirror import (
    date_of,
    left_to_return,
    payable_of,
    restorations,
    return_line,
    split_refund,
    taken_by_pool,
    till_of,
    total,
)
from pos.domain.selling.checks import Finding
from pos.domain.selling.sale import SaleFacts
from pos.errors.returns import ReturnedAlready, ReturnTooMuch
from pos.errors.typed import QuantityNotWhole


def check_return(
    facts: ReturnFacts,
    sale: SaleFacts,
    returned_before: Mapping[int, Thousandths],
    restored_before: Sequence[LeaseSpend],
    refunded_before: Mapping[str, Fen],
) -> list[Finding]:
    """Run every check; an empty list means the return fits.

    What came back before: quantities by line number, debits of leases undone, money by kind of
    tender in fen. All three as the returning till knew them; what it could not know is a matter
    for the platform's own alert.
    """
    own = [*_names_its_sale(facts, sale), *_lines_are_the_sales(facts, sale, returned_before)]
    if own:
        return own  # What follows is computed from these lines.
    return [
        *_sums_add_up(facts),
        *_a_void_takes_everything(facts, sale, returned_before),
        *_money_goes_back_the_way_it_came(facts, sale, returned_before, refunded_before),
        *_the_card_gets_its_own_back(facts, sale, restored_before),
    ]


def check_return_alone(facts: ReturnFacts) -> list[Finding]:
    """The checks that are possible without the sale, when it is in another ledger."""
    findings = list(_sums_add_up(facts))
    if facts.elsewhere and facts.restorations:
        findings.append(Finding("return.restorations", f"{facts.restorations} of leases of another ledger"))
    if facts.of_till != till_of(facts.sale_no):
        findings.append(Finding("return.of_till", f"{facts.of_till} of sale {facts.sale_no}"))
    if sum(refund.amount for refund in facts.refunds) + facts.rounding != facts.totals.payable:
        findings.append(Finding("return.refunds", f"{facts.refunds} of {facts.totals.payable}"))
    return findings


def _names_its_sale(facts: ReturnFacts, sale: SaleFacts) -> Iterator[Finding]:
    if (facts.sale_no, facts.of_till) != (sale.sale_no, till_of(sale.sale_no)):
        yield Finding("return.sale", f"{facts.sale_no} of {facts.of_till} is not {sale.sale_no}")
    if facts.programme_version != sale.programme_version:
        yield Finding("return.programme", f"{facts.programme_version} is not {sale.programme_version}")
    if date_of(facts.return_no) < date_of(sale.sale_no):
        yield Finding("return.before_sale", f"{facts.return_no} is before {sale.sale_no}")


def _lines_are_the_sales(
    facts: ReturnFacts, sale: SaleFacts, returned_before: Mapping[int, Thousandths]
) -> Iterator[Finding]:
    """Each line is what the sale's own amounts say of that quantity, and is not back already."""
    known = {line.number: line for line in sale.lines}
    numbers = [line.number for line in facts.lines]
    if numbers != sorted(set(numbers)) or not numbers:
        yield Finding("return.line_numbers", f"{numbers}")
        return
    for line in facts.lines:
        sold = known.get(line.number)
        if sold is None:
            yield Finding("return.line_unknown", f"line {line.number}")
            continue
        before = returned_before.get(line.number, 0)
        try:
            expected = return_line(sold, line.quantity, returned_before=before)
        except (ReturnTooMuch, ReturnedAlready):
            yield Finding(
                "return.too_much", f"line {line.number}: {line.quantity} of {sold.quantity - before}"
            )
        except QuantityNotWhole:
            yield Finding("return.quantity", f"line {line.number}: {line.quantity}")
        else:
            if line != expected:
                yield Finding("return.line", f"line {line.number}: {line} is not {expected}")


def _sums_add_up(facts: ReturnFacts) -> Iterator[Finding]:
    if facts.totals != total(facts.lines):
        yield Finding("return.totals", f"{facts.totals} is not {total(facts.lines)}")


def _a_void_takes_everything(
    facts: ReturnFacts, sale: SaleFacts, returned_before: Mapping[int, Thousandths]
) -> Iterator[Finding]:
    quantities = {line.number: line.quantity for line in facts.lines}
    if facts.void and (any(returned_before.values()) or quantities != left_to_return(sale, {})):
        yield Finding("return.void", "a void takes back the whole sale, of which nothing was returned")


def _money_goes_back_the_way_it_came(
    facts: ReturnFacts,
    sale: SaleFacts,
    returned_before: Mapping[int, Thousandths],
    refunded_before: Mapping[str, Fen],
) -> Iterator[Finding]:
    before = payable_of(sale, returned_before)
    if before + facts.totals.payable > sale.totals.payable:
        yield Finding("return.refunds", f"{before} and {facts.totals.payable} of {sale.totals.payable}")
        return
    expected = split_refund(sale, facts.totals.payable, refunded_before, payable_before=before)
    if tuple(replace(each, confirmed_by=None) for each in facts.refunds) != expected:
        yield Finding("return.refunds", f"{facts.refunds} is not {expected}")
    elif facts.rounding != facts.totals.payable - sum(refund.amount for refund in expected):
        yield Finding("return.rounding", f"{facts.rounding} beside {expected}")


def _the_card_gets_its_own_back(
    facts: ReturnFacts, sale: SaleFacts, restored_before: Sequence[LeaseSpend]
) -> Iterator[Finding]:
    """The sale's card, in the sale's month, from the sale's leases; after the month nothing."""
    card = facts.card
    expected_card = None if sale.card is None else (sale.card.card_no, sale.card.month)
    if (None if card is None else (card.card_no, card.month)) != expected_card:
        yield Finding("return.card", "it is not the card of the sale")
        return
    over = sale.card is not None and month_of(date_of(facts.return_no)) != sale.card.month
    forfeited = taken_by_pool(facts.lines) if over else {}
    if dict(facts.forfeited) != forfeited:
        yield Finding("return.forfeited", f"{dict(facts.forfeited)} is not {forfeited}")
    expected = () if over or facts.elsewhere else restorations(sale, facts.lines, restored_before)
    if facts.restorations != expected:
        yield Finding("return.restorations", f"{facts.restorations} is not {expected}")
    if card is not None:
        after = {pool: card.before.get(pool, 0) + amount for pool, amount in facts.restored().items()}
        if dict(card.after) != after or set(card.before) != set(after):
            yield Finding("return.pools_after", f"{dict(card.after)} is not {after}")
