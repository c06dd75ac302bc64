"""Builds the till out of its parts: the only module that knows every one of them.

Nothing opens a file, a port or a database at import; everything is opened here, in one order,
and closed in the opposite one.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from pos.crypto.keys import DeviceKey
from pos.devices.printers import printer_for
from pos.domain.programme import Programme, programme_from_data
from pos.errors import AlreadyEnrolled, EnrolmentNeeded, TillAlreadyRunning
from pos.ledger.catalogue import Catalogue
from pos.ledger.drafts import Drafts, recover_draft
from pos.ledger.ledger import Ledger
from pos.services.cards import CardDesk
from pos.services.checkout import Checkout, CheckoutParts
from pos.services.clock import Clock, Ids, SystemClock, UuidIds
from pos.services.goods_lines import GoodsLines
from pos.services.goods_search import GoodsSearch
from pos.services.housekeeping import Housekeeping
from pos.services.identity import (
    FIRST_EPOCH,
    KEY_FILE,
    LEDGER_FILE,
    Identity,
    enrolled_identity,
    load_identity,
    save_identity,
    set_old_ledger_aside,
)
from pos.services.inbox import Inbox
from pos.services.people import People
from pos.services.ports import NoSync, SyncControl
from pos.services.printing import Printing
from pos.services.receipt_desk import ReceiptDesk
from pos.services.recorder import Recorder
from pos.services.session import Session
from pos.services.settings import Settings
from pos.services.shifts import Shifts
from pos.services.sync_control import WorkerSync
from pos.services.till import Till
from sync.client.enrol import enrol as enrol_at
from sync.client.platform import Platform
from sync.client.ports import SyncIdentity
from sync.client.round import SyncRound
from sync.client.transport import HttpTransport
from sync.client.worker import SyncWorker

PROGRAM_VERSION = "0.1.0"
RESOURCES = Path(__file__).resolve().parent.parent / "resources"
DEFAULT_PROGRAMME = RESOURCES / "programmes" / "2013-02.json"


@dataclass(frozen=True, slots=True)
class World:
    """What comes from outside the program: time, chance, and a screen to show receipts on."""

    clock: Clock
    ids: Ids
    screen: Callable[[bytes], None] | None = None


def real_world(screen: Callable[[bytes], None] | None = None) -> World:
    """The machine's clock and chance."""
    return World(SystemClock(), UuidIds(), screen)


def build_till(settings: Settings, world: World) -> Till:
    """Open everything and give back a till that can sell.

    Raises TillAlreadyRunning, LedgerNewer, LedgerUnwritable, KeyUnreadable, ChainBroken,
    DeviceUrlWrong; then everything that was opened is closed again.
    """
    with ExitStack() as opened:
        till = _build(settings, world, opened)
        till.closers.append(opened.pop_all().close)
    return till


def _build(settings: Settings, world: World, opened: ExitStack) -> Till:
    data_dir = settings.data_dir
    data_dir.mkdir(parents=True, exist_ok=True)
    opened.callback(_lock(data_dir).release)
    identity, key = _installation(settings)
    default_programme = load_default_programme()

    ledger = Ledger.open(
        data_dir / LEDGER_FILE,
        till_id=identity.till_id,
        epoch=identity.epoch,
        signer=key.sign,
        backups=data_dir / "backups",
    )
    opened.callback(ledger.close)
    catalogue = Catalogue(data_dir / "catalogue.db")
    opened.callback(catalogue.close)
    drafts = Drafts(data_dir / "draft.db")
    opened.callback(drafts.close)

    session = Session(ledger.open_shift(), lambda: ledger.problem)
    wakes: list[Callable[[], None]] = []  # Printing and syncing, once they are there.

    def appended() -> None:
        for wake in wakes:
            wake()

    recorder = Recorder(ledger, session, world.clock, world.ids, identity.till_id, appended)
    cards = CardDesk(catalogue, ledger, world.clock, default_programme, identity.card_issuer)
    receipts = ReceiptDesk(
        recorder,
        catalogue,
        cards,
        default_programme=default_programme,
        store_name=settings.store_name,
        columns=settings.printer_columns,
        encoding=settings.printer_encoding,
    )
    printer = printer_for(
        settings.printer_url,
        columns=settings.printer_columns,
        encoding=settings.printer_encoding,
        screen=world.screen,
    )
    printing = Printing(
        ledger.print_jobs, printer, receipts.compose, world.clock, configured=settings.printer_url != "none"
    )
    opened.callback(printing.stop)
    wakes.append(printing.poke)
    receipts.job_added = printing.poke

    news = threading.Event()
    inbox = Inbox(ledger, catalogue, world.clock, news.set)
    sync = _sync(settings, identity, key, ledger, inbox, world.clock)
    opened.callback(sync.stop)
    wakes.append(sync.poke)

    checkout = Checkout(
        CheckoutParts(
            drafts=drafts,
            goods_lines=GoodsLines(catalogue),
            cards=cards,
            recorder=recorder,
            clock=world.clock,
            ids=world.ids,
            labels=settings.labels,
            card_issuer=identity.card_issuer,
            default_programme=default_programme,
        ),
        recover_draft(ledger, drafts),
    )
    printing.start()
    housekeeping = Housekeeping(ledger)
    opened.callback(housekeeping.stop)
    housekeeping.start()
    return Till(
        settings=settings,
        checkout=checkout,
        people=People(catalogue, session, world.clock),
        shifts=Shifts(recorder, session),
        goods=GoodsSearch(catalogue),
        cards=cards,
        receipts=receipts,
        printing=printing,
        sync=sync,
        clock=world.clock,
        ledger_problem=lambda: ledger.problem,
        news=news,
    )


def load_default_programme() -> Programme:
    """The programme the release ships, in force until the federation publishes another."""
    return programme_from_data(json.loads(DEFAULT_PROGRAMME.read_text(encoding="utf-8")))


def open_catalogue(settings: Settings) -> Catalogue:
    """The catalogue alone, for the command line. Beside a running till it is safe."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    return Catalogue(settings.data_dir / "catalogue.db")


def enrol(settings: Settings, code: str) -> Identity:
    """Present this till to the platform with a one-time code; the till must not be running.

    Raises EnrolmentNeeded without a platform in the settings, AlreadyEnrolled, EnrolmentRefused,
    MonitorUnreachable, TillAlreadyRunning.
    """
    if settings.monitor_url is None:
        raise EnrolmentNeeded
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    with _lock(settings.data_dir):
        before, key = _installation(settings)
        if before.enrolled:
            raise AlreadyEnrolled(till_id=before.till_id)
        transport = HttpTransport(settings.monitor_url)
        try:
            reply = enrol_at(
                transport,
                code=code,
                till_id=before.till_id,
                public_key=key.public_key,
                suite=before.suite,
                program_version=PROGRAM_VERSION,
            )
        finally:
            transport.close()
        if reply.epoch != before.epoch:
            aside = set_old_ledger_aside(settings.data_dir, before.epoch)
            logging.getLogger(__name__).warning("epoch %s begins; old ledger: %s", reply.epoch, aside)
        identity = enrolled_identity(
            before,
            epoch=reply.epoch,
            store_id=reply.store_id,
            store_name=reply.store_name,
            card_issuer=reply.card_issuer,
            federation_key=reply.federation_key,
        )
        save_identity(settings.data_dir, identity)
        return identity


def _lock(data_dir: Path) -> FileLock:
    """One window per till: two would print the same sale numbers (odoo#71455)."""
    lock = FileLock(data_dir / "till.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise TillAlreadyRunning(path=str(data_dir)) from error
    return lock


def _installation(settings: Settings) -> tuple[Identity, DeviceKey]:
    """This installation's identity and key; made at the first start."""
    data_dir = settings.data_dir
    identity = load_identity(data_dir)
    if identity is None:
        identity = Identity(settings.till_id, FIRST_EPOCH, settings.store_id, settings.store_name)
        key = DeviceKey.create(data_dir / KEY_FILE)
        save_identity(data_dir, identity)
        return identity, key
    return identity, DeviceKey.load(data_dir / KEY_FILE)


def _sync(
    settings: Settings, identity: Identity, key: DeviceKey, ledger: Ledger, inbox: Inbox, clock: Clock
) -> SyncControl:
    """The sync worker, running; or nobody, when there is no platform or it does not know this till."""
    if settings.monitor_url is None:
        return NoSync(problem=None)
    if not identity.enrolled:
        return NoSync(problem=EnrolmentNeeded.code)
    known_to_platform = SyncIdentity(
        till_id=identity.till_id,
        epoch=identity.epoch,
        suite=identity.suite,
        sign=key.sign,
        federation_key=bytes.fromhex(identity.federation_key),
    )
    platform = Platform(HttpTransport(settings.monitor_url), known_to_platform, now_ms=clock.now_ms)
    worker = SyncWorker(SyncRound(ledger, inbox, platform, known_to_platform), now_ms=clock.now_ms)
    worker.start()
    return WorkerSync(worker)
