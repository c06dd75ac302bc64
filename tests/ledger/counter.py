"""A counter for the tests: opens a ledger and sells to cards and to the public, the way the till does.

The numbers are made up. Nothing here is faked: baskets are priced by the domain, entries go
through the real ledger.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pos.crypto.documents import SignedDocument, document_hash, sign_document
from pos.crypto.keys import DeviceKey
from pos.domain.calendar import month_of
from pos.domain.cards.card import BasketCard, BenefitState
from pos.domain.cards.lease import left_by_pool
from pos.domain.cards.lease_grant import LeaseGrant, LeasesGranted, grants_to_data
from pos.domain.goods.goods import SoldBy
from pos.domain.journal.chain import SealedEntry
from pos.domain.journal.entries import EntryKind
from pos.domain.journal.record import Record
from pos.domain.paying.tender import Tender, TenderKind
from pos.domain.programme.programme import CapBasis, Pool, Programme, Subsidy, programme_to_data
from pos.domain.selling.basket import Basket, BasketLine, Origin, add_line
from pos.domain.selling.quote import quote
from pos.domain.selling.sale import SaleFacts, conclude
from pos.domain.shifts.shift import sale_number
from pos.domain.shifts.shift_opened import ShiftOpened
from pos.ledger.ledger import Ledger, NewEntry
from pos.ledger.print_jobs import JobKind, NewPrintJob
from tests.records import replace

TILL = "S01-1"
DATE = "2026-11-23"
NOON_MS = 1_795_320_000_000
CARD = "6201000000000013"

PROGRAMME = Programme(
    version="2013-02",
    name="test",
    effective_from="2013-02-01",
    cap_basis=CapBasis.MARKET,
    pools=(
        Pool("vegetable", "蔬菜", ("蔬菜",), 60, 10_000),
        Pool("staple", "米面油肉蛋奶", ("米", "面", "油", "肉", "蛋", "奶"), 80, 20_000),
    ),
    subsidy=Subsidy(6_000, ("烟", "酒")),
)

SHELF = (
    ("00101", "小白菜", "kg", "蔬菜", SoldBy.WEIGHT, 480, 912),
    ("6901234567892", "压榨菜籽油 5L", "桶", "油", SoldBy.PIECE, 6_990, 1_000),
    ("00102", "西红柿", "kg", "蔬菜", SoldBy.WEIGHT, 760, 1_350),
    ("6911111111111", "抽纸 3 包", "提", "日用", SoldBy.PIECE, 1_290, 2_000),
    ("00103", "前腿肉", "kg", "肉", SoldBy.WEIGHT, 2_980, 655),
)


def key_of(seed: int = 7) -> DeviceKey:
    """A key that is the same in every run."""
    return DeviceKey(1, bytes([seed]) * 32)


FEDERATION = key_of(9)


def lines(count: int) -> tuple[BasketLine, ...]:
    """Lines from the shelf, over and over."""
    basket = Basket(sale_id="", business_date=DATE, opened_at_ms=NOON_MS)
    for place in range(count):
        code, name, unit, category, sold_by, price, quantity = SHELF[place % len(SHELF)]
        line = BasketLine(0, code, name, unit, category, sold_by, price, quantity, None, code, Origin.SCAN)
        basket = add_line(basket, line)
    return basket.lines


@dataclass
class Counter:
    """Stands between a test and a ledger."""

    folder: Path
    key: DeviceKey = field(default_factory=key_of)
    now_ms: int = NOON_MS
    serial: int = 0
    options: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.ledger = self.open()

    @property
    def path(self) -> Path:
        return self.folder / "ledger.db"

    def open(self) -> Ledger:
        """Open the ledger (again)."""
        self.ledger = Ledger.open(
            self.path,
            till_id=TILL,
            epoch=1,
            signer=self.key.sign,
            backups=self.folder / "backups",
            **self.options,
        )
        return self.ledger

    def new(self, kind: EntryKind, data: Record | dict[str, Any], *, entry_id: str | None = None) -> NewEntry:
        """A fact that happens a second after the last one."""
        self.now_ms += 1_000
        self.serial += 1
        return NewEntry(
            kind=kind,
            data=data,
            entry_id=entry_id or f"e{self.ledger.head()[0] + 1:08d}-{self.serial}",
            at_ms=self.now_ms,
            business_date=DATE,
            actor="1001",
        )

    def adopt(self, programme: Programme = PROGRAMME, number: int = 1) -> SealedEntry:
        """Adopt a programme, as the federation signed it."""
        rules = {"programme": programme_to_data(programme)}
        document = self.signed("programme", number, rules)
        data = {"document": document_hash(document), "number": number, **rules}
        return self.ledger.append(self.new(EntryKind.PROGRAMME_ADOPTED, data), document=document)

    def grant(
        self,
        *,
        card_no: str = CARD,
        lease_id: str = "L1",
        number: int = 1,
        pools: dict[str, int] | None = None,
    ) -> SealedEntry:
        """Lease a card's month to this till: all of it, or what is said."""
        grant = LeaseGrant(lease_id, card_no, month_of(DATE), pools or PROGRAMME.entitlement())
        return self.adopt_leases((grant,), number=number)

    def adopt_leases(self, grants: tuple[LeaseGrant, ...], *, number: int) -> SealedEntry:
        """Write down leases that the federation signed."""
        document = self.signed("leases", number, {"grants": grants_to_data(grants)})
        data = LeasesGranted(document_hash(document), number, grants)
        return self.ledger.append(self.new(EntryKind.LEASES_GRANTED, data), document=document)

    def signed(self, kind: str, number: int, body: dict[str, Any], *, audience: str = TILL) -> SignedDocument:
        """A document of the federation."""
        return sign_document(
            FEDERATION, kind=kind, number=number, issued_at_ms=self.now_ms, audience=audience, body=body
        )

    def open_shift(self) -> SealedEntry:
        """Put change into the drawer."""
        opened = ShiftOpened(
            shift_id="shift-1",
            number=1,
            cashier="1001",
            float_fen=50_000,
            opened_at_ms=self.now_ms,
        )
        return self.ledger.append(self.new(EntryKind.SHIFT_OPENED, opened))

    def basket(self, count: int = 3, *, card_no: str | None = None, sale_id: str | None = None) -> Basket:
        """A basket, priced and paid to the fen in cash."""
        card = None
        if card_no is not None:
            card = BasketCard(card_no, "张*兰", month_of(DATE), BenefitState.READY)
        return Basket(
            sale_id=sale_id or f"s{self.ledger.head()[0] + 1:08d}-{self.serial}",
            business_date=DATE,
            opened_at_ms=self.now_ms,
            lines=lines(count),
            card=card,
        )

    def facts(
        self, basket: Basket, *, change: Callable[[SaleFacts], SaleFacts] = lambda facts: facts
    ) -> SaleFacts:
        """Conclude a basket against this till's leases. `change` makes it wrong on purpose."""
        leases = () if basket.card is None else self.ledger.leases(basket.card.card_no, basket.card.month)
        left = None if basket.card is None else left_by_pool(leases)
        priced = quote(basket.items(), PROGRAMME, left=left, subsidy_limit=basket.subsidy_limit)
        paid = replace(basket, tenders=(Tender(TenderKind.CASH, priced.totals.payable),))
        number = sale_number(TILL, DATE, self.ledger.sales_on(DATE) + 1)
        return change(conclude(paid, priced, leases, sale_no=number, shift_id="shift-1"))

    def sell(
        self,
        count: int = 3,
        *,
        card_no: str | None = None,
        change: Callable[[SaleFacts], SaleFacts] = lambda facts: facts,
        receipt: bool = True,
    ) -> SealedEntry:
        """Sell some lines; the receipt waits for the printer unless told otherwise."""
        basket = self.basket(count, card_no=card_no)
        facts = self.facts(basket, change=change)
        job = NewPrintJob(basket.sale_id, JobKind.RECEIPT, facts.sale_no, self.now_ms) if receipt else None
        new = self.new(EntryKind.SALE, facts, entry_id=basket.sale_id)
        return self.ledger.append(new, print_job=job)
