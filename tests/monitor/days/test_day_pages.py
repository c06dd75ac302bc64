"""The pages of a day: who signed what, whether both ends agree, what people did, what the federation owes."""

from __future__ import annotations

import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from monitor.platform import Platform
from monitor.store import day_tables, tables
from pos.domain.days.day import DayFigures, PoolSettlement
from pos.domain.days.day_closed import DayClosed
from pos.domain.journal.entries import EntryKind
from pos.domain.journal.record import record_to_data
from pos.domain.people.staff import TILL_ITSELF
from pos.domain.shifts.cash_moved import Direction
from pos.domain.shifts.takings import Taking
from tests.monitor.conftest import DAY_MS, EnrolledTill, FakeClock, card_no, rows
from tests.monitor.simulated_till import SimulatedTill
from tests.small_entries import (
    DROPPED,
    NO_CHECKS,
    NOT_ASKED,
    cash_moved,
    shift_closed_v1,
    shift_count,
    shift_opened,
)

TODAY = "2026-11-23"
HOUR_MS = 3_600_000


def text_of(client: TestClient, path: str) -> str:
    """A page's words, without its tags."""
    response = client.get(path)
    assert response.status_code == 200, response.text
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.text))


def close_day(till: SimulatedTill, **changed: Any) -> None:
    """Sign the till's day with its own sums, or with others."""
    sums = till.sums
    figures = DayFigures(
        business_date=TODAY,
        till_id=till.till_id,
        store_name="浆洗街店",
        revision=1,
        shifts=(),
        sales=sums.sales,
        card_sales=0,
        cards=0,
        returns=sum(not each.void for made in till.returns.values() for each in made),
        voids=sum(each.void for made in till.returns.values() for each in made),
        market=sums.market,
        discount=sums.discount,
        subsidy=sums.subsidy,
        payable=sums.payable,
        takings=(Taking("cash", 5_318_40, 0, 0, 5_318_40, 5_316_40, -2_00),),
        float_fen=0,
        cash_in=0,
        cash_out=0,
        pools=(PoolSettlement("vegetable", "蔬菜", 60, 83, 3_412_50, 1_365_00),),
        hours=(),
        goods=(),
        overrides=(),
        dropped_lines=0,
        dropped_market=0,
        drawer_openings=0,
        open_payments=(),
        held=(),
        entries=0,
        first_sequence=0,
        last_sequence=0,
        head_hash="",
    )
    closed = DayClosed.of(figures, NO_CHECKS, NOT_ASKED, explanation="")
    till.append(EntryKind.DAY_CLOSED, record_to_data(closed) | changed, approver="9001")


def alerts(platform: Platform) -> set[str]:
    return {row["code"] for row in rows(platform, tables.alert)}


def test_a_signed_day_that_both_ends_agree_on_says_so(
    till: SimulatedTill, client: TestClient, platform: Platform
) -> None:
    till.sell(("蔬菜", 1000), ("零食", 350), card_no=card_no(1))
    till.return_goods(till.sell(("零食", 200)))
    till.return_goods(till.sell(("零食", 300)), void=True)
    close_day(till)
    till.upload()

    page = text_of(client, f"/days/{TODAY}")

    assert "Z1" in page and "9001" in page and "一致" in page and "1 / 1" in page
    assert "day.differs" not in alerts(platform)
    assert [row["is_equal"] for row in rows(platform, day_tables.day_close)] == [True]


def test_a_signed_day_that_differs_is_shown_and_alerted(
    till: SimulatedTill, client: TestClient, platform: Platform
) -> None:
    till.sell(("零食", 1000))
    close_day(till, payable=12_00)
    till.upload()

    assert "应收差 +2.00" in text_of(client, f"/days/{TODAY}")
    assert "day.differs" in alerts(platform)
    assert "应收本店 12.00，平台 10.00" in text_of(client, "/alerts")


def test_what_comes_after_a_close_is_seen_until_it_is_signed_again(
    till: SimulatedTill, client: TestClient
) -> None:
    till.sell(("零食", 1000))
    close_day(till)
    till.sell(("零食", 500))
    till.upload()
    assert "日结后有新流水" in text_of(client, f"/days/{TODAY}")

    close_day(till, revision=2)
    till.upload(after=3)

    page = text_of(client, f"/days/{TODAY}")
    assert "Z2" in page and "日结后有新流水" not in page


def test_a_day_that_nobody_signed_says_so(till: SimulatedTill, client: TestClient) -> None:
    till.sell(("零食", 1000))
    till.upload()

    assert "未日结" in text_of(client, "/days")
    assert "未日结" not in text_of(client, "/days/2026-11-22")


def test_a_stores_day_shows_takings_pools_returns_and_what_people_did(
    till: SimulatedTill, client: TestClient
) -> None:
    sale = till.sell(("蔬菜", 1000), card_no=card_no(1))
    till.return_goods(sale, reason="烂了")
    override = {
        "act": "change_price",
        "rule": "r",
        "reason": "临期",
        "name": "小白菜",
        "before": 350,
        "after": 280,
    }
    till.append(EntryKind.OVERRIDE, override, approver="9001")
    till.append(EntryKind.LINE_DROPPED, DROPPED)
    till.append(EntryKind.CASH_MOVED, cash_moved(Direction.OUT, 50000, "缴存银行"))
    close_day(till)
    till.upload()

    page = text_of(client, f"/stores/S01/days/{TODAY}")

    for words in (
        "现金 5,318.40 0.00 0.00 5,318.40 5,316.40 −2.00", "蔬菜 6折 83 3,412.50 1,365.00",
        "S01-1-20261123-R001", f"尾号 {card_no(1)[-4:]}", "烂了",
        "改价 小白菜 · 3.50 → 2.80 1001，授权：9001 临期",
        "报总价后删行 菜籽油 · 79.90", "钱箱取出 500.00 1001 缴存银行",
    ):  # fmt: skip
        assert words in page, words
    assert card_no(1) not in page


def open_shift(till: SimulatedTill, names: dict[str, str]) -> None:
    till.append(EntryKind.SHIFT_OPENED, shift_opened(staff=names))


def test_people_are_named_with_their_numbers_wherever_they_are_shown(
    till: SimulatedTill, client: TestClient
) -> None:
    open_shift(till, {"1001": "李芳", "9001": "陈国强"})
    till.return_goods(till.sell(("零食", 1000)), reason="烂了")
    override = {"act": "change_price", "reason": "临期", "name": "小白菜", "before": 350, "after": 280}
    till.append(EntryKind.OVERRIDE, override, approver="9001")
    wrong = {"staff_id": "1001", "purpose": "sign_in", "wrong": 0, "rounds": 2, "locked_until": 1}
    till.append(EntryKind.PIN_REFUSED, wrong, actor=TILL_ITSELF)
    till.append(EntryKind.PIN_REFUSED, wrong | {"staff_id": ""}, actor=TILL_ITSELF)
    close_day(till)
    till.upload()

    page = text_of(client, f"/stores/S01/days/{TODAY}")
    assert "小白菜 · 3.50 → 2.80 李芳（1001），授权：陈国强（9001） 临期" in page
    assert "密码输错被锁定 李芳（1001） 收银机" in page
    assert "密码输错被锁定 输入的工号不存在 收银机" in page
    assert "李芳（1001） 烂了" in page
    assert "Z1 陈国强（9001）" in page and "Z1 陈国强（9001）" in text_of(client, f"/days/{TODAY}")
    alert = text_of(client, "/alerts")
    assert "第 2 轮锁定：李芳（1001）" in alert and "第 2 轮锁定：输入的工号不存在" in alert


def test_a_number_that_is_given_to_somebody_else_keeps_its_past(
    till: SimulatedTill, enrolled: EnrolledTill, client: TestClient, clock: FakeClock
) -> None:
    other = enrolled("S01-2")
    for each in (till, other):
        each.append(EntryKind.CASH_MOVED, cash_moved(Direction.IN, 100, "换零"))
    open_shift(till, {"1001": "李芳"})
    open_shift(till, {"1001": "李芳"})
    till.upload()
    other.upload()
    clock.at_ms = till.now_ms = clock.at_ms + DAY_MS
    open_shift(till, {"1001": "王敏"})
    till.append(EntryKind.CASH_MOVED, cash_moved(Direction.IN, 200, "换零"))
    till.upload(after=3)

    page = text_of(client, f"/stores/S01/days/{TODAY}")
    assert "1.00 李芳（1001） 换零" in page
    assert "2 号机 钱箱存入 1.00 1001 换零" in page, "the other till has named nobody"
    assert "2.00 王敏（1001） 换零" in text_of(client, "/stores/S01/days/2026-11-24")


def test_a_shift_of_the_version_before_names_nobody_and_one_that_cannot_be_read_is_set_aside(
    till: SimulatedTill, client: TestClient, platform: Platform
) -> None:
    opened = record_to_data(shift_opened())
    till.append(EntryKind.SHIFT_OPENED, {k: v for k, v in opened.items() if k != "staff"}, version=1)
    till.append(EntryKind.CASH_MOVED, cash_moved(Direction.IN, 100, "换零"))
    till.upload()
    assert "1.00 1001 换零" in text_of(client, f"/stores/S01/days/{TODAY}")

    for names in ({"1001": 5}, {"": "李芳"}, {"1001": "李" * 61}, {"1001": "李\0"}, ["李芳"]):
        till.append(EntryKind.SHIFT_OPENED, opened | {"staff": names})
    till.upload(after=2)
    assert [row["code"] for row in rows(platform, tables.quarantine)] == ["entry.wrong"] * 5
    assert rows(platform, day_tables.staff_name) == []


def test_a_payment_without_an_answer_is_open_until_a_final_one(
    till: SimulatedTill, client: TestClient, clock: FakeClock, platform: Platform
) -> None:
    def asked(payment_id: str) -> None:
        data = {"payment_id": payment_id, "kind": "wechat", "amount": 45_60}
        till.append(EntryKind.PAYMENT_ASKED, data)

    def answered(payment_id: str, outcome: str) -> None:
        till.append(EntryKind.PAYMENT_ANSWERED, {"payment_id": payment_id, "outcome": outcome})

    asked("P1")
    answered("P1", "settled")
    asked("P2")
    answered("P2", "unknown")
    till.upload()
    assert [row["payment_id"] for row in rows(platform, day_tables.open_payment)] == ["P2"]
    assert "P2" in text_of(client, f"/stores/S01/days/{TODAY}")
    assert "没有结果" not in text_of(client, "/alerts")

    clock.at_ms = till.now_ms = clock.at_ms + DAY_MS + HOUR_MS
    assert "45.60 元收款已 25 小时没有结果" in text_of(client, "/alerts")

    answered("P2", "reversed")
    till.upload(after=4)
    assert rows(platform, day_tables.open_payment) == []
    assert "没有结果" not in text_of(client, "/alerts")


def test_a_shift_of_the_first_version_far_from_its_books_is_alerted(
    till: SimulatedTill, client: TestClient, platform: Platform
) -> None:
    for difference in (-50_00, 50_01):
        counted = shift_count(difference=difference)
        till.append(EntryKind.SHIFT_CLOSED, shift_closed_v1(counted), version=1)
    till.upload()

    assert "第 1 班交接长款 50.01 元" in text_of(client, "/alerts")
    assert sum(row["code"] == "shift.difference" for row in rows(platform, tables.alert)) == 1


def test_a_shift_of_the_first_version_has_dashes_for_what_it_did_not_tell(
    till: SimulatedTill, client: TestClient
) -> None:
    till.append(EntryKind.SHIFT_CLOSED, shift_closed_v1(), version=1)
    till.upload()

    assert "第 1 班 1001 10:42 — — — — — —" in text_of(client, f"/stores/S01/days/{TODAY}")


def test_much_money_paid_back_by_one_person_alone_is_alerted(till: SimulatedTill, platform: Platform) -> None:
    till.book_return(till.facts_of_return(till.sell(("零食", 100_01))), approver="9001")
    till.return_goods(till.sell(("零食", 100_00)))
    till.upload()
    assert alerts(platform) == set()

    till.return_goods(till.sell(("零食", 100_01)))
    till.upload(after=4)
    assert alerts(platform) == {"return.alone"}


def test_the_settlement_sheet_has_a_row_for_each_till_net_of_returns(
    till: SimulatedTill, enrolled: EnrolledTill, client: TestClient
) -> None:
    other = enrolled("S02-1")
    kept = till.sell(("蔬菜", 1000), card_no=card_no(1)).totals
    till.return_goods(till.sell(("米", 1000), card_no=card_no(2)))
    till.upload()
    other.sell(("零食", 100))
    other.upload()

    response = client.get(f"/settlement/{TODAY}.csv")

    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.text == (
        "\ufeff营业日期,收银机,优惠,补贴,门店\n"
        f"{TODAY},S01-1,{kept.discount / 100:.2f},{kept.subsidy / 100:.2f},浆洗街店\n"
        f"{TODAY},S02-1,0.00,0.00,望江路店\n"
    )


def test_a_settlement_below_zero_is_written_with_a_sign(
    till: SimulatedTill, client: TestClient, clock: FakeClock
) -> None:
    sale = till.sell(("蔬菜", 15), card_no=card_no(1))
    clock.at_ms = till.now_ms = clock.at_ms + DAY_MS
    till.return_goods(sale)
    till.upload()

    assert client.get("/settlement/2026-11-24.csv").text.endswith("2026-11-24,S01-1,-0.06,-0.09,浆洗街店\n")


def test_cards_that_got_nothing_are_counted_with_the_reason(till: SimulatedTill, client: TestClient) -> None:
    till.sell(("蔬菜", 1000), card_no=card_no(5))  # A card of the other store.
    till.upload()

    assert "本机没有该卡本月额度 1" in text_of(client, f"/days/{TODAY}")


@pytest.mark.parametrize("path", ["/days/2031-01-01", "/stores/S01/days/2031-01-01"])
def test_a_day_that_nobody_reported_has_dashes_for_sums(
    till: SimulatedTill, client: TestClient, path: str
) -> None:
    till.sell(("零食", 100))
    till.upload()

    page = client.get(path).text

    assert "0.00" not in page


@pytest.mark.parametrize(
    "path", ["/days/yesterday", "/days/2026-02-30", "/settlement/x.csv", "/stores/S99/days/2026-11-23"]
)
def test_a_page_of_no_day_is_not_there(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_first_page_tells_how_yesterday_was_signed(
    till: SimulatedTill, enrolled: EnrolledTill, client: TestClient, clock: FakeClock
) -> None:
    till.sell(("零食", 100))
    close_day(till)
    till.upload()
    other = enrolled("S01-2")
    other.sell(("零食", 200))
    clock.at_ms += DAY_MS
    other.now_ms = clock.at_ms
    other.upload()

    row = next(
        line
        for line in client.get("/").text.split("<tr>")
        if '<a href="/stores/S01">' in line and "<td>" in line
    )
    assert f"/stores/S01/days/{TODAY}" in row
    assert "未日结" in row


def test_what_nobody_counted_is_no_figure_on_the_page(till: SimulatedTill, client: TestClient) -> None:
    till.sell(("零食", 155_01))
    counted = Taking("cash", 0, 0, 0, 500_00, 500_00, 0)
    close_day(till, takings=[record_to_data(counted), record_to_data(Taking("wechat", 155_01, 0, 0, 155_01))])
    till.upload()

    page = client.get(f"/stores/S01/days/{TODAY}").text
    (wechat,) = re.findall(r"<tr><td>微信支付</td>(.*?)</tr>", page)
    cells = re.findall(r'<td class="([^"]*)">([^<]*)</td>', wechat)
    assert [text for _kind, text in cells[-3:]] == ["155.01", "—", "—"]
    assert cells[-1][0].split() == ["right"], "nothing that was not compared is green"
