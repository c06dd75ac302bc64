"""A cashier's month of over and short, over all tills of a store; and who let a shift end beyond a limit."""

from __future__ import annotations

from starlette.testclient import TestClient

from monitor.platform import Platform
from monitor.store import tables
from pos.domain.journal.entries import EntryKind
from pos.domain.journal.record import record_to_data
from tests.monitor.conftest import EnrolledTill, rows
from tests.monitor.days.test_day_pages import TODAY, alerts, text_of
from tests.monitor.simulated_till import SimulatedTill
from tests.small_entries import shift_count, shift_opened


def shift_closed(
    till: SimulatedTill,
    number: int,
    cash: int,
    month_sum: int,
    *,
    name: str = "",
    alone: str = "",
    **told: object,
) -> None:
    limits = {"explain_above": 1_00, "shift_max": 30_00, "month_max": 80_00}
    data = {
        "shift_id": f"shift-{number}",
        "number": number,
        "closed_at": 1,
        "counts": [
            record_to_data(shift_count(difference=cash)),
            record_to_data(shift_count("wechat", difference=1)),
        ],
        "handed_to": None,
        "held": [],
        "open_payments": [],
        "rule": "close_shift.cashier.allowed",
        "explanation": "找零误差，已核实",
        "reason": "找零差错",
        "over_short": {"month": TODAY[:7], "month_sum": month_sum, **limits, "beyond": [], **told},
    }
    till.append(EntryKind.SHIFT_OPENED, shift_opened(number, {"1001": name} if name else {}))
    approver = "9001" if told and not alone else None
    till.append(EntryKind.SHIFT_CLOSED, data, actor=alone or "1001", approver=approver)


def test_a_shift_beyond_the_limits_of_its_shop_is_alerted_and_its_page_says_who_let_it_end(
    till: SimulatedTill, client: TestClient, platform: Platform
) -> None:
    shift_closed(till, 1, -30_00, 30_00)
    shift_closed(till, 2, 30_01, 60_01, beyond=["shift"])
    shift_closed(till, 3, -20_00, 80_01, beyond=["month"])
    shift_closed(till, 4, -40_00, 120_01)  # A till that says it was within: the platform decides again.
    till.upload()

    told = text_of(client, "/alerts")
    assert sum(row["code"] == "shift.difference" for row in rows(platform, tables.alert)) == 3
    assert "第 2 班交接长款 30.01 元（该收银员本月在本机累计 60.01 元）" in told
    assert "第 3 班交接短款 20.00 元（该收银员本月在本机累计 80.01 元）" in told
    assert "第 4 班交接短款 40.00 元" in told and "第 1 班" not in told
    page = text_of(client, f"/stores/S01/days/{TODAY}")
    assert "−30.00 找零差错 找零误差，已核实 — — 30.00" in page
    assert "30.01 找零差错 找零误差，已核实 单班超限 9001 60.01" in page
    assert "−20.00 找零差错 找零误差，已核实 月累计超限 9001 80.01" in page


def test_whoever_works_at_two_tills_of_a_store_is_added_up_over_both_and_somebody_is_told(
    till: SimulatedTill, enrolled: EnrolledTill, client: TestClient, platform: Platform
) -> None:
    other, elsewhere = enrolled("S01-2"), enrolled("S02-1")
    shift_closed(till, 1, -50_00, 50_00, name="李芳")
    shift_closed(other, 1, 20_00, 20_00, name="李芳")
    shift_closed(elsewhere, 1, 70_00, 70_00, name="李芳")  # Another store counts its own.
    for each in (till, other, elsewhere):
        each.upload()
    page = text_of(client, f"/stores/S01/days/{TODAY}")
    assert "50.00 70.00" in page and "20.00 70.00" in page
    assert "本月累计差额（本机）" in page and "本月累计差额（全店各机）" in page
    assert "shift.month_over_tills" not in alerts(platform)

    shift_closed(other, 2, -10_01, 30_01, name="李芳")
    shift_closed(other, 3, -1_00, 31_01, name="李芳")
    other.upload(after=2)

    told = text_of(client, "/alerts")
    assert "在本店 2 台收银机的长短款合计 80.01 元，超过一人一月 80.00 元" in told or "81.01 元" in told
    assert told.count("台收银机的长短款合计") == 1, "once for a person and a month"
    assert "李芳" in told


def test_another_person_under_the_same_number_is_nobody_s_sum(
    till: SimulatedTill, enrolled: EnrolledTill, client: TestClient, platform: Platform
) -> None:
    other = enrolled("S01-2")
    shift_closed(till, 1, -60_00, 60_00, name="李芳")
    shift_closed(other, 1, 70_00, 70_00, name="王小雨")
    till.upload()
    other.upload()
    page = text_of(client, f"/stores/S01/days/{TODAY}")
    assert "60.00 60.00" in page and "70.00 70.00" in page
    assert "shift.month_over_tills" not in alerts(platform)


def test_whoever_ends_a_shift_beyond_a_limit_alone_has_approved_it(
    till: SimulatedTill, client: TestClient
) -> None:
    shift_closed(till, 1, -30_01, 30_01, beyond=["shift"], alone="9001")
    till.upload()
    assert "单班超限 9001 30.01" in text_of(client, f"/stores/S01/days/{TODAY}")
