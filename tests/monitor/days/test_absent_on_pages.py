"""What nobody told is no zero on the platform's pages, and of nothing nothing is said to be fine."""

from __future__ import annotations

from starlette.testclient import TestClient

from tests.monitor.conftest import FakeClock, card_no
from tests.monitor.days.test_day_pages import TODAY, text_of
from tests.monitor.simulated_till import SimulatedTill

NO_MONTH = "本月帮扶人次 — 本月爱心优惠 — 本月补贴支付 — 本月公众消费 —"


def test_a_month_that_no_till_has_told_anything_of_has_dashes(
    till: SimulatedTill, client: TestClient
) -> None:
    assert NO_MONTH in text_of(client, "/")
    assert "使用率" not in text_of(client, "/")
    till.sell(("零食", 100))
    till.upload()
    assert "本月帮扶人次 0" in text_of(client, "/"), "now it is known that no card was used"


def test_a_store_that_was_not_heard_today_has_no_sums_of_today(
    till: SimulatedTill, client: TestClient, clock: FakeClock
) -> None:
    assert "今日单数 0" in text_of(client, "/stores/S01"), "it spoke, and has sold nothing"
    till.sell(("零食", 100))
    till.upload()
    clock.at_ms += 20 * 3600 * 1000
    page = text_of(client, "/stores/S01")
    assert "今日单数 — 持卡人次 — 今日实收 — 今日优惠 / 补贴 — / —" in page


def test_no_page_says_that_all_is_well_of_what_never_came(till: SimulatedTill, client: TestClient) -> None:
    assert "还没有收到流水" in text_of(client, "/stores/S01")
    assert "每一次刷卡都享受了优惠" not in text_of(client, f"/days/{TODAY}")
    till.sell(("零食", 100), card_no=card_no(1))
    till.upload()
    assert "收到的每一条都复核相符" in text_of(client, "/stores/S01")
