"""A fourth pool is data alone: once published it is at the till, on paper, in reports, on the platform."""

from __future__ import annotations

import io
import json
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from openpyxl import load_workbook

from installer.demo.platform import Platform as Running
from installer.demo.platform import seed, start
from installer.demo.printer import SimulatedPrinter
from installer.demo.shop import DemoShop, prepare
from monitor.clock import SystemClock
from monitor.documents.publishing import publish_programme
from monitor.platform import Platform
from monitor.settings import Settings
from pos.__main__ import main
from pos.bootstrap import build_till, real_world
from pos.commands.headless.front import HeadlessTill
from pos.devices.reader import plain_text
from pos.domain.calendar import business_date
from pos.domain.people.permission import Act
from pos.domain.programme.programme import CapBasis, programme_from_data
from pos.ui.selling.checkout.pictures import picture_benefits
from pos.ui.selling.customer.pictures import picture_sale
from tests.e2e.desk import verify_platform
from tests.many_pools import HYGIENE, programme_with

pytestmark = pytest.mark.timeout(180)

SOAP = "6991694801698"  # 2 kg, 20.50 yuan, category 清洁.
NAME = str(HYGIENE["name"])
# Three of them cost 61.50, the cap is 50: what the card gives, by what the cap counts.
GIVES = {CapBasis.MARKET: 500, CapBasis.PAID: 555}
CAP_LEFT = 0


@dataclass
class Counter:
    """A real till with a printer, and the platform it reports to."""

    running: Running
    printer: SimulatedPrinter
    shop: DemoShop
    headless: HeadlessTill

    def say(self, *lines: str) -> dict[str, Any]:
        answer: dict[str, Any] = {}
        for line in lines:
            answer = self.headless.answer(line)
            if answer.get("code") == "approval.needed":
                self.headless._till.permissions.approve(Act(answer["facts"]["act"]), "2001", "8888")
                answer = self.headless.answer(line)
            assert answer["ok"], (line, answer)
        return answer

    def papers(self) -> list[str]:
        assert self.headless._till.printing.wait_until_idle(20)
        return [plain_text(job) for job in self.printer.jobs]


@pytest.fixture(params=list(CapBasis))
def basis(request: pytest.FixtureRequest) -> CapBasis:
    """What the cap counts."""
    return CapBasis(request.param)


@pytest.fixture
def counter(tmp_path: Path, basis: CapBasis) -> Iterator[Counter]:
    federation = seed(tmp_path / "monitor")
    _publish_the_fourth_pool(tmp_path / "monitor", basis)
    with ExitStack() as closing:
        running = start(tmp_path / "monitor", tmp_path / "monitor.log")
        closing.callback(running.stop)
        printer = SimulatedPrinter(tmp_path / "paper")
        closing.callback(printer.close)
        shop = prepare(
            tmp_path / "till", monitor_url=running.url, printer_url=printer.url, federation=federation
        )
        till = build_till(shop.settings, real_world())
        closing.callback(till.close)
        yield Counter(running, printer, shop, HeadlessTill(till))


def _publish_the_fourth_pool(data_dir: Path, basis: CapBasis) -> None:
    """As the federation's decision does; from this month on, so that the test need not wait."""
    clock = SystemClock()
    platform = Platform.open(Settings(data_dir), clock)
    first = f"{business_date(clock.now_ms())[:7]}-01"
    data = programme_with(1, basis=basis, first=first)
    data["pools"][-1]["categories"] = ["清洁"]  # As the demo's goods call them.
    programme = programme_from_data(data)
    platform.store.write(
        lambda connection: publish_programme(connection, platform.key, programme, at_ms=clock.now_ms())
    )
    platform.close()


def test_a_fourth_pool_reaches_everything_without_a_change_of_code(
    counter: Counter, basis: CapBasis, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    till, card = counter.headless._till, counter.shop.card("ready")
    counter.say("login 1001 1234", "open 500", "sync")

    # The shelf label has the card's price; the balance has the whole month, leased.
    on_the_shelf = till.prices.check(SOAP).label
    assert (on_the_shelf.pool_name, on_the_shelf.percent_paid, on_the_shelf.card_price) == (NAME, 90, 1_845)
    balance = till.cards.balance(card)
    assert (balance.cap["hygiene"], balance.left["hygiene"]) == (5_000, 5_000)
    assert balance.pool_names["hygiene"] == NAME

    # The basket: headless, the window's panel, the customer's display.
    basket = counter.say("3*", SOAP, f"card {card}", "subsidy 0")["basket"]
    line = basket["lines"][0]
    assert (line["pool"], line["discount"]) == ("hygiene", GIVES[basis])
    meter = picture_benefits(till.checkout.state).meters[2]
    assert (meter.title, meter.left) == (f"{NAME} 9 折", CAP_LEFT)
    shown = picture_sale(till.checkout.state, "浆洗街店", asks=False)
    assert f"{NAME}优惠" in [pool.name for pool in shown.pools]

    # Paper: the receipt and the balance slip.
    due = counter.say("confirm")["basket"]["cash_due"]
    counter.say("pay cash")
    counter.say("done")
    till.receipts.print_balance(card)
    receipt, slip = counter.papers()[-2:]
    assert f"{NAME}" in receipt and f"-{GIVES[basis] / 100:.2f}" in receipt.replace("−", "-")
    assert NAME in slip

    # The day: its close, its paper, JSON, Excel, PDF.
    counter.say(
        "sync", f"count cash {(50_000 + due) // 10 * 10 / 100:.2f}", "close-shift 找零", "login 2001 8888"
    )
    closed = counter.say("close-day 找零")
    figures = closed["figures"]
    assert closed["reconciliation"]["equal"], closed["reconciliation"]
    pools = {pool["pool"]: pool for pool in figures["pools"]}
    assert (pools["hygiene"]["name"], pools["hygiene"]["amount"]) == (NAME, GIVES[basis])
    assert any("日结" in paper and NAME in paper for paper in counter.papers())
    counter.say("sync")
    date = figures["business_date"]
    config = ["--config", str(counter.shop.config), "report", "day", date, "--format"]
    reports = {}
    for form in ("json", "xlsx", "pdf"):
        assert main([*config, form]) == 0
        reports[form] = capsysbinary.readouterr().out
    assert NAME in json.dumps(json.loads(reports["json"]), ensure_ascii=False)
    sheets = load_workbook(io.BytesIO(reports["xlsx"])).worksheets
    assert any(str(cell).startswith(NAME) for sheet in sheets for row in sheet.values for cell in row if cell)
    with pypdfium2.PdfDocument(reports["pdf"]) as document:
        assert any(NAME in page.get_textpage().get_text_range() for page in document)

    # The platform: the store's day by pool, the settlement; and everything is decided again, equal.
    assert NAME in _get(f"{counter.running.url}/stores/S01/days/{date}")
    yuan = f"{figures['discount'] // 100}.{figures['discount'] % 100:02d}"
    assert f"S01-1,{yuan}," in _get(f"{counter.running.url}/settlement/{date}.csv")
    verify_platform(tmp_path / "monitor")


def _get(url: str) -> str:
    with urllib.request.urlopen(url, timeout=10) as response:
        text: str = response.read().decode()
        return text
