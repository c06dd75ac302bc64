"""Two windows to the office's pages that do the same: a real Chromium, and forms sent without JavaScript."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from playwright.sync_api import BrowserContext, FilePayload, Locator, Page

from tests.monitor.web.office.browser import Browser

Typed = Mapping[str, str | Sequence[str]]  # Several: one for each field of that name, in order.
_DOOR: Final = 401  # The page asks who it is.


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that is chosen in a form."""

    field: str
    name: str
    content: bytes


class Window(Protocol):
    """One person's window. Forms are named by where they go, fields by their name."""

    def open(self, path: str) -> None:
        """Go to an address."""
        ...

    def follow(self, words: str) -> None:
        """Press the first link with these words."""
        ...

    def send(
        self, action: str, typed: Typed | None = None, *, press: str = "", upload: Upload | None = None
    ) -> None:
        """Fill in the form that goes to an address and press its button (the one with value `press`)."""
        ...

    def fetch(self, action: str) -> bytes:
        """Press the button of a form that answers with a file."""
        ...

    def actions(self) -> list[str]:
        """Where the forms of the page go."""
        ...

    @property
    def words(self) -> str:
        """What the page says."""
        ...

    @property
    def address(self) -> str:
        """The path of the page that is open."""
        ...

    def picture(self, name: str) -> None:
        """Take a picture, where there is a screen."""
        ...


class ChromiumWindow:
    """A page of a real browser; pictures go to a folder."""

    def __init__(self, context: BrowserContext, url: str, pictures: Path) -> None:
        self._page: Page = context.new_page()
        self._url, self._pictures = url, pictures

    def open(self, path: str) -> None:
        """Go to an address."""
        answer = self._page.goto(self._url + path)
        assert answer is not None
        assert answer.ok or answer.status == _DOOR, (path, answer.status)

    def follow(self, words: str) -> None:
        """Press a link."""
        with self._page.expect_navigation():
            self._page.locator("a", has_text=words).first.click()

    def send(
        self, action: str, typed: Typed | None = None, *, press: str = "", upload: Upload | None = None
    ) -> None:
        """Type like a person, and press the button."""
        form = self._page.locator(f'form[action="{action}"]').first
        assert form.count(), f"no form for {action} at {self.address}"
        folded = form.page.locator("details:not([open])")
        while folded.count():
            folded.first.locator("summary").first.click()
        for name, value in (typed or {}).items():
            for place, one in enumerate([value] if isinstance(value, str) else value):
                _type(form, name, one, place)
        if upload is not None:
            chosen = FilePayload(name=upload.name, mimeType="application/octet-stream", buffer=upload.content)
            form.locator(f'[name="{upload.field}"]').set_input_files([chosen])
        button = form.locator(f'button[value="{press}"]' if press else "button[type=submit]").first
        with self._page.expect_navigation():
            button.click()

    def fetch(self, action: str) -> bytes:
        """The browser's own request, with its cookie and the form's fields: a shown PDF is no download."""
        hidden = self._page.locator(f'form[action="{action}"] input').all()
        fields = {each.get_attribute("name") or "": each.input_value() for each in hidden}
        sent: dict[str, str | float | bool] = dict(fields)
        answer = self._page.request.post(self._url + action, form=sent, headers={"Origin": self._url})
        assert answer.ok, (action, answer.status)
        return answer.body()

    def actions(self) -> list[str]:
        """Where the forms of the page go."""
        found = self._page.locator("form").all()
        return [each.get_attribute("action") or "" for each in found]

    @property
    def words(self) -> str:
        """What a person reads."""
        return " ".join(self._page.inner_text("body").split())

    @property
    def address(self) -> str:
        """The path of the page that is open."""
        return self._page.url.removeprefix(self._url)

    def picture(self, name: str) -> None:
        """The whole page as it is."""
        self._page.screenshot(path=self._pictures / f"{name}.png", full_page=True)


def _type(form: Locator, name: str, value: str, place: int) -> None:
    field = form.locator(f'[name="{name}"]').nth(place)
    kind = field.evaluate("it => it.tagName === 'SELECT' ? 'select' : it.type")
    if kind == "select":
        field.select_option(value)
    elif kind in ("radio", "checkbox"):
        form.locator(f'[name="{name}"][value="{value}"]').check()
    elif kind != "hidden":
        field.fill(value)


class FormsWindow:
    """Sends the same forms without a browser: every act of the office works without JavaScript."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._address = ""

    def open(self, path: str) -> None:
        """Go to an address."""
        answer = self._browser.open(path)
        assert answer.status_code in (200, _DOOR), (path, answer.status_code, self.words)
        self._address = answer.url.path

    def follow(self, words: str) -> None:
        """Press a link."""
        found = re.search(rf'<a [^>]*href="([^"]*)"[^>]*>[^<]*{re.escape(words)}', self._browser.page)
        assert found is not None, f"no link {words} at {self._address}"
        self.open(html.unescape(found[1]))

    def send(
        self, action: str, typed: Typed | None = None, *, press: str = "", upload: Upload | None = None
    ) -> None:
        """Send the form's fields as a browser would."""
        fields = {**dict(typed or {}), **self._pressed(action, press)}
        if upload is None:
            answer = self._browser.send(action, fields)
        else:
            answer = self._browser.send_file(action, upload.field, upload.name, upload.content)
        assert answer.status_code == 200, (action, answer.status_code, self.words)
        self._address = answer.url.path

    def fetch(self, action: str) -> bytes:
        """The form's answer is the file."""
        form = next(each for each in self._browser.forms() if each.action == action)
        answer = self._browser.post(action, form.fields)
        assert answer.status_code == 200, (action, answer.status_code)
        return answer.content

    def actions(self) -> list[str]:
        """Where the forms of the page go."""
        return [each.action for each in self._browser.forms()]

    def _pressed(self, action: str, press: str) -> dict[str, str]:
        if not press:
            return {}
        found = re.search(rf'<button[^>]*name="([^"]*)" value="{re.escape(press)}"', self._browser.page)
        assert found is not None, f"no button {press} for {action}"
        return {found[1]: press}

    @property
    def words(self) -> str:
        """What the page says."""
        return self._browser.words

    @property
    def address(self) -> str:
        """The path of the page that is open."""
        return self._address

    def picture(self, name: str) -> None:
        """There is no screen."""
