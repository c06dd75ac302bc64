"""The composition root: opens database and key and connects the parts, for web and command line."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import Connection

from monitor.accounts.desk import Accounts
from monitor.accounts.kinds import account_kinds
from monitor.accounts.roles import read_roles
from monitor.accounts.secrets_box import PURPOSE as ACCOUNT_KEYS
from monitor.alerts.alert_book import keep_alerts
from monitor.cards.list_proposal import list_kind
from monitor.cards.lists import Lists
from monitor.cards.making import card_kinds
from monitor.cards.merging import merge_kinds
from monitor.clock import Clock
from monitor.days.day_answers import DayAnswers
from monitor.devices.devices import ClockOff, Device, authenticate
from monitor.documents.federation import load_key
from monitor.documents.publishing import publish_programme, read_programmes
from monitor.ingest.receiving import Ingest
from monitor.leases.card_debits import drain_outboxes
from monitor.leases.card_replacing import replace_kind
from monitor.leases.month_opening import MonthOpener
from monitor.leases.month_proposals import CLOSE, CORRECT, RELEASE
from monitor.leases.retirement_proposals import RETIRE, propose_after_enrolment
from monitor.leases.slip_desk import SlipDesk
from monitor.leases.tap_desk import TapDesk
from monitor.leases.waker import Waker
from monitor.programmes.publish_proposals import PUBLISH
from monitor.proposals.freezes import FREEZE, FREEZE_END
from monitor.proposals.kinds import ProposalKind
from monitor.proposals.proposals import Proposals
from monitor.register.field_keys import load_keys
from monitor.register.sealing import RegisterKeys
from monitor.returns.restoring import restore_elsewhere
from monitor.returns.return_desk import ReturnDesk
from monitor.settings import RESOURCES, Settings
from monitor.store.engine import Store
from monitor.store.schema import prepare
from monitor.tills.downlink import Downlink
from monitor.tills.enrolment import enrol, issue_code
from pos.crypto.keys import DeviceKey
from pos.domain.programme.programme import Programme, programme_from_data
from sync.protocol.messages import EnrolReply, EnrolRequest
from sync.protocol.request_signing import RequestClaim


def proposal_kinds(keys: RegisterKeys) -> tuple[ProposalKind, ...]:
    """Everything that happens only by several people. `keys`: of the register, which some of it opens."""
    return (
        FREEZE,
        FREEZE_END,
        RETIRE,
        PUBLISH,
        RELEASE,
        CORRECT,
        CLOSE,
        list_kind(Lists(keys), keys),
        *card_kinds(),
        replace_kind(),
        *merge_kinds(),
        *account_kinds(read_roles()),
    )


@dataclass(frozen=True, slots=True)
class Platform:
    """Everything the platform can do, ready to use."""

    store: Store
    key: DeviceKey
    clock: Clock
    ingest: Ingest
    downlink: Downlink
    days: DayAnswers
    returns: ReturnDesk
    opener: MonthOpener
    taps: TapDesk
    proposals: Proposals
    accounts: Accounts
    slips: SlipDesk
    register_keys: RegisterKeys
    lists: Lists

    @classmethod
    def open(cls, settings: Settings, clock: Clock) -> Platform:
        """Open or make database and keys. Raises StoreNewer, KeyUnreadable, SettingsRefused."""
        key = load_key(settings.data_dir)
        store = Store.open(settings.url)
        prepare(store)
        accounts = Accounts(read_roles(), load_keys(settings.data_dir, ACCOUNT_KEYS))
        register_keys = RegisterKeys.load(settings.data_dir)
        opener = MonthOpener(store, key)
        waker = Waker()
        slips = SlipDesk(store, key, waker)
        platform = cls(
            store=store,
            key=key,
            clock=clock,
            ingest=Ingest(store, key, waker, slips),
            downlink=Downlink(store, key, opener, slips),
            days=DayAnswers(store),
            returns=ReturnDesk(store, key),
            opener=opener,
            taps=TapDesk(store, key, waker),
            proposals=Proposals(key, proposal_kinds(register_keys), accounts.who_may),
            accounts=accounts,
            slips=slips,
            register_keys=register_keys,
            lists=Lists(register_keys),
        )
        store.write(platform.publish_default_programme)
        return platform

    def close(self) -> None:
        """Close the database."""
        self.store.close()

    def publish_default_programme(self, connection: Connection) -> None:
        """Publish what the release ships, which is in force until the federation says otherwise."""
        if not read_programmes(connection):
            for programme in read_shipped_programmes():
                publish_programme(connection, self.key, programme, at_ms=self.clock.now_ms())

    def finish_what_was_cut_short(self) -> None:
        """Finish the work of a killed process; called once, before tills are answered."""
        drain_outboxes(self.store)
        now_ms = self.clock.now_ms()
        self.store.write(lambda connection: restore_elsewhere(connection, self.key, at_ms=now_ms))
        self.slips.decide_all(now_ms=now_ms)

    def issue_code(self, till_id: str) -> str:
        """Make a one-time enrolment code, good for a day. Raises Refused for an unknown till."""
        now_ms = self.clock.now_ms()
        return self.store.write(lambda connection: issue_code(connection, till_id, at_ms=now_ms))

    def enrol(self, request: EnrolRequest) -> EnrolReply:
        """Enrol a till; what its former installation holds is proposed for it. Raises Refused."""
        now_ms = self.clock.now_ms()

        def work(connection: Connection) -> EnrolReply:
            reply = enrol(connection, request, federation_key=self.key, at_ms=now_ms)
            propose_after_enrolment(
                connection, self.proposals, till_id=reply.till_id, epoch=reply.epoch, now_ms=now_ms
            )
            return reply

        return self.store.write(work)

    def authenticate(self, claim: RequestClaim, *, method: str, path: str, body: bytes) -> Device:
        """The device that signed a request. Raises Refused."""
        now_ms = self.clock.now_ms()
        try:
            return self.store.read(
                lambda connection: authenticate(
                    connection, claim, method=method, path=path, body=body, now_ms=now_ms
                )
            )
        except ClockOff as refusal:
            alert = refusal.alert
            self.store.write(lambda connection: keep_alerts(connection, [alert]))
            raise


def read_shipped_programmes() -> tuple[Programme, ...]:
    """The programmes that are shipped with the program, the oldest first."""
    texts = (path.read_text(encoding="utf-8") for path in (RESOURCES / "programmes").glob("*.json"))
    shipped = (programme_from_data(json.loads(text)) for text in texts)
    return tuple(sorted(shipped, key=lambda each: (each.effective_from, each.version)))


def read_programme_file() -> Programme:
    """The first of them: the rules of a new federation."""
    return read_shipped_programmes()[0]
