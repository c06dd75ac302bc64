"""An account is opened by pages alone: one proposes, another decides, and a late click does nothing."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi import FastAPI

from monitor.accounts import book
from monitor.platform import Platform
from tests.monitor.web.office.browser import Browser, People

LIST, ACCOUNTS = "/office/proposals", "/office/accounts"
LAN = {"name": "王兰", "login": "wang.lan", "person_no": "A017", "reason": "新来的经办"}


@pytest.fixture
def administrators(app: FastAPI, people: People) -> tuple[Browser, Browser]:
    """The windows of the system administrator and of the security administrator."""
    people.hire("xitong", "system_administrator")
    people.hire("anquan", "security_administrator")
    return people.signed_in(app, "xitong"), people.signed_in(app, "anquan")


def proposed(browser: Browser, **more: object) -> str:
    """Propose to open an account; return the address of the proposal."""
    browser.open(ACCOUNTS + "/new")
    browser.send(ACCOUNTS, {**LAN, "role": ["maker", "", "checker", ""], "scope": ["", "", "", ""], **more})
    found = re.search(LIST + r"/[0-9a-f-]{36}", browser.page)
    assert found is not None, browser.words
    return found[0]


def test_an_account_is_opened_by_two_people_and_set_up_by_its_own(
    app: FastAPI, people: People, platform: Platform, administrators: tuple[Browser, Browser]
) -> None:
    system, security = administrators
    address = proposed(system)
    assert "开通账号" in system.words and "待复核" in system.words
    assert "经办、复核" in system.words
    assert "还要 1 位别的同事同意。现在能办的：A同志" in system.words
    assert [form.action for form in system.forms()] == ["/office/sign-out", address + "/withdraw"]

    security.open("/office/proposals")
    assert "申请 · 1" in security.words and "等您复核 · 1" in security.words
    security.open(address)
    security.send(address + "/decide", outcome="approve")
    assert "已办成" in security.words

    account = platform.store.read(lambda c: book.find_login(c, "wang.lan"))
    assert account is not None
    page = f"{ACCOUNTS}/{account.account_id}"
    system.open(page)
    system.send(page + "/link")
    link = re.search(r"http://testserver(/office/link/[\w-]+)<", system.page)
    assert link is not None
    assert "王兰，请设置密码和动态码" in _words(app, link[1])
    assert link[1] not in system.open(page).text


def _words(app: FastAPI, path: str) -> str:
    browser = Browser(app)
    browser.open(path)
    return browser.words


def test_a_second_click_and_a_second_person_lose_cleanly(
    app: FastAPI, people: People, administrators: tuple[Browser, Browser]
) -> None:
    system, security = administrators
    people.hire("anquan2", "security_administrator")
    other = people.signed_in(app, "anquan2")
    address = proposed(system)
    for browser in (security, other):
        browser.open(address)
    security_form = next(form for form in security.forms() if form.action.endswith("/decide"))
    security.send(address + "/decide", outcome="approve")

    again = security.post(security_form.action, {**security_form.fields, "outcome": "approve"})
    assert again.status_code == 409
    assert "这一次点击没有生效" in again.text
    assert other.send(address + "/decide", outcome="refuse", reason="晚了").status_code == 409
    assert "这一次点击没有生效" in other.words
    assert "已办成" in other.words


def test_who_made_it_cannot_decide_even_by_hand(administrators: tuple[Browser, Browser]) -> None:
    system, _security = administrators
    address = proposed(system)
    token = system.forms()[0].fields
    answer = system.post(address + "/decide", {**token, "outcome": "approve", "version": "1"})
    assert answer.status_code == 403
    assert "您的角色不办这件事" in answer.text


def test_sending_back_needs_a_reason_which_its_maker_reads(administrators: tuple[Browser, Browser]) -> None:
    system, security = administrators
    address = proposed(system)
    security.open(address)
    assert security.send(address + "/decide", outcome="send_back").status_code == 409
    assert "请写明原因" in security.words
    security.send(address + "/decide", outcome="send_back", reason="工号写错了")

    system.open(address)
    assert "已退回" in system.words and "工号写错了" in system.words and "重新提交一项" in system.words


def test_its_maker_takes_it_back(administrators: tuple[Browser, Browser]) -> None:
    system, security = administrators
    address = proposed(system)
    system.send(address + "/withdraw")
    assert "已撤回" in system.words
    security.open(address)
    assert not any(form.action.endswith("/decide") for form in security.forms())
    security.open(LIST + "/ended")
    assert "王兰（wang.lan）" in security.words


def test_after_its_time_it_is_shown_as_over(people: People, administrators: tuple[Browser, Browser]) -> None:
    system, _security = administrators
    address = proposed(system)
    people.clock.at_ms += 14 * 24 * 3_600_000
    system.talking.cookies.clear()
    system.open("/office/sign-in")
    from tests.monitor.accounts.office import PASSWORD

    system.send("/office/sign-in", login="xitong", password=PASSWORD, code=people.code("xitong"))
    system.open(address)
    assert "已过期" in system.words
    assert "还要" not in system.words
    system.open(LIST)
    assert "没有申请" in system.words and "申请 · 1" not in system.words
    system.open(LIST + "/ended")
    assert "王兰（wang.lan）" in system.words and "已过期" in system.words


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"login": "王"}, "登录名用 3 到 30 个小写字母或数字"),
        ({"name": ""}, "请填姓名"),
        ({"person_no": "510107199001011234"}, "工号不要用身份证号"),
        ({"role": ["", "", "", ""]}, "请至少选一个角色"),
        ({"role": ["", "", "", ""], "scope": ["", "store:S01", "", ""]}, "第 2 行选了范围，没有选角色"),
        ({"role": ["store_viewer"], "scope": ["store:S99"]}, "没有“S99”，请从列表里选"),
        ({"role": ["store_viewer"], "scope": [""]}, "“门店查看”的范围只能是门店"),
        ({"role": ["king"], "scope": [""]}, "没有“king”这个角色"),
        ({"role": ["maker"], "scope": ["planet:x"]}, "第 1 行的范围请从列表里选"),
        ({"role": ["maker", "auditor"], "scope": ["", ""]}, "不能放在同一个账号"),
        ({"reason": "很" * 201}, "申请原因最多 200 个字，现在 201 个"),
        ({"login": ["a", "b"]}, "登录名交来了 2 个，只要一个"),
        ({"surprise": "1"}, "表单和平台现在的版本不一样"),
    ],
)
def test_what_does_not_fit_is_named_and_what_was_typed_stays(
    administrators: tuple[Browser, Browser], typed: dict[str, object], said: str
) -> None:
    system, _security = administrators
    system.open(ACCOUNTS + "/new")
    answer = system.send(ACCOUNTS, {**LAN, "role": ["maker"], "scope": [""], **typed})
    assert answer.status_code in (409, 422)
    assert said in system.words
    assert 'value="A017"' in system.page or "person_no" in typed


def test_a_choice_that_is_not_in_the_list_never_becomes_its_first(
    administrators: tuple[Browser, Browser],
) -> None:
    system, _security = administrators
    system.open(ACCOUNTS + "/new")
    system.send(ACCOUNTS, {**LAN, "role": ["king", "checker"], "scope": ["", "store:S99"]})
    assert re.findall(r'<option value="([^"]+)" selected', system.page) == ["checker"]


def test_nobody_changes_an_account_that_was_changed_since_the_page_was_opened(
    platform: Platform, people: People, administrators: tuple[Browser, Browser]
) -> None:
    system, _security = administrators
    page = f"{ACCOUNTS}/{people.hire('ming', 'maker')}"
    system.open(page)
    platform.store.write(lambda c: book.change_and_end_sessions(c, "a-ming", name="明"))
    assert system.send(page + "/reset", reason="换了手机").status_code == 409
    assert "原来的内容已被改动" in system.words
    system.send(page + "/reset", reason="换了手机")
    assert "重置账号" in system.words and "明（ming）" in system.words


def test_roles_are_changed_and_an_account_is_closed_by_two(
    app: FastAPI, people: People, administrators: tuple[Browser, Browser]
) -> None:
    system, security = administrators
    page = f"{ACCOUNTS}/{people.hire('ming', 'maker')}"
    window = people.signed_in(app, "ming")
    for change, typed, after in (
        ("roles", {"role": ["store_viewer"], "scope": ["store:S01"]}, "门店查看（门店 S01）"),
        ("close", {}, "已停用"),
    ):
        system.open(page)
        system.send(f"{page}/{change}", {"reason": "调岗", **typed})
        address = re.search(LIST + r"/[0-9a-f-]{36}", system.page)
        assert address is not None, system.words
        security.open(address[0])
        security.send(address[0] + "/decide", outcome="approve")
        assert after in security.words, security.words
        assert window.open("/").status_code == 401, "a session of the former roles is over"


def test_of_clicks_at_the_same_moment_one_counts(
    app: FastAPI, people: People, platform: Platform, administrators: tuple[Browser, Browser]
) -> None:
    system, security = administrators
    people.hire("anquan2", "security_administrator")
    other = people.signed_in(app, "anquan2")
    for number in range(4):
        address = proposed(system, login=f"wang{number}", person_no=f"A1{number}")
        clicks: list[tuple[Browser, dict[str, str]]] = []
        for browser in (security, other, security):
            browser.open(address)
            form = next(form for form in browser.forms() if form.action.endswith("/decide"))
            clicks.append((browser, form.fields))
        with ThreadPoolExecutor(len(clicks)) as hands:
            pressed = [
                hands.submit(browser.post, address + "/decide", {**fields, "outcome": "approve"})
                for browser, fields in clicks
            ]
            answers = sorted(each.result().status_code for each in pressed)
        assert answers == [303, 409, 409]
    accounts = platform.store.read(book.listed)
    assert sum(each.login.startswith("wang") for each in accounts) == 4
