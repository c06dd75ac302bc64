"""A till that sells until it is killed, and what it reports before and after everything it does."""

from __future__ import annotations

import hashlib
import os
import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import msgspec

from pos.domain.calendar import month_of
from pos.domain.cards.card import BasketCard, BenefitState
from pos.domain.days.day_figures import DayBook
from pos.domain.goods.goods import SoldBy
from pos.domain.journal.entries import EntryKind
from pos.domain.journal.record import Record, record_to_data
from pos.domain.quantity import ONE
from pos.domain.returns.mirror import ReturnedBefore, ReturnTerms, left_to_return, return_goods
from pos.domain.selling.basket import Basket, add_line
from pos.domain.shifts.shift import return_number
from pos.domain.shifts.shift_close import ShiftClosed, ShiftCount
from pos.ledger.drafts import Drafts, recover_draft
from pos.ledger.print_jobs import JobKind, NewPrintJob
from tests.ledger.counter import CARD, DATE, TILL, Counter, lines
from tests.ledger.golden import day_closed
from tests.small_entries import shift_opened

NOTHING: Final = "-"
LINES = lines(5)


def fingerprint(basket: Basket | None) -> str:
    """Short for everything a basket holds."""
    return NOTHING if basket is None else hashlib.sha256(msgspec.msgpack.encode(basket)).hexdigest()[:16]


class SellingTill:
    """Sells, holds, takes goods back at random. Before an act it says what, after it that it is done."""

    def __init__(self, folder: Path, seed: int) -> None:
        self._chance = random.Random(seed)
        self._report = os.open(folder / "report", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self._counter = Counter(folder)
        self._drafts = Drafts(folder / "draft.db")
        self._seed = seed
        self._made = 0
        if self._counter.ledger.head()[0] == 0:
            self._counter.adopt()
        if not self._counter.ledger.leases(CARD, month_of(DATE)):
            self._counter.grant(pools={"vegetable": 10**9, "staple": 10**9, "subsidy": 10**6})
        if self._counter.ledger.open_shift() is None:  # Perhaps killed between two shifts.
            self._open_shift()

    def sell_for_ever(self) -> None:
        """Until somebody ends it."""
        basket = recover_draft(self._counter.ledger, self._drafts)
        held = ",".join(each.basket.sale_id for each in self._drafts.held())
        self._say("recovered", fingerprint(basket), basket.sale_id if basket else NOTHING, held or NOTHING)
        basket = basket or self._fresh()
        while True:
            basket = self._act(basket)

    def _act(self, basket: Basket) -> Basket:
        step = self._chance.random()
        if step < 0.7:
            return self._scan(basket)
        if step < 0.75:
            self._counter.ledger.checkpoint_if_idle(idle_ms=0)
            self._drafts.checkpoint_if_idle(idle_ms=0)
        elif step > 0.98:
            self._close()
        elif step > 0.95:
            self._give_back()
        elif step > 0.93:
            self._beside_a_sale()
        elif basket.lines:
            return self._hold(basket) if step < 0.8 else self._sell(basket)
        elif self._drafts.held():
            return self._take()
        return basket

    def _fresh(self) -> Basket:
        self._made += 1
        card = (
            BasketCard(CARD, "张*兰", month_of(DATE), BenefitState.READY)
            if self._chance.random() < 0.5
            else None
        )
        return Basket(f"{self._seed}-{self._made}", DATE, 1, card=card)

    def _scan(self, basket: Basket) -> Basket:
        basket = add_line(basket, self._chance.choice(LINES))
        self._say("storing", fingerprint(basket), basket.sale_id)
        self._drafts.save(basket)
        self._say("shown", fingerprint(basket), basket.sale_id)
        return basket

    def _sell(self, basket: Basket) -> Basket:
        ledger, sale_id = self._counter.ledger, basket.sale_id
        facts = self._counter.facts(basket)
        new = self._counter.new(EntryKind.SALE, record_to_data(facts), entry_id=sale_id)
        self._say("selling", sale_id)
        sealed = ledger.append(new, print_job=NewPrintJob(sale_id, JobKind.RECEIPT, facts.sale_no, new.at_ms))
        self._say("sold", sale_id, sealed.sequence, sealed.entry_hash.hex())
        self._drafts.clear()
        self._say("cleared")
        return self._fresh()

    def _give_back(self) -> None:
        """A part of a line of one of the last sales comes back; reported as a sale is."""
        ledger = self._counter.ledger
        for stored in ledger.recent_sales(3):
            sale, days = stored.facts, ledger.days
            before = ReturnedBefore(
                days.returned_quantities(sale.sale_no),
                days.restorations_of(sale.sale_no),
                days.refunded_by_kind(sale.sale_no),
            )
            left = left_to_return(sale, before.quantities)
            if not left:
                continue
            number = self._chance.choice(sorted(left))
            weighed = sale.lines[number - 1].sold_by is SoldBy.WEIGHT
            part = self._chance.randint(1, left[number]) if weighed else ONE
            terms = ReturnTerms(
                return_number(TILL, DATE, days.returns_on(DATE) + 1), "shift-1", DATE, "", "r"
            )
            facts = return_goods(sale, {number: part}, before, terms, ledger.leases(CARD, month_of(DATE)))
            self._made += 1
            return_id = f"{self._seed}-{self._made}-return"
            new = self._counter.new(EntryKind.RETURN, record_to_data(facts), entry_id=return_id)
            self._say("selling", return_id)
            job = NewPrintJob(return_id, JobKind.RETURN, facts.return_no, new.at_ms)
            sealed = ledger.append(new, print_job=job)
            self._say("sold", return_id, sealed.sequence, sealed.entry_hash.hex())
            return

    def _beside_a_sale(self) -> None:
        """Cash goes in, the drawer is opened with a yes, goods are dropped, a phone is asked and answers."""
        shift = self._counter.ledger.open_shift()
        assert shift is not None
        of = {"shift_id": shift.shift_id, "rule": "r", "reason": "换零"}
        nothing = dict.fromkeys(("sale_id", "sale_no", "code", "name", "before", "after"))
        self._write("cash", EntryKind.CASH_MOVED, of | {"direction": "in", "amount": 10_000})
        self._write(
            "drawer", EntryKind.OVERRIDE, nothing | {"act": "open_drawer", "rule": "r", "reason": "换零"}
        )
        payment = {"payment_id": f"{self._seed}-{self._made}"}
        asked = {
            "sale_id": "s",
            "shift_id": shift.shift_id,
            "kind": "wechat",
            "amount": 1,
            "reference_tail": "",
        }
        self._write("asked", EntryKind.PAYMENT_ASKED, payment | asked)
        answer = {"outcome": self._chance.choice(("settled", "unknown", "refused")), "by": "provider"}
        words = {"provider_reference": "42", "detail": "", "rule": None}
        self._write("answered", EntryKind.PAYMENT_ANSWERED, payment | answer | words)

    def _open_shift(self) -> None:
        ledger = self._counter.ledger
        number = ledger.next_shift_number()
        ledger.append(self._counter.new(EntryKind.SHIFT_OPENED, shift_opened(number)))

    def _close(self) -> None:
        """The drawer is counted, the shift ends, the day is signed and the next shift begins."""
        ledger = self._counter.ledger
        shift = ledger.open_shift()
        assert shift is not None
        book = DayBook().take_all(ledger.days.entries_of_shift(shift.shift_id))
        figures = book.shift(shift.shift_id)
        assert figures is not None
        expected, counted = figures.takings[0].expected, self._chance.randint(0, 10**6)
        count = ShiftCount(shift.shift_id, "cash", counted, None, expected, counted - expected, None)
        self._write("count", EntryKind.SHIFT_COUNTED, count)
        closed = ShiftClosed(shift.shift_id, shift.number, 1, (count,), "数过了", None, (), ())
        self._write("shift", EntryKind.SHIFT_CLOSED, closed, paper=JobKind.SHIFT_SLIP)
        revision = ledger.days.day_revision(DATE) + 1
        signed = day_closed(self._counter, revision=revision)
        self._write("day", EntryKind.DAY_CLOSED, signed, paper=JobKind.DAY_SLIP)
        self._open_shift()

    def _write(
        self, what: str, kind: EntryKind, data: Record | dict[str, Any], *, paper: JobKind | None = None
    ) -> None:
        """Write something that is reported as a sale is."""
        self._made += 1
        entry_id = f"{self._seed}-{self._made}-{what}"
        new = self._counter.new(kind, data, entry_id=entry_id)
        self._say("selling", entry_id)
        subject = data.shift_id if isinstance(data, ShiftClosed) else what
        job = None if paper is None else NewPrintJob(entry_id, paper, subject, new.at_ms)
        sealed = self._counter.ledger.append(new, print_job=job)
        self._say("sold", entry_id, sealed.sequence, sealed.entry_hash.hex())

    def _hold(self, basket: Basket) -> Basket:
        self._say("holding", basket.sale_id)
        self._drafts.hold(basket, at_ms=1, by="1001")
        self._say("held", basket.sale_id)
        return self._fresh()

    def _take(self) -> Basket:
        held = self._drafts.held()[0]
        self._say("taking", fingerprint(held.basket), held.basket.sale_id)
        basket = self._drafts.take(held.number)
        self._say("taken", fingerprint(basket), basket.sale_id)
        return basket

    def _say(self, *words: object) -> None:
        os.write(self._report, (" ".join(map(str, words)) + "\n").encode())


@dataclass
class Reports:
    """What a till has said, and what may have happened beyond the last word."""

    sold: dict[str, tuple[int, str]] = field(default_factory=dict)  # sale id → sequence, hash
    held: set[str] = field(default_factory=set)
    open_baskets: set[str] = field(default_factory=lambda: {NOTHING})  # Fingerprints; one, or two in between.
    open_sale: str = NOTHING
    selling: set[str] = field(default_factory=set)
    moving: set[str] = field(default_factory=set)


def read_reports(folder: Path) -> Reports:
    """Follow the reports to their end."""
    reports, path = Reports(), folder / "report"
    for line in path.read_text(encoding="ascii").splitlines() if path.exists() else ():
        _follow(reports, *line.split())
    return reports


def _follow(said: Reports, word: str, *facts: str) -> None:
    if word in ("storing", "taking"):
        said.open_baskets.add(facts[0])
    elif word == "holding":
        said.open_baskets.add(NOTHING)
    elif word in ("shown", "recovered", "taken"):
        said.open_baskets, said.open_sale = {facts[0]}, facts[1]
    elif word == "cleared" or word == "held":
        said.open_baskets, said.open_sale = {NOTHING}, NOTHING
    elif word == "selling":
        said.selling.add(facts[0])
    elif word == "sold":
        said.sold[facts[0]] = int(facts[1]), facts[2]
    if word in ("holding", "taking"):
        said.moving.add(facts[-1])
    elif word in ("held", "taken"):
        said.moving.discard(facts[-1])
        (said.held.add if word == "held" else said.held.discard)(facts[-1])
    elif word == "recovered":
        said.moving.clear()
        said.held = set(facts[2].split(",")) - {NOTHING}
