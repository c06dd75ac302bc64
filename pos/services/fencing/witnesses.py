"""Finds what can prove that a ledger is the newest at a start: anchors, platform, paper. Decides nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pos.domain.shifts.shift import close_number
from pos.ledger.ledger import Ledger
from pos.ledger.queries import StoredSale
from pos.services.fencing.anchors import Anchors
from pos.services.fencing.fence import Fence
from pos.services.fencing.freshness import Freshness
from pos.services.fencing.second_places import second_folders
from pos.services.installation.identity import Identity
from pos.services.installation.settings import Settings


def anchor_folders(settings: Settings) -> list[Path]:
    """Where the ledger's end is remembered: the state folder, then the stick that is named, or found."""
    named = [folder for folder in (settings.state_dir, settings.second_dir) if folder is not None]
    if settings.finds_second and not settings.training:
        named += second_folders([settings.data_dir, *named])
    return named


def begin_freshness(
    settings: Settings, identity: Identity, ledger: Ledger, fence: Fence, changed: Callable[[], None]
) -> Freshness:
    """Start the proof of freshness: read the anchors, and let them follow the ledger once it is proven."""
    anchors = Anchors(
        anchor_folders(settings),
        till_id=identity.till_id,
        epoch=identity.epoch,
        public_key=identity.public_key,
    )

    def last_close(sale: StoredSale) -> str | None:
        closes = ledger.days.day_closes(sale.business_date)
        later = closes and closes[-1].sequence > sale.sealed.sequence
        return (
            close_number(identity.till_id, sale.business_date, len(closes), epoch=identity.epoch)
            if later
            else None
        )

    def hash_at(sequence: int) -> bytes:
        return ledger.entries_after(sequence - 1, entries_max=1, bytes_max=1)[0].sealed.entry_hash

    freshness = Freshness(
        ledger,
        anchors,
        fence,
        changed,
        last_close=last_close,
        reprinted=ledger.print_jobs.reprinted,
        data_dir=settings.data_dir,
        enrolled=identity.enrolled and not settings.training,
        has_line=settings.monitor_url is not None,
    )
    ledger.grown = anchors.note
    freshness.begin(anchors.soundness(ledger.head()[0], hash_at))
    return freshness
