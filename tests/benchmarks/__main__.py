"""`dev.py bench`: every figure beside its limit. Name one or more to run only those."""

from __future__ import annotations

import importlib
import json
import sys
import time
from collections.abc import Mapping
from pathlib import Path

# Which figure of which benchmark has which limit; figures without a limit are told for comparison.
LIMITS: dict[str, dict[str, float]] = {
    "pricing": {"basket_us": 150.0},
    "catalogue": {"by_code_us": 20.0, "by_initials_ms": 5.0},
    "goods_import": {"csv_preview_s": 2.0, "csv_import_s": 2.0, "xlsx_preview_s": 10.0},
    "card_list": {"csv_dry_run_s": 60.0, "xlsx_dry_run_s": 60.0, "page_dry_run_s": 60.0},
    "month_open": {"release_s": 5.0, "open_s": 5.0, "memory_grew_mb": 64.0},
    "commit": {"ratio_p50": 2.0, "ratio_p99": 1.5, "syncs_per_sale": 1.0},
    "verify": {"ratio": 5.0, "share_on_two_cores": 0.556},
    "basket": {"price_and_commit_p50_ms": 4.0},
    "scan_to_paint": {
        "offscreen_ratio_p50": 1.5,
        "offscreen_ratio_p99": 1.5,
        "xcb_ratio_p50": 1.5,
        "xcb_ratio_p99": 1.5,
    },
    "ingest": {
        # 3,000 new sales and 10,000 duplicates a second; bare COPY may be 1 / 0.15 times as fast.
        **{f"{engine}_us_a_sale": 333.4 for engine in ("sqlite", "postgresql")},
        **{f"{engine}_us_a_duplicate": 100.0 for engine in ("sqlite", "postgresql")},
        "postgresql_times_bare": 6.67,
        "wire_bytes_short_shelf": 200.0,
    },
    "backlog": {
        f"{what}_ratio": 1.2
        for what in ("sending_one", "sending_batch", "taking_sqlite", "taking_postgresql")
    },
    "recall": {"recall_p99_s": 1.0, "scan_ratio_p99": 1.5},
    "start": {"first_paint_ratio": 2.0, "ready_ratio": 4.0, "memory_ratio": 2.0},
    "growth": dict.fromkeys(
        (
            *(
                f"ledger_{act}_ratio"
                for act in ("open", "sale", "find_sale", "last_sale", "sums", "batch", "journal")
            ),
            *(f"catalogue_{act}_ratio" for act in ("by_code", "by_initials", "by_name", "unknown")),
            *(f"basket_{act}_ratio" for act in ("scan", "pay_and_store")),
        ),
        1.2,
    ),
}
OUT = Path("demo-out") / "bench.json"


def main(names: list[str]) -> int:
    """Exit code 0 when every limit holds. Other work on the machine spoils the figures."""
    unknown = sorted(set(names) - set(LIMITS))
    if unknown:
        print(f"there is no {', '.join(unknown)}; known: {', '.join(LIMITS)}")
        return 2
    all_hold = True
    told: dict[str, Mapping[str, float | None]] = {}
    for name in names or LIMITS:
        begun = time.monotonic()
        print(f"{name} …", flush=True)
        figures: Mapping[str, float | None] = importlib.import_module(f"tests.benchmarks.{name}").measure()
        told[name] = figures
        for figure, value in figures.items():
            limit = LIMITS[name].get(figure)
            holds = limit is None or value is None or value <= limit
            all_hold = all_hold and holds
            mark = "" if limit is None else f"limit {limit:<6g} {'ok' if holds else 'EXCEEDED'}"
            print(f"  {figure:26}{'not measured' if value is None else f'{value:g}':>14}  {mark}")
        print(f"  ({time.monotonic() - begun:.0f} s)", flush=True)
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(told, indent=1), encoding="utf-8")
    print("every limit holds" if all_hold else "a limit was exceeded")
    return 0 if all_hold else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
