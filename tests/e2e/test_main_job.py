"""The whole main job on real input: scans in, paper bytes out, a verified batch at the platform."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from installer.demo.platform import Platform, seed, start
from installer.demo.printer import SimulatedPrinter
from installer.demo.shop import DemoShop, prepare, scale_label
from pos.bootstrap import build_till, real_world
from pos.commands.headless.front import HeadlessTill
from pos.crypto.keys import DeviceKey
from pos.devices.reader import plain_text
from pos.ledger.verifying.verify import verify_ledger
from pos.services.installation.identity import KEY_FILE, LEDGER_FILE
from pos.services.installation.shipped import load_default_programme


@dataclass
class Street:
    """A platform, a printer and a till, all real, all on loopback."""

    platform: Platform
    printer: SimulatedPrinter
    shop: DemoShop
    headless: HeadlessTill

    def say(self, *lines: str) -> dict[str, Any]:
        answer: dict[str, Any] = {}
        for line in lines:
            answer = self.headless.answer(line)
            assert answer["ok"], (line, answer)
        return answer


@pytest.fixture
def street(tmp_path: Path) -> Iterator[Street]:
    federation = seed(tmp_path / "monitor")
    platform = start(tmp_path / "monitor", tmp_path / "monitor.log")
    printer = SimulatedPrinter(tmp_path / "paper")
    shop = prepare(
        tmp_path / "till", monitor_url=platform.url, printer_url=printer.url, federation=federation
    )
    till = build_till(shop.settings, real_world())
    headless = HeadlessTill(till)
    yield Street(platform, printer, shop, headless)
    till.close()
    printer.close()
    platform.stop()


def test_ten_baskets_agree_on_paper_in_the_ledger_and_at_the_platform(street: Street) -> None:
    street.say("login 1001 1234", "open 500")
    assert street.say("sync")["sync"]["connected"]
    chance = random.Random(7)
    goods = [hint["code"] for hint in street.shop.hints["goods"]]
    payable = 0
    for basket in range(10):
        street.say(*chance.choices(goods, k=chance.randint(1, 6)))
        if basket % 3 == 0:
            street.say(f"card {street.shop.card('ready')}")
        due = street.say("state")["basket"]["due"]
        if due:
            cash = f"pay cash {(due + 99) // 100 + 5}"
            street.say(*chance.choice((("pay wechat", "received"), ("pay alipay", "received"), (cash,))))
        payable += street.say("done")["payable"]

    till = street.headless._till
    assert till.printing.wait_until_idle(20)
    light = street.say("sync")["sync"]

    ledger = till.checkout._parts.recorder.ledger
    assert light == {"configured": True, "connected": True, "pending": 0, "problem": None}
    assert ledger.acknowledged() == ledger.head()[0]  # Only after sums, hash and counter-signature agreed.
    sums = ledger.sums_upto(ledger.head()[0])
    assert (sums.sales, sums.payable) == (10, payable)
    assert len(street.printer.jobs) == 10
    papers = [plain_text(job) for job in street.printer.jobs]
    assert all("应付" in paper for paper in papers)
    assert not any(street.shop.card("ready") in paper for paper in papers)

    data_dir = street.shop.settings.data_dir
    till.close()
    report = verify_ledger(
        data_dir / LEDGER_FILE,
        public_key=DeviceKey.load(data_dir / KEY_FILE).public_key,
        default_programmes=(load_default_programme(),),
    )
    assert report.first_bad is None
    assert report.sums == sums


def test_every_demo_card_answers_as_its_note_says(street: Street) -> None:
    street.say("login 1001 1234", "open 0", "sync", "6948195800941")

    assert street.say(f"card {street.shop.card('ready')}")["basket"]["card"]["state"] == "ready"
    street.say("uncard")
    assert street.say(f"card {street.shop.card('no_lease')}")["basket"]["card"]["state"] == "no_lease"
    street.say("uncard")
    for what in ("lost", "suspended", "expired"):
        answer = street.headless.answer(f"card {street.shop.card(what)}")
        assert (answer["ok"], answer["code"]) == (False, f"card.{what}")


def test_a_till_whose_platform_dies_sells_on_and_catches_up(street: Street, tmp_path: Path) -> None:
    street.say("login 1001 1234", "open 0", "sync")
    card = street.shop.card("ready")
    street.platform.stop()

    street.say(scale_label("22", "00207", 1354), f"card {card}", "done")
    answer = street.headless.answer("sync")
    light = answer["sync"]
    assert (answer["ok"], answer["code"]) == (False, "monitor.unreachable")
    assert not light["connected"]
    assert light["pending"] > 0

    port = street.platform.url.rpartition(":")[2]
    again = start(tmp_path / "monitor", tmp_path / "monitor.log", port=int(port))
    try:
        light = street.say("sync")["sync"]
        assert (light["connected"], light["pending"], light["problem"]) == (True, 0, None)
    finally:
        again.stop()
