"""What goes wrong in a district: power, disks, clocks, copies, the platform's own disk, lines, cards."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from monitor.documents.publishing import change_cards
from pos.domain.cards.card import CardStatus
from tests.simulation.district.counter import Counter, copy_of
from tests.simulation.district.network import Killed
from tests.simulation.district.script import Event

if TYPE_CHECKING:
    from tests.simulation.district.district import District


def _kill(district: District, event: Event) -> str:
    """The power goes while the till syncs."""
    each = district.counters[event.till]
    each.steps_left = district.network.chance.randrange(6)
    return _dies(district, each, lambda: each.round(documents=True), "kill")


def _kill_in_sale(district: District, event: Event) -> str:
    """The power goes at some step of a card's sale."""
    each = district.counters[event.till]
    each.steps_left = district.network.chance.randrange(40)
    return _dies(district, each, lambda: each.sell(event.goods, district.cards[event.card]), "kill_in_sale")


def _dies(district: District, each: Counter, act: Any, kind: str) -> str:
    try:
        act()
    except Killed:
        district.fault(kind)
        each.lose_power()
        return "killed"
    each.steps_left = None
    return "lived"


def _clock_back(district: District, event: Event) -> str:
    district.fault("clock_back")
    district.counters[event.till].skew_ms = -district.network.chance.randrange(1, 72) * 3_600_000
    return ""


def _clock_ahead(district: District, event: Event) -> str:
    district.fault("clock_ahead")
    district.counters[event.till].skew_ms = district.network.chance.randrange(1, 72) * 3_600_000
    return ""


def _restore(district: District, event: Event) -> str:
    """A disk is put back as it was saved some nights ago."""
    each = district.counters[event.till]
    saved = district.images.pop(event.till, None)
    if saved is None:
        return "none"
    district.fault("restore")
    image, epoch, cursor = saved
    was_told = each.told_all
    each.stop()
    state = each.folder / "state"
    # The anchors may lie on another disk. A whole machine that is put back while its line is down has
    # nothing that could tell: the last paper would, but its own anchors vouch. Told as a limit.
    keeps = district.network.chance.random() < 0.5 or each.store_id in district.network.cut
    district.network.trouble = 0.0
    other = district.folder / "state-kept"
    if keeps:
        shutil.copytree(state, other)
    each.put_back(image)
    if keeps:
        shutil.rmtree(state, ignore_errors=True)
        other.rename(state)
    each.epoch, each.cursor = epoch, cursor
    each.is_doubled = not was_told
    each.start()
    return f"kept {keeps}"


def _clone(district: District, event: Event) -> str:
    """A copy of a running till is switched on beside it, online, and serves a card."""
    each = district.counters[event.till]
    if each.store_id in district.network.cut:
        return "offline"
    district.fault("clone")
    other = copy_of(each, district.folder / "clone" / each.till_id)
    other.folder.parent.mkdir(parents=True, exist_ok=True)
    each.copy_to(other.folder)
    district.network.trouble = 0.0
    other.start()
    said = other.sell(event.goods, district.cards[event.card])
    other.round(documents=True)
    each.round(documents=True)
    each.is_doubled = True
    other.stop()
    shutil.rmtree(other.folder)
    return said


def _platform_restore(district: District, _event: Event) -> str:
    """The platform is put back as it was last midnight."""
    if not (district.folder / "yesterday").exists():
        return "none"
    district.fault("platform_restore")
    district.platform.close()
    shutil.rmtree(district.folder / "monitor")
    shutil.copytree(district.folder / "yesterday", district.folder / "monitor")
    district.platform = district.open_platform()
    return ""


def _retire(district: District, event: Event) -> str:
    """A till's disk dies; a new installation takes its place."""
    district.fault("retired")
    each = district.counters[event.till]
    if each.store_id in district.network.cut:
        return "offline"
    was_told, former = each.told_all, each.epoch
    each.stop()
    shutil.rmtree(each.folder)
    district.network.trouble = 0.0
    each.install()
    if was_told:
        district.succeed(each.till_id, former)
        each.round(documents=True)
    return f"epoch {each.epoch}"


def _lost(district: District, event: Event) -> str:
    """A holder reports the card lost."""
    district.fault("lost_card")
    district.lost.add(event.card)
    listed = [district.listed(event.card, district.homes[event.card], CardStatus.LOST)]
    district.platform.store.write(lambda connection: change_cards(connection, listed))
    return ""


def _storm(district: District, event: Event) -> str:
    """A till's line is bad for some rounds."""
    district.fault("storm")
    district.network.trouble = 0.5
    for _ in range(4):
        district.counters[event.till].round(documents=True)
    return f"{district.counters[event.till].ledger.acknowledged()}"


MISHAPS: Final[Mapping[str, Callable[[District, Event], str]]] = {
    "kill": _kill,
    "kill_in_sale": _kill_in_sale,
    "clock_back": _clock_back,
    "clock_ahead": _clock_ahead,
    "restore": _restore,
    "clone": _clone,
    "platform_restore": _platform_restore,
    "retire": _retire,
    "lost": _lost,
    "storm": _storm,
}
