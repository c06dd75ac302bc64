"""The headless till's words for overrides: prices, goods not on file, approvals, the drawer."""

from __future__ import annotations

from collections.abc import Callable

from pos.commands.headless.as_json import state_data, status_data
from pos.commands.headless.words import WORDS_OF_A_SENTENCE, Answer, Words, number
from pos.domain.cards.lease_moves import sale_of_slip
from pos.domain.people.permission import Act
from pos.domain.quantity import parse_quantity
from pos.domain.scanning.codes import is_return_number, is_slip_number
from pos.domain.selling.basket import Origin
from pos.domain.typed import plain_digits
from pos.errors.people import ApprovalNotAsked
from pos.services.counter.state import CheckoutState, ScanResult
from pos.services.till import Till

OLD_PRICES = "old"


def words_of_selling(till: Till, asked: Callable[[], Act | None]) -> Words:
    """`price N 3.50 [REASON]`, `discount N 10 [REASON]`, `unlisted CATEGORY PRICE [NAME]`,
    `unpriced CODE PRICE [QTY]` (goods on file without a price), `approve …`.

    `asked` is the act that was last refused for want of an approval: that is what is approved.
    """
    checkout = till.checkout

    def state(now: CheckoutState) -> Answer:
        return {**state_data(now), **status_data(till)}

    def unlisted(words: list[str]) -> Answer:
        typed, price, *name = words
        # A line's full-width characters were made plain; a category's name may have some.
        known = {plain_digits(each): each for each in checkout.unlisted_categories()}
        result: ScanResult = checkout.add_unlisted(known.get(typed, typed), price, name=" ".join(name))
        return {"scan": result.kind.value, "line": result.line_number, **state(result.state)}

    def unpriced(words: list[str]) -> Answer:
        code, price, *quantity = words
        result = checkout.add_unpriced(
            code, price, quantity=parse_quantity(quantity[0]) if quantity else None, origin=Origin.KEYED
        )
        return {"scan": result.kind.value, "line": result.line_number, **state(result.state)}

    def approve(words: list[str]) -> Answer:
        act = asked()
        if act is None:
            raise ApprovalNotAsked
        approver = till.permissions.approve(act, words[0], words[1])
        return {"act": act.value, "approver": approver.staff_id}

    def recall(words: list[str]) -> Answer:
        recalled = checkout.recall(number(words[0]))
        changed = {
            line.number: {"held": line.held_price, "now": line.unit_price}
            for line in recalled.basket.lines
            if line.held_price is not None
        }
        now = checkout.keep_held_prices() if words[1:] == [OLD_PRICES] else recalled
        return {"price_changes": changed, **state(now)}

    def drawer(words: list[str]) -> Answer:
        till.drawer.open(" ".join(words))
        return {"opens": till.drawer.printer_opens_it}

    def reprint(words: list[str]) -> Answer:
        number, reason = words[0].upper(), _rest(words, 1)
        if is_return_number(number) or is_slip_number(number):
            till.returns.reprint(number, reason=reason)
            return {"return_no": number}
        if sale_of_slip(number):
            till.make_goods.reprint(number, reason=reason)
            return {"slip_no": number}
        till.receipts.reprint(number, reason=reason)
        return {"sale_no": number}

    def last(_words: list[str]) -> Answer:
        sale = till.receipts.last_sale()
        if sale is None:
            return {"sale_no": None}
        return {
            "sale_no": sale.sale_no,
            "hash": sale.short_hash,
            "payable": sale.payable,
            "change": sale.change,
        }

    more = WORDS_OF_A_SENTENCE
    return {
        "price": (
            2,
            2 + more,
            lambda w: state(checkout.change_price(number(w[0]), w[1], reason=_rest(w, 2))),
        ),
        "discount": (
            2,
            2 + more,
            lambda w: state(checkout.discount_line(number(w[0]), w[1], reason=_rest(w, 2))),
        ),
        "unlisted": (2, 2 + more, unlisted),
        "unpriced": (2, 3, unpriced),
        "categories": (0, 0, lambda _: {"categories": list(checkout.unlisted_categories())}),
        "drop": (1, 1 + more, lambda w: state(checkout.drop(number(w[0]), reason=_rest(w, 1)))),
        "cancel": (0, more, lambda w: state(checkout.cancel(reason=_rest(w, 0)))),
        "recall": (1, 2, recall),
        "approve": (2, 2, approve),
        "drawer": (0, more, drawer),
        "reprint": (1, 1 + more, reprint),
        "last": (0, 0, last),
    }


def _rest(words: list[str], first: int) -> str:
    return " ".join(words[first:])
