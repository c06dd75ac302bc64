"""One till of the district: the production till in a folder, which can be killed, copied and put back."""

from __future__ import annotations

import shutil
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from pos.bootstrap import World, build_till, enrol, open_catalogue
from pos.domain.goods.goods import Goods, SoldBy
from pos.domain.paying.tender import TenderKind
from pos.domain.people.staff import Role
from pos.errors import PosError
from pos.errors.shifts import ClockDoubtful
from pos.ledger.ledger import Ledger
from pos.services.installation.settings import Settings
from pos.services.people.sign_in import add_staff
from pos.services.till import Till
from sync.client.worker import SyncWorker
from tests.shop import CountingIds, ean
from tests.simulation.district.auditor import Auditor
from tests.simulation.district.network import Killed
from tests.simulation.district.stand_ins import ANSWER_MS, Asks, Listener, Neighbours

if TYPE_CHECKING:
    from pos.domain.cards.ask import Ask
    from tests.simulation.district.district import District

GOODS: Final = (
    Goods(ean("690000000001"), "上海青", "", "份", "蔬菜", 498, SoldBy.PIECE),
    Goods(ean("690000000002"), "压榨菜籽油", "5L", "桶", "油", 6_993, SoldBy.PIECE),
    Goods(ean("690000000003"), "酿造生抽", "500ml", "瓶", "调味", 991, SoldBy.PIECE),
    Goods(ean("690000000004"), "高粱白酒", "500ml", "瓶", "酒", 3_001, SoldBy.PIECE),
)


class Counter:
    """Where people are served. Its own clock may be wrong by `skew_ms`."""

    def __init__(self, district: District, store_id: str, till_id: str) -> None:
        self.district, self.store_id, self.till_id = district, store_id, till_id
        self.folder = district.folder / "tills" / till_id
        self.skew_ms, self.epoch, self.cursor = 0, 0, 0
        self.ids = CountingIds(till_id)
        self.steps_left: int | None = None  # Until the power goes.
        self.till: Till | None = None
        self.is_doubled = False  # A copy of its disk, or an older state of it, wrote entries of its own.
        self.waited_ms = 0  # For answers of the platform.
        self.neighbours: Neighbours | None = None

    @property
    def settings(self) -> Settings:
        """Its settings."""
        return Settings(
            store_id=self.store_id,
            store_name=self.store_id,
            till_id=self.till_id,
            data_dir=self.folder / "data",
            state_dir=self.folder / "state",
            printer_url="none",
            monitor_url="http://127.0.0.1:1",
        )

    def step(self) -> None:
        """A step of the program; the last one before the power goes raises Killed."""
        if self.steps_left is not None and threading.current_thread() is threading.main_thread():
            self.steps_left -= 1
            if self.steps_left < 0:
                self.steps_left = None
                raise Killed

    def now_ms(self) -> int:
        """What its clock shows."""
        self.step()
        return self.district.now_ms() + self.skew_ms

    def elapsed_ms(self) -> int:
        """What really passed."""
        return self.district.now_ms() + self.waited_ms

    def install(self) -> None:
        """A new till: goods, one person, and its place at the platform."""
        catalogue = open_catalogue(self.settings)
        catalogue.replace_goods(GOODS)
        add_staff(catalogue, staff_id="2001", name="陈国强", role=Role.MANAGER, pin="8888")
        catalogue.close()
        self.enrol()

    def enrol(self) -> None:
        """Begin, or begin again, with a code of the federation; what the former one held moves on."""
        former, was_told = self.epoch, self.told_all
        self.stop()
        code = self.district.platform.issue_code(self.till_id)
        done = enrol(self.settings, code, again=self.epoch > 0)
        self.epoch, self.cursor, self.is_doubled = done.identity.epoch, 0, False
        if was_told:
            self.district.succeed(self.till_id, former)
        self.start()

    @property
    def told_all(self) -> bool:
        """Whether the platform has every entry that was ever made under this epoch.

        Two people who retire a till cannot know it; those of a district never do it too early.
        """
        if self.till is None or self.is_doubled or not self.epoch:
            return False
        return self.district.heard(self.till_id, self.epoch) == self.ledger.head()[0]

    def start(self) -> Till:
        """Switch on, ask the platform, sign in; a sale that lay open is given up."""
        till = self.till = build_till(self.settings, World(self, self.ids))
        till.people.sign_in("2001", "8888")
        if till.shifts.current() is None:
            try:
                till.shifts.open("500")
            except ClockDoubtful:
                till.shifts.open("500")
        self.clear()
        self.round(documents=True)
        return till

    def clear(self) -> None:
        """Give up what lies open."""
        assert self.till is not None
        checkout = self.till.checkout
        while checkout.state.basket.tenders:
            checkout.take_back(1)
        if checkout.state.basket.lines or checkout.state.basket.card is not None:
            checkout.cancel(reason="顾客不要了")

    def stop(self) -> None:
        """Switch off in good order."""
        if self.till is not None:
            self.look()
            self.till.close()
            self.till = None

    def lose_power(self) -> None:
        """Go on from the files as they lie there now, without closing anything first."""
        image = self.folder.with_name(f"{self.till_id}-image")
        self.steps_left = None
        self.copy_to(image)
        if self.till is not None:
            with suppress(PosError):
                self.till.close()
            self.till = None
        self.put_back(image)
        self.start()

    def copy_to(self, place: Path) -> None:
        """Copy everything that a disk holds."""
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(self.folder, place, ignore=shutil.ignore_patterns("*.lock"))

    def put_back(self, image: Path) -> None:
        """The disk is as it was then. The till is off."""
        shutil.rmtree(self.folder)
        image.rename(self.folder)

    def round(self, *, documents: bool) -> None:
        """One round of the worker, on this thread."""
        assert self.till is not None
        worker = cast("SyncWorker", cast("Any", self.till.sync)._worker)
        asked = worker._rounds_answered + documents
        worker._do_round(asked)
        self.till.take_news()
        self.look()

    def look(self) -> None:
        """Tell the auditor what is new in the ledger."""
        ledger = self.ledger
        while found := ledger.entries_after(self.cursor, entries_max=500, bytes_max=1 << 22):
            for each in found:
                sealed = each.sealed
                self.cursor = sealed.sequence
                self.auditor.entry(
                    self.till_id, self.epoch, sealed.sequence, sealed.entry_hash, sealed.payload
                )

    @property
    def auditor(self) -> Auditor:
        """The district's."""
        return self.district.auditor

    @property
    def ledger(self) -> Ledger:
        """The open ledger."""
        assert self.till is not None
        return self.till.checkout._parts.recorder.ledger

    @property
    def fenced(self) -> bool:
        """Benefits are off for good: only a new epoch helps."""
        assert self.till is not None
        return bool(cast("Any", self.till.cards)._fence.is_up)

    def sell(self, goods: tuple[int, ...], card_no: str | None) -> str:
        """Serve one customer and say how the card was taken; `public` without one. Raises Killed."""
        assert self.till is not None
        checkout = self.till.checkout
        network = self.district.network
        network.selling = True
        try:
            for each in goods:
                try:
                    checkout.scan(GOODS[each].code)
                except ClockDoubtful:  # Asked once: the cashier says that the date is right.
                    checkout.scan(GOODS[each].code)
            said = "public"
            if card_no is not None:
                try:
                    state = checkout.attach_card(card_no)
                    assert state.basket.card is not None
                    said = str(state.basket.card.state.value)
                except PosError as error:
                    said = error.code
                else:
                    said = self._ask() or said
            if checkout.state.paid_so_far.due:
                checkout.pay(TenderKind.CASH, None)
            checkout.done()
        finally:
            network.selling = False
        self.look()
        return said

    def _ask(self) -> str:
        """Let the ask for the card on the sale go on to its end; how the card is then."""
        assert self.till is not None
        network = self.district.network
        network.selling = False
        try:
            cast("Asks", self.till.asks).run(self._between_questions)
        finally:
            network.selling = True
        self.till.take_news()
        card = self.till.checkout.state.basket.card
        return "" if card is None else str(card.state.value)

    def _between_questions(self, ask: Ask) -> None:
        """While the platform is asked, whoever holds the card's month hears of it and answers."""
        self.waited_ms += ANSWER_MS
        for other in self.district.counters:
            if other is self or other.till is None or other.store_id in self.district.network.cut:
                continue
            if other.ledger.leases(ask.card_no, ask.month):
                other.listen()

    def listen(self) -> None:
        """Hear what this till is asked for, and send the answer."""
        assert self.till is not None
        control = cast("Any", self.till.sync)
        for each in control._beside:
            if isinstance(each, Listener):
                each.hear()
        self.round(documents=False)

    def hand_out(self, card_no: str) -> None:
        """The card has something coming: promised, said yes to, paid."""
        assert self.till is not None
        desk = self.till.make_goods
        try:
            coming = desk.ask(card_no)
            for credit in () if coming is None else coming.credits:
                desk.promise(credit.slip_no)
                desk.handed_out()
                self.district.fault("made_good_paid")
        except PosError as error:
            self.district.fault(f"not_paid {error.code}")
        self.look()

    def give_back_last(self) -> str:
        """The last sale comes back whole."""
        assert self.till is not None
        try:
            self.till.returns.void_last("顾客不要了")
        except PosError as error:
            return error.code
        self.look()
        return "returned"


def copy_of(counter: Counter, place: Path) -> Counter:
    """A cloned disk in another machine: the same till twice."""
    other = Counter(counter.district, counter.store_id, counter.till_id)
    other.folder, other.epoch, other.cursor = place, counter.epoch, counter.cursor
    other.ids = CountingIds(f"{counter.till_id}-copy")
    return other
