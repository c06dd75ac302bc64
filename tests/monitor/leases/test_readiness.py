"""The rehearsal for the 1st: what it says is missing, what to do, and when it is content."""

from __future__ import annotations

import pytest

from monitor.__main__ import main
from monitor.documents.publishing import change_cards
from monitor.leases.readiness import Readiness, month_to_rehearse, readiness
from monitor.leases.readiness_words import is_ready, ready_lines, ready_text
from monitor.leases.retiring import retire
from monitor.platform import Platform
from monitor.store import tables
from tests.monitor import proposing
from tests.monitor.conftest import DAY_MS, EnrolledTill, FakeClock, active_card, card_no
from tests.monitor.leases.test_months import DECEMBER, released
from tests.monitor.leases.test_taps import MONTH
from tests.monitor.simulated_till import SimulatedTill


def look(platform: Platform, clock: FakeClock, month: str = DECEMBER) -> Readiness:
    """Rehearse a month."""
    return platform.store.read(lambda c: readiness(c, month, now_ms=clock.at_ms))


def said(found: Readiness) -> dict[str, tuple[bool, str]]:
    """By name: whether it is good, and the words."""
    return {line.name: (line.is_good, line.words) for line in ready_lines(found)}


def test_before_the_25th_the_leases_are_not_missed_but_a_till_that_was_never_enrolled_is(
    platform: Platform, clock: FakeClock, till: SimulatedTill, enrolled: EnrolledTill
) -> None:
    found = look(platform, clock)
    assert said(found)["还没有额度的卡"] == (True, "5 张，还没到发放的日子（上月 25 日起）")
    good, words = said(found)["各店额度"]
    assert (good, "望江路店 1 号机 S02-1 还没有登记" in words) == (False, True)
    enrolled("S02-1")
    enrolled("S01-2")
    assert is_ready(ready_lines(look(platform, clock)))


def test_from_the_25th_every_card_is_with_a_till_that_has_it(
    platform: Platform, clock: FakeClock, till: SimulatedTill, enrolled: EnrolledTill
) -> None:
    tills = [till, enrolled("S02-1"), enrolled("S01-2")]
    clock.at_ms += 2 * DAY_MS
    assert said(look(platform, clock))["还没有额度的卡"][0] is False
    for each in tills[1:]:
        each.now_ms = clock.at_ms
        each.download()
    found = said(look(platform, clock))
    assert found["还没有额度的卡"] == (True, "没有")
    assert found["各店额度"] == (False, "浆洗街店 1 号机 S01-1 有 4 张卡没有收到")
    assert found["联系不上的收银机"] == (False, "浆洗街店 1 号机 S01-1 11-23 10:42 以后没有联系")

    till.now_ms = clock.at_ms
    till.download()
    found = said(look(platform, clock))
    assert found["各店额度"] == (True, "2 家店，5 张卡的额度已送到收银机")
    assert is_ready(ready_lines(look(platform, clock)))
    assert ready_text(look(platform, clock))[0] == "2026 年 12 月月初准备：可以迎接 1 号"


def test_a_month_that_nobody_released_is_told_with_what_to_do(
    platform: Platform, clock: FakeClock, till: SimulatedTill, enrolled: EnrolledTill
) -> None:
    staffed = proposing.staffed(platform)
    tills = [till, enrolled("S02-1"), enrolled("S01-2")]
    released(staffed, MONTH)
    clock.at_ms += 2 * DAY_MS
    for each in tills:
        each.now_ms = clock.at_ms
        each.download()
    found = said(look(platform, clock))
    assert found["名单"] == (False, "还没有放行，5 张卡")
    assert found["还没有额度的卡"][1].startswith(f"5 张（尾号 {card_no(1)[-4:]}")
    released(staffed)
    for each in tills:
        each.download()
    assert said(look(platform, clock))["名单"] == (True, "已放行，5 张卡")
    assert is_ready(ready_lines(look(platform, clock)))
    staffed.store.write(lambda c: change_cards(c, [active_card(7, None)]))
    found = said(look(platform, clock))
    assert found["名单"] == (True, "已放行，5 张卡；现在可用的卡 6 张，放行后有变动")
    assert found["还没有额度的卡"] == (True, "没有；另有 1 张没有常去门店，先到哪家店就发到哪家")


def test_what_a_replaced_installation_keeps_and_a_month_without_rules_are_told(
    platform: Platform, clock: FakeClock, till: SimulatedTill
) -> None:
    clock.at_ms = till.now_ms = clock.at_ms + 2 * DAY_MS
    till.download()
    again = till.reinstalled()
    again.enrol(platform.issue_code("S01-1"))
    assert said(look(platform, clock))["停用的收银机"] == (
        False, "还留着额度：1 号机 S01-1 第 1 次登记 4 张卡"
    )  # fmt: skip
    platform.store.write(lambda c: c.execute(tables.programme.delete()))
    assert said(look(platform, clock))["方案"][0] is False


def test_cards_of_a_keeper_that_was_given_up_wait_for_nobody_and_that_is_told(
    platform: Platform, clock: FakeClock, till: SimulatedTill, enrolled: EnrolledTill
) -> None:
    other = enrolled("S02-1")
    platform.store.write(
        lambda c: retire(c, platform.key, till_id="S01-1", epoch=1, to_till=None, at_ms=clock.at_ms)
    )
    clock.at_ms = other.now_ms = clock.at_ms + 2 * DAY_MS
    other.download()
    found = said(look(platform, clock))
    assert found["还没有额度的卡"] == (True, "没有")
    assert found["各店额度"][1] == ("浆洗街店 1 号机 S01-1 停用后还没有登记新机，4 张卡先到哪家店就发到哪家")


def test_the_command_says_it_and_ends_with_one_until_it_is_ready(
    platform: Platform,
    clock: FakeClock,
    database_url: str,
    tmp_path: object,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = str(tmp_path) + "/data"
    assert main(["ready", "--month", "2026-12", "--data-dir", folder, "--database-url", database_url]) == 1
    told = capsys.readouterr().out
    assert "× 各店额度：浆洗街店 1 号机 S01-1 还没有登记" in told
    assert "下一步：" in told
    assert main(["ready", "--month", "12", "--data-dir", folder, "--database-url", database_url]) == 1
    assert "月份请写成 2026-12 这样" in capsys.readouterr().err
    assert month_to_rehearse(clock.at_ms) == DECEMBER
