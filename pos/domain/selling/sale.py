"""A finished sale as a fact: everything that was decided, frozen, as it stands in the journal.

`SaleFacts` is built once on the till, is the record of its entry, and is read back by receipts,
`verify` and the platform. Nobody prices it again to show it; everybody may to check it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from msgspec import field
from msgspec.structs import asdict

from pos.domain.cards.card import BenefitState
from pos.domain.cards.lease import Lease, LeaseSpend, left_by_pool, spend
from pos.domain.goods.goods import SoldBy
from pos.domain.journal.entries import EntryKind
from pos.domain.journal.record import Amount, AmountByName, Record, SignedAmount, Text, Told, Whole
from pos.domain.money import Fen
from pos.domain.paying.tender import Tender, TenderKind, TenderState, check_paid
from pos.domain.programme.programme import SUBSIDY, PoolId
from pos.domain.selling.basket import Basket, BasketLine, Confirmer, Origin
from pos.domain.selling.quote import Quote, QuotedLine, QuoteItem, Totals
from pos.domain.shop_rules import CashRounding


class SoldLineV1(Record, frozen=True, kw_only=True, gc=False):
    """A line as version 1 of a sale told it: it knew no changed prices (fen, thousandths)."""

    number: Whole = field(name="n")
    code: Text
    name: Text
    unit: Text
    category: Text
    sold_by: SoldBy
    unit_price: Amount
    quantity: Whole
    amount: Amount | None  # What a scale printed.
    barcode: Text
    origin: Origin
    market: Amount
    pool: Text | None
    covered: Amount
    counted: Amount
    discount: Amount
    net: Amount
    subsidy: Amount
    payable: Amount


class SoldLine(SoldLineV1, frozen=True, kw_only=True, gc=False):
    """A line as sold: what it was and what was decided about it (fen, thousandths)."""

    list_price: Amount | None = None  # The catalogue's price, when another one was asked.

    @property
    def quoted(self) -> QuotedLine:
        """What was decided about it."""
        return QuotedLine(
            self.market,
            self.pool,
            self.covered,
            self.counted,
            self.discount,
            self.net,
            self.subsidy,
            self.payable,
        )

    def item(self) -> QuoteItem:
        """The line as pricing sees it."""
        return QuoteItem(self.category, self.market)


class SoldCard(Record, frozen=True):
    """What the card was allowed, and which leases paid. Pools in fen."""

    card_no: Text
    masked_name: Text
    month: Text
    state: BenefitState
    before: AmountByName
    after: AmountByName
    spends: tuple[LeaseSpend, ...]


class RoundedCash(Record, frozen=True, gc=False):
    """抹零: what the shop's rule left off the cash part, in fen; below zero what it put on."""

    rule: CashRounding
    amount: SignedAmount


class SaleCore(Record, frozen=True, kw_only=True):
    """What every version of a sale tells. `programme_version` names the rules that decided it."""

    sale_no: Text
    shift_id: Text
    programme_version: Text = field(name="programme")
    opened_at_ms: Whole = field(name="opened_at")
    totals: Totals
    card: SoldCard | None
    subsidy_limit: Amount | None
    change: Amount


class SaleFacts(SaleCore, frozen=True, kw_only=True):
    """One sale, complete (kind `sale`, version 3)."""

    lines: tuple[SoldLine, ...]
    tenders: tuple[Tender, ...]
    confirmed_by: Confirmer | None = None
    rounded: RoundedCash = field(name="rounding", default=RoundedCash(CashRounding.OFF, 0))

    @property
    def cash_rule(self) -> CashRounding:
        """The shop's rule that decided `rounding`."""
        return self.rounded.rule

    @property
    def rounding(self) -> Fen:
        """抹零: what the rule left off the cash part; below zero what it put on."""
        return self.rounded.amount

    @property
    def paid_in_cash(self) -> Fen:
        """Cash that stays in the drawer: handed over less change, in fen."""
        return sum(t.amount for t in self.tenders if t.kind is TenderKind.CASH) - self.change

    @classmethod
    def told(cls) -> Told:
        """The entries that tell a sale."""
        return _SALE

    def refusal(self) -> str | None:
        """What is wrong with a tender."""
        return next((why for tender in self.tenders if (why := tender.refusal()) is not None), None)


# ── Earlier versions ───────────────────────────────────────────────────────────────────────

# Version 1 knew no changed prices, no payments asked of a provider and no yes of the customer; version 2
# no rounding of cash, no name of who said that a phone's money came, and no kinds of 其他.


class TenderV1(Record, frozen=True, gc=False):
    """A tender of version 1; the amount in fen."""

    kind: TenderKind
    amount: Amount
    state: TenderState
    reference_tail: str


class TenderV2(TenderV1, frozen=True, gc=False):
    """A tender of version 2."""

    payment_id: Text | None


class SaleV1(SaleCore, frozen=True, kw_only=True):
    """A sale of version 1."""

    lines: tuple[SoldLineV1, ...]
    tenders: tuple[TenderV1, ...]

    def newest(self) -> SaleFacts:
        """The same as a sale of today."""
        lines = tuple(SoldLine(**asdict(line)) for line in self.lines)
        return SaleFacts(**_core(self), lines=lines, tenders=_tenders(self.tenders))


class SaleV2(SaleCore, frozen=True, kw_only=True):
    """A sale of version 2."""

    lines: tuple[SoldLine, ...]
    tenders: tuple[TenderV2, ...]
    confirmed_by: Confirmer | None

    def newest(self) -> SaleFacts:
        """The same as a sale of today."""
        tenders = _tenders(self.tenders)
        return SaleFacts(**_core(self), lines=self.lines, tenders=tenders, confirmed_by=self.confirmed_by)


_SALE: Final = Told(EntryKind.SALE, {1: SaleV1, 2: SaleV2, 3: SaleFacts})


def _core(sale: SaleCore) -> dict[str, Any]:
    return {name: getattr(sale, name) for name in SaleCore.__struct_fields__}


def _tenders(tenders: Sequence[TenderV1]) -> tuple[Tender, ...]:
    return tuple(Tender(**asdict(tender)) for tender in tenders)


# ── From the basket ────────────────────────────────────────────────────────────────────────


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
        rounded=RoundedCash(cash_rule, paid_so_far.rounding),
    )


def used_by_pool(lines: tuple[SoldLine, ...]) -> dict[PoolId, Fen]:
    """What a sale's lines took from each pool, in fen."""
    used: dict[PoolId, Fen] = {}
    for line in lines:
        if line.pool is not None and line.counted:
            used[line.pool] = used.get(line.pool, 0) + line.counted
        if line.subsidy:
            used[SUBSIDY] = used.get(SUBSIDY, 0) + line.subsidy
    return used


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
        list_price=line.list_price,
        **quoted._asdict(),
    )
