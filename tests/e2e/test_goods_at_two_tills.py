"""Goods come back at two real tills, the selling one off line: the money is paid once, in either order."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from installer.demo.platform import Platform, seed, start
from tests.e2e.desk import Desk, verify_platform

pytestmark = pytest.mark.timeout(180)


class TwoTills:
    """The first sold three pieces to the public, sent them, and is off; the second has a shift open."""

    def __init__(
        self, folder: Path, running: Platform, federation: dict[str, Any], closing: ExitStack
    ) -> None:
        self.first, self.second = (Desk(folder, till, running, federation) for till in ("S01-1", "S01-2"))
        for desk in (self.first, self.second):
            closing.callback(desk.close)
        code = self.first.shop.hints["goods"][0]["code"]
        self.first.say("login 1001 1234", "open 500", "3*", code, "pay cash")
        self.sale_no = self.first.say("done")["sale_no"]
        self.first.say("sync")
        self.first.restart(offline=True)
        self.first.say("login 1001 1234")
        self.second.say("login 1002 2345", "open 500", "sync")

    def goods_come_back_at_the_second(self) -> str:
        """The number of the slip they are taken in against."""
        answer = self.second.hear(f"return {self.sale_no} 1 3 不想要了")
        assert answer["code"] == "return.seller_not_heard", answer
        return str(self.second.say(f"slip {self.sale_no} 1 3 不想要了")["slip_no"])

    def first_has_its_line_again(self) -> None:
        """It hears what it was asked, and answers."""
        self.first.restart()
        self.first.say("login 1001 1234", "sync", "sync")

    def all_synced(self, folder: Path) -> None:
        """Both tills and the platform say the same of everything."""
        for desk in (self.first, self.second):
            view = desk.say("sync")["sync"]
            assert (view["pending"], view["problem"]) == (0, None), view
        verify_platform(folder / "monitor")


@pytest.fixture
def tills(tmp_path: Path) -> Iterator[TwoTills]:
    federation = seed(tmp_path / "monitor")
    running = start(tmp_path / "monitor", tmp_path / "monitor.log")
    try:
        with ExitStack() as closing:
            yield TwoTills(tmp_path, running, federation, closing)
    finally:
        running.stop()


def test_the_slip_is_paid_when_the_first_let_the_sale_go_and_the_first_pays_no_more(
    tills: TwoTills, tmp_path: Path
) -> None:
    slip_no = tills.goods_come_back_at_the_second()
    assert tills.second.hear(f"pay-slip {slip_no}")["code"] == "return.seller_not_heard"
    tills.second.say("sync")

    tills.first_has_its_line_again()
    tills.second.restart()  # And what it was promised it need not remember.
    tills.second.say("login 1002 2345", "sync")
    paid = tills.second.say(f"pay-slip {slip_no}")

    assert paid["refund"] > 0
    assert tills.second.hear(f"pay-slip {slip_no}")["code"] == "slip.not_open"
    again = tills.first.hear(f"return {tills.sale_no} 1 1 不想要了")
    assert again["code"] == "sale.released", again
    tills.first.restart(offline=True)
    tills.first.say("login 1001 1234")
    assert tills.first.hear(f"return {tills.sale_no} 1 1 不想要了")["code"] == "sale.released"
    tills.first_has_its_line_again()
    tills.all_synced(tmp_path)


def test_what_the_first_paid_with_its_line_down_the_second_does_not_pay_again(
    tills: TwoTills, tmp_path: Path
) -> None:
    slip_no = tills.goods_come_back_at_the_second()
    refund = tills.first.say(f"return {tills.sale_no} 1 3 不想要了")["refund"]
    assert refund > 0

    tills.first_has_its_line_again()

    answer = tills.second.hear(f"pay-slip {slip_no}")
    assert answer["code"] == "slip.goods_back", answer
    assert tills.second.say("slips")["slips"] == []
    tills.all_synced(tmp_path)


def test_goods_that_the_customer_took_home_again_can_come_back_later(tills: TwoTills, tmp_path: Path) -> None:
    slip_no = tills.goods_come_back_at_the_second()
    tills.first_has_its_line_again()
    tills.second.say(f"void-slip {slip_no} 顾客不退了", "sync")

    assert tills.second.say(f"return {tills.sale_no} 1 1 又来退了")["refund"] > 0
    tills.all_synced(tmp_path)
