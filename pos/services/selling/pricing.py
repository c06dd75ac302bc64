"""Turns a basket into the state the fronts show: programme, card's pools, quote, what is paid so far."""

from __future__ import annotations

from pos.domain.cards.ask import Ask
from pos.domain.cards.card import BenefitState
from pos.domain.cards.lease import Lease, left_by_pool
from pos.domain.money import Fen
from pos.domain.paying.tender import what_is_due
from pos.domain.programme.contribution import Contribution
from pos.domain.programme.programme import Programme
from pos.domain.selling.basket import Basket
from pos.domain.selling.quote import quote
from pos.domain.shop_rules import CashRounding, WeightUnit
from pos.services.counter.state import CheckoutState


def price(
    basket: Basket,
    programme: Programme,
    leases: tuple[Lease, ...],
    *,
    held: int,
    sale_counter: int,
    contribution: Contribution | None = None,
    cash_rule: CashRounding = CashRounding.OFF,
    weight_unit: WeightUnit = WeightUnit.AS_SOLD,
    ask: Ask | None = None,
    coming: Fen = 0,
) -> CheckoutState:
    """Price a basket. `leases` are the card's at this till for the basket's month."""
    card = basket.card
    left = None
    if card is not None:
        left = left_by_pool(leases) if card.state is BenefitState.READY else {}
    priced = quote(basket.items(), programme, left=left, subsidy_limit=basket.subsidy_limit)
    return CheckoutState(
        basket=basket,
        quote=priced,
        programme=programme,
        paid_so_far=what_is_due(priced.totals.payable, basket.tenders, cash_rule),
        held=held,
        sale_counter=sale_counter,
        cap=programme.entitlement(),
        contribution=contribution,
        cash_rule=cash_rule,
        weight_unit=weight_unit,
        ask=ask,
        coming=coming,
    )
