from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given

from pos.domain.cards.card import BenefitState
from pos.domain.cards.lease import LeaseSpend
from pos.domain.paying.tender import Tender, TenderKind
from pos.domain.programme.programme import CapBasis
from pos.domain.selling.checks import SALE_CHECKS, check_sale
from pos.domain.selling.sale import SaleFacts, SoldCard, SoldLine
from tests.domain.selling.test_quote import PROGRAMME
from tests.domain.selling.test_sale import example
from tests.records import replace
from tests.strategies import PaidSale, paid_sales

Change = Callable[[SaleFacts], SaleFacts]


def first_line(change: Callable[[SoldLine], SoldLine]) -> Change:
    return lambda sale: replace(sale, lines=(change(sale.lines[0]), *sale.lines[1:]))


def card(change: Callable[[SoldCard], SoldCard]) -> Change:
    def changed(sale: SaleFacts) -> SaleFacts:
        assert sale.card is not None
        return replace(sale, card=change(sale.card))

    return changed


def pools(name: str, pool: str, amount: int | None) -> Change:
    """The card with one pool's figure put to another, or taken away."""

    def changed(sold: SoldCard) -> SoldCard:
        before = name == "before"
        told = sold.before if before else sold.after
        figures = {each: fen for each, fen in told.items() if each != pool}
        figures |= {} if amount is None else {pool: amount}
        return replace(sold, before=figures) if before else replace(sold, after=figures)

    return card(changed)


def tenders(*given: Tender, change: int) -> Change:
    return lambda sale: replace(sale, tenders=given, change=change)


PAYABLE = 10582
WECHAT, CASH = TenderKind.WECHAT, TenderKind.CASH

FORGERIES: list[tuple[str, str, Change]] = [
    ("lines that are missing", "sale.line_numbers", lambda sale: replace(sale, lines=())),
    ("a line left out", "sale.line_numbers", lambda sale: replace(sale, lines=sale.lines[1:])),
    ("a line twice", "sale.line_numbers", lambda sale: replace(sale, lines=(*sale.lines, sale.lines[0]))),
    ("a line numbered 0", "sale.line_numbers", first_line(lambda line: replace(line, number=0))),
    ("a quantity of 0", "sale.quantity", first_line(lambda line: replace(line, quantity=0))),
    ("a quantity below 0", "sale.quantity", first_line(lambda line: replace(line, quantity=-1000))),
    ("another price on the label", "sale.market_amount", first_line(lambda line: replace(line, amount=198))),
    (
        "a market amount that does not follow from the price",
        "sale.market_amount",
        lambda sale: replace(sale, lines=(*sale.lines[:2], replace(sale.lines[2], unit_price=2501))),
    ),
    (
        "goods in another category",
        "sale.quote",
        first_line(lambda line: replace(line, category="日用")),
    ),
    (
        "a discount that is too large",
        "sale.quote",
        first_line(lambda line: replace(line, discount=61, net=139)),
    ),
    (
        "a subsidy that was spread in another way",
        "sale.quote",
        lambda sale: replace(
            sale,
            lines=(
                replace(sale.lines[0], subsidy=3, payable=137),
                replace(sale.lines[1], subsidy=147, payable=5445),
                sale.lines[2],
            ),
        ),
    ),
    ("a pool that is named wrongly", "sale.quote", first_line(
        lambda line: replace(line, pool="staple")
    )),
    ("a total that is no sum", "sale.totals", lambda sale: replace(
        sale, totals=replace(sale.totals, discount=sale.totals.discount + 1)
    )),
    ("another programme", "sale.programme", lambda sale: replace(sale, programme_version="2026-01")),
    ("no card behind the benefit", "sale.quote", lambda sale: replace(sale, card=None)),
    ("more in the pool before than the lines tell", "sale.quote", pools("before", "vegetable", 151)),
    ("more in a pool that was not used up", "sale.pools_after", pools("before", "staple", 20001)),
    ("more in the pool after", "sale.pools_after", pools("after", "vegetable", 1)),
    ("a pool the programme does not have", "sale.pools_before", pools("before", "gold", 1)),
    ("a pool that is not told before", "sale.pools_before", pools("before", "vegetable", None)),
    ("a pool that is not told after", "sale.pools_after", pools("after", "vegetable", None)),
    ("a limit on the subsidy that was not kept", "sale.quote", lambda sale: replace(sale, subsidy_limit=149)),
    ("a limit on the subsidy taken away", "sale.quote", lambda sale: replace(sale, subsidy_limit=None)),
    ("a fenced till that gave benefits", "sale.benefit_state", card(
        lambda sold: replace(sold, state=BenefitState.FENCED)
    )),
    ("a card without a lease that got benefits", "sale.benefit_state", card(
        lambda sold: replace(sold, state=BenefitState.NO_LEASE)
    )),
    ("another month", "sale.card_month", card(lambda sold: replace(sold, month="2026-10"))),
    ("leases that were not debited", "sale.lease_debits", card(lambda sold: replace(sold, spends=()))),
    ("leases that were debited by less", "sale.lease_debits", card(
        lambda sold: replace(sold, spends=(replace(sold.spends[0], amount=6989), *sold.spends[1:]))
    )),
    ("a lease that was debited for nothing", "sale.lease_debits", card(
        lambda sold: replace(sold, spends=(*sold.spends, LeaseSpend("l-9", "gold", 1)))
    )),
    ("a lease of another pool", "sale.lease_debits", card(
        lambda sold: replace(sold, spends=(replace(sold.spends[0], pool="vegetable"), *sold.spends[1:]))
    )),
    ("money that is missing", "sale.settlement", tenders(Tender(CASH, PAYABLE - 1), change=0)),
    ("change that is too much", "sale.settlement", tenders(Tender(CASH, PAYABLE + 100), change=101)),
    ("change that was kept", "sale.settlement", tenders(Tender(CASH, PAYABLE + 100), change=0)),
    ("cash given back for a WeChat payment", "sale.change_without_cash", tenders(
        Tender(WECHAT, PAYABLE + 1), change=1
    )),
    ("more cash given back than was taken", "sale.change_without_cash", tenders(
        Tender(WECHAT, PAYABLE + 1), Tender(CASH, 10), change=11
    )),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "forge"), [pytest.param(code, forge, id=name) for name, code, forge in FORGERIES]
)
def test_a_sale_that_was_tampered_with_is_found(code: str, forge: Change) -> None:
    findings = check_sale(forge(example()), PROGRAMME)

    assert code in [finding.code for finding in findings]
    assert all(finding.detail for finding in findings)


def test_each_kind_of_finding_has_a_story_here() -> None:
    told = {code for _name, code, _forge in FORGERIES}

    assert told == {
        "sale.line_numbers", "sale.quantity", "sale.market_amount", "sale.programme", "sale.quote",
        "sale.totals", "sale.pools_before", "sale.pools_after", "sale.benefit_state", "sale.lease_debits",
        "sale.card_month", "sale.settlement", "sale.change_without_cash",
    }  # fmt: skip


def test_every_finding_is_told_and_not_only_the_first() -> None:
    sale = example()
    wrong = tenders(change=5)(first_line(lambda line: replace(line, number=9, quantity=0))(sale))

    assert [finding.code for finding in check_sale(wrong, PROGRAMME)] == [
        "sale.line_numbers", "sale.quantity", "sale.settlement", "sale.change_without_cash",
    ]  # fmt: skip


@pytest.mark.parametrize("state", [BenefitState.NO_LEASE, BenefitState.NO_PROGRAMME, BenefitState.FENCED])
def test_a_card_that_got_nothing_may_be_in_any_state(state: BenefitState) -> None:
    sale = example()
    empty = dict.fromkeys(PROGRAMME.entitlement(), 0)
    without = replace(PROGRAMME, pools=tuple(replace(pool, percent_paid=100) for pool in PROGRAMME.pools))
    line = sale.lines[2]
    nothing_used = replace(
        sale,
        lines=(replace(line, number=1),),
        totals=replace(sale.totals, market=5000, discount=0, net=5000, subsidy=0, payable=5000),
        card=SoldCard("6201", "张*", "2026-11", state, empty, empty, ()),
        subsidy_limit=None,
        tenders=(Tender(CASH, 5000),),
        change=0,
    )

    assert check_sale(nothing_used, PROGRAMME) == check_sale(nothing_used, without) == []


def test_one_thousandth_of_a_unit_is_a_quantity() -> None:
    sale = first_line(lambda line: replace(line, quantity=1))(example())

    assert check_sale(sale, PROGRAMME) == []  # The scale's amount stands; one thousandth is above nothing.


def test_a_sale_of_another_programme_is_not_priced_again_with_this_one() -> None:
    sale = replace(example(), programme_version="2026-01", subsidy_limit=None)

    assert [finding.code for finding in check_sale(sale, PROGRAMME)] == ["sale.programme"]


def test_the_same_fen_under_another_arithmetic_is_found() -> None:
    on_paid = replace(PROGRAMME, cap_basis=CapBasis.PAID)

    assert "sale.quote" in [finding.code for finding in check_sale(example(), on_paid)]


def test_a_true_sale_has_no_findings() -> None:
    assert check_sale(example(), PROGRAMME) == []
    assert len(SALE_CHECKS) == len(set(SALE_CHECKS)) == 7


@given(paid_sales())
def test_whatever_a_till_concludes_passes_its_own_checks(sold: PaidSale) -> None:
    assert check_sale(sold.facts, sold.programme) == []
