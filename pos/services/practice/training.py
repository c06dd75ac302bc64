"""The training till: its own folder, ledger, number and cards, and no platform.

Nothing of it looks like the shop's: sale numbers begin with TRAIN, each paper says 练习, and
there is no address to send anything to. The shop's goods and people are copied at each start.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Final

from pos.domain.calendar import business_date, month_of
from pos.domain.cards.card import Card, CardStatus
from pos.domain.cards.lease_grant import LeaseGrant, LeasesGranted
from pos.domain.journal.entries import EntryKind
from pos.domain.programme.programme import Programme
from pos.domain.scanning.codes import luhn_check_digit
from pos.domain.selling.receipt import Align, Receipt, SpaceRow, TextRow
from pos.ledger.adopted import NO_DOCUMENT
from pos.ledger.goods.catalogue import Catalogue
from pos.ledger.ledger import Ledger, NewEntry
from pos.ledger.print_jobs import PrintJob
from pos.ledger.sqlite import connect, connect_read_only, sqlite_errors
from pos.services.clock import Clock, Ids
from pos.services.installation.data_dir import CATALOGUE_FILE
from pos.services.installation.settings import Settings
from pos.services.printing.print_queue import Compose

TRAINING_TILL: Final = "TRAIN-1"
TRAINING_FOLDER: Final = "training"
TRAINING_MARK: Final = "练习 · 不作凭证"
ACTOR: Final = "training"  # For entries that no person at the till caused.

_NAMES: Final = ("练*一", "练*二", "练*三")


def training_settings(settings: Settings) -> Settings:
    """The settings of the till to practise on, beside the real one's data."""
    return replace(
        settings,
        till_id=TRAINING_TILL,
        data_dir=settings.data_dir / TRAINING_FOLDER,
        monitor_url=None,
        training=True,
        file=None,  # Who practises changes nothing of the shop.
    )


def copy_catalogue(real_data_dir: Path, training_data_dir: Path) -> None:
    """Take the shop's goods and people over, as they are now. A shop without goods is left as it is."""
    source = real_data_dir / CATALOGUE_FILE
    if not source.exists():
        return
    training_data_dir.mkdir(parents=True, exist_ok=True)
    with (
        sqlite_errors(),
        closing(connect_read_only(source)) as shop,
        closing(connect(training_data_dir / CATALOGUE_FILE)) as training,
    ):
        shop.backup(training)


def training_cards(issuer: str) -> tuple[Card, ...]:
    """Cards without holders, the same on every till."""
    bodies = (f"{issuer}{90_000_000_000 + place}" for place in range(1, len(_NAMES) + 1))
    return tuple(
        Card(f"{body}{luhn_check_digit(body)}", name, "2013-01-01", "2099-12-31", CardStatus.ACTIVE)
        for body, name in zip(bodies, _NAMES, strict=True)
    )


def give_training_cards(
    ledger: Ledger, catalogue: Catalogue, clock: Clock, ids: Ids, *, issuer: str, programme: Programme
) -> None:
    """Put the practice cards in place of the shop's, each with a whole month, once a month."""
    cards = training_cards(issuer)
    catalogue.apply_cards(cards, full=True, version=catalogue.versions().get("cards", 0) + 1)
    now_ms = clock.now_ms()
    month = month_of(business_date(now_ms))
    if any(ledger.leases(card.card_no, month) for card in cards):
        return
    grants = tuple(
        LeaseGrant(f"T-{month}-{card.card_no[-4:]}", card.card_no, month, dict(programme.entitlement()))
        for card in cards
    )
    number = ledger.document_number("leases") + 1
    ledger.append(
        NewEntry(
            kind=EntryKind.LEASES_GRANTED,
            data=LeasesGranted(NO_DOCUMENT, number, grants),
            entry_id=ids.new_id(),
            at_ms=now_ms,
            business_date=business_date(now_ms),
            actor=ACTOR,
        )
    )


def as_training(receipt: Receipt) -> Receipt:
    """A paper that says 练习 at both ends and opens no drawer."""
    mark = TextRow(f"【{TRAINING_MARK}】", Align.CENTER, bold=True)
    return replace(receipt, rows=(mark, *receipt.rows, SpaceRow(), mark), opens_drawer=False)


def as_training_papers(compose: Compose) -> Compose:
    """Every paper of the print queue, marked."""

    def marked(job: PrintJob, *, again: bool) -> Receipt:
        return as_training(compose(job, again=again))

    return marked
