"""A browser in a story: it opens pages of ours, keeps its cookie, and sends the forms that the page shows."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass

import httpx2
from fastapi import FastAPI
from starlette.testclient import TestClient

from monitor.accounts import book, links, second_factor
from monitor.accounts.book import Account, AccountState
from monitor.accounts.passwords import Passwords
from monitor.accounts.roles import RoleHeld
from monitor.platform import Platform
from tests.monitor.accounts.office import PASSWORD, QUICK
from tests.monitor.conftest import HERE, FakeClock

ORIGIN = "http://testserver"


@dataclass
class Form:
    """A form of a page: where it goes, and what it holds before anybody types."""

    action: str
    fields: dict[str, str]


class Browser:
    """One person at one window. `Origin` is sent as a browser does."""

    def __init__(self, app: FastAPI, *, client: tuple[str, int] = HERE) -> None:
        self.talking = TestClient(
            app, client=client, follow_redirects=False, raise_server_exceptions=False, base_url=ORIGIN
        )
        self.page = ""

    def open(self, path: str) -> httpx2.Response:
        """Go to an address, and where it sends on to."""
        answer = self.talking.get(path)
        while answer.status_code == 303:
            answer = self.talking.get(answer.headers["location"])
        self.page = answer.text
        return answer

    def forms(self) -> list[Form]:
        """The forms of the page that is open."""
        found = []
        for head, body in re.findall(r"<form([^>]*)>(.*?)</form>", self.page, flags=re.DOTALL):
            fields = {}
            for tag in re.findall(r"<input[^>]*>", body):
                name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
                if name and 'type="checkbox"' not in tag:
                    fields[name[1]] = html.unescape(value[1]) if value else ""
            action = re.search(r'action="([^"]*)"', head)
            assert action is not None
            found.append(Form(html.unescape(action[1]), fields))
        return found

    def send(self, action: str, typed: Mapping[str, object] | None = None, **more: str) -> httpx2.Response:
        """Fill in the form that goes to an address, and send it."""
        form = next((each for each in self.forms() if each.action == action), None)
        assert form is not None, f"no form for {action} among {[each.action for each in self.forms()]}"
        answer = self.post(action, {**form.fields, **(typed or {}), **more})
        if answer.status_code == 303:
            return self.open(answer.headers["location"])
        self.page = answer.text
        return answer

    def send_file(self, action: str, field: str, name: str, content: bytes) -> httpx2.Response:
        """Choose a file in the form that goes to an address, and send it."""
        form = next(each for each in self.forms() if each.action == action)
        answer = self.talking.post(
            action,
            data={each: value for each, value in form.fields.items() if each != field},
            files={field: (name, content)},
            headers={"Origin": ORIGIN},
        )
        if answer.status_code == 303:
            return self.open(answer.headers["location"])
        self.page = answer.text
        return answer

    def post(
        self, path: str, fields: Mapping[str, object], *, origin: str | None = ORIGIN
    ) -> httpx2.Response:
        """Send fields as they are, from a page of some origin."""
        headers = {} if origin is None else {"Origin": origin}
        return self.talking.post(path, data=dict(fields), headers=headers)

    def upload(self, action: str, field: str, name: str, content: bytes) -> httpx2.Response:
        """Choose a file in the form that goes to an address, and send it."""
        form = next(each for each in self.forms() if each.action == action)
        typed = {key: value for key, value in form.fields.items() if key != field}
        answer = self.talking.post(
            action, data=typed, files={field: (name, content)}, headers={"Origin": ORIGIN}
        )
        if answer.status_code == 303:
            return self.open(answer.headers["location"])
        self.page = answer.text
        return answer

    @property
    def words(self) -> str:
        """What the page says, without its tags."""
        shown = re.sub(r"<script.*?</script>|<[^>]*>", " ", self.page, flags=re.DOTALL)
        return html.unescape(" ".join(shown.split()))


class People:
    """The accounts of a story on a platform, and what each person's telephone shows."""

    def __init__(self, platform: Platform, clock: FakeClock) -> None:
        self.platform = platform
        self.clock = clock
        self.telephones: dict[str, str] = {}
        platform.accounts.passwords = Passwords(QUICK)
        platform.accounts._door._passwords = platform.accounts.passwords  # The real ones take a while.

    def hire(self, login: str, *roles: RoleHeld | str, name: str = "") -> str:
        """Give somebody an account that is set up; return its id."""
        secret, account_id = self.invite(login, *roles, name=name)
        now_ms, accounts, store = self.clock.at_ms, self.platform.accounts, self.platform.store
        shown = store.read(lambda c: accounts.look_at_link(c, secret, now_ms=now_ms))
        self.telephones[login] = shown.totp_secret
        code = second_factor.code_at(shown.totp_secret, now_ms)
        store.write(lambda c: accounts.use_link(c, secret, password=PASSWORD, code=code, now_ms=now_ms))
        return account_id

    def invite(self, login: str, *roles: RoleHeld | str, name: str = "") -> tuple[str, str]:
        """An account that waits for its person; the secret of its link, and its id."""
        held = tuple(each if isinstance(each, RoleHeld) else RoleHeld(each) for each in roles)
        made = Account(
            account_id=f"a-{login}",
            login=login,
            person_no=f"P-{login}",
            name=name or f"{login[0].upper()}同志",
            state=AccountState.INVITED,
            roles=held,
            version=1,
            made_ms=self.clock.at_ms,
            is_demo=False,
        )

        self.platform.store.write(lambda c: book.keep(c, made))
        secret = self.platform.store.write(lambda c: links.issue(c, made.account_id, now_ms=self.clock.at_ms))
        return secret, made.account_id

    def code(self, login: str) -> str:
        """Wait for the telephone's next code, and read it."""
        self.clock.at_ms += second_factor.STEP_MS
        return second_factor.code_at(self.telephones[login], self.clock.at_ms)

    def signed_in(self, app: FastAPI, login: str) -> Browser:
        """The window of somebody who signed in by the page."""
        browser = Browser(app)
        browser.open("/office/sign-in")
        browser.send("/office/sign-in", login=login, password=PASSWORD, code=self.code(login))
        assert browser.talking.cookies.get("office"), browser.words
        return browser
