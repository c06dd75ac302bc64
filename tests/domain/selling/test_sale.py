from __future__ import annotations

import pytest
from hypothesis import given

from pos.domain.cards.card import BasketCard, BenefitState
from pos.domain.cards.lease import Lease, LeaseSpend, left_by_pool
from pos.domain.goods.goods import SoldBy
from pos.domain.journal.canonical import canonical_bytes, read_canonical
from pos.domain.journal.record import record_to_data
from pos.domain.paying.tender import Tender, TenderKind
from pos.domain.selling.basket import Origin, line_for
from pos.domain.selling.quote import quote
from pos.domain.selling.sale import SaleFacts, SoldCard, conclude, used_by_pool
from pos.errors.ledger import EntryWrong
from pos.errors.paying import TenderNotEnough
from tests.domain.selling.test_quote import PROGRAMME
from tests.records import replace, sale_from_data
from tests.strategies import CARD_NO, MONTH, PaidSale, basket, goods, paid_sales

LEASES = (
    Lease("l-1", CARD_NO, MONTH, "vegetable", 10000, spent=9900),
    Lease("l-2", CARD_NO, MONTH, "staple", 20000),
    Lease("l-3", CARD_NO, MONTH, "subsidy", 6000, spent=5800),
    Lease("l-4", CARD_NO, MONTH, "vegetable", 50),
)


def example() -> SaleFacts:
    """Potatoes across two leases, oil, cigarettes; subsidy held back; wechat and cash with change."""
    potatoes = goods("土豆", code="1001", unit="斤", category="蔬菜", price=249, sold_by=SoldBy.WEIGHT)
    oil = goods("压榨菜籽油", spec="5L", unit="桶", category="油", price=6990)
    cigarettes = goods("香烟", code="1002", unit="盒", category="烟", price=2500)
    open_basket = basket(
        line_for(potatoes, quantity=800, amount=200, barcode="2010012002006", origin=Origin.LABEL),
        line_for(oil, quantity=1000, amount=None, barcode="6901234567892", origin=Origin.SCAN),
        line_for(cigarettes, quantity=2000, amount=None, barcode="1002", origin=Origin.KEYED),
        card=BasketCard(CARD_NO, "张*兰", MONTH, BenefitState.READY),
        subsidy_limit=150,
    )
    priced = quote(open_basket.items(), PROGRAMME, left=left_by_pool(LEASES), subsidy_limit=150)
    tenders = (
        Tender(TenderKind.WECHAT, 600, reference_tail="6789", confirmed_by="9001"),
        Tender(TenderKind.CASH, 15000),
    )
    return conclude(
        replace(open_basket, tenders=tenders),
        priced,
        LEASES,
        sale_no="S01-1-20261123-0001",
        shift_id="shift-1",
    )


def test_a_sale_keeps_everything_that_was_decided() -> None:
    sale = example()

    # The scale says 200, not 199. 150 left: 150 x 0.6 = 90, net 200 - 60 = 140. Oil: 6990 x 0.8 = 5592.
    assert [line.discount for line in sale.lines] == [60, 1398, 0]
    # Subsidy 150 over 140 and 5592: 3.66 and 146.34: the fen goes to the first.
    assert [line.subsidy for line in sale.lines] == [4, 146, 0]
    assert sale.totals.payable == 136 + 5446 + 5000
    assert sale.change == 15600 - 10582
    assert sale.paid_in_cash == 10582 - 600
    assert sale.card == SoldCard(
        card_no=CARD_NO,
        masked_name="张*兰",
        month=MONTH,
        state=BenefitState.READY,
        before={"vegetable": 150, "staple": 20000, "subsidy": 200},
        after={"vegetable": 0, "staple": 13010, "subsidy": 50},
        spends=(
            LeaseSpend("l-2", "staple", 6990),
            LeaseSpend("l-3", "subsidy", 150),
            LeaseSpend("l-1", "vegetable", 100),
            LeaseSpend("l-4", "vegetable", 50),
        ),
    )
    assert (sale.programme_version, sale.subsidy_limit) == ("2013-02", 150)
    assert (sale.lines[0].origin, sale.lines[0].amount) == (Origin.LABEL, 200)


@given(paid_sales())
def test_a_sale_written_down_is_read_back_the_same(sold: PaidSale) -> None:
    written = canonical_bytes(record_to_data(sold.facts))

    assert sale_from_data(read_canonical(written)) == sold.facts
    assert canonical_bytes(record_to_data(sale_from_data(read_canonical(written)))) == written


@given(paid_sales())
def test_a_sale_takes_from_the_leases_what_its_lines_took_from_the_pools(sold: PaidSale) -> None:
    used = used_by_pool(sold.facts.lines)
    debited: dict[str, int] = {}
    spends = sold.facts.card.spends if sold.facts.card else ()
    for spent in spends:
        debited[spent.pool] = debited.get(spent.pool, 0) + spent.amount

    assert debited == used
    left = left_by_pool(sold.leases)
    assert all(amount <= left[pool] for pool, amount in used.items())
    granted = {lease.lease_id: lease.left for lease in sold.leases}
    assert all(spent.amount <= granted[spent.lease_id] for spent in spends)


@given(paid_sales())
def test_the_drawer_holds_what_other_ways_of_paying_did_not_pay(sold: PaidSale) -> None:
    sale = sold.facts
    others = sum(tender.amount for tender in sale.tenders if tender.kind is not TenderKind.CASH)

    assert sale.paid_in_cash == sale.totals.payable - sale.rounding - others >= 0


def test_a_sale_that_is_not_paid_is_not_concluded() -> None:
    soap = line_for(goods(), quantity=1000, amount=None, barcode="1", origin=Origin.SCAN)
    open_basket = basket(soap, tenders=(Tender(TenderKind.CASH, 99),))
    priced = quote(open_basket.items(), PROGRAMME, left=None)

    with pytest.raises(TenderNotEnough) as refusal:
        conclude(open_basket, priced, (), sale_no="1", shift_id="1")
    assert refusal.value.facts == {"due_fen": 1}


def test_a_public_sale_knows_no_card() -> None:
    soap = line_for(goods(), quantity=1000, amount=None, barcode="1", origin=Origin.SCAN)
    open_basket = basket(soap, tenders=(Tender(TenderKind.ALIPAY, 100),))
    sale = conclude(
        open_basket, quote(open_basket.items(), PROGRAMME, left=None), (), sale_no="1", shift_id="1"
    )

    assert sale.card is None
    assert record_to_data(sale)["card"] is None
    assert sale.paid_in_cash == 0


def test_a_quote_from_other_leases_than_those_debited_is_a_bug() -> None:
    vegetables = line_for(goods(category="蔬菜"), quantity=1000, amount=None, barcode="1", origin=Origin.SCAN)
    card = BasketCard(CARD_NO, "张*兰", MONTH, BenefitState.READY)
    open_basket = basket(vegetables, card=card, tenders=(Tender(TenderKind.CASH, 100),))
    for left in ({"vegetable": 151}, {"vegetable": 9000}):
        priced = quote(open_basket.items(), PROGRAMME, left=left)
        with pytest.raises(AssertionError):
            conclude(open_basket, priced, LEASES, sale_no="1", shift_id="1")


def test_a_quote_of_another_basket_is_a_bug() -> None:
    soap = line_for(goods(), quantity=1000, amount=None, barcode="1", origin=Origin.SCAN)
    paid = basket(soap, tenders=(Tender(TenderKind.CASH, 100),))

    with pytest.raises(ValueError, match="zip"):
        conclude(paid, quote([], PROGRAMME, left=None), (), sale_no="1", shift_id="1")


@pytest.mark.parametrize("kind", ["wechat", "alipay", "other"])
def test_money_that_came_by_hand_came_on_somebodys_word(kind: str) -> None:
    """Earlier versions told nobody's, and stay readable."""
    data = record_to_data(example())
    method = {"id": "voucher", "name": "消费券", "reference": ""} if kind == "other" else None
    data["tenders"][0] |= {"kind": kind, "confirmed_by": None, "method": method}

    with pytest.raises(EntryWrong):
        sale_from_data(data)
    before = {**data, "tenders": [{**each} for each in data["tenders"]]}
    del before["rounding"]
    for each in before["tenders"]:
        del each["confirmed_by"], each["method"]
    assert sale_from_data(before, version=2).tenders[0].confirmed_by is None
    data["tenders"][0]["payment_id"] = "p1"  # A provider's answer needs no person's.
    assert sale_from_data(data).tenders[0].payment_id == "p1"
