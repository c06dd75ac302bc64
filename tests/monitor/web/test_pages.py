"""The pages: what the federation sees, in Chinese, from this machine's own files, with masked cards only."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

import monitor.journal.examining
import monitor.returns.goods_returns
import monitor.web
from monitor.alerts.alerts import LEVELS, Alert, Contact, silent_tills
from monitor.platform import Platform
from monitor.web.app import make_app
from monitor.web.words import KNOWN_ALERTS, alert_words, clock_words, percent, reason_words, silence_words
from pos.domain.journal.entries import EntryKind
from pos.domain.journal.record import record_to_data
from pos.domain.returns import checks_return
from pos.domain.selling.checks import SALE_CHECKS
from tests.monitor.conftest import DAY_MS, HERE, MORNING_MS, EnrolledTill, FakeClock, card_no
from tests.monitor.simulated_till import SimulatedTill

WEB = Path(monitor.web.__file__).parent
HOUR_MS = 60 * 60 * 1000


def text_of(client: TestClient, path: str = "/") -> str:
    """A page's words, without its tags."""
    response = client.get(path)
    assert response.status_code == 200, response.text
    return " ".join(re.sub(r"<[^>]*>", " ", response.text).split())


def test_before_anything_was_sold_the_page_says_so_kindly(client: TestClient, platform: Platform) -> None:
    page = text_of(client)

    assert "试验慈善会" in page
    assert "2026 年 11 月 · 截至 10:42" in page
    assert "2 店 · 2 街道 · 3 台收银机" in page
    assert "还没有数据" in page
    assert "没有预警" in page
    assert "浆洗街店 民惠商贸 未登记 — — — — — — — —" in page


def test_a_platform_without_stores_says_how_to_try_one(tmp_path: Path, clock: FakeClock) -> None:
    from monitor.settings import Settings

    empty = Platform.open(Settings(tmp_path), clock)
    with TestClient(make_app(empty), client=HERE) as client:
        assert "还没有门店" in text_of(client)
    empty.close()


def test_a_store_that_sells_shows_its_day(client: TestClient, till: SimulatedTill) -> None:
    till.sell(("蔬菜", 10_000), ("米", 10_000), card_no=card_no(1))
    till.sell(("零食", 123_456))
    till.upload()

    page = text_of(client)

    # 60 % of 100.00 and 80 % of 100.00; then 60.00 of subsidy.
    assert "本月帮扶人次 1" in page
    assert "本月爱心优惠 ¥60.00 人均 60.00" in page
    assert "本月补贴支付 ¥60.00 使用率 20.0%" in page
    assert "本月公众消费 ¥1,234.56 每百元帮扶 9.72" in page
    assert "浆洗街店 民惠商贸 在线 2 1 1,314.56 60.00 60.00 0 10:42 一致" in page


def test_a_till_that_was_never_enrolled_has_no_figures_not_zeros(
    client: TestClient, till: SimulatedTill
) -> None:
    till.sell(("零食", 350))
    till.upload()

    rows = re.findall(r"<tr>(.*?)</tr>", client.get("/stores/S01").text, re.DOTALL)
    cells = {row.split()[0]: row for row in (re.sub(r"<[^>]+>", " ", each) for each in rows) if row.strip()}
    assert cells["2"].split() == ["2", "号机", "S01-2", "未登记", *["—"] * 8]
    assert cells["1"].split()[-5:] == ["1", "1", "3.50", "0", "一致"]


def test_what_a_till_has_not_sent_yet_is_shown(client: TestClient, till: SimulatedTill) -> None:
    till.sell(("零食", 100))
    till.sell(("零食", 100))
    till.download()

    assert "浆洗街店 民惠商贸 在线 0 0 0.00 0.00 0.00 2 — 待上传" in text_of(client)


def test_a_store_whose_tills_are_silent_is_offline(
    client: TestClient, till: SimulatedTill, clock: FakeClock
) -> None:
    till.sell(("零食", 100))
    till.upload()
    clock.at_ms += 26 * HOUR_MS

    page = text_of(client)

    assert "浆洗街店 民惠商贸 离线 26 小时 — — — — — — 昨日 10:42 一致" in page, "unheard is not 0"
    assert "浆洗街店 1 号机 昨日 10:42 离线 26 小时；预留额度内可继续销售，请询问门店" in page


def test_a_store_with_one_silent_till_is_partly_online(
    client: TestClient, enrolled: EnrolledTill, clock: FakeClock
) -> None:
    enrolled("S01-1")
    clock.at_ms += 10 * 60_000
    enrolled("S01-2")

    assert "浆洗街店 民惠商贸 在线 1/2" in text_of(client)


def test_an_entry_that_is_not_counted_is_shown_with_its_reason(
    client: TestClient, till: SimulatedTill
) -> None:
    data = record_to_data(till.sale(("蔬菜", 1_000)))
    data["lines"][0]["discount"] += 1
    till.append(EntryKind.SALE, data)
    till.upload()

    page = text_of(client)
    assert "1 条待核" in page
    assert "预警 · 1" in page
    assert "复核不符：优惠或补贴与方案重算不符" in page
    store = text_of(client, "/stores/S01")
    assert "待核对的流水" in store and "优惠或补贴与方案重算不符" in store
    assert "复核不符" in text_of(client, "/alerts")


def test_growth_is_told_against_the_same_days_of_the_month_before(
    client: TestClient, platform: Platform, clock: FakeClock, enrolled: EnrolledTill
) -> None:
    clock.at_ms = MORNING_MS - 31 * DAY_MS
    till = enrolled("S01-1")
    for _sale in range(2):
        till.sell(("蔬菜", 100), card_no=card_no(1))
    till.upload()
    clock.at_ms = till.now_ms = MORNING_MS
    till.download()
    for _sale in range(3):
        till.sell(("蔬菜", 100), card_no=card_no(1))
    till.upload(after=2)

    assert "本月帮扶人次 3 较上月同期 +50.0%" in text_of(client)


def test_the_part_that_refreshes_is_the_page_itself(client: TestClient, till: SimulatedTill) -> None:
    whole, part = client.get("/").text, client.get("/parts/overview").text

    assert 'hx-get="/parts/overview"' in whole and 'hx-trigger="every 5s"' in whole
    table = part[part.index("<table>") : part.index("</table>")]
    assert table in whole


def test_no_page_shows_a_whole_card_number_or_a_key(
    client: TestClient, till: SimulatedTill, platform: Platform
) -> None:
    till.sell(("蔬菜", 1_000), card_no=card_no(1))
    data = record_to_data(till.sale(("蔬菜", 1_000), card_no=card_no(2)))
    data["card"]["spends"][0]["amount"] += 1
    till.append(EntryKind.SALE, data)
    till.upload()

    for path in ("/", "/alerts", "/stores/S01", "/parts/overview"):
        page = client.get(path).text
        assert not re.search(r"6201\d{12}", page), path
        assert platform.key.public_key.hex() not in page


def test_an_address_that_leads_nowhere_leads_back(client: TestClient) -> None:
    for path in ("/nowhere", "/stores/S99", "/stores/%00"):
        response = client.get(path)
        assert response.status_code == 404
        assert "没有这一页" in response.text


def test_names_from_outside_cannot_become_markup(client: TestClient, platform: Platform) -> None:
    from sqlalchemy import update

    from monitor.store import tables

    name = "<script>alert(1)</script>"
    platform.store.write(lambda connection: connection.execute(update(tables.store).values(name=name)))

    assert name not in client.get("/").text
    assert "&lt;script&gt;" in client.get("/").text


def test_no_page_asks_another_server_for_anything(client: TestClient) -> None:
    for path in ("/", "/alerts", "/stores/S01", "/docs", "/nowhere"):
        response = client.get(path)
        asked = re.findall(r'(?:src|href)="([^"]+)"', response.text)
        assert asked and all(each.startswith(("/", "#")) for each in asked), path
        for each in asked:
            if each.startswith("/static/"):
                assert client.get(each).status_code == 200, each
        assert "default-src 'none'" in response.headers["content-security-policy"]
    for css in WEB.glob("static/*.css"):
        assert "http" not in css.read_text(encoding="utf-8")
    for font in ("Regular", "Bold", "Rare"):
        assert client.get(f"/static/fonts/NotoSansSC-{font}.ttf").status_code == 200


def test_scripts_of_others_come_with_their_licences() -> None:
    for folder in (WEB / "static" / "vendor").iterdir():
        if folder.is_dir():
            assert (folder / "LICENSE").stat().st_size > 500, folder.name


def test_the_interface_is_described_without_a_cdn(client: TestClient) -> None:
    described = client.get("/openapi.json").json()

    assert set(described["paths"]) == {
        "/api/v1/ping", "/api/v1/enrol", "/api/v1/batches", "/api/v1/compact", "/api/v1/downlink",
        "/api/v1/day", "/api/v1/sale", "/api/v1/return", "/api/v1/tap", "/api/v1/recalls",
        "/api/v1/credit", "/api/v1/credits",
    }  # fmt: skip
    batch = described["paths"]["/api/v1/batches"]["post"]
    assert batch["requestBody"]["content"]["application/x-huimin"]["schema"] == {
        "$ref": "#/components/schemas/Batch"
    }
    references = set(re.findall(r'"#/components/schemas/(\w+)"', client.get("/openapi.json").text))
    assert references <= set(described["components"]["schemas"])
    assert "swagger-ui-bundle.js" in client.get("/docs").text


def test_a_platform_on_this_machine_answers_to_its_own_names_only(platform: Platform) -> None:
    app = make_app(platform, hosts=["127.0.0.1"])

    assert TestClient(app, base_url="http://127.0.0.1:8600", client=HERE).get("/").status_code == 200
    assert TestClient(app, base_url="http://evil.example").get("/").status_code == 400


def test_every_alert_and_every_reason_has_words() -> None:
    assert set(LEVELS) == KNOWN_ALERTS
    facts: dict[str, str | int] = dict.fromkeys(("sequence", "held", "epoch", "hours", "pending"), 3)
    facts |= dict.fromkeys(
        ("off_ms", "line", "misfits", "cards", "months", "tills", "over_tills", "limit", "used"), 1
    )
    facts |= dict.fromkeys(("payable", "amount", "difference", "theirs", "ours", "number", "revision"), 5)
    facts |= {
        "return_no": "x",
        "name": "payable",
        "date": "2026-11-23",
        "rounds": 2,
        "staff": "1001",
        "to_till": "S01-2",
    }
    facts |= {
        "sale_no": "x",
        "slip_no": "x",
        "reason": "sale.quote",
        "code": "00001",
        "said": "蔬菜",
        "approved": "零食",
    }
    facts |= {"paid_at": "望江路店 2 号机", "tail": "8812", "month": "2026-11", "evidence": "L202611-1"}
    for code in LEVELS:
        words = alert_words(Alert(code, "S01", "S01-1", "about", MORNING_MS, facts))
        assert "{" not in words and re.search(r"[一-鿿]", words), code


def test_goods_that_are_in_no_list_and_leases_of_the_next_month_have_their_own_words() -> None:
    facts: dict[str, str | int] = {"sale_no": "x", "line": 1, "code": "1", "said": "蔬菜", "approved": ""}
    assert "核定目录没有该商品" in alert_words(
        Alert("goods.category", "S01", "S01-1", "about", MORNING_MS, facts)
    )
    for months, words, later in (
        (1, "本月额度留在旧机", "下月起"),
        (2, "本月和下月额度留在旧机", "其后一月起"),
    ):
        left = {"cards": 4, "months": months}
        told = alert_words(Alert("till.leases_left", "S01", "S01-1", "about", MORNING_MS, left))
        assert words in told and f"{later}才发到新机" in told and "停用收银机" in told


def test_every_finding_of_the_shared_checks_has_words() -> None:
    import inspect

    sources: tuple[Any, ...] = (
        *SALE_CHECKS,
        checks_return,
        monitor.journal.examining,
        monitor.returns.goods_returns,
    )
    for source in sources:
        for code in re.findall(r'(?:Finding|trouble_of)\(\s*"([a-z_.]+)"', inspect.getsource(source)):
            assert reason_words(code) != code, code


@pytest.mark.parametrize(
    ("hours", "alerts"), [(0, []), (23, []), (24, ["till.silent"]), (100, ["till.silent"])]
)
def test_silence_is_an_alert_after_a_day(hours: int, alerts: list[str]) -> None:
    contact = Contact("S01", "S01-1", MORNING_MS - hours * HOUR_MS, 3)

    assert [alert.code for alert in silent_tills([contact], now_ms=MORNING_MS)] == alerts
    assert silent_tills([replace(contact, contact_ms=None)], now_ms=MORNING_MS) == []


def test_times_and_shares_are_written_as_people_read_them() -> None:
    assert clock_words(None, now_ms=MORNING_MS) == "—"
    assert clock_words(MORNING_MS, now_ms=MORNING_MS) == "10:42"
    assert clock_words(MORNING_MS - DAY_MS, now_ms=MORNING_MS) == "昨日 10:42"
    assert clock_words(MORNING_MS - 3 * DAY_MS, now_ms=MORNING_MS) == "11-20 10:42"
    assert silence_words(MORNING_MS, now_ms=MORNING_MS + 5 * 60_000) == "离线 5 分钟"
    assert silence_words(MORNING_MS, now_ms=MORNING_MS + 26 * HOUR_MS) == "离线 26 小时"
    assert silence_words(MORNING_MS, now_ms=MORNING_MS + 5 * DAY_MS) == "离线 5 天"
    assert [percent(1, 3), percent(2, 3), percent(1, 2000), percent(0, 9)] == [
        "33.3%",
        "66.7%",
        "0.1%",
        "0.0%",
    ]


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_every_text_colour_can_be_read_on_what_it_stands_on() -> None:
    css = (WEB / "static" / "platform.css").read_text(encoding="utf-8")
    token = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", css))

    for text in ("ink", "ink-2", "green", "coral", "gold"):
        for ground in ("card", "paper"):
            assert contrast(token[text], token[ground]) >= 4.5, (text, ground)
    for ground in ("bar", "bar-here"):
        assert contrast(token["bar-text"], token[ground]) >= 4.5
    assert contrast("#ffffff", token["gold"]) >= 4.5
    assert contrast(token["bar-text-2"], token["bar"]) >= 4.5
    for colour in ("green", "coral", "gold"):
        assert contrast(token[f"{colour}-dark"], token[f"{colour}-soft"]) >= 4.5
    assert contrast(token["ink-2"], token["grey-soft"]) >= 4.5
    assert contrast(token["coral-dark"], token["card"]) >= 4.5
    for ground in ("green", "green-pressed"):
        assert contrast(token["white"], token[ground]) >= 4.5
    assert contrast(token["edge"], token["card"]) >= 1.8, "the edge of a field is seen"
    office = (WEB / "static" / "office.css").read_text(encoding="utf-8")
    for line in (*css.splitlines(), *office.splitlines()):
        if not line.strip().startswith("--"):
            assert not re.search(r"#(?!fff\b)[0-9a-f]{3,6}\b", line.partition("/*")[0]), "colours are tokens"
