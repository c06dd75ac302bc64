"""Every page of a filled platform: Chinese words, none of the programme's own ids among them."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from fastapi.routing import APIRoute
from sqlalchemy import Connection, insert
from starlette.testclient import TestClient

from monitor.alerts.alerts import LEVELS
from monitor.platform import Platform
from monitor.store import tables
from monitor.web.words import _REASONS
from pos.domain.journal.entries import EntryKind
from pos.domain.journal.record import record_to_data
from pos.domain.people.permission import Act
from pos.domain.scanning.codes import card_tail
from pos.domain.shifts.cash_moved import Direction
from tests.monitor.conftest import EnrolledTill, card_no
from tests.monitor.days.test_day_pages import TODAY, close_day
from tests.monitor.simulated_till import SimulatedTill
from tests.small_entries import DROPPED, cash_moved
from tests.words.ids import ids_in

FACTS = {
    **dict.fromkeys(("sequence", "held", "epoch", "hours", "pending", "line", "misfits", "cards"), 3),
    "rounds": 2,
    **dict.fromkeys(("tills", "over_tills", "limit"), 4),
    **dict.fromkeys(("payable", "amount", "difference", "theirs", "ours", "number", "revision"), 5),
    "months": 1,
    "month": TODAY[:7],
    "tail": card_tail(card_no(1)),
    "evidence": "1 号机 S01-1 第 1 次登记的第 3 份额度文件",
    "used": 6,
    "paid_at": "浆洗街店 2 号机",
    "to_till": "S01-2",
    "return_no": "S01-1-20261123-R001",
    "name": "payable",
    "date": TODAY,
    "sale_no": "S01-1-20261123-0001",
    "off_ms": 34_560_000,
    "slip_no": "S01-1-20261123-P001",
    "reason": "sale.quote",
    "staff": "1001",
    "person": "李芳",
    "code": "00001",
    "said": "蔬菜",
    "approved": "零食",
}


@pytest.fixture
def filled(till: SimulatedTill, enrolled: EnrolledTill, platform: Platform) -> SimulatedTill:
    """A store of whose every kind of trouble there is one, and one of each that only a later till knows."""
    enrolled("S02-1")
    till.return_goods(till.sell(("蔬菜", 1000), ("米", 1000), card_no=card_no(1)), reason="烂了")
    till.sell(("零食", 350), card_no=card_no(5))
    misfit = record_to_data(till.sale(("蔬菜", 1_000)))
    misfit["lines"][0]["discount"] += 1
    till.append(EntryKind.SALE, misfit)
    for act in (*(act.value for act in Act), "act_of_tomorrow"):
        data = {"act": act, "rule": f"{act}.cashier.allowed", "reason": "试", "name": "小白菜"}
        till.append(EntryKind.OVERRIDE, data, approver="9001")
    till.append(EntryKind.LINE_DROPPED, DROPPED)
    till.append(EntryKind.CASH_MOVED, cash_moved(Direction.OUT, 50000, "缴存银行"))
    for number, kind in enumerate(("wechat", "alipay", "pay_of_tomorrow")):
        till.append(
            EntryKind.PAYMENT_ASKED, {"payment_id": f"01JD{number:022d}", "kind": kind, "amount": 4560}
        )
    close_day(till)
    till.upload()

    def troubles(connection: Connection) -> None:
        for code in LEVELS:
            connection.execute(
                insert(tables.alert).values(
                    store_id="S01",
                    alert_id=f"every {code}",
                    code=code,
                    level=LEVELS[code].value,
                    till_id="S01-1",
                    facts=json.dumps(FACTS),
                    raised_ms=till.now_ms,
                )
            )
        for number, reason in enumerate((*_REASONS, "reason.of_tomorrow")):
            connection.execute(
                insert(tables.quarantine).values(
                    store_id="S01",
                    till_id="S01-1",
                    epoch=1,
                    sequence=1000 + number,
                    item_hash=bytes([number]) * 32,
                    in_chain=False,
                    code=reason,
                    detail="english words for the log",
                    received_ms=till.now_ms,
                )
            )

    platform.store.write(troubles)
    return till


def pages_of(app: FastAPI) -> list[str]:
    """All pages of a store and a date that exist; the manual of the interface is for programmers."""
    found = [
        route.path.format(store_id="S01", date=TODAY)
        for included in app.routes
        for route in getattr(getattr(included, "original_router", None), "routes", ())
        if isinstance(route, APIRoute)
        and "GET" in (route.methods or ())
        and isinstance(route.response_class, type)
        and issubclass(route.response_class, HTMLResponse)
        and not route.path.endswith(".csv")
        and route.path != "/docs"
        and not route.path.startswith("/office/")  # Those ask who looks: tests/monitor/web/office.
    ]
    assert len(found) >= 6
    return found


def words_of(page: str) -> str:
    """What a person reads or hears: the text, and the words of attributes that are shown."""
    told = re.findall(r"""(?:title|alt|placeholder|aria-label)=["']([^"']+)["']""", page)
    shown = re.sub(r"<script.*?</script>|<style.*?</style>|<[^>]*>", " ", page, flags=re.DOTALL)
    return " ".join([*told, *shown.split()])


def test_no_page_shows_an_id_of_the_programme(
    app: FastAPI, client: TestClient, filled: SimulatedTill
) -> None:
    for path in pages_of(app):
        page = re.sub(r"校验码 [0-9a-f]{8}", "校验码", words_of(client.get(path).text))  # Any letters at all.
        assert ids_in(page) == [], path
        english = set(re.findall(r"[A-Za-z]{3,}", page)) - {"CSV"}
        assert english <= {word for word in english if word.startswith("JD")}, (path, english)


def test_every_till_is_named_as_people_say_it(
    app: FastAPI, client: TestClient, filled: SimulatedTill
) -> None:
    """A till's number is a detail beside its name; a card is its last digits."""
    for path in pages_of(app):
        page = words_of(client.get(path).text)
        for found in re.finditer(r"S0\d-\d(?!-?\d)", page):
            before = page[: found.start()].rstrip()
            assert before.endswith("号机"), (path, page[found.start() - 40 : found.end() + 10])
        assert (card_no(1) not in page and f"尾号 {card_tail(card_no(1))}" in page) or "尾号" not in page


def test_the_settlement_sheet_has_chinese_headings_and_says_its_encoding(
    client: TestClient, filled: SimulatedTill
) -> None:
    sheet = client.get(f"/settlement/{TODAY}.csv").content
    assert sheet.startswith(b"\xef\xbb\xbf")
    heading = next(csv.reader(io.StringIO(sheet.decode("utf-8-sig"))))
    assert all(re.fullmatch("[\u4e00-\u9fff]+", cell) for cell in heading)
