"""Writes the script of some months: who comes where, and what goes wrong. Pure, so that a seed replays."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Final, NamedTuple

DAY_MINUTES: Final = 24 * 60
MONTH_DAYS: Final = (30, 31, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31)  # From November 2026 on.


class Event(NamedTuple):
    """One step. `number` stays the same when others are dropped, so its chance does too."""

    number: int
    minute: int  # Since the first midnight.
    kind: str
    till: int = 0
    card: int = 0
    goods: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Size:
    """How large a district is. The first `two_tills` stores have a second till."""

    stores: int = 14
    two_tills: int = 8
    cards: int = 2_000
    visits_max: int = 6  # Card visits of a store and day; the fewest are two less.

    def tills(self) -> list[int]:
        """The store of each till; keepers first, in the stores' order."""
        return [*range(self.stores), *range(self.two_tills)]


FULL: Final = Size()
SMALL: Final = Size(stores=3, two_tills=2, cards=24, visits_max=3)


def homes_of(size: Size, *, seed: int) -> list[int]:
    """The usual store of each card."""
    chance = random.Random(f"homes {seed}")
    return [chance.randrange(size.stores) for _ in range(size.cards)]


def write_script(size: Size, *, months: int, offline: float, seed: int, faults: bool = True) -> list[Event]:
    """The events of so many months, by time. `offline`: the share of store-days without a line."""
    chance = random.Random(f"district {seed}")
    plans: list[tuple[int, str, int, int, tuple[int, ...]]] = []
    tills = size.tills()
    homes = homes_of(size, seed=seed)
    at_home = [[card for card, at in enumerate(homes) if at == store] for store in range(size.stores)]
    for day in range(sum(MONTH_DAYS[index % 12] for index in range(months))):
        midnight = day * DAY_MINUTES
        plans.append((midnight, "midnight", 0, 0, ()))
        for store in range(size.stores):
            line = "cut" if chance.random() < offline else "join"
            plans.append((midnight + 1, line, store, 0, ()))
        plans += [
            (midnight + hour * 60 + till, "round", till, 0, ())
            for till in range(len(tills))
            for hour in (7, 20)
        ]
        for store in range(size.stores):
            for _ in range(chance.randint(max(1, size.visits_max - 2), size.visits_max)):
                roams = chance.random() < 0.06
                pool = range(size.cards) if roams or not at_home[store] else at_home[store]
                card = pool[chance.randrange(len(pool))]
                here = [index for index, at in enumerate(tills) if at == store]
                till = here[1] if len(here) > 1 and chance.random() < 0.1 else here[0]
                goods = tuple(chance.randrange(4) for _ in range(chance.randint(1, 5)))
                minute = midnight + chance.randrange(8 * 60, 19 * 60)
                plans.append((minute, "visit", till, card, goods))
                if chance.random() < 0.05:
                    plans.append((minute + 5, "return", till, 0, ()))
        for till in range(len(tills)):
            if chance.random() < 0.2:
                plans.append((midnight + chance.randrange(480, 1140), "public", till, 0, (2, 3)))
        if faults:
            plans += _faults(chance, midnight, len(tills), size.cards)
    plans.sort(key=lambda plan: plan[0])
    return [Event(number, *plan) for number, plan in enumerate(plans)]


def _faults(
    chance: random.Random, midnight: int, tills: int, cards: int
) -> list[tuple[int, str, int, int, tuple[int, ...]]]:
    """What goes wrong on one day, besides the lines."""
    found: list[tuple[int, str, int, int, tuple[int, ...]]] = []
    for kind, share in (
        ("kill", 0.15),
        ("kill_in_sale", 0.15),
        ("clock_back", 0.03),
        ("clock_ahead", 0.03),
        ("restore", 0.03),
        ("clone", 0.03),
        ("platform_restore", 0.01),
        ("retire", 0.01),
        ("lost", 0.05),
        ("storm", 0.15),
    ):
        if chance.random() < share:
            minute = midnight + chance.randrange(8 * 60, 19 * 60)
            found.append((minute, kind, chance.randrange(tills), chance.randrange(cards), (0, 1)))
    return found
