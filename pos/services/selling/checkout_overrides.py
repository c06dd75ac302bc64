"""Overrides of the price list: another price, a discount, goods not on file. Each has a recorded reason.

Every one of these acts is in the journal for the day close, with its reason, the rule that
allowed it and who approved it. Nothing is written before the whole act was checked.
"""

from __future__ import annotations

from pos.domain.goods.goods import NAME_CHARACTERS_MAX
from pos.domain.money import AMOUNT_FEN_MAX, Fen, format_yuan, parse_yuan
from pos.domain.people.permission import Act, Permit
from pos.domain.quantity import ONE, Thousandths
from pos.domain.scanning.codes import GoodsCode
from pos.domain.selling import basket as baskets
from pos.domain.selling.basket import Origin
from pos.domain.typed import plain_digits
from pos.errors.goods import CategoryUnknown
from pos.errors.typed import AmountOutOfRange, DiscountUnreadable, NameUnreadable
from pos.services.counter.state import CheckoutState, ScanKind, ScanResult
from pos.services.selling.open_sale import OpenSale

OTHER_CATEGORY = "其他"
NO_PRICE = "商品没有价格"
DISCOUNT_PERCENT_MAX = 99


class Overriding(OpenSale):
    """Prices and goods that the catalogue does not know."""

    def change_price(self, number: int, text: str, *, reason: str = "") -> CheckoutState:
        """Ask another price for a line, in yuan per unit as typed.

        Raises LineUnknown, PriceFixedByLabel, SaleBeingPaid, ReasonUnreadable, the errors of amounts
        and of permission.
        """
        return self._ask_price(number, parse_yuan(text), Act.CHANGE_PRICE, reason)

    def discount_line(self, number: int, text: str, *, reason: str = "") -> CheckoutState:
        """Take a whole number of percent off a line's full price. Raises DiscountUnreadable and as above."""
        digits = plain_digits(text).strip().removesuffix("%")
        if not (digits.isascii() and digits.isdigit() and 1 <= int(digits[:4]) <= DISCOUNT_PERCENT_MAX):
            raise DiscountUnreadable(text=text[:20])
        line = baskets.line_at(self._open_basket(), number)
        return self._ask_price(number, baskets.discounted(line, int(digits)), Act.DISCOUNT_LINE, reason)

    def unlisted_categories(self) -> tuple[str, ...]:
        """What goods not on file may be: the programme's categories first, then the catalogue's others."""
        programme = self._programme
        known = [category for pool in programme.pools for category in pool.categories]
        known += programme.subsidy.excluded_categories
        known += self._parts.goods_lines.categories()
        return tuple(dict.fromkeys([*known, OTHER_CATEGORY]))

    def add_unlisted(self, category: str, price_text: str, *, name: str = "", reason: str = "") -> ScanResult:
        """Sell goods that are not on file; `3*` typed before counts here too.

        A category with benefits for cards needs more permission: what a card pays
        for must not depend on one person alone. Raises CategoryUnknown, NameUnreadable, BasketFull,
        SaleBeingPaid, ReasonUnreadable, the errors of amounts and of permission.
        """
        basket = self._begun(self._open_basket())
        if category not in self.unlisted_categories():
            raise CategoryUnknown(text=category[:20])
        name = " ".join(name.split())
        if len(name) > NAME_CHARACTERS_MAX or not name.isprintable():
            raise NameUnreadable(characters_max=NAME_CHARACTERS_MAX)
        line = baskets.unlisted_line(
            name=name or f"无码商品 {category}",
            category=category,
            price=parse_yuan(price_text),
            quantity=basket.next_quantity or ONE,
        )
        changed = baskets.add_line(basket, line)
        permit = self._permit(
            self._act_for(category), reason, about=f"{line.name} {format_yuan(line.market)}"
        )
        self._override(permit, line=line, after=line.market)
        state = self._change(changed)
        return ScanResult(ScanKind.GOODS, state, line_number=len(state.basket.lines))

    def add_unpriced(
        self, code: str, price_text: str, *, quantity: Thousandths | None = None, origin: Origin
    ) -> ScanResult:
        """Sell goods that are on file without a price, for what the cashier says they cost.

        It is guarded as goods not on file are: what a card pays for must not depend on one person's
        word. Raises BarcodeUnknown, WeightNeeded, AmountOutOfRange, BasketFull, SaleBeingPaid, the
        errors of amounts and of permission.
        """
        basket = self._begun(self._open_basket())
        price = parse_yuan(price_text)
        if not 0 < price <= AMOUNT_FEN_MAX:
            raise AmountOutOfRange(text=price_text[:20])
        line = self._parts.goods_lines.of_code(
            GoodsCode(code), quantity=quantity or basket.next_quantity, origin=origin, price=price
        )
        changed = baskets.add_line(basket, line)
        permit = self._permit(
            self._act_for(line.category), NO_PRICE, about=f"{line.name} {format_yuan(line.market)}"
        )
        self._override(permit, line=line, after=line.market)
        state = self._change(changed)
        return ScanResult(ScanKind.GOODS, state, line_number=len(state.basket.lines))

    def keep_held_prices(self) -> CheckoutState:
        """Ask what the goods cost when the sale was held, for those whose price changed since.

        The customer was told that price, so no approval is needed; the journal still records it.
        """
        basket = self._open_basket()
        changed = baskets.with_held_prices(basket)
        rule = Permit(Act.CHANGE_PRICE, "change_price.held_price", "按挂单时的价格", None)
        for line in basket.lines:
            if line.held_price is not None:
                self._override(rule, line=line, before=line.unit_price, after=line.held_price)
        return self._change(changed)

    # ── Within ─────────────────────────────────────────────────────────────────────────────

    def _act_for(self, category: str) -> Act:
        return Act.SELL_UNLISTED_POOLED if category in self._programme.pool_of else Act.SELL_UNLISTED

    def _ask_price(self, number: int, price: Fen, act: Act, reason: str) -> CheckoutState:
        basket = self._open_basket()
        line = baskets.line_at(basket, number)
        changed = baskets.change_price(basket, number, price)
        if changed == basket:
            return self._state
        about = f"{line.name} {format_yuan(line.unit_price)} → {format_yuan(price)}"
        permit = self._permit(act, reason, about=about)
        self._override(permit, line=line, before=line.unit_price, after=price)
        return self._change(changed)
