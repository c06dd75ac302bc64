"""Goods and the card of the open sale: what the cashier can do with them. Nothing about money."""

from __future__ import annotations

from dataclasses import replace

from pos.domain.money import parse_yuan
from pos.domain.people.permission import Act
from pos.domain.quantity import Thousandths, parse_quantity
from pos.domain.scanning.codes import (
    CardCode,
    CardTokenCode,
    GoodsCode,
    PaymentCode,
    SaleCode,
    ScaleLabel,
    Scan,
    read_scan,
)
from pos.domain.selling import basket as baskets
from pos.domain.selling.basket import Basket, BasketLine, Confirmer, Origin
from pos.errors.cards import CardAlreadyAttached, CardForeign, CardMissing
from pos.errors.typed import GoodsNotExpected, PaymentCodeNotExpected
from pos.services.counter.state import CheckoutState, ScanKind, ScanResult
from pos.services.selling.open_sale import OpenSale


class SellingGoods(OpenSale):
    """Scans, quantities, lines taken out, the card."""

    # ── Goods ──────────────────────────────────────────────────────────────────────────────

    def scan(self, text: str, *, origin: Origin = Origin.SCAN) -> ScanResult:
        """Handle a scan: goods, scale label, card, payment code or sale number.

        A payment code changes nothing yet: the front asks whether the money has come, then pays.
        Raises the errors of reading a code and of the act it leads to.
        """
        self._parts.recorder.session.selling()
        parts, basket = self._parts, self._state.basket
        found = self._read(text)
        if isinstance(found, PaymentCode) and (article := parts.goods_lines.behind(found.code)) is not None:
            found = article  # A magazine's code with its add-on: it is not a payment code.
        if isinstance(found, PaymentCode):
            if not basket.paying:
                raise PaymentCodeNotExpected(kind=found.provider.value)
            return ScanResult(ScanKind.PAYMENT, self._state, payment=found)
        if isinstance(found, SaleCode):
            if basket.paying:
                raise GoodsNotExpected(barcode=found.sale_no)
            return ScanResult(ScanKind.SALE, self._state, sale_no=found.sale_no)
        if isinstance(found, CardTokenCode):
            return ScanResult(ScanKind.CARD, self.attach_card(found.text))
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

    def set_quantity(self, number: int, text: str, *, reason: str = "") -> CheckoutState:
        """Change a line's quantity as typed; the journal remembers what was taken out.

        Raises LineUnknown, SaleBeingPaid, the errors of quantities, and of permission for less.
        """
        basket = self._open_basket()
        quantity = parse_quantity(text)
        changed = baskets.set_quantity(basket, number, quantity)
        line = baskets.line_at(basket, number)
        if quantity >= line.quantity:
            return self._change(changed)
        return self._take_out(changed, replace(line, quantity=line.quantity - quantity), reason)

    def drop(self, number: int, *, reason: str = "") -> CheckoutState:
        """Take a line out; the journal remembers it.

        Once the customer was told the total, this act needs a permission: goods that
        leave the list then may leave the shop without payment. Raises LineUnknown, SaleBeingPaid and the
        errors of permission.
        """
        basket = self._open_basket()
        dropped = baskets.drop_line(basket, number)
        return self._take_out(dropped, baskets.line_at(basket, number), reason)

    # ── Card ───────────────────────────────────────────────────────────────────────────────

    def attach_card(self, text: str) -> CheckoutState:
        """Put a card to the sale, by its number or the code of its sheet.

        Raises the errors of cards; SaleBeingPaid while money is taken.
        """
        basket = self._begun(self._without_money())
        number = self._parts.cards.number(text)
        if basket.card is not None and basket.card.card_no != number:
            raise CardAlreadyAttached(tail=basket.card.tail)
        card, leases = self._parts.cards.card_for_basket(number, basket.business_date)
        self._parts.asks.again()
        self._leases = leases
        return self._change(replace(basket, card=card, subsidy_limit=None))

    def detach_card(self) -> CheckoutState:
        """Take the card away; everything is at market price again. Raises CardMissing, SaleBeingPaid."""
        basket = self._without_money()
        if basket.card is None:
            raise CardMissing
        self._leases = ()
        return self._change(replace(basket, card=None, subsidy_limit=None))

    def stop_asking(self) -> CheckoutState:
        """Go on without what is being asked for the card; nothing happens when nothing is."""
        self._parts.recorder.session.selling()
        self._parts.asks.give_up()
        return self.refresh()

    def set_subsidy(self, text: str | None) -> CheckoutState:
        """The most the customer wants to use of the subsidy, in yuan; None: as much as possible."""
        basket = self._without_money()
        if basket.card is None:
            raise CardMissing
        return self._change(replace(basket, subsidy_limit=None if text is None else parse_yuan(text)))

    def confirm_card(self, by: Confirmer) -> CheckoutState:
        """Record the customer's yes to what the card pays: given on the display, or spoken to the cashier.

        It is deleted when goods, card or subsidy change. Raises CardMissing.
        """
        self._parts.recorder.session.selling()
        basket = self._state.basket
        if basket.card is None:
            raise CardMissing
        return self._change(replace(basket, confirmed_by=by))

    # ── Within ─────────────────────────────────────────────────────────────────────────────

    def _read(self, text: str) -> Scan:
        parts, paying = self._parts, self._state.basket.paying
        try:
            return read_scan(text, labels=parts.labels, card_issuer=parts.card_issuer, paying=paying)
        except CardForeign as error:
            parts.cards.refused(error)
            raise

    def _line(
        self, found: GoodsCode | ScaleLabel, *, quantity: Thousandths | None, origin: Origin
    ) -> BasketLine:
        if isinstance(found, ScaleLabel):
            return self._parts.goods_lines.of_label(found, quantity=quantity)
        return self._parts.goods_lines.of_code(found, quantity=quantity, origin=origin)

    def _take_out(self, changed: Basket, gone: BasketLine, reason: str) -> CheckoutState:
        permit = self._permit(Act.DROP_AFTER_TOTAL if changed.announced else Act.DROP_LINE, reason)
        if changed.announced:
            self._override(permit, line=gone, before=gone.market, after=0)
        return self._change(self._taken_out(changed, gone, permit))

    def _add(self, line: BasketLine) -> ScanResult:
        basket = self._begun(self._open_basket())
        state = self._change(baskets.add_line(basket, line))
        return ScanResult(ScanKind.GOODS, state, line_number=len(state.basket.lines))
