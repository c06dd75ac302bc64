"""A month is released, corrected and closed by pages alone."""

from __future__ import annotations

from monitor.documents.publishing import change_cards
from monitor.leases.month_states import MonthState
from monitor.platform import Platform
from tests.monitor.conftest import DAY_MS, EnrolledTill, FakeClock, active_card, card_no
from tests.monitor.leases.test_months import let_go, stands
from tests.monitor.leases.test_taps import MONTH
from tests.monitor.simulated_till import SimulatedTill
from tests.monitor.web.months.conftest import Office

LIST = "/office/months"
DECEMBER = f"{LIST}/2026-12"


def test_a_month_is_released_by_two_windows_and_leased_from_the_25th(
    platform: Platform, clock: FakeClock, till: SimulatedTill, office: Office
) -> None:
    office.maker.open(LIST)
    assert "2026 年 12 月月初准备" in office.maker.words
    assert "2026 年 12 月 未放行" in office.maker.words
    assert "2026 年 10 月" not in office.maker.words
    assert "望江路店 1 号机 S02-1 还没有登记" in office.maker.words
    office.maker.open(DECEMBER)
    office.maker.send(DECEMBER + "/release", reason="每月例行")
    assert "放行月份名单" in office.maker.words and "2026 年 12 月" in office.maker.words
    assert "5 张" in office.maker.words
    office.decide(office.releaser)
    assert stands(platform).state is MonthState.RELEASED
    office.releaser.open(DECEMBER)
    assert "已放行" in office.releaser.words
    assert all("release" not in form.action for form in office.releaser.forms())

    clock.at_ms = till.now_ms = clock.at_ms + 2 * DAY_MS
    till.download()
    office = office.again()
    assert "已发放" in office.releaser.open(DECEMBER).text
    assert "500.00" in office.releaser.words  # The vegetable pool of five cards.


def test_what_changed_since_the_page_was_read_is_not_proposed_unseen(
    platform: Platform, office: Office
) -> None:
    office.maker.open(DECEMBER)
    platform.store.write(lambda c: change_cards(c, [active_card(9)]))
    answer = office.maker.send(DECEMBER + "/release", reason="每月例行")
    assert answer.status_code == 409
    assert "已被改动" in office.maker.words
    assert 'value="每月例行"' in office.maker.page


def test_a_list_is_corrected_and_a_wrong_card_is_told_beside_what_was_typed(
    platform: Platform, till: SimulatedTill, office: Office
) -> None:
    office.maker.open(DECEMBER)
    office.maker.send(DECEMBER + "/release", reason="每月例行")
    office.decide(office.releaser)
    office.maker.open(DECEMBER)
    wrong = card_no(77)
    office.maker.send(DECEMBER + "/correct", cards=wrong, move="take_off", reason="已迁走")
    assert f"没有尾号 {wrong[-4:]} 的这张卡" in office.maker.words
    assert wrong in office.maker.page
    office.maker.send(DECEMBER + "/correct", cards=card_no(1), reason="已迁走")
    assert "请选怎么改" in office.maker.words
    office.maker.send(
        DECEMBER + "/correct", cards=f"{card_no(1)}\n{card_no(2)}", move="take_off", reason="已迁走"
    )
    assert "更正月份名单" in office.maker.words
    office.decide(office.releaser)


def test_a_month_is_closed_by_two_windows_when_every_till_gave_back(
    platform: Platform, clock: FakeClock, till: SimulatedTill, enrolled: EnrolledTill, office: Office
) -> None:
    other = enrolled("S02-1")
    november = f"{LIST}/{MONTH}"
    office.maker.open(november)
    assert all("close" not in form.action for form in office.maker.forms())
    clock.at_ms = till.now_ms = other.now_ms = clock.at_ms + 9 * DAY_MS
    office = office.again()
    office.maker.open(november)
    assert "1 号机 S01-1（第 1 次登记） 4 张" in office.maker.words
    office.maker.send(november + "/close", reason="月结")
    assert "请让它联网，坏了的请停用" in office.maker.words
    let_go(till, MONTH)
    let_go(other, MONTH)
    office.maker.open(november)
    office.maker.send(november + "/close", reason="月结")
    office.decide(office.releaser)
    assert "已关账" in office.maker.open(november).text


def test_whoever_only_looks_is_offered_nothing_and_a_month_that_is_none_is_declined(office: Office) -> None:
    office.releaser.open(DECEMBER)
    assert [form.action for form in office.releaser.forms()] == ["/office/sign-out"]
    answer = office.maker.open(f"{LIST}/2026-13")
    assert (answer.status_code, "月份请写成" in office.maker.words) == (409, True)
