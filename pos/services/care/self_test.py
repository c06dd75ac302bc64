"""The self-test: looks at everything a shop day needs and says of each part whether it works.

It changes nothing and decides nothing about selling. The window has the words.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date as calendar_date
from datetime import timedelta
from enum import StrEnum
from typing import Final

from pos.crypto.documents import read_document
from pos.crypto.slices import neighbours_from_data
from pos.domain.calendar import BusinessDate, Month, business_date, month_of
from pos.domain.programme.programme import Programme, programme_in_force
from pos.errors import PosError
from pos.ledger.backup import daily_backups
from pos.ledger.goods.catalogue import Catalogue
from pos.ledger.ledger import Ledger
from pos.services.cards.asking import CardAsks
from pos.services.cards.card_desk import CardDesk
from pos.services.clock import Clock
from pos.services.installation.identity import load_identity
from pos.services.installation.settings import Settings
from pos.services.ports import SyncControl
from pos.services.printing.print_queue import Printing

DISK_FREE_BYTES_MIN: Final = (
    1 << 30
)  # A till writes some 3 MB a day; a gigabyte is a year, and room to migrate.
BACKUP_DAYS_MAX: Final = 2
PENDING_MAX: Final = 500  # Entries: about a day's sales not yet at the platform.
NEXT_MONTH_FROM_DAY: Final = 25  # From then on the platform delivers the next month's leases (DESIGN 5.1).


class Part(StrEnum):
    """What is looked at, in the order it is shown."""

    LEDGER = "ledger"
    KEYS = "keys"
    CLOCK = "clock"
    PLATFORM = "platform"
    PROGRAMME = "programme"
    LEASES = "leases"
    NEXT_LEASES = "next_leases"
    ASKING = "asking"
    CARDS = "cards"
    GOODS = "goods"
    PRINTER = "printer"
    SCALE = "scale"
    DISPLAY = "display"
    DISK = "disk"
    BACKUP = "backup"


class Verdict(StrEnum):
    """Whether the part works. UNUSED: this shop has none of it, or it is too early to say."""

    GOOD = "good"
    BAD = "bad"
    UNUSED = "unused"


@dataclass(frozen=True, slots=True)
class Finding:
    """One part. `facts` are numbers and names the words may mention."""

    part: Part
    verdict: Verdict
    facts: dict[str, object] = field(default_factory=dict)


class SelfTest:
    """Looks at one till."""

    def __init__(
        self,
        settings: Settings,
        *,
        ledger: Ledger,
        catalogue: Catalogue,
        cards: CardDesk,
        asks: CardAsks,
        printing: Printing,
        sync: SyncControl,
        clock: Clock,
        default_programme: Programme,
    ) -> None:
        self._settings = settings
        self._ledger = ledger
        self._catalogue = catalogue
        self._cards = cards
        self._asks = asks
        self._printing = printing
        self._sync = sync
        self._clock = clock
        self._default_programme = default_programme

    def look(self) -> tuple[Finding, ...]:
        """Look at everything. A part that cannot even be looked at is bad, with the error's code."""
        return tuple(self._findings())

    def _findings(self) -> Iterator[Finding]:
        looks: dict[Part, Callable[[], tuple[Verdict, dict[str, object]]]] = {
            Part.LEDGER: self._books,
            Part.KEYS: self._keys,
            Part.CLOCK: self._time,
            Part.PLATFORM: self._platform,
            Part.PROGRAMME: self._programme,
            Part.LEASES: self._leases,
            Part.NEXT_LEASES: self._next_leases,
            Part.ASKING: self._asking,
            Part.CARDS: self._card_list,
            Part.GOODS: self._goods,
            Part.PRINTER: self._printer,
            Part.SCALE: self._scale,
            Part.DISPLAY: self._display,
            Part.DISK: self._disk,
            Part.BACKUP: self._backup,
        }
        for part in Part:
            try:
                verdict, facts = looks[part]()
            except PosError as error:
                verdict, facts = Verdict.BAD, {"problem": error.code}
            except OSError as error:
                verdict, facts = Verdict.BAD, {"problem": str(error)}
            yield Finding(part, verdict, facts)

    # ── One look each ──────────────────────────────────────────────

    def _books(self) -> tuple[Verdict, dict[str, object]]:
        problem = self._ledger.problem
        entries = self._ledger.head()[0]
        good = problem is None and self._ledger.verified
        return _good(good), {"entries": entries, "problem": problem or ("" if good else "checking")}

    def _keys(self) -> tuple[Verdict, dict[str, object]]:
        identity = load_identity(self._settings.data_dir)
        if self._settings.monitor_url is None:
            return Verdict.UNUSED, {}
        return _good(identity is not None and identity.enrolled), {
            "epoch": 0 if identity is None else identity.epoch
        }

    def _time(self) -> tuple[Verdict, dict[str, object]]:
        behind = self._cards.clock_is_behind or self._sync.view().problem == "till.clock_off"
        return _good(not behind), {"now_ms": self._clock.now_ms()}

    def _platform(self) -> tuple[Verdict, dict[str, object]]:
        view = self._sync.view()
        if not view.configured:
            return Verdict.UNUSED, {}
        good = view.connected and view.pending <= PENDING_MAX
        return _good(good), {
            "pending": view.pending,
            "since_ms": view.since_ms,
            "problem": view.problem or "",
        }

    def _programme(self) -> tuple[Verdict, dict[str, object]]:
        first = f"{self._next_month()}-01"
        ruling = programme_in_force(self._ledger.programmes(), first)
        version = self._default_programme.version if ruling is None else ruling.version
        fenced = self._cards.fenced
        return _good(not fenced), {"version": version}

    def _leases(self) -> tuple[Verdict, dict[str, object]]:
        return self._leases_of(month_of(self._today()))

    def _next_leases(self) -> tuple[Verdict, dict[str, object]]:
        month = self._next_month()
        if int(self._today()[8:]) < NEXT_MONTH_FROM_DAY and not self._ledger.days.leased_cards(month):
            return Verdict.UNUSED, {"month": month, "from_day": NEXT_MONTH_FROM_DAY}
        return self._leases_of(month)

    def _leases_of(self, month: Month) -> tuple[Verdict, dict[str, object]]:
        if self._settings.monitor_url is None and not self._settings.training:
            return Verdict.UNUSED, {"month": month}
        cards = self._ledger.days.leased_cards(month)
        if cards == 0 and self._keeps_none() and self._has_neighbours():
            return Verdict.UNUSED, {"month": month, "beside": True}
        return _good(cards > 0), {"month": month, "cards": cards}

    def _keeps_none(self) -> bool:
        """Neither this month's leases nor the next one's are here: as it is at a till beside the keeper."""
        months = (month_of(self._today()), self._next_month())
        return not any(self._ledger.days.leased_cards(month) for month in months)

    def _has_neighbours(self) -> bool:
        document = self._catalogue.neighbours()
        return document is not None and bool(neighbours_from_data(read_document(document).body))

    def _asking(self) -> tuple[Verdict, dict[str, object]]:
        if self._settings.monitor_url is None:
            return Verdict.UNUSED, {}
        made, granted = self._asks.counts
        return _good(self._asks.is_connected), {"asked": made, "granted": granted}

    def _card_list(self) -> tuple[Verdict, dict[str, object]]:
        version = self._catalogue.versions().get("cards", 0)
        return (_good(version > 0) if self._settings.monitor_url else Verdict.UNUSED), {"version": version}

    def _goods(self) -> tuple[Verdict, dict[str, object]]:
        count = self._catalogue.goods_count()
        return _good(count > 0), {"count": count}

    def _printer(self) -> tuple[Verdict, dict[str, object]]:
        view = self._printing.view()
        if not view.configured:
            return Verdict.UNUSED, {}
        return _good(view.healthy and not view.problem), {"waiting": view.waiting}

    def _scale(self) -> tuple[Verdict, dict[str, object]]:
        return Verdict.UNUSED, {}  # Scales print labels; none is connected to the till in this release.

    def _display(self) -> tuple[Verdict, dict[str, object]]:
        url = self._settings.customer_display_url
        return (Verdict.UNUSED if url == "none" else Verdict.GOOD), {"url": url}

    def _disk(self) -> tuple[Verdict, dict[str, object]]:
        free = shutil.disk_usage(self._settings.data_dir).free
        return _good(free >= DISK_FREE_BYTES_MIN), {"free_mb": free >> 20}

    def _backup(self) -> tuple[Verdict, dict[str, object]]:
        newest = next(reversed(daily_backups(self._settings.data_dir / "backups")), None)
        if newest is None:
            sales = self._ledger.last_sale()
            young = sales is None or sales.business_date == self._today()
            return (Verdict.UNUSED if young else Verdict.BAD), {"date": ""}
        date = newest.stem.removeprefix("ledger-")
        age = calendar_date.fromisoformat(self._today()) - calendar_date.fromisoformat(date)
        return _good(age <= timedelta(days=BACKUP_DAYS_MAX)), {"date": date}

    def _today(self) -> BusinessDate:
        return business_date(self._clock.now_ms())

    def _next_month(self) -> Month:
        first = calendar_date.fromisoformat(f"{month_of(self._today())}-01")
        return month_of((first + timedelta(days=31)).isoformat())


def _good(good: bool) -> Verdict:  # noqa: FBT001 - it only names the answer
    return Verdict.GOOD if good else Verdict.BAD
