"""Plays a script in a district of production code, and keeps a trace that a replay must repeat."""

from __future__ import annotations

import hashlib
import logging
import random
import shutil
import tempfile
from collections import Counter as Count
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

from sqlalchemy import Connection, select

from monitor.documents.federation import Federation, name_federation
from monitor.documents.publishing import ListedCard, change_cards, publish_categories
from monitor.leases.retiring import retire, what_is_known
from monitor.platform import Platform
from monitor.settings import Settings
from monitor.store import tables
from monitor.store.lease_tables import make_good, make_good_debit
from monitor.web.app import make_app
from pos.domain.calendar import business_date, month_of
from pos.domain.cards.card import Card, CardStatus
from pos.errors import PosError
from tests.cheap_pins import hash_cheaply
from tests.shop import card_number
from tests.simulation.district.auditor import CARD_MONTH, Auditor, Broken, Credit, due
from tests.simulation.district.counter import GOODS, Counter
from tests.simulation.district.mishaps import MISHAPS
from tests.simulation.district.network import Line, Network
from tests.simulation.district.script import DAY_MINUTES, Event, Size
from tests.simulation.district.stand_ins import Asks, Listener, Watch, Worker, open_neighbours

BEGIN_MS: Final = 1_793_462_400_000  # 2026-11-01 00:00 in Shanghai.
_MINUTE_MS: Final = 60_000


@dataclass
class Served:
    """What a run says in the end; the sums of benefits are the auditor's."""

    visits: int = 0
    visits_whole: int = 0  # Card visits that got all that was due on the spot.
    refused: Count[str] = field(default_factory=Count)
    steps: int = 0
    trace: str = ""
    broken: Broken | None = None
    broken_at: Event | None = None


class District:
    """A platform and its tills in a folder; `with playing(...)` makes one and clears up."""

    def __init__(self, folder: Path, size: Size, *, seed: int, trouble: float) -> None:
        self.folder, self.size, self.seed = folder, size, seed
        self.minute = 0
        self.network, self.auditor, self.served = Network(), Auditor(), Served()
        self.trouble = trouble
        self.platform = self.open_platform()
        stores = [f"S{number + 1:02d}" for number in range(size.stores)]
        places = [(stores[at], 1 if index < size.stores else 2) for index, at in enumerate(size.tills())]
        self.counters = [Counter(self, store, f"{store}-{number}") for store, number in places]
        self.cards = [card_number(serial + 1) for serial in range(size.cards)]
        self.stores = stores
        self.lost: set[int] = set()
        self.homes: Sequence[int] = ()
        self.images: dict[int, tuple[Path, int, int]] = {}
        self._digest = hashlib.sha256()

    def now_ms(self) -> int:
        """True time."""
        return BEGIN_MS + self.minute * _MINUTE_MS

    def found(self, homes: Sequence[int]) -> None:
        """Found the federation: stores, cards, goods; install every till."""
        at_ms = self.now_ms()
        listed = [self.listed(index, home) for index, home in enumerate(homes)]

        def work(connection: Any) -> None:
            name_federation(connection, Federation("试验区慈善会", "6201"))
            for index, store in enumerate(self.stores):
                connection.execute(
                    tables.store.insert().values(
                        store_id=store,
                        name=store,
                        street=store,
                        operator_name=f"O{index % 3}",
                        keeper_till_id=f"{store}-1",
                    )
                )
            for each in self.counters:
                connection.execute(tables.till.insert().values(till_id=each.till_id, store_id=each.store_id))
            publish_categories(
                connection, self.platform.key, {each.code: each.category for each in GOODS}, at_ms=at_ms
            )
            change_cards(connection, listed)

        self.platform.store.write(work)
        self.platform.opener.open_due(at_ms)
        for each in self.counters:
            each.install()
        self.homes = homes

    def listed(self, index: int, home: int, status: CardStatus = CardStatus.ACTIVE) -> ListedCard:
        """A card as the list has it."""
        card = Card(self.cards[index], "张*兰", "2020-01-01", "2099-12-31", status)
        return ListedCard(card, self.stores[home])

    def open_platform(self) -> Platform:
        """Switch the platform on, from the folder as it is."""
        platform = Platform.open(Settings(data_dir=self.folder / "monitor"), self)
        self.network.app = make_app(platform)
        return platform

    def play(self, events: Sequence[Event]) -> None:
        """Play the events; the first broken invariant ends it and is kept in `served`."""
        for event in events:
            self.minute = max(self.minute, event.minute)
            self.network.chance = random.Random(f"{self.seed} {event.number}")
            self.network.trouble = 0.02 if self.trouble else 0.0
            self.served.steps += 1
            try:
                said = self._act(event)
                if event.kind == "midnight":
                    self.check_all()
            except Broken as broken:
                said, self.served.broken, self.served.broken_at = str(broken), broken, event
            except Exception as bug:  # noqa: BLE001 - a program that breaks off is a finding like any other
                said, self.served.broken_at = "crash", event
                self.served.broken = Broken("crash", f"{type(bug).__name__}: {bug}")
            self._digest.update(f"{event.number} {event.kind} {said}\n".encode())
            if self.served.broken is not None:
                break
        self.served.trace = self._digest.hexdigest()

    def finish(self) -> None:
        """The lines are whole again: everybody syncs, and everything must fit."""
        self.network.cut.clear()
        self.network.trouble = 0.0
        if self.served.broken is None:
            try:
                for each in self.counters:
                    for _ in range(2):
                        each.round(documents=True)
                    self._check_all_went(each)
                self.check_all()
            except Broken as broken:
                self.served.broken = broken
            except Exception as bug:  # noqa: BLE001 - as above
                self.served.broken = Broken("crash", f"{type(bug).__name__}: {bug}")

    def _check_all_went(self, each: Counter) -> None:
        """With a whole line nothing stays behind, and without faults nothing is doubted."""
        ledger = each.ledger
        if not each.fenced and ledger.acknowledged() != ledger.head()[0]:
            raise Broken("sync", f"{each.till_id} keeps {ledger.head()[0] - ledger.acknowledged()} entries")
        if self.trouble:
            return
        with self.platform.store.engine.connect() as connection:
            doubted = connection.execute(select(tables.quarantine)).first()
        if each.fenced or doubted is not None:
            raise Broken("sync", f"{each.till_id} is doubted although nothing went wrong")

    def check_all(self) -> None:
        """What is too dear for each step. Raises Broken."""
        lease, spend = tables.lease, tables.card_spend
        with self.platform.store.engine.connect() as connection:
            released = (lease.c.granted - lease.c.released) if "released" in lease.c else lease.c.granted
            columns = select(lease.c.card_no, lease.c.month, lease.c.pool_id, released)
            rows = connection.execute(columns.where(lease.c.restored_from.is_(None))).all()
            self.auditor.platform([(row[0], row[1], row[2], row[3]) for row in rows], _credits(connection))
            booked: dict[tuple[str, int], Count[tuple[str, str, str]]] = {}
            for row in connection.execute(select(spend)):
                of_till = booked.setdefault((row.till_id, row.epoch), Count())
                of_till[row.card_no, row.month, row.pool_id] += row.amount
            uses = {
                (row.till_id, row.epoch, row.lease_id, row.pool_id): row.spent
                for row in connection.execute(select(tables.lease_use))
            }
        for each in self.counters:
            ledger = each.ledger
            if ledger.acknowledged() == ledger.head()[0] and not each.fenced:
                self.auditor.booked(each.till_id, each.epoch, booked.get((each.till_id, each.epoch), {}))
                self.auditor.leases_used(each.till_id, each.epoch, uses)

    def _act(self, event: Event) -> str:
        mishap = MISHAPS.get(event.kind)
        if mishap is not None:
            return mishap(self, event)
        ordinary: dict[str, Callable[[Event], str]] = {
            "midnight": self._midnight,
            "cut": self._cut,
            "join": self._join,
            "round": self._round,
            "public": self._public,
            "visit": self._visit,
            "return": self._return,
        }
        return ordinary[event.kind](event)

    def fault(self, kind: str) -> None:
        """Count what went wrong, by kind."""
        self.network.faults[kind] += 1

    def _midnight(self, _event: Event) -> str:
        """A new day: what was fenced gets a new epoch, disks and platform are saved."""
        self.platform.opener.open_due(self.now_ms())
        healed = 0
        for each in self.counters:
            each.skew_ms = 0
            if each.fenced:
                cut, self.network.cut = self.network.cut, set()
                self.network.trouble = 0.0
                each.round(documents=False)
                if each.fenced:  # Else it only waited for a contact.
                    healed += 1
                    each.enrol()
                    self.fault("enrolled_again")
                self.network.cut = cut
        day = self.minute // DAY_MINUTES
        keep = self.counters[day % len(self.counters)]  # One disk a night is saved, for a later restore.
        image = self.folder / "images" / keep.till_id
        keep.copy_to(image)
        self.images[day % len(self.counters)] = image, keep.epoch, keep.cursor
        if self.trouble:
            self.platform.close()
            shutil.rmtree(self.folder / "yesterday", ignore_errors=True)
            shutil.copytree(self.folder / "monitor", self.folder / "yesterday")
            self.platform = self.open_platform()
        return f"healed {healed}"

    def _cut(self, event: Event) -> str:
        self.network.cut.add(self.stores[event.till])
        self.fault("store_day_offline")
        return ""

    def _join(self, event: Event) -> str:
        self.network.cut.discard(self.stores[event.till])
        return ""

    def _round(self, event: Event) -> str:
        each = self.counters[event.till]
        each.round(documents=True)
        return f"{each.ledger.head()[0]} {each.ledger.acknowledged()}"

    def _public(self, event: Event) -> str:
        return self._sell(self.counters[event.till], event, None)

    def _visit(self, event: Event) -> str:
        each, card_no = self.counters[event.till], self.cards[event.card]
        month = month_of(business_date(self.now_ms()))
        # The same goods scanned again at once are one line.
        pieces = [(GOODS[item], len(list(same))) for item, same in groupby(event.goods)]
        goods = [(item.category, (item.price or 0) * count) for item, count in pieces]
        left = (
            dict.fromkeys(CARD_MONTH, 0) if event.card in self.lost else self.auditor.coming(card_no, month)
        )
        discount, subsidy, _used = due(goods, left)
        given_before = self.auditor.given
        said = self._sell(each, event, card_no)
        given = self.auditor.given - given_before
        served = self.served
        served.visits += 1
        served.visits_whole += given >= discount + subsidy
        if given < discount + subsidy:
            served.refused[said] += 1
        at_home = each.till_id == f"{self.stores[self.homes[event.card]]}-1"
        if not self.trouble and at_home and not self.network.cut and given < discount + subsidy:
            self.check_all()
            could = self.auditor.could_have_given()
            if event.card not in self.lost and given < could:
                raise Broken("served", f"{given} of {could} at the keeper: {said}")
        each.round(documents=False)
        each.hand_out(card_no)
        return f"{said} {given}"

    def _sell(self, each: Counter, event: Event, card_no: str | None) -> str:
        try:
            said = each.sell(event.goods, card_no)
        except PosError as error:
            raise Broken("I6", f"a sale did not end: {error.code}") from error
        if self.network.asked_while_selling:
            raise Broken("I6", "a sale asked the platform")
        return said

    def _return(self, event: Event) -> str:
        return self.counters[event.till].give_back_last()

    def close(self) -> None:
        """Switch everything off."""
        for each in self.counters:
            if each.till is not None:
                each.till.close()
        self.platform.close()
        self.network.close()

    def heard(self, till_id: str, epoch: int) -> int:
        """The last entry that the platform has of an installation."""
        at_ms = self.now_ms()
        known = self.platform.store.read(lambda c: what_is_known(c, till_id, epoch, at_ms=at_ms))
        return known.acknowledged

    def succeed(self, till_id: str, former: int) -> None:
        """Two people retire an installation, and the till's new one gets what it had left."""
        at_ms, key = self.now_ms(), self.platform.key
        self.platform.store.write(
            lambda c: retire(c, key, till_id=till_id, epoch=former, to_till=till_id, at_ms=at_ms)
        )
        self.fault("rights_moved")

    def counter(self, till_id: str) -> Counter:
        """The till with an id."""
        return next(each for each in self.counters if each.till_id == till_id)

    def line_of(self, settings: Any, **_bounds: float) -> Line:
        """The transport of a till's settings; how long a real line would wait plays no part here."""
        each = self.counter(settings.till_id)
        return Line(self.network, settings.store_id, each.step)


def _credits(connection: Connection) -> list[Credit]:
    """What the platform has decided to make good."""
    slip, part = make_good, make_good_debit
    debits: dict[str, dict[str, int]] = {}
    for row in connection.execute(select(part)):
        debits.setdefault(row.credit_id, {})[row.pool_id] = row.amount
    decided = select(slip).where(slip.c.state.in_(["credited", "promised", "paid"]))
    return [
        Credit(row.credit_id, row.sale_no, row.card_no, row.month, row.amount, debits.get(row.credit_id, {}))
        for row in connection.execute(decided)
    ]


@contextmanager
def playing(size: Size, homes: Sequence[int], *, seed: int, trouble: float = 1.0) -> Iterator[District]:
    """A district that is ready for its first day. Threads, timers and sockets of the tills stay out."""
    hash_cheaply()
    logging.disable(logging.CRITICAL)
    base = Path("/dev/shm")
    with ExitStack() as stack:
        folder = Path(
            stack.enter_context(
                tempfile.TemporaryDirectory(prefix="district-", dir=base if base.is_dir() else None)
            )
        )
        stack.callback(logging.disable, logging.NOTSET)
        stack.enter_context(patch("pos.bootstrap.Housekeeping.start", lambda _self: None))
        stack.enter_context(patch("pos.services.fencing.freshness.CONTACT_S", 1e6))
        stack.enter_context(patch("pos.platform_line.SyncWorker", Worker))
        stack.enter_context(patch("pos.platform_line.RecallListener", Listener))
        stack.enter_context(patch("pos.services.cards.card_parts.CardAsks", Asks))
        stack.enter_context(patch("pos.services.make_goods.make_good_parts.CreditWatch", Watch))
        stack.enter_context(patch("monitor.platform.read_shipped_programmes", _one_programme))
        district = District(folder, size, seed=seed, trouble=trouble)
        stack.callback(district.close)
        stack.enter_context(patch("pos.platform_line.open_transport", district.line_of))
        neighbours = partial(open_neighbours, district)
        stack.enter_context(patch("pos.platform_line.open_neighbour_line", neighbours))
        district.found(homes)
        yield district


def _one_programme() -> tuple[Any, ...]:
    from pos.services.installation.shipped import load_default_programme

    return (load_default_programme(),)
