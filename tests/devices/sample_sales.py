"""Sales to print: the basket of the design and smaller ones, concluded by the real domain code."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

from pos.domain.cards.card import BasketCard, BenefitState
from pos.domain.cards.lease import Lease
from pos.domain.goods.goods import SoldBy
from pos.domain.paying.tender import Tender, TenderKind
from pos.domain.programme.programme import PoolId, Programme, programme_from_data
from pos.domain.returns.goods_slip import GoodsSlip
from pos.domain.returns.mirror import NOTHING_BEFORE, ReturnTerms, left_to_return, return_goods
from pos.domain.selling.basket import Basket, BasketLine, Origin
from pos.domain.selling.quote import quote
from pos.domain.selling.sale import conclude
from pos.services.printing.receipts import SaleOnPaper, ShopFacts
from pos.services.returns.goods_slip_paper import SlipOnPaper
from pos.services.returns.return_slip import ReturnOnPaper
from tests.records import replace

ROOT = Path(__file__).resolve().parents[2]

AT_MS = 1_795_401_727_000  # 2026-11-23 10:42:07 in Shanghai.
SALE_NO = "S01-1-20261123-0087"
CARD_NO = "6201000000008812"
SHOP = ShopFacts(store_name="浆洗街店", till_id="S01-1")
PROGRAMME: Programme = programme_from_data(
    json.loads((ROOT / "resources" / "programmes" / "2013-02.json").read_text(encoding="utf-8"))
)

MIXED_TENDERS = (Tender(TenderKind.WECHAT, 5_000, reference_tail="3391"), Tender(TenderKind.CASH, 10_000))
USED_BEFORE = {"vegetable": 3_770, "staple": 6_000, "subsidy": 0}


def line(
    name: str,
    category: str,
    price: int,
    quantity: int = 1_000,
    unit: str = "件",
    *,
    weighed: bool = False,
) -> BasketLine:
    """A line of a basket; price in fen, quantity in thousandths."""
    return BasketLine(
        number=0,
        code="6900000000000",
        name=name,
        unit=unit,
        category=category,
        sold_by=SoldBy.WEIGHT if weighed else SoldBy.PIECE,
        unit_price=price,
        quantity=quantity,
        amount=None,
        barcode="6900000000000",
        origin=Origin.SCAN,
    )


DESIGN_LINES = (
    line("上海青", "蔬菜", 498, 912, "kg", weighed=True),
    line("本地番茄", "蔬菜", 760, 1_354, "kg", weighed=True),
    line("压榨菜籽油 5L", "油", 6_990, unit="桶"),
    line("土鸡蛋 30枚", "蛋", 2_680, unit="板"),
    line("五常大米 10kg", "米", 6_990, unit="袋"),
    line("酿造生抽 500ml", "调味", 990, 2_000, "瓶"),
)


def sale(
    lines: Sequence[BasketLine] = DESIGN_LINES,
    *,
    used: Mapping[PoolId, int] | None = None,
    state: BenefitState = BenefitState.READY,
    tenders: tuple[Tender, ...] | None = None,
    programme: Programme = PROGRAMME,
) -> SaleOnPaper:
    """A concluded sale; `used` is what the card used before (None: no card). Paid in cash unless said."""
    card: BasketCard | None = None
    left: dict[PoolId, int] | None = None
    leases: tuple[Lease, ...] = ()
    if used is not None:
        cap = programme.entitlement()
        left = {pool: cap[pool] - used[pool] for pool in cap} if state is BenefitState.READY else {}
        leases = tuple(
            Lease(f"lease-{pool}", CARD_NO, "2026-11", pool, granted=cap[pool], spent=used[pool])
            for pool in (cap if state is BenefitState.READY else ())
        )
        card = BasketCard(CARD_NO, "张*兰", "2026-11", state)
    numbered = tuple(replace(each, number=number) for number, each in enumerate(lines, 1))
    basket = Basket("sale-1", "2026-11-23", AT_MS - 60_000, numbered, card)
    priced = quote(basket.items(), programme, left=left)
    if tenders is None:
        tenders = (Tender(TenderKind.CASH, priced.totals.payable),) if priced.totals.payable else ()
    basket = replace(basket, tenders=tenders)
    facts = conclude(basket, priced, leases, sale_no=SALE_NO, shift_id="shift-1")
    return SaleOnPaper(facts, at_ms=AT_MS, cashier="李芳", short_hash="3f9a0c12")


def design_sale() -> SaleOnPaper:
    """The basket of design/checkout.png, paid as in design/pay.png."""
    return sale(used=USED_BEFORE, tenders=MIXED_TENDERS)


def design_return(*, void: bool = False, on: str = "2026-11-23") -> ReturnOnPaper:
    """Part of the design's basket given back, or all of it as a void; after its month with a later `on`."""
    facts = design_sale().facts
    left_behind = () if facts.card is None else facts.card.spends
    terms = ReturnTerms(
        return_no=f"S01-1-{on.replace('-', '')}-R001",
        shift_id="shift-1",
        business_date=on,
        reason="录错了" if void else "商品质量问题",
        rule="return_goods.cashier.needs_approval",
        void=void,
    )
    wanted = left_to_return(facts, {}) if void else {1: 300, 3: 1_000, 6: 1_000}
    cap = PROGRAMME.entitlement()
    leases = tuple(
        Lease(
            each.lease_id, CARD_NO, "2026-11", each.pool, cap[each.pool], USED_BEFORE[each.pool] + each.amount
        )
        for each in left_behind
    )
    goods_return = return_goods(facts, wanted, NOTHING_BEFORE, terms, leases)
    later_ms = (date.fromisoformat(on) - date(2026, 11, 23)) // timedelta(milliseconds=1)
    return ReturnOnPaper(goods_return, AT_MS + later_ms, "李芳", "陈国强", "b41c77e0")


def design_slip() -> SlipOnPaper:
    """The goods of `design_return` taken in at another till, whose money waits for the selling till."""
    facts = design_return().facts
    slip = GoodsSlip(
        slip_no="S01-2-20261123-P001",
        return_id="back-1",
        sale_no=facts.sale_no,
        of_till=facts.of_till,
        shift_id="shift-1",
        reason=facts.reason,
        rule="return_elsewhere.cashier.needs_approval",
        lines=facts.lines,
        payable=sum(line.payable for line in facts.lines),
    )
    return SlipOnPaper(slip, AT_MS, "李芳", "陈国强", "5d20c3aa")
