"""The door of the office: who gets in, with what, and what a page of another site achieves."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi import FastAPI
from sqlalchemy import Connection, update

from monitor.platform import Platform
from monitor.store import tables
from monitor.web.office.sign_in_pages import own_path
from tests.monitor.accounts.office import PASSWORD
from tests.monitor.web.office.browser import ORIGIN, Browser, People


def test_somebody_signs_in_and_out(app: FastAPI, people: People) -> None:
    people.hire("ming", "maker")
    browser = people.signed_in(app, "ming")

    assert "总览" in browser.words
    assert "M同志 经办" in browser.words
    browser.send("/office/sign-out")
    assert browser.open("/").status_code == 401
    assert "登录" in browser.words


def test_a_page_asks_for_the_sign_in_and_then_goes_on_to_where_one_was_going(
    app: FastAPI, people: People
) -> None:
    people.hire("ming", "maker")
    browser = Browser(app)
    assert browser.open("/days?from=1").status_code == 401
    assert "浆洗街店" not in browser.page

    answer = browser.post(
        "/office/sign-in",
        {**browser.forms()[0].fields, "login": "ming", "password": PASSWORD, "code": people.code("ming")},
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/days?from=1")


@pytest.mark.parametrize(
    "onward", ["//evil.example", "https://evil.example", "/\\evil", "evil", "", "/\nx", "/office/sign-in"]
)
def test_nobody_is_sent_on_to_another_site(onward: str) -> None:
    assert own_path(onward) == "/"


def test_the_cookie_is_for_this_site_alone_and_for_no_script(app: FastAPI, people: People) -> None:
    people.hire("ming", "maker")
    browser = Browser(app)
    browser.open("/office/sign-in")
    fields = {**browser.forms()[0].fields, "login": "ming", "password": PASSWORD, "code": people.code("ming")}
    given = browser.post("/office/sign-in", fields).headers["set-cookie"].lower()
    assert "httponly" in given and "samesite=strict" in given and "path=/" in given
    assert "secure" not in given

    app.state.is_behind_proxy = True
    fields["code"] = people.code("ming")
    assert "secure" in browser.post("/office/sign-in", fields).headers["set-cookie"].lower()


def test_what_does_not_fit_is_said_once_for_all_and_keeps_what_was_typed(
    app: FastAPI, people: People
) -> None:
    people.hire("ming", "maker")
    browser = Browser(app)
    browser.open("/office/sign-in")
    for login, password in (("ming", "wrong"), ("nobody", PASSWORD)):
        answer = browser.send("/office/sign-in", login=login, password=password, code="000000")
        assert answer.status_code == 401
        assert "登录名、密码或动态码不对" in browser.words
        assert f'value="{login}"' in browser.page
        assert password not in browser.page
    assert browser.talking.cookies.get("office") is None


def test_an_empty_form_names_each_field(app: FastAPI, people: People) -> None:
    browser = Browser(app)
    browser.open("/office/sign-in")
    assert browser.send("/office/sign-in").status_code == 422
    assert all(words in browser.words for words in ("请填登录名", "请填密码", "请填动态码"))


def test_one_address_cannot_try_for_ever(app: FastAPI, people: People) -> None:
    browser = Browser(app)
    browser.open("/office/sign-in")
    tried = [
        browser.send("/office/sign-in", login="x", password="y", code="1").status_code for _ in range(22)
    ]
    assert set(tried) == {401, 429}
    assert "试的次数太多" in browser.words


def test_an_invited_person_sets_password_and_telephone_by_the_link(app: FastAPI, people: People) -> None:
    from monitor.accounts import second_factor

    secret, _account = people.invite("ming", "maker")
    link = f"/office/link/{secret}"
    browser = Browser(app)
    assert browser.open(link).status_code == 200
    assert "<svg" in browser.page
    shown = browser.words.split("手工输入这一串： ")[1].split(" 第一步")[0].replace(" ", "")
    code = second_factor.code_at(shown, people.clock.at_ms)

    browser.send(link, password=PASSWORD, password_again=PASSWORD + "?", code=code)
    assert "两次输入的密码不一样" in browser.words
    browser.send(link, password="short", password_again="short", code=code)
    assert "密码至少 12 个字（现在 5 个）" in browser.words
    browser.send(link, password=PASSWORD, password_again=PASSWORD, code=code)
    assert "密码和动态码已设好" in browser.words

    people.telephones["ming"] = shown
    assert "总览" in people.signed_in(app, "ming").words
    assert browser.open(link).status_code == 404
    assert "这个链接用过了" in browser.words


def test_a_form_of_another_site_does_nothing(app: FastAPI, people: People) -> None:
    people.hire("ming", "maker")
    browser = people.signed_in(app, "ming")
    token = browser.forms()[0].fields

    for origin in ("https://evil.example", "null", None, ORIGIN + ":8080", "http://testserver.evil.example"):
        answer = browser.post("/office/sign-out", dict(token), origin=origin)
        assert answer.status_code == 403, origin
        assert "不是从本平台的页面发来的" in answer.text
    assert browser.open("/").status_code == 200


def test_the_headers_forbid_scripts_within_pages_and_frames_around_them(app: FastAPI, people: People) -> None:
    answer = Browser(app).open("/office/sign-in")
    policy = answer.headers["content-security-policy"]

    assert "unsafe-inline" not in policy and "unsafe-eval" not in policy
    assert "frame-ancestors 'none'" in policy and "form-action 'self'" in policy
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_secret_of_a_link_is_in_no_log(
    app: FastAPI, people: People, caplog: pytest.LogCaptureFixture
) -> None:
    secret, _account = people.invite("ming", "maker")
    with caplog.at_level("INFO"):
        Browser(app).open(f"/office/link/{secret}")
    told = " ".join(
        f"{record.getMessage()} {record.__dict__}"
        for record in caplog.records
        if record.name.startswith("monitor")
    )
    assert "/office/link/" in told
    assert secret not in told


def test_behind_a_proxy_tries_are_counted_by_the_browser_s_own_address(app: FastAPI, people: People) -> None:
    app.state.is_behind_proxy = True
    browser = Browser(app)
    browser.open("/office/sign-in")
    fields = {**browser.forms()[0].fields, "login": "x", "password": "y", "code": "1"}

    def tried(forwarded: str) -> int:
        headers = {"Origin": ORIGIN, "X-Forwarded-For": forwarded}
        return browser.talking.post("/office/sign-in", data=fields, headers=headers).status_code

    # Whoever writes other addresses before the proxy does gains nothing.
    assert {tried(f"203.0.113.{number}, 198.51.100.7") for number in range(22)} == {401, 429}
    assert tried("198.51.100.8") == 401


def test_what_a_proxy_on_this_machine_hands_on_is_not_this_machine(app: FastAPI, people: People) -> None:
    browser = Browser(app)
    assert browser.open("/").status_code == 200, "a platform without accounts, looked at from its own machine"
    assert browser.talking.get("/", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 401


def test_a_form_that_comes_after_the_session_s_end_says_that_nothing_was_done(
    app: FastAPI, people: People
) -> None:
    people.hire("ming", "maker")
    browser = people.signed_in(app, "ming")
    browser.open("/office/freezes")
    people.clock.at_ms += 31 * 60_000
    answer = browser.send("/office/freezes", from_date="2026-12-30", to_date="2026-12-31", reason="盘点")
    assert answer.status_code == 401
    assert "登录已经失效，刚才填的没有交上去" in browser.words


def test_a_page_does_not_wait_for_whoever_writes(app: FastAPI, people: People, platform: Platform) -> None:
    people.hire("ming", "maker")
    browser = people.signed_in(app, "ming")
    began, done = threading.Event(), threading.Event()

    def write(connection: Connection) -> None:
        # The first statement takes the lock of an embedded database for the whole transaction.
        connection.execute(update(tables.store).values(name=tables.store.c.name))
        began.set()
        assert done.wait(30)

    with ThreadPoolExecutor(1) as other:
        writing = other.submit(platform.store.write, write)
        assert began.wait(30)
        try:
            for path in ("/", "/office/proposals", "/office/me"):
                assert browser.open(path).status_code == 200, path
        finally:
            done.set()
        writing.result()


def test_a_session_is_kept_alive_by_being_used(app: FastAPI, people: People) -> None:
    people.hire("ming", "maker")
    browser = people.signed_in(app, "ming")
    for _ in range(40):
        people.clock.at_ms += 59_000
        assert browser.open("/").status_code == 200
