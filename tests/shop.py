"""A small shop for tests: the real till, built by the real bootstrap, in a folder of its own.

Only time, chance and the platform are fakes; the ledger, the catalogue and the files are real.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pos.bootstrap import World, build_till, open_catalogue
from pos.crypto.documents import open_document, sign_document
from pos.crypto.keys import DeviceKey
from pos.domain.calendar import business_date, month_of
from pos.domain.cards.card import Card, CardStatus
from pos.domain.goods.goods import Goods, SoldBy
from pos.domain.paying.tender import TenderKind
from pos.domain.people.staff import Role
from pos.domain.scanning.codes import ean_check_digit, luhn_check_digit
from pos.ledger.goods.catalogue import Catalogue
from pos.ledger.ledger import Ledger
from pos.services.cards.releasing import LeaseReleases
from pos.services.clock import Clock
from pos.services.installation.settings import Settings
from pos.services.paying.payment_provider import PaymentProvider
from pos.services.people.sign_in import add_staff
from pos.services.platform.inbox import Inbox
from pos.services.till import Till

# 2026-11-23 10:42 in Shanghai, a Monday.
MORNING_MS = 1_795_401_720_000
CASHIER, CASHIER_PIN = "1001", "1234"
MANAGER, MANAGER_PIN = "2001", "8888"
TRAINEE, TRAINEE_PIN = "3001", "5555"


class FakeClock:
    """Stands still until it is told to move."""

    def __init__(self, now_ms: int = MORNING_MS) -> None:
        self.at_ms = now_ms
        self.passed_ms = 0

    def now_ms(self) -> int:
        """The instant now."""
        return self.at_ms

    def elapsed_ms(self) -> int:
        """What really passed."""
        return self.passed_ms

    def forward(self, *, seconds: int = 0, hours: int = 0, days: int = 0) -> None:
        """Let time pass; below zero, the clock is set back."""
        by_ms = ((days * 24 + hours) * 3600 + seconds) * 1000
        self.at_ms += by_ms
        self.passed_ms += max(by_ms, 0)

    def set_ahead(self, *, hours: int) -> None:
        """Somebody sets the clock; no time passes."""
        self.at_ms += hours * 3_600_000


class CountingIds:
    """Ids in order, the same in every run."""

    def __init__(self, name: str = "id") -> None:
        self._name = name
        self._made = 0

    def new_id(self) -> str:
        """A fresh id."""
        self._made += 1
        return f"{self._name}-{self._made:06d}"


def ean(body: str) -> str:
    """A code with its check digit."""
    return body + ean_check_digit(body)


def card_number(serial: int, *, issuer: str = "6201") -> str:
    """A valid card number."""
    body = f"{issuer}{serial:011d}"
    return body + luhn_check_digit(body)


def label(prefix: str, plu: str, value: int) -> str:
    """A scale label with five digits of amount (fen) or weight (grams)."""
    return ean(f"{prefix}{plu}{value:05d}")


OIL = "6948195800941"
SOY = "6902265360100"
RICE = ean("692123456789")
SPIRIT = ean("690100000001")

GOODS = (
    Goods("00123", "上海青", "", "kg", "蔬菜", 498, SoldBy.WEIGHT, plu="00123", quick_key=1),
    Goods("00207", "本地番茄", "", "kg", "蔬菜", 760, SoldBy.WEIGHT, plu="00207", quick_key=2),
    Goods("00301", "黄心土豆", "", "斤", "蔬菜", 180, SoldBy.WEIGHT, plu="00301", quick_key=3),
    Goods(OIL, "压榨菜籽油", "5L", "桶", "油", 6990, SoldBy.PIECE),
    Goods(SOY, "酿造生抽", "500ml", "瓶", "调味", 990, SoldBy.PIECE),
    Goods(RICE, "五常大米", "10kg", "袋", "米", 6990, SoldBy.PIECE),
    Goods(SPIRIT, "高粱白酒", "500ml", "瓶", "酒", 3000, SoldBy.PIECE),
)

LAN = card_number(8_812)
LOST, SUSPENDED, EXPIRED, EARLY = (card_number(serial) for serial in (21, 22, 23, 24))
WITHOUT_LEASE = card_number(25)
FOREIGN = card_number(26, issuer="6299")

CARDS = (
    Card(LAN, "张*兰", "2026-01-01", "2026-12-31", CardStatus.ACTIVE),
    Card(LOST, "王*", "2026-01-01", "2026-12-31", CardStatus.LOST),
    Card(SUSPENDED, "李*华", "2026-01-01", "2026-12-31", CardStatus.SUSPENDED),
    Card(EXPIRED, "陈*", "2025-01-01", "2025-12-31", CardStatus.ACTIVE),
    Card(EARLY, "赵*", "2027-01-01", "2027-12-31", CardStatus.ACTIVE),
    Card(WITHOUT_LEASE, "周*英", "2026-01-01", "2026-12-31", CardStatus.ACTIVE),
)

FULL_MONTH = {"vegetable": 10_000, "staple": 20_000, "subsidy": 6_000}


@dataclass
class Shop:
    """A till in a folder, with what a test may turn."""

    folder: Path
    clock: FakeClock = field(default_factory=FakeClock)
    ids: CountingIds = field(default_factory=CountingIds)
    printer_url: str = "none"
    monitor_url: str | None = None
    till_id: str = "S01-1"
    customer_display_url: str = "none"
    settings_file: Path | None = None  # One that the window may change; it must say the same.
    goods: tuple[Goods, ...] = GOODS
    cards: tuple[Card, ...] = CARDS
    screen: Callable[[bytes], None] | None = None
    providers: Mapping[TenderKind, PaymentProvider] | None = None

    def __post_init__(self) -> None:
        catalogue = open_catalogue(self.settings)
        catalogue.replace_goods(self.goods)
        catalogue.apply_cards(self.cards, full=True, version=1)
        add_staff(catalogue, staff_id=CASHIER, name="李芳", role=Role.CASHIER, pin=CASHIER_PIN)
        add_staff(catalogue, staff_id=MANAGER, name="陈国强", role=Role.MANAGER, pin=MANAGER_PIN)
        add_staff(catalogue, staff_id=TRAINEE, name="王小雨", role=Role.TRAINEE, pin=TRAINEE_PIN)
        catalogue.close()

    @property
    def settings(self) -> Settings:
        """The settings of this till."""
        return Settings(
            store_id="S01",
            store_name="浆洗街店",
            till_id=self.till_id,
            data_dir=self.folder,
            state_dir=self.folder.with_name(f"{self.folder.name}-state"),
            printer_url=self.printer_url,
            monitor_url=self.monitor_url,
            customer_display_url=self.customer_display_url,
            file=self.settings_file,
        )

    def start(self) -> Till:
        """Start the till; nobody has signed in."""
        return build_till(self.settings, World(self.clock, self.ids, self.screen, self.providers))

    def start_selling(self) -> Till:
        """Start the till, sign the cashier in and open a shift when none is open."""
        till = self.start()
        till.people.sign_in("1001", "1234")
        if till.shifts.current() is None:
            till.shifts.open("500")
        return till


def grant(
    till: Till, card_no: str, pools: Mapping[str, int] = FULL_MONTH, *, month: str = "", number: int = 1
) -> None:
    """Give a till a lease, as the platform's document would."""
    ledger, _catalogue, clock = _books(till)
    month = month or month_of(business_date(clock.now_ms()))
    lease = {
        "lease_id": f"L{number}-{card_no}-{month}",
        "card_no": card_no,
        "month": month,
        "pools": dict(pools),
    }
    deliver(till, "leases", {"month": month, "grants": [lease]}, number=number)
    assert ledger.leases(card_no, month)


FEDERATION = DeviceKey.generate()


def inbox_of(till: Till) -> Inbox:
    """What takes the platform's documents in, as the till's own does."""
    ledger, catalogue, clock = _books(till)
    rights = till.checkout._parts.rights
    releases = LeaseReleases(ledger, clock, rights, lambda: till.cards.fenced)
    return Inbox(ledger, catalogue, clock, till.news.set, releases)


def deliver(till: Till, kind: str, body: dict[str, object], *, number: int = 1) -> None:
    """Apply a signed document, as the sync worker does."""
    _ledger, _catalogue, clock = _books(till)
    inbox = inbox_of(till)
    document = sign_document(
        FEDERATION, kind=kind, number=number, issued_at_ms=clock.now_ms(), audience="S01-1", body=body
    )
    inbox.apply(open_document(document, FEDERATION.public_key, audience="S01-1"), document)
    till.take_news()


def _books(till: Till) -> tuple[Ledger, Catalogue, Clock]:
    parts = till.checkout._parts
    return parts.recorder.ledger, parts.cards._catalogue, parts.clock
