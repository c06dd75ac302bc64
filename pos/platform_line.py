"""Builds the connection to the platform: the worker that syncs, and the desk for questions."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

from pos.crypto.keys import DeviceKey
from pos.errors.platform import EnrolmentNeeded
from pos.ledger.ledger import Ledger
from pos.neighbour_line import open_neighbour_line
from pos.services.cards.asking import CardAsks
from pos.services.cards.neighbour_slices import NeighbourSlices
from pos.services.cards.releasing import LeaseReleases
from pos.services.clock import Clock
from pos.services.fencing.fence import DisputingRound, Fence, FencingRound
from pos.services.fencing.freshness import Freshness
from pos.services.fencing.month_watch import MonthWatch
from pos.services.fencing.starts import Starts
from pos.services.installation.identity import Identity
from pos.services.installation.settings import Settings
from pos.services.platform.inbox import Inbox
from pos.services.platform.monitor_desk import MonitorDesk
from pos.services.platform.sync_control import WorkerSync
from pos.services.ports import NoSync, SyncControl
from sync.client.delivery import Delivery
from sync.client.enquiries import Enquiries
from sync.client.listener import SILENCE_S as LISTENING_S
from sync.client.listener import RecallListener
from sync.client.platform import Platform
from sync.client.ports import SyncIdentity
from sync.client.round import SyncRound
from sync.client.taps import CONNECT_S as TAP_CONNECT_S
from sync.client.taps import SILENCE_S as TAP_S
from sync.client.taps import Taps
from sync.client.transport import CONNECT_S, SILENCE_S, HttpTransport
from sync.client.worker import SyncWorker
from sync.protocol.errors import MonitorUrlWrong

_LOG = logging.getLogger(__name__)


class PlatformLine(NamedTuple):
    """The till's side of the platform. `desk` is None without a platform."""

    sync: SyncControl
    desk: MonitorDesk | None = None


@dataclass(frozen=True, slots=True)
class Contacts:
    """The platform was met or missed: for the books' freshness, the starts it knows, and the month."""

    freshness: Freshness
    starts: Starts
    months: MonthWatch
    releases: LeaseReleases
    slices: NeighbourSlices
    met_also: Callable[[], None] = lambda: None

    def met(self) -> None:
        """A round went well."""
        self.starts.answered()
        self.months.met()
        self.freshness.met()
        self.met_also()
        self.releases.month_end()  # Is sent with the next round, at the latest in half a minute.

    def missed(self) -> None:
        """A round failed."""
        self.freshness.missed()


def open_transport(
    settings: Settings, *, silence_s: float = SILENCE_S, connect_s: float = CONNECT_S
) -> HttpTransport:
    """The line to the platform of the settings, which must name one. Raises MonitorUrlWrong.

    `silence_s`: how long the platform may hold an answer; `connect_s`: how long it may take to reach it.
    """
    assert settings.monitor_url is not None
    ca_file = settings.monitor_ca_file
    return HttpTransport(settings.monitor_url, ca_file=ca_file, silence_s=silence_s, connect_s=connect_s)


def open_platform_line(
    settings: Settings,
    identity: Identity,
    key: DeviceKey,
    ledger: Ledger,
    inbox: Inbox,
    clock: Clock,
    fence: Fence,
    trouble: Callable[[], str | None],
    contacts: Contacts,
    asks: CardAsks,
) -> PlatformLine:
    """The running sync worker; None without a platform, or when the platform does not know this till.

    `asks` gets somebody to ask for the rights of a card that is shown.
    """
    if settings.monitor_url is None:
        return PlatformLine(NoSync(problem=trouble()))
    if not identity.enrolled:
        return PlatformLine(NoSync(problem=EnrolmentNeeded.code))
    try:
        transport = open_transport(settings)
    except MonitorUrlWrong as error:
        _LOG.warning("selling without syncing: %s", error)
        return PlatformLine(
            NoSync(problem=error.code, pending=lambda: ledger.head()[0] - ledger.acknowledged())
        )
    known_to_platform = SyncIdentity(
        till_id=identity.till_id,
        epoch=identity.epoch,
        suite=identity.suite,
        sign=key.sign,
        federation_key=bytes.fromhex(identity.federation_key),
        start=contacts.starts.claim,
    )
    delivery = Delivery(inbox, known_to_platform)

    def answered() -> None:
        worker.hurry()

    listener = RecallListener(
        Platform(open_transport(settings, silence_s=LISTENING_S), known_to_platform, now_ms=clock.now_ms),
        delivery,
        known_to_platform,
        answered=answered,
    )
    platform = Platform(transport, known_to_platform, now_ms=clock.now_ms)
    sync_round = FencingRound(
        DisputingRound(SyncRound(ledger, delivery, platform, known_to_platform), fence),
        fence,
        replace(contacts, met_also=listener.wake),
    )
    worker = SyncWorker(sync_round, now_ms=clock.now_ms)
    neighbours = open_neighbour_line(settings, identity, key, contacts.slices)
    worker.start()
    listener.start()
    taps = Taps(
        lambda: open_transport(settings, silence_s=TAP_S, connect_s=TAP_CONNECT_S),
        delivery,
        known_to_platform,
        now_ms=clock.now_ms,
    )
    asks.connect(taps, neighbours)
    enquiries = Enquiries(lambda: open_transport(settings), known_to_platform, now_ms=clock.now_ms)
    return PlatformLine(WorkerSync(worker, trouble, (listener, neighbours)), MonitorDesk(enquiries))
