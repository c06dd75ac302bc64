"""The open sale: every act of the cashier from the first scan to the committed entry.

Each method either returns the new state or raises a `PosError` that says why not; then nothing
has changed. The basket is stored before it is shown, so a killed till comes back with exactly
what was on the screen. The sale stands in the ledger before anything is printed.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace

from pos.domain import basket as baskets
from pos.domain.basket import Basket, BasketLine, Origin
from pos.domain.calendar import business_date
from pos.domain.codes import (
    CardCode,
    GoodsCode,
    LabelRules,
    PaymentCode,
    SaleCode,
    ScaleLabel,
    read_card_number,
    read_scan,
)
from pos.domain.lease import Lease
from pos.domain.money import parse_yuan
from pos.domain.programme import Programme
from pos.domain.quantity import Thousandths, parse_quantity
from pos.domain.tender import Tender, TenderKind, check_tender
from pos.errors import (
    AmountOutOfRange,
    BasketEmpty,
    BasketNotEmpty,
    CardAlreadyAttached,
    CardMissing,
    GoodsNotExpected,
    LedgerUnwritable,
    PaymentCodeNotExpected,
    SaleBeingPaid,
    TenderNothingDue,
    TenderUnknown,
)
from pos.ledger.drafts import Drafts, HeldSale
from pos.services.cards import CardDesk
from pos.services.clock import Clock, Ids
from pos.services.goods_lines import GoodsLines
from pos.services.pricing import price, ruling_programme
from pos.services.recorder import Recorder
from pos.services.state import CheckoutState, CompletedSale, ScanKind, ScanResult


@dataclass(frozen=True, slots=True)
class CheckoutParts:
    """What the checkout works with."""

    drafts: Drafts
    goods_lines: GoodsLines
    cards: CardDesk
    recorder: Recorder
    clock: Clock
    ids: Ids
    labels: LabelRules
    card_issuer: str
    default_programme: Programme


class Checkout:
    """One basket at a time. Not thread-safe: fronts call it from one thread."""

    def __init__(self, parts: CheckoutParts, recovered: Basket | None) -> None:
        self._parts = parts
        self._leases: tuple[Lease, ...] = ()
        basket = recovered or self._new_basket()
        self._held = len(parts.drafts.held())
        self._programme = self._programme_for(basket)
        basket = self._brought_up_to_date(basket)
        self._state = self._priced(basket)
        if basket is not recovered and recovered is not None:
            parts.drafts.save(basket)

    @property
    def state(self) -> CheckoutState:
        """The open sale as it stands."""
        return self._state

    # ── Goods ──────────────────────────────────────────────────────────────────────────────

    def scan(self, text: str, *, origin: Origin = Origin.SCAN) -> ScanResult:
        """Take what the scanner sent: goods, scale label, card, payment code or sale number.

        A payment code changes nothing yet: the front asks whether the money has come, then pays.
        Raises the errors of reading a code and of the act it leads to.
        """
        self._parts.recorder.session.selling()
        parts, basket = self._parts, self._state.basket
        found = read_scan(text, labels=parts.labels, card_issuer=parts.card_issuer, paying=basket.paying)
        if isinstance(found, PaymentCode):
            if not basket.paying:
                raise PaymentCodeNotExpected(kind=found.provider.value)
            return ScanResult(ScanKind.PAYMENT, self._state, payment=found)
        if isinstance(found, SaleCode):
            return ScanResult(ScanKind.SALE, self._state, sale_no=found.sale_no)
        if isinstance(found, CardCode):
            return ScanResult(ScanKind.CARD, self.attach_card(found.card_no))
        if basket.paying:
            raise GoodsNotExpected(barcode=found.code)
        return self._add(self._line(found, quantity=basket.next_quantity, origin=origin))

    def add_goods(self, code: str, *, quantity: Thousandths | None = None, origin: Origin) -> ScanResult:
        """Add goods picked from a list. Raises BarcodeUnknown, WeightNeeded, QuantityNotWhole."""
        self._parts.recorder.session.selling()
        quantity = quantity or self._state.basket.next_quantity
        return self._add(self._parts.goods_lines.of_code(GoodsCode(code), quantity=quantity, origin=origin))

    def set_next_quantity(self, text: str) -> CheckoutState:
        """`3*`: the next goods are three. Raises QuantityUnreadable, QuantityOutOfRange."""
        self._parts.recorder.session.selling()
        return self._change(replace(self._open_basket(), next_quantity=parse_quantity(text)))

    def set_quantity(self, number: int, text: str) -> CheckoutState:
        """Change a line's quantity as typed; the journal remembers what was taken out.

        Raises LineUnknown, SaleBeingPaid and the errors of quantities.
        """
        basket = self._open_basket()
        quantity = parse_quantity(text)
        changed = baskets.set_quantity(basket, number, quantity)
        line = baskets.line_at(basket, number)
        if quantity >= line.quantity:
            return self._change(changed)
        return self._change(self._taken_out(changed, replace(line, quantity=line.quantity - quantity)))

    def drop(self, number: int) -> CheckoutState:
        """Take a line out; the journal remembers it. Raises LineUnknown, SaleBeingPaid."""
        basket = self._open_basket()
        dropped = baskets.drop_line(basket, number)
        return self._change(self._taken_out(dropped, baskets.line_at(basket, number)))

    # ── Card ───────────────────────────────────────────────────────────────────────────────

    def attach_card(self, text: str) -> CheckoutState:
        """Put a card to the sale. Raises the errors of cards; SaleBeingPaid while money is taken."""
        basket = self._begun(self._without_money())
        number = read_card_number(text, card_issuer=self._parts.card_issuer)
        if basket.card is not None and basket.card.card_no != number:
            raise CardAlreadyAttached(tail=basket.card.tail)
        card, leases = self._parts.cards.card_for_basket(number, basket.business_date)
        self._leases = leases
        return self._change(replace(basket, card=card, subsidy_limit=None))

    def detach_card(self) -> CheckoutState:
        """Take the card away; everything is at market price again. Raises CardMissing, SaleBeingPaid."""
        basket = self._without_money()
        if basket.card is None:
            raise CardMissing
        self._leases = ()
        return self._change(replace(basket, card=None, subsidy_limit=None))

    def set_subsidy(self, text: str | None) -> CheckoutState:
        """The most the customer wants to use of the subsidy, in yuan; None: as much as possible."""
        basket = self._without_money()
        if basket.card is None:
            raise CardMissing
        return self._change(replace(basket, subsidy_limit=None if text is None else parse_yuan(text)))

    # ── Money ──────────────────────────────────────────────────────────────────────────────

    def begin_payment(self) -> CheckoutState:
        """Go to the payment screen. Raises BasketEmpty."""
        self._parts.recorder.session.selling()
        basket = self._state.basket
        if not basket.lines:
            raise BasketEmpty
        return self._change(replace(basket, paying=True, next_quantity=None))

    def leave_payment(self) -> CheckoutState:
        """Go back to the goods. Raises SaleBeingPaid while tenders stand."""
        return self._change(replace(self._without_money(), paying=False))

    def pay(self, kind: TenderKind, amount_text: str | None, *, reference: str = "") -> CheckoutState:
        """Take money: an amount in yuan as typed, or None for all that is due.

        For WeChat and Alipay this is the cashier's confirmation that the money has come.
        Raises BasketEmpty, TenderNothingDue, TenderTooMuch and the errors of amounts.
        """
        self._parts.recorder.session.selling()
        state = self._state
        if not state.basket.lines:
            raise BasketEmpty
        if state.settlement.due == 0:
            raise TenderNothingDue
        amount = state.settlement.due if amount_text is None else parse_yuan(amount_text)
        if amount == 0:
            raise AmountOutOfRange(text=amount_text)
        tender = Tender(kind, amount, reference_tail=reference)
        check_tender(state.settlement.payable, state.basket.tenders, tender)
        tenders = (*state.basket.tenders, tender)
        return self._change(replace(state.basket, tenders=tenders, paying=True, next_quantity=None))

    def take_back(self, number: int) -> CheckoutState:
        """Give a tender back before the sale is done; numbers count from 1.

        Money that was confirmed on a phone leaves a trace in the journal. Raises TenderUnknown.
        """
        self._parts.recorder.session.selling()
        basket = self._state.basket
        if not 1 <= number <= len(basket.tenders):
            raise TenderUnknown(number=number)
        if basket.tenders[number - 1].kind is not TenderKind.CASH:
            self._parts.recorder.tender_taken_back(basket, basket.tenders[number - 1])
        kept = tuple(t for place, t in enumerate(basket.tenders, 1) if place != number)
        return self._change(replace(basket, tenders=kept))

    def done(self) -> CompletedSale:
        """Commit the sale; only then may anything be printed.

        Raises BasketEmpty, TenderNotEnough, LedgerUnwritable; then the basket stays as it is.
        """
        state = self._state
        if not state.basket.lines:
            raise BasketEmpty
        facts, sealed = self._parts.recorder.sale(state, self._leases)
        # From here on the sale is a fact, and nothing may say otherwise: a draft that cannot be
        # cleared is recognised by its id at the next start.
        with suppress(LedgerUnwritable):
            self._parts.drafts.clear()
        self._state = self._fresh()
        self._parts.recorder.appended()
        return CompletedSale(
            sale_no=facts.sale_no,
            short_hash=sealed.short_hash,
            payable=facts.totals.payable,
            change=facts.change,
            state=self._state,
        )

    # ── Putting aside ──────────────────────────────────────────────────────────────────────

    def cancel(self) -> CheckoutState:
        """Drop the whole sale; its lines are remembered in the journal. Raises SaleBeingPaid."""
        basket = self._without_money()
        for line in basket.lines:
            basket = self._taken_out(basket, line)
        self._parts.drafts.clear()
        self._state = self._fresh()
        return self._state

    def hold(self) -> CheckoutState:
        """Put the sale aside for the next customer. Raises BasketEmpty, SaleBeingPaid."""
        staff, _shift = self._parts.recorder.session.selling()
        basket = self._without_money()
        if not basket.lines:
            raise BasketEmpty
        put_aside = replace(basket, paying=False, next_quantity=None)
        self._parts.drafts.hold(put_aside, at_ms=self._parts.clock.now_ms(), by=staff.staff_id)
        self._held += 1
        self._state = self._fresh()
        return self._state

    def held(self) -> tuple[HeldSale, ...]:
        """The sales that were put aside, oldest first."""
        return self._parts.drafts.held()

    def recall(self, number: int) -> CheckoutState:
        """Bring a held sale back. Raises HoldUnknown; BasketNotEmpty while another sale is open.

        The card is looked up anew: while the sale waited it may have been lost, or used elsewhere.
        A sale from an earlier day becomes one of today: a month that is over is not spent any more.
        """
        self._parts.recorder.session.selling()
        if not self._state.basket.is_untouched:
            raise BasketNotEmpty
        basket = self._parts.drafts.take(number)
        self._held = len(self._parts.drafts.held())
        return self._change(self._brought_up_to_date(basket))

    def refresh(self) -> CheckoutState:
        """Look again at what the platform may have sent: programme, card list, leases.

        Does nothing once money has been taken: what the customer was told stays.
        """
        basket = self._state.basket
        if basket.tenders:
            return self._state
        self._programme = self._programme_for(basket)
        return self._change(self._with_card_renewed(basket))

    # ── Within ─────────────────────────────────────────────────────────────────────────────

    def _line(
        self, found: GoodsCode | ScaleLabel, *, quantity: Thousandths | None, origin: Origin
    ) -> BasketLine:
        if isinstance(found, ScaleLabel):
            return self._parts.goods_lines.of_label(found, quantity=quantity)
        return self._parts.goods_lines.of_code(found, quantity=quantity, origin=origin)

    def _add(self, line: BasketLine) -> ScanResult:
        basket = self._begun(self._open_basket())
        state = self._change(baskets.add_line(basket, line))
        return ScanResult(ScanKind.GOODS, state, line_number=len(state.basket.lines))

    def _with_card_renewed(self, basket: Basket) -> Basket:
        if basket.card is None:
            return basket
        card, self._leases = self._parts.cards.renewed(basket.card, basket.business_date)
        return replace(basket, card=card)

    def _begun(self, basket: Basket) -> Basket:
        """A sale begins with its first goods or its card, not when the last one ended last night."""
        if basket.lines:
            return basket
        return self._as_of_now(basket)

    def _brought_up_to_date(self, basket: Basket) -> Basket:
        """The basket as a sale of today, unless money was taken for it; its card as it is now.

        A sale that goes on over midnight keeps the date it began on: this is for sales that
        begin, or that come back after a hold or a restart.
        """
        today = business_date(self._parts.clock.now_ms())
        if basket.business_date != today and not basket.tenders:
            return self._as_of_now(basket)
        self._programme = self._programme_for(basket)
        return self._with_card_renewed(basket)

    def _as_of_now(self, basket: Basket) -> Basket:
        now_ms = self._parts.clock.now_ms()
        basket = replace(basket, business_date=business_date(now_ms), opened_at_ms=now_ms)
        self._programme = self._programme_for(basket)
        return self._with_card_renewed(basket)

    def _taken_out(self, basket: Basket, line: BasketLine) -> Basket:
        """Write down that goods were taken out, before the screen shows it."""
        self._parts.recorder.line_dropped(basket, line, drop=basket.drops + 1)
        return replace(basket, drops=basket.drops + 1)

    def _without_money(self) -> Basket:
        """The basket while nothing has been paid. Raises SignInNeeded, ShiftNeeded, SaleBeingPaid."""
        self._parts.recorder.session.selling()
        basket = self._state.basket
        if basket.tenders:
            raise SaleBeingPaid
        return basket

    def _open_basket(self) -> Basket:
        """The basket while goods are scanned. Raises SignInNeeded, ShiftNeeded, SaleBeingPaid."""
        self._parts.recorder.session.selling()
        basket = self._state.basket
        if basket.paying:
            raise SaleBeingPaid
        return basket

    def _change(self, basket: Basket) -> CheckoutState:
        state = self._priced(basket)
        self._parts.drafts.save(basket)
        self._state = state
        return state

    def _priced(self, basket: Basket) -> CheckoutState:
        return price(
            basket,
            self._programme,
            self._leases,
            held=self._held,
            sale_counter=self._parts.recorder.ledger.sales_on(basket.business_date) + 1,
        )

    def _fresh(self) -> CheckoutState:
        basket = self._new_basket()
        self._leases = ()
        self._programme = self._programme_for(basket)
        return self._priced(basket)

    def _new_basket(self) -> Basket:
        now_ms = self._parts.clock.now_ms()
        return Basket(
            sale_id=self._parts.ids.new_id(),
            business_date=business_date(now_ms),
            opened_at_ms=now_ms,
        )

    def _programme_for(self, basket: Basket) -> Programme:
        adopted = self._parts.recorder.ledger.programmes()
        return ruling_programme(adopted, self._parts.default_programme, basket.business_date)
