"""Decides how a cashier overrides the price list: what is asked first, then which act is done. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from pos.domain.money import format_yuan
from pos.domain.people.permission import Act
from pos.domain.selling.basket import BasketLine
from pos.errors import PosError
from pos.errors.selling import BasketEmpty, LineUnknown
from pos.errors.typed import PriceFixedByLabel, ReasonNeeded
from pos.services.counter.state import CheckoutState
from pos.ui import ports
from pos.ui.shell import Choice, Choices, Confirmation, ReasonQuestion, Shell
from pos.ui.words.notices import Notice


class Counter(Protocol):
    """The part of the till that these acts need."""

    @property
    def checkout(self) -> ports.Checkout: ...
    @property
    def permissions(self) -> ports.Permissions: ...
    @property
    def drawer(self) -> ports.Drawer: ...


class OverridesPresenter:
    """Prices, discounts, goods not on file, taking out, the drawer: each with its reason."""

    def __init__(self, till: Counter, shell: Shell) -> None:
        self._till, self._shell = till, shell

    # ── Prices ─────────────────────────────────────────────────────────────────────────────

    def change_price(self, number: int | None) -> None:
        """Another price for a line; F9 in the panel takes a part of it off instead."""
        line = self._line(number)
        if line is None:
            return

        def asked(amount: str, chosen: str, typed: str) -> None:
            reason = one_reason(chosen, typed)
            self._shell.changed(
                self._till.checkout.change_price(line.number, amount, reason=reason), line=line.number
            )

        question = ReasonQuestion(
            title=f"改价 · {line.name}",
            words=_price_words(line),
            reasons=self._till.permissions.reasons(Act.CHANGE_PRICE),
            ok="改价",
            unit=f"元/{line.unit}",
            prefill=format_yuan(line.unit_price),
            extra="改为打折",
        )
        self._shell.ask_why(question, asked, extra=lambda: self.discount(line.number))

    def discount(self, number: int | None) -> None:
        """So many percent off a line."""
        line = self._line(number)
        if line is None:
            return

        def asked(amount: str, chosen: str, typed: str) -> None:
            reason = one_reason(chosen, typed)
            self._shell.changed(
                self._till.checkout.discount_line(line.number, amount, reason=reason), line=line.number
            )

        question = ReasonQuestion(
            title=f"打折 · {line.name}",
            words=f"{_price_words(line)}。输入减百分之几：10 就是打 9 折",
            reasons=self._till.permissions.reasons(Act.DISCOUNT_LINE),
            ok="打折",
            unit="%",
            extra="改为改价",
        )
        self._shell.ask_why(question, asked, extra=lambda: self.change_price(line.number))

    def offer_held_prices(self, state: CheckoutState) -> None:
        """After a recall: show which prices changed, and let a person keep the old ones."""
        changed = [line for line in state.basket.lines if line.held_price is not None]
        if not changed:
            return
        told = "；".join(
            f"{line.name} {format_yuan(line.held_price or 0)} → {format_yuan(line.unit_price)}"
            for line in changed[:3]
        )
        more = f" 等 {len(changed)} 种" if len(changed) > 3 else ""

        def chosen(key: str) -> None:
            if key == "old":
                self._shell.changed(self._till.checkout.keep_held_prices())

        self._shell.choose(
            Choices(
                "挂单期间改过价",
                f"{told}{more}。现在按新价；按 Esc 也是新价。",
                (
                    Choice("new", "按新价", "现在货架上的价格"),
                    Choice("old", "按原价", "挂单时告诉顾客的价格"),
                ),
                ok="选定",
            ),
            chosen,
        )

    # ── Goods not on file ──────────────────────────────────────────────────────────────────

    def unlisted(self) -> None:
        """Sell goods not on file: ask for category, price and, if known, a name."""
        pooled = "卡可优惠，要店长授权"
        pools = self._till.checkout.state.programme.pool_of
        categories = self._till.checkout.unlisted_categories()
        items = tuple(Choice(each, each, pooled if each in pools else "") for each in categories)
        words = "选这件商品的品类。会记下来，请店长建档。"
        self._shell.choose(Choices("无码商品", words, items, ok="下一步"), self._unlisted_of)

    def _unlisted_of(self, category: str) -> None:
        act = (
            Act.SELL_UNLISTED_POOLED
            if category in self._till.checkout.state.programme.pool_of
            else Act.SELL_UNLISTED
        )

        def asked(amount: str, chosen: str, typed: str) -> None:
            result = self._till.checkout.add_unlisted(category, amount, name=typed, reason=chosen)
            self._shell.changed(result.state, line=result.line_number)

        question = ReasonQuestion(
            title=f"无码商品 · {category}",
            words="输入价格；↑ ↓ 选原因，名称可写可不写。",
            reasons=self._till.permissions.reasons(act),
            ok="加入",
            unit="元/件",
            typed_word="商品名称（可不写）",
        )
        self._shell.ask_why(question, asked)

    # ── Taking out ─────────────────────────────────────────────────────────────────────────

    def drop(self, number: int | None) -> None:
        """Drop a line; once the total was said, ask for a reason."""
        if number is None:
            self._refuse(BasketEmpty())
            return

        def show(state: CheckoutState) -> None:
            self._shell.changed(state, line=min(number, len(state.basket.lines)) or None)

        basket = self._till.checkout.state.basket
        if not basket.announced:
            self._shell.attempt(lambda: self._till.checkout.drop(number), show)
            return
        name = basket.lines[number - 1].name
        self._after_total(
            f"删行 · {name}", "删行", lambda reason: show(self._till.checkout.drop(number, reason=reason))
        )

    def set_quantity(self, line: BasketLine, text: str, *, less: bool) -> None:
        """Change a quantity; a smaller one after the total needs a reason, like a dropped line."""

        def act(reason: str) -> None:
            state = self._till.checkout.set_quantity(line.number, text, reason=reason)
            self._shell.changed(state, line=line.number)

        if less and self._till.checkout.state.basket.announced:
            self._after_total(f"减少数量 · {line.name}", "减少", act)
        else:
            act("")

    def cancel(self) -> None:
        """Cancel the whole sale."""
        basket = self._till.checkout.state.basket
        if basket.is_untouched:
            self._refuse(BasketEmpty())
            return
        if basket.announced and basket.lines:

            def because(reason: str) -> None:
                self._shell.changed(self._till.checkout.cancel(reason=reason))

            self._after_total("取消整单", "取消整单", because, act=Act.CANCEL_AFTER_TOTAL)
            return
        if not basket.lines:  # A card or a multiplier alone: no goods to lose, so nothing to ask.
            self._tell(self._shell.attempt(self._till.checkout.cancel))
            return
        words = f"这一单的 {len(basket.lines)} 行商品都不要了？会记入流水。"
        self._shell.confirm(
            Confirmation("取消整单", words, yes="取消整单", no="不取消"),
            lambda: self._tell(self._shell.attempt(self._till.checkout.cancel)),
        )

    # ── The drawer ─────────────────────────────────────────────────────────────────────────

    def drawer(self) -> None:
        """Open the drawer without a sale."""

        def asked(_amount: str, chosen: str, typed: str) -> None:
            self._till.drawer.open(one_reason(chosen, typed))
            self._shell.close_panel()
            if self._till.drawer.printer_opens_it:
                self._shell.say(Notice("已打开钱箱", "原因已记入流水。"))
            else:
                self._shell.say(Notice("没有打印机，或打印机没反应：钱箱请用钥匙打开", "原因已记入流水。"))

        question = ReasonQuestion(
            title="开钱箱",
            words="不收款开钱箱要写原因，日结时会列出来。",
            reasons=self._till.permissions.reasons(Act.OPEN_DRAWER),
            ok="打开",
        )
        self._shell.ask_why(question, asked)

    # ── Within ─────────────────────────────────────────────────────────────────────────────

    def _after_total(
        self, title: str, ok: str, act_because: Callable[[str], None], *, act: Act = Act.DROP_AFTER_TOTAL
    ) -> None:
        def asked(_amount: str, chosen: str, typed: str) -> None:
            act_because(one_reason(chosen, typed))

        words = "已经报过总价，再拿掉商品要写原因，也要店长授权。"
        reasons = self._till.permissions.reasons(act)
        self._shell.ask_why(ReasonQuestion(title, words, reasons, ok=ok), asked)

    def _line(self, number: int | None) -> BasketLine | None:
        lines = self._till.checkout.state.basket.lines
        if number is None or not 1 <= number <= len(lines):
            self._refuse(LineUnknown(number=number) if lines else BasketEmpty())
            return None
        if lines[number - 1].amount is not None:
            self._refuse(PriceFixedByLabel(name=lines[number - 1].name))
            return None
        return lines[number - 1]

    def _tell(self, state: CheckoutState | None) -> None:
        if state is not None:
            self._shell.changed(state)

    def _refuse(self, error: PosError) -> None:
        def refuse() -> None:
            raise error

        self._shell.attempt(refuse)


def one_reason(chosen: str, typed: str) -> str:
    """One reason from the chosen one and the typed words. Raises ReasonNeeded."""
    reason = "，".join(each for each in (chosen, typed) if each)
    if not reason:
        raise ReasonNeeded
    return reason


def _price_words(line: BasketLine) -> str:
    full = f"原价 {format_yuan(line.full_price)} 元/{line.unit}"
    return full if line.list_price is None else f"{full}，现在 {format_yuan(line.unit_price)}"
