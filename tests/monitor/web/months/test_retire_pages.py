"""A dead till is given up by pages alone, and what it still sends has an owner."""

from __future__ import annotations

from monitor.platform import Platform
from tests.monitor.conftest import EnrolledTill, FakeClock, card_no
from tests.monitor.leases.test_taps import WHOLE, left
from tests.monitor.simulated_till import SimulatedTill
from tests.monitor.web.months.conftest import Office

LIST = "/office/tills"
FIRST = f"{LIST}/S01-1/1"


def test_a_dead_till_is_retired_by_three_windows_and_its_late_books_get_an_owner(
    platform: Platform, clock: FakeClock, till: SimulatedTill, enrolled: EnrolledTill, office: Office
) -> None:
    other = enrolled("S01-2")
    till.sell(("蔬菜", 1_000), card_no=card_no(1))  # Never sent before it was given up.
    office.maker.open(LIST)
    assert "浆洗街店 1 号机 第 1 次 在用" in office.maker.words
    assert "望江路店 1 号机 第 1 次 还没有登记" in office.maker.words
    office.maker.open(FIRST)
    assert "最后联系时账齐不齐 齐" in office.maker.words
    office.maker.send(FIRST + "/retire", to_till="", reason="硬盘坏了")
    assert "请填额度交给" in office.maker.words
    office.maker.send(FIRST + "/retire", to_till="S01-2", reason="硬盘坏了")
    assert "停用收银机" in office.maker.words
    office.decide(office.releaser, office.second)
    other.download()
    assert left(other, 1) == WHOLE

    till.upload()
    office.maker.open(LIST)
    assert "停用以后补传的旧账，等人查清" in office.maker.words
    assert "J同志" in office.maker.words
    office.maker.open(FIRST)
    office.maker.send(FIRST + "/owner", owner="a-nobody")
    assert "请从列表里选" in office.maker.words
    office.maker.send(FIRST + "/owner", owner="a-fang")
    assert "负责人 F同志" in office.maker.words


def test_what_waits_for_a_till_that_never_came_can_be_given_up_too(
    platform: Platform, till: SimulatedTill, office: Office
) -> None:
    page = f"{LIST}/S02-1/1"
    office.maker.open(page)
    assert "从未登记，额度没有送出过，收回是准的" in office.maker.words
    office.maker.send(page + "/retire", to_till="whoever", reason="店还没有开")
    office.decide(office.releaser, office.second)
    office.maker.open(page)
    assert "0 张" in office.maker.words


def test_a_page_of_no_till_says_so(office: Office) -> None:
    for path in ("S01-1/7", "S01-1/x", "S09-9/1"):
        assert office.maker.open(f"{LIST}/{path}").status_code == 404
