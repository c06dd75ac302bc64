"""Two real tills and a real platform: goods come back at both, a day is signed, and all have the same."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from installer.demo.platform import Platform, seed, start
from tests.e2e.desk import Desk, verify_platform


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[tuple[Platform, dict[str, Any]]]:
    federation = seed(tmp_path / "monitor")
    running = start(tmp_path / "monitor", tmp_path / "monitor.log")
    yield running, federation
    running.stop()


def test_goods_come_back_at_two_tills_and_the_signed_day_is_the_platforms(
    platform: tuple[Platform, dict[str, Any]], tmp_path: Path
) -> None:
    running, federation = platform
    with ExitStack() as closing:
        first = Desk(tmp_path, "S01-1", running, federation)
        closing.callback(first.till.close)
        second = Desk(tmp_path, "S01-2", running, federation)
        closing.callback(second.till.close)
        goods = [hint["code"] for hint in first.shop.hints["goods"]]
        first.say("login 1001 1234", "open 500", "sync")
        first.say(goods[0], goods[1], f"card {first.shop.card('ready')}", "confirm", "pay cash")
        with_card = first.say("done")["sale_no"]
        first.say(goods[2], goods[2], "pay cash")
        public = first.say("done")["sale_no"]
        back = first.say(f"return {with_card} 1 1 烂了")
        assert back["restored"]
        first.say(goods[0], "pay cash", "done", "void 打错", "sync")

        second.say("login 1002 2345", "open 500", "sync")
        asked = second.hear(f"return {public} 1 1 不想要了")
        assert asked["code"] == "return.seller_not_heard", asked
        first.say("sync")  # The right to take the goods back moves by the selling till's signed word.
        refund = second.say(f"return {public} 1 1 不想要了")["refund"]
        assert second.say("sync")["sync"]["problem"] is None

        first.say("count cash 644.60", "close-shift 找零", "login 2001 8888")
        closed = first.say("close-day 找零")
        assert closed["reconciliation"]["equal"], closed["reconciliation"]
        assert first.say("sync")["sync"] == {
            "configured": True, "connected": True, "pending": 0, "problem": None,
        }  # fmt: skip

        figures, date = closed["figures"], closed["figures"]["business_date"]
        sheet = _get(f"{running.url}/settlement/{date}.csv").splitlines()
        assert sheet[1] == f"{date},S01-1,{_yuan(figures['discount'])},{_yuan(figures['subsidy'])},浆洗街店"
        page = _get(f"{running.url}/stores/S01/days/{date}")
        assert "一致" in page and "Z1" in page and f"−{_yuan(refund)}" in page
    verify_platform(tmp_path / "monitor")


def _get(url: str) -> str:
    with urllib.request.urlopen(url, timeout=10) as response:
        text: str = response.read().decode()
        return text


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"
