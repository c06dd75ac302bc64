"""What happens on the day: who buys what and how it is paid, who brings goods back, what goes wrong.

The same seed is the same day on every machine and for every front. No amounts here: those are the
till's to say, and they must come out the same.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TypeAlias

SALES = 400
CARD_EVERY = 5
RETURNS_OF_400, HOLDS_OF_400 = 12, 5
UNKNOWN = 3

# Codes of payment: two digits of the channel, then ours; the last one chooses what the pretended
# channel does, see `payment_simulator`.
WECHAT, ALIPAY = "13", "28"
PAYS, UNCLEAR, LOST = "0", "3", "7"


@dataclass(frozen=True, slots=True)
class Sale:
    """One customer. `card` is a place in the list of cards; `tender`: cash, wechat, alipay or mixed."""

    codes: tuple[str, ...]
    tender: str
    card: int | None = None
    held: bool = False  # Put aside after the goods are scanned, for the next customer.
    power_cut: bool = False  # In the middle of the goods.


@dataclass(frozen=True, slots=True)
class Unclear:
    """A sale whose payment nobody knows the end of. `end`: settled, aside (paid in cash) or handed_over."""

    codes: tuple[str, ...]
    end: str


@dataclass(frozen=True, slots=True)
class Return:
    """Goods come back: one line of an earlier sale (counted back from the newest), all of it."""

    back: int
    reason: str = "商品质量问题"  # The first of the window's list.


@dataclass(frozen=True, slots=True)
class Paper:
    """The printer runs out of paper, or has some again."""

    there: bool


@dataclass(frozen=True, slots=True)
class CashMove:
    """Money into the drawer or out of it, in yuan."""

    amount: str
    reason: str
    into: bool


@dataclass(frozen=True, slots=True)
class HandOver:
    """The cashier counts, closes the shift, and the next one begins with this float in yuan."""

    staff: str
    pin: str
    float_yuan: str
    short_fen: int = 0  # What the count lacks.


Step: TypeAlias = Sale | Unclear | Return | Paper | CashMove | HandOver


@dataclass(frozen=True, slots=True)
class Day:
    """The steps in order, and what both ends of the day need."""

    steps: tuple[Step, ...]
    cards: int  # How many different cards come.
    sales: int
    short_fen: int = 200  # What the last count lacks: 2 yuan, as in the design's picture.
    people: tuple[tuple[str, str], ...] = field(default=(("1001", "1234"), ("1002", "2345")))
    manager: tuple[str, str] = ("2001", "8888")


def plan(sales: int, *, goods: tuple[str, ...], seed: int = 20261123) -> Day:
    """Plan a day of so many sales; the other things scale with it, but each happens."""
    chance = random.Random(seed)
    held = max(1, sales * HOLDS_OF_400 // SALES)
    ordinary = sales - UNKNOWN - held  # While a sale is held, another customer is served.
    steps: list[Step] = []
    returns = _spread(max(1, sales * RETURNS_OF_400 // SALES), ordinary, first=6)
    holds = _spread(held, ordinary, first=4)
    unknown = dict(zip(_spread(UNKNOWN, ordinary, first=3), ("settled", "aside", "handed_over"), strict=True))
    out_of_paper, paper_again = ordinary // 3, ordinary // 3 + max(2, ordinary // 40)
    power_cut, hand_over = ordinary // 4, ordinary // 2
    with_card = _spread(sales // CARD_EVERY, ordinary, first=2)
    cards = max(2, sales // CARD_EVERY // 2)  # Each comes twice or so.
    for number in range(1, ordinary + 1):
        card = chance.randrange(cards) if number in with_card else None
        codes = tuple(chance.choices(goods, k=chance.randint(1, 6)))
        tender = chance.choices(("cash", "wechat", "alipay", "mixed"), weights=(5, 3, 2, 1))[0]
        steps.append(Sale(codes, tender, card, held=number in holds, power_cut=number == power_cut))
        if number in unknown:
            steps.append(Unclear(tuple(chance.choices(goods, k=2)), unknown[number]))
        if number in returns:
            steps.append(Return(back=chance.randint(1, 4)))
        if number == out_of_paper:
            steps.append(Paper(there=False))
        if number == paper_again:
            steps.append(Paper(there=True))
        if number == ordinary // 5:
            steps.append(CashMove("100.00", "换零钱", into=True))
        if number == hand_over:
            steps.append(CashMove("200.00", "交银行", into=False))
            steps.append(HandOver("1002", "2345", "500"))
    return Day(tuple(steps), cards=cards, sales=sales)


def _spread(count: int, over: int, *, first: int) -> tuple[int, ...]:
    """So many places over the day, evenly, none at its very beginning."""
    return tuple(first + place * max(1, (over - first)) // count for place in range(count))
