"""What people did beyond selling, on the page of a store's day: each act once, by its own name."""

from __future__ import annotations

from starlette.testclient import TestClient

from pos.domain.journal.entries import EntryKind
from pos.domain.people.permission import Act
from pos.domain.selling.override import Override
from tests.monitor.days.test_day_pages import TODAY, text_of
from tests.monitor.simulated_till import SimulatedTill


def test_each_act_stands_there_once_and_a_cancelled_sale_is_no_dropped_line(
    till: SimulatedTill, client: TestClient
) -> None:
    def drop(sale: str, name: str, market: int, act: str) -> None:
        line = {"sale_id": sale, "code": "1", "name": name, "quantity": 1000, "market": market}
        rule = f"{act}.cashier.allowed"
        till.append(EntryKind.LINE_DROPPED, line | {"after_total": "after" in act, "rule": rule})

    def after_total(act: str, sale: str, before: int, name: str | None = None) -> None:
        told = Override(Act(act), "r", "钱没带够", sale_id=sale, name=name, before=before, after=0)
        till.append(EntryKind.OVERRIDE, told, approver="9001")

    wrong = {"staff_id": "1001", "purpose": "sign_in", "wrong": 4, "rounds": 0, "locked_until": 0}
    till.append(EntryKind.PIN_REFUSED, wrong)
    till.append(EntryKind.PIN_REFUSED, wrong | {"wrong": 0, "rounds": 1, "locked_until": 9})
    drop("s-0", "生抽", 1990, "drop_line")
    drop("s-1", "菜籽油", 6990, "cancel_sale")
    drop("s-1", "大米", 5990, "cancel_sale")
    drop("s-2", "土豆", 199, "cancel_sale")
    after_total("cancel_after_total", "s-3", 12980)
    drop("s-3", "菜籽油", 6990, "cancel_after_total")
    drop("s-3", "大米", 5990, "cancel_after_total")
    after_total("drop_after_total", "s-4", 899, "面条")
    drop("s-4", "面条", 899, "drop_after_total")
    till.upload()

    page = text_of(client, f"/stores/S01/days/{TODAY}")
    for words in (
        "密码输错 工号 1001 1001", "密码输错被锁定 工号 1001 1001",
        "删行 生抽 · 19.90", "取消整单 2 行 · 129.80", "取消整单 土豆 · 1.99",
        "报总价后取消 129.80 → 0.00", "报总价后删行 面条 · 8.99 → 0.00",
    ):  # fmt: skip
        assert words in page, words
    assert (page.count("取消整单"), page.count("报总价后取消"), page.count("删行 ")) == (2, 1, 2)
