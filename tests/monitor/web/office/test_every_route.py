"""All routes with all roles, signed in for real: what is declared is what happens, also in the menu."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest
from fastapi import FastAPI

from monitor.accounts.roles import EVERYTHING, RoleHeld, Scope, ScopeKind
from monitor.platform import Platform
from monitor.web.access import Declared, Who, declared
from monitor.web.office.act_words import ACTS
from tests.monitor.conftest import EnrolledTill
from tests.monitor.web.office.browser import Browser, People
from tests.monitor.web.test_page_words import words_of
from tests.words.ids import ids_in
from tests.words.texts import ROOT

NOT_HIS = "您的角色看不到这一页"
SCOPES = {ScopeKind.STORE: "S01", ScopeKind.STREET: "浆洗街街道", ScopeKind.COMPANY: "民惠商贸"}


@pytest.fixture
def windows(app: FastAPI, people: People, platform: Platform) -> dict[str, Browser]:
    """One person for each role of the table, signed in."""
    opened = {}
    for name in platform.accounts.roles.roles:
        login = name.replace("_", "-")
        people.hire(login, held_by(platform, name))
        opened[name] = people.signed_in(app, login)
    return opened


def held_by(platform: Platform, role: str) -> RoleHeld:
    """A role, as wide as it goes."""
    kind = platform.accounts.roles.roles[role].scopes[0]
    return RoleHeld(role, EVERYTHING if kind is ScopeKind.ALL else Scope(kind, SCOPES[kind]))


def pages(app: FastAPI) -> list[Declared]:
    """Every route that is for people, and no file."""
    found = [
        each
        for each in declared(app)
        if each.access is not None
        and not each.path.startswith(("/api/", "/static"))
        and each.access.who is not Who.TILL
    ]
    assert len(found) >= 25
    return found


def address(route: Declared) -> str:
    values = defaultdict(lambda: "none", store_id="S01", date="2026-11-23", change="roles")
    return route.path.format_map(values)


def test_each_role_may_do_what_is_declared_and_nothing_else(
    app: FastAPI, platform: Platform, windows: dict[str, Browser]
) -> None:
    roles = platform.accounts.roles
    tried = 0
    for role, window in windows.items():
        may = roles.permissions_of((held_by(platform, role),))
        window.open("/office/me")
        token = next(form for form in window.forms() if form.action == "/office/sign-out").fields
        for route in pages(app):
            if route.path == "/office/sign-out":
                continue
            path = address(route)
            is_read = route.method == "GET"
            answer = window.talking.get(path) if is_read else window.post(path, token)
            assert route.access is not None
            allowed = route.access.who in (Who.ANYBODY, Who.SIGNED_IN) or route.access.permission in may
            assert (NOT_HIS not in answer.text) == allowed, (role, route)
            assert answer.status_code not in (401, 500) or path == "/office/sign-in", (role, route)
            tried += 1
    assert tried >= 11 * 25


def test_nobody_in_particular_is_asked_to_sign_in_and_changes_nothing(app: FastAPI, people: People) -> None:
    people.hire("ming", "maker")
    for route in pages(app):
        assert route.access is not None
        if route.access.who is Who.ANYBODY:
            continue
        browser = Browser(app)
        path = address(route)
        answer = browser.talking.get(path) if route.method == "GET" else browser.post(path, {})
        assert answer.status_code == 401, route
        assert 'action="/office/sign-in"' in answer.text


def test_a_form_without_the_session_s_token_or_from_elsewhere_changes_nothing(
    app: FastAPI, people: People
) -> None:
    people.hire("ming", "maker", "checker", "releaser")
    window, other = people.signed_in(app, "ming"), people.signed_in(app, "ming")
    token, others_token = window.forms()[0].fields, other.forms()[0].fields
    guarded = [each for each in pages(app) if each.access and each.access.who is not Who.ANYBODY]
    changing = [each for each in guarded if each.method != "GET"]
    assert len(changing) >= 8
    for route in changing:
        path = address(route)
        for fields in ({}, {"csrf": ""}, {"csrf": "forged"}, others_token):
            answer = window.post(path, fields)
            assert answer.status_code == 403, (route, fields)
            assert "什么都没有改" in answer.text or NOT_HIS in answer.text
        for origin in ("https://evil.example", "null", None):
            answer = window.post(path, token, origin=origin)
            assert answer.status_code == 403
            assert "不是从本平台的页面发来的" in answer.text


def test_the_menu_shows_what_the_role_may_open_and_every_line_opens(windows: dict[str, Browser]) -> None:
    shown = {}
    for role, window in windows.items():
        window.open("/office/me")
        side = window.page.split('<nav class="side"')[1].split("</nav>")[0]
        shown[role] = re.findall(r'<a href="([^"]+)"', side)
        for path in shown[role]:
            assert window.open(path).status_code == 200, (role, path)
    assert "/office/accounts" in shown["system_administrator"]
    assert "/" not in shown["system_administrator"], "no business right"
    assert "/office/acts" in shown["auditor"]
    assert "/office/acts" not in shown["maker"]
    assert "/office/accounts" not in shown["maker"]


def test_no_page_of_the_office_shows_an_id_of_the_programme(
    app: FastAPI, windows: dict[str, Browser], enrolled: EnrolledTill
) -> None:
    for role, window in windows.items():
        for route in pages(app):
            if route.method == "GET" and route.path.startswith("/office/"):
                window.open(address(route))
                page = words_of(window.page).replace("zhang.min", "")  # The example of a login.
                assert ids_in(page) == [], (role, route.path)


def test_every_act_of_the_code_has_its_words() -> None:
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "monitor").rglob("*.py"))
    noted = set(re.findall(r'\bwhat="([a-z_]+\.[a-z_]+)"', code)) | set(
        re.findall(r'_note\(connection, "([a-z_.]+)"', code)
    )
    assert len(noted) >= 12
    assert noted - ACTS.keys() == set(), "monitor/web/office/act_words.py"
