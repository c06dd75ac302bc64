"""`python -m tests.simulation.district --months N --offline SHARE --seed N`: plays months, says JSON."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from typing import Any

from tests.simulation.district.district import playing
from tests.simulation.district.script import FULL, SMALL, Event, Size, homes_of, write_script


def run(size: Size, events: Sequence[Event], *, seed: int, trouble: float = 1.0) -> dict[str, Any]:
    """Play a script in a new district and say what came of it."""
    with playing(size, homes_of(size, seed=seed), seed=seed, trouble=trouble) as district:
        district.play(events)
        district.finish()
        served, broken = district.served, district.served.broken
        due, on_spot, after = district.auditor.served()
        return {
            "cards": size.cards,
            "visits": served.visits,
            "visits_served_whole": served.visits_whole,
            "served_on_spot": round(on_spot / max(1, due), 5),
            "served_after_make_good": round(after / max(1, due), 5),
            "over_fen": district.auditor.over_fen,
            "invariants_broken": [] if broken is None else [broken.invariant],
            "what": None if broken is None else str(broken),
            "at": served.broken_at,
            "not_served": dict(served.refused),
            "faults": dict(district.network.faults),
            "steps": served.steps,
            "trace": served.trace,
        }


def shrink(size: Size, events: Sequence[Event], *, seed: int, invariant: str) -> list[Event]:
    """The fewest events found that still break the same invariant: drops ever smaller pieces."""
    kept, piece = list(events), max(1, len(events) // 2)
    while piece:
        start = 0
        while start < len(kept):
            fewer = kept[:start] + kept[start + piece :]
            if fewer and run(size, fewer, seed=seed)["invariants_broken"] == [invariant]:
                kept = fewer
            else:
                start += piece
        piece //= 2
    return kept


def main() -> int:
    """Read the command, play, print; 1 when an invariant is broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation.district", description=__doc__)
    parser.add_argument("--months", type=int, default=1)
    parser.add_argument("--offline", type=float, default=0.05, help="share of store-days without a line")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--small", action="store_true", help="3 stores, 5 tills, 24 cards")
    parser.add_argument("--no-faults", action="store_true", help="only the lines are down")
    parser.add_argument("--no-shrink", action="store_true")
    asked = parser.parse_args()
    size = SMALL if asked.small else FULL
    events = write_script(
        size, months=asked.months, offline=asked.offline, seed=asked.seed, faults=not asked.no_faults
    )
    print(
        f"{len(events)} events, {size.stores} stores, {len(size.tills())} tills, {size.cards} cards",
        flush=True,
    )
    began = time.monotonic()
    told = run(size, events, seed=asked.seed, trouble=0.0 if asked.no_faults else 1.0)
    if told["invariants_broken"] and not asked.no_shrink:
        print(f"{told['what']}; looking for the fewest events", flush=True)
        before = events[: told["steps"]]
        for event in shrink(size, before, seed=asked.seed, invariant=told["invariants_broken"][0]):
            print(event, flush=True)
    head = {"months": asked.months, "offline": asked.offline, "seed": asked.seed}
    print(json.dumps({**head, **told, "seconds": round(time.monotonic() - began, 1)}, ensure_ascii=False))
    return 1 if told["invariants_broken"] else 0


if __name__ == "__main__":
    raise SystemExit(main())
