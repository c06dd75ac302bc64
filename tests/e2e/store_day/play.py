"""Plays the day with one pair of hands, and keeps the drawer's real money beside the till's books."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from pos.domain.money import format_yuan, parse_yuan
from tests.e2e.store_day.hands import Hands
from tests.e2e.store_day.plan import (
    ALIPAY,
    LOST,
    PAYS,
    UNCLEAR,
    WECHAT,
    CashMove,
    Day,
    HandOver,
    Paper,
    Return,
    Sale,
    Unclear,
)

NOTE_FEN = 10_000  # Customers who pay in cash hand over whole hundreds.
JIAO_FEN = 10


class Printer(Protocol):
    """The paper at the other end of the line."""

    def run_out(self) -> None: ...
    def refill(self) -> None: ...


@dataclass
class Drawer:
    """The notes and coins themselves, in fen, moved by what people do and not by what the till says."""

    money: int = 0


class LedgerEyes:
    """Looks into the ledger's file from outside: which sales there are, and what they were."""

    def __init__(self, path: Path) -> None:
        self._uri = f"{path.resolve().as_uri()}?mode=ro"

    def entries(self, kind: str) -> list[dict[str, Any]]:
        """The data of all entries of a kind, oldest first."""
        with closing(sqlite3.connect(self._uri, uri=True)) as connection:
            rows = connection.execute(
                "SELECT payload FROM journal WHERE kind = ? ORDER BY sequence", (kind,)
            ).fetchall()
        return [json.loads(payload)["data"] for (payload,) in rows]

    def cards_with_leases(self) -> list[str]:
        """The cards whose month lies at this till."""
        with closing(sqlite3.connect(self._uri, uri=True)) as connection:
            rows = connection.execute("SELECT DISTINCT card_no FROM lease ORDER BY card_no").fetchall()
        return [card_no for (card_no,) in rows]

    def waiting_papers(self) -> int:
        """Papers not yet printed."""
        with closing(sqlite3.connect(self._uri, uri=True)) as connection:
            row = connection.execute("SELECT count(*) FROM print_job WHERE state = 'waiting'").fetchone()
        return int(row[0])


class Player:
    """One day, one front."""

    def __init__(
        self, hands: Hands, printer: Printer, ledger: Path, *, say: Callable[[str], None] = lambda _: None
    ) -> None:
        self._hands, self._printer, self._ledger, self._say = hands, printer, ledger, say
        self._drawer = Drawer()
        self._returned: set[tuple[str, int]] = set()
        self._person = ("", "")
        self._cards: list[str] = []
        self._codes = 0
        self.power_cuts = 0

    def play(self, day: Day) -> None:
        """From the first sign-in to the signed close."""
        hands = self._hands
        hands.start()
        self._begin(*day.people[0], "500")
        hands.sync()  # The month's leases, and the list of cards.
        self._cards = LedgerEyes(self._ledger).cards_with_leases()[: day.cards]
        assert self._cards, "the platform sent no leases"
        for number, step in enumerate(day.steps, 1):
            self._take(step)
            if number % 50 == 0:
                self._say(f"{number} of {len(day.steps)} steps, {hands.look().sales} sales")
        hands.count_cash(format_yuan(self._drawer.money - day.short_fen))
        hands.close_shift("找零误差，已核实")
        hands.sign_in(*self._person)  # Who handed over has left; here the same one stays for the day's close.
        hands.sync()
        hands.close_day("现金差 2 元，找零误差")
        hands.sync()
        assert hands.look().sales == day.sales

    def _begin(self, staff: str, pin: str, float_yuan: str) -> None:
        self._hands.sign_in(staff, pin)
        self._hands.open_shift(float_yuan)
        self._person = (staff, pin)
        self._drawer.money = parse_yuan(float_yuan)

    def _take(self, step: object) -> None:
        if isinstance(step, Sale):
            self._sale(step)
        elif isinstance(step, Unclear):
            self._unclear(step)
        elif isinstance(step, Return):
            self._return(step)
        elif isinstance(step, Paper):
            (self._printer.refill if step.there else self._printer.run_out)()
        elif isinstance(step, CashMove):
            self._hands.move_cash(step.amount, step.reason, into=step.into)
            self._drawer.money += parse_yuan(step.amount) * (1 if step.into else -1)
        else:
            assert isinstance(step, HandOver)
            self._hands.count_cash(format_yuan(self._drawer.money - step.short_fen))
            self._hands.close_shift("")
            self._begin(step.staff, step.pin, step.float_yuan)

    # ── Customers ──────────────────────────────────────────────────────────────────────────

    def _sale(self, sale: Sale) -> None:
        hands = self._hands
        for place, code in enumerate(sale.codes, 1):
            hands.scan(code)
            if sale.power_cut and place == (len(sale.codes) + 1) // 2:
                self._cut_power()
        if sale.card is not None:
            hands.scan(self._cards[sale.card % len(self._cards)])
        if sale.held:
            hands.hold()
            assert hands.look().lines == 0
            self._sale(Sale(sale.codes[:1], "wechat"))
            hands.recall()
        self._pay(sale.tender)
        hands.finish()

    def _pay(self, tender: str) -> None:
        hands = self._hands
        due = hands.look().due
        if due == 0:
            return  # The card paid for everything.
        if tender == "mixed" and due > NOTE_FEN // 10:
            part = due // 3 // 100 * 100 or 100
            hands.pay_cash(format_yuan(part))
            self._drawer.money += part
            hands.pay_phone(self._code(WECHAT, PAYS))
        elif tender in ("wechat", "alipay"):
            hands.pay_phone(self._code(WECHAT if tender == "wechat" else ALIPAY, PAYS))
        else:
            cash = due // JIAO_FEN * JIAO_FEN  # The demo shop leaves the fen off (抹去分).
            hands.pay_cash(format_yuan(-(-cash // NOTE_FEN) * NOTE_FEN))
            self._drawer.money += cash
        assert hands.look().due == 0

    def _code(self, channel: str, last: str) -> str:
        """A code nobody has used yet."""
        self._codes += 1
        return f"{channel}{self._codes:015d}{last}"

    def _unclear(self, sale: Unclear) -> None:
        hands = self._hands
        for code in sale.codes:
            hands.scan(code)
        if sale.end == "settled":
            hands.ask_phone(self._code(WECHAT, UNCLEAR))
            hands.query()
        else:
            hands.ask_phone(self._code(WECHAT, LOST))
            if sale.end == "handed_over":
                hands.hand_over_unpaid()
            else:
                hands.put_payment_aside()
                self._pay("cash")
        hands.finish()

    def _return(self, step: Return) -> None:
        """The first line that has not come back yet, of a sale so many back, or of one before it."""
        sale, line = next(self._returnable(step.back))
        before = LedgerEyes(self._ledger).entries("return")
        quantity = f"{line['quantity'] // 1000}.{line['quantity'] % 1000:03d}".rstrip("0").rstrip(".")
        self._hands.give_back(sale["sale_no"], line["n"], quantity, step.reason)
        (done,) = LedgerEyes(self._ledger).entries("return")[len(before) :]
        self._drawer.money -= sum(each["amount"] for each in done["refunds"] if each["kind"] == "cash")
        self._returned.add((sale["sale_no"], line["n"]))

    def _returnable(self, back: int) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
        for sale in reversed(LedgerEyes(self._ledger).entries("sale")[:-back]):
            for line in sale["lines"]:
                if (sale["sale_no"], line["n"]) not in self._returned:
                    yield sale, line

    def _cut_power(self) -> None:
        """The program is gone between two scans; what was on the counter is there again."""
        before = self._hands.look()
        self._hands.cut_power()
        self._hands.start()
        self._hands.sign_in(*self._person)
        assert self._hands.look().lines == before.lines, "the open sale was lost"
        self._hands.sync()  # A start gives benefits only after the platform has vouched for its ledger.
        self.power_cuts += 1
