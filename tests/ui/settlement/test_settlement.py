"""The settlement in the real window, by keys: bills lie in the till's folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from pos.domain.paying.tender import TenderKind
from pos.errors.settlement import BillCutShort
from pos.ui.words.messages import words
from tests.services.days.test_days import as_manager
from tests.services.returning import sell
from tests.services.settlement.channel_bills.bills import Moved, alipay_bill, wechat_bill
from tests.services.settlement.test_settlement_desk import ACCOUNT
from tests.shop import OIL, SOY, Shop
from tests.ui.windows import SIZES, Clerk, MakeClerk, cut_texts


def furnish(folder: Path) -> Path:
    bills = folder / "bills"
    bills.mkdir(parents=True, exist_ok=True)
    (bills / "wechat.csv").write_bytes(
        wechat_bill(Moved("X1", 990), Moved("X9", 12_345, number="4200009", at="2026-11-23 15:02:11"))
    )
    (bills / "alipay.csv").write_bytes(alipay_bill(Moved("X2", 6_990)))
    (bills / "account.csv").write_bytes(ACCOUNT)
    (bills / "cut.csv").write_bytes(b"".join(alipay_bill(Moved("X4", 1)).splitlines(keepends=True)[:-4]))
    return bills


def a_day(clerk: Clerk, shop: Shop) -> None:
    """Soy by WeChat and oil by Alipay; it is the next morning and the manager is there."""
    till = clerk.till
    sell(till, SOY, pay=((TenderKind.WECHAT, None),))
    sell(till, OIL, pay=((TenderKind.ALIPAY, None),))
    shop.clock.forward(days=1)
    as_manager(till)


def opened(clerk: Clerk) -> None:
    clerk.window.conductor.desks.settlement.begin()
    settle(clerk)


def settle(clerk: Clerk) -> None:
    clerk.background.wait(10)
    for _turn in range(5):  # The answer, what it says, and the room its words take.
        clerk.turn(30)


def listed(clerk: Clerk) -> list[str]:
    choices = clerk.panel._list.choices
    return [choices.item_at(row).title for row in range(choices.rowCount())]


@pytest.fixture
def bills(shop: Shop) -> Path:
    return furnish(shop.folder)


def test_yesterday_is_settled_with_the_bills_that_are_found(shop: Shop, bills: Path, clerk: Clerk) -> None:
    a_day(clerk, shop)
    opened(clerk)
    panel = clerk.panel

    assert bills.is_dir()
    assert panel._date.text() == "2026-11-23"
    assert panel._verdict.text() == "有 1 项差异，请逐项处理。"
    assert [cell.text() for cell in panel._cells[0]] == [
        "微信支付",
        "1 笔 9.90",
        "2 笔 133.35",
        "123.45",
        "1 项差异",
    ]
    assert [cell.text() for cell in panel._cells[1]][-1] == "一致"
    assert [title.partition("　")[0] for title in listed(clerk)] == ["多，已 1 天", "推定一致", "推定一致"]
    assert words(BillCutShort(path="cut.csv", part="业务明细列表结束")).title in panel._files.text()


def test_a_row_that_cannot_be_read_and_what_arrives_are_told_on_the_panel(
    shop: Shop, bills: Path, clerk: Clerk
) -> None:
    paid = Moved("X1", 990, coupon=100, fee="0.05000")
    (bills / "wechat.csv").write_bytes(
        wechat_bill(paid, Moved("X7", 500, number="4200007")).replace(b"`5.00", b"`5.0O")
    )
    a_day(clerk, shop)
    opened(clerk)

    assert [cell.text() for cell in clerk.panel._cells[0]][-1] == "1 项差异"
    assert listed(clerk)[0] == "账单第 3 行要核对　微信支付　wechat.csv"
    assert "扣除商家承担优惠 1.00 元、手续费 0.05 元，应到账 8.85 元。" in clerk.panel._remarks.text()
    assert cut_texts(clerk.window) == []


def test_arrows_go_through_the_days_but_not_beyond_today(shop: Shop, bills: Path, clerk: Clerk) -> None:
    a_day(clerk, shop)
    opened(clerk)
    for key, date in ((Qt.Key.Key_Left, "22"), (Qt.Key.Key_Right, "23"), (Qt.Key.Key_Right, "24")):
        clerk.press(key)
        settle(clerk)
        assert clerk.panel._date.text() == f"2026-11-{date}"
    clerk.press(Qt.Key.Key_Right)
    settle(clerk)
    assert clerk.panel._date.text() == "2026-11-24"
    assert clerk.panel._verdict.text() == "还没有可以对的账单"


def test_f3_writes_the_workbook_and_says_where(shop: Shop, bills: Path, clerk: Clerk) -> None:
    a_day(clerk, shop)
    opened(clerk)
    clerk.press(Qt.Key.Key_F3)
    settle(clerk)

    written = shop.folder / "reports" / "三方对账-S01-1-2026-11-23.xlsx"
    assert written.exists()
    assert clerk.panel.notice.notice.what_next == str(written)


def test_f5_looks_again_when_a_bill_has_come(shop: Shop, clerk: Clerk) -> None:
    a_day(clerk, shop)
    opened(clerk)
    assert clerk.panel._verdict.text() == "还没有可以对的账单"
    furnish(shop.folder)
    clerk.press(Qt.Key.Key_F5)
    settle(clerk)
    assert clerk.panel._verdict.text() == "有 1 项差异，请逐项处理。"


def test_a_cashier_needs_the_manager(shop: Shop, bills: Path, clerk: Clerk) -> None:
    clerk.window.conductor.desks.settlement.begin()
    clerk.turn(150)
    assert clerk.panel.title.text() == "需要授权"
    clerk.window.conductor.signed("2001", "8888")
    settle(clerk)
    assert clerk.panel.title.text() == "三方对账"


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}")
@pytest.mark.parametrize("percent", [100, 150])
def test_nothing_is_cut_off(
    shop: Shop, bills: Path, make_clerk: MakeClerk, size: tuple[int, int], percent: int
) -> None:
    clerk = make_clerk(size, percent)
    a_day(clerk, shop)
    opened(clerk)
    # The list scrolls: in large letters it shows one line at a time.
    assert [each for each in cut_texts(clerk.panel) if not each.startswith("ChoiceList")] == []
