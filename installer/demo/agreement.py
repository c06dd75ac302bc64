"""Compares paper, ledger and platform of a demo day, each read from its own source."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from pos.crypto.keys import DeviceKey
from pos.devices.reader import plain_text
from pos.domain.money import Fen, format_yuan, parse_yuan
from pos.ledger.verifying.verify import verify_ledger
from pos.services.installation.identity import KEY_FILE, LEDGER_FILE
from pos.services.installation.shipped import load_default_programme

_PAYABLE = re.compile(r"^应付 +￥([0-9,.]+)", re.MULTILINE)
_SALE_NO = re.compile(r"^单号 (\S+)", re.MULTILINE)
_GIVEN_BACK = re.compile(r"^应退 +￥([0-9,.]+)", re.MULTILINE)
_RETURN_NO = re.compile(r"^(?:退货|作废)单号 (\S+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Agreement:
    """The three sides: number of sales, what was payable net of returns (fen), and `verify`'s result."""

    paper: tuple[int, Fen]
    ledger: tuple[int, Fen]
    platform: tuple[int, Fen]
    first_bad: str | None

    @property
    def holds(self) -> bool:
        """All three say the same and the ledger verifies."""
        return self.first_bad is None and self.paper == self.ledger == self.platform

    @property
    def text(self) -> str:
        """The figures, for a person."""
        rows = (("小票 paper", self.paper), ("账本 ledger", self.ledger), ("平台 platform", self.platform))
        told = [f"{name:<14}{sales:>5} 单  应付{format_yuan(payable):>13}" for name, (sales, payable) in rows]
        told.append("verify：" + (self.first_bad or "全部一致"))
        told.append("三方一致 ✓" if self.holds else "三方不一致！")
        return "\n".join(told)


def compare(jobs: Sequence[bytes], till_data: Path, monitor_data: Path, *, till_id: str) -> Agreement:
    """Read all three; the till should have synced and may be running."""
    report = verify_ledger(
        till_data / LEDGER_FILE,
        public_key=DeviceKey.load(till_data / KEY_FILE).public_key,
        default_programmes=(load_default_programme(),),
    )
    bad = report.first_bad
    return Agreement(
        paper=_on_paper(jobs),
        ledger=(report.sales, report.sums.payable),
        platform=_at_platform(monitor_data, till_id),
        first_bad=None if bad is None else f"第 {bad.sequence} 条 {bad.code} {bad.detail}",
    )


def _on_paper(jobs: Sequence[bytes]) -> tuple[int, Fen]:
    """Sales on paper less what slips gave back, each paper once however often it was printed."""
    sold: dict[str, Fen] = {}
    given_back: dict[str, Fen] = {}
    for job in jobs:
        text = plain_text(job)
        for kept, number_of, amount_of in (
            (sold, _SALE_NO, _PAYABLE),
            (given_back, _RETURN_NO, _GIVEN_BACK),
        ):
            number, amount = number_of.search(text), amount_of.search(text)
            if number and amount:
                kept[number[1]] = parse_yuan(amount[1])
    return len(sold), sum(sold.values()) - sum(given_back.values())


def _at_platform(monitor_data: Path, till_id: str) -> tuple[int, Fen]:
    """What the platform's own book says, straight from its database."""
    uri = f"{(monitor_data / 'monitor.db').resolve().as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True)) as connection:
        row = connection.execute(
            "SELECT coalesce(sum(sales), 0), coalesce(sum(payable), 0) FROM day_total WHERE till_id = ?",
            (till_id,),
        ).fetchone()
    return int(row[0]), int(row[1])
