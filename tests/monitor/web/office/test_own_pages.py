"""One's own account, freezes and the journal of acts, by their pages."""

from __future__ import annotations

import re

from fastapi import FastAPI
from sqlalchemy import Connection

from monitor.acts.actor import PLATFORM
from monitor.acts.journal import note_read
from monitor.platform import Platform
from monitor.proposals import book
from tests.monitor.accounts.office import PASSWORD
from tests.monitor.web.office.browser import Browser, People

ME, FREEZES, LIST = "/office/me", "/office/freezes", "/office/proposals"
ANOTHER = "青石板路上的小雨伞在转圈"


def change(browser: Browser, people: People, **typed: str) -> int:
    """Fill in the form of another password."""
    fields = {"old": PASSWORD, "password": ANOTHER, "password_again": ANOTHER, "code": people.code("ming")}
    browser.open(ME)
    return browser.send(ME + "/password", {**fields, **typed}).status_code


def test_another_password_ends_every_other_session(app: FastAPI, people: People) -> None:
    people.hire("ming", "maker")
    here, elsewhere = people.signed_in(app, "ming"), people.signed_in(app, "ming")

    assert change(here, people) == 200
    assert "本人更改密码" in here.words
    assert elsewhere.open("/").status_code == 401
    browser = Browser(app)
    browser.open("/office/sign-in")
    for password, status in ((PASSWORD, 401), (ANOTHER, 200)):
        answer = browser.send("/office/sign-in", login="ming", password=password, code=people.code("ming"))
        assert answer.status_code == status


def test_a_password_is_not_changed_without_the_present_one_and_the_telephone(
    app: FastAPI, people: People
) -> None:
    people.hire("ming", "maker")
    browser = people.signed_in(app, "ming")
    for typed, said in (
        ({"old": "wrong"}, "现在的密码或动态码不对，密码没有改"),
        ({"code": "000000"}, "现在的密码或动态码不对，密码没有改"),
        ({"password": PASSWORD, "password_again": PASSWORD}, "新密码和现在的一样"),
        ({"password": "short", "password_again": "short"}, "密码至少 12 个字"),
        ({"password_again": "x"}, "两次输入的密码不一样"),
        ({"old": ""}, "请填现在的密码"),
    ):
        assert change(browser, people, **typed) in (409, 422), typed
        assert said in browser.words, typed
        assert ANOTHER not in browser.page
    assert change(browser, people) == 200, "and none of this was a lasting harm"


def test_who_guesses_at_an_open_window_is_stopped_as_at_the_door(app: FastAPI, people: People) -> None:
    people.hire("ming", "maker")
    browser = people.signed_in(app, "ming")
    for _ in range(5):
        change(browser, people, old="guess")
    assert change(browser, people) == 409, "the account rests"


def test_one_ends_the_sessions_elsewhere_and_sees_it_in_ones_own_record(app: FastAPI, people: People) -> None:
    people.hire("ming", "maker")
    here, elsewhere = people.signed_in(app, "ming"), people.signed_in(app, "ming")
    here.open(ME)
    assert here.words.count("这一个") == 1
    here.send(ME + "/sessions/end")
    assert "退出其他地方的登录" in here.words
    assert elsewhere.open("/").status_code == 401
    assert here.open("/").status_code == 200


def test_a_freeze_is_set_and_ended_early_by_two_each(
    app: FastAPI, people: People, platform: Platform
) -> None:
    people.hire("ming", "maker")
    people.hire("fang", "releaser")
    maker, releaser = people.signed_in(app, "ming"), people.signed_in(app, "fang")

    def agree() -> None:
        address = re.search(LIST + r"/[0-9a-f-]{36}", maker.page)
        assert address is not None, maker.words
        releaser.open(address[0])
        releaser.send(address[0] + "/decide", outcome="approve")
        assert "已办成" in releaser.words, releaser.words

    maker.open(FREEZES)
    for typed, said in (
        ({"from_date": "明天"}, "日期要写成 2026-12-28，看不懂“明天”"),
        ({"to_date": "2026-11-01"}, "结束日期不能早于开始日期"),
        ({"reason": ""}, "请填原因"),
    ):
        maker.send(
            FREEZES, {"from_date": "2026-11-23", "to_date": "2026-11-30", "reason": "年终盘点", **typed}
        )
        assert said in maker.words
    maker.send(FREEZES, {"from_date": "2026-11-23", "to_date": "2026-11-30", "reason": "年终盘点"})
    agree()
    maker.open(FREEZES)
    assert "2026-11-23 2026-11-30 年终盘点 正在暂停" in maker.words

    maker.send(FREEZES + "/end", last_date="2026-11-20", why="提前盘完")
    assert "最早可以写昨天（2026-11-22）" in maker.words
    maker.send(FREEZES + "/end", last_date="2026-11-30", why="提前盘完")
    assert "没有 2026-11-30 以后还在暂停的" in maker.words
    maker.send(FREEZES + "/end", last_date="2026-11-22", why="提前盘完")
    assert "提前恢复办理" in maker.words
    agree()
    assert platform.store.read(lambda c: book.freeze_of(c, now_ms=people.clock.at_ms)) is None
    maker.open(FREEZES)
    assert "已取消" in maker.words


def test_the_auditor_reads_the_journal_page_by_page(app: FastAPI, people: People, platform: Platform) -> None:
    people.hire("shen", "auditor")

    def look(connection: Connection) -> None:
        for number in range(130):
            note_read(
                connection,
                PLATFORM,
                what="register.look",
                subject=f"person:{number}",
                purpose="核对名单",
                at_ms=people.clock.at_ms,
            )

    platform.store.write(look)
    auditor = people.signed_in(app, "shen")
    auditor.open("/office/acts")
    assert "S同志 审计员 办理 登录 账号 S同志" in auditor.words
    assert "平台 平台自动 查看 其他操作 登记的人 核对名单" in auditor.words
    older = re.search(r'href="(/office/acts\?before=\d+)"', auditor.page)
    assert older is not None
    auditor.open(older[1])
    assert "本人设置密码和动态码" in auditor.words
    assert "更新的" in auditor.words and "更早的" not in auditor.words
    for wrong in ("x", "-1", "9" * 30, "１"):
        assert auditor.open(f"/office/acts?before={wrong}").status_code == 404
