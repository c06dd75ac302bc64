"""A card that was no good at the tap stands on the platform's page of the day, by why."""

from __future__ import annotations

from starlette.testclient import TestClient

from monitor.web.days import day_words
from pos.domain.journal.entries import EntryKind
from pos.domain.ways_on import WAYS_ON, WayOn
from tests.monitor.days.test_day_pages import TODAY, text_of
from tests.monitor.simulated_till import SimulatedTill


def test_a_card_no_good_at_the_tap_is_counted_by_why(client: TestClient, till: SimulatedTill) -> None:
    till.sell(("零食", 100))
    for code in ("card.lost", "card.lost", "card.foreign"):
        till.append(EntryKind.CARD_REFUSED, {"code": code, "tail": "4711"})
    for _time in range(3):  # Who only asks what is left goes without nothing.
        till.append(EntryKind.CARD_REFUSED, {"code": "card.expired", "tail": "4711", "asked": True})
    till.append(EntryKind.CARD_REFUSED, {"code": "tap.offline", "tail": "4711"})  # Its sale is counted.
    till.upload()

    page = text_of(client, f"/days/{TODAY}")

    assert "刷卡时：卡已挂失 2" in page
    assert "刷卡时：别处发的卡 1" in page
    assert "刷卡时：卡已过期" not in page
    assert "其他" not in page.partition("未享受优惠的持卡人次")[2]


def test_every_card_a_till_can_refuse_has_words_on_the_page() -> None:
    refused = {code for code, turn in WAYS_ON.items() if turn is WayOn.HOLDER}
    assert refused
    assert refused <= set(day_words._REFUSED)
