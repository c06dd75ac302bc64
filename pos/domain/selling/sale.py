"""A finished sale as a fact: everything that was decided, frozen, as it stands in the journal.

`SaleFacts` is built once on the till, written into the entry, and read back by receipts,
`verify` and the platform. Nobody prices it again to show it; everybody may to check it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pos.domain.calendar import Month
from pos.domain.cards.card import BenefitState
from pos.domain.cards.lease import Lease, LeaseSpend, left_by_pool, spend
from pos.domain.goods.goods import SoldBy
from pos.domain.journal.reading import Reader
from pos.domain.money import Fen
from pos.domain.paying.tender import Tender, TenderKind, TenderState, check_paid
from pos.domain.paying.tender_method import method_from_data, method_to_data
from pos.domain.programme.programme import SUBSIDY, PoolId
from pos.domain.quantity import Thousandths
from pos.domain.selling.basket import Basket, BasketLine, Confirmer, Origin
from pos.domain.selling.quote import Quote, QuotedLine, QuoteItem, Totals
from pos.domain.shop_rules import CashRounding
from pos.errors.ledger import EntryWrong

SALE_VERSION = 3  # What `sale_to_data` writes.
SALE_VERSIONS = (1, 2, SALE_VERSION)  # What `sale_from_data` reads.


@dataclass(frozen=True, slots=True)
class SoldLine:
    """A line as sold: what it was and what was decided about it (fen, thousandths)."""

    number: int
    code: str
    name: str
    unit: str
    category: str
    sold_by: SoldBy
    unit_price: Fen
    quantity: Thousandths
    amount: Fen | None
    barcode: str
    origin: Origin
    quoted: QuotedLine
    list_price: Fen | None = None  # The catalogue's price, when another one was asked.

    def item(self) -> QuoteItem:
        """The line as pricing sees it."""
        return QuoteItem(self.category, self.quoted.market)


@dataclass(frozen=True, slots=True)
class SoldCard:
    """What the card was allowed, and which leases paid. Pools in fen."""

    card_no: str
    masked_name: str
    month: Month
    state: BenefitState
    before: Mapping[PoolId, Fen]
    after: Mapping[PoolId, Fen]
    spends: tuple[LeaseSpend, ...]


@dataclass(frozen=True, slots=True)
class SaleFacts:
    """One sale, complete. `programme_version` names the rules that decided it."""

    sale_no: str
    shift_id: str
    programme_version: str
    opened_at_ms: int
    lines: tuple[SoldLine, ...]
    totals: Totals
    card: SoldCard | None
    subsidy_limit: Fen | None
    tenders: tuple[Tender, ...]
    change: Fen
    confirmed_by: Confirmer | None = None
    cash_rule: CashRounding = CashRounding.OFF  # The shop's rule that decided the next figure.
    rounding: Fen = 0  # 抹零: what the rule left off the cash part; below zero what it put on.

    @property
    def paid_in_cash(self) -> Fen:
        """Cash that stays in the drawer: handed over less change, in fen."""
        return sum(t.amount for t in self.tenders if t.kind is TenderKind.CASH) - self.change


def conclude(
    basket: Basket,
    quote: Quote,
    leases: tuple[Lease, ...],
    *,
    sale_no: str,
    shift_id: str,
    cash_rule: CashRounding = CashRounding.OFF,
) -> SaleFacts:
    """Turn a paid basket and its quote into the sale's facts. Raises TenderNotEnough."""
    paid_so_far = check_paid(quote.totals.payable, basket.tenders, cash_rule)
    card = None
    if basket.card is not None:
        before, after = dict(quote.before or {}), dict(quote.remaining or {})
        used = {pool: before[pool] - after[pool] for pool in before if before[pool] != after[pool]}
        card = SoldCard(
            card_no=basket.card.card_no,
            masked_name=basket.card.masked_name,
            month=basket.card.month,
            state=basket.card.state,
            before=before,
            after=after,
            spends=spend(leases, used),
        )
        assert left_by_pool(leases).items() >= {pool: before[pool] for pool in used}.items()
    lines = tuple(_sold(line, quoted) for line, quoted in zip(basket.lines, quote.lines, strict=True))
    return SaleFacts(
        sale_no=sale_no,
        shift_id=shift_id,
        programme_version=quote.programme_version,
        opened_at_ms=basket.opened_at_ms,
        lines=lines,
        totals=quote.totals,
        card=card,
        subsidy_limit=basket.subsidy_limit,
        tenders=basket.tenders,
        change=paid_so_far.change,
        confirmed_by=basket.confirmed_by,
        cash_rule=cash_rule,
        rounding=paid_so_far.rounding,
    )


def used_by_pool(lines: tuple[SoldLine, ...]) -> dict[PoolId, Fen]:
    """What a sale's lines took from each pool, in fen."""
    used: dict[PoolId, Fen] = {}
    for line in lines:
        if line.quoted.pool is not None and line.quoted.counted:
            used[line.quoted.pool] = used.get(line.quoted.pool, 0) + line.quoted.counted
        if line.quoted.subsidy:
            used[SUBSIDY] = used.get(SUBSIDY, 0) + line.quoted.subsidy
    return used


def sale_to_data(sale: SaleFacts) -> dict[str, Any]:
    """Write a sale as plain data for its entry (kind `sale`, version 3)."""
    card = sale.card
    return {
        "sale_no": sale.sale_no,
        "shift_id": sale.shift_id,
        "programme": sale.programme_version,
        "opened_at": sale.opened_at_ms,
        "lines": [_line_to_data(line) for line in sale.lines],
        "totals": sale.totals.to_data(),
        "card": None
        if card is None
        else {
            "card_no": card.card_no,
            "masked_name": card.masked_name,
            "month": card.month,
            "state": card.state.value,
            "before": dict(card.before),
            "after": dict(card.after),
            "spends": [
                {"lease_id": spent.lease_id, "pool": spent.pool, "amount": spent.amount}
                for spent in card.spends
            ],
        },
        "subsidy_limit": sale.subsidy_limit,
        "tenders": [
            {
                "kind": tender.kind.value,
                "amount": tender.amount,
                "state": tender.state.value,
                "reference_tail": tender.reference_tail,
                "payment_id": tender.payment_id,
                "confirmed_by": tender.confirmed_by,
                "method": method_to_data(tender.method),
            }
            for tender in sale.tenders
        ],
        "change": sale.change,
        "confirmed_by": None if sale.confirmed_by is None else sale.confirmed_by.value,
        "rounding": {"rule": sale.cash_rule.value, "amount": sale.rounding},
    }


def sale_from_data(data: object, *, version: int = SALE_VERSION) -> SaleFacts:
    """Read a sale of a version back, strictly. Raises EntryWrong.

    Version 1 knew no changed prices, no payments asked of a provider and no yes of the customer;
    version 2 no rounding of cash, no name of who said that a phone's money came, and no kinds of 其他.
    """
    if version not in SALE_VERSIONS:
        raise EntryWrong(reason=f"sale version {version}")
    first = version == 1
    body = Reader.of(data)
    rounding = body.reader("rounding") if version >= 3 else None
    return SaleFacts(
        sale_no=body.text("sale_no"),
        shift_id=body.text("shift_id"),
        programme_version=body.text("programme"),
        opened_at_ms=body.whole("opened_at"),
        lines=tuple(_line_from_data(line, first=first) for line in body.readers("lines")),
        totals=_totals_from_data(body.reader("totals")),
        card=_card_from_data(body.reader_or_none("card")),
        subsidy_limit=body.fen_or_none("subsidy_limit"),
        tenders=tuple(_tender_from_data(each, version=version) for each in body.readers("tenders")),
        change=body.fen("change"),
        confirmed_by=None if first else body.choice_or_none("confirmed_by", Confirmer),
        cash_rule=CashRounding.OFF if rounding is None else rounding.choice("rule", CashRounding),
        rounding=0 if rounding is None else rounding.signed("amount"),
    )


def _tender_from_data(each: Reader, *, version: int) -> Tender:
    tender = Tender(
        kind=each.choice("kind", TenderKind),
        amount=each.fen("amount"),
        state=each.choice("state", TenderState),
        reference_tail=each.text("reference_tail", may_be_empty=True),
        payment_id=None if version == 1 else each.text_or_none("payment_id"),
        confirmed_by=each.text_or_none("confirmed_by") if version >= 3 else None,
        method=method_from_data(each) if version >= 3 else None,
    )
    by_hand = tender.kind is not TenderKind.CASH and tender.payment_id is None
    if version >= 3 and by_hand and tender.confirmed_by is None:
        raise EntryWrong(reason=f"nobody said that the money by {tender.kind.value} came")
    return tender


def _sold(line: BasketLine, quoted: QuotedLine) -> SoldLine:
    return SoldLine(
        number=line.number,
        code=line.code,
        name=line.name,
        unit=line.unit,
        category=line.category,
        sold_by=line.sold_by,
        unit_price=line.unit_price,
        quantity=line.quantity,
        amount=line.amount,
        barcode=line.barcode,
        origin=line.origin,
        quoted=quoted,
        list_price=line.list_price,
    )


def _line_to_data(line: SoldLine) -> dict[str, Any]:
    return {
        "n": line.number,
        "code": line.code,
        "name": line.name,
        "unit": line.unit,
        "category": line.category,
        "sold_by": line.sold_by.value,
        "unit_price": line.unit_price,
        "quantity": line.quantity,
        "amount": line.amount,
        "barcode": line.barcode,
        "origin": line.origin.value,
        "list_price": line.list_price,
        **line.quoted._asdict(),
    }


def _line_from_data(body: Reader, *, first: bool) -> SoldLine:
    return SoldLine(
        number=body.whole("n"),
        code=body.text("code"),
        name=body.text("name"),
        unit=body.text("unit"),
        category=body.text("category"),
        sold_by=body.choice("sold_by", SoldBy),
        unit_price=body.fen("unit_price"),
        quantity=body.whole("quantity"),
        amount=body.fen_or_none("amount"),
        barcode=body.text("barcode"),
        origin=body.choice("origin", Origin),
        quoted=QuotedLine(
            market=body.fen("market"),
            pool=body.text_or_none("pool"),
            covered=body.fen("covered"),
            counted=body.fen("counted"),
            discount=body.fen("discount"),
            net=body.fen("net"),
            subsidy=body.fen("subsidy"),
            payable=body.fen("payable"),
        ),
        list_price=None if first else body.fen_or_none("list_price"),
    )


def _totals_from_data(body: Reader) -> Totals:
    return Totals(
        market=body.fen("market"),
        discount=body.fen("discount"),
        net=body.fen("net"),
        subsidy=body.fen("subsidy"),
        payable=body.fen("payable"),
    )


def _card_from_data(body: Reader | None) -> SoldCard | None:
    if body is None:
        return None
    return SoldCard(
        card_no=body.text("card_no"),
        masked_name=body.text("masked_name"),
        month=body.text("month"),
        state=body.choice("state", BenefitState),
        before=body.fen_by_name("before"),
        after=body.fen_by_name("after"),
        spends=tuple(
            LeaseSpend(each.text("lease_id"), each.text("pool"), each.fen("amount"))
            for each in body.readers("spends")
        ),
    )
