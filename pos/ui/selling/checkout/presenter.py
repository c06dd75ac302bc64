"""Decides what the checkout screen shows and what its keys do. Plain Python: tested without Qt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from pos.domain.calendar import BusinessDate, month_of, shanghai
from pos.domain.goods.goods import Goods, SoldBy
from pos.domain.money import format_yuan
from pos.domain.quantity import format_quantity, parse_quantity
from pos.domain.selling.basket import Origin
from pos.domain.typed import plain_digits
from pos.errors import PosError
from pos.errors.selling import BasketEmpty
from pos.errors.typed import PaymentCodeNotExpected, PriceNeeded, QuantityFixedByLabel, WeightNeeded
from pos.services.counter.state import CheckoutState, ScanKind, ScanResult
from pos.ui import ports
from pos.ui.places import Panel
from pos.ui.selling.checkout.acts import Act
from pos.ui.selling.checkout.overrides import OverridesPresenter
from pos.ui.selling.checkout.pictures import BenefitPicture, TotalsPicture, picture_benefits, picture_totals
from pos.ui.selling.checkout.rows import BasketRow, RowMaker
from pos.ui.shell import Choice, Choices, Question, Shell
from pos.ui.words.notices import Notice


class CheckoutView(Protocol):
    """What the presenter needs from the screen."""

    def show_rows(self, rows: tuple[BasketRow, ...], chosen: int | None) -> None: ...
    def show_benefits(self, picture: BenefitPicture) -> None: ...
    def show_totals(self, picture: TotalsPicture) -> None: ...
    def show_held(self, held: int) -> None: ...
    def show_next_quantity(self, words: str) -> None: ...
    def show_day(self, words: str) -> None: ...
    def take_typed(self) -> str: ...


class CheckoutPresenter:
    """Decides what the checkout does while goods are scanned."""

    def __init__(
        self,
        checkout: ports.Checkout,
        goods: ports.GoodsSearch,
        view: Callable[[], CheckoutView],
        shell: Shell,
        search_for: Callable[[str], None],
        overrides: OverridesPresenter,
        *,
        last_sale: Callable[[], None],
        paid_by_code: Callable[[str], None],
        today: Callable[[], BusinessDate],
    ) -> None:
        """`paid_by_code` goes on with a customer's payment code, once the payment has begun."""
        self._checkout, self._goods, self._view, self._shell = checkout, goods, view, shell
        self._search_for, self._overrides, self._today = search_for, overrides, today
        self._paid_by_code = paid_by_code
        self._rows = RowMaker()
        self._chosen: int | None = None
        self._acts: dict[Act, Callable[[], None]] = {
            Act.HELP: lambda: shell.open(Panel.HELP),
            Act.QUANTITY: self._ask_quantity,
            Act.SEARCH: lambda: search_for(""),
            Act.CARD: self._ask_card,
            Act.HOLD: self._hold,
            Act.RECALL: self._recall,
            Act.BALANCE: lambda: shell.open(Panel.ASK_BALANCE),
            Act.PRICE: lambda: shell.open(Panel.PRICE),
            Act.LAST_SALE: last_sale,
            Act.CHANGE_PRICE: lambda: overrides.change_price(self._chosen),
            Act.DROP: lambda: overrides.drop(self._chosen),
            Act.MORE: lambda: shell.open(Panel.MORE),
            Act.PAY: self._pay,
            Act.NO_WAIT: self._stop_asking,
        }

    # ── Shown ──────────────────────────────────────────────────────────────────────────────

    def show(self, state: CheckoutState, line: int | None = None) -> None:
        """Show the sale; `line` is the one that was touched, to be marked."""
        count = len(state.basket.lines)
        wanted = line if line is not None else self._chosen
        self._chosen = None if count == 0 else min(wanted or count, count)
        self._view().show_rows(self._rows.rows(state), self._chosen)
        self._view().show_benefits(picture_benefits(state))
        self._view().show_totals(picture_totals(state))
        self._view().show_held(state.held)
        self._view().show_next_quantity(_next_quantity_words(state))
        self.show_day()

    def show_day(self) -> None:
        """A sale that passes midnight belongs to the day and month in which it began: show this."""
        basket = self._checkout.state.basket
        self._view().show_day(day_words(basket.business_date, self._today()) if basket.lines else "")

    # ── Events ───────────────────────────────────────────────────────────────────────────────

    def scanned(self, text: str) -> None:
        """A scan. `3*` that was typed before it counts, as if Enter had been pressed; the rest is dropped."""
        self._shell.say(None)
        if self._typed_quantity_is_set():
            self._take(text, origin=Origin.SCAN)

    def entered(self, text: str) -> None:
        """Something typed and Enter: `3*`, `3*6901…`, a code, or words to search for."""
        self._shell.say(None)
        quantity, star, rest = plain_digits(text).partition("*")
        if star and not self._set_next_quantity(quantity):
            return
        code = rest.strip() if star else plain_digits(text).strip()
        if not code:
            return
        if any(letter.isdigit() for letter in code) and code.isascii():
            self._take(code, origin=Origin.KEYED)
        else:
            self._search_for(code)

    def typed_is_taken(self) -> bool:
        """Enter the text of the entry line as if Enter had been pressed; False when it is empty."""
        text = self._view().take_typed()
        if text:
            self.entered(text)
        return bool(text)

    def typed(self, text: str) -> None:
        """Letters are being typed: names and initials are searched for while they are."""
        if text[:1].isalpha():
            self._view().take_typed()  # It goes on in the search.
            self._search_for(text)

    def act(self, act: Act) -> None:
        """A key of the screen."""
        self._shell.say(None)
        self._acts[act]()

    def moved(self, step: int) -> None:
        """The arrows choose another line."""
        self._shell.say(None)
        count = len(self._checkout.state.basket.lines)
        if count:
            self._choose(max(1, min(count, (self._chosen or count) + step)))

    def line_touched(self, number: int) -> None:
        """A line was touched."""
        self._choose(number)

    def picked(self, goods: Goods, origin: Origin) -> None:
        """Goods were picked from the search or the grid; `3*` typed before counts here too."""
        if not self._typed_quantity_is_set():
            return
        if goods.sold_by is SoldBy.WEIGHT and self._checkout.state.basket.next_quantity is None:
            self._ask_weight(goods, origin)
            return

        def add() -> ScanResult | None:
            try:
                return self._checkout.add_goods(goods.code, origin=origin)
            except PriceNeeded as error:
                self._ask_price_of(error, origin)
                return None

        self._sold(self._shell.attempt(add))

    # ── Within ─────────────────────────────────────────────────────────────────────────────

    def _typed_quantity_is_set(self) -> bool:
        """Empty the entry line; False if a quantity stood there that is none, which then is said."""
        quantity, star, _rest = plain_digits(self._view().take_typed()).partition("*")
        return not star or self._set_next_quantity(quantity)

    def _set_next_quantity(self, text: str) -> bool:
        state = self._shell.attempt(lambda: self._checkout.set_next_quantity(text))
        if state is not None:
            self._shell.changed(state)
        return state is not None

    def _take(self, text: str, *, origin: Origin) -> None:
        def act() -> ScanResult | None:
            try:
                return self._checkout.scan(text, origin=origin)
            except PaymentCodeNotExpected:
                if origin is not Origin.SCAN or not self._checkout.state.basket.lines:
                    raise
                self._pay()  # The customer holds the phone out: that is the total asked for, and paid.
                self._paid_by_code(text)
                return None
            except PriceNeeded as error:
                self._ask_price_of(error, origin)
                return None
            except WeightNeeded as error:
                goods = self._goods_called(str(error.facts.get("code", text)))
                if goods is None:
                    raise
                self._ask_weight(goods, origin)
                return None

        result = self._shell.attempt(act)
        self._sold(result)

    def _sold(self, result: ScanResult | None) -> None:
        if result is None:
            return
        if result.kind is ScanKind.SALE:
            self._shell.say(
                Notice(
                    f"这是小票上的单号：{result.sale_no}",
                    "要退货请扫小票上的码；要补打请按 F10。",
                )
            )
        self._shell.changed(result.state, line=result.line_number)

    def _goods_called(self, code: str) -> Goods | None:
        return next((goods for goods in self._goods.search(code, limit=5) if goods.code == code), None)

    def _choose(self, number: int) -> None:
        self._chosen = number
        self._view().show_rows(self._rows.rows(self._checkout.state), number)

    def _ask_weight(self, goods: Goods, origin: Origin) -> None:
        def weighed(text: str) -> None:
            try:
                result = self._checkout.add_goods(goods.code, quantity=parse_quantity(text), origin=origin)
            except PriceNeeded as error:
                self._ask_price_of(error, origin)
                return
            self._shell.changed(result.state, line=result.line_number)

        jin = self._checkout.state.weight_unit.beside(goods.price, goods.unit)
        per = f"{format_yuan(goods.price)} 元 / {goods.unit}{f'，{jin} 元 / 斤' if jin else ''}"
        words = per if goods.price else "还没有价格，称完再问"
        self._shell.ask(Question(f"{goods.full_name} 称重", words, unit=goods.unit, ok="加入"), weighed)

    def _ask_price_of(self, error: PriceNeeded, origin: Origin) -> None:
        """Goods on file without a price: ask for the price."""
        name, code, quantity = (error.facts[fact] for fact in ("name", "code", "quantity"))
        assert isinstance(quantity, int)

        def priced(text: str) -> None:
            result = self._checkout.add_unpriced(str(code), text, quantity=quantity, origin=origin)
            self._shell.changed(result.state, line=result.line_number)

        words = "本店还没有这件商品的价格。请看价签或问店长；会记下来。"
        self._shell.ask(Question(f"{name} 多少钱？", words, unit="元", ok="加入"), priced)

    def _ask_quantity(self) -> None:
        lines = self._checkout.state.basket.lines
        if not lines or self._chosen is None:
            self._refuse(BasketEmpty())
            return
        line = lines[self._chosen - 1]
        if line.amount is not None:
            self._refuse(QuantityFixedByLabel(name=line.name))
            return

        def counted(text: str) -> None:
            less = parse_quantity(text) < line.quantity
            self._overrides.set_quantity(line, text, less=less)

        weighed = line.sold_by is SoldBy.WEIGHT
        self._shell.ask(
            Question(
                line.name,
                f"第 {line.number} 行的数量",
                unit=line.unit,
                prefill=format_quantity(line.quantity, weighed=weighed),
                decimal_point=weighed,
            ),
            counted,
        )

    def _stop_asking(self) -> None:
        ask = self._checkout.state.ask
        if ask is not None and ask.is_open:
            self._shell.attempt(self._checkout.stop_asking, self._shell.changed)

    def _ask_card(self) -> None:
        card = self._checkout.state.basket.card

        def given(text: str) -> None:
            self._shell.changed(self._checkout.attach_card(text))

        def taken_away() -> None:
            self._shell.changed(self._checkout.detach_card())

        if card is None:
            question = Question("爱心卡", "请扫卡，或输入 16 位卡号", decimal_point=False, scan=ScanKind.CARD)
            self._shell.ask(question, given)
        else:
            words = f"已刷 {card.masked_name}（尾号 {card.tail}）；换卡请扫另一张，或输入卡号"
            question = Question("爱心卡", words, decimal_point=False, extra="取消用卡", scan=ScanKind.CARD)
            self._shell.ask(question, given, extra=taken_away)

    def _hold(self) -> None:
        state = self._shell.attempt(self._checkout.hold)
        if state is not None:
            self._shell.changed(state)
            self._shell.say(Notice("已挂单", "按 F6 取回。"))

    def _recall(self) -> None:
        held = self._checkout.held()
        if not held:
            self._shell.say(Notice("没有挂单", "按 F5 可以把当前这一单先放一边。"))
            return

        def chosen(key: str) -> None:
            self._recalled(self._checkout.recall(int(key)))

        items = tuple(
            Choice(
                key=str(sale.number),
                title=f"{sale.number} 号 · {_first_goods(sale)}",
                detail=f"{shanghai(sale.held_at_ms):%H:%M} · {len(sale.basket.lines)} 行"
                + (f" · 爱心卡 {sale.basket.card.tail}" if sale.basket.card else ""),
                amount=format_yuan(sum(line.market for line in sale.basket.lines)),
            )
            for sale in held
        )
        if len(items) == 1 and self._checkout.state.basket.is_untouched:
            self._shell.attempt(lambda: self._checkout.recall(held[0].number), self._recalled)
            return
        self._shell.choose(Choices("取单", "选一单取回；当前单要先结完或挂单。", items, ok="取回"), chosen)

    def _recalled(self, state: CheckoutState) -> None:
        self._shell.changed(state)
        self._overrides.offer_held_prices(state)

    def _pay(self) -> None:
        state = self._shell.attempt(self._checkout.begin_payment)
        if state is not None:
            self._shell.changed(state)

    def _refuse(self, error: PosError) -> None:
        def refuse() -> None:
            raise error

        self._shell.attempt(refuse)


def day_words(began: BusinessDate, today: BusinessDate) -> str:
    """The words while a sale of an earlier day is open; empty on its own day."""
    if began == today:
        return ""
    words = f"这一单算 {began[5:]} 的"
    return words if month_of(began) == month_of(today) else f"{words}，用 {int(began[5:7])} 月额度"


def _next_quantity_words(state: CheckoutState) -> str:
    quantity = state.basket.next_quantity
    return "" if quantity is None else f"下一件 × {format_quantity(quantity, weighed=False)}"


def _first_goods(sale: ports.HeldSale) -> str:
    lines = sale.basket.lines
    return lines[0].name + (f" 等 {len(lines)} 种" if len(lines) > 1 else "") if lines else "（空）"
