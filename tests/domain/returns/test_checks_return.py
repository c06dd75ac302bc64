"""Whoever forges a return is found out by the sale it names and by what came back before."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pos.domain.cards.lease import LeaseSpend
from pos.domain.paying.tender import TenderKind
from pos.domain.quantity import ONE
from pos.domain.returns.checks_return import check_return, check_return_alone
from pos.domain.returns.facts import Refund, ReturnFacts
from pos.domain.returns.mirror import NOTHING_BEFORE, ReturnedBefore
from tests.domain.returning import AFTER_IT, one_visit, sale_of
from tests.records import replace

SALE = sale_of(payable=90, subsidy=10, spends=(LeaseSpend("L1", "subsidy", 10),))
ONE_OF_TWO = one_visit(SALE, {1: ONE})


def found(facts: ReturnFacts, before: ReturnedBefore = NOTHING_BEFORE) -> list[str]:
    findings = check_return(facts, SALE, before.quantities, before.restorations, before.refunds)
    return [finding.code for finding in findings]


def line_changed(**changes: object) -> Callable[[ReturnFacts], ReturnFacts]:
    def change(facts: ReturnFacts) -> ReturnFacts:
        return replace(facts, lines=(replace(facts.lines[0], **changes),))

    return change


def test_an_honest_return_has_nothing_to_find() -> None:
    assert found(ONE_OF_TWO) == [] and check_return_alone(ONE_OF_TWO) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda facts: replace(facts, sale_no="S01-1-20261123-0002"), "return.sale"),
        (lambda facts: replace(facts, of_till="S01-2"), "return.sale"),
        (lambda facts: replace(facts, programme_version="1999"), "return.programme"),
        (lambda facts: replace(facts, return_no="S01-1-20261122-R001"), "return.before_sale"),
        (lambda facts: replace(facts, lines=()), "return.line_numbers"),
        (lambda facts: replace(facts, lines=facts.lines * 2), "return.line_numbers"),
        (line_changed(number=7), "return.line_unknown"),
        (line_changed(quantity=3 * ONE), "return.too_much"),
        (line_changed(quantity=0), "return.too_much"),
        (line_changed(quantity=500), "return.quantity"),
        (line_changed(payable=50, subsidy=0), "return.line"),
        (line_changed(counted=5), "return.line"),
        (line_changed(name="另一件"), "return.line"),
        (lambda facts: replace(facts, totals=replace(facts.totals, payable=50)), "return.totals"),
        (lambda facts: replace(facts, void=True), "return.void"),
        (lambda facts: replace(facts, refunds=(Refund(TenderKind.CASH, 50),)), "return.refunds"),
        (lambda facts: replace(facts, refunds=(Refund(TenderKind.WECHAT, 45),)), "return.refunds"),
        (lambda facts: replace(facts, refunds=()), "return.refunds"),
        (lambda facts: replace(facts, card=None), "return.card"),
        (lambda facts: replace(facts, forfeited={"subsidy": 5}), "return.forfeited"),
        (lambda facts: replace(facts, restorations=()), "return.restorations"),
        (
            lambda facts: replace(facts, restorations=(LeaseSpend("L2", "subsidy", 5),)),
            "return.restorations",
        ),
        (lambda facts: replace(facts, elsewhere=True), "return.restorations"),
    ],
)
def test_nothing_can_be_invented(change: Callable[[ReturnFacts], ReturnFacts], code: str) -> None:
    assert found(change(ONE_OF_TWO))[0] == code


def test_after_the_month_the_card_gets_nothing_whatever_the_entry_says() -> None:
    late = one_visit(SALE, {1: ONE}, on=AFTER_IT)
    assert late.forfeited == {"subsidy": 5} and found(late) == []

    greedy = replace(late, restorations=ONE_OF_TWO.restorations, forfeited={})
    assert found(greedy)[:2] == ["return.forfeited", "return.restorations"]


def test_the_same_return_does_not_fit_twice() -> None:
    whole = one_visit(SALE, {1: 2 * ONE})
    assert found(whole, NOTHING_BEFORE.plus(whole)) == ["return.too_much"]


def test_a_void_takes_back_a_sale_of_which_nothing_came_back() -> None:
    assert found(one_visit(SALE, {1: 2 * ONE}, void=True)) == []
    before = NOTHING_BEFORE.plus(ONE_OF_TWO)
    rest = one_visit(SALE, {1: ONE}, before)
    assert found(rest, before) == []
    assert found(replace(rest, void=True), before) == ["return.void"]


def test_more_money_than_was_paid_is_found_even_when_the_lines_fit() -> None:
    before = ReturnedBefore({}, (), {"cash": 60})
    assert found(ONE_OF_TWO, before) == ["return.refunds"]


def test_the_pools_on_the_slip_are_what_went_back() -> None:
    card = ONE_OF_TWO.card
    assert card is not None
    assert found(replace(ONE_OF_TWO, card=replace(card, after={"subsidy": 99}))) == ["return.pools_after"]
    assert found(replace(ONE_OF_TWO, card=replace(card, card_no="6201"))) == ["return.card"]


def test_without_its_sale_a_return_must_still_add_up() -> None:
    elsewhere = one_visit(SALE, {1: ONE}, elsewhere=True)
    assert check_return_alone(elsewhere) == []
    forged = replace(
        elsewhere,
        restorations=ONE_OF_TWO.restorations,
        of_till="S02-1",
        refunds=(),
        totals=replace(elsewhere.totals, market=1),
    )
    codes = {finding.code for finding in check_return_alone(forged)}
    assert codes == {"return.restorations", "return.of_till", "return.refunds", "return.totals"}
