"""Builds the till from its parts. Only this module knows all of them.

Nothing opens a file, a port or a database at import; everything is opened here, in one order,
and closed in the opposite one.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pos.domain.calendar import BusinessDate
from pos.domain.paying.tender import TenderKind
from pos.domain.programme.contribution import Contribution, figure_month
from pos.errors.goods import CatalogueDamaged
from pos.errors.platform import EnrolmentNeeded
from pos.later_desks import LaterParts, later_desks
from pos.ledger.drafts import Drafts, recover_draft
from pos.ledger.goods.catalogue import Catalogue
from pos.ledger.pin_tries import PinTries
from pos.services.cards.card_parts import card_parts
from pos.services.care.housekeeping import Housekeeping
from pos.services.care.rules_desk import RulesDesk
from pos.services.care.settings_desk import printer_of_settings
from pos.services.clock import Clock, Ids, SystemClock, UuidIds
from pos.services.counter.recorder import Recorder
from pos.services.counter.session import Session
from pos.services.days.close_desks import close_desks
from pos.services.days.day_papers import DayPapers
from pos.services.days.day_reading import DayReader
from pos.services.fencing.books import bind_identity, fence_doubtful_books, fence_other_identity
from pos.services.fencing.fence import Fence
from pos.services.fencing.ledger_opening import open_ledger
from pos.services.fencing.month_watch import DateDesk, MonthWatch
from pos.services.fencing.starts import Starts
from pos.services.fencing.witnesses import begin_freshness
from pos.services.goods.goods_search import GoodsSearch
from pos.services.installation.command_notes import CommandNotes
from pos.services.installation.data_dir import (
    lock,
    open_or_renew_catalogue,
    open_sound_catalogue,
    private_files,
)
from pos.services.installation.identity import DRAFT_FILE, LEDGER_FILE, Identity
from pos.services.installation.settings import Settings
from pos.services.installation.shipped import (
    PERMISSIONS,
    REASONS,
    SIGN_IN_POLICY,
    TENDERS,
    load_default_programme,
    load_shop_rules,
)
from pos.services.installation.this_folder import (
    BegunNote,
    find_installation,
)
from pos.services.make_goods.make_good_parts import make_good_desk
from pos.services.papers.receipt_desk import ReceiptDesk
from pos.services.paying.payment_channels import providers_for
from pos.services.paying.payment_provider import PaymentProvider
from pos.services.paying.payments import PaymentDesk
from pos.services.people.permissions import PermissionDesk, load_methods, load_permissions, load_reasons
from pos.services.people.pin_guard import PinGuard, load_pin_limits
from pos.services.people.sign_in import People
from pos.services.people.staff_desk import StaffDesk
from pos.services.platform.inbox import Inbox
from pos.services.platform.switching import finish_switch
from pos.services.ports import NoSync, SyncControl
from pos.services.printing.customer_display import customer_digits
from pos.services.printing.print_queue import Printing
from pos.services.returns.slip_returns import SlipReturns
from pos.services.selling.checkout import Checkout
from pos.services.selling.goods_lines import GoodsLines
from pos.services.selling.open_sale import CheckoutParts
from pos.services.shifts.drawer import Drawer
from pos.services.till import Till

if TYPE_CHECKING:
    from pos.services.platform.enrolment import Enrolment
    from sync.protocol.messages import EnrolReply

_LOG = logging.getLogger(__name__)

PROGRAM_VERSION = "0.1.0"
DOWNLOADS = ("~/Downloads", "~/下载")  # Where browsers put the channels' bills.


@dataclass(frozen=True, slots=True)
class World:
    """What comes from outside the program: time, chance, a screen to show receipts on, who is asked."""

    clock: Clock
    ids: Ids
    screen: Callable[[bytes], None] | None = None
    providers: Mapping[TenderKind, PaymentProvider] | None = None  # Instead of those of the settings.
    bill_folders: tuple[Path, ...] = ()  # Where the channels' bills may lie, besides the till's own folder.


def real_world(screen: Callable[[bytes], None] | None = None) -> World:
    """The machine's clock and chance."""
    folders = tuple(Path(os.path.expanduser(name)) for name in DOWNLOADS)  # noqa: PTH111 - Path's raises
    return World(SystemClock(), UuidIds(), screen, bill_folders=folders)


def build_till(settings: Settings, world: World) -> Till:
    """Open everything and give back a till that can sell.

    Raises TillAlreadyRunning, LedgerNewer, LedgerUnwritable, KeyUnreadable, ChainBroken,
    DeviceUrlWrong, SettingsOfAnotherTill; then everything that was opened is closed again.
    """
    with ExitStack() as opened:
        till = _build(settings, world, opened)
        till.closers.append(opened.pop_all().close)
    return till


def _build(settings: Settings, world: World, opened: ExitStack) -> Till:
    data_dir = settings.data_dir
    news = threading.Event()
    with private_files(data_dir):
        opened.callback(lock(data_dir).release)
        finish_switch(data_dir)
        if settings.training:
            from pos.services.practice.training import copy_catalogue

            copy_catalogue(data_dir.parent, data_dir)
        identity, key = find_installation(settings)
        fence = Fence(data_dir, world.clock, news.set)
        starts = Starts(data_dir)
        ledger = open_ledger(data_dir, identity, key, fence)
        fence_other_identity(ledger, identity, key, fence)
        if identity.enrolled:
            fence_doubtful_books(ledger, identity, key, fence, world.clock)
        opened.callback(ledger.close)
        catalogue, catalogue_renewed = open_or_renew_catalogue(data_dir)
        opened.callback(catalogue.close)
        drafts = Drafts(data_dir / DRAFT_FILE)
        opened.callback(drafts.close)
    freshness = begin_freshness(settings, identity, ledger, fence, news.set)
    opened.callback(freshness.stop)
    bind_identity(ledger, identity, key, fence, world.clock, world.ids)
    months = MonthWatch(ledger, world.clock, enrolled=identity.enrolled and not settings.training)
    default_programme = load_default_programme()
    begun = BegunNote(data_dir, identity, lambda: ledger.head()[0])
    begun.look()
    if settings.training:
        from pos.services.practice.training import give_training_cards

        give_training_cards(
            ledger,
            catalogue,
            world.clock,
            world.ids,
            issuer=identity.card_issuer,
            programme=default_programme,
        )

    session = Session(ledger.open_shift(), lambda: ledger.problem)
    # Printing and syncing, once they are there.
    wakes: list[Callable[[], None]] = [begun.look]

    def appended() -> None:
        for wake in wakes:
            wake()

    recorder = Recorder(ledger, session, world.clock, world.ids, identity.till_id, appended)
    guard = PinGuard(ledger, world.clock, world.ids, load_pin_limits(SIGN_IN_POLICY))
    people = People(catalogue, session, guard, PinTries(data_dir))
    permissions = PermissionDesk(load_permissions(PERMISSIONS), load_reasons(REASONS), session, people)
    rules = RulesDesk(recorder, permissions, load_shop_rules(), partial(_money_taken, drafts))
    parts = card_parts(
        catalogue, recorder, drafts, identity, default_programme, fence, freshness, months,
        ids=world.ids, tell=news.set,
    )  # fmt: skip
    cards = parts.desk

    def contribution(date: BusinessDate) -> Contribution | None:
        """The published figure shown on a date."""
        return catalogue.contribution(figure_month(date))

    receipts = ReceiptDesk(
        recorder,
        permissions,
        catalogue,
        cards,
        default_programme=default_programme,
        contribution=contribution,
        rules=rules.on,
        store_name=settings.store_name,
        columns=settings.printer_columns,
        encoding=settings.printer_encoding,
        training=settings.training,
    )
    printer_of = partial(printer_of_settings, screen=world.screen)
    compose = receipts.compose
    if settings.training:
        from pos.services.practice.training import as_training_papers

        compose = as_training_papers(compose)
    printing = Printing(
        ledger.print_jobs,
        printer_of(settings),
        compose,
        world.clock,
        configured=settings.printer_url != "none",
    )
    opened.callback(printing.stop)
    wakes.append(printing.poke)
    receipts.job_added = printing.poke

    def arrived() -> None:
        begun.look()
        news.set()

    def trouble() -> str | None:
        return fence.code or (CatalogueDamaged.code if catalogue_renewed else None)

    checkout = Checkout(
        CheckoutParts(
            drafts=drafts,
            goods_lines=GoodsLines(catalogue),
            cards=cards,
            rights=parts.rights,
            asks=parts.asks,
            permissions=permissions,
            recorder=recorder,
            clock=world.clock,
            ids=world.ids,
            labels=settings.labels,
            card_issuer=identity.card_issuer,
            default_programme=default_programme,
            contribution=contribution,
            rules=rules.on,
            methods=load_methods(TENDERS),
            has_customer_display=settings.customer_display_url == "window",
        ),
        recover_draft(ledger, drafts),
    )
    inbox = Inbox(ledger, catalogue, world.clock, arrived, parts.releases)
    sync: SyncControl = NoSync(problem=trouble())
    monitor_desk = None
    if settings.monitor_url is not None:
        from pos.platform_line import Contacts, open_platform_line

        contacts = Contacts(freshness, starts, months, parts.releases, parts.slices)
        sync, monitor_desk = open_platform_line(
            settings, identity, key, ledger, inbox, world.clock, fence, trouble, contacts, parts.asks
        )
    opened.callback(sync.stop)
    opened.callback(parts.asks.stop)
    wakes.append(sync.poke)

    desks = close_desks(
        recorder,
        permissions,
        people,
        checkout,
        drafts,
        DayReader(
            ledger.days, identity.till_id, settings.store_name, default_programme, contribution=contribution
        ),
        sync,
        lookup=monitor_desk,
        rules=rules.on,
        disputed=lambda: fence.disputed,
    )
    papers = DayPapers(desks.reader, receipts.name_of)
    receipts.composers |= papers.composers()
    providers = world.providers or providers_for(settings, world.clock)
    digits = customer_digits(settings.customer_display_url)
    opened.callback(digits.stop)
    printing.start()
    housekeeping = Housekeeping(
        ledger, data_dir / LEDGER_FILE, world.clock, drafts=drafts, backups=data_dir / "backups"
    )
    housekeeping.take_notes = CommandNotes(data_dir, ledger, world.clock).take
    opened.callback(housekeeping.stop)
    housekeeping.start()
    returns = SlipReturns(
        recorder,
        permissions,
        monitor_desk,
        receipts,
        paying=lambda: checkout.state.basket.paying,
        leases_changed=news.set,
        released=lambda sale_no: ledger.returns.is_released(sale_no) or catalogue.is_released(sale_no),
    )
    make_goods = make_good_desk(recorder, permissions, monitor_desk, receipts, cards, checkout, news.set)
    later = later_desks(
        LaterParts(
            settings=settings,
            ledger=ledger,
            catalogue=catalogue,
            clock=world.clock,
            till_id=identity.till_id,
            card_issuer=identity.card_issuer,
            default_programme=default_programme,
            session=session,
            recorder=recorder,
            permissions=permissions,
            people=people,
            cards=cards,
            asks=parts.asks,
            rules=rules.on,
            printing=printing,
            printer_of=printer_of,
            sync=sync,
            lookup=monitor_desk,
            days=desks.days,
            papers=papers,
            bill_folders=world.bill_folders,
        )
    )
    return Till(
        settings=settings,
        checkout=checkout,
        people=people,
        permissions=permissions,
        staff=StaffDesk(catalogue, recorder, people, permissions),
        shifts=desks.shifts,
        days=desks.days,
        payments=PaymentDesk(recorder, checkout, permissions, providers),
        drawer=Drawer(permissions, recorder, printing),
        goods=GoodsSearch(catalogue),
        cards=cards,
        asks=parts.asks,
        receipts=receipts,
        returns=returns,
        make_goods=make_goods,
        rules=rules,
        printing=printing,
        sync=sync,
        customer_digits=digits,
        clock=world.clock,
        freshness=freshness,
        dates=DateDesk(recorder, permissions, news.set),
        ledger_problem=lambda: ledger.problem,
        later=later,
        news=news,
    )


def _money_taken(drafts: Drafts) -> bool:
    """Whether money lies there for the open sale."""
    basket = drafts.load()
    return basket is not None and bool(basket.tenders)


def open_catalogue(settings: Settings) -> Catalogue:
    """The catalogue alone, for the command line. Beside a running till it is safe.

    Raises CatalogueDamaged, LedgerUnwritable.
    """
    with private_files(settings.data_dir):
        return open_sound_catalogue(settings.data_dir)


def enrol(settings: Settings, code: str, *, again: bool = False) -> Enrolment:
    """Present this till to the platform with a one-time code; see `pos.services.platform.enrolment`.

    Raises EnrolmentNeeded without a platform in the settings, and what `take_part` raises.
    """
    if settings.monitor_url is None:
        raise EnrolmentNeeded
    from pos.platform_line import open_transport
    from pos.services.platform.enrolment import take_part
    from sync.client.enrol import enrol as enrol_at

    transport = open_transport(settings)

    def ask(identity: Identity, public_key: bytes) -> EnrolReply:
        return enrol_at(
            transport,
            code=code,
            till_id=identity.till_id,
            public_key=public_key,
            suite=identity.suite,
            program_version=PROGRAM_VERSION,
        )

    try:
        return take_part(settings, ask, again=again)
    finally:
        transport.close()
