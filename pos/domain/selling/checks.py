"""Checks of a sale that run on both ends: before it is written, and after it is received.

Each check is pure and yields findings; none stops at the first. A finding is an answer for a
person, not an exception. The till asserts that its own sales have none; `verify` and the
platform report them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from pos.domain.calendar import BusinessDate, business_date
from pos.domain.cards.card import BenefitState
from pos.domain.paying.tender import TenderKind, what_is_due
from pos.domain.programme.programme import Programme
from pos.domain.selling.quote import market_amount, quote
from pos.domain.selling.sale import SaleFacts, used_by_pool
from pos.domain.shop_rules import ShopRules, rules_between


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not fit. `code` is stable; `detail` names the numbers."""

    code: str
    detail: str


ROUNDED_SINCE: Final = 3  # The first version of a sale that names a rule for the fen of cash.

SaleCheck = Callable[[SaleFacts, Programme], Iterator[Finding]]


def market_amounts_follow_from_prices(sale: SaleFacts, _programme: Programme) -> Iterator[Finding]:
    """A line's market amount is price × quantity, or what the scale printed."""
    for line in sale.lines:
        expected = market_amount(line.unit_price, line.quantity, line.amount)
        if line.market != expected:
            yield Finding("sale.market_amount", f"line {line.number}: {line.market} is not {expected}")


def quote_is_what_the_programme_says(sale: SaleFacts, programme: Programme) -> Iterator[Finding]:
    """Deciding again with the same rules gives the same fen."""
    if sale.programme_version != programme.version:
        yield Finding("sale.programme", f"{sale.programme_version} is not {programme.version}")
        return
    again = quote(
        [line.item() for line in sale.lines],
        programme,
        left=None if sale.card is None else sale.card.before,
        subsidy_limit=sale.subsidy_limit,
    )
    for line, expected in zip(sale.lines, again.lines, strict=True):
        if (quoted := line.quoted) != expected:
            yield Finding("sale.quote", f"line {line.number}: {quoted} is not {expected}")
    if sale.totals != again.totals:
        yield Finding("sale.totals", f"{sale.totals} is not {again.totals}")
    if sale.card is not None and dict(sale.card.before) != dict(again.before or {}):
        yield Finding("sale.pools_before", f"{dict(sale.card.before)} are not the programme's pools")
    if sale.card is not None and dict(sale.card.after) != dict(again.remaining or {}):
        yield Finding("sale.pools_after", f"{dict(sale.card.after)} is not {again.remaining}")


def leases_pay_what_the_lines_took(sale: SaleFacts, _programme: Programme) -> Iterator[Finding]:
    """The debits of leases add up to what the lines took from each pool."""
    debited: dict[str, int] = {}
    for spent in sale.card.spends if sale.card else ():
        debited[spent.pool] = debited.get(spent.pool, 0) + spent.amount
    if debited != used_by_pool(sale.lines):
        yield Finding("sale.lease_debits", f"{debited} is not {used_by_pool(sale.lines)}")


def only_a_ready_card_has_pools(sale: SaleFacts, _programme: Programme) -> Iterator[Finding]:
    """A card whose benefits could not be given, for whatever reason, had nothing left to use."""
    card = sale.card
    if card is not None and card.state is not BenefitState.READY and any(card.before.values()):
        yield Finding("sale.benefit_state", f"{card.state.value} with {dict(card.before)}")


def tenders_pay_the_sale(sale: SaleFacts, _programme: Programme) -> Iterator[Finding]:
    """What was given, less change, plus the cash rounding, is what was payable."""
    paid_so_far = what_is_due(sale.totals.payable, sale.tenders, sale.cash_rule)
    if paid_so_far.due or paid_so_far.change != sale.change:
        yield Finding("sale.settlement", f"due {paid_so_far.due}, change {sale.change}/{paid_so_far.change}")
    if paid_so_far.rounding != sale.rounding:
        yield Finding("sale.rounding", f"{sale.rounding} is not {paid_so_far.rounding} by {sale.cash_rule}")
    cash = sum(tender.amount for tender in sale.tenders if tender.kind is TenderKind.CASH)
    if sale.change > cash:
        yield Finding("sale.change_without_cash", f"change {sale.change} out of cash {cash}")


def lines_are_numbered_and_sold(sale: SaleFacts, _programme: Programme) -> Iterator[Finding]:
    """Lines are numbered from 1, quantities are above zero, and there is at least one line."""
    if [line.number for line in sale.lines] != list(range(1, len(sale.lines) + 1)) or not sale.lines:
        yield Finding("sale.line_numbers", "lines are not numbered from 1")
    for line in sale.lines:
        if line.quantity <= 0:
            yield Finding("sale.quantity", f"line {line.number}: {line.quantity}")


def card_month_is_the_sales_month(sale: SaleFacts, _programme: Programme) -> Iterator[Finding]:
    """A card's month is that of the sale's day, which stands in the sale's number."""
    day = sale.sale_no.rpartition("-")[0].rpartition("-")[2]
    if sale.card is not None and sale.card.month != f"{day[:4]}-{day[4:6]}":
        yield Finding("sale.card_month", f"month {sale.card.month} in sale {sale.sale_no}")


SALE_CHECKS: tuple[SaleCheck, ...] = (
    lines_are_numbered_and_sold,
    card_month_is_the_sales_month,
    market_amounts_follow_from_prices,
    quote_is_what_the_programme_says,
    leases_pay_what_the_lines_took,
    only_a_ready_card_has_pools,
    tenders_pay_the_sale,
)


def check_sale(sale: SaleFacts, programme: Programme) -> list[Finding]:
    """Run every check; an empty list means the sale fits."""
    return [finding for check in SALE_CHECKS for finding in check(sale, programme)]


def check_cash_rule(
    sale: SaleFacts,
    shipped: Iterable[ShopRules],
    own: Iterable[ShopRules],
    *,
    date: BusinessDate,
    at_ms: int,
) -> Finding | None:
    """Say when the rule that a sale names for the fen of cash was not the shop's rule.

    `own` are the rules set at the till before this sale, `date` its business date, `at_ms` when it was
    done. The day's rule on which the first money came decides, and a sale may go on over midnight: so
    the rule of its date or of a day up to the one it was done on.
    """
    last = max(date, business_date(at_ms))
    ruling = {rules.cash_rounding for rules in rules_between(shipped, own, date, last)}
    if sale.cash_rule in ruling:
        return None
    told = ", ".join(sorted(ruling))
    return Finding("sale.rounding_rule", f"{sale.cash_rule} on {date}, in force: {told}")


def check_rules_begin(rules: ShopRules, *, date: BusinessDate) -> Finding | None:
    """Report rules that begin before the business date on which they were set."""
    if rules.in_force_from < date:
        return Finding("rules.too_early", f"from {rules.in_force_from}, set on {date}")
    return None
