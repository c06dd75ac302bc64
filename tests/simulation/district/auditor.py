"""Watches every fen with its own small model: it imports no rule of the program and reads raw journal bytes.

What it counts is what really happened at the counters, also in ledgers that were lost or copied later.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any, Final, NamedTuple

CARD_MONTH: Final[Mapping[str, int]] = {"vegetable": 10_000, "staple": 20_000, "subsidy": 6_000}
_PERCENT: Final[Mapping[str, int]] = {"vegetable": 60, "staple": 80}
_POOL_OF: Final[Mapping[str, str]] = {"蔬菜": "vegetable"} | dict.fromkeys("米面油肉蛋奶", "staple")
_NO_SUBSIDY: Final = frozenset("烟酒")
Key = tuple[str, str, str]  # Card, month, pool; or till and epoch and lease, as said.


class Broken(Exception):
    """An invariant does not hold. `invariant` is I1–I6 or `fen`."""

    def __init__(self, invariant: str, what: str) -> None:
        super().__init__(f"{invariant}: {what}")
        self.invariant = invariant


def due(goods: Iterable[tuple[str, int]], left: Mapping[str, int]) -> tuple[int, int, dict[str, int]]:
    """Discount and subsidy of goods (category, market fen), and what each pool pays, from what is left."""
    rest, discount, used = dict(left), 0, dict.fromkeys(CARD_MONTH, 0)
    payable_by_subsidy = 0
    for category, market in goods:
        pool = _POOL_OF.get(category)
        part = min(market, rest.get(pool, 0)) if pool else 0
        if pool and part:
            rest[pool] -= part
            used[pool] += part
        saved = part - (2 * part * _PERCENT[pool] + 100) // 200 if pool else 0
        discount += saved
        if category not in _NO_SUBSIDY:
            payable_by_subsidy += market - saved
    used["subsidy"] = min(rest.get("subsidy", 0), payable_by_subsidy)
    return discount, used["subsidy"], {pool: amount for pool, amount in used.items() if amount}


class Visit(NamedTuple):
    """A sale with a good card: what it had coming when it came, and what it got on the spot, in fen."""

    card_no: str
    month: str
    due: int
    given: int
    used: Mapping[str, int]  # Of the month by pool, had it got all.


class Credit(NamedTuple):
    """A make-good of the platform that is decided: its sum and what its month went down by, in fen."""

    credit_id: str
    sale_no: str
    card_no: str
    month: str
    amount: int
    debits: Mapping[str, int]


class Auditor:
    """Told of every entry of every ledger when it is new, and of the platform's tables once a day."""

    def __init__(self) -> None:
        self.used: Counter[Key] = Counter()  # By card, month and pool: really given less given back, in fen.
        self.over_fen = 0
        self.given = 0  # Discounts and subsidies of all sales, in fen.
        self.visits: dict[str, Visit] = {}  # By sale; of goods that came back there is none.
        self._had_coming: Counter[Key] = Counter()  # What visits would have used, each served whole, in fen.
        self.of_lease: Counter[tuple[str, int, str, str]] = Counter()  # Till, epoch, lease, pool.
        self.granted: dict[tuple[str, int, str, str], int] = {}
        self.lease_card: dict[str, tuple[str, str]] = {}
        self.let_go: Counter[tuple[str, int, str, str]] = Counter()  # As `of_lease`: signed away, in fen.
        self._slices: dict[
            str, tuple[str, int, dict[str, int]]
        ] = {}  # By release: taker, epoch, fen by pool.
        self.counted: dict[tuple[str, int], Counter[Key]] = defaultdict(Counter)  # By till's chain.
        self.paid: dict[str, int] = {}  # Make-goods handed out, in fen by credit.
        self.made_good: dict[str, int] = {}  # What the platform credits for a sale, in fen.
        self.credited: Counter[Key] = Counter()  # What the platform took of months for make-goods, in fen.
        self._sales: dict[str, dict[str, Any]] = {}
        self._given_back: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
        self._chain: dict[tuple[str, int, int], bytes] = {}
        self._forked: set[tuple[str, int]] = (
            set()
        )  # Two ledgers of one epoch differ: the next benefit is broken.

    def left(self, card_no: str, month: str) -> dict[str, int]:
        """What is really left of a card's month, wherever it lies."""
        key = card_no, month
        return {
            pool: cap - self.used[*key, pool] - self.credited[*key, pool] for pool, cap in CARD_MONTH.items()
        }

    def could_have_given(self) -> int:
        """What the last sale's card could have got, by what is left now and what the sale took, in fen."""
        sale = next(reversed(self._sales.values()))
        left = self.left(sale["card"]["card_no"], sale["card"]["month"])
        for each in sale["card"]["spends"]:
            left[each["pool"]] += each["amount"]
        discount, subsidy, _used = due([(line["category"], line["market"]) for line in sale["lines"]], left)
        return discount + subsidy

    def coming(self, card_no: str, month: str) -> dict[str, int]:
        """What a card has coming this month, as if every visit before had got all it was due."""
        return {pool: cap - self._had_coming[card_no, month, pool] for pool, cap in CARD_MONTH.items()}

    def served(self) -> tuple[int, int, int]:
        """What all visits had coming, what of it they got on the spot, and all that they got, in fen."""
        visits = self.visits.values()
        on_spot = sum(min(each.due, each.given) for each in visits)
        later = sum(amount for sale_no, amount in self.made_good.items() if sale_no in self.visits)
        return sum(each.due for each in visits), on_spot, sum(each.given for each in visits) + later

    def entry(self, till_id: str, epoch: int, sequence: int, entry_hash: bytes, payload: bytes) -> None:
        """A new entry of a ledger. Raises Broken."""
        fact = json.loads(payload)
        kind, data = fact["kind"], fact["data"]
        spends = (data.get("card") or {}).get("spends", []) if kind == "sale" else []
        known = self._chain.get((till_id, epoch, sequence))
        if known is not None:
            if known == entry_hash:
                return
            self._forked.add((till_id, epoch))
        if spends and (till_id, epoch) in self._forked:
            with suppress(Broken):
                self._give(till_id, epoch, data, spends)
            raise Broken("I5", f"{till_id}/{epoch} gave a benefit at {sequence} after it ran twice")
        if known is None:
            self._chain[till_id, epoch, sequence] = entry_hash
        if kind == "leases_granted":
            self._grants(till_id, epoch, data)
        elif kind == "lease_released":
            self._release(till_id, epoch, data)
        elif kind == "make_good_paid":
            self._pay(till_id, data)
        elif kind == "lease_received":
            self._receive(till_id, epoch, data)
        elif kind == "sale":
            self._sales[data["sale_no"]] = data
            self._check_sale(data)
            self._give(till_id, epoch, data, spends)
        elif kind == "return":
            self._take(till_id, epoch, data)

    def _grants(self, till_id: str, epoch: int, data: dict[str, Any]) -> None:
        for grant in data["grants"]:
            self.lease_card[grant["lease_id"]] = grant["card_no"], grant["month"]
            for pool, amount in grant["pools"].items():
                self.granted[till_id, epoch, grant["lease_id"], pool] = amount

    def _release(self, till_id: str, epoch: int, data: dict[str, Any]) -> None:
        pools: Counter[str] = Counter()
        for part in data["parts"]:
            lease = till_id, epoch, part["lease_id"], part["pool"]
            self.let_go[lease] += part["amount"]
            pools[part["pool"]] += part["amount"]
            if self.lease_card.get(part["lease_id"]) != (data["card_no"], data["month"]):
                raise Broken("I2", f"{till_id} lets go of lease {part['lease_id']} of another card or month")
            self._check_lease(lease)
        if data["cause"] == "slice":
            self._slices[data["release_id"]] = data["to_till"], data["to_epoch"], dict(pools)

    def _receive(self, till_id: str, epoch: int, data: dict[str, Any]) -> None:
        release_id = data["release_id"]
        if self._slices.pop(release_id, None) != (till_id, epoch, data["pools"]):
            raise Broken(
                "I1", f"{till_id}/{epoch} takes in {release_id}, which nobody let go for it, or twice"
            )
        self.lease_card[release_id] = data["card_no"], data["month"]
        for pool, amount in data["pools"].items():
            self.granted[till_id, epoch, release_id, pool] = amount

    def _pay(self, till_id: str, data: dict[str, Any]) -> None:
        if data["credit_id"] in self.paid:
            raise Broken("fen", f"{till_id} pays {data['slip_no']} a second time")
        self.paid[data["credit_id"]] = data["amount"]

    def _check_lease(self, lease: tuple[str, int, str, str]) -> None:
        spent, gone = self.of_lease[lease], self.let_go[lease]
        if spent < 0 or spent + gone > self.granted.get(lease, 0):
            raise Broken("I2", f"lease {lease[2]} {lease[3]}: {spent} spent, {gone} let go")

    def _give(self, till_id: str, epoch: int, data: dict[str, Any], spends: list[dict[str, Any]]) -> None:
        for each in spends:
            card, month, pool = data["card"]["card_no"], data["card"]["month"], each["pool"]
            lease = till_id, epoch, each["lease_id"], pool
            before = max(0, self.used[card, month, pool] - CARD_MONTH[pool])
            self.of_lease[lease] += each["amount"]
            self.used[card, month, pool] += each["amount"]
            self.counted[till_id, epoch][card, month, pool] += each["amount"]
            self.over_fen += max(0, self.used[card, month, pool] - CARD_MONTH[pool]) - before
            if self.lease_card.get(each["lease_id"]) != (card, month):
                raise Broken("I2", f"lease {each['lease_id']} is not one of this card and month")
            self._check_lease(lease)
            if self.used[card, month, pool] > CARD_MONTH[pool]:
                raise Broken("I1", f"card …{card[-4:]} {month} {pool}: {self.used[card, month, pool]}")

    def _take(self, till_id: str, epoch: int, data: dict[str, Any]) -> None:
        sale = self._sales.get(data["sale_no"])
        if sale is None:
            return
        self._count_visit(self.visits.pop(data["sale_no"], None), -1)  # Returns are whole here.
        for each in data["restorations"]:
            lease = till_id, epoch, each["lease_id"], each["pool"]
            card, month = sale["card"]["card_no"], sale["card"]["month"]
            self.of_lease[lease] -= each["amount"]
            self.used[card, month, each["pool"]] -= each["amount"]
            self.counted[till_id, epoch][card, month, each["pool"]] -= each["amount"]
            self._given_back[data["sale_no"]][each["lease_id"], each["pool"]] += each["amount"]
            if self.of_lease[lease] < 0:
                raise Broken("I2", f"lease {each['lease_id']} got back more than it gave")
        whole = sum(line["quantity"] for line in data["lines"]) == sum(
            line["quantity"] for line in sale["lines"]
        )
        if whole:
            spent = Counter(
                {
                    (each["lease_id"], each["pool"]): each["amount"]
                    for each in (sale["card"] or {}).get("spends", [])
                }
            )
            if data["restorations"] and self._given_back[data["sale_no"]] != spent:
                raise Broken("I4", f"return {data['return_no']} is not the sale's mirror")
            refunds = sum(each["amount"] for each in data["refunds"])
            if refunds - data.get("rounding", 0) != sale["totals"]["payable"]:
                raise Broken("I4", f"return {data['return_no']} gives {refunds}")

    def _check_sale(self, data: dict[str, Any]) -> None:
        card = data["card"]
        goods = [(line["category"], line["market"]) for line in data["lines"]]
        before = card["before"] if card and card["state"] == "ready" else {}
        discount, subsidy, used = due(goods, before)
        self.given += discount + subsidy
        if card and card["state"] != "refused":
            due_now = due(goods, self.coming(card["card_no"], card["month"]))
            visit = Visit(
                card["card_no"], card["month"], due_now[0] + due_now[1], discount + subsidy, due_now[2]
            )
            self.visits[data["sale_no"]] = visit
            self._count_visit(visit, 1)
        totals = data["totals"]
        market = sum(amount for _category, amount in goods)
        wanted = market, discount, subsidy, market - discount - subsidy
        told = totals["market"], totals["discount"], totals["subsidy"], totals["payable"]
        if wanted != told:
            raise Broken("fen", f"{data['sale_no']}: {told} instead of {wanted}")
        spent: Counter[str] = Counter()
        for each in card["spends"] if card else ():
            spent[each["pool"]] += each["amount"]
        if dict(spent) != used:
            raise Broken("I2", f"{data['sale_no']} debits {dict(spent)} for {used}")
        if before and card["after"] != {pool: left - used.get(pool, 0) for pool, left in before.items()}:
            raise Broken("fen", f"{data['sale_no']}: the receipt says {card['after']} is left")

    def _count_visit(self, visit: Visit | None, sign: int) -> None:
        if visit is None:
            return
        for pool, amount in visit.used.items():
            self._had_coming[visit.card_no, visit.month, pool] += sign * amount

    def platform(self, leases: Iterable[tuple[str, str, str, int]], decided: Iterable[Credit]) -> None:
        """The platform's leases (card, month, pool, granted less released, in fen) and credits.

        Raises Broken.
        """
        whole: Counter[Key] = Counter()
        for card_no, month, pool, amount in leases:
            whole[card_no, month, pool] += amount
        self.credited = Counter()
        self.made_good = {}
        for credit in decided:
            self._check_credit(credit)
            for pool, amount in credit.debits.items():
                whole[credit.card_no, credit.month, pool] += amount
                self.credited[credit.card_no, credit.month, pool] += amount
                if self.left(credit.card_no, credit.month)[pool] < 0:
                    raise Broken(
                        "I1", f"card …{credit.card_no[-4:]} {credit.month} {pool}: made good over the cap"
                    )
        for (card_no, month, pool), amount in whole.items():
            if amount > CARD_MONTH[pool]:
                raise Broken("I1", f"card …{card_no[-4:]} {month} {pool}: {amount} leased")

    def _check_credit(self, credit: Credit) -> None:
        sale = self._sales.get(credit.sale_no)
        if sale is None or self.paid.get(credit.credit_id, credit.amount) != credit.amount:
            raise Broken(
                "fen", f"{credit.sale_no}: {credit.amount} credited, {self.paid.get(credit.credit_id)} paid"
            )
        self.made_good[credit.sale_no] = credit.amount
        if sale["card"]["spends"]:
            return  # A part was given on the spot: the sum is the visit's, see `served`.
        goods = [(line["category"], line["market"]) for line in sale["lines"]]
        discount, subsidy, used = due(goods, credit.debits)
        if (discount + subsidy, used) != (credit.amount, dict(credit.debits)):
            raise Broken("fen", f"{credit.sale_no}: {credit.amount} credited for {dict(credit.debits)}")

    def booked(self, till_id: str, epoch: int, spends: Mapping[Key, int]) -> None:
        """What the platform booked of a till that has nothing pending. Raises Broken."""
        mine = {key: amount for key, amount in self.counted[till_id, epoch].items() if amount}
        if mine != {key: amount for key, amount in spends.items() if amount}:
            raise Broken("I3", f"{till_id}/{epoch}: the platform booked other debits than the till made")

    def leases_used(self, till_id: str, epoch: int, uses: Mapping[tuple[str, int, str, str], int]) -> None:
        """What the platform says of the leases of such a till (fen). Raises Broken."""
        for lease, spent in self.of_lease.items():
            if lease[:2] == (till_id, epoch) and uses.get(lease, 0) != spent:
                raise Broken("I3", f"lease {lease[2]} {lease[3]}: {uses.get(lease, 0)} booked, {spent} spent")
